"""Lesson 6: dead units by layer and over time, and four activations that train on from dead units."""

import numpy as np

from dnnlib.activations import ACTIVATIONS, as_activation
from dnnlib.lessons.activation_functions.figure import LOOKS
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.numbers import percent

__all__ = ["DeadUnitsFigure", "RescueFigure"]

GUESSING = np.log(10)  # the loss of ten equal probabilities
HIGHEST = 4  # loss that is seen
DIVERGED = 1e4  # a loss above it


class DeadUnitsFigure(LiveFigure):
    """Dead and silent units by layer and over time, and the loss; draws a ``DeadUnits``."""

    size = (8.0, 5.0)

    def build(self):
        (layers,) = style.panels(self, left=0.75, right=4.6, bottom=1.65)
        shares, loss = style.panels(self, rows=2, left=4.25, right=0.65, bottom=0.65, vgap=0.55)
        style.style_axes(layers, "Units by layer", "hidden layer", "share of the units")
        layers.set(xlim=(0.4, 9.6), ylim=(0, 1.03), xticks=range(1, 10))
        self.dead = self.moving(layers.bar(range(1, 10), np.zeros(9), width=0.7, color=style.RED))
        outline = {"fill": False, "edgecolor": style.BLACK, "linewidth": 1.6}
        self.silent = self.moving(layers.bar(range(1, 10), np.zeros(9), width=0.7, **outline))
        self.held_dead = self.line(layers, "_", color=style.GHOST, markersize=18, markeredgewidth=4)
        style.style_axes(shares, "All hidden units", "", "share")
        shares.set(xlim=(0, 122), ylim=(0, 1.03))
        self.dead_line = self.held_line(shares, **style.LINES["backward"] | {"linestyle": "-", "linewidth": 3})
        self.silent_line = self.line(shares, **style.LINES["theory"])
        self.stopped = style.set_label(shares, 0, 0.5, va="center")
        style.style_axes(loss, "", "step", "loss")
        loss.set(xlim=(0, 122), ylim=(0, HIGHEST))
        loss.axhline(GUESSING, **style.LINES["reference"])
        loss.text(123, GUESSING, "ln 10", fontsize=style.SIZE, color=style.TEXT, va="center")
        self.loss = self.held_line(loss, **style.LINES["measured"])
        heading = {"fontsize": style.TITLE_SIZE, "color": style.TEXT}
        self.end = self.moving(loss.text(0, 1.04, "", transform=loss.transAxes, **heading))
        self.why = style.set_label(loss, 61, 3.3, "", ha="center", va="center")
        names = ("dead: slope below 0.001\nfor every example", "silent: z ≤ 0\nfor every example")
        handles = [self.dead_line.now, self.silent_line]
        self.legend(handles, names, loc=(0.03, 0.01), fontsize=style.SIZE, frameon=False)

    def draw_result(self, result, ghost=None):
        for bars, shares in ((self.dead, result.dead), (self.silent, result.silent)):
            for l, bar in enumerate(bars):
                bar.set_visible(l < len(shares))
                bar.set_height(shares[l] if l < len(shares) else 0)
        self.held_dead.set_visible(ghost is not None)
        if ghost is not None:
            self.held_dead.set_data(np.arange(1, len(ghost.dead) + 1), ghost.dead)
        self.dead_line.set(result, ghost, lambda r: (r.steps, r.dead_over_time))
        self.silent_line.set_data(result.steps, result.silent_over_time)
        self.loss.set(result, ghost, lambda r: (r.steps, _capped(r.losses)))
        self.end.set_text(f"Loss, η = {result.eta:.3g}: {_end(result.losses[-1])}")
        last = result.steps[-1]
        soon = last < 55 and not np.isfinite(result.losses[-1])  # else the curves are seen
        self.stopped.set(x=last + 3, text="overflow: no more counts" if soon else "")
        self.why.set_text("" if (result.losses <= HIGHEST).any() else f"above {HIGHEST} at every count")

    def describe(self, result):
        name = as_activation(result.activation).label
        dead = result.dead_over_time
        losses = result.losses
        words = (
            f"Depth {result.depth}, {name}, init scale {result.init_scale:.2g}, eta {result.eta:.2g}, first bias "
            f"{result.bias:.2g}. Dead hidden units: {percent(dead[0])} before training, {percent(dead[-1])} after "
            f"{result.steps[-1]} steps; silent ones: {percent(result.silent_over_time[-1])}."
        )
        if result.slopes is not None:
            words += f" PReLU's slopes now lie between {result.slopes[0]:.1g} and {result.slopes[1]:.1g}."
        if not np.isfinite(losses[-1]):
            return words + f" Training diverged: the loss overflowed within {result.steps[-1]} steps."
        if losses[-1] > DIVERGED:
            return words + f" Training diverged: the loss goes from {losses[0]:.2g} to {losses[-1]:.1e}."
        return words + f" The loss goes from {losses[0]:.2g} to {losses[-1]:.2g}, where ln 10 = 2.3."


def _capped(losses):
    """Losses for a panel that ends at `HIGHEST`: larger and infinite ones lie above its edge."""
    return np.minimum(losses, 1e3)


def _end(loss):
    if not np.isfinite(loss):
        return "overflow"
    return f"ends at {loss:.4f}" if loss < DIVERGED else f"ends at {loss:.1e}"


class RescueFigure(LiveFigure):
    """Silent units and loss under four activations that train on from dead units; draws a ``Rescue``."""

    size = (8.0, 4.2)

    def build(self):
        silent, loss = style.panels(self, 2, right=0.35)
        style.style_axes(silent, "z ≤ 0 for every example", "epoch", "share of the units")
        silent.set(xlim=(0, 40), ylim=(0, 1.03))
        style.style_axes(loss, "Loss", "epoch", "loss on all examples")
        loss.set(xlim=(0, 40), ylim=(1e-2, 1e2), yscale="log")
        names = ("relu", "leaky_relu", "prelu", "elu")
        self.runs = {name: [self._line(ax, name) for ax in (silent, loss)] for name in names}
        self.moving(silent.legend(loc="lower left", fontsize=style.SIZE, frameon=False))

    def _line(self, ax, name):
        colour, marker = LOOKS[name]
        look = {"color": colour, "marker": marker, "markevery": 5, "markersize": 7, "linewidth": 2}
        return self.line(ax, label=ACTIVATIONS[name].label, **look)

    def draw_result(self, result, ghost=None):
        for name, (silent, loss) in self.runs.items():
            silent.set_data(result.epochs, result.silent[name])
            loss.set_data(result.epochs, result.losses[name])

    def describe(self, result):
        runs = "; ".join(
            f"{ACTIVATIONS[n].label} from {percent(s[0])} to {percent(s[-1])}, loss {result.losses[n][-1]:.2g}"
            for n, s in result.silent.items()
        )
        return (
            f"A ReLU network that one large learning rate has killed, trained on for {result.epochs[-1]} epochs with "
            f"four activations. Units with z <= 0 for every example: {runs}."
        )
