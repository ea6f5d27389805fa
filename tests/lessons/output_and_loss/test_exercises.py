"""Lesson 4: its references, and what its predictions say."""

import numpy as np
import pytest

from dnnlib import exercises

TOPIC = exercises.output_and_loss


def test_the_matching_cost_has_the_slope_a_minus_y():
    cost, h = TOPIC.matching_cost.reference, 1e-5
    for z, y in [(0.3, 1.0), (-1.2, 0.4), (2.0, -1.0)]:
        assert (cost(z + h, y) - cost(z - h, y)) / (2 * h) == pytest.approx(np.tanh(z) - y, abs=1e-9)


def test_predictions_tell_the_truth():
    assert pytest.approx(0.98, abs=0.01) == 0.5 * 0.5 * 0.5 / (0.8 * 0.8 * 0.2)
    assert "nearly as far" in TOPIC.PREDICTION_1.options[TOPIC.PREDICTION_1.answer]
    assert "0.018 times" in TOPIC.PREDICTION_3.options[TOPIC.PREDICTION_3.answer]
