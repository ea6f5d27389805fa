"""Packages whose modules are imported when they are first asked for.

`figures` and `explorers` hold one module a lesson. Importing all of them to draw one picture would cost a second and
tens of MiB, so that a package lists the names in its modules' `__all__` by reading their source, and imports a module
when one of its names is used. Adding a lesson is adding a module; nothing else has to be told.
"""

import ast
import functools
import importlib
import importlib.util
import pkgutil
import sys
from types import ModuleType


class _LazyPackage(ModuleType):
    """A package in which a function wins over the module of the same name (`explorers.vanishing_gradients()`)."""

    def __setattr__(self, name, value):
        # The import system binds a module to its package under the module's name, whoever imports it and whenever.
        if isinstance(value, ModuleType) and name in getattr(value, "__all__", ()):
            value = getattr(value, name)
        super().__setattr__(name, value)


def lazy_package(package):
    """`__getattr__` and `__dir__` for a package that imports its modules by need (PEP 562).

    Parameters
    ----------
    package : str
        The package's `__name__`.

    Returns
    -------
    tuple of two functions
        `__getattr__` and `__dir__`, to be bound in the package's `__init__`.
    """
    home = sys.modules[package]
    home.__class__ = _LazyPackage

    @functools.cache
    def places():
        modules = [info.name for info in pkgutil.iter_modules(home.__path__) if not info.name.startswith("_")]
        return {name: name for name in modules} | {n: m for m in modules for n in _exports(f"{package}.{m}")}

    def find(name):
        if name.startswith("_") or name not in places():
            raise AttributeError(f"module {package!r} has no attribute {name!r}; it has {', '.join(names())}")
        module = importlib.import_module(f"{package}.{places()[name]}")
        value = getattr(module, name, module) if name in getattr(module, "__all__", ()) else module
        setattr(home, name, value)
        return value

    def names():
        return sorted(name for name in places() if not name.startswith("_"))

    return find, names


def _exports(module):
    """The names in a module's `__all__`, read from its source without running it."""
    source = importlib.util.find_spec(module).loader.get_source(module)
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign) and any(getattr(t, "id", "") == "__all__" for t in statement.targets):
            return ast.literal_eval(statement.value)
    return ()
