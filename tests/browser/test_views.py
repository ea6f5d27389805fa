"""Every explorer in one view: controls, try and picture are seen together, nothing is cut, and what was there stays."""

import pytest

from dnnlib import explorers
from tests.browser.conftest import write_notebook
from tests.browser.lab import Lab, Page
from tests.lessons.every import topics

pytestmark = pytest.mark.browser

SMALLEST_TRACK = 120
# What is measured of each explorer, pixels: from the title to the picture's end, the picture's width, the tracks of
# sliders, and how far something stands out at the right.
MEASURE = """() => [...document.querySelectorAll(".dnnlib-explorer")].map((view) => {
  const box = view.getBoundingClientRect(), image = view.querySelector("img");
  const picture = image.getBoundingClientRect();
  const tracks = [...view.querySelectorAll(".slider-container")].map((track) => track.getBoundingClientRect().width);
  return {
    height: picture.bottom - box.top, width: picture.width, natural: parseFloat(getComputedStyle(image).maxWidth) / 1.5,
    tracks: tracks.filter((width) => width > 0), cut: view.scrollWidth - view.clientWidth,
  };
})"""
# Whether so many explorers say that they hold a picture.
HELD = """wanted => [...document.querySelectorAll(".dnnlib-explorer")]
  .filter((view) => view.innerText.includes("held: this picture")).length >= wanted"""


@pytest.fixture(scope="module")
def page(tmp_path_factory, browser):
    """A notebook with every explorer."""
    folder = tmp_path_factory.mktemp("views")
    cells = ["from dnnlib import explorers", *(f"explorers.{topic}()" for topic in topics())]
    notebook = write_notebook(folder / "views.ipynb", "Views", cells)
    with Lab(folder / "lab", [notebook]) as lab, Page(browser, lab, notebook.name, width=1280, height=800) as page:
        page.run_all()
        yield page


def measured(page, width, height):
    """The measures of every explorer in a window of some size."""
    page.page.set_viewport_size({"width": width, "height": height})
    hidden = page.page.evaluate("document.querySelector('#jp-left-stack').classList.contains('lm-mod-hidden')")
    if hidden != (width < 900):  # a phone and a beamer at 150 % have no room for the list of files
        page.page.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")
    page.page.wait_for_timeout(1000)
    sizes = page.page.evaluate(MEASURE)
    assert len(sizes) == len(topics())
    return dict(zip(topics(), sizes, strict=True))


@pytest.mark.parametrize(("width", "height", "highest"), [(1280, 800, 640), (1920, 1080, 900)])
def test_controls_try_and_picture_are_seen_together(page, width, height, highest):
    sizes = measured(page, width, height)
    too_high = {topic: size["height"] for topic, size in sizes.items() if size["height"] > highest}
    assert not too_high
    assert {
        topic: size["tracks"] for topic, size in sizes.items() if min(size["tracks"], default=999) < SMALLEST_TRACK
    } == {}


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080), (1024, 700), (390, 844)])
def test_nothing_is_cut_and_no_picture_is_blown_up(page, width, height):
    sizes = measured(page, width, height)
    assert {topic: size["cut"] for topic, size in sizes.items() if size["cut"] > 0} == {}
    wide = {topic: size["width"] for topic, size in sizes.items() if size["width"] > 1.5 * size["natural"] + 1}
    assert not wide


def test_on_a_beamer_at_150_percent_every_picture_is_whole(page):
    sizes = measured(page, 853, 480)  # 1280 x 720
    room = page.page.evaluate("document.querySelector('.jp-WindowedPanel-outer, .jp-Notebook').clientHeight")
    assert {topic: size["height"] for topic, size in sizes.items() if size["height"] > room} == {}
    assert {topic: size["cut"] for topic, size in sizes.items() if size["cut"] > 0} == {}


def test_holding_a_picture_moves_nothing(page):
    before = measured(page, 1280, 800)
    for view in page.page.locator(".dnnlib-explorer").all():
        view.get_by_role("button", name="Freeze").click()
    page.page.wait_for_function(HELD, arg=len(topics()) - 1)
    after = measured(page, 1280, 800)
    assert {
        t: (before[t]["height"], after[t]["height"]) for t in before if before[t]["height"] != after[t]["height"]
    } == {}


def test_figures_are_at_most_eight_inches_wide():
    widths = {topic: getattr(explorers, topic)().figure.get_figwidth() for topic in topics()}
    assert {topic: width for topic, width in widths.items() if width > 8} == {}
