"""The lessons as pages without scripts: `jupyter nbconvert --to html` shows every picture, and says it in words."""

import itertools
from functools import cache

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from tests.repository.house import NOTEBOOKS, ROOT
from tools.execute_notebooks import WIDGET

SHORTEST = 40  # characters; whoever writes fewer has described nothing

every = pytest.mark.parametrize("path", [*NOTEBOOKS, ROOT / "docs" / "template.ipynb"], ids=lambda path: path.stem)


@cache
def page(path):
    """A notebook's page as `jupyter nbconvert --to html` writes it, parsed, with every script taken out."""
    return without_scripts(HTMLExporter().from_filename(str(path))[0])


def without_scripts(text):
    """A page as it is seen where its scripts cannot be loaded."""
    soup = BeautifulSoup(text, "html.parser")
    for script in soup.find_all("script"):
        script.decompose()
    return soup


def data_of_outputs(path):
    """The data of every output of a notebook that is shown rather than printed."""
    cells = nbformat.read(path, as_version=4).cells
    return [output.data for cell in cells for output in cell.get("outputs", ()) if "data" in output]


def shown(path):
    """The elements in which a page shows the outputs, in order."""
    return page(path).select(".jp-OutputArea-output")


@every
def test_every_picture_is_on_the_page_and_followed_by_its_words(path):
    stored = [data for data in data_of_outputs(path) if "image/png" in data]
    areas = [area for area in shown(path) if area.find("img")]
    assert len(areas) == len(stored)
    for area, data in zip(areas, stored, strict=True):
        assert area.img["src"] == "data:image/png;base64," + data["image/png"].strip()
        words = area.find_next(class_="jp-OutputArea-output").select_one("details > summary + p").get_text()
        assert words == data["text/plain"]
        assert len(words) >= SHORTEST


@every
def test_every_widget_is_a_picture_or_a_text_on_the_page(path):
    below = [stored for view, stored in itertools.pairwise(data_of_outputs(path)) if WIDGET in view]
    questions = [data["text/html"] for data in below if "image/png" not in data]
    for question in questions:
        words = BeautifulSoup(question, "html.parser").get_text()
        assert len(words) >= SHORTEST
        assert any(words == area.get_text().strip() for area in shown(path)), words


@every
def test_nothing_on_the_page_waits_for_a_script(path):
    assert not page(path).select(f"[data-mime-type='{WIDGET}'], .jp-RenderedJavaScript, canvas")


def test_a_page_that_runs_the_notebook_shows_the_same():
    """`nbconvert --execute --to html` stores the state of widgets, and takes a widget for the best of all forms."""
    cells = [
        "from dnnlib import exercises, explorers",
        "exercises.vanishing_gradients.PREDICTION_1",
        "explorers.vanishing_gradients()",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(book, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()
    assert book.metadata.widgets
    soup = without_scripts(HTMLExporter().from_notebook_node(book)[0])
    _, question, _, picture, words = soup.select(".jp-OutputArea-output")
    assert question.get_text().strip().startswith("Predict. ")
    assert picture.img["src"].startswith("data:image/png;base64,")
    assert len(words.select_one("details[open] > summary + p").get_text()) >= SHORTEST
