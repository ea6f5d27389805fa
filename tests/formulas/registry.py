r"""The register of the formulas that the lessons teach: every `\tag{...}` has one check here, and every check a tag.

The checks of lesson N stand in `tests/formulas/lesson_NN.py`. Each computes a formula twice, by independent means, and
says what it would give if it were broken: a check that cannot see a wrong sign proves nothing.

    @formula("1.2", rtol=1e-12)
    def a_layer_of_a_batch(rng):
        W, b, A = rng.normal(size=(4, 3)), rng.normal(size=4), rng.normal(size=(5, 3))
        unit_by_unit = [[sum(W[j, k] * a[k] for k in range(3)) + b[j] for j in range(4)] for a in A]
        return Sides(A @ W.T + b, unit_by_unit, broken={"without the bias": A @ W.T, "bias twice": A @ W.T + 2 * b})
"""

import importlib
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
TAG = re.compile(r"\d+\.\d+[a-z]?")
MARGIN = 10


@dataclass(frozen=True)
class Sides:
    """A formula as it is taught, as an independent computation has it, and as it comes out when it is broken.

    Attributes
    ----------
    left : array_like, or tuple of array_like
        The formula as the notebook's lines or dnnlib compute it.
    right : like left
        The same by independent means: central difference, complex step, automatic differentiation, Monte Carlo, exact
        fractions, loops over single entries.
    broken : mapping of str to something like left
        What the formula gives with a likely slip in it (a sign, a transpose, a missing 1/m, phi for phi'), by the name
        of the slip. At least one; an error of shape is one too.
    """

    left: Any
    right: Any
    broken: Mapping[str, Any]

    def __post_init__(self):
        if not isinstance(self.broken, Mapping) or not self.broken:
            raise ValueError("broken must name at least one slip and what the formula gives with it")


@dataclass(frozen=True)
class Formula:
    """A registered check.

    Attributes
    ----------
    tag : str
        "lesson.number", as in the notebook's `\\tag{...}`.
    check : callable
        From a Generator to `Sides`.
    rtol, atol : float
        Entry by entry, \\|left - right\\| <= atol + rtol \\|right\\|.
    """

    tag: str
    check: Callable = field(repr=False)
    rtol: float
    atol: float

    def sides(self):
        """The sides, from a generator that is seeded by the tag: the same numbers in every run."""
        return self.check(np.random.default_rng(zlib.crc32(self.tag.encode())))

    def distance(self, side, right):
        """The largest error in units of the tolerance; infinite for another shape or for what is not finite."""
        side, right = _arrays(side), _arrays(right)
        if [x.shape for x in side] != [x.shape for x in right]:
            return np.inf
        return max(self._distance(x, r) for x, r in zip(side, right, strict=True))

    def _distance(self, x, r):
        if not np.isfinite(x).all():
            return np.inf
        error, allowed = np.abs(x - r), self.atol + self.rtol * np.abs(r)
        return np.divide(error, allowed, out=np.where(error > 0, np.inf, 0.0), where=allowed > 0).max()

    def faults(self):
        """What is wrong with the formula or its check, in words; an empty list if nothing is."""
        sides = self.sides()
        right = _arrays(sides.right)
        if not all(r.size and np.isfinite(r).all() for r in right) or not any(r.any() for r in right):
            return ["the right side is empty, not finite, or zero everywhere"]
        found = []
        if (d := self.distance(sides.left, sides.right)) > 1:
            found.append(f"the two sides differ by {d:.3g} times the tolerance")
        for slip, value in sides.broken.items():
            if (d := self.distance(value, sides.right)) <= MARGIN:
                found.append(f"blind to the slip {slip!r}: it moves the value by only {d:.3g} times the tolerance")
        return found


#: Every check, in the order in which it was registered. A list, so that a tag that was taken twice is seen.
FORMULAS = []


def formula(tag, *, rtol=1e-12, atol=0.0, register=FORMULAS):
    """Register the decorated function, from a Generator to `Sides`, as the check of a tag."""
    if not TAG.fullmatch(tag):
        raise ValueError(f"tag={tag!r} must be 'lesson.number', for example '1.2'")
    if not (rtol >= 0 and atol >= 0 and rtol + atol > 0):
        raise ValueError(f"rtol={rtol!r} and atol={atol!r} must not be negative, and not both 0")

    def add(check):
        register.append(Formula(tag, check, rtol, atol))
        return check

    return add


def load():
    """Every registered formula, once each lesson's file has been read."""
    for path in sorted(HERE.glob("lesson_*.py")):
        importlib.import_module(f"tests.formulas.{path.stem}")
    return FORMULAS


def _arrays(side):
    """A side as a list of arrays: a tuple holds several, anything else is one."""
    kinds = [np.asarray(part) for part in (side if isinstance(side, tuple) else (side,))]
    return [a if a.dtype.kind == "c" else a.astype(float) for a in kinds]
