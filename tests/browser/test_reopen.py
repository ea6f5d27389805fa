"""Work that was saved is there the next day: pictures, questions and words, and a line on how to make them live."""

import nbformat
import pytest

from dnnlib.live.words import GONE
from tests.browser.lab import Page

pytestmark = pytest.mark.browser

NOTEBOOK = "saved.ipynb"
COPY = "saved_copy.ipynb"
EXPLORER, QUESTION, END = 3, 2, 4  # cells
# The place of a cell's explorer in the part of the page that the notebook has: top, bottom, and that part's height.
PLACE = """cell => {
  const area = document.querySelector(".jp-WindowedPanel-outer").getBoundingClientRect();
  const view = dnn.cells()[cell].node.querySelector(".dnnlib-live").getBoundingClientRect();
  return [view.top - area.top, view.bottom - area.top, area.height];
}"""

# Brings a cell's top to a place in that part of the page, and says where it then is.
SCROLL = """([cell, top]) => {
  const area = document.querySelector(".jp-WindowedPanel-outer");
  const place = () => dnn.cells()[cell].node.getBoundingClientRect().top - area.getBoundingClientRect().top;
  area.scrollTop += place() - top;
  return place();
}"""


def seen(page, cell):
    """The locator of what a cell shows."""
    return page.page.locator(".jp-Cell").nth(cell).locator(".jp-Cell-outputWrapper")


def assert_live(page):
    for cell in (QUESTION, EXPLORER):
        seen(page, cell).locator(".dnnlib-live").wait_for(timeout=60_000)
    assert seen(page, QUESTION).locator("input[type=radio]:visible").count() == 4
    assert seen(page, QUESTION).locator("details:visible").count() == 0  # the answer that is stored below
    assert seen(page, EXPLORER).locator("img:visible").count() == 1
    assert seen(page, EXPLORER).locator("[role=status]:visible").count() == 1
    assert page.page.get_by_text(GONE).locator("visible=true").count() == 0
    assert page.page.evaluate("dnn.lines()") == ["", ""]


def assert_without_kernel(page):
    assert page.page.evaluate("dnn.lines()") == [GONE, GONE]
    assert seen(page, EXPLORER).locator("img:visible").count() == 1
    assert seen(page, QUESTION).locator("input[type=radio]:visible").count() == 4


def assert_stored(page):
    for cell in (QUESTION, EXPLORER):
        seen(page, cell).get_by_text(GONE).wait_for(timeout=60_000)
    assert page.page.get_by_text("Error displaying widget").count() == 0
    assert seen(page, QUESTION).get_by_text("Predict.").locator("visible=true").count() == 1
    assert seen(page, QUESTION).locator("li:visible").count() == 4
    assert seen(page, EXPLORER).locator("img:visible").evaluate("image => image.naturalWidth") > 500
    assert len(seen(page, EXPLORER).locator("details[open] > p").inner_text()) > 40
    assert not page.page.evaluate("window.jupyterapp.shell.currentWidget.context.model.dirty")


@pytest.fixture(scope="module")
def saved(lab, browser):
    """The notebook, run and saved, and its kernel shut down; and a copy that somebody sent, which is not trusted."""
    with Page(browser, lab, NOTEBOOK) as page:
        page.run_all()
        assert_live(page)
        page.save()
    book = nbformat.read(lab.folder / "work" / NOTEBOOK, as_version=4)
    assert "widgets" not in book.metadata
    book.cells[0].source += ", and sent"
    nbformat.write(book, lab.folder / "work" / COPY)


@pytest.mark.usefixtures("saved")
@pytest.mark.parametrize("app", ["lab", "notebook"])
@pytest.mark.parametrize("notebook", [NOTEBOOK, COPY])
def test_the_next_day_everything_is_there(lab, browser, notebook, app):
    with Page(browser, lab, notebook, app=app) as page:
        trusted = page.page.evaluate("dnn.cells().slice(1).every(cell => cell.model.trusted)")
        assert trusted == (notebook == NOTEBOOK)
        assert_stored(page)


@pytest.mark.parametrize("app", ["lab", "notebook"])
def test_a_reloaded_page_is_live_and_one_whose_kernel_is_gone_says_so(lab, browser, app):
    with Page(browser, lab, NOTEBOOK, app=app) as page:
        page.run_all()
        page.save()
        page.reload()
        assert_live(page)
        page.page.wait_for_timeout(1000)
        assert page.page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTop") == 0
        page.restart()
        assert_without_kernel(page)
        page.run_all()
        assert_live(page)
        page.page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        page.page.wait_for_function("window.jupyterapp.shell.currentWidget.sessionContext.hasNoKernel")
        assert_without_kernel(page)
        page.page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.startKernel()")
        page.page.wait_for_function("dnn.connected()", timeout=60_000)
        assert_without_kernel(page)


@pytest.mark.parametrize("app", ["lab", "notebook"])
@pytest.mark.parametrize("height", [600, 1400])
def test_an_explorer_comes_into_view_when_its_cell_has_run(lab, browser, app, height):
    with Page(browser, lab, NOTEBOOK, height=height, app=app) as page:
        page.page.evaluate("window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
        page.page.locator(".jp-Cell").nth(1).locator(".jp-InputArea-editor").click()
        for _ in range(EXPLORER):
            page.page.keyboard.press("Shift+Enter")
            page.page.wait_for_function("dnn.connected()")
        seen(page, EXPLORER).locator("img:visible").wait_for(timeout=60_000)
        page.page.wait_for_timeout(1500)
        top, bottom, space = page.page.evaluate(PLACE, EXPLORER)
        assert top >= -1
        assert bottom <= space + 1 if bottom - top <= space else top <= 1


@pytest.mark.parametrize("top", [540, 300, 60])
def test_an_explorer_whose_cell_is_run_again_is_whole_in_view(lab, browser, top):
    with Page(browser, lab, NOTEBOOK, height=800) as page:
        page.run_all()
        page.page.locator(".jp-Cell").nth(EXPLORER).locator(".jp-InputArea-editor").click()
        seen(page, EXPLORER).locator("img:visible").wait_for(timeout=60_000)
        assert abs(page.page.evaluate(SCROLL, [EXPLORER, top]) - top) <= 1
        page.page.keyboard.press("Shift+Enter")
        page.page.wait_for_function("dnn.connected()")
        page.page.wait_for_timeout(1500)
        high, low, space = page.page.evaluate(PLACE, EXPLORER)
        assert high >= -1
        assert low <= space + 1
