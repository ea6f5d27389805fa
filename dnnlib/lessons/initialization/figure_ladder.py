"""Lesson 8: all rungs of the ladder in one picture, and the slow decay of tanh under Xavier."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.initialization.experiment import LADDER
from dnnlib.lessons.initialization.experiment_decay import DEEPEST_DECAY
from dnnlib.lessons.initialization.figure import loss_axes, seen, shown_loss
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.layers import layer_limits, log_axes, log_window

__all__ = ["DecayFigure", "LadderFigure"]

DASHES = ("-", (0, (1, 1.5)), (0, (5, 2)), "-", (0, (6, 1.5, 1.5, 1.5)), "-", (0, (3, 1.5)))


class LadderFigure(LiveFigure):
    """Training curves of all rungs, and the spread of their activations before. Takes a ``Ladder``."""

    def build(self):
        """Make the two panels and the common legend."""
        spread, loss = style.panels(self, 2, right=2.35, gap=0.9)
        style.style_axes(spread, "Before: std of $a^l$", "layer $l$")
        log_axes(spread)
        spread.set_xlim(layer_limits(10))
        spread.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        loss_axes(loss)
        self.spread = spread
        self.held = [[self.line(ax, **style.LINES["ghost"]) for _ in LADDER] for ax in (spread, loss)]
        self.curves = [self._curves(ax) for ax in (spread, loss)]
        handles = [*self.curves[1], self.held[1][0]]
        words = [label for label, *_ in LADDER.values()] + ["held"]
        self.legend(handles, words, loc="center right", frameon=False, fontsize=style.SIZE, handlelength=2.6)

    def _curves(self, ax):
        looks = zip(style.CYCLE, style.MARKERS, DASHES, strict=True)
        return [
            self.moving(
                ax.plot([], [], color=c, marker=m, ls=dash, lw=2, ms=6, markevery=(0.02 * i, 0.14))[0]
                if ax is not self.spread
                else ax.plot([], [], color=c, marker=m, ls=dash, lw=2, ms=6)[0]
            )
            for i, (c, m, dash) in enumerate(looks)
        ]

    def draw_result(self, result, ghost=None):
        """Set all curves to a ``Ladder``, and those of the held one behind them."""
        for drawn, runs in ((self.curves, result.runs), (self.held, ghost.runs if ghost else {})):
            for i, name in enumerate(LADDER):
                run = runs.get(name)
                a, loss = ([], []), ([], [])
                if run is not None:
                    a, loss = (np.arange(len(run.a)), seen(run.a)), shown_loss(run)
                drawn[0][i].set_data(*a)
                drawn[1][i].set_data(*loss)
        shown = [run.a for one in (result, ghost) if one for run in one.runs.values()]
        depths = layer_limits(result.depth, ghost.depth if ghost else 1)
        style.set_limits(self.spread, depths, log_window(*shown))

    def describe(self, result):
        """Which rungs have learned, and which not."""
        head = (
            f"Depth {result.depth}, width {result.width}, {ACTIVATIONS[result.activation].label}, all weights times "
            f"{result.init_scale:.2g}: "
        )
        if not all(len(run.loss) for run in result.runs.values()):
            return head + "seven networks, not trained yet."
        ends = {name: _end(run.loss) for name, run in result.runs.items()}
        groups = {end: [LADDER[name][0] for name in ends if ends[name] == end] for end in dict.fromkeys(ends.values())}
        return head + "; ".join(f"{end}: {', '.join(rungs)}" for end, rungs in groups.items()) + "."


def _end(loss):
    if not np.isfinite(loss).all():
        return "the loss overflows"
    return "the loss falls below 1" if loss[-1] < 1 else "it ends above 1"


class DecayFigure(LiveFigure):
    """The variance of z^l by layer, and its reciprocal. Takes a ``Decay``."""

    def build(self):
        """Make the two panels."""
        left, right = style.panels(self, 2)
        style.style_axes(left, "Variance of $z^l$", "layer $l$ (logarithmic)", "$q^l$")
        log_axes(left)
        left.set(xscale="log", xlim=(0.9, 1.1 * DEEPEST_DECAY), xticks=[1, 3, 10, 30, 100])
        left.set_xticklabels(["1", "3", "10", "30", "100"])
        left.minorticks_off()
        style.style_axes(right, "Its reciprocal", "layer $l$", "$1 / q^l$")
        right.set(xlim=(0, DEEPEST_DECAY + 2))
        self.places = left, right
        self.drawn = [self._lines(ax) for ax in self.places]
        layers = np.linspace(1, DEEPEST_DECAY, 200)
        (law,) = left.plot(layers, 1 / (2 * layers), color=style.GREEN, ls=(0, (3, 1.5)), lw=1.8)
        right.plot(layers, 2 * layers, color=style.GREEN, ls=(0, (3, 1.5)), lw=1.8)
        handles = [law, *(self.drawn[0][k] for k in ("measured", "theory", "ghost"))]
        words = ["$1/(2l)$", "measured", "recursion (infinite width)", "held"]
        right.legend(handles, words, loc="upper left", fontsize=style.SIZE, framealpha=0.85)

    def _lines(self, ax):
        looks = {k: style.LINES[k] for k in ("ghost", "measured", "theory")}
        return {k: self.line(ax, **look) for k, look in looks.items()}

    def draw_result(self, result, ghost=None):
        """Set both panels to a ``Decay``, and the held one behind it."""
        shown = {"measured": result.q, "theory": result.theory, "ghost": ghost.q if ghost else np.full(1, np.nan)}
        layers = {k: np.arange(len(q)) for k, q in shown.items()}
        turned = {k: 1 / seen(q) for k, q in shown.items()}
        for k, q in shown.items():
            self.drawn[0][k].set_data(layers[k], seen(q))
            self.drawn[1][k].set_data(layers[k], turned[k])
        style.set_limits(self.places[0], y=log_window(*shown.values()))
        tallest = max(np.nanmax(np.append(t, 1.0)) for t in turned.values())
        style.set_limits(self.places[1], y=(0, next((end for end in (500, 2000) if end > tallest), 10_000)))

    def describe(self, result):
        """Where the variance begins and ends, and what the recursion says."""
        head = f"{ACTIVATIONS[result.activation].label}, width {result.width}, init scale {result.init_scale:.2f}: "
        q, theory, L = result.q, result.theory, result.depth
        if not (np.isfinite(q[1:]).all() and np.isfinite(theory[1:]).all()):
            return head + f"the variance of z overflows on its way to layer {L}."
        return head + (
            f"the variance of z goes from {q[1]:.1g} in layer 1 to {q[L]:.1g} in layer {L}; the recursion for infinite "
            f"width says {theory[L]:.1g}, and 1/(2l) is {1 / (2 * L):.1g}."
        )
