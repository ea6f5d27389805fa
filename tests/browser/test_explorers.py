"""Every explorer of every notebook in a real JupyterLab: each control, by keyboard, changes the painted picture."""

import os
import pathlib
import time

import pytest

from tests.browser.accessibility import grave_problems, unnamed
from tests.browser.drag import drag, first_slider
from tests.browser.lab import Page

pytestmark = pytest.mark.browser

NOTEBOOKS = [
    "demo.ipynb",
    *sorted(p.name for p in (pathlib.Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb")),
]
PATIENCE = 15  # seconds for a picture to come; a wait that ends as soon as it is there, and fails when it does not
# Messages of JupyterLab itself, which come with an empty notebook too.
HARMLESS = ()


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_notebook_and_its_explorers(lab, browser, notebook):
    with Page(browser, lab, notebook) as page:
        page.run_all()
        assert page.errors() == []
        with lab.kernel(notebook) as kernel:
            explorers = kernel.ask("explorers()")
            for explorer in explorers:
                driver = Driver(page, kernel, explorer)
                driver.drive()
                if (slider := first_slider(explorer)) is not None:
                    drag(driver, slider)
            save_screenshots(page, explorers)
        assert grave_problems(page.page) == []
        assert unnamed(page.page) == []
        assert [text for text in page.console if text not in HARMLESS] == []
        assert page.strangers == []
    if notebook == "demo.ipynb":
        assert len(explorers) == 2  # so that this test cannot pass by finding nothing


def test_a_control_without_effect_is_found(lab, browser):
    with Page(browser, lab, "dead.ipynb") as page:
        page.run_all()
        with lab.kernel("dead.ipynb") as kernel:
            driver = Driver(page, kernel, *kernel.ask("explorers()"))
            with pytest.raises(AssertionError, match="seed left the picture as it was"):
                driver.drive()


def test_what_cannot_be_read_out_is_found(lab, browser):
    with Page(browser, lab, "demo.ipynb") as page:
        page.run_all()
        assert grave_problems(page.page) == unnamed(page.page) == []
        page.page.evaluate("""() => {
          document.querySelector(".jp-OutputArea-output").append(document.createElement("button"), new Image());
          document.querySelector(".widget-slider > label").textContent = "";
        }""")
        assert [problem.partition(":")[0] for problem in grave_problems(page.page)] == ["button-name", "image-alt"]
        assert len(unnamed(page.page)) == 1


class Driver:
    """Drives one explorer as a learner would: focus, arrows, Home, End, choices, boxes, Reset."""

    def __init__(self, page, kernel, explorer):
        self.page, self.kernel, self.explorer, self.mark = page, kernel, explorer, explorer["mark"]
        self.keyboard, self.moved = page.page.keyboard, set()

    def drive(self):
        self.page.page.locator(f".{self.mark} img").first.wait_for()
        for fold in self.page.page.locator(f".{self.mark} .jupyter-widget-Collapse-header").all():
            fold.click()
        self.settled()
        for name, control in self.explorer["controls"].items():
            if not control["disabled"]:
                self.use(name, control)
                self.reset()

    def use(self, name, control):
        where = f"{self.explorer['title']}: {name}"
        element = self.page.control(control["mark"])
        element.scroll_into_view_if_needed()
        pictures = {"Dropdown": self.choose, "Checkbox": self.toggle}.get(control["kind"], self.turn)(element, control)
        final = self.settled(quiet=0.3)  # nothing is on its way any more
        assert final["error"] == "", where
        assert name in self.moved, f"{where} did not reach the kernel"
        if not control["neutral"]:
            assert all(pictures), f"{where} left the picture as it was: {pictures}"

    def turn(self, element, control):
        """A slider or number box: one step, then from end to end, then a burst of steps as from a key held down."""
        element.focus()
        at_end = control["value"] >= control["range"][-1]
        step = self.changes(lambda: self.keyboard.press("ArrowDown" if at_end else "ArrowUp"), tries=3)
        if control["kind"] == "BoundedIntText":
            return [step]
        # Back first: the step may have reached the end already.
        first = self.changes(lambda: self.keyboard.press("Home" if not at_end else "End"))
        second = self.changes(lambda: self.keyboard.press("End" if not at_end else "Home"))
        self.burst("ArrowDown" if not at_end else "ArrowUp")
        return [step, first, second]

    def burst(self, key):
        """Many steps; after letting go, the picture is the final one within two more pictures."""
        for _ in range(12):
            self.keyboard.press(key)
        self.page.page.evaluate("mark => dnn.count(mark)", self.mark)
        self.settled(quiet=0.3)
        if not self.explorer["stepwise"]:
            assert self.page.page.evaluate("dnn.pictures") <= 2

    def choose(self, element, control):
        """A choice: every option in turn, the present one last but one so that the last is another."""
        others = [place for place, value in enumerate(control["range"]) if value != control["value"]]
        return [self.changes(lambda place=place: element.select_option(index=place)) for place in others]

    def toggle(self, element, control):
        """A switch, by the space bar."""
        element.focus()
        return [self.changes(lambda: self.keyboard.press("Space"))]

    def changes(self, act, tries=1):
        """Whether an act, done up to some times, changes the picture that the page shows."""
        before = self.settled()
        for _ in range(tries):
            act()
            time.sleep(0.05)  # the key is on its way to the kernel; `settled` asks there
            after = self.settled(unlike=before["picture"])
            self.moved |= {name for name, value in after["settings"].items() if value != before["settings"][name]}
            if after["picture"] != before["picture"]:
                return True
        return False

    def settled(self, unlike=None, quiet=0.0):
        """The kernel's state once page and kernel show the same picture, after `quiet` seconds still.

        With `unlike`, waits two seconds for another picture than this one.
        """
        deadline, grace = time.monotonic() + PATIENCE, time.monotonic() + (2 if unlike else 0)
        while time.monotonic() < deadline:
            state = self.kernel.ask(f"state({self.mark!r})")
            time.sleep(quiet)
            same = (
                self.page.picture(self.mark) == state["picture"] and self.kernel.ask(f"state({self.mark!r})") == state
            )
            if same and (state["picture"] != unlike or time.monotonic() > grace):
                return state
            time.sleep(0.02)
        raise AssertionError(f"{self.explorer['title']}: the page does not show the kernel's picture")

    def reset(self):
        self.page.page.locator(f".{self.mark} button", has_text="Reset").first.click()
        start = {name: control["value"] for name, control in self.explorer["controls"].items()}
        deadline = time.monotonic() + PATIENCE
        while (away := self.kernel.ask(f"away({self.mark!r}, {start!r})")) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert away == [], f"{self.explorer['title']}: Reset"
        self.settled()


def save_screenshots(page, explorers):
    """Each explorer at 1280 and at 1920 pixels, if a folder is asked for."""
    folder = os.environ.get("DNNLIB_SCREENSHOTS")
    if not folder:
        return
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    for width in (1280, 1920):
        page.page.set_viewport_size({"width": width, "height": 1080})
        page.page.wait_for_timeout(500)
        for place, explorer in enumerate(explorers):
            path = pathlib.Path(folder) / f"{page.notebook.removesuffix('.ipynb')}-{place}-{width}.png"
            page.page.locator(f".{explorer['mark']}").first.screenshot(path=path)
