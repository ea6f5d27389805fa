"""What the next move may ask for, measured in the pause after the last one."""

import asyncio
import math

import ipywidgets as widgets

from dnnlib.live.run import computing

__all__ = ["PAUSE", "REACH", "Ahead", "neighbours"]

REACH = 5  # steps to either side: as far as the page keys move a slider
PAUSE = 0.05  # seconds after a move: in a steady drag the next one comes sooner, and nothing is measured ahead
YIELD = 0.01  # seconds for which the loop may look after other things between two places
SLIDERS = widgets.IntSlider | widgets.FloatSlider | widgets.FloatLogSlider


class Ahead:
    """The places near a slider's own, measured one at a time in the pause after its move.

    Works where an event loop waits for the next move, as in a kernel: between two places it looks after what has come.

    Parameters
    ----------
    experiment : callable
        `experiment(**settings)`, which keeps its results: what is measured ahead is found there.
    controls : dict of str to ipywidgets.Widget
        The explorer's, by parameter name.
    ahead : sequence of str
        Which of them.

    Raises
    ------
    ValueError
        If `ahead` names anything but sliders among the controls.
    """

    def __init__(self, experiment, controls, ahead):
        sliders = {name: control for name, control in controls.items() if isinstance(control, SLIDERS)}
        if unknown := sorted(set(ahead) - set(sliders)):
            raise ValueError(f"ahead must name sliders ({', '.join(sliders)}), got {', '.join(unknown)}")
        self._experiment, self._wanted = experiment, []
        self._names = {sliders[name]: name for name in ahead}

    def drop(self):
        """What was wanted so far no longer is."""
        self._wanted = []

    def moved(self, control, old, settings):
        """A control has been moved from a value to the one in `settings`."""
        places = self._wanted = []
        if control in self._names:
            values = neighbours(control, ahead=settings[self._names[control]] >= old)
            places += [settings | {self._names[control]: value} for value in values]
            self._later(PAUSE, places)

    def _later(self, seconds, places):
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # a plain script: nobody moves its sliders
        loop.call_later(seconds, self._measure, places)

    def _measure(self, places):
        if places and places is self._wanted:
            with computing():
                self._experiment(**places.pop(0))
            self._later(YIELD, places)


def neighbours(slider, *, ahead=True):
    """The values up to five steps above and below a slider's own, as far as the slider goes there, the nearest first.

    Parameters
    ----------
    slider : IntSlider, FloatSlider or FloatLogSlider
    ahead : bool
        Of two that are equally near, whether the upper one comes first.

    Returns
    -------
    list of float or int
    """
    if isinstance(slider, widgets.FloatLogSlider):
        here, value_at = math.log(slider.value, slider.base), lambda place: slider.base**place
    else:
        here, value_at = slider.value, lambda place: place
    first, slack = slider.step if ahead else -slider.step, 1e-9 * slider.step
    places = [here + sign * steps * first for steps in range(1, REACH + 1) for sign in (1, -1)]
    return [value_at(place) for place in places if slider.min - slack <= place <= slider.max + slack]
