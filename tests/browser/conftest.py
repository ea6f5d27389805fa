"""One JupyterLab and one browser for all browser tests."""

import pathlib

import nbformat
import pytest

from tests.browser.lab import Lab, chromium, find_chromium

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEMO = [
    "from tests.live.demo_explorer import demo, stepwise_demo",
    "demo()",
    "stepwise_demo()",
]
DEAD = ["from tests.live.demo_explorer import dead_demo", "dead_demo()"]
SAVED = [
    "from dnnlib import exercises, explorers\nprint('room above\\n' * 30)",
    "exercises.vanishing_gradients.PREDICTION_1",
    "explorers.vanishing_gradients()",
    "print('room below\\n' * 60)",
]


def write_notebook(path, title, cells):
    """A notebook with a heading and code cells."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": kernel})
    notebook.cells = [nbformat.v4.new_markdown_cell(f"# {title}"), *map(nbformat.v4.new_code_cell, cells)]
    nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="session")
def browser():
    """A browser, or a failure that says what to install: whoever asks for these tests wants them run."""
    try:
        find_chromium()
    except RuntimeError as problem:
        pytest.fail(str(problem), pytrace=False)
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """JupyterLab on copies of all notebooks, and on one with the demonstration explorers."""
    folder = tmp_path_factory.mktemp("lab")
    demo = write_notebook(folder / "demo.ipynb", "Demonstration", DEMO)
    dead = write_notebook(folder / "dead.ipynb", "A control without effect", DEAD)
    saved = write_notebook(folder / "saved.ipynb", "To be saved", SAVED)
    with Lab(folder / "server", [demo, dead, saved, *sorted((ROOT / "notebooks").glob("*.ipynb"))]) as running:
        yield running
