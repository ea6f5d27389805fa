"""Lesson 6: the path of two weights whose inputs are all positive, or not."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from dnnlib.activations import ACTIVATIONS

__all__ = ["ZigZag", "normal_moments", "zig_zag"]

START, GOAL = np.array([-1.0, 1.0]), np.array([1.0, -1.0])
STEPS, LARGEST_BATCH, SMALLEST = 100, 64, 1e-9


@dataclass(frozen=True)
class ZigZag:
    """The path of two weights under gradient descent.

    Attributes
    ----------
    path : ndarray, shape (101, 2)
        w after each step.
    goal : ndarray, shape (2,)
    distances : ndarray, shape (101,)
        From the goal.
    directions : ndarray, shape (k, 2)
        Of the steps, as unit vectors; steps near the rounding error do not count.
    when : ndarray of int, shape (k,)
        The number of each of these steps.
    tied : float
        The share of them on which both weights move the same way.
    detour : float
        The length of the path over the distance from its first to its last point.
    mean, variance, condition : float
        mu and s^2 of a single input, and the condition number 1 + 2 mu^2 / s^2 of E[a a^T].
    activation : str
    batch_size : int
    eta : float
    """

    path: np.ndarray
    goal: np.ndarray
    distances: np.ndarray
    directions: np.ndarray
    when: np.ndarray
    tied: float
    detour: float
    mean: float
    variance: float
    condition: float
    activation: str
    batch_size: int
    eta: float


def zig_zag(activation="sigmoid", batch_size=1, eta=1.0, seed=0):
    """Gradient descent on the two weights of a linear unit whose inputs are the outputs of two hidden units.

    The hidden units receive standard normal z, the target is what the unit would say with the weights of the goal,
    the cost is the squared error C = (w . a - y)^2 / 2, and each step takes a fresh batch.

    Parameters
    ----------
    activation : str
        Of the hidden units.
    batch_size : int in 1 ... 64
    eta : float >= 0
    seed : int

    Returns
    -------
    ZigZag
    """
    inputs = ACTIVATIONS[activation].f(_normal(seed))[:, :batch_size]
    path = np.empty((STEPS + 1, 2))
    path[0] = w = START
    for t, a in enumerate(inputs, 1):
        delta = a @ (w - GOAL)
        path[t] = w = w - eta / batch_size * (delta @ a)
    return _zig_zag(path, activation, batch_size, eta)


def _zig_zag(path, activation, batch_size, eta):
    steps = np.diff(path, axis=0)
    lengths, straight = np.linalg.norm(steps, axis=1), np.linalg.norm(path[-1] - path[0])
    when = np.flatnonzero(lengths > SMALLEST)
    directions = steps[when] / lengths[when, None]
    tied = float((directions[:, 0] * directions[:, 1] > 0).mean())
    distances, detour = np.linalg.norm(path - GOAL, axis=1), float(lengths.sum() / straight)
    mean, variance = normal_moments(activation)
    condition = 1 + 2 * mean**2 / variance
    return ZigZag(
        path, GOAL, distances, directions, when + 1, tied, detour, mean, variance, condition,
        activation, batch_size, eta,
    )  # fmt: skip


@cache
def _normal(seed):
    return np.random.default_rng(seed).standard_normal((STEPS, LARGEST_BATCH, 2))


@cache
def normal_moments(activation):
    """Mean and variance of phi(z) for a standard normal z, by the trapezoidal rule on [-12, 12]."""
    z = np.linspace(-12, 12, 4801)
    p = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) * (z[1] - z[0])
    a = ACTIVATIONS[activation].f(z)
    mean = float((p * a).sum())
    return mean, float((p * (a - mean) ** 2).sum())
