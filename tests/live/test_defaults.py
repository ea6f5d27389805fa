"""Figures and experiments do not depend on what a session has set, and leave it as it was."""

import threading

import matplotlib as mpl
import numpy as np
import pytest

from dnnlib.live import letters
from dnnlib.live.defaults import LOCK, library_defaults
from dnnlib.live.figure import LiveFigure
from tests.live.demo_explorer import SpreadFigure, experiment

HOSTILE = {"font.size": 30, "lines.linewidth": 9, "axes.facecolor": "black", "axes.unicode_minus": False}


def session():
    """What Matplotlib and NumPy are set to, as this thread reads it."""
    settings = mpl.rcParams
    return {name: settings[name] for name in settings if name != "backend"}, np.geterr()


def in_another_thread(function):
    found = []
    thread = threading.Thread(target=lambda: found.append(function()))
    thread.start()
    thread.join()
    return found[0]


def test_one_thread_reads_the_defaults_and_others_the_sessions_settings():
    with mpl.rc_context(HOSTILE), np.errstate(all="raise"):
        before = session()
        elsewhere = in_another_thread(session)
        with library_defaults(), library_defaults():
            assert session()[0]["font.size"] == 10
            assert session()[1]["under"] == "ignore"
            assert in_another_thread(session) == elsewhere
        assert session() == before
        assert type(mpl.rcParams) is mpl.RcParams


def test_an_error_leaves_the_session_as_it_was():
    before = session()
    with pytest.raises(ZeroDivisionError), library_defaults():
        raise ZeroDivisionError
    assert session() == before
    assert in_another_thread(lambda: LOCK.acquire(blocking=False) and not LOCK.release())


@pytest.mark.parametrize("action", ["build", "set_result", "render", "savefig", "describe"])
def test_every_part_of_a_figure_reads_the_defaults(action):
    seen = []

    class Watching(LiveFigure):
        def build(self):
            seen.append(("build", session()))

        def draw_result(self, result, ghost=None):
            seen.append(("set_result", session()))

        def describe(self, result):
            seen.append(("describe", session()))

        def _draw_moving(self, renderer, pictures=None):
            seen.append(("render" if pictures is not None else "savefig", session()))

    with mpl.rc_context(HOSTILE), np.errstate(all="raise"):
        figure = Watching()
        figure.set_result(None)
        figure.render()
        figure.canvas.draw()
    with library_defaults():
        expected = session()
    assert [found == expected for name, found in seen if name == action] == [True]


def test_letters_of_a_hostile_session_are_the_same():
    def picture():
        letters._letter.cache_clear()
        letters._measures.cache_clear()
        return SpreadFigure.of(experiment(5, 1.0, "tanh", False, 0)).render()

    plain = picture()
    with mpl.rc_context(HOSTILE | {"text.usetex": True, "text.hinting": "none", "text.antialiased": False}):
        assert picture() == plain
