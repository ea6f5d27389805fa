"""Lesson 7: a network that learns the digits, or stands still, and how far each of its layers moves in a step."""

import numpy as np

from dnnlib.activations import as_activation
from dnnlib.lessons.vanishing_gradients.experiment_training import EPOCHS
from dnnlib.lessons.vanishing_gradients.figure import LayerTicks, held_legend, inside, set_window
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.numbers import percent
from dnnlib.live.panels import layer_limits

__all__ = ["UpdateFigure"]

GUESSING = np.log(10)
TOP = 3  # of the loss axis
UPDATES = 1e-10, 1e2  # the limits of the axis of updates


class UpdateFigure(LiveFigure):
    """Left the loss by epoch, right the relative size of each layer's update. Takes an ``UpdateSizes``."""

    size = (8.0, 4.6)

    def build(self):
        loss, update = style.panels(self, 2, bottom=1.25, top=0.4, left=0.8, right=0.2, gap=0.9)
        style.style_axes(loss, "Loss (guessing: ln 10)", "epoch", "mean loss, nats")
        loss.set(xlim=(0, EPOCHS + 1), ylim=(0, TOP), xticks=range(0, EPOCHS + 1, 5))
        loss.set_yticks([0, 1, GUESSING, TOP], ["0", "1", "ln 10", f"≥ {TOP}"])
        loss.axhline(GUESSING, **style.LINES["reference"])
        style.style_axes(update, "Relative update $r^l$", "layer $l$")
        set_window(update, UPDATES)
        update.set_xlim(layer_limits(10))
        update.xaxis.set_major_locator(LayerTicks())
        comfortable = update.axhspan(1e-4, 1e-1, color=style.GREEN, alpha=0.12, lw=0)
        place = {"ha": "center", "va": "center", "fontsize": style.SIZE, "color": style.WARN, "zorder": 5}
        self.overflow = self.moving(loss.text((EPOCHS + 1) / 2, 1.2, "", **place))
        self.loss = self.held_line(loss, marker="o", ms=4, clip_on=False, **style.LINES["measured"])
        self.first = self.held_line(update, marker="o", ms=5, **style.LINES["backward"])
        look = style.LINES["theory"] | {"color": style.PURPLE}
        self.last = self.line(update, marker="s", ms=5, **look)
        width, height = self.size
        look = {"fontsize": style.SIZE, "frameon": False, "borderaxespad": 0, "borderpad": 0, "loc": "upper left"}
        lines, words = [self.first.now, self.last, comfortable], ["first step", "last epoch", "1e−4 to 1e−1"]
        self.legend(lines, words, ncols=2, bbox_to_anchor=(4.4 / width, 0.6 / height), **look)
        self.held = held_legend(self, self.first.held, (0.8 / width, 0.43 / height))

    def draw_result(self, result, ghost=None):
        self.loss.set(result, ghost, lambda r: (np.arange(1, len(r.loss) + 1), np.clip(r.loss, None, TOP)))
        self.first.set(result, ghost, lambda r: _updates(r.first))
        self.last.set_data(*(_updates(result.update[-1]) if len(result.update) else ([], [])))
        self.overflow.set_text("" if _is_finite(result) else "\n".join([*_setting(result), _overflow(result)]))
        self.held.set_visible(ghost is not None)
        shown = [result] if ghost is None else [result, ghost]
        style.set_limits(self.last.axes, layer_limits(*(r.depth for r in shown)))

    def describe(self, result):
        words = (
            f"{', '.join(_setting(result))}: in the first step layer 1 moves by "
            f"{result.first[1]:.1g} of its size, layer {result.depth} by {result.first[-1]:.1g}. "
        )
        if not len(result.loss):
            return words + "Nothing is learned yet."
        if not _is_finite(result):
            return words + f"{_overflow(result)}: the loss is no number any more."
        loss = f"{result.loss[-1]:.1f}" if result.loss[-1] >= 0.1 else "below 0.1"
        right = percent(result.accuracy if result.accuracy == 1 else min(result.accuracy, 0.99))  # 99.9 % are not all
        return words + (
            f"After {len(result.loss)} epochs the loss is {loss}, and {right} of the training digits are recognized."
        )


def _updates(sizes):
    """The layers' updates as the x and y of a line."""
    return np.arange(1, len(sizes)), inside(sizes[1:], UPDATES)


def _setting(result):
    """What the network is, and how it is trained."""
    norm = "batch norm, " if result.batch_norm else ""
    return (
        f"Depth {result.depth}, width {result.width}",
        f"{as_activation(result.activation).label}, init scale {result.init_scale:.2g}",
        f"{norm}eta {result.eta:.2g}",
    )


def _is_finite(result):
    """Whether a run has not overflowed; one without an epoch has not."""
    return not len(result.loss) or all(np.isfinite(x).all() for x in (result.loss, result.first, result.update[-1]))


def _overflow(result):
    return f"In epoch {len(result.loss)} the numbers overflow"
