"""Lesson 6: seven activations under one cursor, and what an exponential costs."""

import timeit
from dataclasses import dataclass

import numpy as np

from dnnlib.activations import ACTIVATIONS, prelu_slope_gradient

__all__ = ["Costs", "Cursor", "activation_costs", "activation_functions", "crossing_of_slopes"]

GRID = np.linspace(-6, 6, 241)
SLOPED = ("leaky_relu", "prelu", "elu")  # these take the slope parameter alpha
FLAT = 0.01


@dataclass(frozen=True)
class Cursor:
    """Seven activations with their derivatives, and their values at one z.

    Attributes
    ----------
    grid : ndarray, shape (241,)
        z from -6 to 6.
    curves, slopes : dict of str to ndarray, shape (241,)
        phi and phi' on the grid, by name.
    z : float
    values, slopes_here : ndarray, shape (7,)
        phi(z) and phi'(z), in the order of ``ACTIVATIONS``.
    slope_gradient : float
        d phi / d alpha of PReLU at z.
    activation : str
        The one that is looked at.
    alpha : float
    flat : float
        The share of the grid on which the slope of this activation is below 0.01.
    """

    grid: np.ndarray
    curves: dict
    slopes: dict
    z: float
    values: np.ndarray
    slopes_here: np.ndarray
    slope_gradient: float
    activation: str
    alpha: float
    flat: float


def activation_functions(activation="tanh", z=1.0, alpha=0.25):
    """All seven activations at one z.

    Parameters
    ----------
    activation : str
        The one that is looked at.
    z : float
    alpha : float
        The slope parameter of leaky ReLU, PReLU and ELU.

    Returns
    -------
    Cursor
    """
    curves = {name: _with_alpha(a.f, name, alpha)(GRID) for name, a in ACTIVATIONS.items()}
    slopes = {name: _with_alpha(a.df, name, alpha)(GRID) for name, a in ACTIVATIONS.items()}
    values = np.array([float(_with_alpha(a.f, name, alpha)(z)) for name, a in ACTIVATIONS.items()])
    here = np.array([float(_with_alpha(a.df, name, alpha)(z)) for name, a in ACTIVATIONS.items()])
    flat = float((slopes[activation] < FLAT).mean())
    by_alpha = float(prelu_slope_gradient(z))
    return Cursor(GRID, curves, slopes, float(z), values, here, by_alpha, activation, float(alpha), flat)


def _with_alpha(f, name, alpha):
    return (lambda z: f(z, alpha)) if name in SLOPED else f


def crossing_of_slopes():
    """The z > 0 at which tanh'(z) = sigmoid'(z): 2 arcosh((1 + sqrt 3) / 2), beyond which tanh is the flatter one."""
    return 2 * np.arccosh((1 + np.sqrt(3)) / 2)


@dataclass(frozen=True)
class Costs:
    """Nanoseconds for one unit and one example.

    Attributes
    ----------
    names : tuple of str
    times : ndarray
        As long as names. The last is the matrix product of the layer, the others are elementwise functions.
    width : int
    """

    names: tuple
    times: np.ndarray
    width: int


def activation_costs(width=300, batch_size=64, repeats=25):
    """Time max(0, z), e^z and tanh z beside the matrix product that made z: the best of some repeats, one machine.

    Parameters
    ----------
    width : int
        Units in the layer and in the layer below.
    batch_size : int
    repeats : int

    Returns
    -------
    Costs
    """
    rng = np.random.default_rng(0)
    A, W = rng.standard_normal((batch_size, width)), rng.standard_normal((width, width))
    Z = A @ W.T / np.sqrt(width)
    out = np.empty_like(Z)
    work = {
        "max(0, z)": lambda: np.maximum(Z, 0, out=out),
        "exp(z)": lambda: np.exp(Z, out=out),
        "tanh(z)": lambda: np.tanh(Z, out=out),
        f"matrix product\nof width {width}": lambda: np.dot(A, W.T, out=out),
    }
    best = [min(timeit.repeat(f, number=3, repeat=repeats)) / 3 for f in work.values()]
    return Costs(tuple(work), 1e9 * np.array(best) / Z.size, width)
