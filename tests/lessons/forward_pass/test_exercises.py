"""Lesson 1: the numbers of its predictions are the networks'."""

from dnnlib import Network, exercises, experiments

TOPIC = exercises.forward_pass


def test_the_numbers_of_the_predictions_are_the_networks():
    digits = Network([64, 30, 10], rng=0)
    assert f"{sum(p.size for _, _, p in digits.parameters()):,}" in TOPIC.COUNT_FIRST.options[TOPIC.COUNT_FIRST.answer]
    deep = experiments.forward_pass(depth=8, width=10, activation="identity")
    assert f"{deep.parameters} parameters" in TOPIC.IDENTITY_FIRST.question
    assert TOPIC.IDENTITY_FIRST.options[TOPIC.IDENTITY_FIRST.answer] == "a straight line"
    assert "steps" in TOPIC.INIT_SCALE_FIRST.options[TOPIC.INIT_SCALE_FIRST.answer]
