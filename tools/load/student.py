"""One student of a class: a kernel, and a hand that drags a slider for 3 seconds out of 10."""

import hashlib
import math
import threading
import time

import psutil

from tests.kernel.front_end import FrontEnd

DRAG, PERIOD = 3.0, 10.0  # seconds
THROTTLE = 0.05  # seconds from one move of the hand to the next
CODE = """
import hashlib
from dnnlib import explorers
explorer = explorers.vanishing_gradients({settings})
explorer
"""
SHOWN = """[explorer.settings["init_scale"], hashlib.sha256(explorer.image.value).hexdigest(), explorer.error.value]"""


class Student(threading.Thread):
    """Starts a kernel, opens lesson 7's explorer, waits for the class, and drags the init scale.

    Parameters
    ----------
    depth : int or None
        None: the explorer's default.
    seconds : float
        How long to go on.
    offset : float
        When the first drag begins, seconds.
    ready : threading.Barrier
        Where all wait for each other once the explorer is open.

    Attributes
    ----------
    opened : float
        Seconds from the start of the kernel to the explorer's first picture.
    latency : list of float
        Seconds from each move that was sent to its picture.
    dragged : float
        Seconds of dragging.
    lost : int
        Drags after which the page or the kernel did not stand at the last value, or showed different pictures.
    problem : Exception or None
        What ended this student's lesson.
    """

    def __init__(self, depth, seconds, offset, ready):
        super().__init__(daemon=True)
        self.settings = "" if depth is None else f"depth={depth}"
        self.seconds, self.offset, self.ready = seconds, offset % PERIOD, ready
        self.opened, self.latency, self.dragged, self.lost, self.problem, self.page = 0.0, [], 0.0, 0, None, None

    def run(self):
        try:
            self._attend()
        except Exception as problem:
            self.problem = problem
            self.ready.abort()

    def _attend(self):
        begin = time.monotonic()
        self.page = FrontEnd()
        self.page.__enter__()
        self.page.run(CODE.format(settings=self.settings))
        self.opened = time.monotonic() - begin
        self.slider = self.page.ask("explorer.controls['init_scale'].model_id")
        self.image = self.page.ask("explorer.image.model_id")
        self.ready.wait()
        end, next_drag = time.monotonic() + self.seconds, time.monotonic() + self.offset
        while next_drag + DRAG <= end:
            self._rest(next_drag)
            self._drag()
            next_drag += PERIOD

    def _rest(self, until):
        while (left := until - time.monotonic()) > 0:
            self.page.listen(left)

    def _drag(self):
        """Move to and fro over half a decade each way; then let go, and look whether all stand at the last value."""
        begin, value = time.monotonic(), None
        while (now := time.monotonic()) < begin + DRAG:
            value = 10 ** (0.5 * math.sin(2.1 * (now - begin)))
            self._send(value)
            self._rest(now + THROTTLE)
        self.dragged += time.monotonic() - begin
        self._check(value)

    def _send(self, value):
        """Move, and wait for the kernel to be done with it, as the page does before it sends the next; time the way."""
        begin, seen = time.monotonic(), len(self.page.pictures)
        cause = self.page.move(self.slider, value)
        self.page.until(lambda: cause in self.page.answered)
        came = [when for of, model, when in self.page.pictures[seen:] if of == cause and model == self.image]
        self.latency += [when - begin for when in came[-1:]]  # none, where the picture is the same to the last bit

    def _check(self, value):
        held, picture, error = self.page.ask(SHOWN)
        shown = hashlib.sha256(self.page.models[self.image]["value"]).hexdigest()
        self.lost += held != value or picture != shown or error != ""

    def memory(self):
        """The kernel's memory, MiB: its share of what processes have in common (PSS, where known), and all (RSS)."""
        if self.page is None or not self.page.manager.is_alive():
            return math.nan, math.nan
        used = psutil.Process(self.page.pid).memory_full_info()
        return getattr(used, "pss", math.nan) / 2**20, used.rss / 2**20

    def close(self):
        """End the kernel."""
        if self.page is not None:
            self.page.__exit__()
