"""The libraries' default settings for figures and experiments, whatever the learner's session has set."""

import contextlib
import threading

import matplotlib
import numpy as np

__all__ = ["LOCK", "library_defaults"]

# Widget callbacks run on another thread than cells (kernel subshells), and stepwise work on a third. Matplotlib's text
# and font caches and the BLAS thread limit belong to the whole process: one lock for computing and drawing.
LOCK = threading.RLock()


class RcParams(matplotlib.RcParams):
    """Matplotlib's settings, of which one thread reads the defaults, while all others read the session's own."""

    thread = None

    def __getitem__(self, key):
        if threading.get_ident() == RcParams.thread:
            return matplotlib.rcParamsDefault[key]
        return super().__getitem__(key)


@contextlib.contextmanager
def library_defaults():
    """Hold the lock; meanwhile this thread reads Matplotlib's and NumPy's default settings.

    `matplotlib.rc_context` would change the settings of every thread: a cell that plots while a worker draws would see
    them. Here nothing is written, and other threads read what they read before.
    """
    settings = matplotlib.rcParams  # noqa: TID251 (neither read nor written)
    with LOCK, np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"):
        outer = type(settings), RcParams.thread
        settings.__class__, RcParams.thread = RcParams, threading.get_ident()
        try:
            yield
        finally:
            settings.__class__, RcParams.thread = outer
