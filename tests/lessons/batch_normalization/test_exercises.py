"""The exercises of lesson 9: a stub is no error, a wrong answer is named, the solution passes."""

import numpy as np
import pytest

from dnnlib import exercises, experiments

TOPIC = exercises.batch_normalization


def _forward(eps):
    return lambda z, gamma, beta: gamma * (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + eps) + beta


def _backward(dout, z_hat, std, gamma):
    g = gamma * dout
    return (g - g.mean(axis=0) - z_hat * (g * z_hat).mean(axis=0)) / std


RIGHT_AND_WRONG = {
    "forward": (_forward(1e-5), _forward(0)),
    "backward": (_backward, lambda dout, z_hat, std, gamma: gamma * dout / std),
    "fold": (
        lambda W, gamma, beta, mean, std: ((gamma / std)[:, None] * W, beta - gamma * mean / std),
        lambda W, gamma, beta, mean, std: (gamma / std * W[:, : len(gamma)] if W.shape[0] == W.shape[1] else W, beta),
    ),
}


@pytest.mark.parametrize("name", RIGHT_AND_WRONG)
def test_stub_right_and_wrong(name):
    exercise, (right, wrong) = getattr(TOPIC, name), RIGHT_AND_WRONG[name]
    assert exercise.check(lambda *arguments: ...).passed is None
    assert exercise.check(right).passed is True
    verdict = exercise.check(wrong)
    assert verdict.passed is False
    assert "case" in verdict.words


def test_the_sweep_is_as_the_prediction_says():
    *_, result = experiments.scale_sweep_steps()
    halved = int((result.normalized < np.log(10) / 2).sum())
    assert 7 <= halved <= 13
    assert "half" in TOPIC.SWEEP_FIRST.options[TOPIC.SWEEP_FIRST.answer]
