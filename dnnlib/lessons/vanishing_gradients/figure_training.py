"""Lesson 7: a network that learns the digits, or stands still, and how far each of its layers moves in a step."""

import numpy as np

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.vanishing_gradients.experiment_training import EPOCHS
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.layers import layer_limits, layer_points, log_axes, log_window
from dnnlib.live.numbers import percent

__all__ = ["UpdateFigure"]

GUESSING = np.log(10)
TOP = 3  # of the loss axis


class UpdateFigure(LiveFigure):
    """Left the loss by epoch, right the relative size of each layer's update. Takes an ``UpdateSizes``."""

    def build(self):
        loss, update = style.panels(self, 2)
        style.style_axes(loss, "Loss on the digits", "epoch", "mean loss, nats")
        loss.set(xlim=(0, EPOCHS + 1), ylim=(0, TOP), xticks=range(0, EPOCHS + 1, 5), yticks=range(4))
        style.label_ends(loss.yaxis, high=TOP)
        loss.axhline(GUESSING, **style.LINES["reference"])
        style.set_label(loss, EPOCHS + 1, GUESSING - 0.08, "guessing: ln 10", ha="right", va="top")
        style.style_axes(update, "Relative update", "layer $l$", r"$\|\Delta W^l\| \,/\, \|W^l\|$")
        log_axes(update)
        update.set_xlim(layer_limits(10))
        update.axhspan(1e-4, 1e-1, color=style.GREEN, alpha=0.12, lw=0)
        update.text(1, 1.02, "shaded: 1e-4 to 1e-1", transform=update.transAxes, ha="right", fontsize=style.SIZE)
        place = {"ha": "center", "va": "center", "fontsize": style.SIZE, "color": style.WARN, "zorder": 5}
        self.overflow = self.moving(loss.text((EPOCHS + 1) / 2, 1.2, "", **place))
        self.loss = self.held_line(loss, marker="o", ms=4, **style.LINES["measured"])
        self.first = self.held_line(update, marker="o", ms=5, **style.LINES["backward"])
        look = style.LINES["theory"] | {"color": style.PURPLE}
        self.last = self.line(update, marker="s", ms=5, **look)
        lines, words = [self.first.held, self.first.now, self.last], ["held", "first step", "after the last epoch"]
        look = {"fontsize": style.SIZE, "frameon": False, "ncols": 3, "borderaxespad": 0.1}
        self.legend(lines, words, loc="lower right", **look)

    def draw_result(self, result, ghost=None):
        self.loss.set(result, ghost, lambda r: (np.arange(1, len(r.loss) + 1), np.clip(r.loss, None, TOP)))
        self.first.set(result, ghost, lambda r: layer_points(r.first))
        last = result.update[-1] if len(result.update) else np.zeros(result.depth + 1)
        self.last.set_data(*layer_points(last))
        self.overflow.set_text("" if _is_finite(result) else "\n".join([*_setting(result), _overflow(result)]))
        shown = [result] if ghost is None else [result, ghost]
        window = log_window(last, *(r.first for r in shown))
        style.set_limits(self.last.axes, layer_limits(*(r.depth for r in shown)), window)

    def describe(self, result):
        words = (
            f"{', '.join(_setting(result))}: in the first step layer 1 moves by "
            f"{result.first[1]:.1g} of its size, layer {result.depth} by {result.first[-1]:.1g}. "
        )
        if not len(result.loss):
            return words + "Nothing is learned yet."
        if not _is_finite(result):
            return words + f"{_overflow(result)}: the loss is no number any more."
        end = f"After {len(result.loss)} epochs the loss is {result.loss[-1]:.1f}"
        return words + f"{end} and {percent(round(result.accuracy, 1))} of the digits are recognized."


def _setting(result):
    """What the network is, and how it is trained."""
    norm = ", batch norm" if result.batch_norm else ""
    return (
        f"Depth {result.depth}, width {result.width}, {ACTIVATIONS[result.activation].label} with {result.init}",
        f"init scale {result.init_scale:.2g}{norm}, eta {result.eta:.2g}",
    )


def _is_finite(result):
    """Whether a run has not overflowed; one without an epoch has not."""
    return not len(result.loss) or all(np.isfinite(x).all() for x in (result.loss, result.first, result.update[-1]))


def _overflow(result):
    return f"In epoch {len(result.loss)} the numbers overflow"
