"""The tool behind `make notebooks`: the same notebook whoever runs it, and nothing stored of a run that failed."""

import json

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError

from tools.execute_notebooks import WIDGET, clean, read, run

v4 = nbformat.v4


@pytest.fixture
def book(tmp_path):
    """Write a notebook with the given code cells and give its path."""

    def write(*sources):
        path = tmp_path / "book.ipynb"
        nbformat.write(v4.new_notebook(cells=[v4.new_code_cell(source) for source in sources]), path)
        return path

    return write


def test_two_runs_store_the_same_bytes(book):
    path = book(
        "import ipywidgets, sys\nipywidgets.IntSlider()", "for i in range(50):\n    print(i, flush=True)", "1 + 1  "
    )
    run(path)
    first = path.read_bytes()
    run(path)
    assert path.read_bytes() == first
    assert not clean(path)


def test_it_runs_in_the_notebook_s_own_folder(book):
    path = book("from pathlib import Path\nPath('book.ipynb').exists()")
    run(path)
    assert nbformat.read(path, 4).cells[0].outputs[0].data["text/plain"] == "True"


def test_neither_widget_state_nor_timing_nor_an_editor_s_marks_are_stored(book):
    path = book("import ipywidgets\nipywidgets.IntSlider()")
    stored = nbformat.read(path, 4)
    stored.cells[0].metadata.update(tags=["explorer"], scrolled=True, execution={"iopub.execute_input": "now"})
    nbformat.write(stored, path)
    run(path)
    result = json.loads(path.read_text(encoding="utf8"))
    assert set(result["metadata"]) == {"kernelspec", "language_info"}
    assert result["cells"][0]["metadata"] == {"tags": ["explorer"]}
    assert result["cells"][0]["outputs"][0]["data"][WIDGET]["model_id"] == f"{1:032x}"


def test_a_cell_that_fails_leaves_the_file_untouched(book):
    path = book("1", "1 / 0")
    before = path.read_bytes()
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        run(path)
    assert path.read_bytes() == before


def test_cleaning_says_whether_it_changed_anything(book):
    path = book("1 + 1")
    assert clean(path)
    assert not clean(path)


def test_running_again_keeps_every_id(book):
    path = book("1", "2", "3")
    ids = [cell.id for cell in read(path).cells]
    run(path)
    assert [cell.id for cell in read(path).cells] == ids


def test_a_cell_put_in_the_middle_changes_no_other_id(book):
    path = book("1", "2")
    stored = read(path)
    first, last = (cell.id for cell in stored.cells)
    stored.cells.insert(1, v4.new_markdown_cell("between"))
    nbformat.write(stored, path)
    run(path)
    assert [cell.id for cell in read(path).cells][::2] == [first, last]


def test_a_cell_without_an_id_gets_one_that_it_keeps(book):
    path = book("1", "2")
    data = json.loads(path.read_text(encoding="utf8"))
    first = data["cells"][0]["id"]
    del data["cells"][1]["id"]
    path.write_text(json.dumps(data), encoding="utf8")
    clean(path)
    ids = [cell["id"] for cell in json.loads(path.read_text(encoding="utf8"))["cells"]]
    assert ids[0] == first != ids[1]
    assert not clean(path)


def test_of_two_cells_with_one_id_the_lower_gets_a_new_one(book):
    path = book("1", "2")
    data = json.loads(path.read_text(encoding="utf8"))
    data["cells"][1]["id"] = data["cells"][0]["id"]
    path.write_text(json.dumps(data), encoding="utf8")
    clean(path)
    ids = [cell["id"] for cell in json.loads(path.read_text(encoding="utf8"))["cells"]]
    assert ids[0] == data["cells"][0]["id"] != ids[1]
