"""A student's copy takes an update of the lessons as a hub takes it, by nbgitpuller: nothing of theirs is lost."""

import subprocess
import sys

import nbformat
import pytest

from tests.repository.house import NOTEBOOKS
from tools.execute_notebooks import clean, read

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="hubs that pull with git are Linux")

v4 = nbformat.v4
LESSON = NOTEBOOKS[1]
ANSWER = "my_answer = 42"


def git(folder, *words):
    name = ("-c", "user.name=A teacher", "-c", "user.email=teacher@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *name, *words], cwd=folder, check=True, capture_output=True)


def pull(teacher, student):
    """What a click on the class's link does: clone, or merge what is new."""
    command = [sys.executable, "-m", "nbgitpuller.pull", teacher, "main", student]
    subprocess.run(command, cwd=teacher, check=True, capture_output=True)


def write(path, notebook):
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf8", newline="\n")


@pytest.fixture
def copies(tmp_path, monkeypatch):
    """A teacher's repository with one lesson, and a student's copy of it: the lesson's path in each."""
    monkeypatch.setenv("HOME", str(tmp_path))
    teacher, student = tmp_path / "teacher", tmp_path / "student"
    teacher.mkdir()
    (teacher / "lesson.ipynb").write_bytes(LESSON.read_bytes())
    git(teacher, "init", "--quiet")
    git(teacher, "add", ".")
    git(teacher, "commit", "--quiet", "--message", "A lesson")
    pull(teacher, student)
    return teacher / "lesson.ipynb", student / "lesson.ipynb"


def work(path):
    """What a student leaves: other execution counts, an answer in the exercise, a cell of their own in the middle."""
    notebook = read(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count += 40
    exercise = next(cell for cell in notebook.cells if "exercise" in cell.metadata.get("tags", ()))
    exercise.source += f"\n{ANSWER}"
    notebook.cells.insert(len(notebook.cells) // 2, v4.new_code_cell("print('a note of my own')"))
    write(path, notebook)


def update(path):
    """What the next version brings: a new paragraph at the top, one that is worded anew, a new cell at the end."""
    notebook = read(path)
    notebook.cells.insert(1, v4.new_markdown_cell("A new paragraph."))
    worded = next(cell for cell in notebook.cells[3:] if cell.cell_type == "markdown")
    worded.source += "\n\nOne sentence more."
    notebook.cells.append(v4.new_markdown_cell("A new last word."))
    write(path, notebook)
    clean(path)
    git(path.parent, "commit", "--quiet", "--all", "--message", "An update")


def test_both_sides_survive_and_no_id_stands_twice(copies):
    teacher, student = copies
    before = [cell.id for cell in read(teacher).cells]
    work(student)
    own = {cell.id for cell in nbformat.read(student, as_version=4).cells}
    update(teacher)
    pull(teacher.parent, student.parent)
    merged = nbformat.v4.reads(student.read_text(encoding="utf8"))
    ids = [cell.id for cell in merged.cells]
    text = "\n".join(cell.source for cell in merged.cells)
    assert len(set(ids)) == len(ids) == len(before) + 3
    assert own <= set(ids)
    assert [name for name in ids if name in set(before)] == before
    for words in (ANSWER, "a note of my own", "A new paragraph.", "One sentence more.", "A new last word."):
        assert words in text
    nbformat.validate(merged)
