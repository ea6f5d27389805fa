"""Lesson 6: today's activations beside the old ones: their slopes, and the gradient through thirty layers."""

from dataclasses import dataclass

import numpy as np

from dnnlib._checks import integer
from dnnlib.activations import ACTIVATIONS
from dnnlib.signals import layer_spreads

__all__ = ["Today", "activations_today"]

#: The activations of the comparison, each with an init scale that suits it; with biases 0 the sigmoid has none.
SCALES = {"sigmoid": 1.0, "tanh": 1.0, "relu": 2**0.5, "gelu": 1.45, "silu": 1.52}
GRID = np.linspace(-5, 5, 201)
BATCH = 64


@dataclass(frozen=True)
class Today:
    """Slopes, and the gradient of every layer of a deep network before training.

    Attributes
    ----------
    depth, width : int
    grid : ndarray, shape (201,)
        z from -5 to 5.
    slopes : dict of str to ndarray, shape (201,)
        phi' on the grid, by activation.
    delta : dict of str to ndarray, shape (L + 1,)
        Root mean square of delta^l divided by that of delta^L, by activation; 0 at index 0.
    """

    depth: int
    width: int
    grid: np.ndarray
    slopes: dict
    delta: dict


def activations_today(depth=30, width=100, seed=0):
    """Send a gradient down through deep networks that differ in their activation and in the size of their weights.

    The weights have the standard deviation init scale / sqrt(width), with the init scale of ``SCALES``.

    Parameters
    ----------
    depth : int >= 2
    width : int >= 1
    seed : int

    Returns
    -------
    Today

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    rng = np.random.default_rng(integer("seed", seed, 0))
    X, start = rng.standard_normal((2, BATCH, integer("width", width)))
    weights = list(rng.standard_normal((integer("depth", depth, 2), width, width)) / np.sqrt(width))
    return Today(
        depth,
        width,
        grid=GRID,
        slopes={name: ACTIVATIONS[name].df(GRID) for name in SCALES},
        delta={
            name: layer_spreads(weights, X, start, activation=name, scale=scale).delta for name, scale in SCALES.items()
        },
    )
