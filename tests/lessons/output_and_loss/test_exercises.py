"""The exercises of lesson 4: a stub is no error, a wrong answer is named, the solution passes."""

import numpy as np
import pytest

from dnnlib import exercises, sigmoid

TOPIC = exercises.output_and_loss


def train(w, b, x, y, eta, steps, squared=False):
    for _ in range(steps):
        a = sigmoid(w * x + b)
        delta = (a - y) * (a * (1 - a) if squared else 1)
        w, b = w - eta * delta * x, b - eta * delta
    return sigmoid(w * x + b)


def naive_cost(z, y):
    with np.errstate(over="ignore"):
        return np.log(1 + np.exp(z)) - y * z


RIGHT_AND_WRONG = {
    "delta_squared_error": (
        lambda Z, Y: (sigmoid(Z) - Y) * sigmoid(Z) * (1 - sigmoid(Z)) / Z.shape[0],
        lambda Z, Y: (sigmoid(Z) - Y) * sigmoid(Z) * (1 - sigmoid(Z)),
    ),
    "stable_cost": (lambda z, y: np.logaddexp(0, z) - y * z, naive_cost),
    "train_neuron": (train, lambda *case: train(*case, squared=True)),
    "matching_cost": (
        lambda z, y: abs(z) + np.log1p(np.exp(-2 * abs(z))) - np.log(2) - y * z,
        lambda z, y: (np.tanh(z) - y) ** 2 / 2 - y**2 / 2,
    ),
}


@pytest.mark.parametrize("name", RIGHT_AND_WRONG)
def test_stub_right_and_wrong(name):
    exercise, (right, wrong) = getattr(TOPIC, name), RIGHT_AND_WRONG[name]
    assert exercise.check(lambda *arguments: ...).passed is None
    assert exercise.check(lambda *arguments: None).passed is None
    assert exercise.check(right).passed is True
    verdict = exercise.check(wrong)
    assert verdict.passed is False
    assert "case" in verdict.words
    assert "expected" in verdict.words


@pytest.mark.parametrize("wrong", [
    lambda Z, Y: (sigmoid(Z) - Y) / len(Z),
    lambda Z, Y: (Y - sigmoid(Z)) * sigmoid(Z) * sigmoid(-Z) / len(Z),
    lambda Z, Y: (sigmoid(Z) - Y) * sigmoid(Z) * sigmoid(-Z) / Z.size,
], ids=["cross-entropy's", "sign", "mean over outputs"])  # fmt: skip
def test_likely_slips_of_delta_fail(wrong):
    assert TOPIC.delta_squared_error.check(wrong).passed is False


def test_forgetting_the_input_or_moving_b_first_fails():
    def without_x(w, b, x, y, eta, steps):
        for _ in range(steps):
            delta = sigmoid(w * x + b) - y
            w, b = w - eta * delta, b - eta * delta
        return sigmoid(w * x + b)

    def one_after_the_other(w, b, x, y, eta, steps):
        for _ in range(steps):
            w -= eta * (sigmoid(w * x + b) - y) * x
            b -= eta * (sigmoid(w * x + b) - y)
        return sigmoid(w * x + b)

    for wrong in (without_x, one_after_the_other):
        assert TOPIC.train_neuron.check(wrong).passed is False


def test_the_matching_cost_has_the_slope_a_minus_y():
    cost, h = TOPIC.matching_cost.reference, 1e-5
    for z, y in [(0.3, 1.0), (-1.2, 0.4), (2.0, -1.0)]:
        assert (cost(z + h, y) - cost(z - h, y)) / (2 * h) == pytest.approx(np.tanh(z) - y, abs=1e-9)


def test_predictions_tell_the_truth():
    assert pytest.approx(7.65, abs=0.01) == 0.7 * 0.7 * 0.3 / (0.98 * 0.98 * 0.02)
    for prediction in (TOPIC.MOVE_FIRST, TOPIC.STEPS_FIRST, TOPIC.DELTA_FIRST):
        assert prediction.options[prediction.answer]
