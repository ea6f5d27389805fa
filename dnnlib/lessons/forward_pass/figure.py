"""Lesson 1: the drawn network beside the function that it computes."""

from itertools import pairwise

import numpy as np
from contourpy import contour_generator
from matplotlib.collections import LineCollection
from matplotlib.ticker import LinearLocator

from dnnlib.activations import as_activation
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.graph import COLOURS, NetworkGraph
from dnnlib.live.numbers import superscript
from dnnlib.live.style import BLUE, GHOST, LINES, RED, SIZE, TEXT, TITLE_SIZE, panels, set_label, style_axes

__all__ = ["CurveFigure", "DigitsFigure", "NamesFigure", "SurfaceFigure"]


class _NetworkAndFunction(LiveFigure):
    """A network's graph on the left, its function on the right; a pass that is under way has its front marked."""

    size = (8.0, 4.6)

    def build(self):
        left, self.ax = panels(self, 2, ratios=self.RATIOS, left=0.1, gap=0.8, right=0.2, bottom=self.BOTTOM, top=0.4)
        self.graph = NetworkGraph(self, left)
        self.front = self.line(left, color=RED, linestyle=":", linewidth=2)
        self.build_function()

    def draw_network(self, result):
        L = len(result.sizes) - 1
        captions = ["input\na⁰ = x", *(f"a{superscript(l)}" for l in range(1, L)), f"output\na{superscript(L)}"]
        passed = result.percent * L / 100
        a = [a if l <= result.reached else np.full_like(a, np.nan) for l, a in enumerate(result.a)]
        W = [None, *(W * np.clip(passed - l, 0, 1) for l, W in enumerate(result.W[1:]))]
        self.graph.set(result.sizes, a, W, value_scale=1.0, weight_scale=1.5, captions=captions)
        under_way = result.reached < L
        self.front.set_data(*(([passed / L] * 2, [-0.03, 1.0]) if under_way else ([], [])))
        self.point.set_data(*(([], []) if under_way else self.output_point(result)))

    def describe_at(self, result, point):
        widths = "-".join(map(str, result.sizes))
        hidden = ", no hidden layer, so a straight map"
        if len(result.sizes) > 2:
            hidden = f" and {as_activation(result.activation).label} in its hidden layers"
        low, high = result.values.min(), result.values.max()
        L = len(result.sizes) - 1
        way = ""
        if result.reached < L:
            way = f" The pass has got to layer {result.reached} of {L}: the units beyond it are still empty."
        return (
            f"A network {widths} with {result.parameters} parameters{hidden}. At {point} it gives {result.output:.2g}; "
            f"over the range shown its output runs from {low:.2g} to {high:.2g}.{way}"
        )


class CurveFigure(_NetworkAndFunction):
    """A network with one input beside the curve f(x); draws a ``ForwardPass`` with values of shape (g,)."""

    RATIOS = (1.95, 1)
    BOTTOM = 0.65

    def build_function(self):
        ax = style_axes(self.ax, "", "input $x$", "output $f(x)$")
        ax.set_xlim(-3, 3)
        self.curve = self.held_line(ax, **LINES["measured"])
        self.vertical = self.line(ax, **LINES["reference"])
        self.point = self.line(ax, "o", color=RED, markersize=9, zorder=4)
        ax.ticklabel_format(scilimits=(-3, 3))
        look = {"transform": ax.transAxes, "fontsize": TITLE_SIZE}
        self.readout = set_label(ax, 0, 1.03, **look)  # on the title's line, where no curve runs

    def draw_result(self, result, ghost=None):
        self.draw_network(result)
        self.curve.set(result, ghost, lambda r: (r.grid, r.values))
        x, y = result.x[0], result.output
        shown = result.values if ghost is None else np.concatenate([result.values, ghost.values])
        limits = (-3, 3) if np.abs(shown).max() <= 3 else style.stepped_limits(shown, symmetric=True)
        style.set_limits(self.ax, y=limits)
        over = result.reached == len(result.sizes) - 1
        self.vertical.set_data([x, x], [self.ax.get_ylim()[0], y if over else self.ax.get_ylim()[1]])
        self.readout.set_text(f"f({x:.3g}) = {y:.3g}" if over else f"f({x:.3g}) = ?")

    def output_point(self, result):
        return [result.x[0]], [result.output]

    def describe(self, result):
        return self.describe_at(result, f"x = {result.x[0]:.3g}")


class SurfaceFigure(_NetworkAndFunction):
    """A network with two inputs beside the surface f(x_1, x_2); draws a ``ForwardPass`` with values (g, g)."""

    RATIOS = (1.25, 1)
    BOTTOM = 1.3  # with the colour bar

    def build_function(self):
        ax = style_axes(self.ax, "", "input $x_1$", "input $x_2$", grid=False)
        ax.set(xlim=(-3, 3), ylim=(-3, 3), aspect="equal")
        square = {"origin": "lower", "extent": (-3, 3, -3, 3), "aspect": "equal"}
        self.colours = self.moving(ax.imshow(np.zeros((2, 2)), cmap=COLOURS, **square))
        self.held = self.moving(
            ax.add_collection(LineCollection([], colors=GHOST, linestyles=[(0, (1, 1.2))], linewidths=2))
        )
        self.zero = self.moving(ax.add_collection(LineCollection([], colors=TEXT, linewidths=1.6)))
        self.point = self.line(ax, "o", color=RED, markeredgecolor="white", markersize=10, zorder=4)
        box = ax.get_position()
        bar = self.add_axes((box.x0, 0.65 / self.size[1], box.width, 0.14 / self.size[1]))
        self.colorbar(self.colours, cax=bar, orientation="horizontal", ticks=LinearLocator(3), format="{x:.3g}")
        bar.tick_params(labelsize=SIZE, colors=TEXT)
        bar.set_xlabel("output $f(x)$, black where it is 0", fontsize=SIZE, color=TEXT)

    def draw_result(self, result, ghost=None):
        self.draw_network(result)
        _, top = style.stepped_limits([result.values.min(), result.values.max(), 1.0], symmetric=True)
        self.colours.set_data(result.values)
        if self.only_widens:
            top = max(top, self.colours.get_clim()[1])
        if self.colours.get_clim() != (-top, top):  # setting equal ones redraws the background
            self.colours.set_clim(-top, top)
        self.zero.set_segments(_zero_lines(result))
        self.held.set_segments([] if ghost is None else _zero_lines(ghost))

    def output_point(self, result):
        return result.x[:1], result.x[1:]

    def describe(self, result):
        x1, x2 = result.x
        share = np.mean(result.values > 0)
        return f"{self.describe_at(result, f'({x1:.3g}, {x2:.3g})')} It is positive on {share:.0%} of the square."


def _zero_lines(result):
    """The lines f = 0 on the grid, each an array (k, 2)."""
    return contour_generator(result.grid, result.grid, result.values).lines(0.0)


class NamesFigure(LiveFigure):
    """The names of weights, biases and activations on a drawing; draws the sizes of a network with L >= 3."""

    size = (8.0, 4.2)

    def build(self):
        (ax,) = panels(self, left=0.2, right=0.2, bottom=0.25, top=0.15)
        self.graph = NetworkGraph(self, ax)
        self.edge = self.line(ax, color=BLUE, linewidth=3.5, zorder=1.5)
        look = {"fontsize": 15, "ha": "center", "va": "center", "color": BLUE, "weight": "bold"}
        names = ("$w^3_{24}$", "$b^2_3$", "$a^3_1$")
        self.names = [set_label(ax, 0, 0, name, opacity=1, pad=1.5, **look) for name in names]

    def draw_result(self, sizes, ghost=None):
        blank = [np.full(n, np.nan) for n in sizes]
        weights = [None, *(np.full((n, m), 0.12) for m, n in pairwise(sizes))]
        captions = [f"layer {l}\n$n_{l} = {n}$" for l, n in enumerate(sizes)]
        self.graph.set(sizes, blank, weights, captions=captions)
        start, end = self.graph.segment(3, 1, 3)
        self.edge.set_data([start[0], end[0]], [start[1], end[1]])
        units = self.graph.places
        places = (0.55 * start + 0.45 * end, units[2][2], units[3][0])
        for name, place in zip(self.names, places, strict=True):
            name.set_position(place)

    def describe(self, sizes):
        return (
            f"A network with layers of {', '.join(map(str, sizes))} units, layer 0 on the left. Marked are w^3_24, "
            f"the weight from unit 4 of layer 2 to unit 2 of layer 3; b^2_3, the bias of unit 3 of layer 2; and a^3_1, "
            f"the activation of unit 1 of layer 3."
        )


class DigitsFigure(LiveFigure):
    """Some digits with the probabilities that a network gives them; draws (images (k, 64), probabilities (k, 10))."""

    COUNT = 6
    size = (8.0, 3.4)

    def build(self):
        axes = panels(self, self.COUNT, 2, left=0.75, bottom=0.55, top=0.2, gap=0.25, vgap=0.25)
        self.pictures = []
        for ax in axes[: self.COUNT]:
            ax.set_axis_off()
            self.pictures.append(self.moving(ax.imshow(np.zeros((8, 8)), cmap="gray_r", vmin=0, vmax=1)))
        self.bars = []
        for i, ax in enumerate(axes[self.COUNT :]):
            style_axes(ax, "", "class", "probability" if i == 0 else "")
            ax.set(xlim=(-0.7, 9.7), ylim=(0, 1), xticks=[0, 5, 9], yticks=[0, 0.5, 1])
            ax.tick_params(labelleft=i == 0)
            ax.axhline(0.1, **LINES["reference"])
            self.bars.append(self.moving(ax.bar(range(10), np.zeros(10), color=BLUE)))

    def draw_result(self, result, ghost=None):
        images, probabilities = result
        for image, pixels in zip(self.pictures, images, strict=False):
            image.set_data(pixels.reshape(8, 8))
        for bars, row in zip(self.bars, probabilities, strict=False):
            for bar, p in zip(bars, row, strict=True):
                bar.set_height(p)

    def describe(self, result):
        likeliest = ", ".join(str(k) for k in result[1][: self.COUNT].argmax(axis=1))
        return (
            f"The first {self.COUNT} handwritten digits, and under each the ten probabilities that the untrained "
            f"network gives it; the likeliest classes are {likeliest}, which has nothing to do with the pictures yet. "
            f"A dotted line marks 1/10, plain guessing."
        )
