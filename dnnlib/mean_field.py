"""Mean-field theory: how large signals and gradients are in a wide network, from two recursions (7.6), (7.7).

In a wide network with independent weights of variance sigma_w^2 / n_in a pre-activation z^l is nearly normal, with mean
0 and a variance q^l that follows from the layer below; and each layer on the way back multiplies the mean square of the
gradient by chi^l. (Poole et al., "Exponential expressivity in deep neural networks through transient chaos", NIPS 2016;
Schoenholz et al., "Deep information propagation", ICLR 2017; for batch norm Yang et al., "A mean field theory of batch
normalization", ICLR 2019.)
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dnnlib._checks import boolean, integer, number
from dnnlib.activations import as_activation
from dnnlib.batchnorm import EPS

__all__ = ["DEEPEST", "SCALES", "MeanField", "gaussian_mean", "gradient_map_theory", "mean_field"]

DEEPEST = 50
SCALES = 10 ** np.linspace(-1, 1, 41)

# The midpoint rule on [-8, 8]: for smooth functions under a Gaussian it is exact to rounding, and because no node lies
# at 0 it halves a kink there exactly. Gauss-Hermite nodes are too wide apart for tanh(10 x).
_STEP = 0.04
NODES = _STEP * (np.arange(400) - 199.5)
WEIGHTS = np.exp(-(NODES**2) / 2)
WEIGHTS /= WEIGHTS.sum()


@dataclass(frozen=True)
class MeanField:
    """The prediction for a network of depth L; index 0 is the input, index l layer l.

    Attributes
    ----------
    q : ndarray, shape (L + 1,)
        Variance of z^l; 0 at index 0, where there is none.
    chi : ndarray, shape (L + 1,)
        Factor by which the mean square of delta^{l+1} is multiplied on its way to delta^l; 0 at 0 and L.
    a : ndarray, shape (L + 1,)
        Standard deviation of a^l.
    delta : ndarray, shape (L + 1,)
        Root mean square of delta^l if that of delta^L is 1; 0 at index 0, where there is none.
    """

    q: np.ndarray
    chi: np.ndarray
    a: np.ndarray
    delta: np.ndarray


def gaussian_mean(f):
    """E[f(x)] for a standard normal x, by quadrature.

    Parameters
    ----------
    f : callable
        From the nodes, shape (400,), to values of shape (..., 400).

    Returns
    -------
    ndarray, shape (...)
    """
    return f(NODES) @ WEIGHTS


def _one_layer(phi, q):
    """E[phi], E[phi^2] and E[phi'^2] of z = sqrt(q) x; q of any shape."""
    z = np.sqrt(q)[..., None] * NODES
    value, slope = phi.f(z), phi.df(z)
    return value @ WEIGHTS, value**2 @ WEIGHTS, slope**2 @ WEIGHTS


def _recursion(phi, scale, depth, batch_norm):
    """The quantities of layers 1 ... L - 1 under an array of scales, and q^L; shapes (L - 1, s) and (s,)."""
    variance = scale**2
    linear = variance  # of the linear map; the input has variance 1
    rows = {name: np.empty((depth - 1, *scale.shape)) for name in ("q", "a", "slope2", "centred")}
    q = linear / (linear + EPS) if batch_norm else linear
    before = None
    for i in range(depth - 1):
        if before is not None and np.array_equal(q, before):  # a fixed point: all layers above are the same
            for row in rows.values():
                row[i:] = row[i - 1]
            break
        before = q
        mean, square, slope2 = _one_layer(phi, q)
        centred = np.maximum(square - mean**2, 0)
        for name, value in (("q", q), ("a", np.sqrt(centred)), ("slope2", slope2), ("centred", centred)):
            rows[name][i] = value
        last = variance * square  # what a linear output layer makes of it
        # Batch norm takes the mean over the batch away, so that only what differs between examples counts.
        linear = variance * centred if batch_norm else last
        q = linear / (linear + EPS) if batch_norm else linear
    return rows, (last if depth > 1 else variance)


def _chi(rows, scale, batch_norm):
    """chi of layers 1 ... L - 1. Batch norm in layer l + 1 divides by the variance of its linear map."""
    chi = scale**2 * rows["slope2"]
    if batch_norm:
        chi[:-1] /= (scale**2 * rows["centred"] + EPS)[:-1]  # the output layer, l + 1 = L, does not normalize
    return chi


def mean_field(activation="tanh", init_scale=1.0, depth=10, batch_norm=False):
    """What the recursions predict for weights of standard deviation init_scale / sqrt(n) and an input of variance 1.

    Parameters
    ----------
    activation : str or Activation
    init_scale : float >= 0
        sigma_w.
    depth : int >= 1
        L; the last layer is linear.
    batch_norm : bool

    Returns
    -------
    MeanField

    Raises
    ------
    ValueError
        For an unknown activation, or a scale or depth out of range.
    """
    phi = as_activation(activation)
    return _mean_field(
        phi, number("init_scale", init_scale, 0), integer("depth", depth), boolean("batch_norm", batch_norm)
    )


@lru_cache(maxsize=256)
def _mean_field(phi, init_scale, depth, batch_norm):
    scale = np.array([init_scale])
    rows, last = _recursion(phi, scale, depth, batch_norm)
    none, one = np.array([0.0]), np.array([1.0])
    chi = _chi(rows, scale, batch_norm)[:, 0]
    theory = MeanField(
        q=np.concatenate([none, rows["q"][:, 0], last]),
        chi=np.concatenate([none, chi, none]),
        a=np.concatenate([one, rows["a"][:, 0], np.sqrt(last)]),
        delta=np.concatenate([none, np.sqrt(np.cumprod(chi[::-1]))[::-1], one]),
    )
    for array in (theory.q, theory.chi, theory.a, theory.delta):
        array.flags.writeable = False
    return theory


def gradient_map_theory(activation="tanh", batch_norm=False):
    """The predicted root mean square of delta^1 for every depth and init scale, if that of delta^L is 1.

    Parameters
    ----------
    activation : str or Activation
    batch_norm : bool

    Returns
    -------
    ndarray, shape (50, 41), read-only
        Row L - 1 for depth L, columns for ``SCALES``.
    """
    return _gradient_map(as_activation(activation), boolean("batch_norm", batch_norm))


@lru_cache(maxsize=32)
def _gradient_map(phi, batch_norm):
    rows, _ = _recursion(phi, SCALES, DEEPEST, batch_norm)
    last = SCALES**2 * rows["slope2"]  # from the output layer into layer L - 1
    inner = last / (SCALES**2 * rows["centred"] + EPS) if batch_norm else last
    before = np.cumprod(np.concatenate([np.ones((1, SCALES.size)), inner[:-1]]), axis=0)
    gradient = np.sqrt(np.concatenate([np.ones((1, SCALES.size)), before * last]))
    gradient.flags.writeable = False
    return gradient
