"""The values that controls take: which are legal, and how they read in words."""

from numbers import Integral, Real

import ipywidgets as widgets

__all__ = ["SLIDERS", "check_inside", "check_offered", "check_value", "control_range", "format_value"]

CHOICES = widgets.Dropdown | widgets.SelectionSlider  # of given values
SLIDERS = widgets.IntSlider | widgets.FloatSlider | widgets.FloatLogSlider | widgets.SelectionSlider


def control_range(widget):
    """The ends of a slider or number box, or the options of a choice or switch.

    Parameters
    ----------
    widget : ipywidgets.Widget
        A control made by `dnnlib.live.controls`.

    Returns
    -------
    list
        Legal values of `widget.value`.
    """
    if isinstance(widget, widgets.FloatLogSlider):
        return [widget.base**widget.min, widget.base**widget.max]
    if isinstance(widget, widgets.Checkbox):
        return [False, True]
    if isinstance(widget, CHOICES):
        return [value for _, value in widget._options_full]
    return [widget.min, widget.max]


def check_value(name, widget, value):
    """Raise a ValueError unless a control can take a value; the control itself would clip it in silence."""
    if isinstance(widget, widgets.Checkbox | CHOICES):
        check_offered(name, value, control_range(widget))
    else:
        whole = isinstance(widget, widgets.IntSlider | widgets.BoundedIntText)
        check_inside(name, value, *control_range(widget), whole=whole)


def check_inside(name, value, low, high, *, whole=False):
    """Raise a ValueError unless a value is a number (a whole one) in [low, high]."""
    kind, words = (Integral, "a whole number") if whole else (Real, "a number")
    slack = 0 if whole else 1e-9 * abs(high)  # 10**-0.1 and its likes
    if isinstance(value, bool) or not isinstance(value, kind) or not low - slack <= value <= high + slack:
        raise ValueError(f"{name} must be {words} from {low:g} to {high:g}, got {value!r}")


def check_offered(name, value, options):
    """Raise a ValueError unless a value is among the options; True is not the number 1."""
    if not any(_same_kind(value, known) and value == known for known in options):
        raise ValueError(f"{name} must be one of {options}, got {value!r}")


def _same_kind(value, known):
    numbers = isinstance(value, Real) and isinstance(known, Real)
    return type(value) is type(known) or (numbers and bool not in (type(value), type(known)))


def format_value(widget, value):
    """A control's value in words: an option's label, on or off, a short number."""
    if isinstance(widget, CHOICES):
        return next((label for label, known in widget._options_full if known == value), str(value))
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
