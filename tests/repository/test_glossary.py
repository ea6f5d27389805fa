"""The glossary against the lessons: each Chinese name stands once in them, and where the glossary says."""

import collections
import re

import nbformat
import pytest

from tests.repository.house import NOTEBOOKS, ROOT

CHINESE = "\u4e00-\u9fff"
# "bias (偏置)", "**He initialization** (He 初始化, Kaiming He, 2015)": what stands in brackets behind a term.
GLOSS = re.compile(rf"\(([^()]*[{CHINESE}][^()]*)\)")
COURSE = [path for path in NOTEBOOKS if path.name[:2] < "11"]


def rows():
    """The rows of the glossary, as lists of four texts."""
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf8").splitlines()
    table = [[part.strip() for part in line.strip("| ").split(" | ")] for line in lines if line.startswith("| ")]
    return [[*row[:2], row[-1]] for row in table[2:]]


def glosses():
    """Each Chinese name that a lesson gives in brackets, with the numbers of the notebooks."""
    found = collections.defaultdict(list)
    for path in COURSE:
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                for inside in GLOSS.findall(cell.source):
                    for part in re.split(r"[,;，]", inside):
                        if name := re.search(rf"[A-Za-z ]*[{CHINESE}][{CHINESE}A-Za-z -]*", part):
                            found[name[0].strip()].append(int(path.name[:2]))
    return found


def test_it_has_the_terms_of_a_course():
    assert 100 <= len(rows()) <= 170
    english = [row[0].lower() for row in rows()]
    assert len(set(english)) == len(english)


def test_no_lesson_gives_a_chinese_name_again():
    assert {name: places for name, places in glosses().items() if len(places) > 1} == {}


def test_every_chinese_name_of_the_lessons_is_in_it():
    names = " ".join(row[1] for row in rows())
    assert [name for name in glosses() if re.sub(r"^(also|a|the) ", "", name) not in names] == []


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_the_term_stands_in_the_lesson_that_is_named(row):
    english, chinese, lesson = row
    (path,) = [path for path in NOTEBOOKS if int(path.name[:2]) == int(lesson)]
    text = " ".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown")
    text = " ".join(text.lower().split())
    names = [name.strip("） ") for name in re.split(r"[/，,（]", chinese)]
    names += [name.split("(")[0].strip() for name in re.split("[/,]", english)]
    assert any(name.lower() in text for name in names), f"none of {names}"
