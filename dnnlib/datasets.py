"""Data sets: the 8 x 8 handwritten digits, and four sets of points in the plane.

Each function returns X of shape (m, n_0) and integer labels of shape (m,).
"""

from functools import cache
from importlib.resources import files

import numpy as np

from dnnlib._checks import generator, integer, number, real_array


@cache
def _digits_file():
    with (files("dnnlib") / "data" / "digits.npz").open("rb") as file, np.load(file) as data:
        return data["images"], data["labels"]


def digits():
    """The 1,797 handwritten digits of 8 x 8 pixels.

    Returns
    -------
    X : ndarray, shape (1797, 64)
        Grey values row by row, from 0 (paper) to 1 (ink), in steps of 1/16.
    labels : ndarray of int, shape (1797,)
        0 ... 9.

    References
    ----------
    Alpaydin & Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository, 1998,
    https://doi.org/10.24432/C50P49, CC BY 4.0 (its test part).
    """
    images, labels = _digits_file()
    return images / 16.0, labels.astype(np.int64)


def _plane(m, rng, noise):
    return integer("m", m, 2), generator("rng", rng), number("noise", noise, 0)


def _shuffled(X, labels, rng):
    order = rng.permutation(len(X))
    return X[order], labels[order]


def two_clouds(m=400, *, rng, noise=0.5):
    """Two round clouds of points around (-1, -1) and (1, 1): a straight line separates them.

    Parameters
    ----------
    m : int >= 2
        Number of points, half in each class (one more in class 0 if m is odd).
    rng : numpy.random.Generator or int
    noise : float >= 0
        Standard deviation of a cloud, in the unit of the coordinates.

    Returns
    -------
    X : ndarray, shape (m, 2)
    labels : ndarray of int, shape (m,)

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    m, rng, noise = _plane(m, rng, noise)
    labels = np.arange(m) % 2
    return _shuffled(np.where(labels, 1.0, -1.0)[:, None] + noise * rng.standard_normal((m, 2)), labels, rng)


def xor(m=400, *, rng, noise=0.15):
    """Points in a square, class 1 where the signs of x_1 and x_2 differ: no straight line separates them.

    Parameters and return values as for ``two_clouds``, but each point falls into either class by chance, and noise is
    the standard deviation by which points move after their classes are fixed.
    """
    m, rng, noise = _plane(m, rng, noise)
    X = rng.uniform(-1.5, 1.5, (m, 2))
    labels = (X[:, 0] * X[:, 1] < 0).astype(np.int64)
    return X + noise * rng.standard_normal((m, 2)), labels


def rings(m=400, *, rng, noise=0.1):
    """A ring of radius 1.5 (class 1) around a ring of radius 0.6 (class 0).

    Parameters and return values as for ``two_clouds``.
    """
    m, rng, noise = _plane(m, rng, noise)
    labels = np.arange(m) % 2
    angle, radius = rng.uniform(0, 2 * np.pi, m), np.where(labels, 1.5, 0.6)
    X = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return _shuffled(X + noise * rng.standard_normal((m, 2)), labels, rng)


def spirals(m=400, *, rng, noise=0.05):
    """Two spirals of one and a half turns each, wound into one another.

    Parameters and return values as for ``two_clouds``.
    """
    m, rng, noise = _plane(m, rng, noise)
    labels = np.arange(m) % 2
    t = np.sqrt(rng.uniform(0.02, 1, m))
    angle = 3 * np.pi * t + np.pi * labels
    X = 1.8 * t[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return _shuffled(X + noise * rng.standard_normal((m, 2)), labels, rng)


def split(X, labels, *, rng, held_out=0.25):
    """Shuffle, and set a share of the examples aside.

    Parameters
    ----------
    X : ndarray, shape (m, n_0)
    labels : ndarray, shape (m,) or (m, n_L)
    rng : numpy.random.Generator or int
    held_out : float in (0, 1)
        The share that is set aside; both parts keep at least one example.

    Returns
    -------
    X_train, labels_train, X_held_out, labels_held_out : ndarray

    Raises
    ------
    ValueError
        If the lengths differ, there are fewer than two examples, or held_out is out of range.
    """
    held_out = number("held_out", held_out, 0, 1, open_low=True)
    if held_out == 1:
        raise ValueError(f"held_out={held_out} must be below 1: nothing would be left to train on")
    X, labels = real_array("X", X), real_array("labels", labels)
    if X.ndim == 0 or labels.ndim == 0 or len(X) != len(labels) or len(X) < 2:
        raise ValueError(f"X has shape {X.shape} and labels {labels.shape}; needed are equal lengths of at least 2")
    order = generator("rng", rng).permutation(len(X))
    n = min(max(round(held_out * len(X)), 1), len(X) - 1)
    rest, aside = order[n:], order[:n]
    return X[rest], labels[rest], X[aside], labels[aside]


#: The sets of points in the plane by name.
PLANE = {f.__name__: f for f in (two_clouds, xor, rings, spirals)}
