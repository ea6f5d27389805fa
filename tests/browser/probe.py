"""Runs in the kernel: what the explorers of a page are, asked for by the tests through JSON."""

import hashlib
import json
import math
import os

from ipywidgets import widgets

from dnnlib.live.controls import NEUTRAL_CLASS
from dnnlib.live.explorer import Explorer
from dnnlib.live.run import Rest
from dnnlib.live.values import control_range
from tests.open_widgets import OPEN


def keep_first_pictures():
    """No picture of twice the resolution from now on, which comes without a move: to whoever compares, a change."""
    Rest.SECONDS = 3600


def _open():
    return [widget for widget in list(OPEN.values()) if isinstance(widget, Explorer)]


def _mark(widget):
    """Mark a widget with a CSS class by which the page finds it."""
    mark = f"probe-{widget.model_id}"
    if mark not in widget._dom_classes:
        widget.add_class(mark)
    return mark


def _find(mark):
    return next(explorer for explorer in _open() if mark == f"probe-{explorer.model_id}")


def explorers():
    """All open explorers, with their controls."""
    return [{"mark": _mark(e), "title": e.title, "stepwise": e.stepwise, "controls": _controls(e)} for e in _open()]


def _controls(explorer):
    return {
        name: {
            "mark": _mark(control), "kind": type(control).__name__, "neutral": NEUTRAL_CLASS in control._dom_classes,
            "disabled": control.disabled, "range": control_range(control), "value": control.value,
            "labels": [label for label, _ in control._options_full] if isinstance(control, widgets.Dropdown) else None,
        }
        for name, control in explorer.controls.items()
    }  # fmt: skip


def away(mark, settings):
    """The controls that differ from settings by more than a front end's rounding to the slider's steps."""
    return [name for name, control in _find(mark).controls.items() if _far(control, settings[name])]


def _far(control, value):
    if not isinstance(control, widgets.FloatLogSlider | widgets.FloatSlider):
        return json.loads(json.dumps(control.value, default=repr)) != value  # through JSON a pair came back as a list
    if isinstance(control, widgets.FloatLogSlider):
        return abs(math.log(control.value / value, control.base)) > control.step / 2
    return abs(control.value - value) > control.step / 2


def state(mark):
    """What an explorer holds, once stepwise work has ended."""
    explorer = _find(mark)
    explorer.wait()
    picture = hashlib.sha256(explorer.image.value).hexdigest()
    settings, words = explorer.settings, explorer.alt_text
    return {"picture": picture, "settings": settings, "error": explorer.error.value, "alt_text": words}


def draws(mark):
    """How often an explorer's background has been drawn."""
    return _find(mark).figure.background_draws


def move(mark, name, times):
    """Move a control to and fro in the kernel."""
    explorer = _find(mark)
    values = control_range(explorer.controls[name])
    low, high = values[0], values[-1]
    whole = isinstance(low, int)
    for step in range(times):
        share = (step % 20) / 19
        explorer.move(**{name: round(low + (high - low) * share) if whole else low + (high - low) * share})
    return len(OPEN)


def resident():
    """The kernel's resident memory, MiB."""
    import psutil

    return psutil.Process(os.getpid()).memory_info().rss / 2**20


def playing():
    """Whether each open playground plays."""
    return [explorer.running for explorer in _open() if hasattr(explorer, "play")]
