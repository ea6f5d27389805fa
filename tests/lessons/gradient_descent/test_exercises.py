"""The exercises of lesson 2: a stub is no error, a wrong answer is named, the solution passes."""

import math

import numpy as np
import pytest

from dnnlib import exercises, experiments

TOPIC = exercises.gradient_descent


def linear_step(w, b, X, y, eta, share=1.0):
    error = X @ w + b - y
    return w - eta * X.T @ error / len(y), b - eta * share * error.mean()


def best(H, of=np.linalg.eigvalsh):
    values = of(H)
    low, high = values.min(), values.max()
    return 2 / (low + high), (high - low) / (high + low)


RIGHT_AND_WRONG = {
    "linear_step": (
        linear_step,
        {
            "no mean": lambda w, b, X, y, eta: linear_step(w, b, X, y, eta * len(y)),
            "uphill": lambda w, b, X, y, eta: linear_step(w, b, X, y, -eta),
            "bias forgotten": lambda *case: linear_step(*case, share=0.0),
        },
    ),
    "updates": (
        lambda m, B, epochs: epochs * math.ceil(m / B),
        {"rounded down": lambda m, B, epochs: epochs * (m // B), "one epoch": lambda m, B, epochs: math.ceil(m / B)},
    ),
    "best_eta_and_rate": (
        best,
        {
            "the limit": lambda H: (2 / np.linalg.eigvalsh(H).max(), best(H)[1]),
            "the diagonal": lambda H: best(H, np.diag),
            "kappa upside down": lambda H: (best(H)[0], -best(H)[1]),
        },
    ),
    "steps_needed": (
        lambda kappa, factor: math.ceil(math.log(factor) / math.log((kappa - 1) / (kappa + 1))),
        {
            "rounded down": lambda k, factor: int(math.log(factor) / math.log((k - 1) / (k + 1))),
            "per loss": lambda k, factor: math.ceil(math.log(factor) / math.log((k - 1) / (k + 1)) / 2),
        },
    ),
}
WRONG = [(name, slip) for name, (_, slips) in RIGHT_AND_WRONG.items() for slip in slips]


@pytest.mark.parametrize("name", RIGHT_AND_WRONG)
def test_stub_and_solution(name):
    exercise = getattr(TOPIC, name)
    assert exercise.check(lambda *case: ...).passed is None
    assert exercise.check(lambda *case: None).passed is None
    assert exercise.check(RIGHT_AND_WRONG[name][0]).passed is True


@pytest.mark.parametrize(("name", "slip"), WRONG)
def test_a_wrong_answer_is_named(name, slip):
    verdict = getattr(TOPIC, name).check(RIGHT_AND_WRONG[name][1][slip])
    assert verdict.passed is False
    assert "case" in verdict.words
    assert "expected" in verdict.words


@pytest.mark.parametrize("name", ["ACCURACY_FIRST", "BOWL_FIRST", "BATCH_FIRST"])
def test_predictions_have_an_answer(name):
    prediction = getattr(TOPIC, name)
    assert prediction.options[prediction.answer]


def test_no_case_of_the_step_count_is_near_a_whole_number():
    for kappa, factor in TOPIC.steps_needed.cases:
        assert 0.01 < math.log(factor) / math.log((kappa - 1) / (kappa + 1)) % 1 < 0.99


def test_the_predicted_best_is_the_best_of_its_options():
    prediction = TOPIC.BOWL_FIRST
    rates = [experiments.bowl([0.2, 2.0], [1.0, 1.0], float(option), 60).rate for option in prediction.options]
    assert np.argmin(rates) == prediction.answer
    assert experiments.bowl([0.2, 2.0], [1.0, 1.0], 0.91, 60).limit == 1


def test_four_times_the_batch_has_half_the_noise():
    G = np.random.default_rng(0).normal(size=(100_000, 1))
    four, sixteen = experiments.expected_noise(G, [4, 16])
    assert four / sixteen == pytest.approx(2, rel=1e-3)
    assert TOPIC.BATCH_FIRST.options[TOPIC.BATCH_FIRST.answer].startswith("2 times")
