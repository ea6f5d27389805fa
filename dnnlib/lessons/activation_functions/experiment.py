"""Lesson 6: all activations at one z, and the time that an exponential takes."""

import timeit
from dataclasses import dataclass

import numpy as np

from dnnlib.activations import ACTIVATIONS, as_activation, prelu_slope_gradient

__all__ = ["Costs", "Cursor", "activation_costs", "activation_functions", "crossing_of_slopes"]

#: The activations that the lesson compares, by name.
COMPARED = ACTIVATIONS
GRID = np.linspace(-6, 6, 241)
SLOPED = ("leaky_relu", "prelu", "elu")  # these take the slope parameter alpha
FLAT = 0.01  # slopes below it


@dataclass(frozen=True)
class Cursor:
    """All activations with their derivatives, and their values at one z.

    The settings, and:

    Attributes
    ----------
    grid : ndarray, shape (241,)
        z from -6 to 6.
    curves, slopes : dict of str to ndarray, shape (241,)
        phi and phi' on the grid, by name.
    values, slopes_here : ndarray, shape (k,)
        phi(z) and phi'(z), in the order of ``COMPARED``.
    value, slope : float
        phi(z) and phi'(z) of the chosen activation.
    slope_gradient : float
        d phi / d alpha of PReLU at z, (6.11).
    flat : float
        The share of the grid's length on which the slope of the chosen activation lies within 0.01 of 0.
    """

    activation: str
    z: float
    alpha: float
    grid: np.ndarray
    curves: dict
    slopes: dict
    values: np.ndarray
    slopes_here: np.ndarray
    value: float
    slope: float
    slope_gradient: float
    flat: float


def activation_functions(activation="tanh", z=1.0, alpha=0.25):
    """All activations and their slopes at one z.

    Parameters
    ----------
    activation : str or Activation
        The chosen one; one of your own is drawn beside the others.
    z : float
    alpha : float
        The slope parameter of leaky ReLU, PReLU and ELU.

    Returns
    -------
    Cursor
    """
    shown = COMPARED if activation in COMPARED else COMPARED | {activation: as_activation(activation)}
    f = {name: _with_alpha(name, phi.f, alpha) for name, phi in shown.items()}
    df = {name: _with_alpha(name, phi.df, alpha) for name, phi in shown.items()}
    slopes = {name: df[name](GRID) for name in df}
    return Cursor(
        activation,
        float(z),
        float(alpha),
        grid=GRID,
        curves={name: f[name](GRID) for name in f},
        slopes=slopes,
        values=np.array([float(f[name](np.array(z, dtype=float))) for name in COMPARED]),
        slopes_here=np.array([float(df[name](np.array(z, dtype=float))) for name in COMPARED]),
        value=float(f[activation](np.array(z, dtype=float))),
        slope=float(df[activation](np.array(z, dtype=float))),
        slope_gradient=float(prelu_slope_gradient(z)),
        flat=_share(np.abs(slopes[activation]) < FLAT),
    )


def _share(where):
    """The share of the grid's length on which something holds; an end point counts half."""
    return float((where[1:].astype(float) + where[:-1]).mean() / 2)


def _with_alpha(name, f, alpha):
    return (lambda z: f(z, alpha)) if name in SLOPED else f


def crossing_of_slopes():
    """The z > 0 at which tanh'(z) = sigmoid'(z), beyond which tanh is the flatter one: (6.7)."""
    u = 1 + np.sqrt(3)
    return 2 * np.log((u + np.sqrt(u**2 - 4)) / 2)


@dataclass(frozen=True)
class Costs:
    """Nanoseconds for one unit and one example.

    Attributes
    ----------
    names : tuple of str
        Three elementwise functions and the matrix product of the layer.
    times : ndarray, shape (4,)
    width : int
        Units in the layer and in the layer below.
    """

    names: tuple
    times: np.ndarray
    width: int


def activation_costs(width=300, batch_size=64, repeats=25):
    """Time max(0, z), e^z and tanh z beside the matrix product whose result z is; the shortest of some repeats.

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
    A = rng.standard_normal((batch_size, width))
    W = rng.standard_normal((width, width))
    Z = A @ W.T / np.sqrt(width)
    out = np.empty_like(Z)
    functions = {
        "max(0, z)": lambda: np.maximum(Z, 0, out=out),
        "exp(z)": lambda: np.exp(Z, out=out),
        "tanh(z)": lambda: np.tanh(Z, out=out),
        f"matrix product\nof width {width}": lambda: np.dot(A, W.T, out=out),
    }
    best = [min(timeit.repeat(f, number=3, repeat=repeats)) / 3 for f in functions.values()]
    return Costs(tuple(functions), 1e9 * np.array(best) / Z.size, width)
