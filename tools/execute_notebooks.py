"""Run notebooks top to bottom, each on a fresh kernel, and store what they print and draw.

    python tools/execute_notebooks.py notebooks/*.ipynb

What is stored is the same for whoever runs it: no timing, no widget state, no trace of the machine. A cell keeps its
id for ever, so copies that others changed can be merged; a new cell without one gets a random id. Ids of widgets are
counted. A cell that fails leaves the file untouched.
"""

import argparse
import errno
import os
import re
import sys
import time
import uuid
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# Enough for `jupyter nbconvert --to script` to write a .py. No version: that would be this machine's.
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
# Kept of a cell's metadata: what the lesson says about it. Timing, selection and folding of an editor go.
CELL_METADATA = ("tags", "jupyter")
COLOUR = re.compile("\x1b\\[[0-9;]*m")
INSTEAD = "Copy the repository into a folder that you may write to, and run `make notebooks` there."
WIDGET = "application/vnd.jupyter.widget-view+json"


def read(path):
    """Read a notebook as it is stored, and give a random id to each cell that has none, or that of a cell above."""
    notebook = nbformat.v4.reads(path.read_text(encoding="utf8"))
    taken = set()
    for cell in notebook.cells:
        if cell.get("id") in {None, *taken}:
            cell.id = uuid.uuid4().hex[:8]
        taken.add(cell.id)
    notebook.nbformat_minor = 5  # the first in which cells have ids
    return notebook


def execute(notebook, folder, environment=None):
    """Run every cell in place, in the given working directory, on a fresh kernel of this Python.

    The kernel's environment variables are this process's own unless others are given.
    """
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        store_widget_state=False,
        extra_arguments=["--log-level=ERROR"],
    )
    client.execute(env=os.environ if environment is None else environment)


def normalize(notebook):
    """Remove from an executed notebook, in place, all that differs from run to run or from machine to machine."""
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": LANGUAGE})
    models = {}
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k in CELL_METADATA})
        cell.source = cell.source.rstrip()
        if cell.cell_type == "code":
            cell.outputs = _merge_streams(cell.outputs)
            for output in cell.outputs:
                _count_models(output, models)
    return notebook


def _merge_streams(outputs):
    """Join neighbouring pieces of one stream: how the kernel cut them is chance."""
    merged = []
    for output in outputs:
        last = merged[-1] if merged else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            merged.append(output)
    return merged


def _count_models(output, models):
    """Give the widgets' random identifiers their number in the notebook."""
    view = output.get("data", {}).get(WIDGET)
    if view:
        view["model_id"] = models.setdefault(view["model_id"], f"{len(models) + 1:032x}")


def clean(path):
    """Normalize one file without running it; True if that changed it."""
    before = path.read_text(encoding="utf8")
    after = nbformat.writes(normalize(read(path))) + "\n"
    path.write_text(after, encoding="utf8", newline="\n")
    return after != before


def run(path):
    """Run one file and store it; the seconds it took."""
    if not os.access(path, os.W_OK):  # before the minutes that running takes
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    start = time.perf_counter()
    notebook = read(path)
    execute(notebook, path.resolve().parent)
    path.write_text(nbformat.writes(normalize(notebook)) + "\n", encoding="utf8", newline="\n")
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path)
    parser.add_argument("--clean", action="store_true", help="run nothing; only remove what differs from run to run")
    arguments = parser.parse_args()
    failed = 0
    for path in arguments.notebooks:
        try:
            if arguments.clean:
                failed += clean(path)
            else:
                print(f"{path}: {run(path):.1f} s", flush=True)
        except CellExecutionError as error:
            failed += 1
            print(f"{path}: {COLOUR.sub('', str(error))}", file=sys.stderr)
        except OSError as error:
            failed += 1
            print(f"{path}: cannot be stored ({error.strerror}). {INSTEAD}", file=sys.stderr)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
