"""The explorers of lesson 2, driven over all their controls."""

import numpy as np
import pytest

from dnnlib import experiments, explorers
from tests.explorers.driving import drive, same


def last(generator_function):
    """An experiment that gives the last of what a generator yields."""

    def experiment(**settings):
        *_, result = generator_function(**settings)
        return result

    return experiment


PLAIN = {
    "gradient_descent": experiments.gradient_descent,
    "accuracy_and_loss": experiments.weight_walk,
    "predicted_change": experiments.predicted_change,
}
STEPWISE = {"batch_noise": experiments.batch_noise, "learning_rate_sweep": experiments.learning_rate_sweep}
EXPERIMENTS = PLAIN | {name: last(steps) for name, steps in STEPWISE.items()}
OTHER = {
    "eta": 0.5, "condition": 50, "start": 60, "w": -1.0, "examples": 100, "depth": 2, "width": 10, "batch_size": 64,
    "activation": "relu", "init_scale": 0.5, "seed": 9,
}  # fmt: skip


@pytest.fixture(params=EXPERIMENTS)
def topic(request):
    explorer = getattr(explorers, request.param)()
    yield explorer, EXPERIMENTS[request.param]
    explorer.close()


def test_every_control_over_its_range(topic):
    explorer, experiment = topic
    drive(explorer, experiment, combinations=30 if not explorer._stepwise else 10)


def test_each_control_changes_the_picture(topic):
    explorer, _ = topic
    for name in explorer.controls:
        picture = explorer.image.value
        explorer.move(**{name: OTHER[name] if name != "depth" else explorer.settings["depth"] + 2})
        explorer.wait()
        assert explorer.image.value != picture, name
        explorer.reset()
        explorer.wait()
        assert explorer.image.value == picture, name


def test_a_held_run_stays_behind_the_next(topic):
    explorer, _ = topic
    held, picture = explorer.result, explorer.image.value
    explorer.freeze()
    explorer.move(init_scale=0.5)
    explorer.wait()
    with_ghost = explorer.image.value
    explorer.thaw()
    assert explorer.image.value != with_ghost
    explorer.reset()
    explorer.wait()
    assert explorer.image.value == picture
    assert same(explorer.result, held)


def test_a_move_redraws_only_what_moves(topic):
    explorer, _ = topic
    for name in set(explorer.controls) & {"eta", "condition", "start", "w", "batch_size"}:
        explorer.move(**{name: OTHER[name]})
        explorer.wait()
    assert explorer.figure.background_draws == 1


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
    assert not np.isfinite(explorer.figure.loss.get_ydata()[-1])
    explorer.close()


def test_the_drawn_curves_are_the_result():
    explorer = explorers.accuracy_and_loss()
    assert np.array_equal(explorer.figure.curves[0].get_ydata(), explorer.result.accuracy)
    assert np.array_equal(explorer.figure.curves[1].get_ydata(), explorer.result.loss)
    explorer.close()
