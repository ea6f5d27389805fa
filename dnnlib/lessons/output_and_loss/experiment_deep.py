"""Lesson 4: one deep network, two losses, the same start and the same data."""

from dataclasses import dataclass

import numpy as np

from dnnlib.activations import sigmoid_prime
from dnnlib.datasets import rings
from dnnlib.lessons.output_and_loss.experiment import COMPARED
from dnnlib.network import Network, ignore_overflow

__all__ = ["DEEP_STEPS", "DeepComparison", "deep_network", "output_and_loss_deep", "output_and_loss_deep_steps"]

DEEP_STEPS = 300
EXAMPLES = 96
EVERY = 5  # steps between two results


@dataclass(frozen=True)
class DeepComparison:
    """Two networks with the same start under two losses; the first axis of 2 is ``COMPARED``.

    Attributes
    ----------
    delta : ndarray, shape (2, L)
        Root mean square of m delta^l, the delta of one example's own cost, over units and examples, at the start.
    error : ndarray, shape (2, s + 1)
        Mean of |a - y| after 0 ... s steps.
    first : ndarray, shape (2, s + 1)
        The same of layer 1 after 0 ... s steps.
    wrong : ndarray, shape (2,)
        The share of examples on the wrong side of 1/2 after s steps.
    slope : float
        The mean of sigmoid'(z^L) over the examples at the start.
    progress : float in [0, 1]
    """

    delta: np.ndarray
    error: np.ndarray
    first: np.ndarray
    wrong: np.ndarray
    slope: float
    progress: float


def deep_network(loss, depth=4, width=16, activation="tanh", init_scale=1.0, output_bias=4.0, seed=0):
    """A network 2-width-...-1 with a sigmoid output; the same weights whatever the loss.

    Parameters
    ----------
    loss : {"mse", "binary_cross_entropy"}
    depth, width : int
        L and the width of the hidden layers.
    activation : str
        Of the hidden layers.
    init_scale : float
        Multiplies Xavier's standard deviation.
    output_bias : float
        b^L before training: how sure the network is of class 1 at the start.
    seed : int

    Returns
    -------
    Network
    """
    sizes = [2, *[width] * (depth - 1), 1]
    network = Network(sizes, activation=activation, output="sigmoid", loss=loss, scale=init_scale, rng=seed)
    network.b[depth][:] = output_bias
    return network


def output_and_loss_deep(eta=0.1, rate_ratio=1.0, **start):
    """The last result of ``output_and_loss_deep_steps``, which takes the same arguments."""
    *_, result = output_and_loss_deep_steps(eta, rate_ratio, **start)
    return result


def output_and_loss_deep_steps(eta=0.1, rate_ratio=1.0, **start):
    """Train on two rings with the whole batch under both losses, one result every few steps.

    Parameters
    ----------
    eta : float
        The learning rate under cross-entropy.
    rate_ratio : float
        The learning rate under squared error, as a multiple of eta.
    **start
        As for ``deep_network``.

    Yields
    ------
    DeepComparison
        The first before any step.
    """
    X, labels = rings(EXAMPLES, rng=1)
    Y = labels[:, None].astype(float)
    rates = (rate_ratio * eta, eta)
    runs = [_descend(deep_network(loss, **start), X, Y, rate) for loss, rate in zip(COMPARED, rates, strict=True)]
    error = np.empty((2, DEEP_STEPS + 1))
    first = np.empty((2, DEEP_STEPS + 1))
    for step, both in enumerate(zip(*runs, strict=True)):
        traces, gradients = zip(*both, strict=True)
        outputs = np.array([trace.output for trace in traces])
        error[:, step] = np.abs(outputs - Y).mean(axis=(1, 2))
        first[:, step] = [_rms(g.delta[1]) for g in gradients]
        if step == 0:
            delta = np.array([[_rms(d) for d in g.delta[1:]] for g in gradients])
            slope = float(sigmoid_prime(traces[0].z[-1]).mean())
        if step % EVERY == 0:
            wrong = ((outputs > 0.5) != (Y > 0.5)).mean(axis=(1, 2))
            done = slice(step + 1)
            yield DeepComparison(delta, error[:, done].copy(), first[:, done].copy(), wrong, slope, step / DEEP_STEPS)


def _descend(network, X, Y, eta):
    """Gradient descent with the whole batch: the trace and the gradients before each step and after the last."""
    for _ in range(DEEP_STEPS + 1):
        trace = network.forward(X)
        gradients = network.backward(trace, Y)
        yield trace, gradients
        _step(network, gradients, eta)


@ignore_overflow
def _step(network, gradients, eta):
    for name, l, parameter in network.parameters():
        parameter -= eta * getattr(gradients, name)[l]


@ignore_overflow
def _rms(delta):
    """Root mean square of m delta over units and examples."""
    return np.sqrt(np.mean((len(delta) * delta) ** 2))
