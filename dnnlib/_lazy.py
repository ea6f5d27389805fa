"""Faces: modules that show what all lessons hold of one kind, and import a lesson when one of its names is used.

`explorers.forward_pass` stands in `lessons/forward_pass/explorers.py`. Importing all lessons to draw one picture would
cost a second and tens of MiB, so a face lists the names in `__all__` of the lessons' modules by reading their source.
Adding a lesson is adding a folder.
"""

import ast
import functools
import importlib
from pathlib import Path
from types import SimpleNamespace

LESSONS = Path(__file__).parent / "lessons"


def face(module, kind, *, flat=True):
    """`__getattr__` and `__dir__` of a face (PEP 562).

    It finds a name of any lesson (`experiments.bowl`), a lesson with all its names (`figures.forward_pass.CurveFigure`)
    and a part of a lesson (`experiments.playground_patients.FAULTS`). Where a function has its lesson's name, the name
    is the function.

    Parameters
    ----------
    module : str
        The face's `__name__`.
    kind : str
        How the files begin that it shows: `lessons/*/<kind>*.py`.
    flat : bool
        Whether the lessons' names are the face's own, too.

    Returns
    -------
    tuple of two functions
    """

    @functools.cache
    def files():
        """The names of each module of this kind, by lesson and part, such as ("playground", "_patients")."""
        paths = sorted(LESSONS.glob(f"*/{kind}*.py"))
        return {(path.parent.name, path.stem.removeprefix(kind)): exports(path) for path in paths}

    def load(lesson, part):
        return importlib.import_module(f"dnnlib.lessons.{lesson}.{kind}{part}")

    def find(name):
        for (lesson, part), exported in files().items():
            if flat and name in exported:
                return getattr(load(lesson, part), name)
        parts = [(lesson, part) for lesson, part in files() if lesson == name]
        if parts:
            return SimpleNamespace(**{n: getattr(load(*place), n) for place in parts for n in files()[place]})
        for lesson, part in files():
            if name == lesson + part:
                return load(lesson, part)
        raise AttributeError(f"module {module!r} has no attribute {name!r}; it has {', '.join(names())}")

    def names():
        own = [name for exported in files().values() for name in exported] if flat else []
        return sorted({lesson for lesson, _ in files()} | set(own))

    return find, names


def exports(path):
    """The names in a file's `__all__`, read without running it."""
    for statement in ast.parse(path.read_text(encoding="utf8")).body:
        if isinstance(statement, ast.Assign) and any(getattr(t, "id", "") == "__all__" for t in statement.targets):
            return ast.literal_eval(statement.value)
    return ()
