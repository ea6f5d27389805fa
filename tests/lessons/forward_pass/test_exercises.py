"""The exercises of lesson 1: a stub is no error, a wrong answer is named, the solution passes."""

import numpy as np
import pytest

from dnnlib import Network, exercises, experiments

TOPIC = exercises.forward_pass
RIGHT_AND_WRONG = {
    "parameter_count": (
        lambda sizes: sum(sizes[l] * (sizes[l - 1] + 1) for l in range(1, len(sizes))),
        lambda sizes: sum(sizes[l] * sizes[l - 1] for l in range(1, len(sizes))),
    ),
    "one_layer": (lambda W, b, a: W @ a + b, lambda W, b, a: W @ a),
    "batch_forward": (
        lambda X, W1, b1, W2, b2: np.tanh(X @ W1.T + b1) @ W2.T + b2,
        lambda X, W1, b1, W2, b2: np.tanh(X @ W1.T + b1) @ W2.T,
    ),
    "collapse": (
        lambda W1, b1, W2, b2: (W2 @ W1, W2 @ b1 + b2),
        lambda W1, b1, W2, b2: (W2 @ W1, b1.sum() + b2),
    ),
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


def test_a_forgotten_transpose_fails_on_the_square_case():
    verdict = TOPIC.batch_forward.check(lambda X, W1, b1, W2, b2: np.tanh(X @ W1 + b1) @ W2 + b2)
    assert verdict.passed is False


@pytest.mark.parametrize("name", ["COUNT_FIRST", "IDENTITY_FIRST", "INIT_SCALE_FIRST"])
def test_predictions_have_an_answer(name):
    prediction = getattr(TOPIC, name)
    assert prediction.options[prediction.answer]


def test_the_numbers_of_the_predictions_are_the_networks():
    digits = Network([64, 30, 10], rng=0)
    assert f"{sum(p.size for _, _, p in digits.parameters()):,}" in TOPIC.COUNT_FIRST.options[TOPIC.COUNT_FIRST.answer]
    deep = experiments.forward_pass(depth=8, width=10, activation="identity")
    assert f"{deep.parameters} parameters" in TOPIC.IDENTITY_FIRST.question
