"""How a lesson is built: first seen, then a core of one class hour, exercises, solutions apart, and deeper parts."""

import re
import statistics

import nbformat
import pytest

from tests.repository.house import LESSONS

lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
HOUR = 60  # minutes
# Turns that are right in another language, and give English an accent.
ACCENT = re.compile(
    r"\bso that\b|derivative by|gradient by|\banother (?:loss|sign|number|order|rate)\b|leaves a rest|\bshall give\b"
)


def cells(path):
    return nbformat.read(path, as_version=4).cells


def tags(cell):
    return set(cell.metadata.get("tags", ()))


def core(path):
    """The cells that a class goes through: without exercises, solutions and what goes deeper."""
    return [cell for cell in cells(path) if not tags(cell) & {"deeper", "exercise", "hint", "solution"}]


def words(cell):
    return len(re.findall(r"[A-Za-z][A-Za-z'-]+", re.sub(r"\$[^$]*\$", "", cell.source)))


def lines(cell):
    return sum(bool(line.strip()) and not line.strip().startswith("#") for line in cell.source.splitlines())


def minutes(path):
    """What a first reader needs for a core, as readers of earlier versions needed it."""
    prose = [cell for cell in core(path) if cell.cell_type == "markdown"]
    code = [cell for cell in core(path) if cell.cell_type == "code"]
    formulas = sum(cell.source.count(r"\tag{") for cell in prose)
    live = sum(bool(tags(cell) & {"explorer", "prediction"}) for cell in code)
    return sum(map(words, prose)) / 60 + sum(map(lines, code)) / 10 + 2.5 * formulas + 4 * live


@lesson
def test_an_explorer_stands_among_the_first_six_cells_before_any_formula(path):
    first = next(number for number, cell in enumerate(cells(path)) if "explorer" in tags(cell))
    assert first < 6
    assert not any("$$" in cell.source for cell in cells(path)[:first])
    assert re.search(r"show=\(\"\w+\", \"\w+\"\)", cells(path)[first].source), "two controls in view"


@lesson
def test_the_core_takes_a_class_hour_and_says_so(path):
    stated = re.search(r"about (\d+) minutes", cells(path)[0].source)
    assert minutes(path) <= HOUR
    assert int(stated[1]) >= minutes(path) - 5
    assert int(stated[1]) <= HOUR


@lesson
def test_what_goes_deeper_is_the_last_part_and_comes_after_the_exercises(path):
    deeper = ["deeper" in tags(cell) for cell in cells(path)]
    start = deeper.index(True)
    assert all(deeper[start:])
    assert cells(path)[start].source.startswith("## Going deeper")
    assert not any(tags(cell) & {"exercise", "solution"} for cell in core(path))
    assert max(n for n, cell in enumerate(cells(path)) if tags(cell) & {"exercise", "solution"}) < start


@lesson
def test_solutions_stand_below_a_heading_of_their_own(path):
    place = {n: tags(cell) for n, cell in enumerate(cells(path))}
    solutions = [n for n in place if "solution" in place[n]]
    assert re.match(r"##+ Solutions", cells(path)[solutions[0]].source)
    assert max(n for n in place if place[n] & {"exercise", "hint"}) < solutions[0]


@lesson
def test_formulas_are_numbered_in_the_order_of_the_page(path):
    numbers = [int(n) for cell in cells(path) for n in re.findall(r"\\tag\*?\{\d+\.(\d+)\}", cell.source)]
    assert numbers == list(range(1, len(numbers) + 1))


@lesson
def test_the_english_has_no_accent(path):
    assert [
        found for cell in cells(path) if cell.cell_type == "markdown" for found in ACCENT.findall(cell.source)
    ] == []


@lesson
def test_no_line_of_a_paragraph_becomes_an_item_of_a_list(path):
    text = "\n\n".join(cell.source for cell in cells(path) if cell.cell_type == "markdown")
    assert re.findall(r"(?m)^(?!\d+\. |- |  |$).+\n(?:\d+\. |[-+*] ).*", text) == []


@lesson
def test_the_code_of_the_core_is_a_little_python(path):
    sources = [cell.source for cell in core(path) if cell.cell_type == "code"]
    assert [s for s in sources if re.search(r"strict=|train\(.*for|nonlocal|global ", s)] == []
    everywhere = [cell.source for cell in cells(path) if cell.cell_type == "code"]
    assert [s for s in everywhere if re.search(r"getattr|einsum|:=|for _ in train", s)] == []
    assert statistics.median(map(lines, core(path))) <= 8
    assert max(len(line) for source in sources for line in source.splitlines()) <= 96
