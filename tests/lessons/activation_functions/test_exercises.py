"""The exercises of lesson 6: a stub is no error, a wrong answer is named, the solution passes."""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from dnnlib import exercises, experiments, sigmoid_prime, tanh_prime

TOPIC = exercises.activation_functions


def _elu(z, alpha):
    e = np.exp(np.minimum(z, 0))
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0))), np.where(z > 0, 1, alpha * e)


RIGHT_AND_WRONG = {
    "elu_and_slope": (_elu, lambda z, alpha: (_elu(z, alpha)[0], _elu(z, 1.0)[1])),
    "slope_gradient": (
        lambda Z, dJ_dA: (dJ_dA * np.minimum(Z, 0)).sum(axis=0),
        lambda Z, dJ_dA: (dJ_dA * np.minimum(Z, 0)).mean(axis=0),
    ),
    "dead": (lambda Z: (Z <= 0).all(axis=0).mean(), lambda Z: (Z <= 0).mean()),
    "killing_eta": (
        lambda w, b, a, delta: (w @ a + b) / (delta * (a @ a + 1)),
        lambda w, b, a, delta: (w @ a + b) / (delta * (a @ a)),
    ),
}


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """As an explorer computes: a second thread only spins between products this small."""
    with threadpool_limits(1):
        yield


@pytest.mark.parametrize("name", RIGHT_AND_WRONG)
def test_stub_right_and_wrong(name):
    exercise, (right, wrong) = getattr(TOPIC, name), RIGHT_AND_WRONG[name]
    assert exercise.check(lambda *arguments: ...).passed is None
    assert exercise.check(right).passed is True
    verdict = exercise.check(wrong)
    assert verdict.passed is False
    assert "case" in verdict.words


@pytest.mark.parametrize("case", TOPIC.killing_eta.cases)
def test_the_learning_rate_that_kills_is_the_border(case):
    w, b, a, delta = case
    eta = TOPIC.killing_eta.reference(*case)
    after = [(w - f * eta * delta * a) @ a + b - f * eta * delta for f in (0.99, 1.01)]
    assert eta > 0
    assert after[0] > 0 > after[1]


def test_the_predictions_are_what_the_experiments_show():
    assert tanh_prime(3.0) < sigmoid_prime(3.0)
    assert TOPIC.STEEPNESS_FIRST.options[TOPIC.STEEPNESS_FIRST.answer] == "the sigmoid"
    assert experiments.zig_zag().tied == 1
    assert "all rise" in TOPIC.POSITIVE_INPUTS_FIRST.options[TOPIC.POSITIVE_INPUTS_FIRST.answer]
    assert experiments.dead_units(eta=0.1).losses[-1] < 0.5
    assert experiments.dead_units(eta=1.0).dead_over_time[10] > 0.5
    assert "most" in TOPIC.LARGE_ETA_FIRST.options[TOPIC.LARGE_ETA_FIRST.answer]
    revived = {name: shares[0] - shares[-1] for name, shares in experiments.rescue().silent.items() if name != "relu"}
    assert min(revived, key=revived.get) == "leaky_relu"
    assert "leaky" in TOPIC.RESCUE_FIRST.options[TOPIC.RESCUE_FIRST.answer]
