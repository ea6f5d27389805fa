"""Write slides into build/slides: the core of each lesson, one thought a slide, for a class.

python -m tools.slides                                 all lessons
python -m tools.slides notebooks/07_vanishing_gradients.ipynb

Predictions and tries are questions; the answer comes one step later. The pages ask no other host.
"""

import argparse
import base64
import html
import importlib
import io
import itertools
import re
import tomllib
from pathlib import Path

import nbformat
import numpy as np
from PIL import Image

from dnnlib import exercises
from dnnlib.live.tries import as_html
from tools.pages import REVEAL, ROOT, exporter, lay_out, lay_out_mathjax, without_widgets

LEFT_OUT = {"deeper", "exercise", "hint", "solution"}
FULL = 850  # characters of text on a slide; formulas count as what they are
LEAD_IN = 280  # characters of a text that stands above what follows it, on one slide
LINE = 130  # above a picture
HIGH = 0.5  # height of a strip of a high picture, in its widths
TRIES = 2  # for each view of an explorer: the next ones when it comes again


def slides(path, live):
    """The notebook of a lesson's slides.

    Parameters
    ----------
    path : path
        Of a lesson.
    live : str
        Where the lessons live, for the links below the explorers.
    """
    notebook = nbformat.read(path, as_version=4)
    cells, shown = [], {}
    for cell in without_widgets(notebook.cells):
        tags = set(cell.metadata.get("tags", ()))
        if cell.source.startswith("## Exercises"):
            break
        if tags & LEFT_OUT or not cell.source.strip():
            continue
        if cell.cell_type == "markdown":
            cells += [_slide(nbformat.v4.new_markdown_cell(text)) for text in _thoughts(cell.source)]
        elif "prediction" in tags:
            cells += _below(cells, _prediction(cell.source), LEAD_IN)
        elif "explorer" in tags:
            cells += _below(cells, [_picture(cell), *_link(path, live), *_tries(cell.source, shown)], LINE)
        elif not re.fullmatch(r"((import|from) .*\s*)+", cell.source):
            parts = _strips(cell)
            _only_picture(cell)
            cells += _below(cells, [_slide(cell)], LINE if cell.source.startswith("figures.") else LEAD_IN)
            cells += parts
    notebook.cells = cells
    return notebook


def _slide(cell, kind="slide"):
    cell.metadata["slideshow"] = {"slide_type": kind}
    return cell


def _below(cells, following, most):
    """Cells, of which the first stands on one slide with the text before it if that is short."""
    before = cells[-1] if cells else None
    if before and before.cell_type == "markdown" and before.metadata.slideshow.slide_type == "slide":
        short = len(before.source) < most and not before.source.startswith(("<img", "$$"))
        return [_slide(following[0], "-"), *following[1:]] if short else following
    return following


def _thoughts(text):
    """Pieces of a text, each of which fits a slide: from heading to heading, and not too long."""
    piece = ""
    for block in re.split(r"\n{2,}(?!\$\$)", text):  # a formula stays with the sentence before it
        heading = re.fullmatch(r"(#+ .*\s*)+", piece)
        if piece and not heading and (block.startswith("#") or len(piece) + len(block) > FULL):
            yield piece
            piece = ""
        piece += block + "\n\n"
    if piece.strip():
        yield piece


def _only_picture(cell):
    """Of a picture with words, the picture."""
    for output in cell.outputs:
        if "image/png" in output.get("data", {}):
            output.data = {"image/png": output.data["image/png"]}
            output.metadata = {}
    cell.outputs = [output for output in cell.outputs if set(output.get("data", {"text": ""})) != {"text/html"}]


def _strips(cell):
    """Slides of the strips of a picture that is too high for one, which is taken out of its cell."""
    high = []
    for output in cell.outputs:
        if "image/png" in output.get("data", {}):
            picture = Image.open(io.BytesIO(base64.b64decode(output.data["image/png"]))).convert("RGB")
            if picture.height > picture.width:
                high.append((output, picture))
    cell.outputs = [output for output in cell.outputs if not any(output is one for one, _ in high)]
    strips = []
    for output, picture in high:
        words = output.data.get("text/plain", "")
        rows = np.flatnonzero(np.asarray(picture).min(axis=(1, 2)) > 250)  # where a cut meets nothing
        count = round(picture.height / (HIGH * picture.width))
        ends = [rows[np.abs(rows - k * picture.height / count).argmin()] for k in range(1, count)]
        for low, top in itertools.pairwise([0, *ends, picture.height]):
            written = io.BytesIO()
            picture.crop((0, low, picture.width, top)).save(written, "png")
            data = base64.b64encode(written.getvalue()).decode()
            strips.append(_slide(_image(words, data)))
    return strips


def _picture(cell):
    """An explorer as its picture alone."""
    (data,) = [output.data for output in cell.outputs if "image/png" in output.get("data", {})]
    return _slide(_image(data["text/plain"], data["image/png"].strip()))


def _image(words, picture):
    words = html.escape(" ".join(words.split()))
    return nbformat.v4.new_markdown_cell(f'<img alt="{words}" src="data:image/png;base64,{picture}">')


def _link(path, live):
    text = f"[Move it yourself]({live}/{path.name})"
    yield _slide(nbformat.v4.new_markdown_cell(text), "-")


def _prediction(source):
    """A question; the answer comes one step later."""
    _, lesson, name = source.split(".")
    asked = getattr(getattr(exercises, lesson), name)
    options = "\n".join(f"- ({letter}) {option}" for letter, option in zip("abcdef", asked.options, strict=False))
    question = _slide(nbformat.v4.new_markdown_cell(f"## Predict\n\n{asked.question}\n\n{options}"))
    answer = f"**({'abcdef'[asked.answer]})** {asked.reason(asked.answer)}"
    return [question, _slide(nbformat.v4.new_markdown_cell(answer), "fragment")]


def _tries(source, shown):
    """The next tries of an explorer, of which so many have been shown."""
    name = re.search(r"explorers\.(\w+)", source)[1]
    for lesson in dir(exercises):
        tries = importlib.import_module(f"dnnlib.lessons.{lesson}.exercises").TRIES
        first = shown.get(name, 0)
        for one in tries.get(name, ())[first : first + TRIES]:
            shown[name] = shown.get(name, 0) + 1
            yield _slide(nbformat.v4.new_markdown_cell(f"## Try\n\n{as_html(one.text)}"))
            yield _slide(nbformat.v4.new_markdown_cell(as_html(one.answer)), "fragment")


def write(paths, out):
    """Write the slides of some lessons, with what they load, into a folder."""
    urls = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]["urls"]
    live = f"{urls['Homepage']}/lite/lab/index.html?path=notebooks"
    lay_out(out / "static", REVEAL)
    lay_out_mathjax(out / "static")
    made = exporter("slides")
    made.reveal_url_prefix = "static/reveal.js"
    made.reveal_theme = "white"  # the one that asks no other host for its letters
    for path in paths:
        text, _ = made.from_notebook_node(slides(path, live))
        target = out / f"{path.stem}.slides.html"
        target.write_text(text, encoding="utf8")
        yield target


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebooks", nargs="*", type=Path)
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "slides")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    lessons = options.notebooks or sorted((ROOT / "notebooks").glob("*.ipynb"))[1:11]
    for target in write(lessons, options.to):
        print(target)


if __name__ == "__main__":
    main()
