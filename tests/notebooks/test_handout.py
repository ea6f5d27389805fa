"""Handouts: what students get to fill in."""

import json

import nbformat
import pytest
from nbclient import NotebookClient

from dnnlib import exercises
from dnnlib.live import grading
from tests.repository.house import LESSONS, ROOT
from tools.handout import handout

lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def cells(text):
    return nbformat.reads(text, as_version=4).cells


@lesson
def test_it_has_everything_but_solutions_and_outputs(path):
    kept, whole = cells(handout(path)), nbformat.read(path, as_version=4).cells
    tags = [set(cell.metadata.get("tags", ())) for cell in kept]
    assert not any("solution" in tag for tag in tags)
    assert any("hint" in tag for tag in tags)
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in kept)
    assert [c.id for c in kept] == [c.id for c in whole if "solution" not in c.metadata.get("tags", ())]


@lesson
def test_hints_can_be_left_out(path):
    assert not any("hint" in cell.metadata.get("tags", ()) for cell in cells(handout(path, hints=False)))


@lesson
def test_no_answer_of_a_prediction_or_a_try_is_in_it(path):
    text = json.dumps(json.loads(handout(path)), ensure_ascii=False)
    assert "What you should see" not in text
    assert "<summary>Answer" not in text


@pytest.mark.parametrize("path", LESSONS[::3], ids=lambda path: path.stem)
def test_every_exercise_of_a_fresh_one_is_not_yet(path, tmp_path):
    target = tmp_path / path.name
    target.write_text(handout(path), encoding="utf8")
    verdicts = grading.grade(target, lambda topic: getattr(exercises, topic))
    assert verdicts
    assert {verdict.passed for verdict in verdicts.values()} == {None}


def test_a_fresh_one_runs_from_top_to_bottom_and_says_not_yet():
    (path,) = [path for path in LESSONS if path.stem.startswith("05")]
    book = nbformat.reads(handout(path), as_version=4)
    NotebookClient(book, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()
    said = [c.outputs[-1].data["text/plain"] for c in book.cells if "exercise" in c.metadata.get("tags", ())]
    assert len(said) == 4
    assert all(words.startswith("Not yet") for words in said)
