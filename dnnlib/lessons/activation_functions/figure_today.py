"""Lesson 6: slopes of five activations, and the gradient that each lets through thirty layers."""

import numpy as np

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.activation_functions.experiment_today import SCALES
from dnnlib.lessons.activation_functions.figure import DASHES, LOOKS
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure

__all__ = ["TodayFigure"]

LOWEST = 1e-20


class TodayFigure(LiveFigure):
    """Left the slopes, right the size of the gradient by layer; draws a ``Today``."""

    size = (8.0, 4.2)

    def build(self):
        slopes, gradient = style.panels(self, 2, bottom=1.35, top=0.4, left=0.8, right=0.2, gap=0.9)
        style.style_axes(slopes, "Slopes φ'(z)", "z")
        slopes.set(xlim=(-5.1, 5.1), ylim=(-0.2, 1.2))
        style.style_axes(gradient, r"Gradient: rms of $\delta^l$", "layer $l$")
        gradient.set(xlim=(0, 31), ylim=(LOWEST, 1e3), yscale="log")
        gradient.set_xticks([1, 10, 20, 30])
        gradient.set_yticks([1e-20, 1e-15, 1e-10, 1e-5, 1])
        for ax in (slopes, gradient):
            ax.xaxis.labelpad = 1
        self.runs = {}
        for name in SCALES:
            colour, marker = LOOKS[name]
            slope = self.line(slopes, color=colour, linestyle=DASHES[name], lw=2)
            size = self.line(gradient, color=colour, marker=marker, ms=5, markevery=2, lw=2)
            self.runs[name] = slope, size
        words = [f"{ACTIVATIONS[name].label}, weights {scale:.3g}/√n" for name, scale in SCALES.items()]
        look = {"fontsize": style.SIZE, "frameon": False, "borderaxespad": 0, "borderpad": 0, "loc": "lower left"}
        place = (0.8 / self.size[0], 0.15 / self.size[1])
        self.legend([size for _, size in self.runs.values()], words, ncols=2, bbox_to_anchor=place, **look)

    def draw_result(self, result, ghost=None):
        layers = np.arange(1, result.depth + 1)
        for name, (slope, size) in self.runs.items():
            slope.set_data(result.grid, result.slopes[name])
            size.set_data(layers, np.maximum(result.delta[name][1:], LOWEST))

    def describe(self, result):
        arrives = ", ".join(f"{ACTIVATIONS[name].label} {sizes[1]:.1g}" for name, sizes in result.delta.items())
        return (
            f"Slopes of five activations, and what arrives at layer 1 of a gradient of size 1 at layer {result.depth}, "
            f"width {result.width}: {arrives}."
        )
