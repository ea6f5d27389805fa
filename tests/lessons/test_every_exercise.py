"""Every exercise there is, found in the package: stubs, right answers however they are written, and wrong ones.

The answers stand beside each lesson's tests, in answers.py: an expression is the body of a function.
"""

import importlib
import itertools
import math
import re

import numpy as np
import pytest

from dnnlib import exercises
from dnnlib.live.exercise import Exercise, Prediction

LESSONS = sorted(dir(exercises))


def members(kind):
    """All exercises, or all predictions, as (lesson, name, object)."""
    for lesson in LESSONS:
        for name, member in vars(getattr(exercises, lesson)).items():
            if isinstance(member, kind):
                yield lesson, name, member


EXERCISES = {f"{lesson}.{name}": exercise for lesson, name, exercise in members(Exercise)}
PREDICTIONS = {f"{lesson}.{name}": prediction for lesson, name, prediction in members(Prediction)}
MODULES = {lesson: importlib.import_module(f"tests.lessons.{lesson}.answers") for lesson in LESSONS}
ANSWERS = {
    f"{lesson}.{name}": answers for lesson, module in MODULES.items() for name, answers in module.ANSWERS.items()
}
RIGHT = [(name, text) for name, (_, right, _) in ANSWERS.items() for text in right]
WRONG = [(name, text) for name, (_, _, wrong) in ANSWERS.items() for text in wrong]

every = pytest.mark.parametrize("name", EXERCISES)


def written(name, text):
    """The function that an expression is the body of."""
    scope = {"itertools": itertools, "math": math, "np": np} | vars(MODULES[name.partition(".")[0]])
    return eval(f"lambda {ANSWERS[name][0]}: {text}", scope)


def right_answer(name):
    return written(name, ANSWERS[name][1][0])


def test_every_exercise_has_answers_to_be_judged():
    assert set(ANSWERS) == set(EXERCISES)
    assert len(EXERCISES) >= 38
    for _, right, wrong in ANSWERS.values():
        assert len(set(right)) >= 5
        assert len(set(wrong)) >= 10


@every
def test_a_stub_is_not_yet(name):
    assert EXERCISES[name].check(lambda *case: ...).passed is None
    assert EXERCISES[name].check(lambda *case: None).passed is None


@pytest.mark.parametrize(("name", "text"), RIGHT)
def test_a_right_answer_is_right_however_it_is_written(name, text):
    verdict = EXERCISES[name].check(written(name, text))
    assert verdict.passed is True, verdict


@pytest.mark.parametrize(("name", "text"), WRONG)
@np.errstate(all="ignore")
def test_a_wrong_answer_is_not_right(name, text):
    verdict = EXERCISES[name].check(written(name, text))
    assert verdict.passed is False
    assert verdict.words.startswith("case ")
    assert "NameError" not in verdict.words


FORMS = {
    "a list": lambda x: x.tolist(),
    "an array": np.asarray,
    "NumPy numbers in tuples": lambda x: tuple(x) if x.ndim else x[()],
    "single precision": np.float32,
    "long double": np.longdouble,
    "complex without an imaginary part": lambda x: x + 0j,
    "read-only": lambda x: np.broadcast_to(x, x.shape),
    "columns first in memory": lambda x: np.array(x, order="F"),
}


def in_form(result, form):
    if isinstance(result, (tuple, list)) and np.ndim(result[0]) + np.ndim(result[-1]):
        return tuple(form(np.asarray(part)) for part in result)
    return form(np.asarray(result))


@every
@pytest.mark.parametrize("form", FORMS)
def test_a_right_answer_is_right_in_every_form(name, form):
    answer = right_answer(name)
    verdict = EXERCISES[name].check(lambda *case: in_form(answer(*case), FORMS[form]))
    assert verdict.passed is True, verdict


def single(argument):
    floats = isinstance(argument, float) or (isinstance(argument, np.ndarray) and argument.dtype.kind == "f")
    return np.float32(argument) if floats else argument


# Their results are whole numbers, which single precision on the way may round across.
COUNTS = {"gradient_descent.updates", "gradient_descent.steps_needed", "vanishing_gradients.layers_until"}


@pytest.mark.parametrize("name", sorted(set(EXERCISES) - COUNTS))
def test_a_right_answer_that_is_computed_in_single_precision_is_right(name):
    answer = right_answer(name)
    verdict = EXERCISES[name].check(lambda *case: answer(*map(single, case)))
    assert verdict.passed is True, verdict


RUBBISH = {
    "nothing in it": lambda x: np.array([]),
    "text": lambda x: np.asarray(x).astype(str),
    "a masked array": lambda x: np.ma.masked_array(x, mask=True),
    "an imaginary part": lambda x: np.asarray(x) + 1e-9j,
    "NaN": lambda x: np.full(np.shape(x), np.nan),
    "infinity": lambda x: np.full(np.shape(x), np.inf),
    "an axis more": lambda x: np.asarray(x)[None],
    "an object": lambda x: object(),
    "objects": lambda x: np.full(np.shape(x), object()),
    "a dict": lambda x: {"result": x},
    "a generator": lambda x: (part for part in np.ravel(x)),
    "1 added": lambda x: np.asarray(x) + 1,
    "the other sign": lambda x: -np.asarray(x) - 1e-3,
    "a thousandth too large": lambda x: np.asarray(x) * 1.001 + 1e-5,
}


@every
@pytest.mark.parametrize("rubbish", RUBBISH)
def test_rubbish_is_not_right(name, rubbish):
    answer = right_answer(name)
    verdict = EXERCISES[name].check(lambda *case: in_rubbish(answer(*case), RUBBISH[rubbish]))
    assert verdict.passed is False, verdict


def in_rubbish(result, make):
    """Only the last result is spoiled, so that none can be overlooked."""
    if isinstance(result, tuple):
        return (*result[:-1], make(result[-1]))
    return make(result)


def spoil(argument):
    """Change what a caller handed in, as thoroughly as can be."""
    if isinstance(argument, list):
        argument.clear()
    elif isinstance(argument, np.ndarray):
        argument.fill(7)


@every
def test_no_answer_spoils_the_cases(name):
    exercise, right = EXERCISES[name], right_answer(name)
    seen = []

    def careless(*case):
        for argument in seen:
            spoil(argument)
        result = right(*case)
        seen.extend(case)
        for argument in case:
            spoil(argument)
        return [] if isinstance(result, str) else result

    before = repr(exercise.cases)
    exercise.check(careless)
    assert repr(exercise.cases) == before
    assert exercise.check(right).passed is True
    assert exercise.check(lambda *case: np.array([])).passed is False


@every
def test_no_two_arguments_of_a_case_are_alike(name):
    for case in EXERCISES[name].cases:
        arrays = [argument for argument in case if isinstance(argument, np.ndarray) and argument.size > 1]
        for number, one in enumerate(arrays):
            for other in arrays[:number]:
                assert one.shape != other.shape or not np.array_equal(one, other)


@every
def test_several_results_have_names(name):
    exercise = EXERCISES[name]
    expected = exercise.reference(*exercise.cases[0])
    assert len(exercise.results) == (len(expected) if isinstance(expected, tuple) else 0)


@every
def test_the_arguments_are_told_by_the_names_that_the_answers_use(name):
    verdict = EXERCISES[name].check(lambda *case: "rubbish")
    for argument in ANSWERS[name][0].split(", "):
        assert f"{argument} = " in verdict.words


def test_the_right_options_stand_in_every_place_alike_often():
    for count in (3, 4):
        places = [p.answer for p in PREDICTIONS.values() if len(p.options) == count]
        often = np.bincount(places, minlength=count)
        assert often.max() - often.min() <= 2
    assert {len(p.options) for p in PREDICTIONS.values()} == {3, 4}


def test_no_lesson_has_the_right_option_in_one_place_throughout():
    for lesson in LESSONS:
        places = [p.answer for name, p in PREDICTIONS.items() if name.startswith(f"{lesson}.")]
        assert len(set(places)) > 1


def test_the_right_option_is_not_the_longest_more_often_than_chance_would_have_it():
    longest = [max(p.options, key=len) == p.options[p.answer] for p in PREDICTIONS.values()]
    assert 0 < np.mean(longest) < 0.4


@pytest.mark.parametrize("name", PREDICTIONS)
def test_the_name_of_a_prediction_is_a_number(name):
    assert re.fullmatch(r"\w+\.PREDICTION_\d", name)


@pytest.mark.parametrize("name", PREDICTIONS)
def test_a_prediction_has_a_page_without_a_kernel(name):
    prediction = PREDICTIONS[name]
    data = prediction._repr_mimebundle_()
    assert prediction.question in data["text/plain"]
    before, _, folded = data["text/html"].partition("<details>")
    assert before.count("<li>") == len(prediction.options)
    assert folded
    prediction.close()
