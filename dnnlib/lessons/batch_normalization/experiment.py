"""Lesson 9: one normalized unit, and deep networks with and without batch normalization."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from dnnlib.batchnorm import batchnorm_forward
from dnnlib.datasets import digits
from dnnlib.losses import one_hot
from dnnlib.network import Network
from dnnlib.training import train

__all__ = [
    "SHAPES",
    "DeepNet",
    "OneUnit",
    "ScaleSweep",
    "batch_normalization",
    "deep_net",
    "deep_net_steps",
    "largest_z_hat",
    "mean_noise",
    "scale_sweep_steps",
]

SHAPES = ("normal", "skewed", "two humps")
WIDTH = 50
BATCH = 128
STEPS = 40
SWEEP = 10.0 ** np.linspace(-4, 0, 20)


@dataclass(frozen=True)
class OneUnit:
    """One unit's pre-activations over a batch, before and after normalization.

    The settings, and:

    Attributes
    ----------
    z, z_hat, out : ndarray, shape (m,)
        The linear map, standardized by (9.3), and scaled and shifted by (9.4). Entry 0 is the outlier.
    mean, std : float
        Of z over the batch; std is sqrt(variance + eps).
    """

    gamma: float
    beta: float
    z: np.ndarray
    z_hat: np.ndarray
    out: np.ndarray
    mean: float
    std: float


def batch_normalization(outlier=3.0, batch_size=16, gamma=1.0, beta=0.0, shape="normal", seed=0):
    """Normalize one unit over a batch, (9.1) to (9.4), whose first example has a z of its own.

    Parameters
    ----------
    outlier : float
        z of the first example; the others have mean 1 and standard deviation 1.
    batch_size : int >= 2
    gamma, beta : float
    shape : {"normal", "skewed", "two humps"}
        How the others are distributed.
    seed : int

    Returns
    -------
    OneUnit
    """
    z = 1 + _standard(shape, seed)[:batch_size]
    z[0] = outlier
    out, parts = batchnorm_forward(z[:, None], np.array([gamma]), np.array([beta]))
    return OneUnit(gamma, beta, z, parts.z_hat[:, 0], out[:, 0], float(parts.mean[0]), float(parts.std[0]))


@cache
def _standard(shape, seed, m=256):
    """Draws of mean 0 and variance 1."""
    rng = np.random.default_rng(seed)
    if shape == "normal":
        return rng.standard_normal(m)
    if shape == "skewed":
        return rng.exponential(size=m) - 1
    return np.where(rng.random(m) < 0.5, -0.95, 0.95) + np.sqrt(1 - 0.95**2) * rng.standard_normal(m)


def mean_noise(batch_sizes, seed=0, draws=2000):
    """The standard deviation of the mean of a batch from batch to batch, (9.13).

    Parameters
    ----------
    batch_sizes : sequence of int
    seed : int
    draws : int
        Batches for each size.

    Returns
    -------
    ndarray, shape (len(batch_sizes),)
        For standard normal numbers; theory says 1 / sqrt(m).
    """
    rng = np.random.default_rng(seed)
    return np.array([rng.standard_normal((draws, m)).mean(axis=1).std() for m in batch_sizes])


@dataclass(frozen=True)
class DeepNet:
    """A deep network on the digits: spreads at the start, and its loss while it trains.

    The settings, and:

    Attributes
    ----------
    activations, gradients : ndarray, shape (L,)
        Root mean square of a^l and of m delta^l (the delta of single examples), l = 1 ... L, before training.
    losses : ndarray, shape (k,)
        Of each batch, before its step; the first entries of a run of ``STEPS``.
    progress : float in [0, 1]
    """

    depth: int
    activation: str
    init_scale: float
    batch_norm: bool
    activations: np.ndarray
    gradients: np.ndarray
    losses: np.ndarray
    progress: float


@cache
def _data():
    X, labels = digits()
    return X[:1024].astype(np.float32), one_hot(labels[:1024], 10, np.float32)


def _network(depth, activation, init, scale, batch_norm, seed):
    sizes = [64, *[WIDTH] * (depth - 1), 10]
    options = {"output": "softmax", "loss": "cross_entropy", "init": init, "scale": scale, "batch_norm": batch_norm}
    return Network(sizes, activation=activation, rng=seed, dtype=np.float32, **options)


def _rms(arrays):
    with np.errstate(over="ignore", invalid="ignore"):
        return np.array([np.sqrt(np.mean(np.square(a, dtype=np.float64))) for a in arrays])


def deep_net_steps(depth=8, activation="tanh", init_scale=1.0, batch_norm=False, eta=0.1, seed=0):
    """Measure a network's spreads, then train it for ``STEPS`` steps, one result every 4 steps.

    Parameters
    ----------
    depth : int >= 1
    activation : str
    init_scale : float >= 0
        Multiplies Xavier's weights.
    batch_norm : bool
    eta : float >= 0
    seed : int

    Yields
    ------
    DeepNet
    """
    X, Y = _data()
    network = _network(depth, activation, "xavier_normal", init_scale, batch_norm, seed)
    trace = network.forward(X[:BATCH])
    gradients = network.backward(trace, Y[:BATCH])
    spreads = (_rms(trace.a[1:]), BATCH * _rms(gradients.delta[1:]))
    settings = (depth, activation, init_scale, batch_norm)
    losses = []
    yield DeepNet(*settings, *spreads, np.array(losses), 0.0)
    epochs = -(-STEPS * BATCH // len(X))
    for report in train(network, X, Y, eta=eta, epochs=epochs, batch_size=BATCH, rng=seed, every="step"):
        losses.append(report.loss)
        if report.step % 4 == 0 or report.step == STEPS:
            yield DeepNet(*settings, *spreads, np.array(losses), report.step / STEPS)
        if report.step == STEPS:
            return


def deep_net(**settings):
    """The last result of ``deep_net_steps``, which takes the same arguments."""
    *_, result = deep_net_steps(**settings)
    return result


@dataclass(frozen=True)
class ScaleSweep:
    """The loss after training, over the standard deviation of the initial weights, with and without batch norm.

    The settings, and:

    Attributes
    ----------
    scales : ndarray, shape (20,)
    plain, normalized : ndarray, shape (20,)
        Mean loss of the last 8 of 32 steps; NaN where it is not computed yet, infinite where training diverged.
    progress : float in [0, 1]
    """

    depth: int
    activation: str
    scales: np.ndarray
    plain: np.ndarray
    normalized: np.ndarray
    progress: float


def scale_sweep_steps(depth=8, activation="relu", eta=0.1, seed=0):
    """Train at 20 weight scales from 1e-4 to 1, with and without batch norm, same data and seed; one result a scale.

    Parameters
    ----------
    depth : int >= 1
    activation : str
    eta : float >= 0
    seed : int

    Yields
    ------
    ScaleSweep
    """
    plain = np.full(len(SWEEP), np.nan)
    normalized = np.full(len(SWEEP), np.nan)
    for i, scale in enumerate(SWEEP):
        plain[i] = _final_loss(depth, activation, scale, False, eta, seed)
        normalized[i] = _final_loss(depth, activation, scale, True, eta, seed)
        yield ScaleSweep(depth, activation, SWEEP, plain.copy(), normalized.copy(), (i + 1) / len(SWEEP))


def _final_loss(depth, activation, scale, batch_norm, eta, seed):
    X, Y = _data()
    network = _network(depth, activation, "normal", scale, batch_norm, seed)
    *_, last = train(network, X, Y, eta=eta, epochs=4, batch_size=BATCH, rng=seed)
    return last.loss if np.isfinite(last.loss) else np.inf


def largest_z_hat(m):
    """The largest z_hat that one example of a batch of m can have, sqrt(m - 1): (9.8)."""
    return np.sqrt(m - 1)
