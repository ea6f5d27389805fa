"""A lesson runs wherever it is opened: in another folder, which is read-only, without a display, on a fresh home."""

import os

import nbformat
import pytest

from tests.repository.house import LESSONS
from tools.execute_notebooks import execute

FIRST = LESSONS[0]


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """An empty working directory that cannot be written to (but by root), an empty home, and no screen."""
    for name in [name for name in os.environ if name in {"DISPLAY", "WAYLAND_DISPLAY", "MPLBACKEND", "MPLCONFIGDIR"}]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    (tmp_path / "home").mkdir()
    (tmp_path / "empty").mkdir(mode=0o555)
    return tmp_path / "empty"


def test_the_first_lesson_says_elsewhere_what_it_has_stored(elsewhere):
    stored, book = (nbformat.read(FIRST, as_version=4) for _ in range(2))
    execute(book, elsewhere)
    assert list(elsewhere.iterdir()) == []
    assert texts(book) == texts(stored)


def texts(book):
    """What each cell prints or says of its value, in words."""
    outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    return "".join(o.text if o.output_type == "stream" else o.data.get("text/plain", "") + "\n" for o in outputs)
