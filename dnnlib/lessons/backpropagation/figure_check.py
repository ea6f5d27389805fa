"""Lesson 3: the errors of numerical derivatives by their step, and what a gradient costs."""

import numpy as np

from dnnlib.live.figure import LiveFigure
from dnnlib.live.style import BLUE, GREEN, GRID, LINES, RED, SIZE, panels, style_axes

__all__ = ["GradientCheckFigure", "GradientCostFigure"]

LOWEST, HIGHEST = 1e-17, 1e3  # errors beyond, 0 included, are drawn here


class GradientCheckFigure(LiveFigure):
    """Draws a ``DifferenceErrors``: error against step, and the single parameters at one step."""

    size = (8.0, 4.4)

    def build(self):
        by_step, single = panels(self, 2, ratios=(1.75, 1), left=0.8, right=0.15, gap=0.85, top=0.8)
        self._build_steps(by_step)
        self._build_parameters(single)

    def _build_steps(self, ax):
        style_axes(ax, "Error of numerical derivatives", "step $h$", "relative error of the gradient")
        ax.set(xscale="log", yscale="log", xlim=(3e-16, 3), ylim=(LOWEST / 3, HIGHEST))
        ax.set(xticks=10.0 ** np.arange(-15, 1, 3), yticks=10.0 ** np.arange(-16, 1, 4))
        ax.set_xticks(10.0 ** np.arange(-15, 1), [""] * 16, minor=True)
        ax.set_yticks(10.0 ** np.arange(-17, 4), [""] * 21, minor=True)
        ax.tick_params(which="minor", length=2)
        ax.grid(which="minor", color=GRID, linewidth=0.4)
        self.theory = self.line(ax, label="central, theory", **LINES["theory"])
        dots = {"markersize": 5, "linewidth": 1.4}
        self.forward = self.line(ax, "^-", color=GREEN, label="one-sided", **dots)
        self.central = self.held_line(ax, "o-", color=BLUE, label="central", **dots)
        self.complex_step = self.line(ax, "s-", color=RED, label="complex step", **dots)
        self.cursor = self.line(ax, **LINES["reference"] | {"linewidth": 2.0})
        look = {"frameon": False, "handlelength": 1.8, "columnspacing": 1.5, "borderaxespad": 0}
        self.legend(fontsize=SIZE, loc="upper left", bbox_to_anchor=(0.09, 0.99), ncols=4, **look)

    def _build_parameters(self, ax):
        style_axes(ax, "$dJ/dp$ (largest: 1)", "by backpropagation", "by central difference")
        ax.set(xlim=(-1.3, 1.3), ylim=(-1.3, 1.3), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
        ax.plot([-1.3, 1.3], [-1.3, 1.3], **LINES["reference"])
        self.dots = self.line(ax, "o", color=BLUE, markersize=7, alpha=0.8)

    def draw_result(self, result, ghost=None):
        self.theory.set_data(result.steps, _inside(result.truncation + result.rounding))
        self.forward.set_data(result.steps, _inside(result.forward))
        self.central.set(result, ghost, lambda r: (r.steps, _inside(r.central)))
        self.complex_step.set_data(result.steps, _inside(result.complex_step))
        self.cursor.set_data([result.h, result.h], [LOWEST / 3, HIGHEST])
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


def _inside(errors):
    """Errors as they are drawn: those beyond the axis on its ends."""
    return np.clip(errors, LOWEST, HIGHEST)


class GradientCostFigure(LiveFigure):
    """Draws a ``GradientCost``: the cost of one gradient in forward passes, against the number of parameters."""

    size = (8.0, 4.2)

    def build(self):
        (ax,) = panels(self, right=3.2)
        style_axes(ax, "The cost of one gradient", "number of parameters", "in units of one forward pass")
        ax.set(xscale="log", yscale="log", xlim=(4, 1e4), ylim=(1, 3e4))
        kinds = (("differences", RED, "s", "one pass a parameter"), ("backprop", BLUE, "o", "backpropagation"))
        self.curves = {}
        for kind, colour, mark, label in kinds:
            counted = self.line(ax, color=colour, linewidth=1.8, label=f"{label}, counted")
            timed = self.line(ax, mark, color=colour, markersize=7, label=f"{label}, timed")
            self.curves[kind] = counted, timed
        ax.legend(fontsize=SIZE, loc="center left", bbox_to_anchor=(1.02, 0.5), frameon=False)

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
