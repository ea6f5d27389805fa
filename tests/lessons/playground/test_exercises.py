"""Lesson 10: what the checks of the nine patients and of the project say."""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from dnnlib.lessons.playground import exercises_checks as lesson
from dnnlib.lessons.playground.experiment_patients import (
    ALSO_TRUE,
    FAULTS,
    PATIENTS,
    SIGNS,
    diagnosis,
    fits,
    sick,
)
from tests.lessons.playground.test_experiment import CURES

RIGHT = {patient: (fault, CURES[patient]) for patient, (fault, _) in PATIENTS.items()}


@pytest.fixture(autouse=True)
def one_thread():
    """Idle BLAS threads spin: the small products of these trainings take four times as long with two."""
    with threadpool_limits(1):
        yield


OPEN = dict.fromkeys(PATIENTS, ...)


def test_patients_that_are_not_judged_yet():
    verdict = lesson.Patients().check(OPEN)
    assert verdict.passed is None
    assert repr(verdict) == "Not yet: still to be named: patient A, B, C, D, E, F, G, H, I."
    half = lesson.Patients().check(OPEN | {"A": (..., "batch norm"), "B": RIGHT["B"]})
    assert half.passed is None
    assert half.headline == "still to be named: patient A, C, D, E, F, G, H, I."
    assert dict(half.lines)["B"].startswith("right: 'weights too large'")


def test_all_patients_judged_and_treated():
    verdict = lesson.Patients().check(RIGHT)
    assert verdict.passed is True
    assert repr(verdict) == "Right: all 9 faults named, and all 9 networks train."


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            ("weights too small", CURES["A"]),
            "'weights too small' does not fit. Its sign would be: activations that fade",
        ),
        (
            ("learning rate too small", "leaky ReLU"),
            "with the remedy 'leaky ReLU' the network does not come to read 85 %",
        ),
        (("bad luck", "leaky ReLU"), "choose a fault from FAULTS"),
        ((["dead ReLUs"], {}), "choose a fault from FAULTS"),
        ("learning rate too small", "write a pair (fault, remedy)"),
        (("learning rate too small",), "write a pair (fault, remedy)"),
        (np.zeros(3), "write a pair (fault, remedy)"),
    ],
)
def test_a_wrong_judgement_is_told_with_the_score(said, words):
    verdict = lesson.Patients().check(OPEN | {"A": said, "B": RIGHT["B"]})
    assert verdict.passed is False
    assert verdict.headline == "1 of 9 patients are right; still to be named: patient C, D, E, F, G, H, I."
    assert dict(verdict.lines)["A"].startswith("wrong: ")
    assert words in dict(verdict.lines)["A"]
    assert dict(verdict.lines)["B"].startswith("right: ")


@pytest.mark.parametrize("patient", ALSO_TRUE)
def test_cause_and_symptom_are_both_accepted_with_a_remedy_that_cures(patient):
    other, link = ALSO_TRUE[patient]
    remedy = "batch norm" if patient == "G" else CURES[patient]
    for fault in (PATIENTS[patient][0], other):
        verdict = lesson.NINE_PATIENTS.check(OPEN | {patient: (fault, remedy)})
        assert verdict.passed is None
        assert dict(verdict.lines)[patient].endswith(link)
    useless = lesson.NINE_PATIENTS.check(OPEN | {patient: (other, "leaky ReLU")})
    assert "fits, but with the remedy 'leaky ReLU'" in useless.words


def tiny(snapshot):
    return snapshot.readout.gradient_spread < 1e-2


def stuck(snapshot):
    return snapshot.readout.saturated.min() > 0.9


LN_10 = np.log(10)
# The signs as they are told, each as a condition on a training.
HOLDS = {
    "all weights equal": lambda s: (
        abs(s.loss[0] - LN_10) < 1e-2 and s.loss[-1] > 2.2 and s.readout.gradient_spread.min() > 1e-3
    ),
    "vanishing gradient": lambda s: (
        (np.diff(s.readout.gradient_spread) > 0).all()
        and tiny(s)[0]
        and s.readout.saturated.max() < 0.1
        and s.readout.gradient_spread[0] < 1e-5
    ),
    "dead ReLUs": lambda s: (
        stuck(s) and s.settings["activation"] == "relu" and s.readout.gradient_spread[:-1].max() < 1e-20
    ),
    "labels shuffled": lambda s: s.accuracy[-1] > s.held_out_accuracy[-1] + 0.1,
    "learning rate too big": lambda s: s.loss[0] < 3 and stuck(s),
    "learning rate too small": lambda s: s.update.max() < 1e-4 and not tiny(s).any(),
    "saturated sigmoid with squared error": lambda s: tiny(s)[-1],
    "weights too large": lambda s: s.loss[0] > 3,
    "weights too small": lambda s: (
        s.readout.activation_spread[2] < 1e-3 < s.readout.activation_spread[0] and s.readout.saturated.max() < 0.1
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_sign_of_a_fault_shows_in_the_patients_that_have_it_and_in_no_other(fault):
    assert set(SIGNS) == set(HOLDS) == set(FAULTS)
    for patient in PATIENTS:
        assert bool(HOLDS[fault](sick(patient))) == fits(patient, fault), patient


def test_a_diagnosis_says_right_to_cause_and_symptom():
    assert diagnosis("D", "learning rate too big").right is True
    assert diagnosis("D", "dead ReLUs").right is True
    assert diagnosis("D", "weights too small").right is False


@pytest.mark.parametrize("answer", [None, [], {"A": ...}, "A", RIGHT | {"J": ...}])
def test_patients_want_a_dict(answer):
    verdict = lesson.Patients().check(answer)
    assert verdict.passed is False
    assert "hand in a dict with the keys A, B" in verdict.words


def test_the_project():
    assert lesson.PROJECT.check(lambda: ...).passed is None
    assert lesson.PROJECT.check(lambda: None).passed is None
    assert lesson.PROJECT.check(5).passed is None
    good = lesson.PROJECT.check(lambda: (60, {"width": 64}))
    assert good.passed is True
    poor = lesson.PROJECT.check(lambda: (1, {"width": 4}))
    assert poor.passed is False
    assert "wanted are 97.5 %" in poor.words


@pytest.mark.parametrize(
    "answer",
    [
        (201, {}),
        (0, {}),
        (5.5, {}),
        ("5", {}),
        (True, {}),
        (5, {"colour": 1}),
        (5, {"data": "digits"}),
        (5, {"seed": 3}),
    ],
)
def test_the_project_keeps_its_rules(answer):
    verdict = lesson.PROJECT.check(lambda: answer)
    assert verdict.passed is False
    assert "choose 1 to 200 epochs and settings among depth, width, " in verdict.words
    assert not {"seed", "data"} & set(verdict.words.partition("settings among")[2].strip(".").split(", "))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"eta": "big"}, "these settings cannot be used: eta='big' must be"),
        ({"width": 0}, "these settings cannot be used: sizes[1]=0 must be"),
        ({"batch_size": 2.5}, "these settings cannot be used: batch_size=2.5 must be"),
        ({"activation": "rely"}, "these settings cannot be used: activation='rely' is unknown"),
        ({"momentum": None}, "these settings cannot be used: momentum=None must be"),
        ({"init_scale": float("nan")}, "these settings cannot be used: scale=nan must be"),
        ({"output_loss": "mse"}, "these settings cannot be used: "),
        ({"batch_norm": "yes"}, "these settings cannot be used: batch_norm='yes' must be"),
    ],
)
def test_settings_that_make_no_network_are_told_in_a_sentence(settings, words):
    verdict = lesson.PROJECT.check(lambda: (1, settings))
    assert verdict.passed is False
    assert words in verdict.headline
    assert str(settings) in dict(verdict.lines)["yours"]


@pytest.mark.parametrize("answer", [20, (20,), (20, "width"), {"width": 3}, (20, {}, 3)])
def test_the_project_wants_a_pair(answer):
    assert "return a pair" in lesson.PROJECT.check(lambda: answer).headline


def test_what_the_projects_function_does_is_told():
    def reader():
        return 1 / 0

    verdict = lesson.PROJECT.check(reader)
    assert verdict.passed is False
    assert "ZeroDivisionError" in verdict.headline
    assert dict(verdict.lines)["your line"].endswith(": return 1 / 0")
    assert lesson.PROJECT.check(lambda: exit()).passed is False
