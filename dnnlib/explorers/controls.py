"""Controls with one look: sliders, choices, switches. Every one follows the hand (`continuous_update=True`)."""

import math

import ipywidgets as widgets

__all__ = [
    "choice", "control_range", "float_slider", "int_slider", "log_slider", "picture_neutral", "seed_control", "show_value",
    "switch",
]  # fmt: skip

LABEL, WIDTH = "8.5em", "25em"
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
    _check_inside(label, value, low, high)
    return widgets.IntSlider(value, min=low, max=high, step=step, **_look(label))


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
    _check_inside(label, value, low, high)
    shown = readout_format or f".{max(0, math.ceil(-math.log10(step) - 1e-9))}f"
    return widgets.FloatSlider(value, min=low, max=high, step=step, readout_format=shown, **_look(label))


def log_slider(label, value, low_exponent, high_exponent, step=0.1):
    """A slider over powers of ten, with a readout like 1e-3.

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
    _check_inside(label, value, 10.0**low_exponent, 10.0**high_exponent)
    shown = ".0e" if float(step).is_integer() else ".1e"
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
    values = [option[1] if isinstance(option, tuple) else option for option in options]
    if value not in values:
        raise ValueError(f"{label} must be one of {values}, got {value!r}")
    look = _look(label)
    del look["continuous_update"]
    return widgets.Dropdown(options=options, value=value, **look)


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
    return widgets.Checkbox(value, description=label, indent=True, style=_style(), layout=widgets.Layout(width=WIDTH))


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
    _check_inside(label, value, 0, 9999)
    look = _look(label)
    look["layout"] = widgets.Layout(width="16em")
    return widgets.BoundedIntText(value, min=0, max=9999, step=1, **look)


def control_range(widget):
    """The values that a test has to try: both ends of a slider or number box, every option of a choice or switch.

    Parameters
    ----------
    widget : ipywidgets.Widget
        A control made by this module.

    Returns
    -------
    list
        Legal values of `widget.value`.
    """
    if isinstance(widget, widgets.FloatLogSlider):
        return [widget.base**widget.min, widget.base**widget.max]
    if isinstance(widget, widgets.Checkbox):
        return [False, True]
    if isinstance(widget, widgets.Dropdown):
        return [value for _, value in widget._options_full]
    return [widget.min, widget.max]


def check_value(name, widget, value):
    """Raise a ValueError unless a control can take a value; the control itself would clip it in silence."""
    if isinstance(widget, widgets.Checkbox | widgets.Dropdown):
        if value not in control_range(widget):
            raise ValueError(f"{name} must be one of {control_range(widget)}, got {value!r}")
    else:
        _check_inside(name, value, *control_range(widget))


def show_value(widget):
    """A control's value as words: the option's label, "on" or "off", or the number in short.

    Parameters
    ----------
    widget : ipywidgets.Widget
        A control made by this module.

    Returns
    -------
    str
    """
    return format_value(widget, widget.value)


def format_value(widget, value):
    """A value that a control has, had or could have, as words."""
    if isinstance(widget, widgets.Dropdown):
        return next((label for label, known in widget._options_full if known == value), str(value))
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


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
    widget.tooltip = why
    return widget


def _check_inside(label, value, low, high):
    number = isinstance(value, int | float) and not isinstance(value, bool)
    slack = 1e-9 * abs(high)  # 10**-0.1 and its likes
    if not number or not low - slack <= value <= high + slack:
        raise ValueError(f"{label} must be a number from {low:g} to {high:g}, got {value!r}")


def _style():
    return {"description_width": LABEL}


def _look(label):
    # The tooltip of a slider that has a description is not shown twice; it names the slider where a front end uses it.
    return {
        "description": label, "continuous_update": True, "style": _style(), "layout": widgets.Layout(width=WIDTH),
    }  # fmt: skip
