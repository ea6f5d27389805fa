"""The lessons as pages without scripts: `jupyter nbconvert --to html` shows every picture, and says it in words."""

from functools import cache

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter

from tests.repository.house import NOTEBOOKS, ROOT
from tools.execute_notebooks import WIDGET

SHORTEST = 40  # characters; whoever writes fewer has described nothing

every = pytest.mark.parametrize("path", [*NOTEBOOKS, ROOT / "docs" / "template.ipynb"], ids=lambda path: path.stem)


@cache
def page(path):
    """A notebook's page as `jupyter nbconvert --to html` writes it, parsed, with every script taken out."""
    soup = BeautifulSoup(HTMLExporter().from_filename(str(path))[0], "html.parser")
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
    questions = [data["text/html"] for data in data_of_outputs(path) if WIDGET in data and "image/png" not in data]
    for question in questions:
        words = BeautifulSoup(question, "html.parser").get_text()
        assert len(words) >= SHORTEST
        assert any(words == area.get_text().strip() for area in shown(path)), words


@every
def test_nothing_on_the_page_waits_for_a_script(path):
    assert not page(path).select(f"[data-mime-type='{WIDGET}'], .jp-RenderedJavaScript, canvas")
