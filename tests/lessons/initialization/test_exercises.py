"""The exercises of lesson 8: a stub is no error, a wrong answer is named; and the predictions come true."""

import numpy as np
import pytest

from dnnlib import exercises, experiments
from dnnlib.signals import layer_spreads

TOPIC = exercises.initialization

RIGHT_AND_WRONG = {
    "product_variance": (
        lambda mx, vx, my, vy: (vx + mx**2) * (vy + my**2) - (mx * my) ** 2,
        lambda mx, vx, my, vy: vx * vy,
    ),
    "xavier_bound": (
        lambda n_in, n_out: np.sqrt(3) * np.sqrt(2 / (n_in + n_out)),
        lambda n_in, n_out: np.sqrt(2 / (n_in + n_out)),
    ),
    "he_leaky": (
        lambda n_in, slope: np.sqrt(2 / n_in) / np.hypot(1, slope),
        lambda n_in, slope: np.sqrt(2 / n_in),
    ),
    "unit_variance": (lambda W, A: W / np.std(A @ W.T), lambda W, A: W / np.std(W)),
}


@pytest.mark.parametrize("name", RIGHT_AND_WRONG)
def test_stub_right_and_wrong(name):
    exercise, (right, wrong) = getattr(TOPIC, name), RIGHT_AND_WRONG[name]
    assert exercise.check(lambda *arguments: ...).passed is None
    assert exercise.check(right).passed is True
    verdict = exercise.check(wrong)
    assert verdict.passed is False
    assert "case" in verdict.words


def spreads(std):
    rng = np.random.default_rng(3)
    weights = [std * rng.standard_normal((500, 500)) for _ in range(11)]
    return layer_spreads(weights, *rng.standard_normal((2, 64, 500)), activation="tanh")


def test_the_predictions_come_true():
    assert experiments.constant_weights(init_scale=0.5, width=4).equal
    assert spreads(0.01).a[10] < 1e-5
    large = spreads(1.0)
    assert large.idle[1:11].min() > 0.9
    assert large.delta[1] > 1e3
    decay = experiments.variance_decay(depth=100)
    assert 0.001 < decay.q[100] < 0.1 * decay.q[5]
