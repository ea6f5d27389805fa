"""Text that is new in every picture, drawn from letters that are kept: twenty times faster than `Axes.text`.

Matplotlib lays out and rasterizes every letter of every text anew, about 0.05 ms each; a page of live numbers has
several hundred. Here each letter is rasterized once, by Matplotlib, and a text is its letters' pictures in a row.
"""

from functools import lru_cache

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from dnnlib.figures.style import SIZE, TEXT

__all__ = ["Letters"]

MONO, SANS = "DejaVu Sans Mono", "DejaVu Sans"  # both come with Matplotlib


class Letters(Artist):
    """Any number of texts in one font, each at its own place: one artist for all of them.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Whose data coordinates the places are in.
    size : float
        Points.
    mono : bool
        Whether all letters have one width.
    bold : bool
    spacing : float
        Distance of lines, in units of the size.
    box : float in [0, 1]
        How opaque a white sheet lies behind every text.
    zorder : float
    """

    def __init__(self, ax, *, size=SIZE, mono=False, bold=False, spacing=1.3, box=0.0, zorder=4):
        super().__init__()
        self.set(zorder=zorder)
        self.entries = []
        self._font = (MONO if mono else SANS, size, "bold" if bold else "normal")
        self._spacing, self._box = spacing, round(255 * box)
        ax.add_artist(self)

    def write(self, *entries):
        """Replace all texts.

        Parameters
        ----------
        *entries : tuple (x, y, text), (x, y, text, colour) or (x, y, text, colour, ha, va)
            ha is "left", "center" or "right" of the point, va "top" or "center". Colour is ``TEXT`` by default. A text
            may have several lines. What is not at a finite place is not drawn.
        """
        self.entries = entries

    @property
    def text(self):
        """All that is written, one text after the other."""
        return "\n".join(entry[2] for entry in self.entries)

    def draw(self, renderer):
        """Put the letters' pictures into the picture."""
        if not self.get_visible():
            return
        gc = renderer.new_gc()
        for entry in self.entries:
            self._draw_entry(renderer, gc, *entry)
        gc.restore()
        self.stale = False

    def _draw_entry(self, renderer, gc, x, y, text, colour=TEXT, ha="left", va="top"):
        place = self.get_transform().transform((x, y))
        if not text.strip() or not np.isfinite(place).all():
            return
        ink = _lines(text, self._font, self.figure.dpi, self._spacing)
        height, width = ink.shape
        left = place[0] - width * {"left": 0, "center": 0.5, "right": 1}[ha]
        bottom = place[1] - height * {"top": 1, "center": 0.5}[va]
        picture = np.full((height, width, 4), 255, np.uint8)
        if self._box:
            picture[..., 3] = self._box
            renderer.draw_image(gc, round(left), round(bottom), picture)
        picture[..., :3] = np.rint(255 * np.array(to_rgb(colour)))
        picture[..., 3] = ink
        renderer.draw_image(gc, round(left), round(bottom), picture[::-1])


def _lines(text, font, dpi, spacing):
    """The ink of a text: uint8, 0 for none, row 0 at its top."""
    rows = [np.concatenate([_letter(c, font, dpi) for c in line or " "], axis=1) for line in text.split("\n")]
    step, height = round(spacing * font[1] * dpi / 72), len(rows[0])
    ink = np.zeros((step * (len(rows) - 1) + height, max(row.shape[1] for row in rows)), np.uint8)
    for i, row in enumerate(rows):
        place = ink[i * step : i * step + height, : row.shape[1]]
        np.maximum(place, row, out=place)
    return ink


@lru_cache(maxsize=4096)
def _letter(letter, font, dpi):
    """The ink of one letter, as wide as the pen moves on, all letters of a font of one height."""
    family, size, weight = font
    em = size * dpi / 72
    figure = Figure(figsize=(4 * em / dpi, 1.6 * em / dpi), dpi=dpi)
    canvas = FigureCanvasAgg(figure)
    properties = FontProperties(family=family, size=size, weight=weight)
    figure.text(0.25, 0.3, letter, fontproperties=properties, va="baseline")
    canvas.draw()
    ink = 255 - np.asarray(canvas.buffer_rgba())[:, :, 0]
    renderer = canvas.get_renderer()
    # The pen's advance, from a run of letters: a single one is measured without the white at its sides.
    advance = _width(renderer, "|" + letter * 8 + "|", properties) - _width(renderer, "||", properties)
    return ink[:, round(em) : round(em) + max(1, round(advance / 8))]


def _width(renderer, text, properties):
    return renderer.get_text_width_height_descent(text, properties, ismath=False)[0]
