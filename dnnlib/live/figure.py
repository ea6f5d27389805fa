"""A figure that is built once and follows results: what stands still is drawn once, what moves is drawn on top."""

import contextlib
from typing import NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.cbook import flatten
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation, Text

from dnnlib.live.kept import Kept
from dnnlib.live.letters import draw_text
from dnnlib.live.png import encode_png
from dnnlib.live.style import LINES
from dnnlib.live.words import Described, bundle

__all__ = ["HeldLine", "LiveFigure"]

BACKGROUNDS = 3  # that are kept, of 2 to 3 MB each
FAR = 1e6  # pixels; the position of a text far beyond overflows the font renderer


class LiveFigure(Described, Figure):
    """A figure that is built once and then updated from results; a move redraws only what moves.

    A lesson's figure overrides three methods: `build` makes axes and artists and passes each artist that a result
    moves through `moving`; `draw_result` calls setters, and computes nothing; `describe` says in words what is seen.

    What moves is drawn over what stands still (spines excepted), each by its zorder: whatever must lie on top of a
    moving artist, a legend for instance, moves too. A change of anything that stands still (limits, ticks, titles)
    is noticed, and redraws the background once. Limits that ``style.set_limits`` brings back bring their background.
    What moves is drawn again where a setter was called since (``style.set_line`` calls none for the same points), and
    whatever lies over it in its axes.

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
    background_draws : int
        How often the background has been drawn: 1 as long as only moving artists changed.
    """

    keeps_backgrounds = True  # for `style.set_limits`

    size = (11.0, 4.6)

    def __init__(self, width=None, height=None, dpi=100):
        super().__init__(figsize=(width or self.size[0], height or self.size[1]), dpi=dpi, facecolor="white")
        FigureCanvasAgg(self)
        self.alt_text = ""
        self.result = self.ghost = None
        self.background_draws = 0
        self._backgrounds = {}  # by the limits of all axes: each with what lies on top of the movers
        self._sheet = None  # a background, the movers drawn on it that did not change of late, and their picture
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
        """Make axes and artists. To be overridden."""
        raise NotImplementedError(f"{type(self).__name__} must override build()")

    def draw_result(self, result, ghost=None):
        """Set the artists to a result, and those of the ghost to an earlier one or invisible. To be overridden."""
        raise NotImplementedError(f"{type(self).__name__} must override draw_result()")

    def describe(self, result):
        """What is to be seen, in words. To be overridden."""
        raise NotImplementedError(f"{type(self).__name__} must override describe()")

    def moving(self, artist):
        """Register an artist, a container of artists (bars) or a nested list of them as moved by results.

        Returns
        -------
        object
            `artist` itself, so that the call can be wrapped around the one that makes it.
        """
        for one in [artist] if isinstance(artist, Artist) else list(flatten(artist)):
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
        self.draw_result(result, ghost)
        self.alt_text = self.describe(result)
        self.result, self.ghost = result, ghost

    def invalidate(self):
        """Have the next `render` redraw the background. Needed only for changes that Matplotlib does not notice."""
        self._backgrounds.clear()

    def render(self):
        """The present picture.

        Returns
        -------
        bytes
            PNG of width x dpi by height x dpi pixels.
        """
        renderer = self.canvas.get_renderer()
        if self.stale:  # moving artists do not make a figure stale, nor do limits set by `set_limits`
            self._backgrounds.clear()
        limits = tuple(ax.viewLim.get_points().tobytes() for ax in self.axes)
        if limits not in self._backgrounds:
            self._backgrounds[limits] = self._draw_background(renderer), Kept(), self._overlaps()
            if len(self._backgrounds) > BACKGROUNDS:
                del self._backgrounds[next(iter(self._backgrounds))]
        self._draw_on(*self._backgrounds[limits], renderer)
        self.stale = False  # drawing a legend marks it as changed
        return encode_png(np.asarray(renderer.buffer_rgba()), opaque=True)

    def _draw_on(self, background, kept, overlaps, renderer):
        """Draw what moves, on a sheet with all that has not changed since the last picture and lies under the rest."""
        movers, sheet, self._sheet = self._in_order(), self._sheet, None  # no sheet, should anything here fail
        still = _lowest_unchanged(movers, overlaps)
        if sheet is None or sheet[0] is not background or sheet[1] != still:
            self.canvas.restore_region(background)
            _draw(still, renderer, kept)
            sheet = background, still, self.canvas.copy_from_bbox(self.bbox) if still else background
        else:
            self.canvas.restore_region(sheet[2])
        drawn = set(still)
        _draw([artist for artist in movers if artist not in drawn], renderer, kept)
        self._sheet = sheet

    def draw(self, renderer):
        """Draw everything, moving or not: for `savefig` and whatever else knows this as a plain Figure."""
        with _hidden(self._movers):  # a canvas that saves draws animated artists, another does not
            super().draw(renderer)
        _draw(self._in_order(), renderer)
        self._sheet = None

    def _draw_background(self, renderer):
        renderer.clear()
        with _hidden(self._movers):
            super().draw(renderer)
        self.background_draws += 1
        return self.canvas.copy_from_bbox(self.bbox)

    def _overlaps(self):
        """The axes that share some place with each of the axes, itself among them."""
        return {ax: {other for other in self.axes if ax.bbox.overlaps(other.bbox)} for ax in self.axes}

    def _in_order(self):
        """Everything that moves and is to be seen, with the spines around it, from the lowest to the highest."""
        axes = {ax: (ax.get_zorder(), place) for place, ax in enumerate(self.axes)}
        movers = [artist for artist in self._movers if _is_shown(artist) and _has_place(artist)]
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


def _draw(artists, renderer, kept=None):
    for artist in artists:
        if isinstance(artist, Text):
            draw_text(artist, renderer)
        elif kept is not None:
            kept.draw(artist, renderer)
        else:
            artist.draw(renderer)


def _lowest_unchanged(artists, overlaps):
    """Of artists in their order, those that have not changed since they were drawn and lie over none that has."""
    above, still = {None}, []  # what belongs to the figure itself lies over all axes
    for artist in artists:
        if artist.axes not in above and not _has_changed(artist):
            still.append(artist)
        else:
            above.update(overlaps.get(artist.axes, ()))
    return still


def _has_changed(artist):
    """Whether an artist may have changed since it was drawn; an arrow's ends are moved without notice."""
    return artist.stale or isinstance(artist, Annotation)


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


def _has_place(artist):
    """Whether there is anything to draw, and it can be: Matplotlib fails at an infinite bar and at a text far off."""
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
