"""Lesson 6: the path of two weights whose inputs are all positive, or not."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from dnnlib.activations import as_activation
from dnnlib.mean_field import gaussian_mean

__all__ = ["ZigZag", "normal_moments", "zig_zag"]

START = np.array([-1.0, 1.0])
GOAL = np.array([1.0, -1.0])
STEPS = 100
LARGEST_BATCH = 64
SMALLEST = 1e-9  # shorter steps are near the rounding error and do not count


@dataclass(frozen=True)
class ZigZag:
    """The path of two weights under gradient descent.

    The settings, and:

    Attributes
    ----------
    path : ndarray, shape (101, 2)
        w before the first step and after each.
    goal : ndarray, shape (2,)
    distances : ndarray, shape (101,)
        From the goal.
    directions : ndarray, shape (k, 2)
        Of the steps that count, as unit vectors.
    when : ndarray of int, shape (k,)
        The number of each of these steps.
    tied : float
        The share of them on which both weights move the same way.
    detour : float
        The length of the path over the distance from its first to its last point.
    mean, variance, condition : float
        mu and s^2 of a single input, and the condition number 1 + 2 mu^2 / s^2 of E[a a^T], (6.17).
    """

    activation: str
    batch_size: int
    eta: float
    step: int
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


def zig_zag(activation="sigmoid", batch_size=1, eta=1.0, seed=0, step=STEPS):
    """Gradient descent on the two weights of a linear unit whose inputs are the outputs of two hidden units.

    The hidden units receive standard normal z, the target is the output with the weights of the goal, the cost is the
    squared error C = (w . a - y)^2 / 2, and each step takes a new batch and follows (6.16).

    Parameters
    ----------
    activation : str
        Of the hidden units.
    batch_size : int in 1 ... 64
    eta : float >= 0
    seed : int
    step : int in 1 ... 100
        Up to which step the path is drawn; it is always computed, and measured, to its end.

    Returns
    -------
    ZigZag
    """
    inputs = as_activation(activation).f(_normal(seed))[:, :batch_size]
    path = _descend(inputs, eta)
    steps = np.diff(path, axis=0)
    lengths = np.linalg.norm(steps, axis=1)
    counted = np.flatnonzero(lengths > SMALLEST)
    directions = steps[counted] / lengths[counted, None]
    mean, variance = normal_moments(activation)
    return ZigZag(
        activation,
        batch_size,
        eta,
        step,
        path=path,
        goal=GOAL,
        distances=np.linalg.norm(path - GOAL, axis=1),
        directions=directions,
        when=counted + 1,
        tied=float((directions[:, 0] * directions[:, 1] > 0).mean()),
        detour=float(lengths.sum() / np.linalg.norm(path[-1] - path[0])),
        mean=mean,
        variance=variance,
        condition=1 + 2 * mean**2 / variance,
    )


def _descend(inputs, eta):
    """w before the first step and after each, for inputs of shape (steps, m, 2)."""
    w = START
    path = [w]
    for a in inputs:
        delta = a @ (w - GOAL)
        w = w - eta / len(a) * (delta @ a)
        path.append(w)
    return np.array(path)


@cache
def _normal(seed):
    return np.random.default_rng(seed).standard_normal((STEPS, LARGEST_BATCH, 2))


def normal_moments(activation):
    """Mean and variance of phi(z) for a standard normal z, by quadrature."""
    phi = as_activation(activation).f
    mean = float(gaussian_mean(phi))
    return mean, float(gaussian_mean(lambda z: (phi(z) - mean) ** 2))
