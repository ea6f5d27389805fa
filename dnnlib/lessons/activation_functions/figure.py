"""Lesson 6: all activations at one z, the path of two tied weights, and the time that an exponential takes."""

from itertools import cycle

import numpy as np

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.activation_functions.experiment import SEVEN, SLOPED
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.numbers import percent, short

__all__ = ["CostFigure", "CursorFigure", "ZigZagFigure"]

LOOKS = dict(zip(SEVEN, cycle(zip(style.CYCLE, style.MARKERS, strict=True)), strict=False))  # colour and marker by name
FAR = 1e3


class CursorFigure(LiveFigure):
    """phi, phi', and the slopes of all activations at one z; draws a ``Cursor``."""

    size = (12.5, 4.8)

    def build(self):
        left, middle, right = style.panels(self, 3, ratios=(1.1, 1.1, 0.75), gap=1.2, left=0.75, right=0.55)
        style.style_axes(left, "The function", "z", "φ(z)")
        left.set(xlim=(-6.25, 6.25), ylim=(-2.2, 3.2))
        style.style_axes(middle, "Its slope", "z", "φ'(z)")
        middle.set(xlim=(-6.25, 6.25), ylim=(-0.06, 1.12))
        self.curves = _Curves(self, left, "curves")
        self.slopes = _Curves(self, middle, "slopes")
        self._build_bars(right)

    def _build_bars(self, ax):
        style.style_axes(ax, "All slopes at the cursor", "φ'(z)")
        rows = range(len(LOOKS))
        ax.set(xlim=(0, 1), ylim=(len(LOOKS) - 0.4, -0.6))
        ax.set_yticks(rows, [phi.label for phi in SEVEN.values()])
        colours = [colour for colour, _ in LOOKS.values()]
        self.bars = self.moving(ax.barh(rows, np.zeros(len(LOOKS)), height=0.62, color=colours))
        for i, (colour, marker) in enumerate(LOOKS.values()):
            look = {"color": colour, "markersize": 8, "markeredgecolor": "white", "zorder": 5, "clip_on": False}
            self.moving(ax.plot([0], [i], marker=marker, **look))
        self.readings = [style.set_label(ax, 0, i, va="center") for i in rows]
        self.held_slopes = self.line(ax, "|", color=style.GHOST, markersize=20, markeredgewidth=3)

    def draw_result(self, result, ghost=None):
        self.curves.set(result, ghost, result.values)
        self.slopes.set(result, ghost, result.slopes_here)
        for bar, reading, slope in zip(self.bars, self.readings, result.slopes_here, strict=True):
            bar.set_width(slope)
            reading.set(x=max(slope, 0.04) + 0.03, text=short(slope))
        self.held_slopes.set_visible(ghost is not None)
        if ghost is not None:
            self.held_slopes.set_data(ghost.slopes_here, range(len(LOOKS)))

    def describe(self, result):
        labels = [phi.label for phi in SEVEN.values()]
        slopes = ", ".join(f"{label} {short(s)}" for label, s in zip(labels, result.slopes_here, strict=True))
        here = list(SEVEN).index(result.activation)
        return (
            f"At z = {short(result.z)} {labels[here]} gives {short(result.values[here])} with "
            f"slope {short(result.slopes_here[here])}; between -6 and 6 its slope is below 0.01 on "
            f"{percent(result.flat)} of the way. The slopes of all at this z, with α = {short(result.alpha)}: "
            f"{slopes}. PReLU's slope parameter has the derivative {short(result.slope_gradient)} here."
        )


class _Curves:
    """One curve for each activation, with a marker of its own at the cursor; the chosen one is drawn thick.

    `kind` is the field of a ``Cursor`` that holds the curves.
    """

    def __init__(self, figure, ax, kind):
        self.kind = kind
        self.thin = {}
        self.marks = {}
        for name, (colour, marker) in LOOKS.items():
            (self.thin[name],) = ax.plot(np.empty(0), np.empty(0), color=colour, linewidth=1.1, alpha=0.75)
            if name in SLOPED:  # the others stand still
                figure.moving(self.thin[name])
            look = {"color": colour, "marker": marker, "markersize": 8, "markeredgecolor": "white", "zorder": 5}
            self.marks[name] = figure.line(ax, **look)
        self.cursor = figure.moving(ax.axvline(0, color=style.BLACK, linewidth=1.0))
        self.chosen = figure.held_line(ax, held=style.LINES["ghost"] | {"zorder": 2.2}, linewidth=4, zorder=3)

    def set(self, result, ghost, values):
        for name, value in zip(LOOKS, values, strict=True):
            if name in SLOPED or not self.thin[name].get_xdata().size:
                self.thin[name].set_data(result.grid, getattr(result, self.kind)[name])
            self.marks[name].set_data([result.z], [value])
        self.cursor.set_xdata([result.z, result.z])
        self.chosen.set(result, ghost, lambda r: (r.grid, getattr(r, self.kind)[r.activation]))
        self.chosen.now.set_color(LOOKS[result.activation][0])


class ZigZagFigure(LiveFigure):
    """The path of two weights, the directions of its steps, and the distance from the goal; draws a ``ZigZag``."""

    size = (12.5, 4.42)

    def build(self):
        plane, rose, distance = style.panels(self, 3, gap=0.9)
        style.style_axes(plane, "The path of two weights", "weight $w_1$", "weight $w_2$")
        plane.set(xlim=(-2, 2), ylim=(-2, 2), aspect="equal")
        plane.plot([-1, 1], [1, -1], color=style.GREEN, linestyle=(0, (3, 1.5)), linewidth=2, label="straight")
        plane.plot([-1], [1], "s", color=style.BLACK, markersize=9, zorder=4)
        plane.plot([1], [-1], "*", color=style.GREEN, markersize=17, zorder=4)
        look = style.LINES["measured"] | {"linewidth": 1.3, "marker": ".", "markersize": 5, "label": "measured"}
        self.path = self.held_line(plane, held=style.LINES["ghost"] | {"linewidth": 1.4}, **look)
        self.moving(plane.legend(loc="lower left", fontsize=style.SIZE, frameon=False))
        self._build_rose(rose)
        style.style_axes(distance, "Distance from the goal", "step", "‖w - goal‖")
        distance.set(yscale="log", xlim=(0, 100), ylim=(1e-4, 1e2))
        place = {"ha": "right", "va": "top", "fontsize": style.SIZE, "color": style.TEXT, "zorder": 5}
        self.words = self.moving(distance.text(99, 80, "", **place))
        self.distance = self.held_line(distance, **style.LINES["measured"])

    def _build_rose(self, ax):
        style.style_axes(ax, "Where each step points", "", "", grid=False)
        ax.set(xlim=(-1.15, 1.15), ylim=(-1.15, 1.15), aspect="equal", xticks=[], yticks=[])
        ax.fill([0, 1.15, 1.15, 0], [0, 0, 1.15, 1.15], color=style.BLUE, alpha=0.1)
        ax.fill([0, -1.15, -1.15, 0], [0, 0, -1.15, -1.15], color=style.BLUE, alpha=0.1)
        ax.axhline(0, color=style.GREY, linewidth=1)
        ax.axvline(0, color=style.GREY, linewidth=1)
        words = {"both rise": (1.1, 1.03), "both fall": (-1.1, -1.1), "one each way": (-1.1, 1.03)}
        for word, (x, y) in words.items():
            ax.text(x, y, word, fontsize=style.SIZE, color=style.TEXT, ha="right" if x > 0 else "left")
        arrow = {"arrowstyle": "-|>", "color": style.GREEN, "linewidth": 2}
        ax.annotate("", (0.78, -0.78), (0, 0), arrowprops=arrow)
        ax.text(0.8, -0.95, "to the goal", fontsize=style.SIZE, color=style.TEXT, ha="center")
        self.directions = self.line(ax, "o", color=style.BLUE, markersize=5, alpha=0.75)

    def draw_result(self, result, ghost=None):
        self.path.set(result, ghost, lambda r: _near(r.path).T)
        # Later steps lie farther out, so they do not cover one another.
        radius = 0.35 + 0.65 * result.when / (len(result.path) - 1)
        self.directions.set_data(*(radius * result.directions.T))
        self.distance.set(result, ghost, lambda r: (np.arange(len(r.path)), r.distances))
        self.words.set_text(
            f"η = {result.eta:.3g}: {percent(result.tied)} of the steps\nmove both weights the same way"
        )

    def describe(self, result):
        name = ACTIVATIONS[result.activation].label
        first, last = result.distances[[0, -1]]
        end = f"ends {short(last)} from it; the path is {short(result.detour)} times as long as the straight line"
        if last > first:
            end = "ends farther from it than it began: it diverges"
        return (
            f"Inputs from {name}, mean {short(result.mean)}, batches of {result.batch_size}, eta {result.eta:.2g}. On "
            f"{percent(result.tied)} of the steps both weights move the same way. The path starts {short(first)} "
            f"from the goal and {end}. The condition number of the valley is {result.condition:.2g}."
        )


def _near(path):
    """The points of a path that can be drawn."""
    return np.where(np.abs(path) < FAR, path, np.nan)


class CostFigure(LiveFigure):
    """Nanoseconds of three functions and of a matrix product; draws ``Costs``."""

    size = (8.0, 3.2)

    def build(self):
        (ax,) = style.panels(self, left=1.75)
        style.style_axes(ax, "One unit, one example", "nanoseconds (logarithmic)")
        ax.set(xscale="log", xlim=(0.1, 200), ylim=(3.6, -0.6))
        self.bars = self.moving(
            ax.barh(range(4), np.full(4, 0.1), height=0.6, color=[style.BLUE, style.BLUE, style.BLUE, style.RED])
        )
        self.rows = ax

    def draw_result(self, result, ghost=None):
        self.rows.set_yticks(range(4), result.names)
        for bar, time in zip(self.bars, result.times, strict=True):
            bar.set_width(time)

    def describe(self, result):
        # No word on which took longer: stored texts must not differ from machine to machine.
        return (
            f"Time for one unit and one example in a layer of width {result.width}, as measured on this machine: three "
            "functions, two of them with an exponential, and below them the matrix product that makes z."
        )
