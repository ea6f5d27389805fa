"""What the tags of cells make of a notebook, and links that lead out of the folder of notebooks."""

import importlib.util
import pathlib
import subprocess
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup

pytestmark = pytest.mark.site

ROOT = pathlib.Path(__file__).resolve().parents[2]
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def pages():
    spec = importlib.util.spec_from_file_location("pages", ROOT / "site" / "pages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cells():
    """A lesson with a deeper part and solutions in a part of their own."""
    from nbformat.v4 import new_code_cell as code
    from nbformat.v4 import new_markdown_cell as text
    from nbformat.v4 import new_output as output

    view = output("display_data", {WIDGET: {"model_id": "1"}, "text/plain": "Run this cell"})
    picture = output("display_data", {"image/png": PNG}, metadata={"image/png": {"alt": "What is seen."}})
    deeper, solution = {"tags": ["deeper"]}, {"tags": ["solution"]}
    return [
        text("# A question?\n\nBy (1.1) and (9.9).\n\n$$ x = 1 \\tag{1.1} $$"),
        code("import numpy as np\nfrom dnnlib import explorers, figures"),
        code("explorers.forward_pass(depth=2)", metadata={"tags": ["explorer"]}, outputs=[view, picture]),
        text("## Exercises"),
        code("def mine(): ...", metadata={"tags": ["exercise"]}),
        text("## Solutions", metadata=solution),
        code("'the solution'", metadata=solution),
        text("## What to remember\n\nThat."),
        code("'a late solution'", metadata=solution),
        text("## Going deeper\n\nMore.\n\n$$ y = 2 \\tag{1.2} $$", metadata=deeper),
        text("### A proof\n\nAfter (1.2).", metadata=deeper),
        code("'deep'", metadata=deeper),
    ]


@pytest.fixture(scope="module")
def made(pages, tmp_path_factory):
    """That lesson as a page of the book."""
    folder = tmp_path_factory.mktemp("book")
    (folder / "source").mkdir()
    notebook = nbformat.v4.new_notebook(cells=cells(), metadata={"language_info": {"name": "python"}})
    nbformat.write(pages.page(notebook), folder / "source" / "index.ipynb")
    command = [sys.executable, "-m", "sphinx", "-q", "-n", "-W", "-c", ROOT / "site", folder / "source", folder / "out"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return BeautifulSoup((folder / "out" / "index.html").read_text(encoding="utf8"), "html.parser").article


def folded(made, words):
    """The titles of the folded parts in which some words stand, from within outwards."""
    place = made.find(string=lambda text: words in text)
    return [fold.find("summary").get_text(strip=True) for fold in place.find_parents("details")]


def test_deeper_parts_and_solutions_are_folded_below_their_headings(made):
    assert folded(made, "More.") == folded(made, "A proof") == folded(made, "the solution") == ["Open this part"]
    assert folded(made, "Going deeper") == folded(made, "Exercises") == folded(made, "That.") == []
    assert len(folded(made, "a late solution")) == 1


def test_a_formula_s_number_is_a_link_where_there_is_such_a_formula(made):
    assert [(a["href"], a.get_text()) for a in made.select('a[href*="#formula"]')] == [
        ("#formula-1-1", "(1.1)"), ("#formula-1-2", "(1.2)")]  # fmt: skip
    assert made.find(id="formula-1-1")
    assert made.find(id="formula-1-2")
    assert "(9.9)" in made.get_text()


def test_an_explorer_shows_its_picture_with_words_and_opens_alone(made):
    cell = made.select_one(".cell.tag_explorer")
    assert cell.select_one("img")["alt"] == "What is seen."
    assert "Run this cell" not in cell.get_text()
    code = "code=from+dnnlib+import+explorers%0Aexplorers.forward_pass%28depth%3D2%29"
    assert cell.select_one("iframe")["src"].endswith(code)


def test_links_lead_to_pages_or_to_the_repository(pages):
    places = {"notebooks/01_a.ipynb": "01_a.ipynb", "docs/glossary.md": "docs/glossary.md"}
    lead = {
        "[a](01_a.ipynb#b)": "[a](01_a.ipynb#b)",
        "[g](../docs/glossary.md)": "[g](docs/glossary.md)",
        "[t](../tools/x.py)": "[t](https://example.org/a/b/blob/main/tools/x.py)",
        "[w](https://example.org)": "[w](https://example.org)",
        "[h](#here)": "[h](#here)",
    }
    home = "https://example.org/a/b"
    assert {text: pages.lead(text, "notebooks/00.ipynb", places | {"notebooks/00.ipynb": "00.ipynb"}, home)
            for text in lead} == lead  # fmt: skip
    assert pages.lead("[a](../notebooks/01_a.ipynb)", "docs/glossary.md", places, home) == "[a](../01_a.ipynb)"


def test_formulas_in_html_are_marked_for_mathjax(pages):
    html = pages.mathematics("<p>From $a_1$ to $b$.</p>")
    assert html == '<div class="tex2jax_process"><p>From \\(a_1\\) to \\(b\\).</p></div>'
