"""The explorers of lesson 2: what is their own; every explorer is driven over its controls in one place."""

import dataclasses

import numpy as np
import pytest

from dnnlib import explorers

PLAIN = ("gradient_descent", "accuracy_and_loss", "predicted_change")
STEPWISE = ("batch_noise", "learning_rate_sweep")
OTHER = {"eta": 0.5, "condition": 50, "start": 60, "w": -1.0, "batch_size": 64}


@pytest.mark.parametrize("topic", PLAIN + STEPWISE)
def test_a_move_redraws_only_what_moves(topic):
    explorer = getattr(explorers, topic)()
    for name in set(explorer.controls) & set(OTHER):
        explorer.move(**{name: OTHER[name]})
        explorer.wait()
    assert explorer.figure.background_draws == 1
    explorer.close()


@pytest.mark.parametrize("name", STEPWISE)
def test_stepwise_work_can_be_stopped(name):
    explorer = getattr(explorers, name)()
    explorer.move(depth=5, batch_size=8)
    explorer.stop()
    assert not explorer.running
    assert 0 <= explorer.result.progress <= 1
    assert explorer.error.value == ""
    explorer.close()


def test_the_words_tell_convergence_from_divergence():
    explorer = explorers.gradient_descent(eta=0.99)
    assert "the path converges" in explorer.alt_text
    explorer.move(eta=1.0)
    assert "to and fro without end" in explorer.alt_text
    explorer.move(eta=1.01)
    assert "the path diverges" in explorer.alt_text
    explorer.close()


def test_an_overflow_is_told_and_the_curve_ends_where_it_happens():
    explorer = explorers.gradient_descent(eta=1.2, depth=5, init_scale=3.0)
    assert not np.isfinite(explorer.result.network_loss[-1])
    assert "overflows" in explorer.alt_text
    assert not np.isfinite(explorer.figure.loss.now.get_ydata()[-1])
    explorer.close()


def test_the_drawn_curves_are_the_result():
    explorer = explorers.accuracy_and_loss()
    assert np.array_equal(explorer.figure.accuracy.now.get_ydata(), explorer.result.accuracy)
    assert np.array_equal(explorer.figure.loss.now.get_ydata(), explorer.result.loss)
    explorer.close()


def test_a_loss_of_any_finite_size_is_drawn_and_overflow_is_told():
    explorer = explorers.accuracy_and_loss()
    explorer.move(init_scale=3.0, depth=8, activation="relu")
    result, curve = explorer.result, explorer.figure.loss.now
    low, high = explorer.figure.panels[1].get_ylim()
    assert result.loss.min() > 1e12
    np.testing.assert_array_equal(curve.get_ydata(), result.loss)
    assert low < result.loss.min() <= result.loss.max() < high
    explorer.figure.set_result(dataclasses.replace(result, loss=result.loss * np.inf, loss_here=np.inf))
    assert np.isnan(curve.get_ydata()).all()
    assert explorer.figure.loss_words.get_text() == "overflow"
    explorer.close()


def test_a_path_that_is_there_in_one_step_has_no_factor():
    explorer = explorers.gradient_descent(eta=0.5, condition=1)
    assert explorer.figure.distance_words.get_text() == "there in one step"
    explorer.move(eta=0.4)
    assert explorer.figure.distance_words.get_text() == "× 0.2 a step"
    explorer.close()
