"""The notebooks where there is nothing but a browser: JupyterLite."""

import os
import pathlib

import pytest

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
    assert explorers.count()
    played = drive(explorers.first)
    assert played or not name.startswith("10")
    assert any("static/pyodide/dnnlib-" in url for url in page.asked)
