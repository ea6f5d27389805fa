"""The exercises of lesson 5: a stub is no error, a wrong answer is named, the solution passes."""

import numpy as np
import pytest

from dnnlib import exercises, log_softmax, one_hot, softmax

TOPIC = exercises.softmax_jacobian


def _stable(z):
    e = np.exp(z - z.max())
    return e / e.sum()


@np.errstate(all="ignore")
def _naive(z):
    return np.exp(z) / np.exp(z).sum()


RIGHT_AND_WRONG = {
    "stable_softmax": (_stable, _naive),
    "jacobian": (lambda z: np.diag(softmax(z)) - np.outer(softmax(z), softmax(z)), lambda z: np.diag(softmax(z))),
    "log_likelihood": (
        lambda Z, labels: -log_softmax(Z)[np.arange(len(Z)), labels].mean(),
        np.errstate(all="ignore")(lambda Z, labels: -np.log(softmax(Z))[np.arange(len(Z)), labels].mean()),
    ),
    "delta": (
        lambda Z, labels: (softmax(Z) - one_hot(labels, Z.shape[1])) / len(Z),
        lambda Z, labels: softmax(Z) - one_hot(labels, Z.shape[1]),
    ),
}


@pytest.mark.parametrize("name", RIGHT_AND_WRONG)
def test_stub_right_and_wrong(name):
    exercise, (right, wrong) = getattr(TOPIC, name), RIGHT_AND_WRONG[name]
    assert exercise.check(lambda *arguments: ...).passed is None
    assert exercise.check(right).passed is True
    verdict = exercise.check(wrong)
    assert verdict.passed is False
    assert "case" in verdict.words


@pytest.mark.parametrize("shift", [np.min, np.mean, lambda z: z[0]], ids=["least", "mean", "first"])
@np.errstate(all="ignore")
def test_only_a_shift_by_the_largest_logit_is_stable(shift):
    assert TOPIC.stable_softmax.check(lambda z: _naive(z - shift(z))).passed is False


@np.errstate(all="ignore")
def test_a_shift_by_the_largest_logit_of_the_whole_batch_is_refused():
    def of_the_batch(Z, labels):
        e = np.exp(Z - Z.max())
        return -np.log(e / e.sum(axis=1, keepdims=True))[np.arange(len(Z)), labels].mean()

    assert TOPIC.log_likelihood.check(of_the_batch).passed is False
