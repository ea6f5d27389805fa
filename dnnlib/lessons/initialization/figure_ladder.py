"""Lesson 8: all rungs of the ladder in one picture, and the slow decay of tanh under Xavier."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.initialization.experiment import LADDER
from dnnlib.lessons.initialization.experiment_decay import DEEPEST_DECAY
from dnnlib.lessons.initialization.figure import loss_axes, loss_points
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.layers import layer_limits, layer_points, log_axes, log_window, loggable

__all__ = ["DecayFigure", "LadderFigure"]

DASHES = ("-", (0, (1, 1.5)), (0, (5, 2)), "-", (0, (6, 1.5, 1.5, 1.5)), "-", (0, (3, 1.5)))


class LadderFigure(LiveFigure):
    """Training curves of all rungs, and the spread of their activations before. Takes a ``Ladder``."""

    def build(self):
        spread, loss = style.panels(self, 2, right=2.35, gap=0.9)
        style.style_axes(spread, "Before: std of $a^l$", "layer $l$")
        log_axes(spread)
        spread.set_xlim(layer_limits(10))
        spread.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        loss_axes(loss)
        self.spread, self.loss = {}, {}
        looks = zip(LADDER, style.CYCLE, style.MARKERS, DASHES, strict=True)
        for i, (name, colour, marker, dashes) in enumerate(looks):
            look = {"color": colour, "marker": marker, "linestyle": dashes, "linewidth": 2, "markersize": 6}
            self.spread[name] = self.held_line(spread, **look)
            self.loss[name] = self.held_line(loss, **look, markevery=(0.02 * i, 0.14))
        lines = [*(line.now for line in self.loss.values()), self.loss["constant"].held]
        words = [*(rung.label for rung in LADDER.values()), "held"]
        self.legend(lines, words, loc="center right", frameon=False, fontsize=style.SIZE, handlelength=2.6)

    def draw_result(self, result, ghost=None):
        for name, run in result.runs.items():
            held = None if ghost is None else ghost.runs[name]
            self.spread[name].set(run, held, lambda run: layer_points(run.a))
            self.loss[name].set(run, held, loss_points)
        shown = [result] if ghost is None else [result, ghost]
        window = log_window(*(run.a for r in shown for run in r.runs.values()))
        style.set_limits(self.spread["constant"].now.axes, layer_limits(*(r.depth for r in shown)), window)

    def describe(self, result):
        head = (
            f"Depth {result.depth}, width {result.width}, {ACTIVATIONS[result.activation].label}, all weights times "
            f"{result.init_scale:.2g}: "
        )
        if not all(len(run.loss) for run in result.runs.values()):
            return head + "seven networks, not trained yet."
        ends = {name: _end(run.loss) for name, run in result.runs.items()}
        groups = {
            end: [LADDER[name].label for name in ends if ends[name] == end] for end in dict.fromkeys(ends.values())
        }
        return head + "; ".join(f"{end}: {', '.join(rungs)}" for end, rungs in groups.items()) + "."


def _end(loss):
    if not np.isfinite(loss).all():
        return "the loss overflows"
    return "the loss falls below 1" if loss[-1] < 1 else "it ends above 1"


class DecayFigure(LiveFigure):
    """The variance of z^l by layer, and its reciprocal. Takes a ``Decay``."""

    def build(self):
        left, right = style.panels(self, 2)
        style.style_axes(left, "Variance of $z^l$", "layer $l$ (logarithmic)", "$q^l$")
        log_axes(left)
        left.set(xscale="log", xlim=(0.9, 1.1 * DEEPEST_DECAY))
        left.set_xticks([1, 3, 10, 30, 100], ["1", "3", "10", "30", "100"])
        left.minorticks_off()
        style.style_axes(right, "Its reciprocal", "layer $l$", "$1 / q^l$")
        right.set(xlim=(0, DEEPEST_DECAY + 2))
        self.q, self.reciprocal = (self.held_line(ax, **style.LINES["measured"]) for ax in (left, right))
        self.theory, self.theory_reciprocal = (self.line(ax, **style.LINES["theory"]) for ax in (left, right))
        layers = np.linspace(1, DEEPEST_DECAY, 200)
        look = {"color": style.GREEN, "linestyle": (0, (3, 1.5)), "linewidth": 1.8}
        (law,) = left.plot(layers, 1 / (2 * layers), **look)
        right.plot(layers, 2 * layers, **look)
        words = ["$1/(2l)$", "measured", "recursion (infinite width)", "held"]
        lines = [law, self.q.now, self.theory, self.q.held]
        right.legend(lines, words, loc="upper left", fontsize=style.SIZE, framealpha=0.85)

    def draw_result(self, result, ghost=None):
        self.q.set(result, ghost, lambda r: layer_points(r.q))
        self.reciprocal.set(result, ghost, lambda r: _reciprocal_points(r.q))
        self.theory.set_data(*layer_points(result.theory))
        self.theory_reciprocal.set_data(*_reciprocal_points(result.theory))
        shown = [result.q, result.theory] if ghost is None else [result.q, result.theory, ghost.q]
        style.set_limits(self.q.now.axes, y=log_window(*shown))
        tallest = max(_reciprocal_points(q)[1].max(initial=1.0, where=np.isfinite(loggable(q))) for q in shown)
        top = next((end for end in (500, 2000) if end > tallest), 10_000)
        style.set_limits(self.reciprocal.now.axes, y=(0, top))

    def describe(self, result):
        head = f"{ACTIVATIONS[result.activation].label}, width {result.width}, init scale {result.init_scale:.2f}: "
        q, theory, L = result.q, result.theory, result.depth
        if not (np.isfinite(q[1:]).all() and np.isfinite(theory[1:]).all()):
            return head + f"the variance of z overflows on its way to layer {L}."
        return head + (
            f"the variance of z goes from {q[1]:.1g} in layer 1 to {q[L]:.1g} in layer {L}; the recursion for infinite "
            f"width says {theory[L]:.1g}, and 1/(2l) is {1 / (2 * L):.1g}."
        )


def _reciprocal_points(q):
    """1 / q^l by layer, as x and y."""
    return np.arange(len(q)), 1 / loggable(q)
