"""A network drawn with what each unit computes, as a small picture, and its weights as lines."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, to_rgba

from dnnlib.lessons.playground.experiment_units import TILE, WIDEST
from dnnlib.live import style
from dnnlib.live.letters import Letters

__all__ = ["UnitsPanel"]

SIGNS = LinearSegmentedColormap.from_list("signs", [style.SKY, "#FFFFFF", style.AMBER])
PALETTE = (255 * SIGNS(np.linspace(0, 1, 256))).astype(np.uint8)
FRAME = (60, 60, 60, 255)
POSITIVE, NEGATIVE = "#B36A00", style.BLUE  # of the lines
STRONG = 4.0  # weight times the root of n_{l-1} at which a line is thickest
FAINT = 0.1  # share of that below which a line is left out, among more than a few
FEW = 12
THICK = 3.0  # points
DASHES = (0, (3, 1.4))
TITLES = {
    "plane": "What each unit computes. Lines: weights. Orange +, blue −",
    "images": "Layer 1: its weights. Then: mean activation for each digit, 0 to 9. Orange +, blue −",
    "classes": "Mean activation of each unit, a stripe for each class. Lines: weights. Orange +, blue −",
}
FOOT = 36  # pixels below the units, for two lines of words


class UnitsPanel:
    """The artists of a network's units, made once in bare axes and set anew for every `Units`.

    Orange is positive, blue negative, white 0; lines of negative weights are dashed.

    Parameters
    ----------
    figure : LiveFigure
    ax : matplotlib.axes.Axes
    """

    def __init__(self, figure, ax):
        box = ax.get_window_extent()
        self.ax, self.width, self.height = ax, round(box.width), round(box.height)
        ax.set_axis_off()
        ax.spines[:].set_visible(False)
        ax.set(xlim=(0, self.width), ylim=(0, self.height))
        lines = [LineCollection([], colors=colour, zorder=1) for colour in (POSITIVE, NEGATIVE)]
        self.positive, self.negative = (figure.moving(ax.add_collection(one)) for one in lines)
        self.negative.set_linestyle(DASHES)
        self.canvas = np.zeros((self.height, self.width, 4), np.uint8)
        extent = (0, self.width, 0, self.height)
        look = {"extent": extent, "origin": "lower", "interpolation": "nearest", "aspect": "auto", "zorder": 2}
        self.tiles = figure.moving(ax.imshow(self.canvas, **look))
        self.words = figure.moving(Letters(ax, zorder=3))
        self._kind = None
        self._colours = to_rgba(POSITIVE), to_rgba(NEGATIVE)

    def draw(self, units):
        """Draw a network's units.

        Parameters
        ----------
        units : Units
        """
        if units.kind != self._kind:
            style.set_title(self.ax, TITLES[units.kind])
            self._kind = units.kind
        places = self._places(units)
        self.canvas[:] = 0
        for (x, corners), pictures in zip(places, units.pictures, strict=True):
            for y, picture in zip(corners, pictures, strict=True):
                self.canvas[y - 1 : y + TILE + 1, x - 1 : x + TILE + 1] = FRAME
                self.canvas[y : y + TILE, x : x + TILE] = PALETTE[(127.5 * (picture + 1)).astype(np.uint8)]
        self.tiles.set_data(self.canvas)
        self._set_lines(units, places)
        self.words.write(*self._captions(units, places))

    def _places(self, units):
        """For each drawn layer the left edge of its pictures, and their lower edges, from the first unit down."""
        columns = len(units.layers)
        room = self.height - FOOT
        pitch = min(room / WIDEST, 2.0 * TILE)
        places = []
        for k, pictures in enumerate(units.pictures):
            centre = self.width * (k + 0.5) / columns
            n = len(pictures)
            middle = FOOT + room / 2 + pitch * ((n - 1) / 2 - np.arange(n))
            places.append((round(centre - TILE / 2), np.round(middle - TILE / 2).astype(int)))
        return places

    def _set_lines(self, units, places):
        """One line for each weight that is not faint."""
        segments, strengths = [], []
        for (x_0, below), (x_1, above), W in zip(places, places[1:], units.weights[1:], strict=False):
            if not W.size:
                continue
            ends = np.empty((*W.shape, 2, 2))
            ends[..., 0, 0], ends[..., 1, 0] = x_0 + TILE, x_1
            ends[..., 0, 1], ends[..., 1, 1] = (below + TILE / 2)[None], (above + TILE / 2)[:, None]
            segments.append(ends.reshape(-1, 2, 2))
            strengths.append(W.ravel())
        w = np.clip(np.concatenate(strengths) / STRONG, -1, 1) if strengths else np.zeros(0)
        ends = np.concatenate(segments) if segments else np.zeros((0, 2, 2))
        faint = FAINT if len(w) > FEW else 0
        pairs = zip((self.positive, self.negative), (w > faint, w < -faint), self._colours, strict=True)
        for lines, chosen, colour in pairs:
            lines.set_segments(ends[chosen])
            strength = np.abs(w[chosen])
            lines.set_linewidths(THICK * strength)
            rgba = np.tile(colour, (len(strength), 1))
            rgba[:, 3] = 0.25 + 0.75 * strength
            lines.set_color(rgba)

    def _captions(self, units, places):
        """Below each column its layer, and how many of its units are seen; between columns a gap of layers."""
        L = len(units.sizes) - 1
        for k, ((x, _), l, pictures) in enumerate(zip(places, units.layers, units.pictures, strict=True)):
            centre, n = x + TILE / 2, units.sizes[l]
            name = "input" if l == 0 else "output" if l == L else f"layer {l}"
            count = f"{n} inputs" if not len(pictures) else f"{len(pictures)} of {n}" if len(pictures) < n else ""
            yield centre, 26, name, style.TEXT, "center", "center"
            if count:
                yield centre, 9, count, style.TEXT, "center", "center"
            if k and units.layers[k - 1] != l - 1:
                gap = centre - self.width / len(places) / 2
                yield gap, FOOT + (self.height - FOOT) / 2, "...", style.TEXT, "center", "center"
