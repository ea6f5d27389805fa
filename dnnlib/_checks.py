"""Checks of what callers hand in: every message names the argument, its value and what would be right."""

import operator
from numbers import Real

import numpy as np


def in_order(name, value, wanted):
    """Return ``value`` as a tuple; what has no order of its own, and text, is refused."""
    try:
        if isinstance(value, str | bytes | set | frozenset | dict):
            raise TypeError
        return tuple(value)
    except TypeError:
        raise ValueError(f"{name}={value!r} must be {wanted}") from None


def one_of(name, value, allowed):
    """Return ``value`` if it is among the names ``allowed``, else raise a ValueError that lists them."""
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(f"{name}={value!r} is unknown; choose one of: {', '.join(sorted(allowed))}")
    return value


def not_masked(name, value):
    """Refuse a masked array, and a list that holds one: its mask would be lost."""
    if isinstance(value, np.ma.MaskedArray):
        raise ValueError(f"{name} is a masked array, whose mask would be lost; fill it or leave the masked entries out")
    if isinstance(value, list | tuple):
        for entry in value:
            not_masked(name, entry)


def integer(name, value, low=1, high=None):
    """Return ``value`` as an int in [low, high]; floats, even whole ones, and booleans are refused."""
    try:
        if isinstance(value, (bool, np.bool_, np.ma.MaskedArray)):
            raise TypeError
        number = operator.index(value)
        if number < low or (high is not None and number > high):
            raise TypeError
    except TypeError:
        wanted = f"of at least {low}" if high is None else f"from {low} to {high}"
        raise ValueError(f"{name}={value!r} must be an integer {wanted}") from None
    return number


def number(name, value, low=-np.inf, high=np.inf, *, open_low=False):
    """Return ``value`` as a finite float in [low, high], or in (low, high] with ``open_low``."""
    wanted = f"a finite number in {'(' if open_low else '['}{low:g}, {high:g}]"
    try:
        if isinstance(value, np.ma.MaskedArray):
            raise TypeError
        if isinstance(value, (np.generic, np.ndarray)):
            known = value.ndim == 0 and value.dtype.kind in "fiu"
        else:
            known = isinstance(value, Real) and not isinstance(value, bool)
        if not known:
            raise TypeError
        x = float(value)
    except (TypeError, OverflowError):
        raise ValueError(f"{name}={value!r} must be {wanted}") from None
    if not np.isfinite(x) or x < low or x > high or (open_low and x == low):
        raise ValueError(f"{name}={value!r} must be {wanted}")
    return x


def generator(name, rng):
    """Return a Generator from a Generator or an integer seed; None is refused, because chance is never global here."""
    try:
        return rng if isinstance(rng, np.random.Generator) else np.random.default_rng(integer(name, rng, 0))
    except ValueError:
        raise ValueError(f"{name}={rng!r} must be a numpy.random.Generator or a non-negative integer seed") from None


def boolean(name, value):
    """Return ``value`` as a bool if it is True or False; nothing else is taken for one."""
    if not isinstance(value, (bool, np.bool_)):
        raise ValueError(f"{name}={value!r} must be True or False")
    return bool(value)


def real_array(name, value):
    """Return ``value`` as an array of real numbers of any kind; an array comes back uncopied."""
    not_masked(name, value)
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "fiub":
            raise TypeError
    except (TypeError, ValueError, RuntimeError):  # RuntimeError: a tensor of PyTorch that requires its gradient
        raise ValueError(f"{name} must be an array of real numbers, not {type(value).__name__} {value!r:.60}") from None
    return array


def finite_array(name, value, dtype=None):
    """Return ``value`` as an array of finite floats; one that is such an array already comes back uncopied.

    Without a dtype float32 stays float32, and whole numbers and float16 become float64.
    """
    given = real_array(name, value)
    if dtype is None:
        dtype = given.dtype if given.dtype.kind == "f" and given.dtype.itemsize > 2 else np.float64
    with np.errstate(over="ignore"):
        array = given.astype(dtype, copy=False)
    if not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        at = f"{name}[{', '.join(map(str, where))}]" if where else name
        raise ValueError(f"{name} must be finite in {array.dtype}, but {at} is {given[where]}")
    return array


def batch(name, value, width, dtype=None):
    """Return ``value`` as a finite (m, width) array with m >= 1: one example per row."""
    array = finite_array(name, value, dtype)
    if array.ndim != 2 or array.shape[1] != width:
        hint = f"; a single example is {name}[None, :]" if array.ndim == 1 and array.shape[0] == width else ""
        raise ValueError(f"{name} has shape {array.shape}, but must be (m, {width}), one example per row{hint}")
    if array.shape[0] == 0:
        raise ValueError(f"{name} has shape {array.shape}: an empty batch; at least one example is needed")
    return array


def unit_interval(name, array, user):
    """Return a float array with entries in [0, 1]; what exceeds an end by rounding alone becomes that end."""
    rounding = 8 * np.finfo(array.dtype).eps
    outside = (array < -rounding) | (array > 1 + rounding)
    if outside.any():
        raise ValueError(f"{name} holds {array[outside][0]}, but {user} needs {name} in [0, 1]")
    return np.clip(array, 0, 1)


def labels(name, value, classes, m=None):
    """Return ``value`` as an integer array (m,) with entries in 0 ... classes - 1."""
    array = real_array(name, value)
    if array.ndim != 1 or array.dtype.kind not in "iu" or (m is not None and array.shape[0] != m):
        size = "m" if m is None else m
        raise ValueError(
            f"{name} of shape {array.shape} and type {array.dtype} must be integer labels of shape ({size},)"
        )
    if array.size and (array.min() < 0 or array.max() >= classes):
        bad = array[(array < 0) | (array >= classes)][0]
        raise ValueError(f"{name} holds the label {bad}, but with {classes} classes labels run from 0 to {classes - 1}")
    return array
