"""Write PDFs into build/print: lessons, or filled and empty handouts, by a Chromium without a window.

python -m tools.print                              all lessons, without their solutions
python -m tools.print --solutions                  with the solutions, behind all exercises
python -m tools.print build/handout/*.ipynb        handouts, into build/print/handout

A handout that was not run is printed with the pictures and questions of its lesson.
"""

import argparse
import re
from pathlib import Path

import nbformat
from playwright.sync_api import sync_playwright

from tests.browser.lab import CHROMIUM_ARGS, find_chromium
from tools.pages import ROOT, exporter, lay_out_mathjax, without_widgets

PAPER = {"width": 672, "height": 1000}  # pixels of A4 without its margins


def paper(path, solutions):
    """The notebook as it is printed."""
    notebook = with_outputs(nbformat.read(path, as_version=4), ROOT / "notebooks" / path.name)
    left_out = set() if solutions else {"solution"}
    kept = [cell for cell in notebook.cells if not left_out & set(cell.metadata.get("tags", ()))]
    for cell in without_widgets(kept):
        cell.metadata.pop("jupyter", None)  # what is folded on the screen is not folded on paper
        cell.source = cell.source.replace("<details>", "<details open>")
        for output in cell.get("outputs", ()):
            if "text/html" in output.get("data", {}):
                output.data["text/html"] = _answers(output.data["text/html"], solutions)
    notebook.cells = kept
    return notebook


def _answers(text, shown):
    """HTML of a question or of tries, with the answers open or left out."""
    if shown:
        return text.replace("<details>", "<details open>")
    return re.sub(r"(?s)<details><summary>(?:Answer|What you should see)</summary>.*?</details>", "", text)


def with_outputs(notebook, lesson):
    """A notebook that was not run, with the outputs of its lesson; the exercises stay without."""
    if lesson.exists() and not any(cell.get("outputs") for cell in notebook.cells):
        stored = {cell.id: cell.get("outputs") for cell in nbformat.read(lesson, as_version=4).cells}
        for cell in notebook.cells:
            if cell.cell_type == "code" and "exercise" not in cell.metadata.get("tags", ()):
                cell.outputs = stored.get(cell.get("id")) or []
    return notebook


def write(browser, paths, out, solutions=False):
    """Write a PDF for each notebook into a folder; those that are no lessons into a folder named like their own."""
    lay_out_mathjax(out / "static")
    made = exporter("paper")
    for path in paths:
        html = out / f"{path.stem}.html"
        html.write_text(made.from_notebook_node(paper(path, solutions))[0], encoding="utf8")
        page = browser.new_page(viewport=PAPER)  # so formulas are made for its width
        page.emulate_media(media="print")
        page.goto(html.as_uri())
        page.evaluate("MathJax.startup.promise")
        of_lessons = path.resolve().parent == ROOT / "notebooks"
        target = (out if of_lessons else out / path.resolve().parent.name) / f"{path.stem}.pdf"
        target.parent.mkdir(exist_ok=True)
        page.pdf(path=target, prefer_css_page_size=True, print_background=True)
        page.close()
        html.unlink()
        yield target


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebooks", nargs="*", type=Path)
    parser.add_argument("--solutions", action="store_true", help="print the solutions, too")
    parser.add_argument("--chromium", help="the browser's path, if it is not found by itself")
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "print")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    lessons = options.notebooks or sorted((ROOT / "notebooks").glob("*.ipynb"))
    with sync_playwright() as playwright:
        path = options.chromium or find_chromium()
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
        for target in write(browser, lessons, options.to.resolve(), options.solutions):
            print(target)


if __name__ == "__main__":
    main()
