"""Text that is new in every picture, drawn from cached letters.

Matplotlib lays out and rasterizes every letter anew, 0.5 ms a text; this saves 1 to 70 ms a move. Here each letter is
rasterized once, by Matplotlib, and a text is its letters' pictures in a row: 0.03 ms.
"""

import math
from functools import lru_cache

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.cbook import is_math_text
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import BoxStyle
from matplotlib.text import Text

from dnnlib.live.style import SIZE, TEXT

__all__ = ["Letters", "draw_text", "is_plain"]

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
        How opaque a white box lies behind every text.
    zorder : float
    """

    def __init__(self, ax, *, size=SIZE, mono=False, bold=False, spacing=1.3, box=0.0, zorder=4):
        super().__init__()
        self.set(zorder=zorder)
        self.entries = ()
        self._font = (MONO if mono else SANS, size, "bold" if bold else "normal")
        self._spacing = spacing
        self._box = ((1.0, 1.0, 1.0, box), 0) if box else None
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
        """All texts, one after the other."""
        return "\n".join(entry[2] for entry in self.entries)

    def draw(self, renderer):
        """Draw all texts."""
        if not self.get_visible():
            return
        em = self._font[1] * self.figure.dpi / 72
        measures = (HEIGHT - BASELINE) * em, BASELINE * em, round(self._spacing * em)
        places = self.get_transform().transform(np.array([entry[:2] for entry in self.entries]).reshape(-1, 2))
        for place, entry in zip(places.tolist(), self.entries, strict=True):
            if entry[2].strip() and math.isfinite(place[0]) and math.isfinite(place[1]):
                self._draw_entry(renderer, measures, place, *entry[2:])
        self.stale = False

    def _draw_entry(self, renderer, measures, place, text, colour=TEXT, ha="left", va="top"):
        _draw_lines(renderer, text, self._font, measures, place, ha, va, colour, self._box)


def draw_text(text, renderer):
    """Draw a Matplotlib text, from cached letters where these can stand for it.

    Parameters
    ----------
    text : matplotlib.text.Text
    renderer : object
        Of any backend of Matplotlib.
    """
    if not isinstance(renderer, RendererAgg) or not is_plain(text):
        text.draw(renderer)
        return
    font, box = (text.get_family()[0], text.get_size(), text.get_weight()), None
    if patch := text.get_bbox_patch():
        box = patch.get_facecolor(), patch.get_boxstyle().pad * renderer.points_to_pixels(text.get_size())
    place = text.get_transform().transform(text.get_unitless_position())
    measures = _measures(font, text.figure.dpi)
    _draw_lines(renderer, text.get_text(), font, measures, place, text.get_ha(), text.get_va(), text.get_color(), box)
    text.stale = False


def is_plain(text):
    """Whether cached letters can stand for a text: no mathematics, not rotated, clipped, slanted or framed.

    Parameters
    ----------
    text : matplotlib.text.Text

    Returns
    -------
    bool
    """
    patch = text.get_bbox_patch()
    return (
        type(text) is Text  # an annotation has an arrow
        and not is_math_text(text.get_text())
        and text.get_rotation() == 0
        and not text.get_clip_on()
        and text.get_style() == "normal"
        and text.get_alpha() is None
        and text.get_va() in ("bottom", "baseline", "center", "top")
        and (patch is None or (isinstance(patch.get_boxstyle(), BoxStyle.Square) and patch.get_edgecolor()[3] == 0))
    )


def _draw_lines(renderer, text, font, measures, place, ha, va, colour, box):
    """Put lines of text into the picture, aligned at a place in pixels.

    Measures are the pixels above and below the baseline of a line, and from one baseline to the next. A box is the
    colour (RGBA) of what lies behind the text, and how many pixels it goes beyond it; or None.
    """
    rows = [_row(line, font, renderer.dpi) for line in text.split("\n")]
    ascent, descent, step = measures
    width = max(row.shape[1] for row in rows)
    height = ascent + descent + step * (len(rows) - 1)
    left = place[0] - width * SHIFT[ha]
    bottom = place[1] - {"bottom": 0, "baseline": descent, "center": height / 2, "top": height}[va]
    if box is not None:
        (*paint, alpha), margin = box
        ink = np.full((round(height + 2 * margin), round(width + 2 * margin)), round(255 * alpha), np.uint8)
        _stamp(renderer, left - margin, bottom - margin, paint, ink)
    foot = bottom + descent - BASELINE * font[1] * renderer.dpi / 72
    for above, row in enumerate(reversed(rows)):
        _stamp(renderer, left + (width - row.shape[1]) * SHIFT[ha], foot + step * above, colour, row)


def _stamp(renderer, left, bottom, colour, ink):
    """Put one colour into the picture, as opaque as the ink is."""
    picture = np.empty((*ink.shape, 4), np.uint8)
    picture[..., :3] = np.rint(255 * np.array(to_rgb(colour)))
    picture[..., 3] = ink[::-1]
    renderer.draw_image(renderer.new_gc(), round(left), round(bottom), picture)


def _row(line, font, dpi):
    """The ink of one line: uint8, 0 for none, row 0 at its top."""
    return np.concatenate([_letter(c, font, dpi) for c in line or " "], axis=1)


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
