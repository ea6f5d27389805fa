"""Lesson 8: weights that start equal, and how far they ever get from each other."""

import numpy as np

from dnnlib.activations import as_activation
from dnnlib.lessons.initialization.experiment_symmetry import STEPS
from dnnlib.lessons.initialization.figure import beside_title
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.panels import axes_at

__all__ = ["SymmetryFigure"]

UNITS = 8
STEP_NUMBERS = np.arange(STEPS + 1)
TOP = 1.2  # of the loss axis


class SymmetryFigure(LiveFigure):
    """One weight of every unit, the distance between units, and the loss. Takes a ``Symmetry`` of width up to 8."""

    size = (8.0, 4.6)

    def build(self):
        weights = axes_at(self, 0.65, 0.62, 3.0, 3.55)
        apart = axes_at(self, 4.55, 2.72, 3.2, 1.45)
        loss = axes_at(self, 4.55, 0.62, 3.2, 1.45)
        style.style_axes(weights, r"$w^1_{j1}$ of every unit $j$", "step")
        style.style_axes(apart, "Largest difference")
        style.style_axes(loss, "Loss on XOR (guessing: ln 2)", "step")
        weights.set(xlim=(0, STEPS), ylim=(-2, 2))
        apart.set(xlim=(0, STEPS), yscale="log", ylim=(1e-17, 1e2))
        apart.set_yticks([2e-16, 1e-12, 1e-8, 1e-4, 1], ["≈ 0", "$10^{-12}$", "$10^{-8}$", "$10^{-4}$", "1"])
        apart.axhspan(1e-17, 1e-14, color=style.GREY, alpha=0.2, lw=0)
        loss.set(xlim=(0, STEPS), ylim=(0, TOP))
        loss.set_yticks([0, 0.3, np.log(2), TOP], ["0", "0.3", "ln 2", f"≥ {TOP:g}"])
        loss.axhline(np.log(2), **style.LINES["reference"])
        self.units = [self.held_line(weights, **_unit_look(j)) for j in range(UNITS)]
        self.same = beside_title(weights)
        self.held = beside_title(apart)
        self.apart = self.held_line(apart, **style.LINES["measured"])
        self.loss = self.held_line(loss, **style.LINES["measured"])

    def draw_result(self, result, ghost=None):
        for j, unit in enumerate(self.units):
            unit.set(result, ghost, lambda r, j=j: (STEP_NUMBERS, r.weights[:, j]) if j < r.width else ([], []))
        reach = max(_reach(r.weights) for r in (result, ghost) if r is not None)
        limits = style.stepped_limits([1.1 * reach, 1.0], symmetric=True)
        style.set_limits(self.units[0].now.axes, y=limits)
        self.same.set_text(_line_words(result))
        self.held.set_text("" if ghost is None else "dotted: held")
        # Differences that are exactly 0 stand in the band of rounding, losses at most at the upper end.
        self.apart.set(result, ghost, lambda r: (STEP_NUMBERS, np.maximum(r.apart, 2e-17)))
        self.loss.set(result, ghost, lambda r: (STEP_NUMBERS, np.minimum(r.loss, TOP)))

    def describe(self, result):
        start = f"constant {result.init_scale:.2g} with noise {result.noise:g}" if result.noise else "the same constant"
        words = (
            f"Width {result.width}, hidden layers {result.depth - 1}, {as_activation(result.activation).label}: "
            f"all weights start at {start}. "
        )
        if not np.isfinite(result.loss).all():
            return words + "The numbers overflow, and training ends."
        if result.equal:
            end = "After 200 steps all units of layer 1 are still equal"
        else:
            end = f"After 200 steps two units of layer 1 differ by up to {result.apart[-1]:.1g}"
        return words + f"{end}; the loss is {result.loss[-1]:.1f} (guessing: 0.7)."


def _unit_look(j):
    marks = {"marker": style.MARKERS[j % 7], "markevery": (5 * j, 40), "ms": 6}
    return {"color": style.CYCLE[j % 7], "linewidth": 1.6, **marks}


def _line_words(result):
    """What the lines of all units do not say themselves."""
    if not np.isfinite(result.loss).all():
        return "the numbers overflow"
    return f"{result.width} units, one line" if result.equal and result.width > 1 else ""


def _reach(values):
    return np.abs(values[np.isfinite(values)]).max(initial=0.0)
