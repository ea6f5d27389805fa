"""Lesson 8: the variance of the pre-activations on its way through a hundred layers."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dnnlib._checks import integer, number
from dnnlib.activations import as_activation
from dnnlib.lessons.initialization.experiment import Settings
from dnnlib.mean_field import mean_field
from dnnlib.network import ignore_overflow

__all__ = ["DEEPEST_DECAY", "Decay", "variance_decay"]

DEEPEST_DECAY = 100
EXAMPLES = 32


@dataclass(frozen=True)
class Decay(Settings):
    """The settings, and the variance of z^l, measured and predicted; index l is layer l, index 0 is NaN.

    Attributes
    ----------
    q : ndarray, shape (L + 1,)
        Mean of (z^l)^2 over the units and the batch.
    theory : ndarray, shape (L + 1,)
        What the recursion for infinitely many units says, formula (7.6).
    """

    q: np.ndarray
    theory: np.ndarray


@lru_cache(maxsize=1)
def _draws(width, seed):
    """The batch and 100 weight matrices of standard deviation 1 / sqrt(n): the same for all depths and scales."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((EXAMPLES, width), np.float32)
    W = rng.standard_normal((DEEPEST_DECAY, width, width), np.float32)
    W /= np.sqrt(np.float32(width))
    X.flags.writeable = W.flags.writeable = False
    return X, W


@ignore_overflow
def variance_decay(depth=100, width=200, activation="tanh", init_scale=1.0, seed=0):
    """Follow the variance of z^l through a network of equal layers.

    Parameters
    ----------
    depth : int in 1 ... 100
    width : int >= 1
    activation : str
    init_scale : float >= 0
        The weights have standard deviation init_scale / sqrt(width): 1 is Xavier, sqrt(2) is He.
    seed : int

    Returns
    -------
    Decay
        Where numbers overflow, inf.

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    integer("depth", depth, high=DEEPEST_DECAY)
    theory = mean_field(activation, number("init_scale", init_scale, 0), depth, False).q.copy()
    a, W = _draws(integer("width", width), integer("seed", seed, 0))
    if not 1e-30 < theory[1:].min() <= theory.max() < 1e30:  # float32 ends at 1e38
        a = a.astype(np.float64)
    theory[0] = np.nan
    q = np.full(depth + 1, np.nan)
    for l in range(1, depth + 1):
        z = a @ W[l - 1].T
        z *= init_scale
        q[l] = np.vdot(z, z) / z.size
        a = as_activation(activation).f(z)
    settings = {"depth": depth, "width": width, "activation": activation, "init_scale": init_scale}
    return Decay(**settings, q=q, theory=theory)
