"""Lesson 4: a sigmoid neuron under squared error and under cross-entropy, and the table of outputs and losses."""

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from dnnlib._checks import integer
from dnnlib.activations import sigmoid
from dnnlib.losses import LOSSES
from dnnlib.output_loss import OUTPUT_LOSSES, OUTPUTS, output_loss

__all__ = ["COMPARED", "NEAR", "NeuronComparison", "PairTable", "output_and_loss", "output_and_loss_pairs"]

COMPARED = ("mse", "binary_cross_entropy")  # the order of every array with a first axis of 2
STEPS = 300
NEAR = 0.05  # the largest distance at which an output has reached its target
RATES = np.logspace(-2, 2, 41)
LOGITS = np.linspace(-8, 8, 161)


@dataclass(frozen=True)
class NeuronComparison:
    """One sigmoid neuron with input x = 1, trained under both losses; the first axis of 2 is ``COMPARED``.

    The settings, and:

    Attributes
    ----------
    z, a : ndarray, shape (2, STEPS + 1)
        Logit and output before the first step and after each.
    delta : ndarray, shape (2,)
        dC/dz at the start.
    grid : ndarray, shape (g,)
        Logits.
    grid_cost, grid_delta : ndarray, shape (2, g)
        C and dC/dz at these logits.
    rates : ndarray, shape (r,)
        Learning rates.
    needed : ndarray of int, shape (2, r)
        Steps at each of these rates until the output is within ``NEAR`` of the target and stays there, for the slowest
        of the starts; ``STEPS + 1`` stands for more than ``STEPS``.
    """

    target: float
    eta: float
    step: int
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
        """For each loss the index of the smallest rate with the fewest steps; shape (2,)."""
        return self.needed.argmin(axis=1)


def output_and_loss(weight=2.0, bias=2.0, target=0.0, eta=0.15, starts=1, step=STEPS):
    """Train a = sigmoid(w x + b) on one example (x = 1, y) under squared error and under cross-entropy.

    Parameters
    ----------
    weight, bias : float
        w and b before the first step.
    target : float in [0, 1]
        y.
    eta : float > 0
        The learning rate under both losses.
    starts : int >= 1
        From how many starts a rate of the sweep has to reach the target: evenly spaced from (w, b) to (-w, -b).
    step : int in [0, STEPS]
        How far the training is shown.

    Returns
    -------
    NeuronComparison

    References
    ----------
    Nielsen, "Neural Networks and Deep Learning", 2015, chapter 3 (w = b = 2, y = 0).
    """
    step = integer("step", step, 0, STEPS)
    z = weight + bias
    z_by_step = np.array([_descend(z, target, eta, squared=loss == "mse") for loss in COMPARED])
    delta = np.array([_cost_and_delta(loss, np.array([z]), target)[1][0] for loss in COMPARED])
    grid_cost, grid_delta = _curves(target)
    needed = _sweep(z, target, starts)
    return NeuronComparison(
        target, eta, step, z_by_step, sigmoid(z_by_step), delta, LOGITS, grid_cost, grid_delta, RATES, needed
    )


def _descend(z, target, eta, squared):
    """The logit before the first step and after each; in plain numbers, arrays take seven times as long.

    With x = 1 both w and b move by -eta delta, so z = w + b moves by -2 eta delta, with delta of (4.1) or (4.4).
    """
    logits = [z]
    for _ in range(STEPS):
        a = (1 + math.tanh(z / 2)) / 2  # the sigmoid, and no exponential that could overflow
        delta = (a - target) * (a * (1 - a) if squared else 1)
        z -= 2 * eta * delta
        logits.append(z)
    return logits


@lru_cache(maxsize=64)
def _sweep(z, target, starts):
    """The steps (2, r) that the slowest of the starts needs at each of ``RATES``; a move of eta changes none of them.

    The recursion of ``_descend`` for t = tanh(z / 2) = 2 a - 1: z / 2 moves by -eta delta, where delta is
    (t - (2 y - 1)) / 2 under cross-entropy, and under squared error that times a (1 - a) = (1 - t^2) / 4.
    """
    half = np.empty((STEPS + 1, 2, RATES.size, starts))
    half[0] = np.linspace(z, -z, starts) / 2
    factor = RATES[:, None] * np.array([1 / 8, 1 / 2])[:, None, None]
    wanted = 2 * target - 1
    for before, after in pairwise(half):
        t = np.tanh(before)
        error = t - wanted  # twice a - y
        error[0] *= 1 - t[0] * t[0]
        after[:] = before - error * factor
    off = np.abs(np.tanh(half) - wanted) > 2 * NEAR + 1e-12  # at exactly NEAR it is there, however that is rounded
    needed = np.where(off.any(axis=0), STEPS + 1 - off[::-1].argmax(axis=0), 0).max(axis=-1)
    needed.flags.writeable = False
    return needed


@lru_cache(maxsize=64)
def _curves(target):
    """C and dC/dz over ``LOGITS`` under both losses, each of shape (2, g)."""
    curves = np.array([_cost_and_delta(loss, LOGITS, target) for loss in COMPARED])
    curves.flags.writeable = False
    return curves[:, 0], curves[:, 1]


def _cost_and_delta(loss, z, y):
    """C and dC/dz of a sigmoid output at logits of shape (m,), each of shape (m,)."""
    pair = OUTPUT_LOSSES["sigmoid", loss]
    z = z[:, None]
    return pair.cost(z, y), pair.delta(z, sigmoid(z), y)[:, 0]


@dataclass(frozen=True)
class PairTable:
    """Every output function with every loss, for one example with three outputs.

    Attributes
    ----------
    outputs, losses : tuple of str
        Names, row by row and column by column.
    z, y : ndarray, shape (3,)
        The logits and the one-hot target.
    a : ndarray, shape (3, 3)
        a[i] is the output a^L of outputs[i].
    cost : ndarray, shape (3, 3)
        C by output and loss; NaN where the pair is undefined.
    delta : ndarray, shape (3, 3, 3)
        delta^L of (4.8) by output, loss and unit; NaN where the pair is undefined.
    reasons : dict of (output, loss) to str
        Why a pair is undefined.
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
        """Whether delta = a - y as in (4.5), by output and loss, found from the numbers; shape (3, 3)."""
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
    z = np.array([[z1, z2, z3]], dtype=float)
    y = np.eye(3)[[label - 1]]
    a = np.array([OUTPUT_LOSSES[output, "mse"].output(z) for output in OUTPUTS])
    cost = np.full((3, 3), np.nan)
    delta = np.full((3, 3, 3), np.nan)
    reasons = {}
    for i, output in enumerate(OUTPUTS):
        for j, loss in enumerate(LOSSES):
            try:
                pair = output_loss(output, loss)
            except ValueError as undefined:
                reasons[output, loss] = str(undefined)
            else:
                cost[i, j] = pair.cost(z, y)[0]
                delta[i, j] = pair.delta(z, a[i], y)[0]
    return PairTable(OUTPUTS, tuple(LOSSES), z[0], y[0], a[:, 0], cost, delta, reasons)
