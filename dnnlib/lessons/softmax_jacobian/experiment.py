"""Lesson 5: softmax, its Jacobian, what flows back through it, and the loss of an untrained network."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from dnnlib.datasets import digits
from dnnlib.losses import one_hot
from dnnlib.network import Network
from dnnlib.softmax import log_softmax, softmax
from dnnlib.softmax import softmax_jacobian as jacobian

__all__ = ["InitialLoss", "SoftmaxView", "Stall", "initial_loss", "loss_of_normal_logits", "softmax_jacobian", "stall"]

EXAMPLES = 100
WIDTH = 50
SCALES = 10.0 ** np.linspace(-1, 1, 13)


@dataclass(frozen=True)
class SoftmaxView:
    """Softmax at one point.

    The settings, and:

    Attributes
    ----------
    z : ndarray, shape (n,)
        Logits.
    label : int
        The right class, from 0.
    p : ndarray, shape (n,)
        softmax(z / T), (5.3).
    S : ndarray, shape (n, n)
        diag(p) - p p^T, the Jacobian with respect to z / T, (5.6).
    delta : ndarray, shape (n,)
        p - y, the derivative of the loss with respect to z / T, (5.8).
    loss : float
        -ln p of the right class, (5.7).
    """

    z: np.ndarray
    temperature: float
    label: int
    p: np.ndarray
    S: np.ndarray
    delta: np.ndarray
    loss: float


def softmax_jacobian(z1=2.0, z2=1.0, z3=0.0, z4=-1.0, temperature=1.0, label=1):
    """Softmax of four logits, its Jacobian, and p - y.

    Parameters
    ----------
    z1, z2, z3, z4 : float
        Logits.
    temperature : float > 0
    label : int in 1 ... 4
        The right class.

    Returns
    -------
    SoftmaxView
    """
    z = np.array([z1, z2, z3, z4])
    p = softmax(z, temperature)
    y = one_hot(np.array([label - 1]), 4)[0]
    loss = -log_softmax(z, temperature)[label - 1]
    return SoftmaxView(z, temperature, label - 1, p, jacobian(z / temperature), p - y, float(loss))


@dataclass(frozen=True)
class InitialLoss:
    """An untrained network on the digits.

    The settings, and:

    Attributes
    ----------
    p : ndarray, shape (m, 10)
        Probabilities.
    labels : ndarray of int, shape (m,)
    loss : float
        Mean of -ln p of the right class.
    spread : float
        Standard deviation of the ten logits of an example, root mean square over the examples.
    scales, losses, theory : ndarray, shape (s,)
        The loss over init scales, same seed, and the loss of independent normal logits of the same spread.
    """

    depth: int
    activation: str
    init_scale: float
    p: np.ndarray
    labels: np.ndarray
    loss: float
    spread: float
    scales: np.ndarray
    losses: np.ndarray
    theory: np.ndarray


def initial_loss(depth=3, activation="tanh", init_scale=1.0, seed=0):
    """The loss of an untrained network of width 50 on 100 digits, and how it depends on the init scale.

    Parameters
    ----------
    depth : int >= 1
    activation : str
    init_scale : float >= 0
        Multiplies Xavier's weights.
    seed : int

    Returns
    -------
    InitialLoss
    """
    X, labels = _some_digits()
    sizes = [64, *[WIDTH] * (depth - 1), 10]
    base = Network(sizes, activation=activation, output="softmax", loss="cross_entropy", rng=seed, dtype=np.float32)
    Y = one_hot(labels, 10, np.float32)
    losses, spreads = np.array([_loss_and_spread(base, scale, X, Y)[:2] for scale in SCALES]).T
    loss, spread, p = _loss_and_spread(base, init_scale, X, Y)
    theory = loss_of_normal_logits(spreads, 10)
    return InitialLoss(depth, activation, init_scale, p, labels, loss, spread, SCALES, losses, theory)


@cache
def _some_digits():
    X, labels = digits()
    return X[:EXAMPLES].astype(np.float32), labels[:EXAMPLES]


def _loss_and_spread(base, scale, X, Y):
    network = base.copy()
    for l in range(1, network.L + 1):
        network.W[l] *= np.float32(scale)
    trace = network.forward(X)
    z = trace.z[-1].astype(np.float64)
    return network.loss(trace, Y), float(np.sqrt(z.var(axis=1, ddof=1).mean())), trace.output


@cache
def _table(n):
    """ln of the spread, and ln of (loss - ln n) from 2,000 fixed draws: interpolating takes no time in a move."""
    log_spread = np.linspace(np.log(1e-2), np.log(1e3), 200)
    draws = np.random.default_rng(5).standard_normal((2000, n))
    losses = np.array([-log_softmax(spread * draws).mean() for spread in np.exp(log_spread)])
    return log_spread, np.log(losses - np.log(n))


def loss_of_normal_logits(spread, n):
    """E[ln sum_j e^{z_j} - z_y], the expected loss of n independent normal logits of mean 0.

    Near 0 it is ln n + (1 - 1/n) spread^2 / 2, (5.15); the limit of large spread is the expected lead of the largest.

    Parameters
    ----------
    spread : array_like
        Standard deviations. Below 0.01 the loss is taken from (5.15); from 1000 on its part above ln n is taken as
        proportional to the spread.
    n : int
        Number of classes.

    Returns
    -------
    ndarray, the shape of spread
    """
    spread = np.asarray(spread, dtype=float)
    small = (1 - 1 / n) * spread**2 / 2
    with np.errstate(divide="ignore"):
        large = np.exp(np.interp(np.log(spread), *_table(n))) * np.maximum(spread / 1e3, 1)
    return np.log(n) + np.where(spread < 0.01, small, large)


@dataclass(frozen=True)
class Stall:
    """Gradient descent on three logits that are sure of the wrong class at the start.

    Attributes
    ----------
    steps : ndarray, shape (s,)
    log_likelihood, squared_error : ndarray, shape (s,)
        The probability of the right class under each loss.
    """

    steps: np.ndarray
    log_likelihood: np.ndarray
    squared_error: np.ndarray


def stall(start=6.0, eta=0.5, steps=300):
    """Train the logits (start, 0, 0) towards the second class, once with each loss, at the same learning rate.

    Parameters
    ----------
    start : float
        The lead of the wrong class.
    eta : float
    steps : int

    Returns
    -------
    Stall
    """
    y = np.array([0.0, 1.0, 0.0])

    def run(delta):
        z = np.array([start, 0.0, 0.0])
        right = np.empty(steps + 1)
        for step in range(steps + 1):
            p = softmax(z)
            right[step] = p[1]
            z = z - eta * delta(z, p)
        return right

    log_likelihood = run(lambda z, p: p - y)  # (5.11)
    squared_error = run(lambda z, p: jacobian(z) @ (p - y))  # (5.14)
    return Stall(np.arange(steps + 1), log_likelihood, squared_error)
