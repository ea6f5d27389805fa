"""Lesson 4: a sigmoid neuron under squared error and under cross-entropy, and the table of outputs and losses."""

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from dnnlib.activations import sigmoid
from dnnlib.losses import LOSSES
from dnnlib.output_loss import OUTPUT_LOSSES, OUTPUTS, output_loss

__all__ = ["COMPARED", "NEAR", "NeuronComparison", "PairTable", "output_and_loss", "output_and_loss_pairs"]

COMPARED = ("mse", "binary_cross_entropy")  # the order of every array with a first axis of 2
STEPS = 300
NEAR = 0.05  # an output this close to its target has arrived
RATES = np.logspace(-2, 2, 41)
LOGITS = np.linspace(-8, 8, 161)


@dataclass(frozen=True)
class NeuronComparison:
    """One sigmoid neuron with input x = 1, trained under both losses; the first axis of 2 is ``COMPARED``.

    Attributes
    ----------
    target, eta : float
        y and the learning rate that both share.
    z, a : ndarray, shape (2, STEPS + 1)
        Logit and output before the first step and after each.
    delta : ndarray, shape (2,)
        dC/dz at the start.
    grid : ndarray, shape (g,)
        Logits at which cost and slope were computed.
    grid_cost, grid_delta : ndarray, shape (2, g)
        C(z) and dC/dz.
    rates : ndarray, shape (r,)
        Learning rates that were tried.
    needed : ndarray of int, shape (2, r)
        Steps until the output is within ``NEAR`` of the target and stays there, for the slowest of the starts;
        ``STEPS + 1`` stands for more than ``STEPS``.
    """

    target: float
    eta: float
    z: np.ndarray
    a: np.ndarray
    delta: np.ndarray
    grid: np.ndarray
    grid_cost: np.ndarray
    grid_delta: np.ndarray
    rates: np.ndarray
    needed: np.ndarray

    @property
    def best(self):
        """For each loss the index of the rate that needs the fewest steps, the smallest such rate; shape (2,)."""
        return self.needed.argmin(axis=1)


def output_and_loss(weight=2.0, bias=2.0, target=0.0, eta=0.15, starts=1):
    """Train a = sigmoid(w x + b) on one example (x = 1, y) under squared error and under cross-entropy.

    Parameters
    ----------
    weight, bias : float
        Where w and b start.
    target : float in [0, 1]
        y.
    eta : float > 0
        The learning rate of both.
    starts : int >= 1
        How many starts a rate of the sweep has to serve: evenly spaced from (w, b) to (-w, -b).

    Returns
    -------
    NeuronComparison

    References
    ----------
    Nielsen, "Neural Networks and Deep Learning", 2015, chapter 3 (w = b = 2, y = 0).
    """
    z = weight + bias
    course = np.array([_course(z, target, eta, squared=loss == "mse") for loss in COMPARED])
    slope = np.array([_cost_and_delta(loss, np.array([z]), target)[1][0] for loss in COMPARED])
    cost, delta = _curves(target)
    needed = _sweep(z, target, starts)
    return NeuronComparison(target, eta, course, sigmoid(course), slope, LOGITS, cost, delta, RATES, needed)


def _course(z, target, eta, squared):
    """The logit before the first step and after each, of one run: in plain numbers, arrays take seven times as long.

    With x = 1 both w and b move by -eta delta, so that z = w + b moves by -2 eta delta.
    """
    course = [z]
    for _ in range(STEPS):
        a = (1 + math.tanh(z / 2)) / 2  # the sigmoid, and no exponential that could overflow
        delta = (a - target) * (a * (1 - a) if squared else 1)
        z -= 2 * eta * delta
        course.append(z)
    return course


@lru_cache(maxsize=64)
def _sweep(z, target, starts):
    """The steps (2, r) that the slowest of the starts needs at each of ``RATES``; a move of eta changes none of them.

    The same recursion for t = tanh(z / 2) = 2 a - 1: z / 2 moves by -eta delta, where delta is (t - (2 y - 1)) / 2
    under cross-entropy, and under squared error that times a (1 - a) = (1 - t^2) / 4.
    """
    half = np.empty((STEPS + 1, 2, RATES.size, starts))
    half[0] = np.linspace(z, -z, starts) / 2
    move = RATES[:, None] * np.array([1 / 8, 1 / 2])[:, None, None]
    t, delta = np.empty((2, *half[0].shape))
    slope, wanted = np.empty_like(t[0]), 2 * target - 1
    for before, after in pairwise(half):
        np.tanh(before, out=t)
        np.subtract(t, wanted, out=delta)  # twice the error a - y
        np.multiply(t[0], t[0], out=slope)
        np.subtract(1, slope, out=slope)
        delta[0] *= slope
        delta *= move
        np.subtract(before, delta, out=after)
    off = np.abs(np.tanh(half) - wanted) > 2 * NEAR + 1e-12  # at exactly NEAR it has arrived, however that is rounded
    needed = np.where(off.any(axis=0), STEPS + 1 - off[::-1].argmax(axis=0), 0).max(axis=-1)
    needed.flags.writeable = False
    return needed


@lru_cache(maxsize=64)
def _curves(target):
    """C and dC/dz over ``LOGITS`` under both losses, each of shape (2, g)."""
    cost, delta = (np.array(both) for both in zip(*(_cost_and_delta(k, LOGITS, target) for k in COMPARED), strict=True))
    cost.flags.writeable = delta.flags.writeable = False
    return cost, delta


def _cost_and_delta(loss, z, y):
    """C and dC/dz of a sigmoid output at logits of shape (m,), each of shape (m,)."""
    pair, z = OUTPUT_LOSSES["sigmoid", loss], z[:, None]
    return pair.cost(z, y), pair.delta(z, sigmoid(z), y)[:, 0]


@dataclass(frozen=True)
class PairTable:
    """Every output function with every loss, for one example with three outputs.

    Attributes
    ----------
    outputs, losses : tuple of str
        The names of the rows and of the columns.
    z, y : ndarray, shape (3,)
        The logits and the one-hot target.
    a : ndarray, shape (3, 3)
        a[i] is the output under outputs[i].
    cost : ndarray, shape (3, 3)
        C by output and loss; NaN where the pair is undefined.
    delta : ndarray, shape (3, 3, 3)
        dC/dz by output, loss and unit; NaN where the pair is undefined.
    reasons : dict
        Why a pair (output, loss) is undefined.
    """

    outputs: tuple
    losses: tuple
    z: np.ndarray
    y: np.ndarray
    a: np.ndarray
    cost: np.ndarray
    delta: np.ndarray
    reasons: dict

    @property
    def matched(self):
        """Whether delta = a - y, by output and loss; shape (3, 3), found from the numbers."""
        error = self.a - self.y
        return np.isclose(self.delta, error[:, None, :], rtol=1e-9, atol=1e-9).all(axis=-1)


def output_and_loss_pairs(z1=2.0, z2=-1.0, z3=0.5, label=2):
    """The table of outputs and losses at three logits.

    Parameters
    ----------
    z1, z2, z3 : float
        z^L.
    label : {1, 2, 3}
        The unit whose target is 1.

    Returns
    -------
    PairTable
    """
    z, y = np.array([[z1, z2, z3]], dtype=float), np.eye(3)[[label - 1]]
    a, cost, delta, reasons = np.empty((3, 1, 3)), np.full((3, 3), np.nan), np.full((3, 3, 3), np.nan), {}
    for i, output in enumerate(OUTPUTS):
        a[i] = OUTPUT_LOSSES[output, "mse"].output(z)
        for j, loss in enumerate(LOSSES):
            try:
                pair = output_loss(output, loss)
            except ValueError as undefined:
                reasons[output, loss] = str(undefined)
            else:
                cost[i, j], delta[i, j] = pair.cost(z, y)[0], pair.delta(z, a[i], y)[0]
    return PairTable(OUTPUTS, tuple(LOSSES), z[0], y[0], a[:, 0], cost, delta, reasons)
