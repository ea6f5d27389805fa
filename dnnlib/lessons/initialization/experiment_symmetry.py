"""Lesson 8: units that start equal stay equal."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from dnnlib._checks import integer, number
from dnnlib.datasets import xor
from dnnlib.lessons.initialization.experiment import Settings
from dnnlib.network import Network, ignore_overflow
from dnnlib.training import train

__all__ = ["STEPS", "Symmetry", "constant_weights"]

STEPS = 200
EXAMPLES = 60


@dataclass(frozen=True)
class Symmetry(Settings):
    """The settings, and a network on XOR that starts with constant weights, plus noise.

    Attributes
    ----------
    weights : ndarray, shape (steps + 1, n_1)
        w^1_{j1} of every unit j of layer 1 before and after each step.
    apart : ndarray, shape (steps + 1,)
        The largest difference between two units of layer 1 in one of their weights.
    loss : ndarray, shape (steps + 1,)
        In nats; ln 2 = 0.69 is guessing.
    """

    noise: float
    eta: float
    weights: np.ndarray
    apart: np.ndarray
    loss: np.ndarray

    @property
    def equal(self):
        """Whether the units are still equal at the end, rounding errors aside."""
        return bool(self.apart[-1] < 1e-9)


@cache
def _data():
    X, labels = xor(EXAMPLES, rng=0)
    return X, labels[:, None].astype(float)


@ignore_overflow
def constant_weights(depth=2, width=4, activation="tanh", init_scale=0.5, noise=0.0, eta=1.0, seed=0):
    """Train a small network on XOR for 200 steps from constant weights (8.1), with or without noise on them.

    Parameters
    ----------
    depth : int >= 2
        L.
    width : int >= 1
        Of the hidden layers.
    activation : str
    init_scale : float >= 0
        The constant.
    noise : float >= 0
        Standard deviation of normal numbers that are added to the weights.
    eta : float >= 0
        Learning rate; each step sees all 60 points.
    seed : int
        Of the noise.

    Returns
    -------
    Symmetry
        Overflow ends a run: the rest is NaN.

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    X, Y = _data()
    rng = np.random.default_rng(integer("seed", seed, 0))
    sizes = [2, *[integer("width", width)] * (integer("depth", depth, 2) - 1), 1]
    how = {"output": "sigmoid", "loss": "binary_cross_entropy", "init": "constant"}
    network = Network(sizes, activation=activation, scale=init_scale, rng=0, **how)
    for l in range(1, depth + 1):
        network.W[l] += number("noise", noise, 0) * rng.standard_normal(network.W[l].shape)
    W = np.full((STEPS + 1, width, 2), np.nan)
    loss = np.full(STEPS + 1, np.nan)
    W[0] = network.W[1]
    for step in train(network, X, Y, eta=eta, epochs=STEPS, batch_size=EXAMPLES, rng=0):
        W[step.step] = network.W[1]
        loss[step.step - 1] = step.loss
        if not np.isfinite(step.loss):
            break
    else:
        loss[-1] = network.loss(network.forward(X), Y)
    settings = {"depth": depth, "width": width, "activation": activation, "init_scale": init_scale}
    return Symmetry(
        **settings,
        noise=noise,
        eta=eta,
        weights=W[:, :, 0],
        apart=np.ptp(W, axis=1).max(axis=1),
        loss=loss,
    )
