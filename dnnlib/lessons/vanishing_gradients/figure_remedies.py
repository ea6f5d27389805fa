"""Lesson 7: the gradient of every layer of a sigmoid network, and what four remedies make of it."""

import numpy as np

from dnnlib.lessons.vanishing_gradients.experiment_remedies import REMEDIES
from dnnlib.lessons.vanishing_gradients.figure import LayerTicks, inside, set_window
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure

__all__ = ["RemediesFigure"]

WHOLE = 1e-20, 1e2
TOP = 1e-2, 1e1
LOOKS = dict(zip(REMEDIES, zip(style.CYCLE, style.MARKERS, strict=True), strict=False))  # colour and marker


class RemediesFigure(LiveFigure):
    """The size of the gradient by layer, one line for each remedy; right, the upper end of the axis larger.

    Takes ``Remedies``.
    """

    size = (8.0, 4.2)

    def build(self):
        whole, top = style.panels(self, 2, bottom=1.35, top=0.4, left=0.8, right=0.2, gap=0.9)
        style.style_axes(whole, r"Gradient: rms of $\delta^l$", "layer $l$")
        style.style_axes(top, "The upper end, larger", "layer $l$")
        for ax, window in ((whole, WHOLE), (top, TOP)):
            set_window(ax, window)
            ax.set_xlim(0, 31)
            ax.xaxis.set_major_locator(LayerTicks())
            ax.xaxis.labelpad = 1
        self.runs = {name: [self._line(ax, name) for ax in (whole, top)] for name in REMEDIES}
        lines = [whole_line for whole_line, _ in self.runs.values()]
        look = {"fontsize": style.SIZE, "frameon": False, "borderaxespad": 0, "borderpad": 0, "loc": "lower left"}
        width, height = self.size
        words = list(REMEDIES.values())
        self.legend(lines, words, ncols=2, bbox_to_anchor=(0.8 / width, 0.15 / height), **look)

    def _line(self, ax, name):
        colour, marker = LOOKS[name]
        return self.line(ax, color=colour, marker=marker, ms=5, markevery=2, lw=2)

    def draw_result(self, result, ghost=None):
        layers = np.arange(1, result.depth + 1)
        for name, (whole, top) in self.runs.items():
            sizes = result.delta[name][1:]
            whole.set_data(layers, inside(sizes, WHOLE))
            top.set_data(layers, np.where(sizes < TOP[0], np.nan, sizes))
        for line in self.runs["none"]:
            style.set_limits(line.axes, (0, result.depth + 1))

    def describe(self, result):
        arrives = ", ".join(f"with {REMEDIES[name]} {sizes[1]:.1g}" for name, sizes in result.delta.items())
        return (
            f"Depth {result.depth}, width {result.width}. Of a gradient of size 1 at layer {result.depth} arrives at "
            f"layer 1: {arrives}."
        )
