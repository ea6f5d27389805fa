"""Lesson 9: what its predictions say."""

import numpy as np

from dnnlib import exercises, experiments

TOPIC = exercises.batch_normalization


def test_the_sweep_is_as_the_prediction_says():
    *_, result = experiments.scale_sweep_steps()
    halved = int((result.normalized < np.log(10) / 2).sum())
    assert 7 <= halved <= 13
    assert "half" in TOPIC.PREDICTION_3.options[TOPIC.PREDICTION_3.answer]
