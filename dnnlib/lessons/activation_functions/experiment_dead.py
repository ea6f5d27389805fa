"""Lesson 6: units that die while a network trains, and units that come back."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from dnnlib.activations import ACTIVATIONS
from dnnlib.datasets import digits
from dnnlib.losses import one_hot
from dnnlib.network import Network
from dnnlib.training import train

__all__ = ["DeadUnits", "Rescue", "dead_units", "dead_units_steps", "rescue"]

WIDTH, EXAMPLES, BATCH, STEPS, EVERY = 50, 640, 32, 120, 4
THRESHOLD = 1e-3


@dataclass(frozen=True)
class DeadUnits:
    """The state of the hidden units while a network trains on the digits.

    A unit is dead if |phi'(z)| < 1e-3 for every example, and silent if z <= 0 for every example. For ReLU both are the
    same.

    Attributes
    ----------
    dead, silent : ndarray, shape (L - 1,)
        Shares of the units of layer 1 ... L - 1, at the last count.
    steps : ndarray of int, shape (k,)
        After how many steps was counted.
    dead_over_time, silent_over_time : ndarray, shape (k,)
        Shares of all hidden units.
    losses : ndarray, shape (k,)
        On all examples, at each count; an infinite one is the last.
    slopes : tuple of float or None
        The smallest and the largest learned slope, for PReLU.
    depth : int
    activation : str
    init_scale, eta, bias : float
    progress : float
    """

    dead: np.ndarray
    silent: np.ndarray
    steps: np.ndarray
    dead_over_time: np.ndarray
    silent_over_time: np.ndarray
    losses: np.ndarray
    slopes: tuple | None
    depth: int
    activation: str
    init_scale: float
    eta: float
    bias: float
    progress: float


def dead_units_steps(depth=4, activation="relu", init_scale=1.0, eta=1.0, bias=0.0, seed=0, steps=STEPS):
    """Train a network of width 50 on 640 digits in batches of 32, and count its dead units every 4 steps.

    Parameters
    ----------
    depth : int >= 2
    activation : str
    init_scale : float >= 0
        Multiplies He's weights.
    eta : float >= 0
    bias : float
        The biases of the hidden layers before training.
    seed : int
    steps : int

    Yields
    ------
    DeadUnits
    """
    X, Y = _data()
    network = _network(depth, activation, init_scale, bias, seed)
    counts, settings = [(0, *_count(network, X, Y))], (depth, activation, init_scale, eta, bias)
    yield _result(network, counts, settings, 0.0)
    epochs = -(-steps * BATCH // EXAMPLES)
    for report in train(network, X, Y, eta=eta, epochs=epochs, batch_size=BATCH, rng=seed, every="step"):
        done = report.step
        if done % EVERY and done != steps:
            continue
        dead, silent, loss = _count(network, X, Y)
        if not np.isfinite(loss):  # nothing can be counted any more: the last finite count stays
            counts.append((done, *counts[-1][1:3], np.inf))
            yield _result(network, counts, settings, 1.0)
            return
        counts.append((done, dead, silent, loss))
        yield _result(network, counts, settings, done / steps)
        if done == steps:
            return


def dead_units(**settings):
    """The last result of ``dead_units_steps``, which takes the same arguments."""
    *_, result = dead_units_steps(**settings)
    return result


@cache
def _data():
    X, labels = digits()
    return X[:EXAMPLES], one_hot(labels[:EXAMPLES], 10)


def _network(depth, activation, scale=1.0, bias=0.0, seed=0):
    sizes, kinds = [64, *[WIDTH] * (depth - 1), 10], {"output": "softmax", "loss": "cross_entropy", "init": "he_normal"}
    network = Network(sizes, activation=activation, scale=scale, rng=seed, **kinds)
    for l in range(1, depth):
        network.b[l] += bias
    return network


def _count(network, X, Y):
    """The shares of dead and of silent units by layer, and the loss."""
    trace = network.forward(X)
    dead, silent = [], []
    for l in range(1, network.L):
        z, phi = trace.z[l], ACTIVATIONS[network.activation[l - 1]]
        slope = phi.slope(z, trace.a[l]) if network.alpha[l] is None else phi.df(z, network.alpha[l])
        dead.append(np.mean((np.abs(slope) < THRESHOLD).all(axis=0)))
        silent.append(np.mean((z <= 0).all(axis=0)))
    return np.array(dead), np.array(silent), network.loss(trace, Y)


def _result(network, counts, settings, progress):
    steps, dead, silent, losses = zip(*counts, strict=True)
    learned = [alpha for alpha in network.alpha if alpha is not None]
    ends = (float(np.min(learned)), float(np.max(learned))) if learned and np.isfinite(losses[-1]) else None
    over_time = np.mean(dead, axis=1), np.mean(silent, axis=1)
    return DeadUnits(
        dead[-1], silent[-1], np.array(steps), *over_time, np.array(losses, float), ends, *settings, progress
    )


@dataclass(frozen=True)
class Rescue:
    """One network that a large learning rate has killed, trained on with four activations in turn.

    Attributes
    ----------
    epochs : ndarray of int, shape (e + 1,)
    silent, losses : dict of str to ndarray, shape (e + 1,)
        By activation: the share of units with z <= 0 for every example, and the loss on all examples.
    slopes : tuple of float
        The smallest and the largest slope that PReLU has learned; both 0.25 at the start.
    """

    epochs: np.ndarray
    silent: dict
    losses: dict
    slopes: tuple


def rescue(killing_eta=2.0, eta=0.05, epochs=40, seed=0):
    """Kill a ReLU network of depth 2 by 40 steps that are too large, then train the same weights on, four times.

    Its one hidden layer sees the digits themselves, which no training changes.

    Parameters
    ----------
    killing_eta : float >= 0
    eta : float >= 0
        Of the training after that.
    epochs : int
    seed : int

    Returns
    -------
    Rescue
    """
    X, Y = _data()
    killed = _network(2, "relu", seed=seed)
    for _ in train(killed, X, Y, eta=killing_eta, epochs=2, batch_size=BATCH, rng=seed):
        pass
    silent, losses, learned = {}, {}, None
    for name in ("relu", "leaky_relu", "prelu", "elu"):
        network = _network(2, name, seed=seed)
        network.W, network.b = killed.copy().W, killed.copy().b
        counts = [_count(network, X, Y)]
        for _ in train(network, X, Y, eta=eta, epochs=epochs, batch_size=BATCH, rng=seed + 1):
            counts.append(_count(network, X, Y))
        silent[name], losses[name] = np.array([c[1][0] for c in counts]), np.array([c[2] for c in counts])
        learned = network.alpha[1] if name == "prelu" else learned
    return Rescue(np.arange(epochs + 1), silent, losses, (float(learned.min()), float(learned.max())))
