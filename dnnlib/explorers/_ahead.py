"""What the next move may ask for, measured in the pause after the last one."""

import asyncio
import math

import ipywidgets as widgets

from dnnlib.explorers._run import computing

__all__ = ["PAUSE", "Ahead", "neighbours"]

PAUSE = 0.05  # seconds after a move: in a steady drag the next one comes sooner, and nothing is measured ahead
SLIDERS = widgets.IntSlider | widgets.FloatSlider | widgets.FloatLogSlider


class Ahead:
    """The places beside a slider's own, measured one at a time in the pause after its move.

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

    def moved(self, control, old, settings):
        """A control has been moved from a value to the one in `settings`; what was wanted before no longer is."""
        places = self._wanted = []
        if control in self._names:
            values = sorted(neighbours(control), key=lambda value: abs(value - old))
            places += [settings | {self._names[control]: value} for value in values]
            self._later(places)  # from the last on: first the place that lies straight ahead

    def _later(self, places):
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # a plain script: nobody moves its sliders
        loop.call_later(PAUSE, self._measure, places)

    def _measure(self, places):
        if places and places is self._wanted:
            with computing():
                self._experiment(**places.pop())
            self._later(places)


def neighbours(slider):
    """The values one step below and above a slider's own, as far as the slider goes there.

    Parameters
    ----------
    slider : IntSlider, FloatSlider or FloatLogSlider

    Returns
    -------
    list of float or int
    """
    if isinstance(slider, widgets.FloatLogSlider):
        place, value_at = math.log(slider.value, slider.base), lambda place: slider.base**place
    else:
        place, value_at = slider.value, lambda place: place
    slack = 1e-9 * slider.step
    return [
        value_at(next_place)
        for next_place in (place - slider.step, place + slider.step)
        if slider.min - slack <= next_place <= slider.max + slack
    ]
