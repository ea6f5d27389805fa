"""Run notebooks as other processors would, and compare what they print.

    python -m tools.check_processors notebooks/*.ipynb

OpenBLAS and NumPy choose their kernels by processor, and each adds up numbers in another order: the last digits differ.
Stored texts are compared letter by letter on every machine, so no text may show a digit that the processor decides.
Each notebook runs once as it would here and once under every other setting that this processor can imitate; every text
that differs is printed with its cell. Pictures are not compared. Ends with 1 if any text differs.
"""

import argparse
import difflib
import os
import sys
from pathlib import Path

from numpy._core import _multiarray_umath as numpy_core

from tools.execute_notebooks import execute, normalize, read

# OpenBLAS's kernels, each with the instructions that a processor needs to run it.
KERNELS = {"Nehalem": "SSE42", "Haswell": "AVX2", "SkylakeX": "AVX512_SKX"}
POSSIBLE = [kernel for kernel, needed in KERNELS.items() if numpy_core.__cpu_features__.get(needed)]
PLAIN = {"NPY_DISABLE_CPU_FEATURES": " ".join(numpy_core.__cpu_dispatch__)}


def settings():
    """Environment variables by the name of what they imitate; the first are those that all others are compared with."""
    found = {"as here": {}, "two threads": {"OPENBLAS_NUM_THREADS": "2"}, "NumPy without AVX": PLAIN}
    for kernel in POSSIBLE:
        found[f"{kernel}, one thread"] = {"OPENBLAS_CORETYPE": kernel}
        found[f"{kernel}, two threads"] = {"OPENBLAS_CORETYPE": kernel, "OPENBLAS_NUM_THREADS": "2"}
    if POSSIBLE:
        found[f"{POSSIBLE[0]}, NumPy without AVX"] = {"OPENBLAS_CORETYPE": POSSIBLE[0]} | PLAIN
    return found


SETTINGS = settings()


def texts(path, setting):
    """What each cell of a notebook prints under a setting, as lists of lines."""
    notebook = read(path)
    unset = {name for variables in SETTINGS.values() for name in variables}
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    execute(notebook, path.resolve().parent, environment | {"OPENBLAS_NUM_THREADS": "1"} | setting)
    return [list(_lines(cell)) for cell in normalize(notebook).cells]


def _lines(cell):
    for output in cell.get("outputs", ()):
        yield from output.get("text", "").splitlines()
        for kind, data in output.get("data", {}).items():
            if kind.startswith("text/"):
                yield from data.splitlines()


def differences(path):
    """Print every text of a notebook that a setting changes; their number."""
    here, *others = SETTINGS
    expected = texts(path, SETTINGS[here])
    found = 0
    for name in others:
        for number, (before, after) in enumerate(zip(expected, texts(path, SETTINGS[name]), strict=True)):
            changed = [line for line in difflib.ndiff(before, after) if line.startswith(("- ", "+ "))]
            if changed:
                found += 1
                print(f"{path}, cell {number}, {name}:", *changed, sep="\n  ", flush=True)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="+", type=Path)
    found = 0
    for path in parser.parse_args().notebooks:
        differing = differences(path)
        print(f"{path}: {differing or 'no'} texts differ under {len(SETTINGS) - 1} settings", flush=True)
        found += differing
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
