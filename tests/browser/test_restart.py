"""A kernel that is restarted under an open page: the pictures stay, and running the cells again makes them move."""

import time

import pytest

from tests.browser.lab import Page

pytestmark = pytest.mark.browser

PATIENCE = 15  # seconds for a picture to come
NOTEBOOK = "01_forward_pass.ipynb"


def explorers(page, lab):
    """The explorers of the page: the mark of each, and of its first slider in view."""
    with lab.kernel(NOTEBOOK) as kernel:
        found = kernel.ask("explorers()")
    for explorer in found:
        page.page.locator(f".{explorer['mark']} img").first.wait_for()
    sliders = {
        explorer["mark"]: [c["mark"] for c in explorer["controls"].values() if c["kind"].endswith("Slider")]
        for explorer in found
    }
    return {mark: next(c for c in marks if page.control(c).is_visible()) for mark, marks in sliders.items()}


def press(page, control):
    element = page.control(control)
    element.scroll_into_view_if_needed()
    element.focus()
    page.page.keyboard.press("ArrowUp")


def test_a_restarted_kernel_leaves_the_pictures_and_runs_again(lab, browser):
    with Page(browser, lab, NOTEBOOK) as page:
        page.run_all()
        before = explorers(page, lab)
        pictures = [page.picture(mark) for mark in before]
        page.restart()
        for control in before.values():
            press(page, control)  # nobody hears it
        assert [page.picture(mark) for mark in before] == pictures != []
        page.run_all()
        assert page.errors() == []
        for mark, control in explorers(page, lab).items():
            picture = page.picture(mark)
            assert picture in pictures
            press(page, control)
            deadline = time.monotonic() + PATIENCE
            while page.picture(mark) == picture:
                assert time.monotonic() < deadline, f"{control} moved nothing"
                time.sleep(0.05)
        assert page.console == []
