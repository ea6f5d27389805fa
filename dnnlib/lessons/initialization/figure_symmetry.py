"""Lesson 8: weights that start equal, and how far they ever get from each other."""

import numpy as np

from dnnlib.activations import ACTIVATIONS
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure

__all__ = ["SymmetryFigure"]

UNITS, STEPS, TOP = 8, 200, 1.2


class SymmetryFigure(LiveFigure):
    """One weight of every unit, the distance between units, and the loss. Takes a ``Symmetry`` of width up to 8."""

    def build(self):
        """Make the three panels."""
        weights, apart, loss = style.panels(self, 3, gap=1.15)
        style.style_axes(weights, "One weight of every unit", "step", r"$w^1_{j1}$")
        style.style_axes(apart, "Largest difference of two units", "step", r"$\max\,|w^1_{ik} - w^1_{jk}|$")
        style.style_axes(loss, "Loss on XOR", "step", "loss, nats")
        weights.set(xlim=(0, STEPS), ylim=(-2, 2))
        apart.set(xlim=(0, STEPS), yscale="log", ylim=(1e-17, 1e2), yticks=[1e-16, 1e-12, 1e-8, 1e-4, 1])
        loss.set(xlim=(0, STEPS), ylim=(0, TOP), yticks=[0, 0.4, 0.8, TOP])
        style.label_ends(loss.yaxis, high=TOP)
        apart.axhspan(1e-17, 1e-14, color=style.GREY, alpha=0.2, lw=0)
        apart.text(4, 2e-16, "rounding, or exactly 0", fontsize=style.SIZE, va="center", color=style.TEXT)
        loss.axhline(np.log(2), **style.LINES["reference"])
        loss.text(STEPS, np.log(2) + 0.02, "guessing: ln 2", ha="right", fontsize=style.SIZE, color=style.TEXT)
        self.weights_ax = weights
        self.weights_held = [self.line(weights, **style.LINES["ghost"]) for _ in range(UNITS)]
        self.weights = [self._unit(weights, j) for j in range(UNITS)]
        self.same = self.moving(weights.text(0.04, 0.94, "", transform=weights.transAxes, fontsize=style.SIZE))
        self.apart_held, self.loss_held = (self.line(ax, **style.LINES["ghost"]) for ax in (apart, loss))
        self.apart, self.loss = (self.line(ax, **style.LINES["measured"]) for ax in (apart, loss))

    def _unit(self, ax, j):
        colour, marker = style.CYCLE[j % 7], style.MARKERS[j % 7]
        look = {"color": colour, "marker": marker, "markevery": (5 * j, 40), "ms": 6, "linewidth": 1.6}
        return self.line(ax, **look)

    def draw_result(self, result, ghost=None):
        """Set the three panels to a ``Symmetry``, and the held one behind it."""
        self._draw_weights(self.weights, result)
        self._draw_weights(self.weights_held, ghost)
        shown = result.weights if ghost is None else np.concatenate([result.weights, ghost.weights], axis=1)
        style.set_limits(self.weights_ax, y=style.stepped_limits([1.1 * _reach(shown), 1.0], symmetric=True))
        self.same.set_text(_line_words(result))
        for name in ("apart", "loss"):
            line, held = getattr(self, name), getattr(self, f"{name}_held")
            line.set_data(np.arange(STEPS + 1), _on_axis(result, name))
            held.set_data(*((np.arange(STEPS + 1), _on_axis(ghost, name)) if ghost else ([], [])))

    def _draw_weights(self, drawn, result):
        width = 0 if result is None else result.width
        for j, line in enumerate(drawn):
            line.set_data(*((np.arange(STEPS + 1), result.weights[:, j]) if j < width else ([], [])))

    def describe(self, result):
        """Whether the units are still equal, and what has become of the loss."""
        start = f"constant {result.init_scale:.2g} with noise {result.noise:g}" if result.noise else "the same constant"
        words = (
            f"Width {result.width}, hidden layers {result.depth - 1}, {ACTIVATIONS[result.activation].label}: "
            f"all weights start at {start}. "
        )
        if not np.isfinite(result.loss).all():
            return words + "The numbers overflow, and training ends."
        if result.equal:
            end = "After 200 steps all units of layer 1 are still equal"
        else:
            end = f"After 200 steps two units of layer 1 differ by up to {result.apart[-1]:.1g}"
        return words + f"{end}; the loss is {result.loss[-1]:.1f} (guessing: 0.7)."


def _line_words(result):
    """What the lines of all units do not say themselves."""
    if not np.isfinite(result.loss).all():
        return "the numbers overflow"
    return f"{result.width} units, one line" if result.equal and result.width > 1 else ""


def _reach(values):
    return np.abs(values[np.isfinite(values)]).max(initial=0.0)


def _on_axis(result, name):
    """Losses at most at the upper end; differences that are exactly 0 stand in the band of rounding."""
    values = getattr(result, name)
    return np.minimum(values, TOP) if name == "loss" else np.maximum(values, 2e-17)
