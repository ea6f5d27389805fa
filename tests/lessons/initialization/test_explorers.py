"""The explorers of lesson 8: what is held, what is stopped, what is said."""

from dataclasses import replace

import ipywidgets
import numpy as np
import pytest

from dnnlib import explorers
from dnnlib.lessons.initialization import experiment, experiment_ladder
from dnnlib.lessons.initialization.experiment_symmetry import constant_weights
from dnnlib.lessons.initialization.figure_symmetry import SymmetryFigure
from dnnlib.live.controls import control_range
from tests.lessons.driving import same

SLIDERS = ipywidgets.IntSlider | ipywidgets.FloatSlider | ipywidgets.FloatLogSlider
TOPICS = ["initialization", "ladder", "constant_weights", "variance_decay"]


@pytest.fixture(autouse=True)
def one_epoch(monkeypatch):
    """Train for one epoch instead of ten: the controls are what is tested here."""
    for module in (experiment, experiment_ladder):
        monkeypatch.setattr(module, "REPORTS", 4)
    monkeypatch.setattr(experiment, "EPOCHS", 1)


@pytest.fixture(params=TOPICS)
def explorer(request):
    explorer = getattr(explorers, request.param)()
    yield explorer
    explorer.close()


def test_a_held_run_stays_behind_the_next(explorer):
    held, picture = explorer.result, explorer.image.value
    explorer.freeze()
    explorer.move(init_scale=1.9)
    assert explorer.wait(30)
    with_ghost = explorer.image.value
    explorer.thaw()
    assert explorer.image.value != with_ghost
    explorer.reset()
    assert explorer.wait(30)
    assert explorer.image.value == picture
    assert same(explorer.result, held)


def test_a_move_redraws_only_what_moves(explorer):
    explorer.move(init_scale=1.0)
    assert explorer.wait(30)
    drawn = explorer.figure.background_draws
    explorer.move(seed=1)
    assert explorer.wait(30)
    assert explorer.figure.background_draws == drawn


def test_training_can_be_stopped(monkeypatch):
    explorer = explorers.ladder(width=10)
    monkeypatch.setattr(experiment, "EPOCHS", 10)
    monkeypatch.setattr(experiment_ladder, "REPORTS", 40)
    explorer.move(width=200, depth=20)
    explorer.stop()
    assert not explorer.running
    assert explorer.result.progress < 1
    assert explorer.error.value == ""
    explorer.close()


def test_the_words_name_what_is_seen():
    explorer = explorers.initialization()
    assert "tiny" in explorer.alt_text
    assert "e-10" in explorer.alt_text
    explorer.move(init="constant")
    assert explorer.wait(30)
    assert "no gradient reaches layer 1" in explorer.alt_text
    explorer.move(init="large", activation="relu", init_scale=10.0)
    assert explorer.wait(30)
    assert "overflow" in explorer.alt_text
    explorer.close()


def test_what_overflows_says_so_in_its_panel():
    explorer = explorers.initialization(depth=20, init="large", activation="relu", init_scale=10.0)
    explorer.wait()
    assert not np.isfinite(explorer.result.loss).all()
    assert explorer.figure.overflow.get_text() == "overflow"
    explorer.move(depth=2)
    assert "The activations of layer 1, the only hidden one, spread by" in explorer.alt_text
    explorer.close()
    figure = SymmetryFigure()
    result = constant_weights()
    figure.set_result(result)
    assert figure.same.get_text() == "4 units, one line"
    figure.set_result(replace(result, loss=np.append(result.loss[:-1], np.nan)))
    assert figure.same.get_text() == "the numbers overflow"


def test_no_axis_shrinks_while_a_slider_moves(explorer):
    for name, control in explorer.controls.items():
        if not isinstance(control, SLIDERS):
            continue
        explorer.reset()
        seen = limits(explorer)
        for value in control_range(control):
            control.value = value
            explorer.stop()
            now = limits(explorer)
            assert (now[:, 0] <= seen[:, 0]).all(), name
            assert (now[:, 1] >= seen[:, 1]).all(), name
            seen = now


def limits(explorer):
    """The lower and upper limits of all axes, those that point down turned round."""
    return np.array([sorted(ends) for ax in explorer.figure.axes for ends in (ax.get_xlim(), ax.get_ylim())])


def test_axes_of_losses_and_of_the_reciprocal_never_change():
    loss = explorers.initialization().figure.loss.now.axes
    decay = explorers.variance_decay()
    reciprocal = decay.figure.reciprocal.now.axes
    before = reciprocal.get_ylim()
    for scale in (0.5, 2.0):
        decay.move(init_scale=scale)
        assert reciprocal.get_ylim() == before
    assert loss.get_ylim() == (0, 4)


def test_held_is_named_only_while_something_is_held(explorer):
    assert explorer.figure.held.get_text() == ""
    explorer.freeze()
    assert "held" in explorer.figure.held.get_text()
    explorer.thaw()
    assert explorer.figure.held.get_text() == ""


def test_the_held_curves_of_the_ladder_keep_their_colours_and_marks():
    figure = explorers.ladder().figure
    for line in figure.loss.values():
        assert line.held.get_color() == line.now.get_color()
        assert line.held.get_marker() == line.now.get_marker()
        assert line.held.get_fillstyle() == "none"
    assert len({(line.held.get_color(), line.held.get_marker()) for line in figure.loss.values()}) == 7


def test_no_text_of_the_gradient_panel_lies_over_its_curves():
    explorer = explorers.initialization()
    explorer.move(init="constant")
    words = explorer.figure.nothing
    assert words.get_text() == "no gradient reaches layer 1"
    assert words.get_transform() == words.axes.transAxes
    assert words.get_position()[1] > 1
