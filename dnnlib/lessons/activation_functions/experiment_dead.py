"""Lesson 6: units that die while a network trains, and units that come back."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from dnnlib.datasets import digits
from dnnlib.losses import one_hot
from dnnlib.network import Network
from dnnlib.training import train

__all__ = ["SCALE", "DeadUnits", "Rescue", "dead_units", "dead_units_steps", "rescue"]

WIDTH = 50
EXAMPLES = 640
BATCH = 32
STEPS = 120
EVERY = 4  # steps between two counts
SCALE = 10**0.15  # near sqrt(2), which suits ReLU, and a stop of the slider
THRESHOLD = 1e-3  # a unit is dead if its slope is smaller for every example


@dataclass(frozen=True)
class DeadUnits:
    """Dead and silent hidden units while a network trains on the digits.

    A unit is dead if |phi'(z)| < 1e-3 for every example, and silent if z <= 0 for every example. For ReLU both are the
    same, (6.4).

    The settings, and:

    Attributes
    ----------
    dead, silent : ndarray, shape (L - 1,)
        Shares of the units of layer 1 ... L - 1, at the last count.
    steps : ndarray of int, shape (k,)
        Steps before each count.
    dead_over_time, silent_over_time : ndarray, shape (k,)
        Shares of all hidden units.
    losses : ndarray, shape (k,)
        On all examples, at each count; an infinite one is the last.
    slopes : tuple of float or None
        The smallest and the largest learned slope, for PReLU.
    progress : float in [0, 1]
    """

    depth: int
    activation: str
    init_scale: float
    eta: float
    bias: float
    dead: np.ndarray
    silent: np.ndarray
    steps: np.ndarray
    dead_over_time: np.ndarray
    silent_over_time: np.ndarray
    losses: np.ndarray
    slopes: tuple | None
    progress: float


def dead_units_steps(depth=4, activation="relu", init_scale=SCALE, eta=1.0, bias=0.0, seed=0, steps=STEPS):
    """Train a network of width 50 on 640 digits in batches of 32, and count its dead units every 4 steps.

    Parameters
    ----------
    depth : int >= 2
    activation : str
    init_scale : float >= 0
        The weights of a layer with n inputs have standard deviation init_scale / sqrt(n); sqrt(2) is He's.
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
    settings = (depth, activation, init_scale, eta, bias)
    counts = [(0, *_count(network, X, Y))]
    yield _result(settings, network, counts, 0.0)
    epochs = -(-steps * BATCH // EXAMPLES)
    for report in train(network, X, Y, eta=eta, epochs=epochs, batch_size=BATCH, rng=seed, every="step"):
        step = report.step
        if step % EVERY and step != steps:
            continue
        dead, silent, loss = _count(network, X, Y)
        overflow = not np.isfinite(loss)
        if overflow:  # nothing can be counted any more: the last finite count stays
            _, dead, silent, _ = counts[-1]
            loss = np.inf
        counts.append((step, dead, silent, loss))
        yield _result(settings, network, counts, 1.0 if overflow else step / steps)
        if overflow or step == steps:
            return


def dead_units(**settings):
    """The last result of ``dead_units_steps``, which takes the same arguments."""
    *_, result = dead_units_steps(**settings)
    return result


@cache
def _data():
    X, labels = digits()
    return X[:EXAMPLES], one_hot(labels[:EXAMPLES], 10)


def _network(depth, activation, scale, bias=0.0, seed=0):
    sizes = [64, *[WIDTH] * (depth - 1), 10]
    network = Network(
        sizes, activation=activation, output="softmax", loss="cross_entropy", init="lecun_normal", scale=scale, rng=seed
    )
    for l in range(1, depth):
        network.b[l] += bias
    return network


def _count(network, X, Y):
    """The shares of dead and of silent units by layer, and the loss."""
    trace = network.forward(X)
    dead = []
    silent = []
    for l in range(1, network.L):
        z = trace.z[l]
        phi = network._activations[l]
        slope = phi.slope(z, trace.a[l]) if network.alpha[l] is None else phi.df(z, network.alpha[l])
        dead.append(np.mean((np.abs(slope) < THRESHOLD).all(axis=0)))
        silent.append(np.mean((z <= 0).all(axis=0)))
    return np.array(dead), np.array(silent), network.loss(trace, Y)


def _result(settings, network, counts, progress):
    steps, dead, silent, losses = zip(*counts, strict=True)
    learned = [alpha for alpha in network.alpha if alpha is not None]
    return DeadUnits(
        *settings,
        dead=dead[-1],
        silent=silent[-1],
        steps=np.array(steps),
        dead_over_time=np.mean(dead, axis=1),
        silent_over_time=np.mean(silent, axis=1),
        losses=np.array(losses, float),
        slopes=_ends(learned) if learned and np.isfinite(losses[-1]) else None,
        progress=progress,
    )


def _ends(slopes):
    """The smallest and the largest."""
    return float(np.min(slopes)), float(np.max(slopes))


@dataclass(frozen=True)
class Rescue:
    """A network whose units died at a large learning rate, trained on with four activations in turn.

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
    """Train a ReLU network of depth 2 by 40 steps so large that units die, then train these weights on four times.

    The inputs of its one hidden layer are the digits themselves, which no training changes.

    Parameters
    ----------
    killing_eta : float >= 0
        Of the 40 steps.
    eta : float >= 0
        Of the training after them.
    epochs : int
    seed : int

    Returns
    -------
    Rescue
    """
    X, Y = _data()
    dead = _network(2, "relu", 2**0.5, seed=seed)
    for _ in train(dead, X, Y, eta=killing_eta, epochs=2, batch_size=BATCH, rng=seed):
        pass
    silent = {}
    losses = {}
    for name in ("relu", "leaky_relu", "prelu", "elu"):
        network = _network(2, name, 2**0.5, seed=seed)
        start = dead.copy()
        network.W, network.b = start.W, start.b
        counts = [_count(network, X, Y)]
        for _ in train(network, X, Y, eta=eta, epochs=epochs, batch_size=BATCH, rng=seed + 1):
            counts.append(_count(network, X, Y))
        silent[name] = np.array([shares[0] for _, shares, _ in counts])
        losses[name] = np.array([loss for _, _, loss in counts])
        if name == "prelu":
            slopes = _ends(network.alpha[1])
    return Rescue(np.arange(epochs + 1), silent, losses, slopes)
