"""Stepwise work: results that come one after the other, the first at once and the rest while the page stays alive.

The rest of a run is one generator. Where there are threads, one of its own steps it; where there are none (Python in
a browser), the event loop does, between two messages of the page.
"""

import asyncio
import contextlib
import sys
import threading
import time
import weakref

from dnnlib.live.defaults import LOCK, library_defaults

__all__ = ["LOCK", "Rest", "Run", "computing", "has_threads", "once"]

THREADS = sys.platform != "emscripten"
INTERVAL = 0.06  # seconds between two pictures of one run
YIELD = 0.001  # seconds for which a run leaves the lock to others between two pictures
TURN = 0.02  # the same for the event loop: in less, the page's messages would not get their turn

if THREADS:
    import threadpoolctl

    _blas = threadpoolctl.ThreadpoolController()
else:  # no BLAS either
    _blas = None


def has_threads():
    """Whether stepwise work has a thread of its own."""
    return THREADS


@contextlib.contextmanager
def computing():
    """Hold the lock, with the libraries' defaults and one BLAS thread.

    Idle BLAS threads spin between small products: six times the processor time for nothing.
    """
    with library_defaults(), _blas.limit(limits=1) if _blas else contextlib.nullcontext():
        yield


class Run:
    """One pass through a generator of results.

    Parameters
    ----------
    results : generator
        Yields results; closed when the run ends, however it ends.

    Attributes
    ----------
    pause : float
        Seconds to wait before the next picture; whoever makes a picture may set it.
    """

    def __init__(self, results):
        self.results = results
        self.cancelled = threading.Event()
        self.pause = 0.0
        self.thread = None
        self._pictures = None

    @property
    def running(self):
        """Whether the run goes on and has not been cancelled."""
        return not (self._pictures is None or self._pictures.gi_frame is None or self.cancelled.is_set())

    def start(self, explorer):
        """Continue beside the notebook; nothing that does so keeps the explorer alive."""
        self._pictures = _rest_of(self, weakref.ref(explorer))
        if has_threads():
            thread = threading.Thread(target=_work, args=(self, self._pictures), daemon=True)
            thread.start()
            self.thread = thread  # only now: whoever waits for it at this moment could not join one not yet started
        else:
            with contextlib.suppress(RuntimeError):  # in a plain script there is no loop: the work is done by `wait`
                _take_turns(self, self._pictures, asyncio.get_running_loop())

    def cancel(self):
        """End the run within one step, without waiting for it."""
        self.cancelled.set()

    def wait(self, timeout=None):
        """Wait for the run to end, without a thread by doing its work; True if it has ended."""
        if self.thread is not None:
            if self.thread is threading.current_thread():
                return True
            self.thread.join(timeout)
            return not self.thread.is_alive()
        if self._pictures is None or self._pictures.gi_running:
            return True
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        return all(time.monotonic() < end for _ in self._pictures)

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


def _rest_of(run, reference):
    """What a run still has to do, a picture at a time."""
    while not run.cancelled.is_set():
        explorer = reference()
        if explorer is None or not explorer._next_slice(run):
            break
        del explorer  # between two pictures nothing here holds it
        yield
    with LOCK:
        run.results.close()
    explorer = reference()
    if explorer is not None:
        explorer._run_ended(run)


def _work(run, pictures):
    """Make picture after picture on a thread."""
    for _ in pictures:
        run.cancelled.wait(max(run.pause, YIELD))


def _take_turns(run, pictures, loop):
    """Have the event loop make the next picture after a while, and so on."""

    def turn():
        if next(pictures, run) is not run:
            _take_turns(run, pictures, loop)

    loop.call_later(max(run.pause, TURN), turn)


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
