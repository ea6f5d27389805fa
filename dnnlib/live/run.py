"""Stepwise work: results that come one after the other, the first at once and the rest on a worker thread."""

import asyncio
import contextlib
import threading
import time
import weakref

import threadpoolctl

from dnnlib.live.defaults import LOCK, library_defaults

__all__ = ["LOCK", "Rest", "Run", "computing", "once"]

_BLAS = threadpoolctl.ThreadpoolController()
INTERVAL = 0.06  # seconds between two pictures of one run
YIELD = 0.001  # seconds for which a run leaves the lock to others between two pictures


@contextlib.contextmanager
def computing():
    """Hold the lock, with the libraries' defaults and one BLAS thread.

    Idle BLAS threads spin between small products: six times the processor time for nothing.
    """
    with library_defaults(), _BLAS.limit(limits=1):
        yield


class Run:
    """One pass through a generator of results.

    Parameters
    ----------
    results : generator
        Yields results; closed when the run ends, however it ends.
    """

    def __init__(self, results):
        self.results = results
        self.cancelled = threading.Event()
        self.thread = None

    @property
    def running(self):
        """Whether the worker runs and has not been cancelled."""
        return self.thread is not None and self.thread.is_alive() and not self.cancelled.is_set()

    def start(self, explorer):
        """Continue on a worker thread, which does not keep the explorer alive."""
        thread = threading.Thread(target=_work, args=(self, weakref.ref(explorer)), daemon=True)
        thread.start()
        self.thread = thread  # only now: whoever waits for it at this moment could not join one not yet started

    def cancel(self):
        """End the run within one step, without waiting for it."""
        self.cancelled.set()

    def wait(self, timeout=None):
        """Wait for the worker; True if it has ended."""
        if self.thread is None or self.thread is threading.current_thread():
            return True
        self.thread.join(timeout)
        return not self.thread.is_alive()

    def slice(self):
        """Go on until the next picture is due: the last result or None, and whether more follow."""
        due, result = time.monotonic() + INTERVAL, None
        while not self.cancelled.is_set():
            try:
                result = next(self.results)
            except StopIteration:
                return result, False
            if time.monotonic() >= due:
                return result, True
        return None, False


def _work(run, reference):
    more = True
    while more and not run.cancelled.is_set():
        explorer = reference()
        if explorer is None:
            break
        more = explorer._next_slice(run)
        del explorer  # between two pictures nothing here holds it
        time.sleep(YIELD)
    with LOCK:
        run.results.close()
    explorer = reference()
    if explorer is not None:
        explorer._run_ended(run)


def once(experiment):
    """A plain experiment as stepwise work of one step."""

    def steps(**settings):
        yield experiment(**settings)

    return steps


class Rest:
    """Work that waits until a picture has been left alone for a moment.

    It is done on the event loop on which this was made; in a plain script, where there is none, never.

    Parameters
    ----------
    work : callable
    """

    SECONDS = 0.3

    def __init__(self, work):
        self._work = weakref.WeakMethod(work)
        self._waiting = None
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None

    def begin(self):
        """Wait anew from now on."""
        self.cancel()
        if self._loop is not None and not self._loop.is_closed():
            waiting = self._waiting = object()
            self._loop.call_soon_threadsafe(self._loop.call_later, self.SECONDS, self._end, waiting)

    def cancel(self):
        """Drop work that has not begun."""
        self._waiting = None

    def _end(self, waiting):
        work = self._work()
        if waiting is self._waiting and work is not None:
            work()
