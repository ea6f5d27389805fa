"""Lesson 6: seven activations under one cursor, the path of two tied weights, and what an exponential costs."""

from itertools import cycle, islice

import numpy as np

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.activation_functions.experiment import SLOPED
from dnnlib.live.figure import LiveFigure
from dnnlib.live.style import (
    BLACK,
    BLUE,
    CYCLE,
    GHOST,
    GREEN,
    GREY,
    LINES,
    MARKERS,
    RED,
    SIZE,
    TEXT,
    panels,
    style_axes,
)

__all__ = ["CostFigure", "CursorFigure", "ZigZagFigure"]

NAMES = tuple(ACTIVATIONS)
LOOKS = tuple(islice(cycle(zip(CYCLE, MARKERS, strict=True)), len(NAMES)))  # colour and marker of each
COLOURS = [colour for colour, _ in LOOKS]
FAR = 1e3


class CursorFigure(LiveFigure):
    """phi, phi', and the slopes of all seven at one z; draws a ``Cursor``."""

    size = (12.5, 4.8)

    def build(self):
        left, middle, right = panels(self, 3, ratios=(1.1, 1.1, 0.75), gap=1.2, left=0.75, right=0.55)
        style_axes(left, "The function", "z", "φ(z)")
        left.set(xlim=(-6.25, 6.25), ylim=(-2.2, 3.2))
        style_axes(middle, "Its slope", "z", "φ'(z)")
        middle.set(xlim=(-6.25, 6.25), ylim=(-0.06, 1.12))
        self.curves, self.slopes = _Curves(self, left), _Curves(self, middle)
        self._build_bars(right)

    def _build_bars(self, ax):
        style_axes(ax, "All slopes at the cursor", "φ'(z)")
        ax.set(
            xlim=(0, 1),
            ylim=(len(NAMES) - 0.4, -0.6),
            yticks=range(len(NAMES)),
            yticklabels=[ACTIVATIONS[n].label for n in NAMES],
        )
        self.bars = self.moving(ax.barh(range(len(NAMES)), np.zeros(len(NAMES)), height=0.62, color=COLOURS))
        for i, (colour, marker) in enumerate(LOOKS):
            look = {"color": colour, "markersize": 8, "markeredgecolor": "white", "zorder": 5, "clip_on": False}
            self.moving(ax.plot([0], [i], marker=marker, **look))
        sheet = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1}
        place = {"va": "center", "fontsize": SIZE, "color": TEXT, "clip_on": False, "zorder": 4, "bbox": sheet}
        self.readings = [self.moving(ax.text(0, i, "", **place)) for i in range(len(NAMES))]
        self.held_slopes = self.line(ax, "|", color=GHOST, markersize=20, markeredgewidth=3)

    def draw_result(self, result, ghost=None):
        self.curves.set(result, result.curves, result.values)
        self.slopes.set(result, result.slopes, result.slopes_here)
        for bar, reading, slope in zip(self.bars, self.readings, result.slopes_here, strict=True):
            bar.set_width(slope)
            reading.set(x=max(slope, 0.04) + 0.03, text=_two(slope))
        for panel, kind in ((self.curves, "curves"), (self.slopes, "slopes")):
            panel.hold(None if ghost is None else (ghost.grid, getattr(ghost, kind)[ghost.activation]))
        self.held_slopes.set_data(([], []) if ghost is None else (ghost.slopes_here, range(len(NAMES))))

    def describe(self, result):
        slopes = ", ".join(f"{ACTIVATIONS[n].label} {_two(s)}" for n, s in zip(NAMES, result.slopes_here, strict=True))
        here = NAMES.index(result.activation)
        return (
            f"At z = {_two(result.z)} {ACTIVATIONS[result.activation].label} gives {_two(result.values[here])} with "
            f"slope {_two(result.slopes_here[here])}; between -6 and 6 its slope is below 0.01 on "
            f"{100 * result.flat:.0f} % of the way. The slopes of all at this z, with α = {_two(result.alpha)}: "
            f"{slopes}. PReLU's slope parameter has the derivative {_two(result.slope_gradient)} here."
        )


class _Curves:
    """Seven curves, each with a marker of its own at the cursor, one of them drawn thick."""

    def __init__(self, figure, ax):
        self.thin, self.marks = {}, {}
        for name, (colour, marker) in zip(NAMES, LOOKS, strict=True):
            (self.thin[name],) = ax.plot(np.empty(0), np.empty(0), color=colour, linewidth=1.1, alpha=0.75)
            if name in SLOPED:
                figure.moving(self.thin[name])
            look = {"color": colour, "marker": marker, "markersize": 8, "markeredgecolor": "white", "zorder": 5}
            (self.marks[name],) = figure.moving(ax.plot([], [], **look))
        self.cursor = figure.moving(ax.axvline(0, color=BLACK, linewidth=1.0))
        self.held = figure.line(ax, **LINES["ghost"] | {"zorder": 2.2})
        self.chosen = figure.line(ax, linewidth=4, zorder=3)

    def set(self, result, curves, values):
        for name, value in zip(NAMES, values, strict=True):
            if name in SLOPED or not self.thin[name].get_xdata().size:  # the others stand still
                self.thin[name].set_data(result.grid, curves[name])
            self.marks[name].set_data([result.z], [value])
        self.cursor.set_xdata([result.z, result.z])
        self.chosen.set_data(result.grid, curves[result.activation])
        self.chosen.set_color(COLOURS[NAMES.index(result.activation)])

    def hold(self, curve):
        self.held.set_data(([], []) if curve is None else curve)


class ZigZagFigure(LiveFigure):
    """The path of two weights, the directions of its steps, and the distance from the goal; draws a ``ZigZag``."""

    size = (12.5, 4.42)

    def build(self):
        plane, rose, distance = panels(self, 3, gap=0.9)
        style_axes(plane, "The path of two weights", "weight $w_1$", "weight $w_2$")
        plane.set(xlim=(-2, 2), ylim=(-2, 2), aspect="equal")
        plane.plot([-1, 1], [1, -1], color=GREEN, linestyle=(0, (3, 1.5)), linewidth=2, label="straight")
        plane.plot([-1], [1], "s", color=BLACK, markersize=9, zorder=4)
        plane.plot([1], [-1], "*", color=GREEN, markersize=17, zorder=4)
        self.held_path = self.line(plane, **LINES["ghost"] | {"linewidth": 1.4})
        (self.path,) = self.moving(
            plane.plot([], [], marker=".", markersize=5, label="measured", **LINES["measured"] | {"linewidth": 1.3})
        )
        self.moving(plane.legend(loc="lower left", fontsize=SIZE, frameon=False))
        self._build_rose(rose)
        style_axes(distance, "Distance from the goal", "step", "‖w - goal‖")
        distance.set(yscale="log", xlim=(0, 100), ylim=(1e-4, 1e2))
        place = {"ha": "right", "va": "top", "fontsize": SIZE, "color": TEXT, "zorder": 5}
        self.words = self.moving(distance.text(99, 80, "", **place))
        self.held = self.line(distance, **LINES["ghost"])
        self.distance = self.line(distance, **LINES["measured"])

    def _build_rose(self, ax):
        style_axes(ax, "Where each step points", "", "", grid=False)
        ax.set(xlim=(-1.15, 1.15), ylim=(-1.15, 1.15), aspect="equal", xticks=[], yticks=[])
        ax.fill([0, 1.15, 1.15, 0], [0, 0, 1.15, 1.15], color=BLUE, alpha=0.1)
        ax.fill([0, -1.15, -1.15, 0], [0, 0, -1.15, -1.15], color=BLUE, alpha=0.1)
        ax.axhline(0, color=GREY, linewidth=1), ax.axvline(0, color=GREY, linewidth=1)
        words = {"both rise": (1.1, 1.03), "both fall": (-1.1, -1.1), "one each way": (-1.1, 1.03)}
        for word, (x, y) in words.items():
            ax.text(x, y, word, fontsize=SIZE, color=TEXT, ha="right" if x > 0 else "left")
        arrow = {"arrowstyle": "-|>", "color": GREEN, "linewidth": 2}
        ax.annotate("", (0.78, -0.78), (0, 0), arrowprops=arrow)
        ax.text(0.8, -0.95, "to the goal", fontsize=SIZE, color=TEXT, ha="center")
        self.directions = self.line(ax, "o", color=BLUE, markersize=5, alpha=0.75)

    def draw_result(self, result, ghost=None):
        self.path.set_data(*_near(result.path).T)
        # Later steps lie farther out, so that they do not cover one another.
        radius = 0.35 + 0.65 * result.when / (len(result.path) - 1)
        self.directions.set_data(*(radius * result.directions.T))
        steps = np.arange(len(result.path))
        self.distance.set_data(steps, result.distances)
        self.words.set_text(
            f"η = {result.eta:.3g}: {100 * result.tied:.0f} % of the steps\nmove both weights the same way"
        )
        self.held_path.set_data(([], []) if ghost is None else _near(ghost.path).T)
        self.held.set_data(([], []) if ghost is None else (steps, ghost.distances))

    def describe(self, result):
        name, size = ACTIVATIONS[result.activation].label, result.batch_size
        first, last = result.distances[0], result.distances[-1]
        end = f"ends {_two(last)} from it; the path is {_two(result.detour)} times as long as the straight line"
        if last > first:
            end = "ends farther from it than it began: it diverges"
        return (
            f"Inputs from {name}, mean {_two(result.mean)}, batches of {size}, eta {result.eta:.2g}. On "
            f"{100 * result.tied:.0f} % of the steps both weights move the same way. The path starts {_two(first)} "
            f"from the goal and {end}. The condition number of the valley is {result.condition:.2g}."
        )


def _near(path):
    """A path as far as it can be drawn."""
    return np.where(np.abs(path) < FAR, path, np.nan)


class CostFigure(LiveFigure):
    """Nanoseconds of three functions and of the matrix product beside them; draws ``Costs``."""

    size = (8.0, 3.2)

    def build(self):
        (ax,) = panels(self, left=1.75)
        style_axes(ax, "One unit, one example", "nanoseconds (logarithmic)")
        ax.set(xscale="log", xlim=(0.1, 200), ylim=(3.6, -0.6))
        self.bars = self.moving(ax.barh(range(4), np.full(4, 0.1), height=0.6, color=[BLUE, BLUE, BLUE, RED]))
        self.rows = ax

    def draw_result(self, result, ghost=None):
        self.rows.set_yticks(range(4), result.names)
        for bar, time in zip(self.bars, result.times, strict=True):
            bar.set_width(time)

    def describe(self, result):
        more = "more" if result.times[-1] > result.times[:-1].max() else "no more"
        return (
            f"Time for one unit and one example in a layer of width {result.width}: the matrix product that makes z "
            f"costs {more} than any function that is then applied to it, with an exponential or without."
        )


def _two(value):
    """Two significant digits, and no minus before a zero."""
    return f"{value:.2g}" if abs(value) > 1e-9 else "0"
