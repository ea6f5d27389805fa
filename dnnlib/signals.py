"""Measure how large activations and gradients are in every layer of given weights."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dnnlib import batchnorm
from dnnlib.activations import ACTIVATIONS, as_activation
from dnnlib.network import ignore_overflow

__all__ = ["BINS", "FLAT", "LayerSpreads", "bin_edges", "bin_shares", "idle_kind", "layer_spreads"]

BINS = 40  # of a histogram of activations
FLAT = 0.05  # a unit is saturated where its slope is below this share of ``Activation.max_slope``


@dataclass(frozen=True)
class LayerSpreads:
    """What one forward and one backward pass measured; index l is layer l, index 0 the input.

    Attributes
    ----------
    a : ndarray, shape (L + 1,)
        Standard deviation of a^l over the units and the batch.
    delta : ndarray, shape (L + 1,)
        Root mean square of delta^l divided by that of delta^L; 0 at index 0, where there is none.
    idle : ndarray, shape (L + 1,)
        Share of saturated or dead units (see ``idle_kind``) of the hidden layers; 0 at 0 and L.
    kept : dict of int to ndarray, shape (m, n_l)
        a^l for the layers that were asked for.
    """

    a: np.ndarray
    delta: np.ndarray
    idle: np.ndarray
    kept: dict


def idle_kind(activation):
    """How units of an activation stop learning: "dead" for ReLU, "saturated" where slopes can fade, else None.

    Parameters
    ----------
    activation : str or Activation
        Of a learner's own, slopes fade where phi' at one end of [-30, 30] is a small share of the largest one.

    Returns
    -------
    str or None
    """
    phi = as_activation(activation)
    if phi.name == "relu":
        return "dead"
    if phi.name in ACTIVATIONS:
        return "saturated" if phi.name in ("sigmoid", "tanh", "elu", "gelu", "silu") else None
    return "saturated" if _fades(phi) else None


@lru_cache(maxsize=32)
@ignore_overflow
def _fades(phi):
    slope = np.abs(phi.df(np.linspace(-30, 30, 601)))
    return bool(min(slope[0], slope[-1]) < FLAT * slope.max())


def _idle(phi, slope):
    """The share of dead units (without a slope for any example) or of saturated ones (unit by unit and example)."""
    kind = idle_kind(phi)
    if kind is None:
        return 0.0
    if kind == "dead":
        return 1 - slope.any(axis=0).mean()
    return np.count_nonzero(np.abs(slope) < FLAT * phi.max_slope) / slope.size


@ignore_overflow
def layer_spreads(weights, X, delta, *, activation="tanh", scale=1.0, batch_norm=False, keep=()):
    """Send a batch up and a gradient down through given weights, without biases, and measure both in every layer.

    Parameters
    ----------
    weights : sequence of ndarray, shape (n_l, n_{l-1})
        W^1 ... W^L; the last layer is linear.
    X : ndarray, shape (m, n_0)
    delta : ndarray, shape (m, n_L)
        The gradient delta^L that is sent down.
    activation : str or Activation
        Of all hidden layers.
    scale : float
        Multiplies every weight.
    batch_norm : bool
        Normalize every hidden layer over the batch (gamma = 1, beta = 0).
    keep : iterable of int
        Layers whose activations are wanted.

    Returns
    -------
    LayerSpreads
        Where numbers overflow, inf or NaN.
    """
    L, phi, keep = len(weights), as_activation(activation), set(keep)
    spread, idle, kept = np.zeros(L + 1), np.zeros(L + 1), {}
    slopes, caches = [None] * (L + 1), [None] * (L + 1)
    a, spread[0] = X, _std(X)
    for l, W in enumerate(weights, 1):
        z = a @ W.T
        z *= scale
        if batch_norm and l < L:
            z, caches[l] = batchnorm.normalize(z, 1.0, 0.0)
        a = phi.f(z) if l < L else z
        spread[l] = _std(a)
        if l < L:
            slopes[l] = phi.slope(z, a)
            idle[l] = _idle(phi, slopes[l])
        if l in keep:
            kept[l] = a
    return LayerSpreads(spread, _gradient_spreads(weights, delta, slopes, caches, scale), idle, kept)


def _gradient_spreads(weights, delta, slopes, caches, scale):
    """Root mean square of delta^l, l = L ... 1. It is divided out in every layer: then float32 never underflows."""
    L = len(weights)
    sizes, total = np.zeros(L + 1), 1.0
    sizes[L] = 1.0
    delta = delta / _rms(delta)
    for l in range(L - 1, 0, -1):
        if caches[l + 1] is not None:
            delta = batchnorm.batchnorm_backward(delta, caches[l + 1])[0]
        delta = delta @ weights[l]  # W^{l+1} has index l in a list that begins with W^1
        delta *= slopes[l]
        size = _rms(delta)
        total *= size * scale
        sizes[l] = total
        delta /= size if size > 0 else 1
    return sizes


def bin_edges(activation):
    """Edges of the bins in which an activation's values are counted: its range, as far as it lies within -3 ... 3.

    Parameters
    ----------
    activation : str or Activation

    Returns
    -------
    ndarray, shape (41,)
    """
    low, high = as_activation(activation).range
    return np.linspace(max(low, -3), min(high, 3), BINS + 1)


def bin_shares(a, edges):
    """The share of the values in each bin; `numpy.histogram` takes ten times as long.

    Parameters
    ----------
    a : ndarray, any shape
        What lies beyond the outer edges is counted in the outer bins, what is no number nowhere.
    edges : ndarray, shape (b + 1,)
        Equally spaced.

    Returns
    -------
    ndarray, shape (b,)
    """
    low, high, bins = float(edges[0]), float(edges[-1]), len(edges) - 1
    place = (np.clip(a, low, high) - low) * (bins / (high - low))
    np.fmin(place, bins + 1, out=place)  # NaN goes to a bin of its own
    counts = np.bincount(place.ravel().astype(np.intp), minlength=bins + 2)
    counts[bins - 1] += counts[bins]  # the upper edge
    return counts[:bins] / a.size


def _std(x):
    """The standard deviation; `numpy.std` takes three times as long."""
    return _rms(x - x.mean())


def _rms(x):
    return float(np.sqrt(np.vdot(x, x) / x.size))
