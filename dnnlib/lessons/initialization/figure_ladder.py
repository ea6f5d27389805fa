"""Lesson 8: all rungs of the ladder in one picture, and the slow decay of tanh under Xavier."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from dnnlib.activations import as_activation
from dnnlib.lessons.initialization.experiment import LADDER
from dnnlib.lessons.initialization.experiment_decay import DEEPEST_DECAY
from dnnlib.lessons.initialization.figure import beside_title, loss_axes, loss_points
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.panels import layer_limits, layer_points, log_axes, log_window, loggable

__all__ = ["DecayFigure", "LadderFigure"]

LEARNS = 1.5  # a loss below which we say that a network learns; guessing has 2.3
TALLEST = 400  # end of the axis of 1 / q^l
DASHES = ("-", (0, (1, 1.5)), (0, (5, 2)), "-", (0, (6, 1.5, 1.5, 1.5)), "-", (0, (3, 1.5)))


class LadderFigure(LiveFigure):
    """Training curves of all rungs, and the spread of their activations before. Takes a ``Ladder``."""

    size = (8.0, 4.9)

    def build(self):
        spread, loss = style.panels(self, 2, left=0.75, right=0.2, bottom=1.25, top=0.4, gap=0.85)
        style.style_axes(spread, "Before: std of $a^l$", "layer $l$")
        log_axes(spread)
        spread.set_xlim(layer_limits(10))
        spread.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        loss_axes(loss)
        self.spread, self.loss = {}, {}
        looks = zip(LADDER, style.CYCLE, style.MARKERS, DASHES, strict=True)
        for i, (name, colour, marker, dashes) in enumerate(looks):
            look = {"color": colour, "marker": marker, "linestyle": dashes, "linewidth": 2, "markersize": 6}
            held = look | {"linewidth": 1, "fillstyle": "none", "alpha": 0.7, "zorder": 1.8}
            self.spread[name] = self.held_line(spread, **look, held=held)
            marks = {"markevery": (0.02 * i, 0.14)}
            self.loss[name] = self.held_line(loss, **look, **marks, held=held | marks)
        lines = [line.now for line in self.loss.values()]
        words = [rung.label for rung in LADDER.values()]
        place = {"loc": "lower center", "bbox_to_anchor": (0.5, 0.0), "ncols": 4, "columnspacing": 1.0}
        self.legend(lines, words, frameon=False, fontsize=style.SIZE, handlelength=2.4, **place)
        self.held = beside_title(spread)

    def draw_result(self, result, ghost=None):
        for name, run in result.runs.items():
            held = None if ghost is None else ghost.runs[name]
            self.spread[name].set(run, held, lambda run: layer_points(run.a))
            self.loss[name].set(run, held, loss_points)
        self.held.set_text("" if ghost is None else "thin, open: held")
        shown = [result] if ghost is None else [result, ghost]
        window = log_window(*(run.a for r in shown for run in r.runs.values()))
        style.set_limits(self.spread["constant"].now.axes, layer_limits(*(r.depth for r in shown)), window)

    def describe(self, result):
        head = (
            f"Depth {result.depth}, width {result.width}, {as_activation(result.activation).label}, all weights times "
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
    return f"the loss {'falls below' if loss[-1] < LEARNS else 'ends above'} {LEARNS}"


class DecayFigure(LiveFigure):
    """The variance of z^l by layer, and its reciprocal. Takes a ``Decay``."""

    size = (8.0, 4.4)

    def build(self):
        left, right = style.panels(self, 2, left=0.8, right=0.25, bottom=1.05, top=0.4, gap=0.85)
        style.style_axes(left, "Variance $q^l$ of $z^l$", "layer $l$ (logarithmic)")
        log_axes(left)
        left.set(xscale="log", xlim=(0.9, 1.1 * DEEPEST_DECAY))
        left.set_xticks([1, 3, 10, 30, 100], ["1", "3", "10", "30", "100"])
        left.minorticks_off()
        style.style_axes(right, "Its reciprocal $1 / q^l$", "layer $l$")
        right.set(xlim=(0, DEEPEST_DECAY + 2), ylim=(0, TALLEST), yticks=range(0, TALLEST + 1, 100))
        style.label_ends(right.yaxis, high=TALLEST)
        self.q, self.reciprocal = (self.held_line(ax, **style.LINES["measured"]) for ax in (left, right))
        self.theory, self.theory_reciprocal = (self.line(ax, **style.LINES["theory"]) for ax in (left, right))
        layers = np.linspace(1, DEEPEST_DECAY, 200)
        look = {"color": style.GREEN, "linestyle": (0, (3, 1.5)), "linewidth": 1.8}
        (law,) = left.plot(layers, 1 / (2 * layers), **look)
        right.plot(layers, 2 * layers, **look)
        words = ["measured", "recursion (infinite width)", "$1/(2l)$"]
        place = {"loc": "lower center", "bbox_to_anchor": (0.5, 0.0), "ncols": 3}
        self.legend([self.q.now, self.theory, law], words, frameon=False, fontsize=style.SIZE, **place)
        self.held = beside_title(left)

    def draw_result(self, result, ghost=None):
        self.q.set(result, ghost, lambda r: layer_points(r.q))
        self.reciprocal.set(result, ghost, lambda r: _reciprocal_points(r.q))
        self.theory.set_data(*layer_points(result.theory))
        self.theory_reciprocal.set_data(*_reciprocal_points(result.theory))
        shown = [result.q, result.theory] if ghost is None else [result.q, result.theory, ghost.q]
        style.set_limits(self.q.now.axes, y=log_window(*shown))
        self.held.set_text("" if ghost is None else "dotted: held")

    def describe(self, result):
        head = f"{as_activation(result.activation).label}, width {result.width}, init scale {result.init_scale:.2f}: "
        q, theory, L = result.q, result.theory, result.depth
        if not (np.isfinite(q[1:]).all() and np.isfinite(theory[1:]).all()):
            return head + f"the variance of z overflows on its way to layer {L}."
        return head + (
            f"the variance of z goes from {q[1]:.1g} in layer 1 to {q[L]:.1g} in layer {L}; the recursion for infinite "
            f"width says {theory[L]:.1g}, and 1/(2l) is {1 / (2 * L):.1g}."
        )


def _reciprocal_points(q):
    """1 / q^l by layer, as x and y; what leaves the axis lies at its upper end."""
    return np.arange(len(q)), np.minimum(1 / loggable(q), TALLEST)
