"""Text that is new in every picture, drawn from letters that are kept: twenty times faster than `Axes.text`.

Matplotlib lays out and rasterizes every letter of every text anew, about 0.05 ms each; a page of live numbers has
several hundred. Here each letter is rasterized once, by Matplotlib, and a text is its letters' pictures in a row.
"""

import math
from functools import lru_cache

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.cbook import is_math_text
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import BoxStyle
from matplotlib.text import Text

from dnnlib.live.style import SIZE, TEXT

__all__ = ["Letters", "draw_text"]

MONO, SANS = "DejaVu Sans Mono", "DejaVu Sans"  # both come with Matplotlib
HEIGHT, BASELINE = 1.6, 0.48  # of a letter's picture, and of the baseline in it; in units of the font's size
SHIFT = {"left": 0, "center": 0.5, "right": 1}


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
        self.entries = ()
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
        self.stale = True

    @property
    def text(self):
        """All that is written, one text after the other."""
        return "\n".join(entry[2] for entry in self.entries)

    def draw(self, renderer):
        """Put the letters' pictures into the picture."""
        if not self.get_visible():
            return
        gc = renderer.new_gc()
        places = self.get_transform().transform(np.array([entry[:2] for entry in self.entries]).reshape(-1, 2))
        for place, entry in zip(places.tolist(), self.entries, strict=True):
            if entry[2].strip() and math.isfinite(place[0]) and math.isfinite(place[1]):
                self._draw_entry(renderer, gc, place, *entry[2:])
        gc.restore()
        self.stale = False

    def _draw_entry(self, renderer, gc, place, text, colour=TEXT, ha="left", va="top"):
        ink = _lines(text, self._font, self.figure.dpi, self._spacing)
        height, width = ink.shape
        left = place[0] - width * SHIFT[ha]
        bottom = place[1] - height * {"top": 1, "center": 0.5}[va]
        if self._box:
            _stamp(renderer, gc, left, bottom, "white", np.full_like(ink, self._box))
        _stamp(renderer, gc, left, bottom, colour, ink)


def draw_text(text, renderer):
    """Draw a Matplotlib text, from kept letters where these can stand for it.

    Mathematics, and what is rotated, clipped, slanted or framed, is left to Matplotlib.

    Parameters
    ----------
    text : matplotlib.text.Text
    renderer : object
        Of any backend of Matplotlib.
    """
    if not isinstance(renderer, RendererAgg) or not _is_plain(text):
        text.draw(renderer)
        return
    dpi, font = text.figure.dpi, _font_of(text)
    rows = [_row(line, font, dpi) for line in text.get_text().split("\n")]
    ascent, descent, step = _measures(font, dpi)
    x, y = text.get_transform().transform(text.get_unitless_position())
    tall, wide = ascent + descent + step * (len(rows) - 1), max(row.shape[1] for row in rows)
    low = y - {"bottom": 0, "baseline": descent, "center": tall / 2, "top": tall}[text.get_va()]
    left, shift, gc = x - wide * SHIFT[text.get_ha()], SHIFT[text.get_ha()], renderer.new_gc()
    _draw_sheet(text, renderer, gc, (left, low, wide, tall))
    for above, row in enumerate(reversed(rows)):
        foot = low + descent + step * above - BASELINE * font[1] * dpi / 72
        _stamp(renderer, gc, left + (wide - row.shape[1]) * shift, foot, text.get_color(), row)
    gc.restore()
    text.stale = False


def _is_plain(text):
    """Whether kept letters can stand for a text."""
    sheet = text.get_bbox_patch()
    return (
        type(text) is Text  # an annotation has an arrow
        and not is_math_text(text.get_text())
        and text.get_rotation() == 0
        and not text.get_clip_on()
        and text.get_style() == "normal"
        and text.get_alpha() is None
        and text.get_va() in ("bottom", "baseline", "center", "top")
        and (sheet is None or (isinstance(sheet.get_boxstyle(), BoxStyle.Square) and sheet.get_edgecolor()[3] == 0))
    )


def _font_of(text):
    return text.get_family()[0], text.get_size(), text.get_weight()


def _draw_sheet(text, renderer, gc, box):
    """The sheet behind a text, if it has one, around its box (left, bottom, width, height)."""
    sheet = text.get_bbox_patch()
    if sheet is not None:
        margin = sheet.get_boxstyle().pad * renderer.points_to_pixels(text.get_size())
        left, low, wide, tall = box[0] - margin, box[1] - margin, box[2] + 2 * margin, box[3] + 2 * margin
        *colour, alpha = to_rgba(sheet.get_facecolor())
        _stamp(renderer, gc, left, low, colour, np.full((round(tall), round(wide)), round(255 * alpha), np.uint8))


def _stamp(renderer, gc, left, bottom, colour, ink):
    """Put one colour into the picture, as opaque as the ink is."""
    picture = np.empty((*ink.shape, 4), np.uint8)
    picture[..., :3] = np.rint(255 * np.array(to_rgb(colour)))
    picture[..., 3] = ink[::-1]
    renderer.draw_image(gc, round(left), round(bottom), picture)


def _row(line, font, dpi):
    """The ink of one line."""
    return np.concatenate([_letter(c, font, dpi) for c in line or " "], axis=1)


def _lines(text, font, dpi, spacing):
    """The ink of a text: uint8, 0 for none, row 0 at its top."""
    rows = [_row(line, font, dpi) for line in text.split("\n")]
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
    figure = Figure(figsize=(4 * em / dpi, HEIGHT * em / dpi), dpi=dpi)
    canvas = FigureCanvasAgg(figure)
    properties = FontProperties(family=family, size=size, weight=weight)
    figure.text(0.25, BASELINE / HEIGHT, letter, fontproperties=properties, va="baseline")
    canvas.draw()
    ink = 255 - np.asarray(canvas.buffer_rgba())[:, :, 0]
    renderer = canvas.get_renderer()
    # The pen's advance, from a run of letters: a single one is measured without the white at its sides.
    advance = _width(renderer, "|" + letter * 8 + "|", properties) - _width(renderer, "||", properties)
    return ink[:, round(em) : round(em) + max(1, round(advance / 8))]


@lru_cache(maxsize=64)
def _measures(font, dpi):
    """Of a line of Matplotlib's: pixels above and below the baseline, and from one baseline to the next."""
    figure = Figure(dpi=dpi)
    renderer = FigureCanvasAgg(figure).get_renderer()
    properties = FontProperties(family=font[0], size=font[1], weight=font[2])
    one, two = (
        figure.text(0, 0, words, fontproperties=properties, va="baseline").get_window_extent(renderer)
        for words in ("lp", "lp\nlp")
    )
    return one.y1, -one.y0, two.height - one.height


def _width(renderer, text, properties):
    return renderer.get_text_width_height_descent(text, properties, ismath=False)[0]
