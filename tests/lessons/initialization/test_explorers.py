"""The explorers of lesson 8: what is held, what is stopped, what is said."""

from dataclasses import replace

import numpy as np
import pytest

from dnnlib import explorers
from dnnlib.lessons.initialization import experiment, experiment_ladder
from dnnlib.lessons.initialization.experiment_symmetry import constant_weights
from dnnlib.lessons.initialization.figure_symmetry import SymmetryFigure
from tests.lessons.driving import same

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
    assert explorer.figure.overflow.get_text() == "the loss overflows"
    explorer.move(depth=2)
    assert "The activations of layer 1, the only hidden one, spread by" in explorer.alt_text
    explorer.close()
    figure = SymmetryFigure()
    result = constant_weights()
    figure.set_result(result)
    assert figure.same.get_text() == "4 units, one line"
    figure.set_result(replace(result, loss=np.append(result.loss[:-1], np.nan)))
    assert figure.same.get_text() == "the numbers overflow"
