"""The playground's explorer: a training that is played, paused and stepped, with controls that act on the way."""

import html
import math
import time

import ipywidgets as widgets

from dnnlib.lessons.playground.exercises import EPOCHS_OF_A_TRY
from dnnlib.lessons.playground.experiment import STEP_SETTINGS, Training, as_code
from dnnlib.live import view as _view
from dnnlib.live.explorer import Explorer
from dnnlib.live.run import LOCK, Run, computing

PICTURE = 0.06  # seconds from one picture to the next
SLOW = 0.25  # the same at the slowest speed
LEAST = 0.02  # seconds of training between two pictures, however long the drawing takes
#: How far the training goes from one picture to the next.
SPEEDS = {"slow": "4 steps a second", "step": "1 step a picture", "epoch": "1 epoch a picture", "fast": "all it can"}

#: Controls that change what is seen, or when, and not what is trained.
OF_THE_PICTURE = ("speed", "picture", "time")
#: What curves over time show.
TIMES = {"whole run": True, "last stretch": False}
TALLEST = 820  # pixels: the picture of a wide window

COPY = """<div style="line-height: 1.4"><b>A cell that repeats this run, to the last digit.</b>
<button type="button" onclick="navigator.clipboard.writeText(this.parentElement.querySelector('pre').textContent)\
.then(() => {{ this.textContent = 'Copied: paste it into a new cell' }})">Copy to the clipboard</button>
<pre tabindex="0" style="user-select: all; white-space: pre-wrap; max-height: 24em; overflow: auto; \
border: 1px solid; padding: 4px">{code}</pre></div>"""


class Playground(Explorer):
    """An explorer of a training that goes on: `play`, `pause`, `one_step`, `one_epoch`, `start_over`.

    eta, momentum, batch size and weight decay take effect at the next step; speed, picture and time at once. Everything
    else needs a new network: while the training is paused it is made at once; while it runs, the explorer says that it
    is needed, and goes on. Where its output is gone from the page, the training pauses.

    Parameters
    ----------
    figure : LiveFigure
        Draws a `Snapshot`.
    controls : dict of str to ipywidgets.Widget
        `Training`'s settings, and `OF_THE_PICTURE`.
    title, show, tries
        As for `Explorer`.
    epochs : int
        How far the training goes before the explorer is shown, and on `reset`.

    Attributes
    ----------
    training : Training
        What is trained. All else is as in `Explorer`.
    """

    buttons_first = True
    _dropped = (*Explorer._dropped, "listing", "pending", "training")

    def __init__(self, figure, controls, *, title, epochs, show=None, tries=()):
        self._epochs = epochs
        self._goal = math.inf  # epochs at which the training pauses by itself
        self._drawing = 0.0
        self.training = None
        super().__init__(self._no_experiment, figure, controls, title=title, show=show, tries=tries)
        width, height = figure.get_size_inches()
        self.image.layout.max_width = f"{TALLEST * width / height:.0f}px"
        self._view_count = 0  # from now on the page counts the views of this box
        self.observe(self._viewed, names="_view_count")

    def make_buttons(self):
        """Play, one step, one epoch, start over and code before the buttons of every explorer."""
        common = super().make_buttons()
        common["reset"].tooltip = "All controls back to the start, with the first picture"
        return {
            "play": _view.push_button("Play", "Train until paused", self._play_or_pause),
            "step": _view.push_button("One step", "Train on one batch", self.one_step),
            "epoch": _view.push_button("One epoch", "Train to the end of the pass over the data", self.one_epoch),
            "over": _view.push_button("Start over", "A new network with the present settings", self.start_over),
            "copy": _view.push_button("Copy", "This run as a cell that repeats it", self._list_code),
        } | common

    def make_notes(self):
        """What waits for a new network. The code of this run stands above the picture, where it is seen."""
        self.pending = widgets.HTML()
        self.listing = widgets.HTML(layout=widgets.Layout(display="none"))  # an empty one would take a line
        return [self.pending], []

    def make_head(self):
        """What stands above the picture."""
        return [self.listing]

    @staticmethod
    def _no_experiment(**settings):
        raise NotImplementedError("a playground trains step by step")

    # ------------------------------------------------------------------ what a learner does

    def play(self):
        """Train on, beside the notebook, until `pause`, or until the weights are no numbers any more.

        `wait` waits for such an end: without a `pause` in another thread it needs a timeout.
        """
        if not self.running:
            self._play(math.inf)

    def _play(self, goal):
        """Train on until so many epochs are done."""
        self._goal = goal
        self._set_running(True)
        self._run = Run(nothing for nothing in ())
        self._run.start(self)

    def pause(self):
        """Stop within one step, and show where the training stands. The same as `stop`."""
        self.stop()

    def one_step(self):
        """Pause, and train for one step."""
        self._advance(Training.advance)

    def one_epoch(self):
        """Pause, and train to the end of the present pass over the data."""
        self._advance(Training.advance_epoch)

    def start_over(self):
        """A new, untrained network with the present settings; a training that was under way starts again from it."""
        playing = self.running
        self.stop()
        self._begin({}, epochs=0)
        if playing:
            self.play()

    def reset(self):
        """All controls back to their start values, and the first picture again; drops what is held."""
        self.stop()
        self._hold(None, None)
        self._begin(self._start_values, self._epochs)

    def show_me(self, one):
        """Train with the settings that a try asks for; what it compares with is trained first, and held behind.

        Parameters
        ----------
        one : Try
        """
        self.stop()
        self._hold(None, None)
        if one.held is not None:
            self._begin(self._start_values | one.held, EPOCHS_OF_A_TRY)
            self.freeze()
        self._begin(self._start_values | one.settings, epochs=0)
        self._play(EPOCHS_OF_A_TRY)

    def code(self):
        """The run so far as a runnable cell, which reproduces it to the last digit.

        Returns
        -------
        str
        """
        with LOCK:
            return as_code(self.training)

    # ------------------------------------------------------------------ how it is done

    def get_state(self, key=None, drop_defaults=False):
        """The state for a page. One that asks for all of it has just been loaded, and has no view of this box yet."""
        state = super().get_state(key, drop_defaults)
        if key is None and state.get("_view_count"):
            state["_view_count"] = 0
        return state

    def _viewed(self, change):
        """Pause where the last view of this box has left the page: its cell or its output is gone."""
        if change["new"] == 0 and change["old"] and not self._closed:
            self.pause()

    def _play_or_pause(self):
        (self.pause if self.running else self.play)()

    def _list_code(self):
        shown = COPY.format(code=html.escape(self.code()))
        self.listing.value = "" if self.listing.value == shown else shown
        self.listing.layout.display = None if self.listing.value else "none"

    def _advance(self, how):
        self.stop()
        self.figure.only_widens = True
        with computing(), self._show_errors():
            how(self.training)
            self._show_training()

    def _begin(self, values, epochs):
        """Set controls, and train a new network for some epochs; the axes are fitted anew."""
        with self._silence():
            for name, value in values.items():
                self.controls[name].value = value
        self.figure.only_widens = False
        with self._show_errors():
            self._new_training(epochs)

    def _update(self, moved, settle=False):
        new = {name: value for name, value in self._wanted().items() if name in moved}
        with self._show_errors():
            self.training.change(**{name: value for name, value in new.items() if name in STEP_SETTINGS})
            if new.keys() - set(STEP_SETTINGS) and not self.running:
                self._new_training(epochs=0)
            elif {"picture", "time"}.intersection(moved):
                with computing():
                    self._show(self.result, self._shown_settings)
            self._say_what_is_pending()

    def _show(self, result, settings):
        settings = settings | {name: self.controls[name].value for name in OF_THE_PICTURE}
        self.figure.lower = settings["picture"]
        if self.figure.whole_run != TIMES[settings["time"]]:
            self.figure.whole_run, self.figure.only_widens = TIMES[settings["time"]], False
        super()._show(result, settings)

    def _redraw(self):
        with computing():
            super()._redraw()

    def _wanted(self):
        """The settings that are not those of the training; a front end's 0.9000000000000001 for 0.9 is none."""
        now, wanted = self.training.settings, self.settings
        return {name: wanted[name] for name in now if _differ(now[name], wanted[name])}

    def _recompute(self, settle=False):
        """The first picture, at construction."""
        self._new_training(self._epochs)

    def _new_training(self, epochs):
        with computing():
            settings = {name: value for name, value in self.settings.items() if name not in OF_THE_PICTURE}
            self.training = Training(**settings)
            for _ in range(epochs):
                self.training.advance_epoch()
            self._show_training()

    def _show_training(self):
        self._show(self.training.snapshot(), self.training.settings)
        self._say_what_is_pending()

    def _say_what_is_pending(self):
        """Name the controls that wait for a new network."""
        if getattr(self, "pending", None) is None:
            return
        waiting = [name for name in self._wanted() if name not in STEP_SETTINGS]
        words = f"{_view.listed(self.controls, self.settings, waiting)}: needs a new network, press Start over."
        value = f'<div role="status" style="font-weight: bold; margin-left: 1em">{words}</div>' if waiting else ""
        if self.pending.value != value:
            self.pending.value = value

    def _next_slice(self, run):
        """Train up to the next picture and draw it; False when the training cannot go on."""
        start = time.monotonic()
        more = False
        with computing():
            if self._closed:
                return False
            speed = self.controls["speed"].value
            with self._show_errors():
                goes_on = self._train_for_a_picture(speed, run, start + max(PICTURE - self._drawing, LEAST))
                trained = time.monotonic()
                self.figure.only_widens = True  # no axis jumps while it trains
                self._show_training()
                self._drawing = time.monotonic() - trained
                more = goes_on and self.training.epoch < self._goal  # unless the drawing failed
        run.pause = start + (SLOW if speed == "slow" else PICTURE) - time.monotonic()
        return more

    def _train_for_a_picture(self, speed, run, due):
        """One step, one epoch, or as much as there is time for; whether the training can go on."""
        more = self.training.advance()
        while more and not run.cancelled.is_set() and speed in ("epoch", "fast") and self.training.epoch < self._goal:
            if time.monotonic() >= due if speed == "fast" else not self.training.in_a_pass:
                break
            more = self.training.advance()
        return more

    def _set_running(self, running):
        play = self.buttons["play"]
        play.description, play.tooltip = ("Pause", "Stop here") if running else ("Play", "Train until paused")


def _differ(one, other):
    """Whether two values of a control differ by more than rounding."""
    return not math.isclose(one, other, rel_tol=1e-12) if isinstance(one, float) else one != other
