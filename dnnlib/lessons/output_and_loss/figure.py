"""Lesson 4: squared error and cross-entropy side by side, in one neuron and in a deep network."""

import numpy as np

from dnnlib.activations import sigmoid
from dnnlib.lessons.output_and_loss.experiment import NEAR, STEPS
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.numbers import plain

__all__ = ["DeepLossesFigure", "NeuronLossesFigure"]

NAMES = ("squared error", "binary cross-entropy")
LOOKS = (style.LINES["backward"], style.LINES["forward"])  # red, dashed and dotted; blue, solid
MARKS = ("s", "o")
ENLARGED = 10  # squared error never exceeds 1/2; beside cross-entropy it is drawn this much larger
FACTORS = np.array([[ENLARGED], [1]])


def _lines(figure, ax):
    """Two moving lines, one a loss."""
    return [figure.line(ax, **look) for look in LOOKS]


def _held_lines(figure, ax, looks=LOOKS):
    """The same with their held twins, in grey."""
    ghosts = [{"color": style.GREY, "linewidth": 1.8, "zorder": 1.8, "linestyle": look["linestyle"]} for look in LOOKS]
    return [figure.held_line(ax, held=ghost, **look) for ghost, look in zip(ghosts, looks, strict=True)]


def _points(figure, ax, *, filled):
    """Two moving points, one a loss."""
    shared = {"linestyle": "none", "markersize": 9, "zorder": 5, "markeredgewidth": 2, "clip_on": False}
    colours = [look["color"] for look in LOOKS]
    return [
        figure.line(ax, mark, color=colour, markerfacecolor=colour if filled else "white", **shared)
        for mark, colour in zip(MARKS, colours, strict=True)
    ]


def _legend(ax, loc, names=NAMES, **look):
    """A legend of the two losses, made from lines of its own that stand still."""
    lines = [ax.plot([], [], label=name, **line)[0] for name, line in zip(names, LOOKS, strict=True)]
    return ax.legend(handles=lines, fontsize=style.SIZE, loc=loc, handlelength=2.4, **look)


def _set(lines, x, both):
    for line, y in zip(lines, both, strict=True):
        line.set_data(x, y)


def _set_held(lines, result, ghost, points):
    """Set both lines and their held twins: ``points`` gives x and both y of a result."""
    _set([line.now for line in lines], *points(result))
    _set([line.held for line in lines], *(([], [[], []]) if ghost is None else points(ghost)))


class NeuronLossesFigure(LiveFigure):
    """Cost, slope, training and rates of one neuron; draws a ``NeuronComparison``."""

    size = (8.0, 5.4)

    def build(self):
        cost, slope, course, rates = style.panels(
            self, 2, 2, left=0.7, right=0.15, gap=0.9, bottom=0.6, vgap=1.0, top=0.35
        )
        self._build_cost(cost)
        self._build_slope(slope)
        self._build_course(course)
        self._build_rates(rates)

    def _build_cost(self, ax):
        style.style_axes(ax, f"Cost (squared error ×{ENLARGED})", "logit $z$", "cost $C$")
        ax.set(xlim=(-8.2, 8.2), ylim=(-0.4, 8.4))
        self.costs = _lines(self, ax)
        self.starts = _points(self, ax, filled=False)
        self.ends = _points(self, ax, filled=True)
        grey = {"linestyle": "none", "color": style.GREY, "markersize": 8}
        start = ax.plot([], [], "o", markerfacecolor="white", label="start", **grey)
        end = ax.plot([], [], "o", label="after the steps", **grey)
        ax.legend(handles=[*start, *end], fontsize=style.SIZE, loc="upper center", framealpha=0.85)

    def _build_slope(self, ax):
        style.style_axes(ax, "Slope that learning sees", "error $a - y$", r"$\delta = dC/dz$")
        ticks = [-1, -0.5, 0, 0.5, 1]
        ax.set(xlim=(-1.05, 1.05), ylim=(-1.05, 1.05), xticks=ticks, yticks=ticks)
        self.slopes = _lines(self, ax)
        self.slope_starts = _points(self, ax, filled=False)
        narrow = ("squared error", "binary\ncross-entropy")  # as wide as the quadrant in which no curve runs
        _legend(ax, "upper left", narrow, framealpha=0.85)

    def _build_course(self, ax):
        style.style_axes(ax, "Training", "step", "output $a$")
        ax.set(xlim=(0, STEPS), ylim=(-0.03, 1.03))
        self.target = self.line(ax, **style.LINES["target"])
        self.course = _held_lines(self, ax)
        look = {"ha": "right", "va": "bottom", "fontsize": style.SIZE, "color": style.TEXT, "zorder": 6}
        self.setting = self.moving(ax.text(1, 1.03, "", transform=ax.transAxes, **look))

    def _build_rates(self, ax):
        style.style_axes(ax, "At other rates", r"learning rate $\eta$", f"steps to within {NEAR}")
        ax.set(xscale="log", yscale="log", xlim=(0.009, 110), ylim=(0.4, 400))
        ax.set_yticks([0.5, 1, 10, 100, 300], ["0", "1", "10", "100", "300"])
        ax.minorticks_off()
        self.cursor = self.line(ax, **style.LINES["target"], zorder=6)
        self.needed = _held_lines(self, ax)
        self.best = _points(self, ax, filled=True)

    def draw_result(self, result, ghost=None):
        _set(self.costs, result.grid, result.grid_cost * FACTORS)
        self._mark(self.starts, result, result.z[:, 0])
        self._mark(self.ends, result, result.z[:, result.step])
        _set(self.slopes, sigmoid(result.grid) - result.target, result.grid_delta)
        _set(self.slope_starts, [result.a[0, 0] - result.target], result.delta[:, None])
        _set_held(self.course, result, ghost, lambda r: (np.arange(r.step + 1), r.a[:, : r.step + 1]))
        self.target.set_data([0, STEPS], [result.target, result.target])
        self.setting.set_text(f"η = {plain(result.eta)}, y = {result.target:.2g}")
        _set_held(self.needed, result, ghost, lambda r: (r.rates, _drawn_steps(r.needed)))
        for point, needed, i in zip(self.best, result.needed, result.best, strict=True):
            point.set_data([result.rates[i]], [_drawn_steps(needed[i])])
        self.cursor.set_data([result.eta, result.eta], [0.4, 400])

    def _mark(self, points, result, logits):
        """Put points on the cost curves, interpolated; none outside the axes."""
        for point, z, cost in zip(points, logits, result.grid_cost * FACTORS, strict=True):
            point.set_data([z], [np.interp(z, result.grid, cost)] if abs(z) <= 8 else [np.nan])

    def describe(self, result):
        mse, ce = result.a[:, result.step]
        best = map(_best_words, NAMES, result.needed, result.rates[result.best])
        return (
            f"A neuron starts at z = {result.z[0, 0]:.2g}, output {result.a[0, 0]:.2g}, target {result.target:.2g}. "
            f"Its delta there is {result.delta[0]:.2g} under squared error, {result.delta[1]:.2g} under binary "
            f"cross-entropy. After {result.step} steps at learning rate {plain(result.eta)} the outputs are {mse:.2g} "
            f"and {ce:.2g}. Steps until within 0.05 of the target and staying there, each at its own best rate: "
            f"{'; '.join(best)}."
        )


def _drawn_steps(needed):
    """Steps on a logarithmic axis: none at all is drawn at 0.5, too many are not drawn."""
    return np.where(needed <= STEPS, np.maximum(needed, 0.5), np.nan)


def _best_words(name, needed, rate):
    least = needed.min()
    return f"{name} {least} (rate {plain(rate)})" if least <= STEPS else f"{name} at no rate within {STEPS}"


class DeepLossesFigure(LiveFigure):
    """delta by layer at the start, and the training of both networks; draws a ``DeepComparison``."""

    size = (8.0, 4.8)
    DEEPEST = 10

    def build(self):
        layers, right = style.panels(self, 2, left=0.8, right=0.25, bottom=0.6, top=0.95)
        right.remove()
        cells = right.get_subplotspec().subgridspec(2, 1, hspace=0.4)
        course, first = (self.add_subplot(cell) for cell in cells)
        style.style_axes(layers, r"$\delta^l$ before the first step", "layer $l$", r"root mean square of $\delta^l$")
        layers.set(yscale="log", xlim=(0.5, self.DEEPEST + 0.5), xticks=range(1, self.DEEPEST + 1))
        style.style_axes(course, "Training from the same start", "", "mean of $|a - y|$")
        course.set(xlim=(0, 300), ylim=(0, 1))
        course.tick_params(labelbottom=False)
        style.style_axes(first, r"$\delta^1$, what layer 1 gets", "step", r"rms of $\delta^1$")
        first.set(yscale="log", xlim=(0, 300))
        self.by_layer, self.by_step = layers, first
        marked = [look | {"marker": mark, "markersize": 7} for look, mark in zip(LOOKS, MARKS, strict=True)]
        self.delta = _held_lines(self, layers, marked)
        self.error = _held_lines(self, course)
        self.first = _held_lines(self, first)
        _legend(layers, "lower left", bbox_to_anchor=(-0.02, 1.09), frameon=False, borderaxespad=0)
        look = {"ha": "left", "va": "center", "fontsize": style.SIZE, "color": style.WARN}
        self.note = self.moving(course.text(0, 1.42, "", transform=course.transAxes, **look))

    def draw_result(self, result, ghost=None):
        _set_held(self.delta, result, ghost, lambda r: (np.arange(1, r.delta.shape[1] + 1), _positive(r.delta)))
        _set_held(self.error, result, ghost, lambda r: (np.arange(r.error.shape[1]), r.error))
        _set_held(self.first, result, ghost, lambda r: (np.arange(r.first.shape[1]), _positive(r.first)))
        shown = [result] if ghost is None else [result, ghost]
        for ax, name in ((self.by_layer, "delta"), (self.by_step, "first")):
            values = np.concatenate([getattr(one, name).ravel() for one in shown])
            style.set_limits(ax, y=style.stepped_log_limits(values, floor=1e-16, ceiling=1e16))

        zero = [f"{name}: δ is 0 in every layer" for name in _without_gradient(result)]
        overflow = [f"{name}: overflow" for name in _overflowed(result)]
        self.note.set_text("\n".join(zero + overflow))

    def describe(self, result):
        L, steps = result.delta.shape[1], result.error.shape[1] - 1
        (mse_1, mse_L), (ce_1, ce_L) = result.delta[:, [0, -1]]
        words = (
            f"delta at the start, layer {L} and layer 1: {mse_L:.2g} and {mse_1:.2g} under squared error, {ce_L:.2g} "
            f"and {ce_1:.2g} under binary cross-entropy. After {steps} steps the mean |a - y| is "
            f"{result.error[0, -1]:.2g} and {result.error[1, -1]:.2g}; "
            f"{result.wrong[0]:.0%} and {result.wrong[1]:.0%} of the examples are wrong."
        )
        return words + "".join(f" Under {name} the numbers have overflowed." for name in _overflowed(result))


def _without_gradient(result):
    """The losses under which delta is 0 in every layer at the start."""
    return [name for name, delta in zip(NAMES, result.delta, strict=True) if not delta.any()]


def _overflowed(result):
    """The losses under which something has overflowed."""
    finite = [np.isfinite(part).all(axis=1) for part in (result.delta, result.error, result.first)]
    return [name for name, fine in zip(NAMES, np.all(finite, axis=0), strict=True) if not fine]


def _positive(values):
    """Values for a logarithmic axis: a zero is not drawn."""
    return np.where(values > 0, values, np.nan)
