"""The book: links, formulas, words beside pictures, folds, frames, and a page on a phone."""

import functools
import json
import pathlib
import re
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from tests.site.driving import drive

pytestmark = pytest.mark.site

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LESSON = "07_vanishing_gradients.html"


@functools.cache
def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf8"), "html.parser")


@functools.cache
def parts(path):
    """Every place in a page that a link can lead to."""
    return {"", *(tag["id"] for tag in soup(path).find_all(id=True))}


def pages(built):
    return [
        page for page in sorted(built.rglob("*.html")) if page.relative_to(built).parts[0] not in ("lite", "_static")
    ]


def test_pages_are_named_like_their_notebooks(built):
    assert {path.stem for path in NOTEBOOKS} <= {path.stem for path in pages(built)}


def test_every_internal_link_leads_somewhere(built):
    lost, count = [], 0
    for page in pages(built):
        for tag in soup(page).find_all(["a", "img", "script", "link", "iframe"]):
            address = urlsplit(tag.get("href") or tag.get("src") or "")
            if address.scheme or address.netloc or (page.name == "search.html" and not address.path):
                continue
            target = (page.parent / unquote(address.path)).resolve() if address.path else page
            count += 1
            if not target.exists() or (target.suffix == ".html" and "lite" not in target.parts
                                       and unquote(address.fragment) not in parts(target)):  # fmt: skip
                lost.append(f"{page.name}: {tag.get('href') or tag.get('src')}")
            elif "path=" in address.query:
                name = re.search(r"path=([^&]+)", address.query)[1]
                assert (built / "lite" / "files" / name).is_file()
    assert not lost
    assert count > 1000


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_numbered_formula_is_a_target(built, path):
    cells = json.loads(path.read_text(encoding="utf8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    tags = set(re.findall(r"\\tag\{(\d+\.\d+)\}", text))
    assert {"formula-" + tag.replace(".", "-") for tag in tags} <= parts(built / f"{path.stem}.html")


def test_a_number_in_the_text_is_a_link_also_to_another_lesson(built):
    targets = {a["href"] for page in pages(built) for a in soup(page).select('a[href*="#formula-"]')}
    assert any(target.startswith("#") for target in targets)
    assert any(not target.startswith("#") for target in targets)


def test_every_picture_of_a_lesson_has_its_words(built):
    pictures = [image for page in pages(built) for image in soup(page).select(".cell_output img")]
    assert len(pictures) > 20
    assert [image["src"] for image in pictures if len(image.get("alt", "")) < 30] == []


def test_solutions_are_folded(built):
    solutions = [cell for page in pages(built) for cell in soup(page).select(".cell.tag_solution")]
    assert len(solutions) > 20
    assert all(cell.find("details") or cell.find_parent("details") for cell in solutions)


def test_every_explorer_can_be_opened_and_nothing_else_of_it_is_there(built):
    for page in pages(built):
        explorers = soup(page).select(".cell.tag_explorer")
        frames = [frame for cell in explorers for frame in cell.select("details.live iframe")]
        assert len(frames) == len(explorers)
        assert all(frame["loading"] == "lazy" for frame in frames)
        assert not soup(page).select('script[type^="application/vnd.jupyter"]')


def test_nothing_is_fetched_before_it_is_asked_for_and_then_it_is_live(visit):
    page = visit(LESSON)
    fold = page.locator("details.live").first
    fold.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert not [url for url in page.asked if "/lite/" in url]
    fold.locator("summary").click()
    drive(fold.locator("iframe").content_frame.locator(".dnnlib-explorer"))
    assert fold.locator("iframe").bounding_box()["width"] > 850  # controls beside the picture


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_on_a_phone_nothing_is_cut(visit, path):
    page = visit(f"{path.stem}.html", width=390, height=844)
    if page.locator(".math").count():
        page.wait_for_function("window.MathJax?.startup?.promise !== undefined")
        page.evaluate("MathJax.startup.promise.then(() => null)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("mjx-merror").count() == 0
    if path.name.startswith("07"):
        assert page.locator("mjx-container").count() > 50
        wide = """[...document.querySelectorAll('mjx-container[display="true"]')]
          .filter((one) => one.getBoundingClientRect().right > innerWidth + 1).length"""
        assert page.evaluate(wide) == 0


def test_a_link_into_a_fold_opens_it(visit):
    page = visit(LESSON)
    page.evaluate("""document.querySelector("main").insertAdjacentHTML("beforeend",
      "<details><summary>more</summary><p id='within'>here</p></details>")""")
    page.evaluate("location.hash = 'within'")
    page.get_by_text("here", exact=True).last.wait_for()


def test_the_search_finds(visit):
    page = visit("search.html?q=vanishing")
    page.locator("#search-results li").first.wait_for()
    assert page.locator(f'#search-results a[href*="{LESSON}"]').count()
