"""Lesson 4: squared error and cross-entropy side by side, in one neuron and in a deep network."""

import numpy as np

from dnnlib.activations import sigmoid
from dnnlib.lessons.output_and_loss.experiment import STEPS
from dnnlib.live.figure import LiveFigure
from dnnlib.live.style import GREY, LINES, SIZE, TEXT, panels, set_limits, set_line, stepped_log_limits, style_axes

__all__ = ["DeepLossesFigure", "NeuronLossesFigure"]

NAMES = ("squared error", "cross-entropy")
KINDS = (LINES["backward"], LINES["forward"])  # red, dashed and dotted; blue, solid
GHOSTS = tuple({"color": GREY, "linewidth": 1.8, "zorder": 1.8, "linestyle": kind["linestyle"]} for kind in KINDS)
MARKS = ("s", "o")
ENLARGED = 10  # squared error never exceeds 1/2; beside cross-entropy it is drawn this much larger


def _both(figure, ax, kinds=KINDS, **kw):
    """Two empty moving lines, one a loss."""
    return [figure.line(ax, **(kind | kw)) for kind in kinds]


def _two_points(figure, ax, *, filled, size=9):
    look = {"linestyle": "none", "markersize": size, "zorder": 5, "markeredgewidth": 2, "clip_on": False}
    kinds = zip(MARKS, KINDS, strict=True)
    colours = [(m, {"color": k["color"], "markerfacecolor": k["color"] if filled else "white"}) for m, k in kinds]
    return [figure.line(ax, m, **colour, **look) for m, colour in colours]


def _note(figure, ax, x, y, **kw):
    """A moving text at a place in fractions of the axes."""
    return figure.moving(ax.text(x, y, "", transform=ax.transAxes, fontsize=SIZE, color=TEXT, zorder=6, **kw))


def _legend(ax, loc, **kw):
    """A legend of the two losses, made from lines of its own that stand still."""
    lines = [ax.plot([], [], label=name, **kind)[0] for name, kind in zip(NAMES, KINDS, strict=True)]
    return ax.legend(handles=lines, fontsize=SIZE, loc=loc, framealpha=0.85, handlelength=3, **kw)


def _set(lines, x, both):
    for line, y in zip(lines, both, strict=True):
        set_line(line, x, y)


class NeuronLossesFigure(LiveFigure):
    """Cost, slope, training and rates of one neuron; draws a ``NeuronComparison``."""

    size = (11.0, 6.3)

    def build(self):
        cost, slope, course, rates = panels(self, 2, 2, gap=1.05, vgap=1.05, left=0.8)
        self._build_cost(cost)
        self._build_slope(slope)
        self._build_course(course)
        self._build_rates(rates)

    def _build_cost(self, ax):
        style_axes(ax, f"Cost as a function of z (squared error ×{ENLARGED})", "logit $z$", "cost $C$")
        ax.set(xlim=(-8.2, 8.2), ylim=(-0.4, 8.4))
        self.costs = _both(self, ax)
        self.starts, self.ends = _two_points(self, ax, filled=False), _two_points(self, ax, filled=True)
        grey = {"linestyle": "none", "color": GREY, "markersize": 8}
        start = ax.plot([], [], "o", markerfacecolor="white", label="start", **grey)
        end = ax.plot([], [], "o", label="300 steps on", **grey)
        ax.legend(handles=[*start, *end], fontsize=SIZE, loc="upper center", framealpha=0.85)

    def _build_slope(self, ax):
        style_axes(ax, "The slope that learning gets to see", "error $a - y$", r"$\delta = dC/dz$")
        ax.set(xlim=(-1.05, 1.05), ylim=(-1.05, 1.05), xticks=[-1, -0.5, 0, 0.5, 1], yticks=[-1, -0.5, 0, 0.5, 1])
        self.slopes = _both(self, ax)
        self.slope_starts = _two_points(self, ax, filled=False)
        _legend(ax, "upper left")

    def _build_course(self, ax):
        style_axes(ax, "Training, same rate", "step", "output $a$")
        ax.set(xlim=(0, 300), ylim=(-0.03, 1.03))
        self.target = self.moving(ax.plot([0, 300], [0, 0], **LINES["target"])[0])
        self.held_course, self.course = _both(self, ax, GHOSTS), _both(self, ax)
        self.setting = _note(self, ax, 1, 1.03, ha="right", va="bottom")

    def _build_rates(self, ax):
        style_axes(ax, "And at any other rate", r"learning rate $\eta$", "steps until within 0.05")
        ax.set(xscale="log", yscale="log", xlim=(0.009, 110), ylim=(0.4, 400))
        ax.set_yticks([0.5, 1, 10, 100, 300], ["0", "1", "10", "100", "300"])
        ax.minorticks_off()
        self.cursor = self.line(ax, **LINES["target"], zorder=6)  # moves alone: over the rest
        self.held_rates, self.needed = _both(self, ax, GHOSTS), _both(self, ax)
        self.best = _two_points(self, ax, filled=True)

    def draw_result(self, result, ghost=None):
        enlarged = np.array([ENLARGED, 1])[:, None]
        _set(self.costs, result.grid, result.grid_cost * enlarged)
        self._mark(self.starts, result, result.z[:, 0], enlarged)
        self._mark(self.ends, result, result.z[:, -1], enlarged)
        _set(self.slopes, sigmoid(result.grid) - result.target, result.grid_delta)
        _set(self.slope_starts, [result.a[0, 0] - result.target], [[d] for d in result.delta])
        steps = np.arange(result.a.shape[1])
        _set(self.course, steps, result.a)
        set_line(self.target, self.target.get_xdata(), [result.target] * 2)
        self.setting.set_text(f"η = {_short(result.eta)}, y = {result.target:.2g}")
        _set(self.needed, result.rates, _floor(result.needed))
        for point, rates, i in zip(self.best, result.needed, result.best, strict=True):
            set_line(point, [result.rates[i]], [_floor(rates[i])])
        set_line(self.cursor, [result.eta] * 2, [0.4, 400])
        for line in self.held_course + self.held_rates:
            line.set_visible(ghost is not None)
        if ghost is not None:
            _set(self.held_course, steps, ghost.a)
            _set(self.held_rates, ghost.rates, _floor(ghost.needed))

    def _mark(self, points, result, logits, enlarged):
        """Points on the cost curves, interpolated; outside the picture there is none."""
        for point, z, cost in zip(points, logits, result.grid_cost * enlarged, strict=True):
            set_line(point, [z], [np.interp(z, result.grid, cost)] if abs(z) <= 8 else [np.nan])

    def describe(self, result):
        mse, ce = result.a
        start = (
            f"A neuron starts at z = {result.z[0, 0]:.2g}, output {mse[0]:.2g}, target {result.target:.2g}. "
            f"The slope there is {result.delta[0]:.2g} under squared error, {result.delta[1]:.2g} under cross-entropy. "
        )
        middle = (
            f"After 300 steps at learning rate {_short(result.eta)} the outputs are {mse[-1]:.2g} and {ce[-1]:.2g}. "
            f"Steps until within 0.05 of the target and staying there, each at its own best rate: "
        )
        return start + middle + "; ".join(map(_best_words, NAMES, result.needed, result.rates[result.best])) + "."


def _floor(needed):
    """Steps for a logarithmic axis: none at all is drawn at 0.5, too many are not drawn."""
    return np.where(needed <= STEPS, np.maximum(needed, 0.5), np.nan)


def _short(number):
    """Two significant digits, but 100 and not 1e+02."""
    return f"{float(f'{number:.2g}'):g}"


def _best_words(name, needed, rate):
    least = needed.min()
    return f"{name} {least} (rate {_short(rate)})" if least <= STEPS else f"{name} at no rate within {STEPS}"


class DeepLossesFigure(LiveFigure):
    """delta by layer at the start, and the training of both networks; draws a ``DeepComparison``."""

    DEEPEST = 10

    def build(self):
        layers, course, first = panels(self, 3, gap=1.0)
        style_axes(layers, r"$\delta^l$ before the first step", "layer $l$", r"root mean square of $\delta^l$")
        layers.set(yscale="log", xlim=(0.5, self.DEEPEST + 0.5), xticks=range(1, self.DEEPEST + 1))
        style_axes(course, "Training from the same start", "step", "mean of $|a - y|$")
        course.set(xlim=(0, 300), ylim=(0, 1))
        style_axes(first, r"$\delta^1$, what layer 1 gets", "step", r"root mean square of $\delta^1$")
        first.set(yscale="log", xlim=(0, 300))
        self.by_layer, self.by_step = layers, first
        self.held = [_both(self, ax, GHOSTS) for ax in (layers, course, first)]
        self.curves = [_both(self, layers, markersize=7), _both(self, course), _both(self, first)]
        for line, mark in zip(self.curves[0], MARKS, strict=True):
            line.set_marker(mark)
        self.moving(_legend(course, "upper right"))
        sheet = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 2}
        place = {"ha": "center", "va": "bottom", "bbox": sheet}
        self.notes = [_note(self, ax, 0.5, 0.04, **place) for ax in (layers, course, first)]

    def draw_result(self, result, ghost=None):
        self._draw(self.curves, result)
        for line in [one for pair in self.held for one in pair]:
            line.set_visible(ghost is not None)
        if ghost is not None:
            self._draw(self.held, ghost)
        shown = [result] if ghost is None else [result, ghost]
        for ax, name in ((self.by_layer, "delta"), (self.by_step, "first")):
            values = np.concatenate([getattr(one, name).ravel() for one in shown])
            set_limits(ax, y=stepped_log_limits(values, floor=1e-16, ceiling=1e16))

        zero, lost = _notes(_starved(result), "0 in every layer"), _notes(_lost(result), "overflow")
        for note, words in zip(self.notes, (zero, lost, zero + lost), strict=True):
            note.set_text("\n".join(words))

    def _draw(self, lines, result):
        L, steps = result.delta.shape[1], np.arange(result.error.shape[1])
        for group, x, both in zip(lines, (np.arange(1, L + 1), steps, steps), _arrays(result), strict=True):
            _set(group, x, both)

    def describe(self, result):
        L, steps = result.delta.shape[1], result.error.shape[1] - 1
        (mse_1, mse_L), (ce_1, ce_L) = result.delta[:, [0, -1]]
        words = (
            f"delta at the start, layer {L} and layer 1: {mse_L:.2g} and {mse_1:.2g} under squared error, {ce_L:.2g} "
            f"and {ce_1:.2g} under cross-entropy. After {steps} steps the mean |a - y| is {result.error[0, -1]:.2g} "
            f"and {result.error[1, -1]:.2g}; "
            f"{result.wrong[0]:.0%} and {result.wrong[1]:.0%} of the examples are wrong."
        )
        return words + "".join(f" Under {name} the numbers have overflowed." for name in _lost(result))


def _notes(names, what):
    return [f"{name}: {what}" for name in names]


def _starved(result):
    return [name for name, delta in zip(NAMES, result.delta, strict=True) if not delta.any()]


def _lost(result):
    finite = [np.isfinite(part).all(axis=1) for part in (result.delta, result.error, result.first)]
    return [name for name, fine in zip(NAMES, np.all(finite, axis=0), strict=True) if not fine]


def _arrays(result):
    """What is drawn in the three panels; zero has no place on a logarithmic axis."""
    return (
        np.where(result.delta > 0, result.delta, np.nan),
        result.error,
        np.where(result.first > 0, result.first, np.nan),
    )
