"""Every open widget by the id of its model, wherever this ipywidgets keeps them."""

try:
    from ipywidgets.widgets.widget import _instances as OPEN  # noqa: N812
except ImportError:  # ipywidgets 7
    from ipywidgets import Widget

    OPEN = Widget.widgets

__all__ = ["OPEN"]
