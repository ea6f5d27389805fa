"""Lesson 4: what every output function and every loss make of one another."""

import numpy as np

from dnnlib.live.figure import LiveFigure
from dnnlib.live.style import BLUE, GREEN, GREY, RED, SIZE, TEXT, panels, set_line, style_axes

__all__ = ["PairTableFigure"]

OUTPUT_LABELS = {"identity": "linear", "sigmoid": "sigmoid", "softmax": "softmax"}
LOSS_LABELS = {"mse": "squared error", "binary_cross_entropy": "cross-entropy", "cross_entropy": "log-likelihood"}
HEIGHTS = (7.0, 2.9, 2.9)  # of the axes, row by row


class PairTableFigure(LiveFigure):
    """delta of every output with every loss as bars, beside a - y; draws a ``PairTable``."""

    size = (11.0, 6.6)

    def build(self):
        axes = panels(self, 3, 3, left=1.3, top=0.45, bottom=0.55, gap=0.5, vgap=0.5)
        self.cells = [[self._build_cell(axes[3 * i + j], i, j) for j in range(3)] for i in range(3)]

    def _build_cell(self, ax, i, j):
        style_axes(ax, list(LOSS_LABELS.values())[j] if i == 0 else "", "unit" if i == 2 else "", "")
        if j == 0:
            ax.set_ylabel(list(OUTPUT_LABELS.values())[i] + "\n" + r"$\delta^L$", fontsize=SIZE + 1, color=TEXT)
        ax.set(xlim=(0.4, 3.6), ylim=(-HEIGHTS[i], HEIGHTS[i]), xticks=[1, 2, 3])
        ax.axhline(0, color=GREY, linewidth=0.8)
        held = self._build_bars(ax, 0.7, color="#D0D0D0", zorder=1.5)
        bars = self._build_bars(ax, 0.45, zorder=2)
        errors = self.line(ax, "_", color="black", markersize=34, markeredgewidth=2, zorder=4)
        look = {"transform": ax.transAxes, "ha": "center", "va": "top", "fontsize": SIZE, "zorder": 5}
        return held, bars, errors, self.moving(ax.text(0.5, 0.98, "", **look))

    def _build_bars(self, ax, width, **look):
        """Three bars as one artist: steps with nothing between them."""
        edges = [unit + side * width / 2 for unit in (1, 2, 3) for side in (-1, 1)]
        return self.moving(ax.stairs(_with_gaps(np.zeros(3)), edges, fill=True, **look))

    def draw_result(self, result, ghost=None):
        error, matched = result.a - result.y, result.matched
        for i, output in enumerate(result.outputs):
            for j, loss in enumerate(result.losses):
                held, bars, errors, note = self.cells[i][j]
                undefined = (output, loss) in result.reasons
                colour = BLUE if undefined else GREEN if matched[i, j] else RED
                held.set_visible(ghost is not None)
                if ghost is not None:
                    held.set_data(_with_gaps(ghost.delta[i, j]))
                bars.set_visible(not undefined)
                bars.set_data(_with_gaps(result.delta[i, j]))
                bars.set_color(colour)
                set_line(errors, *(([], []) if undefined else ([1, 2, 3], error[i])))
                note.set(text=_verdict(undefined, matched[i, j]), color=colour)

    def describe(self, result):
        matched = result.matched
        kinds = {"delta = a - y": [], "another delta": [], "undefined, ln of a number outside (0, 1)": []}
        for i, output in enumerate(result.outputs):
            for j, loss in enumerate(result.losses):
                kind = 2 if (output, loss) in result.reasons else 0 if matched[i, j] else 1
                list(kinds.values())[kind].append(f"{OUTPUT_LABELS[output]} + {LOSS_LABELS[loss]}")
        logits = ", ".join(f"{z:.2g}" for z in result.z)
        words = "; ".join(f"{kind}: {', '.join(pairs) or 'none'}" for kind, pairs in kinds.items())
        return f"Bars: delta for the logits {logits} and target unit {result.y.argmax() + 1}; strokes: a - y. {words}."


def _with_gaps(heights):
    """The values of steps that are bars with room between them."""
    return np.insert(heights, [1, 2], np.nan)


def _verdict(undefined, matched):
    if undefined:
        return "undefined: ln a needs\n0 < a < 1"
    return "δ = a − y" if matched else "δ ≠ a − y"
