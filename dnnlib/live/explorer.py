"""The explorer: controls that call an experiment and hand its result to a figure, live."""

import contextlib

import ipywidgets as widgets

from dnnlib.live import view as _view
from dnnlib.live.cells import CellBox
from dnnlib.live.run import LOCK, Run, computing, once
from dnnlib.live.values import check_value
from dnnlib.live.words import LIVE_CLASS, Described, bundle

__all__ = ["Explorer"]


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
    needs_reset : sequence of str
        Parameters with which a held result cannot be compared: moving one of them drops it.
    steps : callable, optional
        A generator function, `steps(**settings)`, that yields complete results with an attribute `progress` in [0, 1].
        The first is drawn at once, the rest on a worker thread, at most one picture in 60 ms.
    settle : bool
        Whether to run `steps` to the end at construction, so that the stored picture is the finished one.

    Attributes
    ----------
    controls : dict of str to ipywidgets.Widget
    figure : LiveFigure
    result : object
        The result that is shown.
    frozen_settings : dict or None
        The settings of the held result.
    error : ipywidgets.HTML
        The exception of the last move; its value is empty after a move without one.

    Raises
    ------
    ValueError
        If `needs_reset` names no control, or if there is no experiment.
    """

    words_title = "The first picture in words"

    _run = None
    _closed = True  # until there is something to close
    #: What a closed explorer no longer has.
    _dropped = (
        "buttons", "caption", "controls", "error", "figure", "frozen_settings", "ghost", "image", "note", "progress",
        "result", "_results", "_shown_settings", "_start_values",
    )  # fmt: skip

    def __init__(self, experiment, figure, controls, *, title, needs_reset=(), steps=None, settle=True, ahead=()):
        if unknown := sorted(set(needs_reset) - set(controls)):
            raise ValueError(f"needs_reset must name controls ({', '.join(controls)}), got {', '.join(unknown)}")
        if experiment is None and steps is None:
            raise ValueError("experiment must be a function unless steps is given, got None")
        self.figure = figure
        self.controls = dict(controls)
        self.title = title
        self.result = None
        self.ghost = None
        self.frozen_settings = None
        self._stepwise = steps is not None
        self._results = steps or once(experiment)
        self._start_values = self.settings
        self._needs_reset = frozenset(needs_reset)
        self._quiet = False
        self._closed = False
        super().__init__(_view.parts(self), layout=widgets.Layout(width="100%"))
        self.add_class(LIVE_CLASS)
        self._recompute(settle)
        for control in self.controls.values():
            control.observe(self._moved, names="value")

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
        with self._silence():
            for name, value in values.items():
                self.controls[name].value = value
        self._update(values)

    def reset(self):
        """Set all controls back to their start values, in one redraw, and drop the held result."""
        self._hold(None, None)
        self.move(**self._start_values)

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
        """Stop stepwise work; the picture stays where it is."""
        if self._run is not None:
            self._run.cancel()
        self.wait()

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
            self._update([name for name, control in self.controls.items() if control is change["owner"]])

    def _update(self, moved):
        """Follow the controls; after an error the explorer stays at its last good picture."""
        if self._needs_reset.intersection(moved):
            self._hold(None, None)
        with self._show_errors():
            self._recompute()

    def _recompute(self, settle=False):
        if self._run is not None:
            self._run.cancel()  # before the lock is asked for: the worker lets go of it within one step
        with computing():
            settings = self.settings
            run = self._run = Run(self._results(**settings))
            result = list(run.results)[-1] if settle else next(run.results)
            self._show(result, settings)
            if self._stepwise and not settle:
                self._set_running(True)
                run.start(self)

    def _next_slice(self, run):
        """Let a run go on to its next picture; False when it is over. Called by the worker."""
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

    def _set_running(self, running):
        _view.show(self.buttons["stop"], running)
        _view.show(self.progress, running)

    def _show(self, result, settings):
        """Draw a result. The explorer's own state changes only once the drawing has succeeded."""
        self.figure.set_result(result, self.ghost)
        picture = self.figure.render()
        self.result, self._shown_settings = result, settings
        self.image.value, self.caption.value = picture, _view.caption(self.alt_text)
        if self._stepwise:
            self.progress.value = result.progress
        self._write_note()

    def _redraw(self):
        with self._show_errors():
            self._show(self.result, self._shown_settings)

    def _hold(self, result, settings):
        self.ghost, self.frozen_settings = result, settings
        _view.show(self.buttons["thaw"], settings is not None)
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
        picture, metadata = bundle(self.image.value, self.alt_text)
        return super()._repr_mimebundle_(**kwargs) | picture, metadata
