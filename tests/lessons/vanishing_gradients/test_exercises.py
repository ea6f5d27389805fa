"""Lesson 7: the numbers of its predictions are the networks'."""

import math

from dnnlib import exercises, experiments

TOPIC = exercises.vanishing_gradients


def test_the_numbers_of_the_predictions_are_the_networks():
    for seed in range(5):
        larger = experiments.vanishing_gradients(30, 100, "sigmoid", 4.0, seed=seed)
        assert 0.55 < larger.gain < 0.65
    linear = experiments.vanishing_gradients(depth=50, width=100, activation="identity", init_scale=1.2)
    assert 2_000 < linear.delta[1] < 20_000
    for scale in (0.1, 0.5, 1.4, 10.0):
        norm = experiments.vanishing_gradients(30, 100, "relu", scale, batch_norm=True)
        assert norm.delta[1] / norm.delta[29] > 50
    right = [p.options[p.answer] for p in (TOPIC.PREDICTION_1, TOPIC.PREDICTION_2, TOPIC.PREDICTION_3)]
    assert right[:2] == ["about 0.6", "several thousand"]
    assert right[2].startswith("the mean of ReLU")


def test_a_gradient_of_exactly_the_size_is_not_below_it():
    verdict = TOPIC.layers_until.check(lambda factor, size: math.ceil(math.log(size) / math.log(factor)))
    assert verdict.passed is False
    assert "case 5" in verdict.words
