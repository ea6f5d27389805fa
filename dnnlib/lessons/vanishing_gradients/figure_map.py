"""Lesson 7: the measured map of the gradient at layer 1, and the singular values of the end-to-end Jacobian."""

import numpy as np
from matplotlib.patches import Rectangle

from dnnlib.activations import as_activation
from dnnlib.initializers import initializer_name
from dnnlib.lessons.vanishing_gradients.figure import (
    CURSOR,
    HELD_CURSOR,
    WINDOW,
    LayerTicks,
    PredictedMap,
    cursor,
    held_legend,
    inside,
    map_axes,
    set_window,
)
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.numbers import percent
from dnnlib.live.panels import axes_at, layer_limits
from dnnlib.mean_field import DEEPEST, SCALES

__all__ = ["GradientMapFigure", "JacobianFigure"]

DEPTHS = np.arange(1, DEEPEST + 1)


class GradientMapFigure(LiveFigure):
    """The gradient at layer 1 by depth and init scale: measured, predicted, and the present column of both.

    Takes a ``GradientMap``.
    """

    size = (8.0, 5.3)

    def build(self):
        boxes = {
            "measured": (0.75, 2.9, 2.6, 1.95), "theory": (4.0, 2.9, 2.6, 1.95), "bar": (6.8, 2.9, 0.13, 1.95),
            "column": (0.85, 0.55, 5.3, 1.45),
        }  # fmt: skip
        ax = {name: axes_at(self, *box) for name, box in boxes.items()}
        style.style_axes(ax["measured"], "Gradient at layer 1, measured", "init scale", "depth", grid=False)
        style.style_axes(ax["theory"], "... and predicted", "init scale", grid=False)
        style.style_axes(ax["column"], "At this init scale: gradient at layer 1 by depth", "depth")
        self.image = self.moving(map_axes(self, ax["measured"], ax["bar"]))
        ax["bar"].clear()
        self.predicted = PredictedMap(map_axes(self, ax["theory"], ax["bar"]))
        self.cursors = [self.held_line(ax[name], held=HELD_CURSOR, **CURSOR) for name in ("measured", "theory")]
        for one in (ax["measured"], ax["theory"], ax["column"]):
            one.xaxis.labelpad = 1
        set_window(ax["column"])
        ax["column"].set_xlim(0, DEEPEST + 1)
        ax["column"].xaxis.set_major_locator(LayerTicks())
        self.measured = self.held_line(ax["column"], **style.LINES["backward"])
        self.theory = self.line(ax["column"], **style.LINES["theory"])
        self.point = self.line(ax["column"], **CURSOR)
        width, height = self.size
        look = {"fontsize": style.SIZE, "frameon": False, "borderaxespad": 0, "borderpad": 0, "loc": "lower left"}
        place = (6.4 / width, 1.45 / height)
        self.legend([self.measured.now, self.theory], ["measured", "theory"], bbox_to_anchor=place, **look)
        self.held = held_legend(self, self.measured.held, (6.4 / width, 1.15 / height))

    def draw_result(self, result, ghost=None):
        self.image.set_data(_log10(result.map))
        self.predicted.set(result.theory)
        for line in self.cursors:
            line.set(result, ghost, cursor)
        self.measured.set(result, ghost, _column)
        self.theory.set_data(DEPTHS, inside(result.theory[:, result.column]))
        self.point.set_data([result.depth], [inside(result.here)])
        self.held.set_visible(ghost is not None)

    def describe(self, result):
        label, norm = as_activation(result.activation).label, " with batch norm" if result.batch_norm else ""
        expected = result.theory[result.depth - 1, result.column]
        words = f"Width {result.width}, {label}{norm}, depth {result.depth}, init scale {SCALES[result.column]:.2g}: "
        if np.isnan(result.here):
            return words + f"this column is still to be computed; {percent(result.progress)} of the map is done."
        computed = result.map[:, ~np.isnan(result.map[0])]
        lost, blown = np.mean(computed < 1e-6), np.mean(computed > 1e6)
        return words + (
            f"a gradient of size 1 arrives at layer 1 with size {result.here:.2g} (theory {expected:.2g}). "
            f"On {percent(lost)} of the map it falls below 1e-6, on {percent(blown)} it grows beyond 1e6."
        )


def _log10(values):
    return np.log10(np.where(values > 0, values, np.nan))


def _column(result):
    """The measured gradient by depth at the present init scale, as x and y."""
    return DEPTHS, inside(result.map[:, result.column])


class JacobianFigure(LiveFigure):
    """The singular values of dz^L/dz^1: all of them at depth L, and four of them as the depth grows.

    Takes a ``JacobianSpectrum``.
    """

    size = (8.0, 4.9)

    def build(self):
        every, growth = style.panels(self, 2, bottom=1.75, top=0.4, left=0.8, right=0.2, gap=1.1)
        style.style_axes(every, "All singular values", "share of the directions")
        style.style_axes(growth, "As the depth grows", "depth")
        for ax in (every, growth):
            set_window(ax)
            ax.xaxis.labelpad = 1
        every.set_xlim(-0.02, 1.02)
        every.set_xticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
        growth.set_xlim(layer_limits(50))
        growth.xaxis.set_major_locator(LayerTicks())
        low = WINDOW[0]
        self.noise = self.moving(every.add_patch(Rectangle((-0.02, low), 1.04, low, color=style.GRID, zorder=0.5)))
        self.spectrum = self.held_line(every, **style.LINES["measured"] | {"marker": "o", "ms": 4})
        self.level = self.line(every, **style.LINES["theory"])
        looks = {"largest": (style.RED, "^"), "rms": (style.BLUE, "o"), "median": (style.GREEN, "s")}
        self.growth = {
            name: self.held_line(growth, held=style.LINES["ghost"] | {"marker": mark}, color=colour, marker=mark, lw=2)
            for name, (colour, mark) in looks.items()
        }
        self.theory = self.line(growth, **style.LINES["theory"])
        self._build_legends()

    def _build_legends(self):
        width, height = self.size
        look = {
            "fontsize": style.SIZE, "frameon": False, "borderaxespad": 0, "borderpad": 0, "loc": "upper left",
            "columnspacing": 1.0,
        }  # fmt: skip
        lines = [self.spectrum.now, self.level, self.noise]
        words = ["measured", "theory: root mean square", "rounding errors of the largest"]
        self.legend(lines, words, bbox_to_anchor=(0.8 / width, 1.1 / height), **look)
        lines = [*(line.now for line in self.growth.values()), self.theory]
        words = ["largest", "rms", "median", "theory: rms"]
        self.legend(lines, words, ncols=2, bbox_to_anchor=(4.95 / width, 1.1 / height), **look)
        median = self.growth["median"].held
        self.held = [
            held_legend(self, self.spectrum.held, (0.8 / width, 0.25 / height)),
            held_legend(self, median, (4.95 / width, 0.46 / height), "held, with the same marks"),
        ]

    def draw_result(self, result, ghost=None):
        self.spectrum.set(result, ghost, lambda r: ((np.arange(r.width) + 0.5) / r.width, inside(r.values[-1])))
        self.level.set_data([0, 1], inside([result.theory[-1]] * 2))
        self.noise.set_height(max(result.resolved[-1], WINDOW[0]) - WINDOW[0])
        for name, line in self.growth.items():
            line.set(result, ghost, lambda r, name=name: (r.depths, inside(_growth(r)[name])))
        self.theory.set_data(result.depths, inside(result.theory))
        for legend in self.held:
            legend.set_visible(ghost is not None)
        shown = [result] if ghost is None else [result, ghost]
        style.set_limits(self.theory.axes, layer_limits(*(r.depth for r in shown)))

    def describe(self, result):
        values, label = result.values[-1], as_activation(result.activation).label
        head = (
            f"Depth {result.depth}, width {result.width}, {label}, {initializer_name(result.init)} weights, init scale "
        )
        head += f"{result.init_scale:.2g}: the largest singular value is {values[0]:.2g}, the root mean square "
        head += f"{result.rms[-1]:.2g} (theory {result.theory[-1]:.2g}), "
        below = np.median(values) < result.resolved[-1]
        return head + ("the median too small to be resolved." if below else f"the median {np.median(values):.2g}.")


def _growth(result):
    """The largest singular value, the root mean square and the median by depth."""
    median = np.median(result.values, axis=1)
    resolved = np.where(median > result.resolved, median, np.nan)  # the rest are rounding errors
    return {"largest": result.values[:, 0], "rms": result.rms, "median": resolved}
