"""Write the answers of each lesson into its teaching plan, from the lessons' own data.

python -m tools.answers
"""

import importlib
import re
from pathlib import Path

import nbformat

from dnnlib import exercises

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- answers: begin -->", "<!-- answers: end -->"


def answers(lesson, notebook):
    """Markdown with the answers of a lesson.

    Parameters
    ----------
    lesson : str
        The name of its folder in ``dnnlib/lessons``.
    notebook : path
    """
    shown = getattr(exercises, lesson)
    cells = nbformat.read(notebook, as_version=4).cells
    lines = ["### Predictions", ""]
    for cell in cells:
        if "prediction" in cell.metadata.get("tags", ()):
            asked = getattr(shown, cell.source.rpartition(".")[2])
            options = zip("abcdef", asked.options, strict=False)
            lines += [f"**{asked.question}**", ""]
            lines += [f"- ({c}) {option}: {asked.reason(n)}".rstrip(": ") for n, (c, option) in enumerate(options)]
            lines += [f"- Right is ({'abcdef'[asked.answer]}).", ""]
    lines += ["### Tries", ""]
    for name, tries in importlib.import_module(f"dnnlib.lessons.{lesson}.exercises").TRIES.items():
        lines += [f"`explorers.{name}()`", ""]
        lines += [f"{number}. {one.text} **Answer:** {one.answer}" for number, one in enumerate(tries, 1)]
        lines += [""]
    lines += ["### Exercises", ""]
    for cell in cells:
        if "solution" in cell.metadata.get("tags", ()) and cell.cell_type == "code":
            lines += ["```python", cell.source, "```", ""]
    return "\n".join(lines)


def plans():
    """Each plan with its lesson's name and its notebook."""
    for path in sorted((ROOT / "docs" / "teaching").glob("[01]*.md")):
        yield path, path.stem[3:], ROOT / "notebooks" / f"{path.stem}.ipynb"


def with_answers(path, lesson, notebook):
    """A plan's text with the answers between its marks."""
    text = path.read_text(encoding="utf8")
    between = f"{BEGIN}\n\n{answers(lesson, notebook)}\n{END}"
    return re.sub(f"{BEGIN}.*{END}", lambda _: between, text, flags=re.DOTALL)


if __name__ == "__main__":
    for plan in plans():
        plan[0].write_text(with_answers(*plan), encoding="utf8")
        print(plan[0])
