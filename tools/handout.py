"""Write handouts into build/handout: each lesson without its solutions and outputs, for students to fill in.

python -m tools.handout                        all lessons, with their hints
python -m tools.handout --no-hints NOTEBOOK    one lesson, without
"""

import argparse
from pathlib import Path

from nbconvert import NotebookExporter
from traitlets.config import Config

ROOT = Path(__file__).resolve().parents[1]


def handout(path, hints=True):
    """The text of a notebook without solutions and outputs, and if asked for without hints."""
    tags = {"solution"} if hints else {"solution", "hint"}
    config = Config()
    config.TagRemovePreprocessor.enabled = True
    config.TagRemovePreprocessor.remove_cell_tags = tags
    config.ClearOutputPreprocessor.enabled = True
    text, _ = NotebookExporter(config=config).from_filename(str(path))
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebooks", nargs="*", type=Path)
    parser.add_argument("--no-hints", action="store_true")
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "handout")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    for path in options.notebooks or sorted((ROOT / "notebooks").glob("*.ipynb")):
        target = options.to / path.name
        target.write_text(handout(path, hints=not options.no_hints), encoding="utf8")
        print(target)


if __name__ == "__main__":
    main()
