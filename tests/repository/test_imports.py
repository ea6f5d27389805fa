"""Imports run one way: mathematics <- experiment*.py <- figure*.py <- explorers*.py; the engine knows none of them."""

import ast
import subprocess
import sys

import pytest

from dnnlib._lazy import exports
from tests.repository.house import MODULES, ROOT, name_of, tree

# What made the data once is a script beside them, and no part of what the lessons load.
MODULES = [path for path in MODULES if path.parent.name != "data"]

# What a kind of module may import from the package. `checks` judge arguments and know no mathematics.
MAY_IMPORT = {
    "checks": {"checks"},
    "mathematics": {"checks", "mathematics"},
    "live": {"checks", "live"},
    "experiment": {"checks", "mathematics", "experiment"},
    "figure": {"checks", "mathematics", "live", "experiment", "figure"},
    "explorers": {"checks", "mathematics", "live", "experiment", "figure", "exercises", "explorers"},
    "exercises": {"checks", "mathematics", "live", "experiment", "exercises"},
    "face": {"checks", "mathematics", "live"},
}
LIBRARIES = {
    "checks": set(),
    "mathematics": set(),
    "experiment": set(),
    # contourpy is Matplotlib's own engine for contours, and comes with it. IPython is asked only by what IPython calls.
    "live": {"matplotlib", "contourpy", "PIL", "isal", "ipywidgets", "traitlets", "IPython", "threadpoolctl"},
    "figure": {"matplotlib", "contourpy"},
    "explorers": {"ipywidgets", "threadpoolctl"},
    "exercises": set(),
    "face": set(),
}
CHECKS = {"dnnlib._checks", "dnnlib._requirements", "dnnlib._lazy"}
FACES = {"dnnlib.experiments", "dnnlib.figures", "dnnlib.explorers", "dnnlib.exercises"}


def kind(module):
    """What a module of the package is, by its file's name."""
    names = module.split(".")
    if module in FACES:
        return "face"
    if module in CHECKS:
        return "checks"
    if names[1:2] == ["live"]:
        return "live"
    if names[1:2] == ["lessons"] and len(names) > 3:
        return names[3].partition("_")[0]
    return "mathematics"


def lesson(module):
    """The lesson that a module belongs to, or None."""
    names = module.split(".")
    return names[2] if names[:2] == ["dnnlib", "lessons"] and len(names) > 2 else None


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
            elif lesson(base):
                yield from (f"{base}.{alias.name}" for alias in node.names)


def own_imports(path):
    """The modules of the package that a file imports."""
    names = {name_of(module) for module in MODULES}
    return [module for module in imported(path) if module in names]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_what_its_kind_may(path):
    here = name_of(path)
    wrong = [
        module for module in own_imports(path) if module != "dnnlib" and kind(module) not in MAY_IMPORT[kind(here)]
    ]
    assert not wrong, f"{here} ({kind(here)}) imports {wrong}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_lesson_imports_another(path):
    here = name_of(path)
    others = [module for module in own_imports(path) if lesson(module) and lesson(module) != lesson(here)]
    assert not others, f"{here} imports {others}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_the_libraries_of_its_kind(path):
    libraries = {m.split(".")[0] for m in imported(path)} - sys.stdlib_module_names - {"dnnlib", "numpy"}
    assert libraries <= LIBRARIES[kind(name_of(path))], name_of(path)


def loaded_by(statement):
    """The top-level modules that a fresh Python holds after a statement, beyond what it starts with."""
    code = f"import sys; before = set(sys.modules); {statement}; print(*set(sys.modules) - before)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in run.stdout.split()} - sys.stdlib_module_names


def experiments():
    return [name_of(path) for path in MODULES if kind(name_of(path)) == "experiment"]


def test_the_mathematics_and_the_experiments_load_numpy_alone():
    names = ", ".join(["dnnlib", *experiments()])
    foreign = {name for name in loaded_by(f"import {names}") if not name.startswith(("numpy", "_distutils", "__"))}
    assert foreign == {"dnnlib"}


def test_figures_load_no_widgets():
    names = ", ".join(name_of(path) for path in MODULES if kind(name_of(path)) == "figure")
    assert not loaded_by(f"import {names}") & {"ipywidgets", "IPython", "traitlets"}


def test_asking_for_the_explorers_loads_no_lesson():
    code = "from dnnlib import explorers, figures; before |= {m for m in sys.modules if not m.startswith('dnnlib.')}"
    run = f"import sys; before = set(); {code}; print(*[m for m in sys.modules if m.startswith('dnnlib.lessons.')])"
    result = subprocess.run([sys.executable, "-c", run], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not result.stdout.split()


@pytest.mark.parametrize("face", ["experiments", "figures", "explorers"])
def test_no_name_stands_twice_in_a_face(face):
    kind_of_face = face.removesuffix("s") if face != "explorers" else face
    names = [name for path in MODULES if kind(name_of(path)) == kind_of_face for name in exports(path)]
    assert len(names) == len(set(names)), sorted(name for name in set(names) if names.count(name) > 1)
