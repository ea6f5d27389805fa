"""Lesson 3: the errors of numerical derivatives by their step, and what a gradient costs."""

import numpy as np

from dnnlib.live.figure import LiveFigure
from dnnlib.live.style import BLUE, GREEN, LINES, RED, SIZE, panels, style_axes

__all__ = ["GradientCheckFigure", "GradientCostFigure"]

LOWEST = 1e-17  # errors below, 0 included, are drawn here


class GradientCheckFigure(LiveFigure):
    """Draws a ``DifferenceErrors``: error against step, and the single parameters at one step."""

    def build(self):
        by_step, single = panels(self, 2, ratios=(1.6, 1), gap=1.1)
        self._build_steps(by_step)
        self._build_parameters(single)

    def _build_steps(self, ax):
        style_axes(ax, "Error of numerical derivatives", "step $h$", "relative error of the gradient")
        ax.set(xscale="log", yscale="log", xlim=(1e-15, 1), ylim=(LOWEST / 3, 1e4))
        ax.set(xticks=10.0 ** np.arange(-15, 1, 3), yticks=10.0 ** np.arange(-16, 1, 4))
        self.theory = self.line(ax, label="theory, central", **LINES["theory"])
        dots = {"markersize": 5, "linewidth": 1.4}
        self.forward = self.line(ax, "^-", color=GREEN, label="one-sided", **dots)
        self.central = self.held_line(ax, "o-", color=BLUE, label="central", **dots)
        self.complex_step = self.line(ax, "s-", color=RED, label="complex step", **dots)
        self.cursor = self.line(ax, **LINES["reference"] | {"linewidth": 2.0})
        ax.legend(fontsize=SIZE - 1, loc="upper center", ncols=4, frameon=False, handlelength=1.8, columnspacing=1.0)

    def _build_parameters(self, ax):
        style_axes(ax, "Each parameter, at this step", "by backpropagation", "by central difference")
        ax.set(xlim=(-1.3, 1.3), ylim=(-1.3, 1.3))
        ax.plot([-1.3, 1.3], [-1.3, 1.3], **LINES["reference"])
        ax.text(0.03, 0.97, "$dJ/dp$, the largest = 1", transform=ax.transAxes, fontsize=SIZE - 1, va="top")
        self.dots = self.line(ax, "o", color=BLUE, markersize=7, alpha=0.8)

    def draw_result(self, result, ghost=None):
        self.theory.set_data(result.steps, np.maximum(result.truncation + result.rounding, LOWEST))
        self.forward.set_data(result.steps, np.maximum(result.forward, LOWEST))
        self.central.set(result, ghost, lambda r: (r.steps, np.maximum(r.central, LOWEST)))
        self.complex_step.set_data(result.steps, np.maximum(result.complex_step, LOWEST))
        self.cursor.set_data([result.h, result.h], [LOWEST / 3, 50])
        largest = np.abs(result.gradient).max() or 1.0
        self.dots.set_data(result.gradient / largest, np.clip(result.difference / largest, -1.25, 1.25))

    def describe(self, result):
        """In words that rounding does not change from machine to machine: of the rounding arm only its theory."""
        best, expected = result.best_step, result.predicted_step
        floor = result.complex_step[result.steps < 1e-7].max()
        near = "where theory puts it" if 0.05 < best / expected < 20 else f"but measured best at {best:.0e}"
        total = result.truncation + result.rounding
        here = total[np.argmin(np.abs(np.log(result.steps / result.h)))]
        return (
            f"The error of the central difference against its step is a U, least near h = {expected:.0e}, {near}. "
            f"Truncation raises it to {result.central[-1]:.1g} at h = 1, rounding to the order of "
            f"{result.rounding[0]:.0g} at h = 1e-15. The complex step has no rounding arm: its error "
            f"{'stays under 1e-13' if floor < 1e-13 else f'reaches {floor:.0e}'} for all small steps. At the chosen "
            f"h = {result.h:.0e} theory expects the central difference to err by {here:.0e}."
        )


class GradientCostFigure(LiveFigure):
    """Draws a ``GradientCost``: the cost of one gradient in forward passes, against the number of parameters."""

    size = (9.2, 4.2)

    def build(self):
        (ax,) = panels(self, right=3.1)
        style_axes(ax, "The cost of one gradient", "number of parameters", "in units of one forward pass")
        ax.set(xscale="log", yscale="log", xlim=(4, 1e4), ylim=(1, 3e4))
        kinds = (("differences", RED, "s", "one pass a parameter"), ("backprop", BLUE, "o", "backpropagation"))
        self.curves = {}
        for kind, colour, mark, label in kinds:
            counted = self.line(ax, color=colour, linewidth=1.8, label=f"{label}, counted")
            timed = self.line(ax, mark, color=colour, markersize=7, label=f"{label}, timed")
            self.curves[kind] = counted, timed
        ax.legend(fontsize=SIZE - 1, loc="center left", bbox_to_anchor=(1.02, 0.5), frameon=False)

    def draw_result(self, result, ghost=None):
        for kind, (counted, timed) in self.curves.items():
            counted.set_data(result.parameters, getattr(result, f"counted_{kind}"))
            timed.set_data(result.parameters, getattr(result, f"timed_{kind}"))

    def describe(self, result):
        return (
            f"The cost of one gradient in units of one forward pass, for networks of {result.parameters[0]:,} to "
            f"{result.parameters[-1]:,} parameters. Counted in multiplications, backpropagation costs "
            f"{result.counted_backprop.max():.3g} forward passes for every size, one pass a parameter "
            f"{result.counted_differences[0]:,} to {result.counted_differences[-1]:,}. Dots are the times that this "
            f"machine took."
        )
