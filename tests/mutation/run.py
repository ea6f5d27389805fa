"""Break the package one place at a time, and see whether a test notices: `make mutants`.

Each mutant is a module of dnnlib (or the left side of a formula's check) with one slip in it. A forked process imports
it in place of the original and runs the tests that stand close to it, up to the first failure. Printed are the share
that was caught and every survivor; `equivalent.py` explains those that compute the same as the original.

    python -m tests.mutation.run [--only losses] [--sample 200] [--seed 0] [--list]
"""

import argparse
import ast
import contextlib
import importlib.abc
import importlib.util
import os
import random
import re
import signal
import sys
import time
from pathlib import Path

import autograd  # noqa: F401  (what the tests import is loaded once, before the forks)
import hypothesis.extra.numpy  # noqa: F401
import numpy as np  # noqa: F401
import pytest
from threadpoolctl import threadpool_limits

from tests.mutation.equivalent import EQUIVALENT
from tests.mutation.operators import mutants

ROOT = Path(__file__).resolve().parents[2]
SECONDS, BROKEN = 120, 99
# hypothesis draws the same examples each time; of pytest's plugins only that of hypothesis is needed
SURROUNDINGS = {"CI": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
QUICKLY = ["-x", "-q", "-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin", "--hypothesis-profile=mutants",
           "--no-header", "--tb=no", "-W", "ignore:Module already imported"]  # fmt: skip
MATHEMATICS = {  # module: the tests that stand closest
    "_arguments": "bad_input network pairs",
    "_arrays": "softmax network_gradients training network",
    "_checks": "checks bad_input",
    "activations": "activations network_gradients",
    "batchnorm": "batchnorm network_gradients bad_input network",
    "datasets": "datasets bad_input",
    "gradcheck": "gradcheck bad_input",
    "initializers": "initializers bad_input",
    "losses": "losses bad_input",
    "network": "network_gradients network bad_input training",
    "pairs": "pairs network_gradients bad_input",
    "softmax": "softmax pairs bad_input",
    "trace": "network",
    "training": "training bad_input",
}


def places():
    """Every file that is to be broken: its path, where in it, and what to ask pytest for, closest first."""
    for name, near in MATHEMATICS.items():
        yield ROOT / f"dnnlib/{name}.py", None, [(f"tests/test_{test}.py",) for test in near.split()]
    for path in sorted((ROOT / "dnnlib/experiments").glob("[!_]*.py")):
        topics = (ROOT / "tests/experiments").glob("test_*.py")
        yield path, bodies, [(f"tests/experiments/{t.name}",) for t in topics if path.stem.startswith(t.stem[5:])]
    for path in sorted((ROOT / "tests/formulas").glob("lesson_*.py")):
        yield path, left_sides, [("tests/formulas/test_formulas.py", "-k", f"[{int(path.stem[-2:])}.")]


def bodies(tree):
    """What functions compute; not the defaults of sliders and the sizes of grids, which are a matter of choice."""
    return [s for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for s in f.body]


def left_sides(tree):
    """In each check the left side, and what is computed for it alone."""
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            if getattr(call.func, "id", "") == "Sides" and call.args:
                left, others = call.args[0], [*call.args[1:], *call.keywords]
                yield left
                shared = needed(others, function)
                mine = needed([left], function) - shared
                yield from (s.value for s in assignments(function) if targets(s) <= mine)


def needed(parts, function):
    """The names that enter into some parts of a function, by way of others too."""
    found = {name for part in parts for name in names(part)}
    while more := {name for s in assignments(function) if targets(s) & found for name in names(s.value)} - found:
        found |= more
    return found


def assignments(function):
    return [s for s in ast.walk(function) if isinstance(s, ast.Assign | ast.AugAssign)]


def targets(assignment):
    return {
        n for target in getattr(assignment, "targets", [getattr(assignment, "target", None)]) for n in names(target)
    }


def names(node):
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


class Loader(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from a given source."""

    def __init__(self, name, path, source):
        self.name, self.path, self.source = name, path, source

    def find_spec(self, name, path=None, target=None):
        return importlib.util.spec_from_loader(name, self, origin=str(self.path)) if name == self.name else None

    def get_source(self, name):
        return self.source

    def exec_module(self, module):
        module.__file__ = str(self.path)
        exec(compile(self.source, str(self.path), "exec"), module.__dict__)


def passes(path, source, test):
    """True if the tests pass with a module replaced; in a process of its own, which may hang: that is no pass."""
    child = os.fork()
    if child == 0:
        code = BROKEN
        try:
            with (
                open(os.devnull, "w") as nowhere,
                contextlib.redirect_stdout(nowhere),
                contextlib.redirect_stderr(nowhere),
            ):
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                os.environ.update(SURROUNDINGS)
                os.chdir(ROOT)
                for loaded in [name for name in sys.modules if name.partition(".")[0] == "dnnlib"]:
                    del sys.modules[loaded]
                sys.meta_path.insert(0, Loader(name, path, source))
                code = int(pytest.main([*test, *QUICKLY, f"--rootdir={ROOT}"]))
        finally:
            os._exit(code)
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            if code in (BROKEN, pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED):
                raise RuntimeError(f"the run itself failed, not a test: exit code {code} for {test}")
            return code == 0
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def explanation(path, mutant):
    """Why a mutant computes the same as the original; None if it does not."""
    change = f"{mutant.before} -> {mutant.after}"
    return next((why for name, what, why in EQUIVALENT if name == path.stem and re.search(what, change)), None)


def chosen(arguments):
    """The mutants that were asked for, with their paths and tests."""
    found = [
        (path, mutant, tests)
        for path, inside, tests in places()
        if arguments.only in str(path.relative_to(ROOT))
        for mutant in mutants(path.read_text(encoding="utf8"), inside)
    ]
    if arguments.sample and arguments.sample < len(found):
        picked = random.Random(arguments.seed).sample(range(len(found)), arguments.sample)
        found = [found[i] for i in sorted(picked)]
    return found


def check_the_ground(found):
    """Raise unless the tests pass with a module as it stands: else each mutant would count as caught."""
    for test, path in {test: path for path, _, tests in found for test in tests}.items():
        if not passes(path, path.read_text(encoding="utf8"), test):
            raise RuntimeError(f"pytest {' '.join(test)} fails without any mutant")


def run(found):
    """Print every mutant that survives; return True if enough of those that matter were caught."""
    check_the_ground(found)
    survived = same = 0
    for i, (path, mutant, tests) in enumerate(found, 1):
        if all(passes(path, mutant.source, test) for test in tests):
            why = explanation(path, mutant)
            survived, same = survived + (not why), same + bool(why)
            fate = f"the same ({why})" if why else "SURVIVED"
            print(f"[{i}/{len(found)}] {described(path, mutant)}: {fate}", flush=True)
    share = 1 - survived / max(len(found) - same, 1)
    print(f"{len(found)} mutants, {same} of them the same as the original; of the others the tests caught {share:.1%}")
    return share >= 0.98


def described(path, mutant):
    return f"{path.relative_to(ROOT)}:{mutant.line}: {mutant.before} -> {mutant.after}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="a part of the paths of the modules to break")
    parser.add_argument("--sample", type=int, help="break this many places, drawn at random")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--list", action="store_true", help="show the mutants and run nothing")
    arguments = parser.parse_args()
    found = chosen(arguments)
    if arguments.list:
        print(*(described(path, mutant) for path, mutant, _ in found), sep="\n")
        return 0
    with threadpool_limits(1):
        return 0 if run(found) else 1


if __name__ == "__main__":
    sys.exit(main())
