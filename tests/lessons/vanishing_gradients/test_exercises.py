"""The exercises of lesson 7: a stub is no error, a wrong answer is named, the solution passes."""

import math

import numpy as np
import pytest

from dnnlib import exercises, experiments

TOPIC = exercises.vanishing_gradients


def clip(dW, db, most):
    shrink = min(1, most / math.sqrt((dW**2).sum() + (db**2).sum()))
    return dW * shrink, db * shrink


RIGHT_AND_WRONG = {
    "chi_of_slopes": (lambda s, w: w**2 * np.mean(s**2), lambda s, w: w**2 * np.mean(s) ** 2),
    "critical_scale": (lambda alpha: math.sqrt(2 / (1 + alpha**2)), lambda alpha: math.sqrt(2)),
    "layers_until": (
        lambda factor, size: math.floor(math.log(size) / math.log(factor)) + 1,
        lambda factor, size: math.floor(math.log(size) / math.log(factor)),
    ),
    "clip_gradient": (clip, lambda dW, db, most: (np.clip(dW, -most, most), np.clip(db, -most, most))),
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


def test_a_short_gradient_must_not_be_stretched():
    def always(dW, db, most):
        return tuple(g * most / math.sqrt((dW**2).sum() + (db**2).sum()) for g in (dW, db))

    assert "case 2" in TOPIC.clip_gradient.check(always).words


def test_the_numbers_of_the_predictions_are_the_networks():
    sigmoid = experiments.vanishing_gradients(depth=30, width=100, activation="sigmoid")
    assert 1e-19 < sigmoid.delta[1] < 1e-17
    linear = experiments.vanishing_gradients(depth=50, width=100, activation="identity", init_scale=1.2)
    assert 2_000 < linear.delta[1] < 20_000
    for scale in (0.1, 0.5, 1.4, 10.0):
        norm = experiments.vanishing_gradients(30, 100, "relu", scale, batch_norm=True)
        assert norm.delta[1] / norm.delta[29] > 50
    for prediction in (TOPIC.SIGMOID_FIRST, TOPIC.SLOPE_ONE_FIRST, TOPIC.BATCH_NORM_FIRST):
        assert prediction.options[prediction.answer]


def test_a_gradient_of_exactly_the_size_is_not_below_it():
    verdict = TOPIC.layers_until.check(lambda factor, size: math.ceil(math.log(size) / math.log(factor)))
    assert verdict.passed is False
    assert "case 5" in verdict.words
