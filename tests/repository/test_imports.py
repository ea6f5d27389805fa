"""Imports run one way: explorers -> figures -> experiments -> mathematics, and the last two need NumPy alone."""

import ast
import subprocess
import sys

import pytest

from tests.repository.house import MODULES, ROOT, name_of, tree

# What made the data once is a script beside them, and no part of what the lessons load.
MODULES = [path for path in MODULES if path.parent.name != "data"]

# A floor may import from its own and from those below it. Exercises stand beside the explorers.
FLOORS = {"mathematics": 0, "experiments": 1, "figures": 2, "explorers": 3, "exercises": 3}
ALLOWED_ABOVE_NUMPY = {
    "mathematics": set(),
    "experiments": set(),
    # contourpy is Matplotlib's own engine for contours, and comes with it. IPython is asked only by what IPython calls.
    "figures": {"matplotlib", "PIL", "contourpy", "isal", "IPython"},
    "explorers": {"matplotlib", "ipywidgets", "traitlets", "IPython", "threadpoolctl"},
    "exercises": {"matplotlib", "ipywidgets", "IPython"},
}


def floor(module):
    """The floor of the house that a module of dnnlib stands on."""
    rooms = module.split(".")
    return rooms[1] if len(rooms) > 1 and rooms[1] in FLOORS else "mathematics"


def imported(path):
    """Every module that a file imports, at its top or inside a function, relative imports resolved."""
    package = name_of(path) if path.name == "__init__.py" else name_of(path).rpartition(".")[0]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            yield base
            if base == "dnnlib":
                yield from (f"dnnlib.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_from_its_own_floor_and_below(path):
    here = floor(name_of(path))
    above = [m for m in imported(path) if m.split(".")[0] == "dnnlib" and FLOORS[floor(m)] > FLOORS[here]]
    assert not above, f"{name_of(path)} ({here}) imports {above}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_the_libraries_of_its_floor(path):
    libraries = {m.split(".")[0] for m in imported(path)} - sys.stdlib_module_names - {"dnnlib", "numpy"}
    assert libraries <= ALLOWED_ABOVE_NUMPY[floor(name_of(path))], name_of(path)


def loaded_by(statement):
    """The top-level modules that a fresh Python holds after a statement, beyond what it starts with."""
    code = f"import sys; before = set(sys.modules); {statement}; print(*set(sys.modules) - before)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in run.stdout.split()} - sys.stdlib_module_names


def experiments():
    return [name_of(path) for path in MODULES if floor(name_of(path)) == "experiments"]


def test_the_mathematics_and_the_experiments_load_numpy_alone():
    names = ", ".join(["dnnlib", *experiments()])
    foreign = {name for name in loaded_by(f"import {names}") if not name.startswith(("numpy", "_distutils", "__"))}
    assert foreign == {"dnnlib"}


def test_figures_load_no_widgets():
    names = ", ".join(name_of(path) for path in MODULES if floor(name_of(path)) == "figures")
    assert not loaded_by(f"import {names}") & {"ipywidgets", "IPython", "traitlets"}


def test_asking_for_the_explorers_loads_no_lesson():
    code = "from dnnlib import explorers, figures; before |= {m for m in sys.modules if not m.startswith('dnnlib.')}"
    run = f"import sys; before = set(); {code}; print(*[m for m in sys.modules if m.startswith('dnnlib.experiments.')])"
    result = subprocess.run([sys.executable, "-c", run], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not result.stdout.split()
