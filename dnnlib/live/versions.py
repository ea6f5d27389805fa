"""What ipywidgets 7 (Colab's) names differently from ipywidgets 8."""

import ipywidgets as widgets
import traitlets

from dnnlib.live.words import WIDGET

__all__ = ["TOOLTIP", "live_view", "player"]

#: The name of what is shown while the mouse rests on a control.
TOOLTIP = "tooltip" if hasattr(widgets.IntSlider, "tooltip") else "description_tooltip"


def live_view(widget):
    """The live form of an open widget, as a notebook stores it; nothing of a closed one."""
    if widget.comm is None:
        return {}
    return {WIDGET: {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}}


def player(**kw):
    """A `Play` widget whose state is `playing`."""
    made = widgets.Play(**kw)
    if not made.has_trait("playing"):
        made.add_traits(playing=traitlets.Bool(False))
        traitlets.link((made, "playing"), (made, "_playing"))
    return made
