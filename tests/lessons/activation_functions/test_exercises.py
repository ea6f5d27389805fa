"""Lesson 6: what its references promise, and what its predictions say."""

import pytest
from threadpoolctl import threadpool_limits

from dnnlib import exercises, experiments, sigmoid_prime, tanh_prime

TOPIC = exercises.activation_functions


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """As an explorer computes: a second thread only spins between products this small."""
    with threadpool_limits(1):
        yield


@pytest.mark.parametrize("case", TOPIC.killing_eta.cases)
def test_the_learning_rate_that_kills_is_the_border(case):
    w, b, a, delta = case
    eta = TOPIC.killing_eta.reference(*case)
    after = [(w - f * eta * delta * a) @ a + b - f * eta * delta for f in (0.99, 1.01)]
    assert eta > 0
    assert after[0] > 0 > after[1]


def right(prediction):
    return prediction.options[prediction.answer]


def test_the_predictions_are_what_the_experiments_show():
    assert tanh_prime(3.0) < sigmoid_prime(3.0)
    assert right(TOPIC.PREDICTION_1) == "the sigmoid"
    assert experiments.zig_zag().tied == 1
    assert "all rise" in right(TOPIC.PREDICTION_2)
    assert experiments.dead_units(eta=0.1).losses[-1] < 0.5
    assert "most" in right(TOPIC.PREDICTION_3)
    revived = {name: shares[0] - shares[-1] for name, shares in experiments.rescue().silent.items() if name != "relu"}
    assert min(revived, key=revived.get) == "leaky_relu"
    assert "leaky" in right(TOPIC.PREDICTION_4)


@pytest.mark.parametrize("seed", range(5))
def test_at_a_large_rate_most_units_die_within_fifty_steps(seed):
    run = experiments.dead_units(eta=1.0, seed=seed)
    assert run.dead_over_time[run.steps <= 50].max() > 0.5
    assert 0.55 < run.dead_over_time[-1] < 0.95
    assert "fifty" in right(TOPIC.PREDICTION_3)
