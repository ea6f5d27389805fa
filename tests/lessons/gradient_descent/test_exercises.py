"""Lesson 2: its cases, and what its predictions say."""

import math

import numpy as np
import pytest

from dnnlib import exercises, experiments

TOPIC = exercises.gradient_descent


def test_no_case_of_the_step_count_is_near_a_whole_number():
    for kappa, factor in TOPIC.steps_needed.cases:
        assert 0.01 < math.log(factor) / math.log((kappa - 1) / (kappa + 1)) % 1 < 0.99


def test_the_predicted_best_is_the_best_of_its_options():
    prediction = TOPIC.PREDICTION_2
    rates = [experiments.bowl([0.5, 2.0], [1.0, 1.0], float(option), 60).rate for option in prediction.options]
    assert np.argmin(rates) == prediction.answer
    assert experiments.bowl([0.5, 2.0], [1.0, 1.0], 0.8, 60).limit == 1


def test_four_times_the_batch_has_half_the_noise():
    G = np.random.default_rng(0).normal(size=(100_000, 1))
    four, sixteen = experiments.expected_noise(G, [4, 16])
    assert four / sixteen == pytest.approx(2, rel=1e-3)
    assert TOPIC.PREDICTION_3.options[TOPIC.PREDICTION_3.answer].startswith("2 times")
