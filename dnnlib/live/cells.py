"""Running a cell again replaces its explorers: the former ones are closed, with their threads and their memory."""

import weakref

from IPython import get_ipython

__all__ = ["register"]

_OPEN = {}  # (cell, title) -> (execution, weak set of the explorers that it made)


def register(explorer, title):
    """Close the explorers of this title that earlier runs of the present cell made; outside a notebook do nothing."""
    cell, execution = _present_cell()
    if cell is None:
        return
    former, explorers = _OPEN.get((cell, title), (execution, weakref.WeakSet()))
    if former != execution:
        for old in list(explorers):
            old.close()
        explorers = weakref.WeakSet()
    explorers.add(explorer)
    _OPEN[cell, title] = execution, explorers


def _present_cell():
    """The identity of the running cell and of this execution of it, or (None, None)."""
    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return None, None
    request = kernel.get_parent("shell")
    return request.get("metadata", {}).get("cellId"), request.get("header", {}).get("msg_id")
