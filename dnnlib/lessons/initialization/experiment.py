"""Lesson 8: the ladder of initializations, before the first step and while a network learns the digits."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from dnnlib._checks import integer, number, one_of
from dnnlib.datasets import digits
from dnnlib.network import Network, ignore_overflow
from dnnlib.signals import bin_edges, bin_shares
from dnnlib.training import train

__all__ = ["LADDER", "REPORTS", "Initialization", "Rung", "initialization", "initialization_steps", "ladder_network"]

BATCH = 64  # examples of which the signals are measured
BATCH_SIZE = 64
EPOCHS = 10
EPOCH = 28  # steps in an epoch
EVERY = 7  # steps from one report to the next
REPORTS = EPOCHS * EPOCH // EVERY
ROWS = 10  # histograms at most


class Rung(NamedTuple):
    """A way to draw weights: what it is called, the distribution, and its deviation from n_in and n_out."""

    label: str
    distribution: str
    std: Callable


#: Every rung by its name. A constant has no deviation: there it is the value, 1 / n_in, which neither shrinks nor blows
#: up the signal. Formulas (8.5), (8.7), (8.9) and (8.8).
LADDER = {
    "constant": Rung("constant 1/n", "constant", lambda n_in, n_out: 1 / n_in),
    "tiny": Rung("tiny: N(0, 0.01²)", "normal", lambda n_in, n_out: 0.01),
    "fan_in": Rung("1/√n", "normal", lambda n_in, n_out: np.sqrt(1 / n_in)),
    "xavier_normal": Rung("Xavier normal", "normal", lambda n_in, n_out: np.sqrt(2 / (n_in + n_out))),
    "xavier_uniform": Rung("Xavier uniform", "uniform", lambda n_in, n_out: np.sqrt(2 / (n_in + n_out))),
    "he_normal": Rung("He", "normal", lambda n_in, n_out: np.sqrt(2 / n_in)),
    "large": Rung("large: N(0, 1)", "normal", lambda n_in, n_out: 1.0),
}


@dataclass(frozen=True)
class Settings:
    """What all results of this lesson hand back of the settings."""

    depth: int
    width: int
    activation: str
    init_scale: float


@dataclass(frozen=True)
class Initialization(Settings):
    """The settings, and a network on the digits: its signals before the first step, and its loss while it trains.

    Attributes
    ----------
    a : ndarray, shape (L + 1,)
        Standard deviation of a^l over the units and the batch; index 0 is the input, index L the logits.
    delta : ndarray, shape (L + 1,)
        Root mean square of delta^l divided by that of delta^L; 0 at index 0, where there is none, and where it is
        nothing but rounding error.
    edges : ndarray, shape (41,)
        Edges of the histograms' bins.
    histograms : dict of int to ndarray, shape (40,)
        By hidden layer, at most ten of them: the share of the activations in each bin; what lies beyond is counted in
        the outer bins.
    loss : ndarray, shape (k,)
        Mean loss of 7 steps each, in nats; ln 10 = 2.3 is guessing.
    epochs : ndarray, shape (k,)
        When: in passes over the data.
    progress : float in [0, 1]
    """

    init: str
    eta: float
    a: np.ndarray
    delta: np.ndarray
    edges: np.ndarray
    histograms: dict
    loss: np.ndarray
    epochs: np.ndarray
    progress: float


@cache
def _data():
    """The digits, standardized, without the last incomplete batch."""
    X, labels = digits()
    m = EPOCH * BATCH_SIZE
    return ((X - X.mean()) / X.std()).astype(np.float32)[:m], labels[:m]


@lru_cache(maxsize=64)
def _draw(distribution, n_out, n_in, l, seed):
    """Numbers of variance 1 for W^l. All normal rungs share theirs: only the scale differs between them."""
    rng, shape = np.random.default_rng([seed, l]), (n_out, n_in)
    if distribution == "constant":
        draw = np.ones(shape, np.float32)
    elif distribution == "normal":
        draw = rng.standard_normal(shape).astype(np.float32)
    else:
        draw = (np.sqrt(3) * rng.uniform(-1, 1, shape)).astype(np.float32)
    draw.flags.writeable = False
    return draw


def ladder_network(depth=10, width=100, activation="tanh", init="xavier_normal", init_scale=1.0, seed=0):
    """A classifier of the digits, 64 - width ... - 10, whose weights come from a rung of the ladder.

    Parameters
    ----------
    depth : int >= 1
        L.
    width : int >= 1
        Of the hidden layers.
    activation : str
    init : str or callable
        A name from ``LADDER``, or an initializer of your own, f(shape, rng, *, scale).
    init_scale : float >= 0
        Multiplies every weight.
    seed : int

    Returns
    -------
    Network
        float32.

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    rung = None if callable(init) else LADDER[one_of("init", init, LADDER)]
    seed, scale = integer("seed", seed, 0), number("init_scale", init_scale, 0)
    sizes = [64, *[integer("width", width)] * (integer("depth", depth) - 1), 10]
    how = {"activation": activation, "output": "softmax", "loss": "cross_entropy", "rng": seed, "dtype": np.float32}
    if rung is None:
        return Network(sizes, init=init, scale=scale, **how)
    network = Network(sizes, init="zeros", **how)
    for l in range(1, depth + 1):
        n_in, n_out = sizes[l - 1], sizes[l]
        network.W[l] = np.float32(scale * rung.std(n_in, n_out)) * _draw(rung.distribution, n_out, n_in, l, seed)
    return network


@ignore_overflow
def _signals(network, activation, X, labels):
    """What an ``Initialization`` says of a network before the first step, by field."""
    trace = network.forward(X)
    delta = network.backward(trace, labels).delta
    size = np.array([_rms(d) for d in delta[1:]])
    if network.L > 1:
        W, last = network.W[network.L], delta[network.L]
        rounding = np.finfo(network.dtype).eps * W.shape[0] * np.abs(W).max() * np.abs(last).max()
        if np.abs(delta[network.L - 1]).max() <= rounding:
            size[:-1] = 0
    a = np.array([x.astype(np.float64).std() for x in (*trace.a[:-1], trace.z[-1])])
    edges = bin_edges(activation)
    histograms = _histograms(trace.a, edges)
    return {"a": a, "delta": np.concatenate([[0.0], size / size[-1]]), "edges": edges, "histograms": histograms}


def _rms(x):
    return np.sqrt(np.mean(x.astype(np.float64) ** 2))


def _histograms(activations, edges):
    """The share of the activations in each bin, by hidden layer."""
    hidden = len(activations) - 2
    layers = np.unique(np.linspace(1, hidden, min(hidden, ROWS)).round().astype(int)) if hidden else []
    return {int(l): bin_shares(activations[l], edges) for l in layers}


def initialization_steps(depth=10, width=100, activation="tanh", init="tiny", init_scale=1.0, eta=0.1, seed=0):
    """Look at a network on a rung of the ladder, then train it on the digits for 10 epochs.

    Parameters
    ----------
    depth, width, activation, init, init_scale
        As for ``ladder_network``.
    eta : float >= 0
        Learning rate; batches of 64.
    seed : int
        Of the weights and of the order of the examples.

    Yields
    ------
    Initialization
        First before any training, then every 7 steps. A run that overflows ends early.

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    X, labels = _data()
    network = ladder_network(depth, width, activation, init, init_scale, seed)
    signals = _signals(network, activation, X[:BATCH], labels[:BATCH])
    settings = {"depth": depth, "width": width, "activation": activation, "init_scale": init_scale}
    start = Initialization(
        **settings, init=init, eta=eta, **signals, loss=np.array([]), epochs=np.array([]), progress=0.0
    )
    run = train(network, X, labels, eta=eta, epochs=EPOCHS, batch_size=BATCH_SIZE, rng=seed, every="step")
    yield start
    losses = []
    epochs = []
    recent = []
    for step in run:
        recent.append(step.loss)
        finite = np.isfinite(step.loss)
        if len(recent) == EVERY or not finite:
            losses.append(np.mean(recent))
            epochs.append((step.step - (len(recent) - 1) / 2) / EPOCH)
            recent = []
            progress = len(losses) / REPORTS if finite else 1.0
            yield replace(start, loss=np.array(losses), epochs=np.array(epochs), progress=progress)
        if not finite:
            return


def initialization(**settings):
    """The finished run of ``initialization_steps``, with the same arguments."""
    *_, result = initialization_steps(**settings)
    return result
