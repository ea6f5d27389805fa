"""Controls with one look: sliders, choices, switches. Every one follows the hand (`continuous_update=True`).

A screen reader finds the name of every choice, switch and number box. The handle of a slider has none in ipywidgets:
its front end neither ties the label to the handle nor lets Python set the handle's attributes. What names it is the
label that is read right before it; and what a move did is read out from the words under the picture.
"""

import math

import ipywidgets as widgets

from dnnlib.live.values import check_inside, check_offered, control_range
from dnnlib.live.versions import TOOLTIP

__all__ = [
    "activation_choice",
    "choice",
    "choice_slider",
    "control_range",
    "float_slider",
    "init_choice",
    "int_slider",
    "log_slider",
    "picture_neutral",
    "seed_control",
    "switch",
]

LABEL = "5.5em"  # for ten letters: in a column of 268 pixels the track of a slider keeps 120
WIDTH = "auto"  # that of the column
NEUTRAL_CLASS = "dnnlib-picture-neutral"


def int_slider(label, value, low, high, step=1):
    """A slider over whole numbers.

    Parameters
    ----------
    label : str
        The description beside the slider.
    value : int
        The start value.
    low, high, step : int
        The ends and the width of a step.

    Returns
    -------
    ipywidgets.IntSlider

    Raises
    ------
    ValueError
        If `low <= value <= high` does not hold.
    """
    check_inside(label, value, low, high, whole=True)
    slider = widgets.IntSlider(value, min=low, max=high, step=step, **_look(label))
    slider.observe(_renew, names=["min", "max"])
    return slider


def float_slider(label, value, low, high, step=0.01, readout_format=None):
    """A slider over real numbers.

    Parameters
    ----------
    label : str
        The description beside the slider.
    value : float
        The start value.
    low, high, step : float
        The ends and the width of a step.
    readout_format : str, optional
        d3 format of the number shown; as many decimals as the step has by default.

    Returns
    -------
    ipywidgets.FloatSlider

    Raises
    ------
    ValueError
        If `low <= value <= high` does not hold.
    """
    check_inside(label, value, low, high)
    shown = readout_format or f".{max(0, math.ceil(-math.log10(step) - 1e-9))}f"
    return widgets.FloatSlider(value, min=low, max=high, step=step, readout_format=shown, **_look(label))


def log_slider(label, value, low_exponent, high_exponent, step=0.1):
    """A slider over powers of ten, with a readout like 0.0032; like 3e-12 where it goes below a millionth.

    Parameters
    ----------
    label : str
        The description beside the slider.
    value : float
        The start value (not its exponent).
    low_exponent, high_exponent, step : float
        The ends and the width of a step, as exponents of 10.

    Returns
    -------
    ipywidgets.FloatLogSlider

    Raises
    ------
    ValueError
        If `10**low_exponent <= value <= 10**high_exponent` does not hold.
    """
    check_inside(label, value, 10.0**low_exponent, 10.0**high_exponent)
    shown = ".2r" if low_exponent >= -6 else ".0e"
    ends = {"base": 10, "min": low_exponent, "max": high_exponent, "step": step, "readout_format": shown}
    return widgets.FloatLogSlider(value, **ends, **_look(label))


def choice(label, value, options):
    """A list to choose from.

    Parameters
    ----------
    label : str
        The description beside the list.
    value : object
        The start value.
    options : sequence
        The values, or pairs (what is shown, value).

    Returns
    -------
    ipywidgets.Dropdown

    Raises
    ------
    ValueError
        If `value` is not among the options.
    """
    options = list(options)
    if any(isinstance(option, tuple) for option in options):  # ipywidgets takes pairs only if all are pairs
        options = [option if isinstance(option, tuple) else (str(option), option) for option in options]
    check_offered(label, value, [option[1] if isinstance(option, tuple) else option for option in options])
    look = _look(label)
    del look["continuous_update"]
    return widgets.Dropdown(options=options, value=value, **look)


def choice_slider(label, value, options):
    """A slider over a few given numbers, in their order.

    Parameters
    ----------
    label : str
        The description beside the slider.
    value : float
        The start value.
    options : sequence of float
        At least two, rising.

    Returns
    -------
    ipywidgets.SelectionSlider

    Raises
    ------
    ValueError
        If `value` is not among the options.
    """
    options = list(options)
    check_offered(label, value, options)
    return widgets.SelectionSlider(options=[(f"{option:g}", option) for option in options], value=value, **_look(label))


def activation_choice(value, activations, label="activation"):
    """A list of activations by the names that figures write; one of the learner's own comes first.

    Parameters
    ----------
    value : str or Activation
        The start value.
    activations : dict of str to Activation
        The offered ones, by name.
    label : str
        The description beside the list.

    Returns
    -------
    ipywidgets.Dropdown
        With an attribute `remark`, what is to be said of the learner's own one.
    """
    options = [(activation.label, name) for name, activation in activations.items()]
    own = not isinstance(value, str)
    if own and not hasattr(value, "remark"):
        raise ValueError(
            f"{label} must be one of {', '.join(activations)} or an Activation(name, f, df), got {value!r:.60}"
        )
    if own and value.name in activations:
        raise ValueError(f"{label} has the name {value.name!r} of a known activation; choose another name")
    menu = choice(label, value, [(value.label, value), *options] if own else options)
    menu.remark = value.remark() if own else ""
    return menu


def init_choice(value, initializers, label="init"):
    """A list of initializers by their names; one of the learner's own comes first.

    Parameters
    ----------
    value : str or callable
        The start value.
    initializers : sequence of str
        The offered ones.
    label : str
        The description beside the list.

    Returns
    -------
    ipywidgets.Dropdown
    """
    own = [(getattr(value, "__name__", "yours"), value)] if callable(value) else []
    return choice(label, value, [*own, *initializers])


def switch(label, value):
    """An on/off switch.

    Parameters
    ----------
    label : str
        The description beside the box.
    value : bool
        The start value.

    Returns
    -------
    ipywidgets.Checkbox

    Raises
    ------
    ValueError
        If `value` is not a bool.
    """
    if not isinstance(value, bool):
        raise ValueError(f"{label} must be True or False, got {value!r}")
    look = _look(label)
    del look["continuous_update"]
    return widgets.Checkbox(value, indent=True, **look)


def seed_control(value, label="seed"):
    """The seed of the random numbers: a number box with arrows.

    Parameters
    ----------
    value : int
        The start value, 0 to 9999.
    label : str
        The description beside the box.

    Returns
    -------
    ipywidgets.BoundedIntText

    Raises
    ------
    ValueError
        If `value` is not in 0 ... 9999.
    """
    check_inside(label, value, 0, 9999, whole=True)
    return widgets.BoundedIntText(value, min=0, max=9999, step=1, **_look(label, "16em"))


def picture_neutral(widget, why):
    """Declare that a control does not change the picture by itself, and say why.

    The browser tests demand that every control changes its picture, this one excepted. The mark is the CSS class
    `dnnlib-picture-neutral`; the reason is the control's tooltip.

    Parameters
    ----------
    widget : ipywidgets.Widget
    why : str

    Returns
    -------
    ipywidgets.Widget
        `widget`.
    """
    widget.add_class(NEUTRAL_CLASS)
    setattr(widget, TOOLTIP, why)
    return widget


def _renew(change):
    """Have the page make a slider anew: its keys Home and End go to the ends that it was made with.

    That is a fault of ipywidgets 8 (noUiSlider's `updateOptions`). Its page makes a slider anew when the orientation
    changes; with a height that is given, nothing else on the page moves meanwhile.
    """
    slider = change["owner"]
    slider.layout.height = "28px"  # what a line of controls has anyway
    slider.orientation = "vertical"
    slider.orientation = "horizontal"


def _look(label, width=WIDTH):
    style, layout = {"description_width": LABEL}, widgets.Layout(width=width)
    # Without a tooltip of its own a label shows "null" under the mouse.
    return {"description": label, TOOLTIP: label, "continuous_update": True, "style": style, "layout": layout}
