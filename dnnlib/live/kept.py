"""What stands still but lies on top of what moves (spines, legends): drawn once, and kept as a picture."""

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.legend import Legend
from matplotlib.spines import Spine

__all__ = ["Kept"]

BEST = 0  # the place of a legend that looks for room at every drawing


class Kept:
    """Pictures of artists on one background, each of the size of its ink."""

    def __init__(self):
        self._pictures = {}

    def draw(self, artist, renderer):
        """Draw an artist, from its picture where that can stand for it.

        Parameters
        ----------
        artist : matplotlib.artist.Artist
        renderer : matplotlib.backends.backend_agg.RendererAgg
            Always of the same size and resolution.
        """
        if not isinstance(artist, (Spine, Legend)) or getattr(artist, "_loc", None) == BEST:
            artist.draw(renderer)
            return
        looks = artist, tuple(text.get_text() for text in artist.get_texts()) if isinstance(artist, Legend) else ()
        if looks not in self._pictures:
            self._pictures[looks] = _picture(artist, renderer)
        gc = renderer.new_gc()
        renderer.draw_image(gc, *self._pictures[looks])
        gc.restore()


def _picture(artist, renderer):
    """Left and lower edge of an artist's ink, and the ink, lowest row first."""
    sheet = RendererAgg(renderer.width, renderer.height, renderer.dpi)
    artist.draw(sheet)
    rgba = np.asarray(sheet.buffer_rgba())
    rows, columns = (np.flatnonzero(rgba[..., 3].any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return 0, 0, np.zeros((1, 1, 4), np.uint8)
    box = rgba[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return columns[0], rgba.shape[0] - 1 - rows[-1], np.ascontiguousarray(box[::-1])
