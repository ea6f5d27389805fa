"""Lesson 6: all activations at one z, the path of two tied weights, and the time that an exponential takes."""

from itertools import cycle

import numpy as np

from dnnlib.activations import as_activation
from dnnlib.lessons.activation_functions.experiment import COMPARED
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.numbers import percent, short

__all__ = ["CostFigure", "CursorFigure", "ZigZagFigure"]

LOOKS = dict(
    zip(COMPARED, cycle(zip(style.CYCLE, style.MARKERS, strict=True)), strict=False)
)  # colour and marker by name
LOOKS["gelu"] = "#7F3F98", "p"  # the cycle has seven colours
LOOKS["silu"] = "#5F7F00", "h"
LOOKS["identity"] = style.BLACK, "X"
# Line styles by name: where curves lie over one another, dashes leave the ones below to be seen.
DASHES = {
    "sigmoid": "-",
    "tanh": (0, (6, 1.5, 1.5, 1.5)),
    "relu": "-",
    "leaky_relu": "-",
    "prelu": (0, (3, 3)),
    "elu": (0, (9, 3)),
    "gelu": (0, (5, 1)),
    "silu": (0, (2, 1)),
    "identity": (0, (1, 2)),
}
WIDTHS = {"leaky_relu": 3.2}  # seen on both sides of PReLU's line, which lies over it
FAR = 1e3


class CursorFigure(LiveFigure):
    """phi, phi', and the slopes of all activations at one z; draws a ``Cursor``."""

    size = (8.0, 5.2)

    def build(self):
        upper, lower = style.panels(self, rows=2, left=0.75, right=3.75, bottom=0.65, vgap=0.7)
        (right,) = style.panels(self, left=5.45, right=0.2, bottom=0.65)
        style.style_axes(upper, "The function", "", "φ(z)")
        upper.set(xlim=(-6.25, 6.25), ylim=(-2.2, 3.2))
        style.style_axes(lower, "Its slope", "z", "φ'(z)")
        lower.set(xlim=(-6.25, 6.25), ylim=(-0.2, 1.2), yticks=[0, 0.25, 0.5, 0.75, 1])
        self.curves = _Curves(self, upper, "curves")
        self.slopes = _Curves(self, lower, "slopes")
        self._build_bars(right)

    def _build_bars(self, ax):
        style.style_axes(ax, "Slopes at the cursor", "φ'(z)")
        rows = range(len(LOOKS))
        ax.set(xlim=(-0.7, 1.85), ylim=(len(LOOKS) - 0.4, -0.6), xticks=[0, 0.5, 1])
        ax.set_yticks(rows, [phi.label for phi in COMPARED.values()])
        colours = [colour for colour, _ in LOOKS.values()]
        self.bars = self.moving(ax.barh(rows, np.zeros(len(LOOKS)), height=0.45, color=colours))
        for i, (name, (colour, marker)) in enumerate(LOOKS.items()):  # the key to the curves
            ax.plot([-0.66, -0.26], [i, i], color=colour, linestyle=DASHES[name], linewidth=WIDTHS.get(name, 1.6))
            ax.plot([-0.46], [i], marker=marker, color=colour, markersize=8, markeredgecolor="white")
        self.readings = [style.set_label(ax, 1.22, i, va="center", opacity=0) for i in rows]
        self.held_slopes = self.line(ax, "|", color=style.GHOST, markersize=16, markeredgewidth=3)

    def draw_result(self, result, ghost=None):
        self.curves.set(result, ghost, result.values)
        self.slopes.set(result, ghost, result.slopes_here)
        for bar, reading, slope in zip(self.bars, self.readings, result.slopes_here, strict=True):
            bar.set_width(slope)
            reading.set_text(short(slope, 3))
        self.held_slopes.set_visible(ghost is not None)
        if ghost is not None:
            self.held_slopes.set_data(ghost.slopes_here, range(len(LOOKS)))

    def describe(self, result):
        labels = [phi.label for phi in COMPARED.values()]
        slopes = ", ".join(f"{label} {short(s, 3)}" for label, s in zip(labels, result.slopes_here, strict=True))
        chosen = as_activation(result.activation).label
        learned = f" Its α has the derivative {short(result.slope_gradient)} here." if chosen == "PReLU" else ""
        return (
            f"At z = {short(result.z, 3)} {chosen} gives {short(result.value, 3)} with "
            f"slope {short(result.slope, 3)}; between -6 and 6 its slope lies within 0.01 of 0 on "
            f"{percent(result.flat)} of the way. The slopes of all at this z, with α = {short(result.alpha)}: "
            f"{slopes}.{learned}"
        )


class _Curves:
    """One curve for each activation; the chosen one stands out, thick and with a marker at the cursor.

    `kind` is the field of a ``Cursor`` that holds the curves.
    """

    def __init__(self, figure, ax, kind):
        self.kind = kind
        self.thin = {}
        self.marks = {}
        for name, (colour, marker) in LOOKS.items():
            look = {"color": colour, "linestyle": DASHES[name], "linewidth": WIDTHS.get(name, 1.6), "alpha": 0.5}
            self.thin[name] = figure.line(ax, **look)
            look = {"color": colour, "marker": marker, "markersize": 8, "markeredgecolor": "white", "zorder": 5}
            self.marks[name] = figure.line(ax, **look)
        self.cursor = figure.moving(ax.axvline(0, color=style.BLACK, linewidth=1.0))
        held = style.LINES["ghost"] | {"linewidth": 4}
        self.chosen = figure.held_line(ax, held=held, linewidth=4, zorder=3)

    def set(self, result, ghost, values):
        for name, value in zip(LOOKS, values, strict=True):
            self.thin[name].set_data(result.grid, getattr(result, self.kind)[name])
            self.marks[name].set_data([result.z], [value])
            self.marks[name].set_visible(name == result.activation)
        self.cursor.set_xdata([result.z, result.z])
        self.chosen.set(result, ghost, lambda r: (r.grid, getattr(r, self.kind)[r.activation]))
        self.chosen.now.set_color(LOOKS.get(result.activation, (style.BLACK, ""))[0])


class ZigZagFigure(LiveFigure):
    """The path of two weights, the directions of its steps, and the distance from the goal; draws a ``ZigZag``."""

    size = (8.0, 5.0)

    def build(self):
        (plane,) = style.panels(self, left=0.75, right=3.75, bottom=1.1)
        rose, distance = style.panels(self, rows=2, left=5.05, right=0.2, bottom=0.65, vgap=0.5)
        style.style_axes(plane, "The path of two weights", "weight $w_1$", "weight $w_2$")
        plane.set(xlim=(-2, 2), ylim=(-2, 2), aspect="equal", xticks=range(-2, 3), yticks=range(-2, 3))
        plane.plot([-1, 1], [1, -1], color=style.GREEN, linestyle=(0, (3, 1.5)), linewidth=2, label="straight")
        plane.plot([-1], [1], "s", color=style.BLACK, markersize=9, zorder=4, label="start", linestyle="")
        plane.plot([1], [-1], "*", color=style.GREEN, markersize=17, zorder=4, label="goal", linestyle="")
        look = style.LINES["measured"] | {"linewidth": 1.3, "marker": ".", "markersize": 5, "label": "descent"}
        self.path = self.held_line(plane, held=style.LINES["ghost"] | {"linewidth": 1.4}, **look)
        handles, labels = plane.get_legend_handles_labels()
        self.legend(handles, labels, loc=(0.07, 0.01), ncols=2, fontsize=style.SIZE, frameon=False)
        self._build_rose(rose)
        style.style_axes(distance, "", "step", "‖w - goal‖")
        distance.set(yscale="log", xlim=(0, 100), ylim=(1e-4, 1e2))
        self.distance = self.held_line(distance, **style.LINES["measured"])
        heading = {"fontsize": style.TITLE_SIZE, "color": style.TEXT}
        self.tied = self.moving(rose.text(0, 1.04, "", transform=rose.transAxes, **heading))
        self.rate = self.moving(distance.text(0, 1.04, "", transform=distance.transAxes, **heading))

    def _build_rose(self, ax):
        style.style_axes(ax, "", "", "", grid=False)
        ax.set(xlim=(-1.62, 1.62), ylim=(-1.15, 1.15), aspect="equal", xticks=[], yticks=[])
        ax.fill([0, 1.62, 1.62, 0], [0, 0, 1.15, 1.15], color=style.BLUE, alpha=0.1)
        ax.fill([0, -1.62, -1.62, 0], [0, 0, -1.15, -1.15], color=style.BLUE, alpha=0.1)
        ax.axhline(0, color=style.GREY, linewidth=1)
        ax.axvline(0, color=style.GREY, linewidth=1)
        words = {"both\nrise": (1.58, 1.1), "both\nfall": (-1.58, -1.1), "one\neach way": (-1.58, 1.1)}
        for word, (x, y) in words.items():
            place = {"ha": "right" if x > 0 else "left", "va": "top" if y > 0 else "bottom"}
            ax.text(x, y, word, fontsize=style.SIZE, color=style.TEXT, **place)
        arrow = {"arrowstyle": "-|>", "color": style.GREEN, "linewidth": 2}
        ax.annotate("", (0.78, -0.78), (0, 0), arrowprops=arrow)
        ax.text(1.58, -1.1, "goal", fontsize=style.SIZE, color=style.TEXT, ha="right", va="bottom")
        self.directions = self.line(ax, "o", color=style.BLUE, markersize=5, alpha=0.75)

    def draw_result(self, result, ghost=None):
        self.path.set(result, ghost, lambda r: _near(r.path[: r.step + 1]).T)
        # Later steps lie farther out, so they do not cover one another.
        drawn = result.when <= result.step
        radius = 0.35 + 0.65 * result.when[drawn] / (len(result.path) - 1)
        self.directions.set_data(*(radius * result.directions[drawn].T))
        self.distance.set(result, ghost, lambda r: (np.arange(r.step + 1), r.distances[: r.step + 1]))
        self.tied.set_text(f"Steps: {percent(result.tied)} the same way")
        end = ": it diverges" if _diverges(result) else ""
        self.rate.set_text(f"Distance, η = {result.eta:.3g}{end}")

    def describe(self, result):
        name = as_activation(result.activation).label
        steps = len(result.path) - 1
        drawn = "" if result.step == steps else f" Drawn are {result.step} of the {steps} steps."
        first, last = result.distances[[0, -1]]
        end = f"ends {short(last)} from it; the path is {short(result.detour)} times as long as the straight line"
        if _diverges(result):
            end = "ends farther from it than it began: it diverges"
        return (
            f"Inputs from {name}, mean {short(result.mean)}, batches of {result.batch_size}, eta {result.eta:.2g}. On "
            f"{percent(result.tied)} of the steps both weights move the same way. The path starts {short(first)} "
            f"from the goal and {end}. The condition number of the valley is {result.condition:.2g}.{drawn}"
        )


def _diverges(result):
    """Whether the path ends farther from the goal than it began."""
    return result.distances[-1] > result.distances[0]


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
