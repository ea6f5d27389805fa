"""Lesson 7: the measured map of the gradient at layer 1, and the singular values of the end-to-end Jacobian."""

import numpy as np

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.vanishing_gradients.figure import CURSOR, HELD_CURSOR, PredictedMap, cursor, map_axes
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.layers import layer_limits, log_axes, log_window
from dnnlib.live.numbers import percent
from dnnlib.mean_field import DEEPEST, SCALES

__all__ = ["GradientMapFigure", "JacobianFigure"]

DEPTHS = np.arange(1, DEEPEST + 1)


class GradientMapFigure(LiveFigure):
    """The gradient at layer 1 by depth and init scale: measured, predicted, and the present column of both.

    Takes a ``GradientMap``.
    """

    def build(self):
        w, h = self.get_size_inches()
        boxes = {"measured": (0.75, 2.6), "theory": (4.1, 2.6), "bar": (6.8, 0.13), "column": (8.35, 2.4)}
        ax = {k: self.add_axes((x / w, 0.75 / h, wide / w, 3.35 / h)) for k, (x, wide) in boxes.items()}
        style.style_axes(ax["measured"], "Gradient at layer 1, measured", "init scale", "depth", grid=False)
        style.style_axes(ax["theory"], "... and predicted", "init scale", grid=False)
        style.style_axes(ax["column"], "At this init scale", "depth", r"rms of $\delta^1$")
        self.image = self.moving(map_axes(self, ax["measured"], ax["bar"]))
        ax["bar"].clear()
        self.predicted = PredictedMap(map_axes(self, ax["theory"], ax["bar"]))
        self.cursors = [self.held_line(ax[name], held=HELD_CURSOR, **CURSOR) for name in ("measured", "theory")]
        log_axes(ax["column"])
        ax["column"].set_xlim(0, DEEPEST + 1)
        self.measured = self.held_line(ax["column"], **style.LINES["backward"])
        self.theory = self.line(ax["column"], **style.LINES["theory"])
        self.point = self.line(ax["column"], **CURSOR)
        look = {"fontsize": style.SIZE, "frameon": False, "ncols": 2, "borderaxespad": 0.1}
        self.legend([self.measured.now, self.theory], ["measured", "theory"], loc="lower right", **look)

    def draw_result(self, result, ghost=None):
        self.image.set_data(_log10(result.map))
        self.predicted.set(result.theory)
        for line in self.cursors:
            line.set(result, ghost, cursor)
        theory = result.theory[:, result.column]
        self.measured.set(result, ghost, _column)
        self.theory.set_data(DEPTHS, theory)
        self.point.set_data([result.depth], [result.here])
        columns = [r.map[:, r.column] for r in (result, ghost) if r is not None]
        style.set_limits(self.measured.now.axes, y=log_window(theory, *columns))

    def describe(self, result):
        label, norm = ACTIVATIONS[result.activation].label, " with batch norm" if result.batch_norm else ""
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
    return DEPTHS, result.map[:, result.column]


class JacobianFigure(LiveFigure):
    """The singular values of J = dz^L/dz^1: all of them at depth L, and four of them as the depth grows.

    Takes a ``JacobianSpectrum``.
    """

    def build(self):
        every, growth = style.panels(self, 2, bottom=1.15)
        style.style_axes(every, "All singular values of $J$", "share of the directions", "singular value")
        style.style_axes(growth, "As the depth grows", "depth", "singular value")
        log_axes(every)
        log_axes(growth)
        every.set_xlim(-0.02, 1.02)
        every.set_xticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
        growth.set_xlim(layer_limits(50))
        self.spectrum = self.held_line(every, **style.LINES["measured"] | {"marker": "o", "ms": 4})
        self.level = self.line(every, **style.LINES["theory"])
        self.noise = self.line(every, **style.LINES["reference"])
        looks = {"largest": (style.RED, "^"), "rms": (style.BLUE, "o"), "median": (style.GREEN, "s")}
        self.growth = {k: self.line(growth, color=c, marker=m, lw=2) for k, (c, m) in looks.items()}
        self.growth["theory"] = self.line(growth, **style.LINES["theory"])
        look = {"fontsize": style.SIZE, "frameon": False, "ncols": 2, "borderaxespad": 0.1, "loc": "lower left"}
        lines = [self.spectrum.now, self.level, self.noise]
        words = ["measured", "theory: root mean square", "rounding errors below this"]
        self.legend(lines, words, bbox_to_anchor=(0.05, 0), **look)
        words = ["largest", "rms", "median", "theory for the rms"]
        self.legend(list(self.growth.values()), words, bbox_to_anchor=(0.56, 0), **look)

    def draw_result(self, result, ghost=None):
        values, resolved = result.values[-1], result.resolved[-1]
        self.spectrum.set(result, ghost, lambda r: ((np.arange(r.width) + 0.5) / r.width, r.values[-1]))
        self.level.set_data([0, 1], [result.theory[-1]] * 2)
        self.noise.set_data([0, 1], [resolved] * 2)
        median = np.median(result.values, axis=1)
        median = np.where(median > result.resolved, median, np.nan)  # the rest are rounding errors
        rows = {"largest": result.values[:, 0], "rms": result.rms, "median": median, "theory": result.theory}
        for name, row in rows.items():
            self.growth[name].set_data(result.depths, row)
        held = [] if ghost is None else [ghost.values[-1, :1]]
        style.set_limits(self.level.axes, y=log_window(values[values > resolved / 10], *held))
        style.set_limits(self.growth["rms"].axes, layer_limits(result.depth), log_window(*rows.values()))

    def describe(self, result):
        values, label = result.values[-1], ACTIVATIONS[result.activation].label
        head = f"Depth {result.depth}, width {result.width}, {label}, {result.init} weights, init scale "
        head += f"{result.init_scale:.2g}: the largest singular value of J is {values[0]:.2g}, the root mean square "
        head += f"{result.rms[-1]:.2g} (theory {result.theory[-1]:.2g}), "
        below = np.median(values) < result.resolved[-1]
        return head + ("the median too small to be resolved." if below else f"the median {np.median(values):.2g}.")
