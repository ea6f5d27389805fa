"""Predictions: choose, commit, read, try again; and without a kernel."""

import re

import ipywidgets as widgets
import pytest

from dnnlib.live import cells
from dnnlib.live.exercise import Prediction
from tests.open_widgets import OPEN

REASONS = ["It is the wrong one.", "It is the right one."]


@pytest.fixture
def prediction():
    prediction = Prediction("Even <or> odd?", ["even", "odd"], answer=1, because="Because it is.")
    yield prediction
    prediction.close()


@pytest.fixture
def reasoned():
    prediction = Prediction("Even or odd?", ["even", "odd"], answer=1, because=REASONS)
    yield prediction
    prediction.close()


def test_nothing_is_committed_without_a_choice(prediction):
    view = prediction.view()
    view.button.click()
    assert prediction.committed is None
    assert "Choose one first" in view.reply.value


def test_commit_marks_the_choice_and_fixes_it(prediction):
    view = prediction.view()
    view.choice.value = 0
    view.button.click()
    assert prediction.committed == 0
    assert view.choice.disabled
    assert "✗ Not right" in view.reply.value
    assert "(a) even" in view.reply.value
    assert "<details>" in view.reply.value.partition("(b) odd")[0]
    prediction.commit(1)
    assert "✓ Right" in view.reply.value
    assert "Because it is." in view.reply.value
    assert "<details>" not in view.reply.value


def test_a_second_try_without_running_the_cell_again(prediction):
    view = prediction.view()
    before = set(OPEN)
    for choice in (0, 1, 0):
        view.choice.value = choice
        view.button.click()
        assert view.button.description == "Try again"
        view.button.click()
        assert view.button.description == "Commit"
        assert (view.choice.value, view.choice.disabled, view.committed, view.reply.value) == (None, False, None, "")
    assert set(OPEN) == before


@pytest.mark.parametrize("choice", [0, 1])
def test_every_option_has_its_own_sentence(reasoned, choice):
    reasoned.view()
    reasoned.commit(choice)
    shown = reasoned.shown.reply.value.partition("<details>")[0]
    assert REASONS[choice] in shown
    assert REASONS[1 - choice] not in shown


def test_every_sentence_stands_folded_on_the_page(reasoned):
    before, _, folded = reasoned._repr_mimebundle_()["text/html"].partition("<details>")
    assert all(reason in folded and reason not in before for reason in REASONS)
    assert folded.index("(b) odd") < folded.index("(a) even")


def test_without_a_kernel_the_question_is_there_and_the_answer_folded(prediction):
    data = prediction._repr_mimebundle_()
    assert "Because" not in data["text/html"].partition("<details>")[0]
    assert "&lt;or&gt;" in data["text/html"]
    assert data["text/plain"] == "Predict. Even <or> odd?\n  (a) even\n  (b) odd"
    assert "application/vnd.jupyter.widget-view+json" in data


def test_a_notebook_shows_the_buttons_and_stores_the_question_below_them(prediction, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, **more: shown.append(data))
    prediction._ipython_display_()
    buttons, question = shown
    assert set(buttons) == {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"}
    assert buttons["text/plain"].startswith("Run this cell to make it live.")
    assert set(question) == {"text/html", "text/plain"}


def test_mathematics_is_left_to_the_page():
    prediction = Prediction(r"How large is $\delta^1$?", [r"$\sigma'(z) < 1$", "1"], answer=0, because="$x$")
    question, choice = prediction.view().children[:2]
    assert isinstance(question, widgets.HTMLMath)
    assert r"$\sigma&#x27;(z) &lt; 1$" in question.value
    assert [label for label, _ in choice.options] == ["(a)", "(b)"]
    assert r"$\delta^1$" in prediction._repr_mimebundle_()["text/html"]
    prediction.close()


def test_options_without_mathematics_stand_beside_their_buttons(prediction):
    question, choice = prediction.view().children[:2]
    assert [label for label, _ in choice.options] == ["even", "odd"]
    assert "<li>" not in question.value


def test_running_the_cell_again_closes_what_it_showed(prediction, monkeypatch):
    execution = ["first"]
    monkeypatch.setattr(cells, "_present_cell", lambda: ("cell", execution[0]))
    before = set(OPEN)
    prediction.view()
    open_ones = len(OPEN)
    for execution[0] in ("second", "third", "fourth"):
        prediction._repr_mimebundle_()
        assert len(OPEN) == open_ones
    prediction.close()
    assert set(OPEN) == before


def test_two_cells_can_show_one_prediction(prediction, monkeypatch):
    monkeypatch.setattr(cells, "_present_cell", lambda: ("one cell", 1))
    first = prediction.view()
    monkeypatch.setattr(cells, "_present_cell", lambda: ("another cell", 2))
    second = prediction.view()
    first.choice.value = 0
    first.button.click()
    assert (first.committed, second.committed) == (0, None)
    first.close()


def test_a_screen_reader_hears_the_reply(prediction):
    prediction.view()
    prediction.commit(0)
    assert re.search('role="status" aria-live="polite"', prediction.shown.reply.value)


def test_an_answer_must_be_an_option():
    with pytest.raises(ValueError, match="answer=2"):
        Prediction("?", ["a", "b"], answer=2, because="")


def test_sentences_must_be_as_many_as_options():
    with pytest.raises(ValueError, match="one for each of the 2 options"):
        Prediction("?", ["a", "b"], answer=1, because=["one"])
