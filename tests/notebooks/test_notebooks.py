"""The notebooks as they are stored: whoever reads one without running it reads all of it.

That running them gives what is stored is proved by `pytest --nbval notebooks` (in `make test`).
"""

import collections
import itertools
import json
import re
import statistics

import nbformat
import pytest
from nbconvert import ScriptExporter

from tests.repository.house import LESSONS, NOTEBOOKS, ROOT
from tools.execute_notebooks import WIDGET, normalize

TAGS = {"prediction", "exercise", "hint", "solution", "explorer", "slip", "hide-input", "figure", "deeper"}
TEMPLATE = ROOT / "docs" / "template.ipynb"

every = pytest.mark.parametrize("path", [*NOTEBOOKS, TEMPLATE], ids=lambda path: path.stem)
lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def read(path):
    return nbformat.read(path, as_version=4)


def code(path):
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def prose(path):
    return [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]


def tagged(path, tag):
    return [cell for cell in read(path).cells if tag in cell.metadata.get("tags", ())]


def outputs(path):
    return [(number, output) for number, cell in enumerate(code(path), 1) for output in cell.outputs]


def lines(cell):
    return [line for line in cell.source.splitlines() if line.strip() and not line.strip().startswith("#")]


@every
def test_it_is_valid(path):
    nbformat.validate(read(path))


@every
def test_it_was_run_in_order_on_a_fresh_kernel(path):
    assert [cell.execution_count for cell in code(path)] == list(range(1, len(code(path)) + 1))


@every
def test_no_cell_failed_or_warned(path):
    bad = [
        (n, o.get("ename") or o.text) for n, o in outputs(path) if o.output_type == "error" or o.get("name") == "stderr"
    ]
    assert not bad


@every
def test_it_is_stored_as_the_executor_stores_it(path):
    assert path.read_text(encoding="utf8") == nbformat.writes(normalize(read(path))) + "\n", "run `make notebooks`"


@every
def test_no_widget_state_and_no_timing_is_stored(path):
    book = read(path)
    assert set(book.metadata) == {"kernelspec", "language_info"}
    assert {key for cell in book.cells for key in cell.metadata} <= {"tags", "jupyter"}


@every
def test_every_cell_has_an_id_of_its_own_that_is_no_number_of_its_place(path):
    ids = [cell["id"] for cell in json.loads(path.read_text(encoding="utf8"))["cells"]]
    assert len(set(ids)) == len(ids)
    assert not [name for name in ids if re.fullmatch(r"cell-\d+", name)]


@every
def test_nbconvert_writes_it_as_a_python_script(path):
    source, resources = ScriptExporter().from_filename(str(path))
    assert resources["output_extension"] == ".py"
    for cell in code(path):
        assert cell.source.splitlines()[0] in source


@every
def test_it_has_one_title_and_an_outline_without_gaps(path):
    text = re.sub(r"^```.*?^```$", "", "\n\n".join(prose(path)), flags=re.MULTILINE | re.DOTALL)
    levels = [len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels))


@every
def test_below_every_widget_a_picture_or_a_question_is_stored_and_words(path):
    for (number, output), (below, stored) in itertools.pairwise([*outputs(path), (None, {})]):
        if WIDGET in output.get("data", {}):
            assert set(output.data) == {WIDGET, "text/html", "text/plain"}, f"cell {number}: some pages show it alone"
            assert below == number, f"cell {number}: nothing below the widget"
            assert {"image/png", "text/html"} & set(stored.data), f"cell {number}: no picture"
            assert len(stored.data["text/plain"]) >= 40, f"cell {number}: no words"


@every
def test_every_picture_comes_with_words(path):
    for number, output in outputs(path):
        if "image/png" in output.get("data", {}):
            words = output.data.get("text/plain", "")
            assert len(words) >= 40, f"cell {number}: no words"
            assert not words.startswith("<"), f"cell {number}: a repr is no description"


@every
def test_no_output_names_an_address_in_memory(path):
    assert not [
        n
        for n, o in outputs(path)
        if re.search(r"\bat 0x[0-9a-f]{6,}", str(o.get("text", "")) + str(o.get("data", "")))
    ]


@every
def test_tags_are_known(path):
    assert {tag for cell in read(path).cells for tag in cell.metadata.get("tags", ())} <= TAGS


@every
def test_solutions_are_collapsed_and_run(path):
    for cell in tagged(path, "solution"):
        if cell.cell_type == "code":
            assert cell.metadata.get("jupyter", {}).get("source_hidden") is True


@every
def test_nothing_else_is_collapsed_but_hints_and_solutions(path):
    hidden = [cell for cell in read(path).cells if cell.metadata.get("jupyter", {}).get("source_hidden")]
    assert all({"solution", "hint", "hide-input"} & set(cell.metadata.get("tags", ())) for cell in hidden)


@lesson
def test_its_title_is_a_question(path):
    assert re.search(r"^# .+\?$", prose(path)[0].splitlines()[0])


@lesson
def test_it_has_every_part_of_a_lesson(path):
    parts = ("prediction", "explorer", "exercise", "hint", "solution")
    assert [tag for tag in parts if not tagged(path, tag)] == []


@lesson
def test_cells_are_short(path):
    sizes = [len(lines(cell)) for cell in code(path)]
    assert statistics.median(sizes) <= 4
    assert max(sizes) <= 15


@lesson
def test_the_prose_is_enough_and_not_too_much(path):
    words = sum(len(re.findall(r"[A-Za-z][A-Za-z'-]+", re.sub(r"\$[^$]*\$", "", text))) for text in prose(path))
    assert 800 <= words <= 3500


@lesson
def test_terms_come_with_their_chinese_names(path):
    assert re.search("\\([\u4e00-\u9fff]+\\)", "\n".join(prose(path)))


def test_no_formula_is_tagged_twice():
    tags = collections.Counter(
        tag for path in LESSONS for text in prose(path) for tag in re.findall(r"\\tag\{([^}]*)\}", text)
    )
    assert [tag for tag, times in tags.items() if times > 1] == []


@lesson
def test_its_tags_carry_its_number(path):
    tags = [tag for text in prose(path) for tag in re.findall(r"\\tag\*?\{([^}]*)\}", text)]
    assert tags
    assert all(re.fullmatch(rf"{int(path.stem[:2])}\.\d+[a-z]?", tag) for tag in tags), tags


@lesson
def test_the_cell_after_a_tagged_formula_is_code(path):
    cells = read(path).cells
    bare = [
        tag
        for cell, following in zip(cells, [*cells[1:], None], strict=True)
        if cell.cell_type == "markdown"
        for tag in re.findall(r"\\tag\*?\{([^}]*)\}", cell.source)
        if following is None or following.cell_type != "code"
    ]
    assert not bare


def test_the_start_page_leads_to_every_lesson_by_its_own_title():
    start = "".join(cell.source for cell in read(ROOT / "notebooks" / "00_start_here.ipynb").cells)
    for path in LESSONS:
        title = read(path).cells[0].source.splitlines()[0].removeprefix("# ")
        assert f"({path.name}) | {title} |" in start, path.name
