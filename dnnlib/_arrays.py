"""Where the arrays of a pass live: two small helpers that make the formulas fast without changing how they read."""

from functools import lru_cache

import numpy as np


@lru_cache(maxsize=64)
def ones(m, dtype):
    """A read-only vector of m ones: ``ones @ A`` sums the rows of A several times faster than ``A.sum(axis=0)``."""
    vector = np.ones(m, dtype)
    vector.flags.writeable = False
    return vector


def largest(z):
    """The largest entry (of complex z: real part) on the last axis, which stays as an axis of length 1.

    NumPy finds it several times faster down the columns of a transposed copy than along many short rows.
    """
    return np.maximum.reduce(z.real.T.copy(), axis=0).T[..., None]


@lru_cache(maxsize=64)
def number_of(m, dtype):
    """m as an array without axes: dividing other arrays by it is faster than by a Python number."""
    return np.asarray(m, dtype)


def rooms(m, sizes, names, dtype):
    """One list a name of places for arrays (m, n_l), l = 1 ... L, in one block; None where NumPy may choose.

    A deep pass with fresh memory spends more time on page faults than on tanh; one block is reused by the next pass.
    """
    size = len(names) * m * sum(sizes[1:])
    if size < 2**17:
        return [[None] * len(sizes) for _ in names]
    block, start, lists = np.empty(size, dtype), 0, [[None] for _ in names]
    for n in sizes[1:]:
        for places in lists:
            places.append(block[start : start + m * n].reshape(m, n))
            start += m * n
    return lists
