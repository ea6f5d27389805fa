"""The keys of sliders whose ends move, in a real page."""

import pytest

from tests.browser.conftest import write_notebook
from tests.browser.lab import Lab, Page

pytestmark = pytest.mark.browser

CELLS = [
    "from dnnlib import explorers",
    "e = explorers.backpropagation()\nfor name, c in e.controls.items():\n    c.add_class('c-' + name)\ne",
]
WATCH = """
window.heights = new Set()
function watch() {
    heights.add(document.querySelector(".c-step").getBoundingClientRect().height)
    requestAnimationFrame(watch)
}
watch()
"""

RECORD = """() => {
  window.values = [];
  const handle = document.querySelector(".c-step .noUi-handle");
  const note = () => values.at(-1) !== handle.ariaValueNow && values.push(handle.ariaValueNow);
  new MutationObserver(note).observe(handle, { attributes: true });
}"""


def test_home_and_end_reach_the_ends_that_are_shown_after_a_maximum_has_changed(browser, tmp_path):
    notebook = write_notebook(tmp_path / "keys.ipynb", "Keys", CELLS)
    with Lab(tmp_path / "server", [notebook]) as lab, Page(browser, lab, "keys.ipynb") as page:
        page.run_all()
        page.page.locator(".jupyter-widget-Collapse-header").click()
        page.page.evaluate(WATCH)

        def press(name, key):
            handle = page.page.locator(f".c-{name} .noUi-handle").first
            handle.focus()
            handle.press(key)

        def wait(name, part, value):
            page.page.wait_for_selector(f".c-{name} .noUi-handle[aria-value{part}='{value}']")

        press("depth", "End")
        wait("step", "max", "11.0")
        assert page.page.evaluate("document.activeElement.closest('.c-depth') !== null"), "depth lost the keyboard"
        press("step", "End")
        wait("step", "now", "11.0")
        press("step", "Home")
        wait("step", "now", "0.0")
        assert len(page.page.evaluate("[...heights]")) == 1, "the page moved when the slider was made anew"


def test_a_click_on_a_track_gives_the_slider_the_keyboard(browser, tmp_path):
    notebook = write_notebook(tmp_path / "clicks.ipynb", "Clicks", CELLS)
    with Lab(tmp_path / "server", [notebook]) as lab, Page(browser, lab, "clicks.ipynb") as page:
        page.run_all()
        page.page.locator(".c-step .noUi-base").first.click(position={"x": 3, "y": 2})
        page.page.wait_for_selector(".c-step .noUi-handle[aria-valuenow='0.0']")
        page.page.keyboard.press("ArrowRight")
        page.page.wait_for_selector(".c-step .noUi-handle[aria-valuenow='1.0']", timeout=5000)


def test_play_runs_through_a_slider_and_stops_at_its_end(browser, tmp_path):
    notebook = write_notebook(tmp_path / "play.ipynb", "Play", CELLS)
    with Lab(tmp_path / "server", [notebook]) as lab, Page(browser, lab, "play.ipynb") as page:
        page.run_all()
        play = page.page.get_by_role("button", name="▶ Play")
        page.page.locator(".c-step .noUi-handle").first.press("End")
        page.page.wait_for_selector(".c-step .noUi-handle[aria-valuenow='7.0']")
        page.page.evaluate(RECORD)
        play.click()  # at the end it begins anew
        page.page.wait_for_function("values.join() === '0.0,1.0,2.0,3.0,4.0,5.0,6.0,7.0'")
        play.wait_for()  # it does not say Pause any more


def test_one_key_resets_every_explorer_of_the_page(browser, tmp_path):
    cells = [*CELLS, "f = explorers.forward_pass()\nf.controls['x'].add_class('c-x')\nf"]
    notebook = write_notebook(tmp_path / "reset.ipynb", "Reset", cells)
    with Lab(tmp_path / "server", [notebook]) as lab, Page(browser, lab, "reset.ipynb") as page:
        page.run_all()
        for name, value in (("step", "7.0"), ("x", "3.0")):
            page.page.locator(f".c-{name} .noUi-handle").first.press("End")
            page.page.wait_for_selector(f".c-{name} .noUi-handle[aria-valuenow='{value}']")
        page.page.keyboard.press("Alt+Shift+R")
        page.page.wait_for_selector(".c-step .noUi-handle[aria-valuenow='6.0']")
        page.page.wait_for_selector(".c-x .noUi-handle[aria-valuenow='1.0']")
