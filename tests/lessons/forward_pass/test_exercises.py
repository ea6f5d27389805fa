"""Lesson 1: the numbers of its predictions are the networks'."""

from dnnlib import Network, exercises, experiments

TOPIC = exercises.forward_pass


def test_the_numbers_of_the_predictions_are_the_networks():
    digits = Network([64, 30, 10], rng=0)
    assert (
        f"{sum(p.size for _, _, p in digits.parameters()):,}" in TOPIC.PREDICTION_1.options[TOPIC.PREDICTION_1.answer]
    )
    deep = experiments.forward_pass(depth=8, width=10, activation="identity")
    assert f"{deep.parameters} parameters" in TOPIC.PREDICTION_2.question
    assert TOPIC.PREDICTION_2.options[TOPIC.PREDICTION_2.answer] == "a straight line"
    assert "steps" in TOPIC.PREDICTION_3.options[TOPIC.PREDICTION_3.answer]
