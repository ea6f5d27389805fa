"""The explorer: controls that call an experiment and hand its result to a figure, live."""

import contextlib
import weakref

import ipywidgets as widgets

from dnnlib._checks import in_order
from dnnlib.live import view as _view
from dnnlib.live.cells import CellBox
from dnnlib.live.run import LOCK, Rest, Run, computing, has_threads, once
from dnnlib.live.tries import listed
from dnnlib.live.values import SLIDERS, check_value
from dnnlib.live.versions import live_view
from dnnlib.live.words import LIVE_CLASS, Described, bundle

__all__ = ["Explorer", "reset_all"]

_MADE = weakref.WeakSet()  # every explorer of the session that something still holds

SHOWN = 4  # controls in view, unless others are named


class Explorer(Described, CellBox):
    """Controls, a live picture of an experiment's result, and the same in words.

    Parameters
    ----------
    experiment : callable or None
        `experiment(**settings) -> result`; None if `steps` is given.
    figure : LiveFigure
        Draws the result.
    controls : dict of str to ipywidgets.Widget
        The controls, by parameter name.
    title : str
        Shown above; also the picture's name for screen readers.
    show : sequence of str, optional
        The controls in view, in this order; the others lie under *more*. By default the first four.
    tries : sequence of Try
        What to try, shown one at a time beside the picture.
    play : str, optional
        The slider that *Play* moves from end to end, about twelve steps a second.
    needs_reset : sequence of str
        Parameters with which a held result cannot be compared: moving one of them drops it.
    steps : callable, optional
        A generator function, `steps(**settings)`, that yields complete results with an attribute `progress` in [0, 1].
        The first is drawn at once, the rest on a worker thread (in a browser: in turns with the page's messages), at
        most one picture in 60 ms.
    settle : bool
        Whether to run `steps` to the end at construction: the stored picture is then the finished one. In a browser,
        where that would hold up the page, they go on after it.

    Attributes
    ----------
    controls : dict of str to ipywidgets.Widget
    figure : LiveFigure
    result : object
        The result that is shown.
    frozen_settings : dict or None
        The settings of the held result.
    tries : tuple of Try
    remark : ipywidgets.HTML
        What is to be said of an activation of the learner's own, a wrong derivative for instance.
    error : ipywidgets.HTML
        The exception of the last move; its value is empty after a move without one.

    Raises
    ------
    ValueError
        If `show`, `play` or `needs_reset` name no control, or if there is no experiment.
    """

    words_title = "The first picture in words"
    #: Whether the buttons stand above the controls, else below.
    buttons_first = False

    _run = None
    _closed = True  # until there is something to close
    #: What a closed explorer no longer has.
    _dropped = (
        "buttons",
        "caption",
        "controls",
        "error",
        "figure",
        "frozen_settings",
        "ghost",
        "image",
        "note",
        "player",
        "progress",
        "remark",
        "result",
        "tries",
        "try_box",
        "_picture",
        "_results",
        "_shown_settings",
        "_start_values",
    )

    def __init__(
        self,
        experiment,
        figure,
        controls,
        *,
        title,
        show=None,
        tries=(),
        play=None,
        needs_reset=(),
        steps=None,
        settle=True,
    ):
        if experiment is None and steps is None:
            raise ValueError("experiment must be a function unless steps is given, got None")
        shown = list(controls)[:SHOWN] if show is None else in_order("show", show, "a sequence of controls' names")
        for name, named in {"show": shown, "play": [play] if play else [], "needs_reset": needs_reset}.items():
            if unknown := sorted(map(str, set(named) - set(controls))):
                raise ValueError(f"{name} must name controls ({', '.join(controls)}), got {', '.join(unknown)}")
        self.figure = figure
        self.controls = dict(controls)
        self.title = title
        self.tries = tuple(tries)
        self.listed_below = listed(tries)
        self.result = None
        self.ghost = None
        self.frozen_settings = None
        self.stepwise = steps is not None
        self._results = steps or once(experiment)
        self._start_values = self.settings
        self._needs_reset = frozenset(needs_reset)
        self._quiet = False
        self._closed = False
        self._rest = Rest(self._sharpen)
        super().__init__(_view.parts(self, shown, play), layout=widgets.Layout(width="100%"))
        self.add_class(LIVE_CLASS)
        self.add_class("dnnlib-explorer")
        self._recompute(settle and has_threads())  # else the page would stand still until the last step is done
        for control in self.controls.values():
            control.observe(self._moved, names="value")
        _MADE.add(self)

    @property
    def settings(self):
        """The controls' present values, by parameter name."""
        return {name: control.value for name, control in self.controls.items()}

    @property
    def alt_text(self):
        """What is to be seen, in words."""
        return self.figure.alt_text

    @property
    def running(self):
        """Whether stepwise work is under way."""
        return self._run is not None and self._run.running

    def make_buttons(self):
        """The explorer's buttons, by name; an explorer with more of them overrides this."""
        buttons = {
            "freeze": _view.push_button("Freeze", "Hold this picture behind the next ones", self.freeze),
            "thaw": _view.push_button("Let go", "Drop the held picture", self.thaw),
            "reset": _view.push_button("Reset", "All controls back to the start", self.reset),
        }
        buttons["thaw"].disabled = True
        buttons["reset"].add_class("dnnlib-reset")  # by which the page's extension finds all of them
        if self.stepwise:
            buttons["stop"] = _view.push_button("Stop", "Stop here", self.stop)
            buttons["stop"].disabled = True
        return buttons

    def make_notes(self):
        """Widgets with further notes, and widgets below the picture, as two lists."""
        return [], []

    def make_head(self):
        """Widgets above the picture, as a list."""
        return []

    def move(self, **values):
        """Set several controls at once, with one redraw.

        Parameters
        ----------
        **values
            New values, by parameter name.

        Raises
        ------
        ValueError
            If a name is unknown or a value outside its control's range; then nothing is changed.
        """
        for name, value in values.items():
            if name not in self.controls:
                raise ValueError(f"move() knows the controls {', '.join(self.controls)}, got {name}={value!r}")
            check_value(name, self.controls[name], value)
        self._move(values)

    def reset(self):
        """Set all controls back to their start values, in one redraw, and drop the held result."""
        self._hold(None, None)
        self.move(**self._start_values)

    def show_me(self, one):
        """Set the controls as a try asks, with what it compares with held behind.

        Parameters
        ----------
        one : Try
        """
        self._hold(None, None)
        if one.held is not None:
            self._move(self._start_values | one.held, settle=True)
            self.freeze()
        self.move(**self._start_values | one.settings)

    def freeze(self):
        """Hold the present result as a ghost behind the next ones; a second call replaces it."""
        with LOCK:
            self._hold(self.result, self._shown_settings)
            self._redraw()

    def thaw(self):
        """Drop the held result."""
        with LOCK:
            self._hold(None, None)
            self._redraw()

    def stop(self):
        """Stop stepwise work; the picture stays where it is, and the words say so."""
        if self._run is not None:
            self._run.cancel()
        self.wait()
        if self.stepwise and self.result.progress < 1:
            self.caption.value = _view.caption(_view.stopped(self.result.progress, self.alt_text))

    def wait(self, timeout=None):
        """Wait for stepwise work to end.

        Parameters
        ----------
        timeout : float, optional
            Seconds.

        Returns
        -------
        bool
            Whether it has ended.
        """
        return self._run is None or self._run.wait(timeout)

    def close(self):
        """Stop the worker, close all widgets, and drop figure, picture and results, which may be large."""
        if self._closed:
            return
        self._closed = True
        if self._run is not None:
            self._run.cancel()
            self._rest.cancel()
        with LOCK:  # no worker is drawing
            super().close()
            self.figure.invalidate()  # its reference cycles may live on for a while, without the backgrounds
            for name in self._dropped:
                vars(self).pop(name, None)

    def __getattr__(self, name):
        if name in self._dropped and self._closed:
            raise RuntimeError(repr(self))
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    def __repr__(self):
        if self._closed:
            return f"The explorer “{self.title}” is closed: run its cell again to open a new one."
        return super().__repr__()

    def _moved(self, change):
        if not (self._quiet or self._closed):
            self.figure.only_widens = isinstance(change["owner"], SLIDERS)  # no axis jumps under a slider's picture
            self._update([name for name, control in self.controls.items() if control is change["owner"]])

    def _move(self, values, settle=False):
        if self.player is not None:
            self.player.playing = False
        with self._silence():
            for name, value in values.items():
                self.controls[name].value = value
        self.figure.only_widens = False
        self._update(values, settle)

    def _update(self, moved, settle=False):
        """Follow the controls; after an error the explorer stays at its last good picture."""
        if self._needs_reset.intersection(moved):
            self._hold(None, None)
        with self._show_errors():
            self._recompute(settle)

    def _recompute(self, settle=False):
        if self._run is not None:
            self._run.cancel()  # before the lock is asked for: the worker lets go of it within one step
        with computing():
            settings = self.settings
            run = self._run = Run(self._results(**settings))
            result = list(run.results)[-1] if settle else next(run.results)
            self._show(result, settings)
            if self.stepwise and not settle:
                self._set_running(True)
                run.start(self)

    def _next_slice(self, run):
        """Let a run go on to its next picture; False when it is over."""
        more = False
        with computing():
            if self._closed:
                return False
            with self._show_errors():
                result, more = run.slice()
                if result is not None:
                    self._show(result, self._shown_settings)
        return more

    def _run_ended(self, run):
        with LOCK:
            if run is self._run and not self._closed:
                self._set_running(False)
                self._rest.begin()

    def _set_running(self, running):
        self.buttons["stop"].disabled = not running
        _view.show(self.progress, running)

    def _show(self, result, settings):
        """Draw a result. The explorer's own state changes only once the drawing has succeeded."""
        self.figure.set_result(result, self.ghost)
        self._picture = self.figure.render()
        self.result = result
        self._shown_settings = settings
        self.image.value = self._picture
        self.caption.value = _view.caption(self.alt_text)
        if self.stepwise:
            self.progress.value = result.progress
        self._write_note()
        self._rest.begin()

    def _sharpen(self):
        """Draw the picture that has come to rest at twice the resolution."""
        with LOCK:
            if not (self._closed or self.running):
                self.image.value = self.figure.render(scale=2)

    def _redraw(self):
        with self._show_errors():
            self._show(self.result, self._shown_settings)

    def _hold(self, result, settings):
        self.ghost, self.frozen_settings = result, settings
        self.buttons["thaw"].disabled = settings is None
        self._write_note()

    def _write_note(self):
        held = self.frozen_settings
        self.note.value = _view.freeze_note(self.controls, held, self._shown_settings) if held else ""

    @contextlib.contextmanager
    def _show_errors(self):
        """Show exceptions in the explorer."""
        try:
            yield
        except Exception as problem:
            self.error.value = _view.problem_line(problem)
        else:
            self.error.value = ""

    @contextlib.contextmanager
    def _silence(self):
        """Set controls without a redraw for each."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    def _repr_mimebundle_(self, **kwargs):
        picture, metadata = bundle(self._picture, self.alt_text)
        return live_view(self) | picture, metadata


def reset_all():
    """Reset every open explorer of the session: all of a page, before the next class.

    Returns
    -------
    int
        How many they were.
    """
    explorers = [explorer for explorer in list(_MADE) if not explorer._closed]
    for explorer in explorers:
        explorer.reset()
    return len(explorers)
