"""The explorers of lesson 7: what is held, what stands still, what is said."""

import numpy as np
import pytest

from dnnlib import experiments, explorers
from dnnlib.lessons.vanishing_gradients.figure_map import JacobianFigure
from tests.lessons.driving import same

TOPICS = ["vanishing_gradients", "jacobian_spectrum", "gradient_map", "update_sizes"]


@pytest.fixture(params=TOPICS)
def explorer(request):
    explorer = getattr(explorers, request.param)()
    yield explorer
    explorer.close()


def test_a_held_run_stays_behind_the_next(explorer):
    held, picture = explorer.result, explorer.image.value
    explorer.freeze()
    explorer.move(init_scale=3.0)
    assert explorer.wait(60)
    with_ghost = explorer.image.value
    explorer.thaw()
    assert explorer.image.value != with_ghost
    explorer.reset()
    assert explorer.wait(60)
    assert explorer.image.value == picture
    assert same(explorer.result, held)


def test_a_move_redraws_only_what_moves(explorer):
    explorer.move(seed=1)
    explorer.wait(60)
    drawn = explorer.figure.background_draws
    for depth in (explorer.controls["depth"].value - 1, explorer.controls["depth"].value + 1):
        explorer.move(depth=depth)
        explorer.wait(60)
    assert explorer.figure.background_draws == drawn


def test_the_cursor_moves_on_a_map_that_is_there():
    explorer = explorers.gradient_map(width=20)
    before = explorer.result.map
    explorer.move(depth=7, init_scale=2.0)
    assert explorer.wait(60)
    assert (before == explorer.result.map).all()
    assert list(explorer.figure.cursors[0].now.get_ydata()) == [7]
    explorer.close()


def test_the_words_name_what_is_seen():
    explorer = explorers.vanishing_gradients()
    assert "sigmoid" in explorer.alt_text
    assert "e-19" in explorer.alt_text
    explorer.move(activation="relu", batch_norm=True)
    assert "batch norm" in explorer.alt_text
    assert "is dead" in explorer.alt_text
    explorer.move(depth=50, batch_norm=False)
    assert "dead units" in explorer.alt_text
    explorer.move(activation="identity")
    assert "dead" not in explorer.alt_text
    explorer.close()


def test_what_overflows_is_told():
    explorer = explorers.update_sizes(activation="relu", init_scale=10.0, eta=1.0)
    assert "overflow" in explorer.alt_text
    explorer.close()


def test_a_run_that_overflows_says_so_in_the_picture_too():
    explorer = explorers.update_sizes(depth=30, width=10, activation="identity", init_scale=10.0, eta=1.0)
    first = explorer.image.value
    assert "overflow" in explorer.figure.overflow.get_text()
    explorer.move(width=11)
    explorer.wait()
    assert "overflow" in explorer.alt_text
    assert explorer.image.value != first
    explorer.move(depth=3, init_scale=1.0, eta=0.01)
    explorer.stop()
    assert explorer.figure.overflow.get_text() == ""


def test_the_median_is_drawn_as_far_as_it_can_be_told_from_rounding():
    figure = JacobianFigure.of(result := experiments.jacobian_spectrum(50, 50, "tanh", 3.0))
    drawn, median = figure.growth["median"].now.get_ydata(), np.median(result.values, axis=1)
    resolved = median > result.resolved
    assert 0 < resolved.sum() < resolved.size
    assert drawn[resolved].tolist() == median[resolved].tolist()
    assert np.isnan(drawn[~resolved]).all()
