"""Lesson 7: activations and gradients in every layer of a deep network before training, measured and predicted.

``layer_spreads`` measures one forward and one backward pass through given weights; ``vanishing_gradients`` does so for
a deep network of equal layers, and puts the prediction of ``mean_field`` beside it.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dnnlib._checks import boolean, integer, number
from dnnlib.activations import as_activation
from dnnlib.mean_field import DEEPEST, gradient_map_theory, mean_field
from dnnlib.signals import bin_edges, bin_shares, layer_spreads

__all__ = ["BATCH", "Signals", "deep_weights", "vanishing_gradients"]

BATCH = 256


@dataclass(frozen=True)
class Settings:
    """What all results of this lesson hand back of the settings."""

    depth: int
    width: int
    activation: str
    init_scale: float


@dataclass(frozen=True)
class Signals(Settings):
    """The settings of a deep network, and what was measured and predicted for it.

    Attributes
    ----------
    a, delta, idle : ndarray, shape (L + 1,)
        As in ``LayerSpreads``.
    theory : MeanField
        The prediction.
    gain, gain_theory : float
        Mean factor per layer by which the gradient changes on its way from layer L to 1, under batch norm from layer
        L - 1: between normalized layers (7.10). 1 where there is no such way.
    edges : ndarray, shape (41,)
        Edges of the histograms' bins.
    histograms : dict of int to ndarray, shape (40,)
        By hidden layer: the share of the activations in each bin; what lies beyond is counted in the outer bins.
    map : ndarray, shape (50, 41)
        The predicted gradient at layer 1 by depth and init scale.
    """

    batch_norm: bool
    a: np.ndarray
    delta: np.ndarray
    idle: np.ndarray
    theory: object
    gain: float
    gain_theory: float
    edges: np.ndarray
    histograms: dict
    map: np.ndarray


@lru_cache(maxsize=1)
def _draws(width, seed):
    """The batch, delta^L and 50 weight matrices of standard deviation 1 / sqrt(n), all float32 and read-only.

    Drawn once: a move of depth, scale or activation changes nothing else than that.
    """
    rng = np.random.default_rng(seed)
    X, delta = rng.standard_normal((2, BATCH, width), np.float32)
    W = rng.standard_normal((DEEPEST, width, width), np.float32)
    W /= np.sqrt(np.float32(width))
    for array in (X, delta, W):
        array.flags.writeable = False
    return X, delta, W


def deep_weights(depth, width, seed):
    """The network that the explorer measures, at init scale 1.

    Parameters
    ----------
    depth : int in 1 ... 50
    width : int >= 1
    seed : int

    Returns
    -------
    X, delta : ndarray, shape (256, width), float32
        Standard normal: the batch, and the gradient delta^L.
    weights : list of L ndarray, shape (width, width), float32
        W^1 ... W^L, of standard deviation 1 / sqrt(width). The layers of a shallower network are the first of a
        deeper one.

    Raises
    ------
    ValueError
        If the depth or the width is out of range.
    """
    integer("depth", depth, high=DEEPEST)
    X, delta, W = _draws(integer("width", width), integer("seed", seed, 0))
    return X, delta, list(W[:depth])


def vanishing_gradients(depth=30, width=100, activation="sigmoid", init_scale=1.0, batch_norm=False, seed=0):
    """Measure and predict the spread of activations and gradients in every layer of a deep network.

    The prediction are (7.6) and (7.7), under batch norm (7.10).

    Parameters
    ----------
    depth : int in 1 ... 50
        L: L - 1 hidden layers and a linear output, all of the same width.
    width : int >= 1
    activation : str
    init_scale : float >= 0
        sigma_w: the weights have standard deviation init_scale / sqrt(width).
    batch_norm : bool
    seed : int

    Returns
    -------
    Signals

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    as_activation(activation)
    number("init_scale", init_scale, 0)
    boolean("batch_norm", batch_norm)
    X, delta, weights = deep_weights(depth, width, seed)
    theory = mean_field(activation, init_scale, depth, batch_norm)
    if not 1e-15 < theory.a.min() <= theory.a.max() < 1e15:  # float32 ends at 1e38, and its squares at 1e19
        X, delta = X.astype(np.float64), delta.astype(np.float64)
    layers = sorted({1, (depth + 1) // 2, depth - 1}) if depth > 1 else []  # hidden ones
    found = layer_spreads(
        weights, X, delta, activation=activation, scale=init_scale, batch_norm=batch_norm, keep=layers
    )
    edges = bin_edges(activation)
    settings = {"depth": depth, "width": width, "activation": activation, "init_scale": init_scale}
    return Signals(
        **settings,
        batch_norm=batch_norm,
        a=found.a,
        delta=found.delta,
        idle=found.idle,
        theory=theory,
        gain=_gain(found.delta, batch_norm),
        gain_theory=_gain(theory.delta, batch_norm),
        edges=edges,
        histograms={l: bin_shares(found.kept[l], edges) for l in layers},
        map=gradient_map_theory(activation, batch_norm),
    )


def _gain(sizes, batch_norm):
    """The geometric mean of the factors from layer to layer, under batch norm of those between normalized layers."""
    way = sizes[1:-1] if batch_norm else sizes[1:]
    return float((way[0] / way[-1]) ** (1 / (len(way) - 1))) if len(way) > 1 else 1.0
