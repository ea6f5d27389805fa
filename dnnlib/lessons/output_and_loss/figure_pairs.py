"""Lesson 4: what every output function and every loss make of one another."""

import numpy as np

from dnnlib.live import style
from dnnlib.live.figure import LiveFigure

__all__ = ["PairTableFigure"]

OUTPUT_LABELS = {"identity": "linear", "sigmoid": "sigmoid", "softmax": "softmax"}
LOSS_LABELS = {"mse": "squared error", "binary_cross_entropy": "binary cross-entropy", "cross_entropy": "cross-entropy"}
HEADS = LOSS_LABELS | {"binary_cross_entropy": "cross-entropy (binary)"}
HEIGHTS = (7.0, 3.2, 3.2)  # of the axes, row by row
KINDS = {  # the colour of a cell, its note, and the words for it
    "matched": (style.GREEN, "δ = a − y", "delta = a - y"),
    "other": (style.RED, "δ ≠ a − y", "another delta"),
    "undefined": (style.BLUE, "undefined: ln a needs\n0 < a < 1", "undefined, ln of a number outside (0, 1)"),
}


class PairTableFigure(LiveFigure):
    """delta of every output with every loss as bars, beside a - y; draws a ``PairTable``."""

    size = (8.0, 5.4)

    def build(self):
        axes = style.panels(self, 3, 3, left=0.95, right=0.1, top=0.35, bottom=0.55, gap=0.45, vgap=0.35)
        self.cells = [[self._build_cell(axes[3 * i + j], i, j) for j in range(3)] for i in range(3)]

    def _build_cell(self, ax, i, j):
        style.style_axes(ax, list(HEADS.values())[j] if i == 0 else "", "unit" if i == 2 else "", "")
        if j == 0:
            ax.set_ylabel(list(OUTPUT_LABELS.values())[i] + "\n" + r"$\delta^L$", fontsize=style.SIZE, color=style.TEXT)
        ax.set(xlim=(0.4, 3.6), ylim=(-HEIGHTS[i], HEIGHTS[i]), xticks=[1, 2, 3])
        ax.axhline(0, color=style.GREY, linewidth=0.8)
        held = self._build_bars(ax, 0.7, color="#D0D0D0", zorder=1.5)
        bars = self._build_bars(ax, 0.45, zorder=2)
        errors = self.line(ax, "_", color="black", markersize=28, markeredgewidth=2, zorder=4)
        look = {"transform": ax.transAxes, "ha": "center", "va": "top", "fontsize": style.SIZE, "zorder": 5}
        note = self.moving(ax.text(0.5, 0.98, "", **look))
        return held, bars, errors, note

    def _build_bars(self, ax, width, **look):
        """Three bars as one artist: steps with nothing between them."""
        edges = [unit + side * width / 2 for unit in (1, 2, 3) for side in (-1, 1)]
        return self.moving(ax.stairs(_with_gaps(np.zeros(3)), edges, fill=True, **look))

    def draw_result(self, result, ghost=None):
        error = result.a - result.y
        for (i, j), kind in _kinds(result).items():
            colour, words, _ = KINDS[kind]
            held, bars, errors, note = self.cells[i][j]
            held.set_visible(ghost is not None)
            if ghost is not None:
                held.set_data(_with_gaps(ghost.delta[i, j]))
            bars.set_visible(kind != "undefined")
            bars.set_data(_with_gaps(result.delta[i, j]))
            bars.set_color(colour)
            errors.set_visible(kind != "undefined")
            errors.set_data([1, 2, 3], error[i])
            note.set(text=words, color=colour)

    def describe(self, result):
        pairs = {kind: [] for kind in KINDS}
        for (i, j), kind in _kinds(result).items():
            pairs[kind].append(f"{OUTPUT_LABELS[result.outputs[i]]} + {LOSS_LABELS[result.losses[j]]}")
        words = "; ".join(f"{KINDS[kind][2]}: {', '.join(names) or 'none'}" for kind, names in pairs.items())
        logits = ", ".join(f"{z:.2g}" for z in result.z)
        return f"Bars: delta for the logits {logits} and target unit {result.y.argmax() + 1}; strokes: a - y. {words}."


def _kinds(result):
    """A key of ``KINDS`` for each cell (row, column)."""
    kinds = {(i, j): "matched" if matched else "other" for (i, j), matched in np.ndenumerate(result.matched)}
    for output, loss in result.reasons:
        kinds[result.outputs.index(output), result.losses.index(loss)] = "undefined"
    return kinds


def _with_gaps(heights):
    """The values of steps that are bars with nothing between them."""
    return np.insert(heights, [1, 2], np.nan)
