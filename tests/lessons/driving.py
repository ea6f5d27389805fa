"""Drive an explorer as a hand would, and look at what comes."""

import dataclasses

import numpy as np

from dnnlib.lessons.playground.explorers_playground import OF_THE_PICTURE
from dnnlib.live.controls import control_range
from tests.lessons.every import computed, finish

OVERFLOW_WORDS = ("overflow", "not finite", "infinit", "no number", "nan", "diverge", "exploded", "undefined")


def random_settings(explorer, rng):
    """One random legal value for every control: ends and options come up often."""
    return {name: _random_value(control, rng) for name, control in explorer.controls.items()}


def move_and_check(explorer, values, *, compare=True):
    """Set controls; then the explorer shows no error, and settings, result, picture and words belong together.

    Parameters
    ----------
    explorer : Explorer
    values : dict
        By parameter name.
    compare : bool
        Whether the result has to equal that of the experiment called directly. Costs as much as the move.
    """
    before, picture, words = explorer.result, explorer.image.value, explorer.alt_text
    looks = look(explorer)
    explorer.move(**values)
    finish(explorer)
    check(explorer, values)
    if compare:
        assert same(explorer.result, computed(explorer)), f"another result than the experiment's: {values}"
    announced(explorer)
    changed = not same(before, explorer.result)
    if not finite(before) and not finite(explorer.result) and explorer.alt_text == words:
        return  # two that have overflowed may look the same, and say so
    if looks != look(explorer):
        return  # of the same result another picture was asked for
    assert changed == (explorer.image.value != picture), f"result changed: {changed}, picture did not follow: {values}"


def look(explorer):
    """What a playground's menus say of its picture."""
    return [explorer.controls[name].value for name in OF_THE_PICTURE if name in explorer.controls]


def glance(explorer, values):
    """Set controls, and stop at the first picture."""
    explorer.move(**values)
    explorer.stop()
    check(explorer, values)


def check(explorer, values):
    """No error, a picture, and words that say what the result says."""
    assert explorer.error.value == "", f"{values}: {explorer.error.value}"
    assert bytes(explorer.image.value[:4]) == b"\x89PNG"
    assert explorer.alt_text == explorer.figure.describe(explorer.result)
    assert explorer.alt_text.strip()


def announced(explorer):
    """Whatever is not finite in a result is said in words."""
    if not finite(explorer.result):
        words = explorer.alt_text.lower()
        assert any(word in words for word in OVERFLOW_WORDS), f"not finite, and not said: {explorer.alt_text}"


def same(one, other):
    """Whether two results are equal, array by array; NaN equals NaN."""
    return all(np.array_equal(a, b, equal_nan=a.dtype.kind in "fc") for a, b in _paired(one, other))


def finite(result):
    """Whether every float of a result is finite."""
    return all(np.isfinite(a).all() for a in leaves(result) if a.dtype.kind in "fc")


def leaves(value):
    """Every array or number in nested dataclasses, dicts, lists and tuples."""
    if dataclasses.is_dataclass(value):
        value = [getattr(value, field.name) for field in dataclasses.fields(value)]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [leaf for item in value for leaf in leaves(item)]
    return [np.asarray(value)] if isinstance(value, np.ndarray | np.generic | float | int | str) else []


def _paired(one, other):
    first, second = leaves(one), leaves(other)
    if len(first) != len(second):
        return [(np.array(0), np.array(1))]
    return zip(first, second, strict=True)


def _random_value(control, rng):
    values = control_range(control)
    if hasattr(control, "options") or len(values) != 2 or isinstance(values[0], bool) or rng.random() < 0.3:
        return values[rng.integers(len(values))]
    low, high = values
    if isinstance(low, int) and isinstance(high, int):
        return int(rng.integers(low, high + 1))
    if low > 0 and high / low > 100:
        return float(np.exp(rng.uniform(np.log(low), np.log(high))))
    return float(rng.uniform(low, high))
