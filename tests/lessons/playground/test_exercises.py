"""Lesson 10's exercises: a stub is not yet, a wrong answer is named, the right one passes."""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from dnnlib.lessons.playground import exercises as lesson
from dnnlib.lessons.playground.experiment_patients import PATIENTS
from dnnlib.lessons.playground.experiment_project import standard_error
from tests.lessons.playground.test_experiment import CURES

RIGHT = {patient: (fault, CURES[patient]) for patient, (fault, _) in PATIENTS.items()}


@pytest.fixture(autouse=True)
def one_thread():
    """Idle BLAS threads spin: the small products of these trainings take four times as long with two."""
    with threadpool_limits(1):
        yield


def right_confusion(labels, read, classes):
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (labels, read), 1)
    return counts


EXERCISES = {
    "RELATIVE_UPDATE": (
        lambda before, after: np.sqrt(((after - before) ** 2).sum() / (before**2).sum()),
        lambda before, after: np.abs(after - before).max() / np.abs(before).max(),
    ),
    "CONFUSION_MATRIX": (right_confusion, lambda labels, read, classes: right_confusion(read, labels, classes)),
    "STANDARD_ERROR": (standard_error, lambda p, m: p * (1 - p) / m),
}


@pytest.mark.parametrize("name", EXERCISES)
def test_exercises_tell_right_from_wrong(name):
    exercise, (right, wrong) = getattr(lesson, name), EXERCISES[name]
    assert exercise.check(lambda *_: ...).passed is None
    assert exercise.check(right).passed is True
    verdict = exercise.check(wrong)
    assert verdict.passed is False
    assert verdict.words.startswith("case ")


def test_patients_that_are_not_judged_yet():
    verdict = lesson.Patients().check(RIGHT | {"C": ..., "D": (..., ...)})
    assert verdict.passed is None
    assert verdict.words == "still to be named: patient C, D."


def test_all_patients_judged_and_treated():
    assert lesson.Patients().check(RIGHT).passed is True


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (("weights too small", CURES["A"]), "patient A: 'weights too small' does not fit"),
        (("learning rate too small", "leaky ReLU"), "patient A: with leaky ReLU it does not come to read 85 %"),
        (("bad luck", "leaky ReLU"), "choose a fault from FAULTS"),
        ("learning rate too small", "patient A: write a pair (fault, remedy)"),
        (("learning rate too small",), "patient A: write a pair (fault, remedy)"),
    ],
)
def test_a_wrong_judgement_is_named(said, words):
    verdict = lesson.Patients().check(dict.fromkeys(PATIENTS, ...) | {"A": said})
    assert verdict.passed is False
    assert words in verdict.words


def test_patients_want_a_dict():
    assert lesson.Patients().check({"A": ...}).passed is False


def test_the_project():
    assert lesson.PROJECT.check(lambda: ...).passed is None
    good = lesson.PROJECT.check(lambda: (20, {"width": 64, "batch_size": 8, "eta": 0.01}))
    assert good.passed is True
    poor = lesson.PROJECT.check(lambda: (1, {"width": 4}))
    assert poor.passed is False
    assert "wanted are 97 %" in poor.words


@pytest.mark.parametrize("answer", [(201, {}), (5, {"colour": 1}), (5, {"data": "digits"})])
def test_the_project_keeps_its_rules(answer):
    verdict = lesson.PROJECT.check(lambda: answer)
    assert verdict.passed is False
    assert "choose 1 to 200 epochs" in verdict.words


@pytest.mark.parametrize("name", ["BOUNDARY_FIRST", "LABELS_FIRST", "TEN_LAYERS_FIRST"])
def test_predictions_have_a_page(name):
    data = getattr(lesson, name)._repr_mimebundle_()
    assert "Predict." in data["text/plain"]


def test_the_project_names_the_settings_that_it_takes():
    verdict = lesson.Project().check(lambda: (5, {"data": "digits", "depth": 2}))
    assert verdict.passed is False
    assert verdict.words.startswith("unknown settings data: choose 1 to 200 epochs and settings among depth, width, ")
    assert "data, " not in verdict.words
