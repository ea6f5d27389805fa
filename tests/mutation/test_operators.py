"""The tool that breaks the package must break it: each slip once, everything else as it was."""

import ast
import os

import pytest

from tests.mutation.equivalent import EQUIVALENT
from tests.mutation.operators import mutants
from tests.mutation.run import MATHEMATICS, ROOT, explanation, left_sides, passes, places

SLIPS = {
    "J = a - y": {"J = a + y", "J = a"},
    "da = d @ W": {"da = W @ d"},
    "z = A @ W.T + b": {"z = A @ W.T - b", "z = A @ W.T", "z = W.T @ A + b", "z = A @ W + b"},
    "delta /= m": {"delta *= m", "pass"},
    "a = phi.f(z)": {"a = phi.df(z)"},
    "s = np.sqrt(v + eps)": {"s = np.sqrt(v - eps)", "s = np.sqrt(v)", "s = np.square(v + eps)"},
    "r = gain / n_in": {"r = gain * n_in", "r = gain", "r = gain / n_out"},
    "x = a[l - 1]": {"x = a[l + 1]", "x = a[l]", "x = a[l - 2]", "x = a[l - 0]"},
    "p = z > 0": {"p = z >= 0", "p = z > 1"},
    "if m < 2:\n    raise ValueError('m')": {"if m <= 2:", "if m < 3:", "if False:"},
    "y = np.where(z > c, one, two)": {"y = np.where(z > c, two, one)", "y = np.where(z >= c, one, two)"},
    "w = 0.5 if ok else 0.0": {"w = 0.0 if ok else 0.5", "w = 1.0 if ok else 0.0", "w = 0.5 if ok else 1.0"},
    "b = not (c and d)": {"b = c and d", "b = not (c or d)"},
    "k = f(True)": {"k = f(False)"},
    "t = -g.copy()": {"t = g.copy()", "t = -g"},
    "np.take(X, order)": {"pass"},
    "x = y.astype(d, copy=False, order=1)": {
        "x = y.astype(d, copy=False, order=2)",
        "x = y.astype(d, copy=False, order=0)",
    },
}


@pytest.mark.parametrize("source", SLIPS)
def test_every_slip_is_made_once(source):
    found = list(mutants(source))
    assert sorted(mutant.after for mutant in found) == sorted(SLIPS[source])
    assert all(mutant.before == ast.unparse(ast.parse(source)).splitlines()[0] for mutant in found)


def test_words_imports_and_types_are_left_alone():
    source = (
        '"""1 + 1"""\nimport a.T\n@cache(1)\ndef f(x: g(1)) -> g(2):\n    """Doc."""\n    raise ValueError(f"{1}")\n'
    )
    assert list(mutants(source)) == []


def test_a_mutant_is_the_whole_module_with_its_line():
    (first, *_) = mutants("a = 1\nb = c - d\n")
    assert (first.source, first.line) == ("a = 2\nb = c - d", 1)


def test_of_a_check_only_the_left_side_is_broken():
    source = """
def check(rng):
    W, x = rng.normal(3), rng.normal(4)
    value = W @ x + 1
    other = x + 2
    return Sides(2 * value, other, broken={"sign": -value})

def another(rng):
    mine = 3 - rng
    return Sides(mine + 1, 4, broken={"x": 5})
"""
    changed = {mutant.before for mutant in mutants(source, left_sides)}
    assert changed == {"return Sides(2 * value, other, broken={'sign': -value})", "mine = 3 - rng",
                       "return Sides(mine + 1, 4, broken={'x': 5})"}  # fmt: skip
    assert "5" not in {
        mutant.after[-2:-1] for mutant in mutants(source, left_sides) if "broken={'x': 6}" in mutant.after
    }


@pytest.mark.parametrize(("name", "change", "why"), EQUIVALENT)
def test_every_explanation_fits_a_mutant(name, change, why):
    (path,) = [path for path, _, _ in places() if path.stem == name]
    assert any(explanation(path, mutant) == why for mutant in mutants(path.read_text(encoding="utf8")))


def test_every_module_of_the_mathematics_is_broken():
    modules = {path.stem for path in (ROOT / "dnnlib").glob("*.py")} - {"__init__", "_lazy", "_surroundings"}
    assert set(MATHEMATICS) == modules


@pytest.mark.skipif(not hasattr(os, "fork"), reason="mutants run in forked processes")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_run_tells_a_pass_from_a_failure_and_both_from_an_accident(tmp_path):
    path = ROOT / "dnnlib/trace.py"
    source, test = path.read_text(encoding="utf8"), tmp_path / "test_it.py"
    test.write_text("from dnnlib import Trace\ndef test_it():\n    assert Trace((1, 2), (), ()).output == 2\n")
    assert passes(path, source, [str(test)])
    assert not passes(path, source.replace("[-1]", "[0]"), [str(test)])
    assert not passes(path, "nonsense(", [str(test)])
    with pytest.raises(RuntimeError, match="the run itself failed"):
        passes(path, source, [str(tmp_path / "test_nothing.py")])
