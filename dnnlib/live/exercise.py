"""Exercises that check themselves, and predictions that are committed to before the answer is seen."""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import ipywidgets as widgets
import numpy as np

__all__ = ["Exercise", "Prediction", "Verdict"]


@dataclass(frozen=True)
class Verdict:
    """What a check says: ``passed`` is True, False, or None while there is no answer yet."""

    passed: bool | None
    words: str

    def __repr__(self):
        return {True: "Right", False: "Not right", None: "Not yet"}[self.passed] + ": " + self.words


@dataclass(frozen=True)
class Exercise:
    """An exercise with its check: the learner's function against a reference, case by case.

    Attributes
    ----------
    name : str
        What the answer is called in words, e.g. "the number of parameters".
    reference : callable
        The right answer.
    cases : sequence of tuple
        The arguments of each case, from easy to mean.
    rtol, atol : float
        How closely numbers must agree.
    """

    name: str
    reference: Callable
    cases: Sequence[tuple]
    rtol: float = 1e-7
    atol: float = 1e-12

    def check(self, answer):
        """Try an answer on every case.

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
        for number, case in enumerate(self.cases, 1):
            verdict = self._try(answer, case, f"case {number} of {len(self.cases)}, {_call(answer, case)}")
            if verdict is not None:
                return verdict
        return Verdict(True, f"{self.name}, in all {len(self.cases)} cases.")

    def _try(self, answer, case, where):
        expected = self.reference(*_copied(case))
        try:
            given = answer(*_copied(case))
        except NotImplementedError:
            return Verdict(None, f"{self.name} is still to be written.")
        except Exception as problem:
            return Verdict(False, f"{where} raised {type(problem).__name__}: {problem}")
        if given is None or given is ...:
            return Verdict(None, f"{self.name} is still to be written.")
        reason = _difference(given, expected, self.rtol, self.atol)
        return (
            None
            if reason is None
            else Verdict(False, f"{where} gave {_short(given)}; expected {_short(expected)}{reason}.")
        )


def _copied(case):
    return [np.copy(argument) if isinstance(argument, np.ndarray) else argument for argument in case]


def _difference(given, expected, rtol, atol):
    """None if two answers agree, else the reason, ready to be appended to a sentence."""
    if isinstance(expected, (tuple, list)):
        if not isinstance(given, (tuple, list)) or len(given) != len(expected):
            return f", that is {len(expected)} values"
        reasons = (_difference(g, e, rtol, atol) for g, e in zip(given, expected, strict=True))
        return next((reason for reason in reasons if reason is not None), None)
    if isinstance(expected, (str, bool)) or expected is None:
        return None if given == expected else ""
    try:
        given, expected = np.asarray(given, dtype=float), np.asarray(expected, dtype=float)
    except (TypeError, ValueError):
        return ", a number or an array of numbers"
    if given.shape != expected.shape:
        return f" (the shape is {given.shape}, but should be {expected.shape})"
    return None if np.allclose(given, expected, rtol=rtol, atol=atol, equal_nan=True) else ""


def _short(value):
    """A value in few words: large arrays by their shape."""
    if isinstance(value, (tuple, list)):
        return "(" + ", ".join(_short(v) for v in value) + ")"
    if isinstance(value, np.ndarray) and value.size > 6:
        return f"an array of shape {value.shape} that begins with {value.ravel()[0]:.6g}"
    if isinstance(value, np.ndarray):
        return np.array2string(value, precision=6, separator=", ").replace("\n", "")
    return f"{value:.6g}" if isinstance(value, (float, np.floating)) else repr(value)


def _call(answer, case):
    name = getattr(answer, "__name__", "your function")
    return f"{name}({', '.join(_short(argument) for argument in case)})"


@dataclass
class Prediction:
    """A question whose answer the learner commits to before it is shown.

    Shown as the last expression of a cell it is a set of buttons; without a kernel it is the question in words, with
    the answer folded away.

    Attributes
    ----------
    question : str
    options : sequence of str
    answer : int
        Index of the right option.
    because : str
        Why, and where to see it.
    """

    question: str
    options: Sequence[str]
    answer: int
    because: str
    committed: int | None = field(default=None, init=False)

    def __post_init__(self):
        if not 0 <= self.answer < len(self.options):
            raise ValueError(f"answer={self.answer!r} must be the index of one of the {len(self.options)} options")

    def view(self):
        """A fresh, uncommitted set of buttons."""
        self.committed = None
        self.choice = widgets.RadioButtons(
            options=[(text, i) for i, text in enumerate(self.options)], value=None, layout=widgets.Layout(width="auto")
        )
        self.button = widgets.Button(
            description="Commit", tooltip="Commit to the chosen answer, then see the right one"
        )
        self.button.on_click(lambda _: self.commit(self.choice.value))
        self.reply = widgets.HTML()
        question = widgets.HTML(f"<b>Predict.</b> {html.escape(self.question)}")
        return widgets.VBox([question, self.choice, self.button, self.reply])

    def commit(self, choice):
        """Commit to an option (its index): from now on the answer is shown and the choice is fixed."""
        if choice is None:
            self.reply.value = "<i>Choose one first: a wrong prediction teaches more than none.</i>"
            return
        self.committed, self.choice.value = choice, choice
        self.choice.disabled = self.button.disabled = True
        right = "Right." if choice == self.answer else f"It is: {html.escape(self.options[self.answer])}."
        self.reply.value = f"<b>{right}</b> {html.escape(self.because)}"

    def _repr_mimebundle_(self, **kwargs):
        data = self.view()._repr_mimebundle_(**kwargs) or {}
        items = "".join(f"<li>{html.escape(option)}</li>" for option in self.options)
        answer = f"{html.escape(self.options[self.answer])}. {html.escape(self.because)}"
        page = (
            f"<p><b>Predict.</b> {html.escape(self.question)}</p><ol type='a'>{items}</ol>"
            f"<details><summary>Answer</summary><p>{answer}</p></details>"
        )
        words = "\n".join(
            [f"Predict. {self.question}", *(f"  ({chr(97 + i)}) {o}" for i, o in enumerate(self.options))]
        )
        return data | {"text/html": page, "text/plain": words}
