"""The teaching plans: one for each lesson, with the answers that the lessons have."""

import re

import nbformat
import pytest

from tests.repository.house import LESSONS
from tools.answers import plans, with_answers

every = pytest.mark.parametrize("plan", list(plans()), ids=lambda plan: plan[1])


def test_every_lesson_has_a_plan():
    assert [path.stem for path, *_ in plans()] == [path.stem for path in LESSONS]


@every
def test_its_answers_are_those_of_the_lesson(plan):
    assert plan[0].read_text(encoding="utf8") == with_answers(*plan), "make answers writes them anew"


@every
def test_it_takes_45_minutes(plan):
    minutes = [int(m) for m in re.findall(r"^\| (\d+) \|", plan[0].read_text(encoding="utf8"), re.MULTILINE)]
    assert sum(minutes) == 45


@every
def test_it_ends_in_three_questions_with_answers(plan):
    text = plan[0].read_text(encoding="utf8").partition("## Three questions")[2].partition("<!-- answers")[0]
    assert len(re.findall(r"^\d\. ", text, re.MULTILINE)) == 3
    assert text.count("*Answer.*") == 3


@every
def test_the_explorers_that_it_names_are_in_the_lesson(plan):
    named = set(re.findall(r"explorers\.(\w+)", plan[0].read_text(encoding="utf8").partition("<!-- answers")[0]))
    assert named
    assert named <= set(re.findall(r"explorers\.(\w+)", plan[2].read_text(encoding="utf8")))


@every
def test_the_sections_and_formulas_that_it_names_are_in_the_lesson(plan):
    text = plan[0].read_text(encoding="utf8").partition("<!-- answers")[0]
    lesson = "\n".join(cell.source for cell in nbformat.read(plan[2], as_version=4).cells)
    named = set(re.findall(r"[Ss]ections? (\d)|[Ss]ections \d and (\d)", text))
    sections = {number for pair in named for number in pair if number}
    assert sections
    assert sections <= set(re.findall(r"^## (\d)\. ", lesson, re.MULTILINE))
    assert set(re.findall(r"\((\d+\.\d+)\)", text)) <= set(re.findall(r"\\tag\{([^}]*)\}", lesson))
    assert set(re.findall(r"\bpart ([A-Z])\b", text)) <= set(re.findall(r"^### ([A-Z])\. ", lesson, re.MULTILINE))
