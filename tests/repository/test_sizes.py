"""A module has the length that its subject needs, and one of more than 400 lines is two; a function fits one glance."""

import ast

import pytest

from tests.repository.house import MODULES, name_of, tree

MODULE_LINES = 400
FUNCTION_LINES = 30


def functions(path):
    """Every function of a module, nested ones included, as (qualified line, node)."""
    return [n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(function):
    """The lines of a function's body without its docstring; a list of parameters is as long as it has to be."""
    lines = function.end_lineno - function.body[0].lineno + 1
    if ast.get_docstring(function) is not None:
        lines -= function.body[0].end_lineno - function.body[0].lineno + 1
    return lines


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_has_one_subject(path):
    assert len(path.read_text(encoding="utf8").splitlines()) <= MODULE_LINES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_functions_are_short(path):
    long = {f.name: length(f) for f in functions(path) if length(f) > FUNCTION_LINES}
    assert not long


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_is_for(path):
    assert ast.get_docstring(tree(path))
