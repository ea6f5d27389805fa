"""A playground that plays stops where its cell or its output is gone, and only there; its run can be copied."""

import time

import pytest

from tests.browser.conftest import write_notebook
from tests.browser.lab import Lab, Page

pytestmark = pytest.mark.browser

PATIENCE = 20  # seconds
CELLS = ["from dnnlib import explorers", "playground = explorers.playground()\nplayground", "1 + 1"]
SELECT = "place => { jupyterapp.shell.currentWidget.content.activeCellIndex = place }"
REPLACE = """() => {
  const cell = jupyterapp.shell.currentWidget.content.activeCell;
  cell.model.sharedModel.setSource('"something else"');
}"""


@pytest.fixture(scope="module")
def notebook_and_lab(tmp_path_factory):
    folder = tmp_path_factory.mktemp("playground")
    notebook = write_notebook(folder / "playground.ipynb", "Playground", CELLS)
    with Lab(folder / "lab", [notebook]) as lab:
        yield notebook.name, lab


@pytest.fixture
def page(notebook_and_lab, browser):
    notebook, lab = notebook_and_lab
    with Page(browser, lab, notebook, width=1280, height=800) as page:
        page.run_all()
        page.page.get_by_role("button", name="Play", exact=True).click()
        yield page


def playing(page):
    with page.lab.kernel(page.notebook) as kernel:
        return kernel.ask("playing()")


def comes_to(page, wanted):
    deadline = time.monotonic() + PATIENCE
    while playing(page) != wanted:
        assert time.monotonic() < deadline, f"playing: {playing(page)}"
        time.sleep(0.1)


def command(page, name):
    page.page.evaluate("name => jupyterapp.commands.execute(name)", name)


@pytest.mark.parametrize("name", ["notebook:delete-cell", "notebook:clear-cell-output"])
def test_a_playground_stops_where_its_output_is_gone(page, name):
    comes_to(page, [True])
    page.page.evaluate(SELECT, len(CELLS) - 1)  # the heading comes first
    command(page, name)
    comes_to(page, [False])


def test_a_playground_stops_where_its_cell_runs_something_else(page):
    comes_to(page, [True])
    page.page.evaluate(SELECT, len(CELLS) - 1)
    page.page.evaluate(REPLACE)
    command(page, "notebook:run-cell")
    comes_to(page, [False])


def test_a_playground_plays_on_while_another_cell_runs_and_while_the_page_is_loaded_again(page):
    comes_to(page, [True])
    page.page.evaluate(SELECT, len(CELLS))
    command(page, "notebook:run-cell")
    time.sleep(1)
    assert playing(page) == [True]
    page.save()
    page.reload()
    page.page.locator(".dnnlib-explorer img").first.wait_for()
    assert playing(page) == [True]
    page.page.evaluate(SELECT, len(CELLS) - 1)
    command(page, "notebook:delete-cell")
    comes_to(page, [False])


def test_the_cell_to_copy_is_seen_where_the_button_is(page):
    page.page.get_by_role("button", name="Copy", exact=True).click()
    code = page.page.locator(".dnnlib-explorer pre")
    code.wait_for()
    box, window = code.bounding_box(), page.page.locator(".jp-WindowedPanel-outer").first.bounding_box()
    assert box["y"] >= window["y"]
    assert box["y"] + 100 < window["y"] + window["height"]
    page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.page.get_by_role("button", name="Copy to the clipboard").click()
    page.page.get_by_text("Copied: paste it into a new cell").wait_for()
    copied = page.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("import numpy as np\n")
    assert copied.rstrip().endswith('labels_held_out):.3f}")')
