"""Lesson 8: its predictions come true."""

import numpy as np

from dnnlib import exercises, experiments
from dnnlib.signals import layer_spreads

TOPIC = exercises.initialization


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
