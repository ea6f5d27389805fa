"""The explorers of lesson 2: what is their own; every explorer is driven over its controls in one place."""

import dataclasses

import numpy as np
import pytest

from dnnlib import explorers
from dnnlib.live.controls import control_range
from dnnlib.live.explorer import SLIDERS

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


@pytest.mark.parametrize("topic", PLAIN)
def test_no_axis_loses_what_it_showed_while_a_slider_moves(topic):
    explorer = getattr(explorers, topic)()
    for control in explorer.controls.values():
        if not isinstance(control, SLIDERS):
            continue
        seen = {ax: (*ax.get_xlim(), *ax.get_ylim()) for ax in explorer.figure.axes}
        for value in (*control_range(control)[:2], control.value):
            control.value = value
            for ax, (left, right, low, high) in seen.items():
                now = (*ax.get_xlim(), *ax.get_ylim())
                assert now[0] <= left < right <= now[1]
                assert now[2] <= low < high <= now[3]
                seen[ax] = now
        explorer.reset()
    explorer.close()


@pytest.mark.parametrize("topic", PLAIN)
def test_held_is_named_only_while_something_is_held(topic):
    explorer = getattr(explorers, topic)()
    assert not explorer.figure.held_key.get_visible()
    explorer.freeze()
    assert explorer.figure.held_key.get_visible()
    explorer.thaw()
    assert not explorer.figure.held_key.get_visible()
    explorer.close()


@pytest.mark.parametrize("topic", PLAIN)
def test_what_is_read_off_stands_above_the_panels(topic):
    explorer = getattr(explorers, topic)()
    words = [text for ax in explorer.figure.axes for text in ax.texts]
    assert len(words) >= 2
    for text in words:
        assert text.get_window_extent().y0 >= text.axes.bbox.y1
    explorer.close()


def test_the_best_learning_rate_is_for_the_learner_to_find():
    explorer = explorers.gradient_descent(eta=0.5)
    assert f"{explorer.result.bowl.best:.2g}" == "0.91"
    for words in (explorer.alt_text, *(text.get_text() for ax in explorer.figure.axes for text in ax.texts)):
        assert "0.91" not in words
        assert "limit" not in words
    explorer.close()


def test_a_descent_is_shown_up_to_a_step():
    explorer = explorers.gradient_descent(percent=50)
    figure, result = explorer.figure, explorer.result
    assert np.array_equal(figure.path.now.get_xydata(), result.bowl.path[:31])
    assert np.array_equal(figure.loss.now.get_ydata(), result.network_loss[:101])
    assert "the first 50 % of the steps" in explorer.alt_text
    explorer.move(percent=100)
    assert np.array_equal(figure.loss.now.get_ydata(), result.network_loss)
    assert "of the steps" not in explorer.alt_text
    explorer.close()
