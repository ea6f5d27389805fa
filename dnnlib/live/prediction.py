"""Predictions: questions whose answer is committed to before it is seen."""

import html
from collections.abc import Sequence
from dataclasses import dataclass, field

import ipywidgets as widgets

from dnnlib.live.cells import CellBox
from dnnlib.live.verdict import badge
from dnnlib.live.versions import live_view
from dnnlib.live.words import LIVE_CLASS, LIVE_STYLE, display_apart

__all__ = ["Prediction", "PredictionView"]


@dataclass(eq=False)
class Prediction:
    """A question whose answer the learner commits to before it is shown.

    Shown as the last expression of a cell it is a set of buttons; without a kernel it is the question in words, with
    the answer folded away. Mathematics stands between dollar signs.

    Attributes
    ----------
    question : str
    options : sequence of str
    answer : int
        Index of the right option.
    because : str or sequence of str
        Why the right option is right, and where to see it; or a sentence for each option: why it is right, or why it
        is tempting and wrong.
    shown : PredictionView or None
        What was shown last.

    Raises
    ------
    ValueError
        If ``answer`` is no option's index, or ``because`` has not one sentence for each option.
    """

    question: str
    options: Sequence[str]
    answer: int
    because: str | Sequence[str]
    shown: "PredictionView | None" = field(default=None, init=False, repr=False)

    def __post_init__(self):
        if not 0 <= self.answer < len(self.options):
            raise ValueError(f"answer={self.answer!r} must be the index of one of the {len(self.options)} options")
        if not isinstance(self.because, str) and len(self.because) != len(self.options):
            raise ValueError(
                f"because={self.because!r} must be one sentence, or one for each of the {len(self.options)} options"
            )

    def reason(self, option):
        """What is said on an option (its index); empty for a wrong one if there is one sentence in all."""
        if isinstance(self.because, str):
            return self.because if option == self.answer else ""
        return self.because[option]

    def view(self):
        """A fresh, uncommitted set of buttons; what earlier runs of the same cell showed is closed."""
        self.shown = PredictionView(self)
        return self.shown

    def commit(self, choice):
        """Commit to an option (its index) in what is shown."""
        (self.shown or self.view()).commit(choice)

    def close(self):
        """Close the buttons that are shown."""
        if self.shown is not None:
            self.shown.close()

    @property
    def committed(self):
        """The option that the learner has committed to, None before."""
        return self.shown.committed if self.shown else None

    def _ipython_display_(self):
        display_apart(self._repr_mimebundle_(), {})

    def _repr_mimebundle_(self, **kwargs):
        data = live_view(self.view())
        rest = [option for option in range(len(self.options)) if option != self.answer and self.reason(option)]
        answers = "".join(
            f"<p>{_option(self, option)} {_text(self.reason(option))}</p>" for option in [self.answer, *rest]
        )
        page = f"{_question(self)}{_list(self)}<details><summary>Answer</summary>{answers}</details>"
        words = [f"Predict. {self.question}", *(f"  ({_letter(i)}) {text}" for i, text in enumerate(self.options))]
        return data | {"text/html": page, "text/plain": "\n".join(words)}


class PredictionView(CellBox):
    """The buttons of a prediction: choose, commit, read, try again.

    Attributes
    ----------
    prediction : Prediction
    committed : int or None
        The option that the learner has committed to.
    choice, button, reply : Widget
    """

    def __init__(self, prediction):
        self.prediction = prediction
        self.committed = None
        # Radio buttons cannot set mathematics: they show letters, and the options stand in a list above.
        listed = any("$" in option for option in prediction.options)
        labels = [f"({_letter(i)})" if listed else text for i, text in enumerate(prediction.options)]
        self.choice = widgets.RadioButtons(
            options=[(label, i) for i, label in enumerate(labels)], value=None, layout=widgets.Layout(width="auto")
        )
        self.button = widgets.Button()
        self.button.on_click(lambda _: self.commit(self.choice.value) if self.committed is None else self.try_again())
        self.reply = widgets.HTMLMath()
        question = _block(_question(prediction) + (_list(prediction) if listed else ""))
        super().__init__([widgets.HTMLMath(LIVE_STYLE + question), self.choice, self.button, self.reply])
        self.add_class(LIVE_CLASS)
        self.try_again()

    def try_again(self):
        """Forget the choice, and hide what was said on it."""
        self.committed = None
        self.choice.value = None
        self.choice.disabled = False
        self.button.description = "Commit"
        self.button.tooltip = "Commit to the chosen answer, then see what is said on it"
        self.reply.value = ""

    def commit(self, choice):
        """Commit to an option (its index): the choice is fixed, and a mark and a sentence are shown."""
        if choice is None:
            self.reply.value = _spoken("<i>Choose one first: a wrong prediction teaches more than none.</i>")
            return
        self.committed = choice
        self.choice.value = choice
        self.choice.disabled = True
        self.button.description = "Try again"
        self.button.tooltip = "Answer once more"
        self.reply.value = _spoken(self._feedback(choice))

    def _feedback(self, choice):
        prediction = self.prediction
        chosen = f"{_option(prediction, choice)} {_text(prediction.reason(choice))}"
        if choice == prediction.answer:
            return f"<p>{badge(True)} {chosen}</p>"
        answer = f"{_option(prediction, prediction.answer)} {_text(prediction.reason(prediction.answer))}"
        fold = f"<details><summary>The answer</summary>{answer}</details>"
        return f"<p>{badge(False)} {chosen}</p>{fold}"


def _letter(option):
    return chr(ord("a") + option)


def _text(words):
    """Words as HTML; mathematics between dollar signs stays as it is."""
    return html.escape(words)


def _question(prediction):
    return f"<p><b>Predict.</b> {_text(prediction.question)}</p>"


def _list(prediction):
    """The options as a list with letters."""
    items = "".join(f"<li>{_text(option)}</li>" for option in prediction.options)
    return f"<ol type='a'>{items}</ol>"


def _option(prediction, option):
    """An option with its letter, as the beginning of what is said on it."""
    return f"<b>({_letter(option)}) {_text(prediction.options[option])}.</b>"


def _block(content):
    """HTML for a widget: without a line height of its own, wrapped lines would stand twice as far apart."""
    return f'<div style="line-height: 1.4; max-width: 85em">{content}</div>'


def _spoken(content):
    """A block that a screen reader reads out when it changes."""
    return f'<div role="status" aria-live="polite">{_block(content)}</div>'
