"""Answers as numbers: which are right, in what they are different, and how they are written."""

from numbers import Real

import numpy as np

__all__ = ["NotNumbersError", "agree", "difference", "numbers", "write"]

_SHOWN = 40  # arrays with more entries are told by their shape
_DIGITS = 6


class NotNumbersError(Exception):
    """An answer that is no array of numbers; the message says what it is instead."""


def numbers(value):
    """Return an answer as an array of integers or 64-bit floats.

    Raises
    ------
    NotNumbersError
        For text, masked arrays, complex numbers with an imaginary part, ragged lists and other objects.
    """
    if _masked(value):
        raise NotNumbersError("a masked array, whose masked entries have no value")
    try:
        array = np.asarray(value)
    except ValueError:
        raise NotNumbersError("a list whose parts have different lengths") from None
    if array.dtype.kind == "O" and all(isinstance(entry, Real) for entry in array.flat):
        array = array.astype(float)  # such as fractions
    if array.dtype.kind == "c" and not np.any(array.imag):
        array = array.real
    if array.dtype.kind == "c":
        raise NotNumbersError("complex: it has an imaginary part")
    if array.dtype.kind not in "biuf":
        kind = "text" if array.dtype.kind in "US" else f"of the type {_type_of(value)}"
        raise NotNumbersError(f"{kind}, not a number or an array of numbers")
    return array.astype(float) if array.dtype.kind in "bf" else array


def agree(given, expected, rtol, atol):
    """Which entries of an array agree with another of its shape: whole numbers exactly, NaN only with NaN."""
    if expected.dtype.kind in "iu":
        return given == expected
    with np.errstate(all="ignore"):
        return np.isclose(given, expected, rtol=rtol, atol=atol, equal_nan=True)


def difference(given, expected, right):
    """In what two arrays of numbers are different, as lines of a verdict.

    Parameters
    ----------
    given, expected : ndarray
        Of one shape.
    right : ndarray of bool
        Which entries agree.
    """
    first = tuple(int(i) for i in np.argwhere(~right)[0])
    digits = _digits_that_differ(given[first], expected[first])
    lines = [("yours", write(given, digits)), ("expected", write(expected, digits))]
    if given.size > 1:
        place = ", ".join(str(i) for i in first)
        wrong = int(np.sum(~right))
        count = f"all {given.size} entries" if wrong == given.size else f"{wrong} of {given.size} entries"
        at = f"the first at [{place}]: {write(given[first], digits)}, not {write(expected[first], digits)}"
        lines.append(("different", f"{count}, {at}"))
    factor = _common_factor(given, expected)
    if factor is not None:
        lines.append(("factor", f"every entry is {factor:.4g} times what is expected"))
    return lines


def write(value, digits=_DIGITS):
    """A value in few words; a matrix in a line for each row, a large array by its shape."""
    if isinstance(value, np.ndarray) and value.size > _SHOWN:
        return f"an array of shape {value.shape}"
    if isinstance(value, np.ndarray) and value.ndim > 1:
        return "[" + ",\n ".join(write(row, digits).replace("\n", "\n ") for row in value) + "]"
    if isinstance(value, np.ndarray) and value.ndim == 0:
        return write(value[()], digits)
    if isinstance(value, (np.ndarray, list)):
        return "[" + ", ".join(write(entry, digits) for entry in value) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(write(entry, digits) for entry in value) + ")"
    if isinstance(value, (float, np.floating)):
        return f"{float(value):.{digits}g}"
    if isinstance(value, np.generic):
        value = value.item()
    return repr(value)


def _digits_that_differ(one, other):
    """The fewest digits, at least six, with which two numbers are written differently."""
    return next((d for d in range(_DIGITS, 17) if write(one, d) != write(other, d)), 17)


def _common_factor(given, expected):
    """The factor between two arrays of several numbers, or None."""
    with np.errstate(all="ignore"):
        factor = np.sum(given * expected) / np.sum(np.square(expected, dtype=float))
        found = given.size > 1 and np.isfinite(factor) and factor and np.any(expected)
        return factor if found and np.allclose(given, factor * expected, rtol=1e-4, atol=0) else None


def _masked(value):
    """Whether a masked array stands anywhere in lists and tuples."""
    if isinstance(value, (list, tuple)):
        return any(_masked(part) for part in value)
    return isinstance(value, np.ma.MaskedArray) or value is np.ma.masked


def _type_of(value):
    """The type of an answer, or of what its list holds."""
    while isinstance(value, (list, tuple)) and value:
        value = value[0]
    return type(value).__name__
