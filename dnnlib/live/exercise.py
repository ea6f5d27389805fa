"""Exercises that check themselves: an answer is tried against a reference, case by case."""

import copy
import inspect
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dnnlib.live.answers import NotNumbersError, agree, difference, numbers, write
from dnnlib.live.attempt import heard, own_line, plain
from dnnlib.live.prediction import Prediction
from dnnlib.live.verdict import Verdict

__all__ = ["Exercise", "Prediction", "Verdict", "drawing"]


@dataclass(frozen=True)
class Exercise:
    """An exercise with its check: the learner's function against a reference, case by case.

    Attributes
    ----------
    name : str
        What the answer is called in words, e.g. "the number of parameters".
    reference : callable
        The right answer: a number, an array, or a tuple of them. Its parameters are named as in the exercise.
    cases : sequence of tuple
        The arguments of each case, from easy to mean.
    results : sequence of str
        What the reference returns, where that is a tuple, e.g. ("dW", "db").
    rtol, atol : float
        How closely numbers must agree: as a right answer in single precision does. Whole numbers agree exactly.
    """

    name: str
    reference: Callable
    cases: Sequence[tuple]
    results: Sequence[str] = ()
    rtol: float = 1e-4
    atol: float = 1e-6

    def check(self, answer):
        """Try an answer on every case. Whatever the answer does, it is told in the verdict, but for an interrupt.

        Parameters
        ----------
        answer : callable
            Takes a case's arguments. A stub (it returns None or ``...``) is no error, but "not yet".

        Returns
        -------
        Verdict
            Names the first case that fails, what came out and what was expected.
        """
        if not callable(answer):
            return Verdict(None, "hand in the function itself, without calling it.")
        notes = {}
        for number, case in enumerate(self.cases, 1):
            with heard() as (printed, warned):
                verdict = self._try(answer, case, f"case {number} of {len(self.cases)}", printed)
            notes.update(dict.fromkeys(str(warning.message) for warning in warned))
            if verdict is not None:
                return Verdict(verdict.passed, verdict.headline, (*verdict.lines, *_told(printed, notes)))
        return Verdict(True, f"{self.name}, in all {len(self.cases)} cases.", tuple(_told(None, notes)))

    def _try(self, answer, case, where, printed):
        """The verdict on one case, or None if it is right."""
        expected = self._expected(case)
        try:
            given = answer(*copy.deepcopy(case))
            if given is None and printed.getvalue().strip():
                return Verdict(False, f"{where} prints but returns nothing: write return in place of print.")
            if _unwritten(given):
                return Verdict(None, f"{self.name} is still to be written.", _no_return(given))
            return self._judge(given, expected, case, where)
        except KeyboardInterrupt:
            raise
        except NotImplementedError:
            return Verdict(None, f"{self.name} is still to be written.")
        except BaseException as problem:
            lines = (*own_line(problem, answer), *self._input(case))
            return Verdict(False, f"{where} raised {plain(problem)}.", lines)

    def _expected(self, case):
        """The right results of a case: one array, or several in a tuple."""
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            expected = self.reference(*copy.deepcopy(case))
        return tuple(numbers(part) for part in expected) if isinstance(expected, tuple) else numbers(expected)

    def _judge(self, given, expected, case, where):
        """Compare what an answer returned with what is right."""
        if not isinstance(expected, tuple):
            return self._compare(given, expected, case, where, "the result")
        count = len(expected)
        several = isinstance(given, (tuple, list)) or (isinstance(given, np.ndarray) and given.ndim > 0)
        if not several or np.ma.isMaskedArray(given) or len(given) != count:
            names = f": {', '.join(self.results)}" if self.results else ""
            lines = [*self._input(case), ("yours", _in_short(given))]
            return Verdict(False, f"{where}: {count} results are expected{names}.", tuple(lines))
        for number, (part, right) in enumerate(zip(given, expected, strict=True)):
            name = f"{self.results[number]} (the {_ordinal(number + 1)} of {count})" if self.results else "a result"
            verdict = self._compare(part, right, case, where, name)
            if verdict is not None:
                return verdict
        return None

    def _compare(self, given, expected, case, where, name):
        """The verdict on one result, or None if it is right."""
        try:
            given = numbers(given)
        except NotNumbersError as reason:
            return Verdict(False, f"{where}: {name} is {reason}.", tuple(self._input(case)))
        if given.shape != expected.shape:
            turned = "; that is the transpose" if given.ndim > 1 and given.shape == expected.shape[::-1] else ""
            words = f"{where}: {name} has the shape {given.shape}, but the shape should be {expected.shape}{turned}."
            lines = [*self._input(case), ("yours", write(given)), ("expected", write(expected))]
            return Verdict(False, words, tuple(lines))
        right = np.asarray(agree(given, expected, self.rtol, self.atol))
        if right.all():
            return None
        lines = [*self._input(case), *difference(given, expected, right)]
        return Verdict(False, f"{where}: {name} is different from what is expected.", tuple(lines))

    def _input(self, case):
        """The arguments of a case, by name, as lines of a verdict."""
        for number, (name, value) in enumerate(zip(inspect.signature(self.reference).parameters, case, strict=False)):
            start = f"{name} = "
            yield "" if number else "input", start + write(value).replace("\n", "\n" + " " * len(start))


def drawing(seed):
    """Return a function that draws arrays of numbers with two decimals, one after the other, no two of them alike.

    Parameters
    ----------
    seed : int

    Returns
    -------
    callable
        Takes the shape as its arguments, and ``scale``, the standard deviation.
    """
    rng = np.random.default_rng(seed)

    def draw(*shape, scale=1.0):
        return np.round(scale * rng.standard_normal(shape), 2)

    return draw


def _unwritten(given):
    """Whether an answer, or a part of it, is still a stub."""
    return given is None or given is ... or (isinstance(given, (tuple, list)) and any(part is ... for part in given))


def _no_return(given):
    """A line for a function that may have been written without its last line."""
    return () if given is not None else (("returned", "None: an answer ends with return"),)


def _told(printed, notes):
    """What was printed and warned of, as lines of a verdict."""
    said = printed.getvalue().strip() if printed and not printed.closed else ""
    if said:
        yield "printed", said if len(said) <= 500 else said[:500] + " ..."
    if notes:
        yield "warning", "\n".join(list(notes)[:3])


def _ordinal(number):
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number, "th")
    return f"{number}{ending}"


def _in_short(given):
    """What came in place of several results."""
    if isinstance(given, (tuple, list)):
        return f"{len(given)} results"
    if isinstance(given, np.ndarray):
        return f"one array of shape {given.shape}"
    return f"one result of the type {type(given).__name__}"
