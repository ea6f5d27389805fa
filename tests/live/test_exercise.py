"""The checks and the predictions themselves."""

import numpy as np
import pytest

from dnnlib.live.exercise import Exercise, Prediction

double = Exercise("the double", lambda x: 2 * x, cases=[(1.0,), (np.array([1.0, 2.0]),)])


def test_right():
    verdict = double.check(lambda x: x + x)
    assert verdict.passed is True
    assert repr(verdict) == "Right: the double, in all 2 cases."


def test_wrong_names_the_case_what_came_and_what_was_expected():
    verdict = double.check(lambda x: x + 1)
    assert verdict.passed is False
    assert "case 2 of 2" in verdict.words
    assert "[2., 3.]" in verdict.words
    assert "[2., 4.]" in verdict.words


def test_a_wrong_shape_is_named():
    assert (
        "shape is (1, 2), but should be (2,)"
        in double.check(lambda x: 2 * np.atleast_2d(x) if np.ndim(x) else 2 * x).words
    )


def test_an_exception_is_a_verdict_not_a_traceback():
    verdict = double.check(lambda x: x.nonsense)
    assert verdict.passed is False
    assert "AttributeError" in verdict.words


@pytest.mark.parametrize("stub", [lambda x: ..., lambda x: None, 3.0])
def test_not_yet(stub):
    assert double.check(stub).passed is None


def test_not_implemented_is_not_yet():
    def stub(x):
        raise NotImplementedError

    assert double.check(stub).passed is None


def test_a_learner_who_changes_the_arguments_in_place_does_not_spoil_the_case():
    def careless(x):
        x *= 2
        return x

    assert double.check(careless).passed is True
    assert double.check(careless).passed is True


def test_nan_and_none_are_not_right():
    assert double.check(lambda x: x * np.nan).passed is False
    assert double.check(lambda x: "two").passed is False


@pytest.fixture
def prediction():
    return Prediction("Even <or> odd?", ["even", "odd"], answer=1, because="Because it is.")


def test_commit_shows_the_answer_and_fixes_the_choice(prediction):
    prediction.view()
    prediction.button.click()
    assert prediction.committed is None
    prediction.choice.value = 0
    prediction.button.click()
    assert prediction.committed == 0
    assert "odd" in prediction.reply.value
    assert prediction.choice.disabled
    prediction.view()
    assert prediction.committed is None


def test_without_a_kernel_the_question_is_there_and_the_answer_folded(prediction):
    data = prediction._repr_mimebundle_()
    assert "<details>" in data["text/html"]
    assert "&lt;or&gt;" in data["text/html"]
    assert "(a) even" in data["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in data


def test_an_answer_must_be_an_option():
    with pytest.raises(ValueError, match="answer=2"):
        Prediction("?", ["a", "b"], answer=2, because="")
