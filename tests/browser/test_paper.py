"""Slides and printed pages, from the files alone: nothing is cut, and no other host is asked."""

import re

import pytest

from tests.browser.lab import is_loopback
from tests.repository.house import LESSONS
from tools import print as printing
from tools import slides
from tools.handout import handout

pytestmark = pytest.mark.browser

SOME = [path for path in LESSONS if path.name[:2] in ("01", "04", "07")]
# What sticks out of a slide, in pixels, and how much it was made smaller.
SLIDES = """() => [...document.querySelectorAll(".slides > section")].map((slide, place) => {
  Reveal.slide(place);
  const parts = [...slide.querySelectorAll("p, pre, img, mjx-container, li, table, h1, h2, h3")];
  const boxes = parts.map((part) => part.getBoundingClientRect()).filter((box) => box.width);
  const cut = [...slide.querySelectorAll("pre")].map((part) => part.scrollWidth - part.clientWidth);
  const out = boxes.flatMap((box) => [box.right - innerWidth, box.bottom - innerHeight]);
  return [Math.max(0, ...cut, ...out), Number(slide.querySelector("section").style.zoom)];
})"""
WIDE = """() => [...document.querySelectorAll("pre, img, table, mjx-container, p")]
  .filter((part) => part.getBoundingClientRect().right > innerWidth + 1).map((part) => part.outerHTML.slice(0, 100))"""


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.strangers = []
    page.on("request", lambda r: is_loopback(r.url) or r.url.startswith("file:") or page.strangers.append(r.url))
    yield page
    page.close()


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    return {path.name.partition(".")[0]: path for path in slides.write(LESSONS, tmp_path_factory.mktemp("slides"))}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_every_slide_is_whole_on_the_screen(page, shown, lesson):
    page.goto(shown[lesson.stem].as_uri())
    page.wait_for_selector("body[data-ready]", timeout=60_000)
    sizes = page.evaluate(SLIDES)
    assert len(sizes) > 15
    assert max(out for out, _ in sizes) <= 4
    assert min(zoom for _, zoom in sizes) >= 0.75
    assert page.locator("mjx-container").count() > 20
    assert page.strangers == []


def test_an_answer_comes_one_step_later(page, shown):
    page.goto(shown["07_vanishing_gradients"].as_uri())
    page.wait_for_selector("body[data-ready]", timeout=60_000)
    place = page.evaluate(
        "[...document.querySelectorAll('.slides > section')].findIndex((slide) => slide.innerText.includes('Predict'))"
    )
    page.evaluate(f"Reveal.slide({place})")
    answer = page.locator(".slides > section.present .fragment")
    assert "visible" not in answer.get_attribute("class").split()
    page.keyboard.press("Space")
    assert "visible" in answer.get_attribute("class").split()


@pytest.mark.parametrize("solutions", [False, True])
def test_a_printed_lesson_is_a_pdf_with_or_without_solutions(browser, tmp_path, solutions):
    (target,) = printing.write(browser, SOME[1:2], tmp_path, solutions)
    data = target.read_bytes()
    assert data.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", data)) > 5
    cells = printing.paper(SOME[1], solutions).cells
    assert any("solution" in cell.metadata.get("tags", ()) for cell in cells) == solutions
    html = "".join(
        output.data.get("text/html", "") for cell in cells for output in cell.get("outputs", ()) if "data" in output
    )
    assert ("<details open><summary>What you should see" in html) == solutions
    assert html.count("<summary>Answer") == html.count("<details open><summary>Answer")


def test_a_printed_handout_has_the_pictures_of_its_lesson_and_does_not_replace_it(browser, tmp_path):
    source = tmp_path / "handout" / SOME[2].name
    source.parent.mkdir()
    source.write_text(handout(SOME[2]), encoding="utf8")
    lesson, filled = printing.write(browser, [SOME[2], source], tmp_path)
    assert lesson != filled
    assert filled.parent == tmp_path / "handout"
    cells = printing.paper(source, False).cells
    explorers = [cell for cell in cells if "explorer" in cell.metadata.get("tags", ())]
    assert explorers
    assert all(any("image/png" in output.get("data", {}) for output in cell.outputs) for cell in explorers)
    assert not any(cell.outputs for cell in cells if "exercise" in cell.metadata.get("tags", ()))


@pytest.mark.parametrize("lesson", SOME, ids=lambda path: path.stem)
def test_nothing_of_a_printed_page_is_wider_than_the_paper(page, tmp_path, lesson):
    html = tmp_path / "page.html"
    printing.lay_out_mathjax(tmp_path / "static")
    html.write_text(printing.exporter("paper").from_notebook_node(printing.paper(lesson, True))[0], encoding="utf8")
    page.set_viewport_size(printing.PAPER)
    page.emulate_media(media="print")
    page.goto(html.as_uri())
    page.evaluate("MathJax.startup.promise")
    assert page.evaluate(WIDE) == []
    assert page.strangers == []
    page.screenshot(path=tmp_path / "page.png", full_page=True)
