"""Lesson 7: the measured map of the gradient at layer 1, and the singular values of the end-to-end Jacobian."""

import numpy as np

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.vanishing_gradients.figure import contours, map_axes
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.layers import layer_limits, log_axes, log_window
from dnnlib.mean_field import SCALES

__all__ = ["GradientMapFigure", "JacobianFigure"]


class GradientMapFigure(LiveFigure):
    """The gradient at layer 1 by depth and init scale: measured, predicted, and the present column of both.

    Takes a ``GradientMap``.
    """

    def build(self):
        """Make two maps and a panel for the column under the cursor."""
        w, h = self.get_size_inches()
        boxes = {"measured": (0.75, 2.6), "theory": (4.1, 2.6), "bar": (6.8, 0.13), "column": (8.35, 2.4)}
        ax = {k: self.add_axes((x / w, 0.75 / h, wide / w, 3.35 / h)) for k, (x, wide) in boxes.items()}
        style.style_axes(ax["measured"], "Gradient at layer 1, measured", "init scale", "depth", grid=False)
        style.style_axes(ax["theory"], "... and predicted", "init scale", grid=False)
        style.style_axes(ax["column"], "At this init scale", "depth", r"rms of $\delta^1$")
        self.image = self.moving(map_axes(self, ax["measured"], ax["bar"]))
        ax["bar"].clear()
        self.predicted = map_axes(self, ax["theory"], ax["bar"])
        self.theory_ax, self.column_ax = ax["theory"], ax["column"]
        self.levels, self.shown_theory = None, None
        self._build_cursors(ax)
        log_axes(ax["column"])
        ax["column"].set_xlim(0, 51)
        self.ghost_line = self.moving(ax["column"].plot([], [], **style.LINES["ghost"])[0])
        self.measured = self.moving(ax["column"].plot([], [], label="measured", **style.LINES["backward"])[0])
        self.theory = self.moving(ax["column"].plot([], [], label="theory", **style.LINES["theory"])[0])
        self.point = self.moving(ax["column"].plot([], [], **self.look)[0])
        self.legend_box = self.moving(ax["column"].legend(fontsize=style.SIZE, loc="best", frameon=False))

    def _build_cursors(self, ax):
        self.look = {"marker": "o", "linestyle": "", "ms": 11, "mew": 2.5, "mfc": style.YELLOW, "mec": "black"}
        self.look["clip_on"] = False
        held = self.look | {"mfc": "none", "mec": style.GHOST}
        self.ghosts = [self.moving(ax[name].plot([], [], **held)[0]) for name in ("measured", "theory")]
        self.cursors = [self.moving(ax[name].plot([], [], **self.look)[0]) for name in ("measured", "theory")]

    def draw_result(self, result, ghost=None):
        """Set the maps, the cursors on them, and the column under the cursor."""
        depths = np.arange(1, len(result.map) + 1)
        self.image.set_data(_log10(result.map))
        if self.shown_theory is not result.theory:
            self.shown_theory = result.theory
            self.predicted.set_data(_log10(result.theory))
            if self.levels is not None:
                self.levels.remove()
            self.levels = contours(self.theory_ax, _log10(result.theory))
        for cursor, shadow in zip(self.cursors, self.ghosts, strict=True):
            cursor.set_data([np.log10(result.init_scale)], [result.depth])
            shadow.set_data(*([[np.log10(ghost.init_scale)], [ghost.depth]] if ghost else [[], []]))
        measured, theory = result.map[:, result.column], result.theory[:, result.column]
        self.measured.set_data(depths, measured)
        self.theory.set_data(depths, theory)
        self.point.set_data([result.depth], [result.here])
        held = ghost.map[:, ghost.column] if ghost else np.empty(0)
        self.ghost_line.set_data(depths[: len(held)], held)
        style.set_limits(self.column_ax, y=log_window(measured, theory, held))

    def describe(self, result):
        """Where the cursor stands, and how much of the map is done."""
        label, norm = ACTIVATIONS[result.activation].label, " with batch norm" if result.batch_norm else ""
        expected = result.theory[result.depth - 1, result.column]
        words = f"Width {result.width}, {label}{norm}, depth {result.depth}, init scale {SCALES[result.column]:.2g}: "
        if np.isnan(result.here):
            return words + f"this column is still to be computed; {100 * result.progress:.0f} % of the map is done."
        lost = np.mean(result.map[:, ~np.isnan(result.map[0])] < 1e-6)
        blown = np.mean(result.map[:, ~np.isnan(result.map[0])] > 1e6)
        return words + (
            f"a gradient of size 1 arrives at layer 1 with size {result.here:.2g} (theory {expected:.2g}). "
            f"On {100 * lost:.0f} % of the map it falls below 1e-6, on {100 * blown:.0f} % it grows beyond 1e6."
        )


def _log10(values):
    positive = np.where(values > 0, values, np.nan)
    return np.log10(positive)


class JacobianFigure(LiveFigure):
    """The singular values of J = dz^L/dz^1: all of them at depth L, and four of them as the depth grows.

    Takes a ``JacobianSpectrum``.
    """

    def build(self):
        """Make the panel of all singular values and the one of their growth."""
        every, growth = style.panels(self, 2)
        style.style_axes(every, "All singular values of $J$", "share of the directions", "singular value")
        style.style_axes(growth, "As the depth grows", "depth", "singular value")
        log_axes(every), log_axes(growth)
        every.set_xlim(-0.02, 1.02)
        every.set_xticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
        growth.set_xlim(layer_limits(50))
        self.axes_of = {"every": every, "growth": growth}
        self.ghost_line = self.line(every, **style.LINES["ghost"])
        look = style.LINES["measured"] | {"marker": "o", "ms": 4}
        self.spectrum = self.line(every, **look, label="measured")
        self.level = self.line(every, **style.LINES["theory"], label="theory: root mean square")
        self.noise = self.line(every, **style.LINES["reference"], label="rounding errors below this")
        looks = {"largest": (style.RED, "^"), "rms": (style.BLUE, "o"), "median": (style.GREEN, "s")}
        self.growth = {k: self.line(growth, color=c, marker=m, lw=2, label=k) for k, (c, m) in looks.items()}
        self.growth["theory"] = self.line(growth, **style.LINES["theory"], label="theory for the rms")
        self.keys = [
            self.moving(ax.legend(fontsize=style.SIZE, loc="best", framealpha=0.85, edgecolor="none"))
            for ax in (every, growth)
        ]

    def draw_result(self, result, ghost=None):
        """Set the lines of both panels to a ``JacobianSpectrum``."""
        values = result.values[-1]
        share = (np.arange(result.width) + 0.5) / result.width
        self.spectrum.set_data(share, values)
        self.level.set_data([0, 1], [result.theory[-1]] * 2)
        self.noise.set_data([0, 1], [result.resolved[-1]] * 2)
        held = ghost.values[-1] if ghost else np.empty(0)
        self.ghost_line.set_data((np.arange(held.size) + 0.5) / max(held.size, 1), held)
        median = np.median(result.values, axis=1)
        median = np.where(median > result.resolved, median, np.nan)  # the rest are rounding errors
        rows = {"largest": result.values[:, 0], "rms": result.rms, "median": median}
        for name, row in (rows | {"theory": result.theory}).items():
            self.growth[name].set_data(result.depths, row)
        style.set_limits(self.axes_of["every"], y=log_window(values[values > result.resolved[-1] / 10], held[:1]))
        style.set_limits(self.axes_of["growth"], layer_limits(result.depth), log_window(*rows.values(), result.theory))

    def describe(self, result):
        """Largest, root mean square and median in words."""
        values, label = result.values[-1], ACTIVATIONS[result.activation].label
        head = f"Depth {result.depth}, width {result.width}, {label}, {result.init} weights, init scale "
        head += f"{result.init_scale:.2g}: the largest singular value of J is {values[0]:.2g}, the root mean square "
        head += f"{result.rms[-1]:.2g} (theory {result.theory[-1]:.2g}), "
        below = np.median(values) < result.resolved[-1]
        return head + ("the median too small to be resolved." if below else f"the median {np.median(values):.2g}.")
