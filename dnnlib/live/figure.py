"""A figure that is built once and follows results: what stands still is drawn once, what moves is drawn on top."""

import contextlib
from typing import NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.cbook import flatten
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.spines import Spine
from matplotlib.text import Text

from dnnlib.live.defaults import library_defaults
from dnnlib.live.letters import draw_text
from dnnlib.live.png import encode_png
from dnnlib.live.style import LINES
from dnnlib.live.words import Described, bundle

__all__ = ["HeldLine", "LiveFigure"]

BACKGROUNDS = 4  # that are cached, of 2 MB each, or 6 at twice the resolution
BEST = 0  # Matplotlib's code for a legend that looks for the best place
FAR = 1e6  # pixels; the position of a text far beyond overflows the font renderer


class LiveFigure(Described, Figure):
    """A figure that is built once and then updated from results; a move redraws only what moves.

    A lesson's figure overrides three methods: `build` makes axes and artists and passes each artist that a result
    moves through `moving`; `draw_result` calls setters, and computes nothing; `describe` says in words what is seen.

    What moves is drawn over what stands still (spines excepted), each by its zorder: whatever must lie on top of a
    moving artist, a legend for instance, moves too. A change of anything that stands still (limits, ticks, titles)
    is noticed, and redraws the background once. Limits that ``style.set_limits`` brings back bring their background.
    Figures are built and drawn with Matplotlib's default settings, whatever the session's are.

    Parameters
    ----------
    width, height : float, optional
        Size in inches; `size` by default.
    dpi : int
        Pixels per inch.

    Attributes
    ----------
    size : tuple of two floats
        Width and height of the class's figures, inches.
    alt_text : str
        What is to be seen, in words, computed from the last result.
    result, ghost : object or None
        The results that are shown.
    only_widens : bool
        Whether `style.set_limits` only widens axes: so it is while a slider moves.
    background_draws : int
        How often the background has been drawn: 1 as long as only moving artists changed.
    """

    size = (11.0, 4.6)
    only_widens = False
    caches_backgrounds = True  # so `style.set_limits` need not mark the figure as changed

    def __init__(self, width=None, height=None, dpi=100):
        with library_defaults():
            super().__init__(figsize=(width or self.size[0], height or self.size[1]), dpi=dpi, facecolor="white")
            FigureCanvasAgg(self)
            self.alt_text = ""
            self.result = None
            self.ghost = None
            self.background_draws = 0
            self._backgrounds = {}  # by resolution and limits of all axes: each with pictures of legends and spines
            self._movers = []
            self.build()

    @classmethod
    def of(cls, result, ghost=None, **kw):
        """A figure with its result set: a static picture for a page.

        Parameters
        ----------
        result : object
            What `draw_result` takes.
        ghost : object, optional
            An earlier result, drawn behind.
        **kw
            For the figure's constructor.
        """
        figure = cls(**kw)
        figure.set_result(result, ghost)
        return figure

    def build(self):
        """Make axes and artists. A lesson's figure overrides this."""
        raise NotImplementedError(f"{type(self).__name__} must override build()")

    def draw_result(self, result, ghost=None):
        """Set the artists to a result, those of the ghost to an earlier one. A lesson's figure overrides this."""
        raise NotImplementedError(f"{type(self).__name__} must override draw_result()")

    def describe(self, result):
        """Say in words what is to be seen. A lesson's figure overrides this."""
        raise NotImplementedError(f"{type(self).__name__} must override describe()")

    def moving(self, artist):
        """Register an artist, a container of artists (bars) or a nested list of them as moved by results.

        Returns
        -------
        object
            `artist` itself: the call can be wrapped around the one that makes it.

        Raises
        ------
        ValueError
            If it is a legend without a fixed place: it would look for one, for 5 to 12 ms, in every drawing.
        """
        for one in [artist] if isinstance(artist, Artist) else list(flatten(artist)):
            if isinstance(one, Legend) and one._loc == BEST:
                raise ValueError('a moving legend must have a fixed place, such as loc="upper left", got loc="best"')
            if isinstance(one, Text) and one.axes is None:
                one.set_clip_on(False)  # it is on for texts of a figure; clipped ones are not drawn from letters
            one.set_animated(True)
            self._movers.append(one)
        return artist

    def line(self, ax, *shape, **look):
        """A moving line, still without points.

        Parameters
        ----------
        ax : matplotlib.axes.Axes
        *shape, **look
            As for `Axes.plot`, for instance ``"o"`` or ``**LINES["theory"]``.

        Returns
        -------
        matplotlib.lines.Line2D
        """
        return self.moving(ax.plot([], [], *shape, **look)[0])

    def held_line(self, ax, *shape, held=LINES["ghost"], **look):
        """A moving line with its twin, the same of a held result, behind it.

        Parameters
        ----------
        ax : matplotlib.axes.Axes
        *shape, **look
            The line's, as for `Axes.plot`.
        held : dict
            The twin's look.

        Returns
        -------
        HeldLine
        """
        return HeldLine(self.line(ax, **held), self.line(ax, *shape, **look))

    def set_result(self, result, ghost=None):
        """Show a result: artists and words.

        Parameters
        ----------
        result : object
            What `draw_result` and `describe` take.
        ghost : object, optional
            An earlier result to be drawn behind, None to hide it.
        """
        with library_defaults():
            self.draw_result(result, ghost)
            self.alt_text = self.describe(result)
        self.result, self.ghost = result, ghost

    def invalidate(self):
        """Discard cached pictures. Needed only after changes that Matplotlib does not notice."""
        self._backgrounds.clear()

    def render(self, scale=1):
        """Draw the present picture.

        Parameters
        ----------
        scale : float
            Times the figure's resolution.

        Returns
        -------
        bytes
            PNG of width x dpi x scale by height x dpi x scale pixels.
        """
        with library_defaults(), self._resolution(scale):
            renderer = self.canvas.get_renderer()
            if self.stale:  # moving artists do not make a figure stale, nor do limits set by `set_limits`
                self.invalidate()
            place = scale, *(ax.viewLim.get_points().tobytes() for ax in self.axes)
            if place not in self._backgrounds:
                self._backgrounds[place] = self._draw_background(renderer), {}
                if len(self._backgrounds) > BACKGROUNDS:
                    del self._backgrounds[next(iter(self._backgrounds))]
            background, pictures = self._backgrounds[place]
            np.asarray(renderer.buffer_rgba())[...] = background
            self._draw_moving(renderer, pictures)
            self.stale = False  # drawing a legend marks it as changed
            return encode_png(renderer.buffer_rgba())

    @contextlib.contextmanager
    def _resolution(self, scale):
        """Draw at another resolution for a while, which is no change of the figure."""
        if scale == 1:
            yield
            return
        dpi, stale = self.dpi, self.stale
        try:
            self.dpi, self.stale = scale * dpi, stale
            yield
        finally:
            stale = self.stale
            self.dpi, self.stale = dpi, stale

    def draw(self, renderer):
        """Draw everything, moving or not: for `savefig` and whatever else knows this as a plain Figure."""
        with library_defaults():
            with _hidden(self._movers):  # a canvas that saves draws animated artists, another does not
                super().draw(renderer)
            self._draw_moving(renderer)

    def _draw_background(self, renderer):
        renderer.clear()
        with _hidden(self._movers):
            super().draw(renderer)
        self.background_draws += 1
        return np.array(renderer.buffer_rgba())

    def _draw_moving(self, renderer, pictures=None):
        """Draw what moves; legends and spines from their cached pictures if a dict of these is given."""
        for artist in self._in_order():
            if isinstance(artist, Text):
                draw_text(artist, renderer)
            elif isinstance(artist, Legend | Spine) and pictures is not None:
                _draw_cached(artist, renderer, pictures)
            else:
                artist.draw(renderer)

    def _in_order(self):
        """All visible moving artists and the spines around them, from the lowest to the highest."""
        axes = {ax: (ax.get_zorder(), place) for place, ax in enumerate(self.axes)}
        movers = [artist for artist in self._movers if _is_shown(artist) and _is_drawable(artist)]
        framed = {artist.axes for artist in movers if artist.axes is not None and artist.axes.axison}
        spines = [spine for ax in framed for spine in ax.spines.values() if spine.get_visible()]
        whole = (float("inf"), 0)  # artists of the figure itself lie over all axes
        return sorted(movers + spines, key=lambda one: (axes.get(one.axes, whole), one.get_zorder()))

    def _repr_mimebundle_(self, include=None, exclude=None):
        return bundle(self.render(), self.alt_text or repr(self))


class HeldLine(NamedTuple):
    """A line that follows the result, and its twin that shows the held one."""

    held: Line2D
    now: Line2D

    def set(self, result, ghost, points):
        """Set both lines.

        Parameters
        ----------
        result, ghost : object
            Results; without a held one its twin is empty.
        points : callable
            From a result to the line's (x, y).
        """
        self.now.set_data(*points(result))
        self.held.set_data(*(([], []) if ghost is None else points(ghost)))


def _draw_cached(artist, renderer, pictures):
    """Draw a legend or a spine from its cached picture: 1 to 5 ms less for a legend, 0.1 ms for a spine."""
    texts = artist.get_texts() if isinstance(artist, Legend) else ()
    key = artist, *((text.get_text(), text.get_visible()) for text in texts)
    if key not in pictures:
        alone = RendererAgg(renderer.width, renderer.height, renderer.dpi)
        artist.draw(alone)
        rgba = np.asarray(alone.buffer_rgba())
        rows = np.flatnonzero(rgba[..., 3].any(axis=1))
        columns = np.flatnonzero(rgba[..., 3].any(axis=0))
        if not rows.size:
            return
        ink = rgba[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        pictures[key] = columns[0], renderer.height - 1 - rows[-1], np.ascontiguousarray(ink[::-1])
    renderer.draw_image(renderer.new_gc(), *pictures[key])


@contextlib.contextmanager
def _hidden(artists):
    """Keep artists out of sight for a while."""
    seen = [artist for artist in artists if artist.get_visible()]
    try:
        for artist in seen:
            artist.set_visible(False)
        yield
    finally:
        for artist in seen:
            artist.set_visible(True)


def _is_shown(artist):
    """Whether an artist is visible and still part of a figure, and its axes are visible too."""
    return artist.get_visible() and artist.figure is not None and (artist.axes is None or artist.axes.get_visible())


def _is_drawable(artist):
    """False for empty artists and for coordinates that Matplotlib cannot draw (an infinite bar, a text far off)."""
    if isinstance(artist, Line2D):
        return len(artist.get_xdata(orig=True)) > 0  # the line of a held result, while none is held
    if isinstance(artist, Rectangle):
        return bool(np.isfinite([*artist.get_xy(), artist.get_width(), artist.get_height()]).all())
    if isinstance(artist, Text):
        if not artist.get_text():
            return False
        place = np.asarray(artist.get_position(), dtype=float)
        return bool(np.isfinite(place).all() and (np.abs(artist.get_transform().transform(place)) < FAR).all())
    return True
