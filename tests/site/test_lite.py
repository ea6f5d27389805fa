"""The notebooks where there is nothing but a browser: JupyterLite."""

import os
import pathlib

import pytest

from tests.site.conftest import PYODIDE, build, served
from tests.site.driving import drive

pytestmark = pytest.mark.site

ROOT = pathlib.Path(__file__).resolve().parents[2]
ALL = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
SOME = [name for name in ALL if name.startswith(("01", "07", "10"))]
SCRIPT = (ROOT / "tests" / "browser" / "page.js").read_text(encoding="utf8")


@pytest.mark.parametrize("name", ALL if os.environ.get("DNNLIB_LESSONS") == "all" else SOME)
def test_a_lesson_runs_in_the_browser_alone(visit, name):
    page = visit(f"lite/lab/index.html?path=notebooks/{name}.ipynb", height=900)
    page.wait_for_selector(".jp-Notebook", timeout=60_000)
    page.evaluate(SCRIPT)
    page.wait_for_function("dnn.connected()", timeout=120_000)
    page.evaluate("dnn.run()")
    page.wait_for_function("dnn.finished()", timeout=300_000)
    assert page.evaluate("dnn.outcome") == "true"
    assert page.evaluate("dnn.errors()") == []
    explorers = page.locator(".jp-Notebook .dnnlib-explorer")
    assert explorers.count() or name.startswith("11")  # which has none
    played = explorers.count() and drive(explorers.first)
    assert played or not name.startswith("10")
    assert any("static/pyodide/dnnlib-" in url for url in page.asked)


def test_with_a_pyodide_elsewhere_only_what_is_the_lessons_own_lies_here(browser, tmp_path):
    with served(PYODIDE) as elsewhere, served(build(tmp_path / "site", elsewhere)) as here:
        page, asked = browser.new_page(), []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{here}/01_forward_pass.html")
        fold = page.locator("details.live").first
        fold.locator("summary").click()
        drive(fold.locator("iframe").content_frame.locator(".dnnlib-explorer"))
        page.close()
    assert any(url.startswith(elsewhere) and "/numpy-" in url for url in asked)
    assert any(url.startswith(here) and "/dnnlib-" in url for url in asked)
    assert not list((tmp_path / "site").rglob("pyodide.asm.wasm"))
