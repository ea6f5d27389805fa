"""A network drawn as a graph: units as discs, weights as lines, both showing their values."""

from itertools import pairwise

import numpy as np
from matplotlib import colormaps
from matplotlib.collections import EllipseCollection, LineCollection
from matplotlib.colors import TwoSlopeNorm

from dnnlib.live.letters import Letters
from dnnlib.live.style import SIZE, TEXT

__all__ = ["NetworkGraph", "positions"]

COLOURS = colormaps["PuOr_r"]  # orange above 0, purple below: told apart by every common form of colour vision
DASHED = 200  # with more lines than that, dashes are a blur that takes long to draw
LABELLED = 0.31  # inches: values do not fit into smaller discs


def positions(sizes, *, width=1.0, height=1.0):
    """Where the units stand: layer l in a column at x = l / L, its units evenly from top to bottom.

    Parameters
    ----------
    sizes : sequence of int
        n_0, ..., n_L.
    width, height : float
        The extent of the drawing.

    Returns
    -------
    list of ndarray, shape (n_l, 2)
    """
    L, tallest = len(sizes) - 1, max(max(sizes), 2)
    gap = height / tallest
    columns = []
    for l, n in enumerate(sizes):
        y = height / 2 + gap * ((n - 1) / 2 - np.arange(n))
        columns.append(np.column_stack([np.full(n, width * l / max(L, 1)), y]))
    return columns


class NetworkGraph:
    """The artists of a drawn network, made once in an axes and set anew for every result.

    A disc is coloured by its unit's value and, where there is room, carries it as a number. A line is as thick as its
    weight is large; positive weights are solid and orange, negative ones dashed and purple.

    Parameters
    ----------
    figure : LiveFigure
        Its ``moving`` takes the artists.
    ax : matplotlib.axes.Axes
        Becomes a bare area with x and y from -0.1 to 1.1.
    labels : bool
        Whether to write the values into the discs.
    disc : float
        The largest diameter of a disc, inches.
    """

    def __init__(self, figure, ax, *, labels=True, disc=0.46):
        ax.set(xlim=(-0.09, 1.09), ylim=(-0.03, 1.13))
        ax.set_axis_off()
        ax.spines[:].set_visible(False)
        self.ax, self.labels, self.disc = ax, labels, disc
        self.negative = figure.moving(ax.add_collection(LineCollection([], linestyles=[(0, (3, 1.6))], zorder=1)))
        self.positive = figure.moving(ax.add_collection(LineCollection([], zorder=1.1)))
        self.discs = figure.moving(
            ax.add_collection(
                EllipseCollection(
                    [], [], [], units="inches", offsets=np.empty((0, 2)), offset_transform=ax.transData,
                    edgecolors=TEXT, linewidths=1.2, zorder=2,
                )
            )
        )  # fmt: skip
        self._figure = figure
        self._texts = []
        self._letters = figure.moving(Letters(ax, zorder=3))
        self._captions = figure.moving(Letters(ax, zorder=3))
        self.places = []
        self._lines = None, None, None

    def set(self, sizes, values, weights, *, value_scale=1.0, weight_scale=1.0, captions=None):
        """Draw a network of these sizes.

        Parameters
        ----------
        sizes : sequence of int
            n_0, ..., n_L.
        values : sequence of ndarray, shape (n_l,)
            One number for every unit, layer by layer; NaN leaves a disc white and without a number.
        weights : sequence of ndarray, shape (n_l, n_{l-1})
            ``weights[l]`` for l = 1 ... L; ``weights[0]`` is ignored.
        value_scale, weight_scale : float > 0
            The magnitude at which colour and thickness are full.
        captions : list of str, optional
            What stands above each layer.
        """
        self.places = positions(sizes)
        diameter = self._set_discs(sizes, np.concatenate(values), value_scale)
        self._set_lines(sizes, weights, weight_scale)
        self._write_values(values, value_scale, written=self.labels and diameter >= LABELLED)
        self._write_captions(captions or [])

    def segment(self, l, j, k):
        """The two ends, array (2, 2), of the line from unit k of layer l - 1 to unit j of layer l, counted from 0."""
        return np.array([self.places[l - 1][k], self.places[l][j]])

    def _set_discs(self, sizes, values, scale):
        box = self.ax.get_window_extent()
        dpi = self.ax.figure.dpi
        diameter = min(self.disc, 0.8 * box.height / dpi / max(*sizes, 2), 0.62 * box.width / dpi / len(sizes))
        offsets = np.concatenate(self.places)
        size = np.full(len(offsets), diameter)
        self.discs.set(widths=size, heights=size, angles=np.zeros(len(offsets)), offsets=offsets)
        norm = TwoSlopeNorm(0, -scale, scale)
        shade = np.clip(np.nan_to_num(values, nan=0.0, posinf=scale, neginf=-scale), -scale, scale)
        self.discs.set_facecolor(COLOURS(norm(shade)))
        return diameter

    def _set_lines(self, sizes, weights, scale):
        """Set the lines, where they changed: hundreds of lines take longer to make than to draw."""
        w = np.concatenate([np.ravel(weights[l]) for l in range(1, len(sizes))])
        ends = tuple(sizes)
        signs = (w >= 0).tobytes()
        looks = w.tobytes(), scale
        if (ends, signs, looks) == self._lines:
            return
        if (ends, signs) != self._lines[:2]:
            segments = np.concatenate([_segments(*pair) for pair in pairwise(self.places)])
            self.positive.set_segments(segments[w >= 0])
            self.negative.set_segments(segments[w < 0])
            self.negative.set_linestyle((0, (3, 1.6)) if len(w) <= DASHED else "-")
        strength = np.clip(np.abs(np.nan_to_num(w, nan=0.0, posinf=scale, neginf=-scale)) / scale, 0, 1)
        for lines, chosen, end in ((self.positive, w >= 0, 0.88), (self.negative, w < 0, 0.12)):
            lines.set_linewidths(0.3 + 2.6 * strength[chosen])
            shade = 0.5 + (end - 0.5) * (0.35 + 0.65 * strength[chosen])
            lines.set_color(COLOURS(shade))
        self._lines = ends, signs, looks

    def _write_values(self, values, scale, written):
        """Write the values into the discs, or take them away."""
        entries = [
            (*place, _short(value), "white" if abs(value) > 0.6 * scale else TEXT, "center", "center")
            for place, value in zip(np.concatenate(self.places), np.concatenate(values), strict=True)
            if written and not np.isnan(value)
        ]
        self._letters.write(*entries)

    def _write_captions(self, captions):
        """Write the captions: mathematics ($) in texts that are reused, all else in cached letters."""
        plain = not any("$" in caption for caption in captions)
        self._captions.write(*(entry for entry in self._caption_lines(captions) if plain))
        while len(self._texts) < len(captions) and not plain:
            text = self.ax.text(0, 1.07, "", ha="center", va="center", color=TEXT, fontsize=SIZE, zorder=3)
            self._texts.append(self._figure.moving(text))
        for text, places, caption in zip(self._texts, self.places, captions, strict=False):
            text.set(x=places[0, 0], text=caption, visible=not plain)
        for text in self._texts[len(captions) :]:
            text.set_visible(False)

    def _caption_lines(self, captions):
        for places, caption in zip(self.places, captions, strict=False):
            lines = caption.split("\n")
            for i, line in enumerate(lines):
                yield places[0, 0], 1.07 + 0.06 * ((len(lines) - 1) / 2 - i), line, TEXT, "center", "center"


def _segments(below, above):
    """The lines between two columns of units, shape (n_l n_{l-1}, 2, 2), in the order of the weights in W^l."""
    return np.stack(np.broadcast_arrays(below[None], above[:, None]), 2).reshape(-1, 2, 2)


def _short(value):
    """At most four characters: 0.53, -1.2, 37, 1e5."""
    if not np.isfinite(value):
        return "∞" if value > 0 else "-∞"
    size = abs(value)
    if size < 0.995:
        return f"{value:.2f}".replace("0.", ".", 1) if size >= 0.005 else "0"
    return f"{value:.1f}" if size < 9.95 else f"{value:.0f}" if size < 999.5 else f"{value:.0e}".replace("e+0", "e")
