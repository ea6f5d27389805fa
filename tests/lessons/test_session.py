"""Whatever a learner's session has set: pictures and words are the same, and the settings stay the learner's."""

import contextlib
import io
import warnings

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import style
from matplotlib.figure import Figure

from dnnlib import experiments
from dnnlib.live import letters
from tests.lessons.driving import random_settings
from tests.lessons.every import make, topics, trains

HANDFUL = ("forward_pass_surface", "network_logits", "vanishing_gradients")  # images, many ticks, letters and contours
HOSTILE = {
    "axes.unicode_minus": False, "font.family": "monospace", "font.size": 30, "image.cmap": "jet",
    "lines.linewidth": 9, "mathtext.fontset": "cm", "text.usetex": True, "ytick.labelsize": 3,
}  # fmt: skip
SETTINGS = {
    **{name: lambda name=name: style.use(name) for name in style.available},
    "font size": lambda: mpl.rc("font", size=30),
    "usetex": lambda: mpl.rc("text", usetex=True),
    "backend": lambda: mpl.use("svg"),
    "warnings": lambda: warnings.simplefilter("error"),
    "print options": lambda: np.set_printoptions(precision=2, suppress=True),
    "error state": lambda: np.seterr(all="raise"),
}


def everything():
    """All that a session can set, at once."""
    style.use("classic")
    for name in ("warnings", "print options", "error state", "backend"):
        SETTINGS[name]()
    for name, value in HOSTILE.items():
        mpl.rc(name.rpartition(".")[0], **{name.rpartition(".")[2]: value})


@contextlib.contextmanager
def session():
    """A session whose settings end with it."""
    with mpl.rc_context(), np.errstate(), np.printoptions(), warnings.catch_warnings():
        yield
    mpl.use("agg")


def settings():
    """What is set now."""
    known = mpl.rcParams
    return {name: known[name] for name in known}, np.geterr(), np.get_printoptions(), list(warnings.filters)


def shown(topic, change=lambda: None):
    """Picture and words at the start and once more, after a move, with a change of settings before each."""
    letters._letter.cache_clear()
    letters._measures.cache_clear()
    with session():
        change()
        explorer = make(topic)
        pictures = [explorer.image.value, explorer.alt_text]
        change()
        before = settings()
        explorer.freeze()
        if trains(explorer):  # a move takes long
            explorer.figure.invalidate()
            explorer.thaw()
        else:
            explorer.move(**random_settings(explorer, np.random.default_rng(5)))
        pictures += [explorer.image.value, explorer.alt_text, explorer.caption.value, explorer.note.value]
        assert explorer.error.value == ""
        assert settings() == before
        explorer.close()
    return pictures


@pytest.fixture(scope="module", params=HANDFUL)
def plain(request):
    return request.param, shown(request.param)


@pytest.mark.parametrize("name", SETTINGS)
def test_nothing_that_a_session_sets_is_seen(plain, name):
    topic, pictures = plain
    assert shown(topic, SETTINGS[name]) == pictures


@pytest.mark.parametrize("topic", topics())
def test_no_explorer_shows_anything_of_a_hostile_session(topic):
    assert shown(topic, everything) == shown(topic)


@pytest.mark.parametrize("name", ["initial_loss", "rescue", "vanishing_gradients"])
def test_an_experiment_called_plainly_runs_where_numpy_raises(name):
    with np.errstate(all="raise"):
        assert getattr(experiments, name)()


def test_a_learner_plots_as_ever_while_the_playground_plays():
    def plot():
        figure, file = Figure(), io.BytesIO()
        figure.subplots().plot([0, 1], label="learner's")
        figure.axes[0].legend()
        figure.savefig(file, format="raw")
        return file.getvalue()

    with session():
        style.use("dark_background")
        np.seterr(all="raise")
        alone, before = plot(), settings()
        playground = make("playground", epochs=0)
        pictures = {playground.image.value}
        playground.play()
        while len(pictures) < 10:
            assert settings() == before
            assert plot() == alone
            assert settings() == before
            pictures.add(playground.image.value)
            assert playground.error.value == ""
        playground.close()
        assert playground.wait(60)
