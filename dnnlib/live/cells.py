"""Running a cell again replaces its widgets: the former ones are closed, with their threads and their memory."""

import weakref

import ipywidgets as widgets
from IPython import get_ipython

__all__ = ["CellBox", "register"]

_OPEN = {}  # cell -> (execution, weak set of the owners that it made)


class CellBox(widgets.VBox):
    """Widgets below each other that belong to one execution of a cell: the next one closes all of them."""

    def __init__(self, children=(), **kw):
        super().__init__(children, **kw)
        register(self)

    def close(self):
        """Close the box and every widget in it."""
        for widget in list(_widgets_in(self)):
            widget.close()
        super().close()
        self.children = ()


def register(owner):
    """Close what former executions of the present cell registered; outside a notebook do nothing.

    Parameters
    ----------
    owner : object
        With a method `close()`. Only a weak reference to it is held.
    """
    cell, execution = _present_cell()
    if cell is None:
        return
    former, owners = _OPEN.get(cell, (execution, weakref.WeakSet()))
    if former != execution:
        for old in list(owners):
            old.close()
        owners = weakref.WeakSet()
    owners.add(owner)
    _OPEN[cell] = execution, owners


def _present_cell():
    """The identity of the running cell and of this execution of it, or (None, None)."""
    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return None, None
    request = kernel.get_parent()
    return request.get("metadata", {}).get("cellId"), request.get("header", {}).get("msg_id")


def _widgets_in(widget):
    """All widgets in a widget, their layouts, styles and links included."""
    for part in ("layout", "style", "page_link"):
        if isinstance(getattr(widget, part, None), widgets.Widget):
            yield getattr(widget, part)
    for child in getattr(widget, "children", ()):
        yield child
        yield from _widgets_in(child)
