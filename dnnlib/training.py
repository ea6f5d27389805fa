"""Gradient descent (梯度下降) in mini-batches, as a generator: whoever iterates can draw, show progress, or stop."""

from dataclasses import dataclass

import numpy as np

from dnnlib._checks import batch, finite_array, generator, integer, number, one_of
from dnnlib._network_checks import targets
from dnnlib.network import ignore_overflow
from dnnlib.trace import Gradients


@dataclass(frozen=True)
class Progress:
    """Where training stands.

    Attributes
    ----------
    epoch : int
        Passes over the data that are complete.
    step : int
        Parameter updates so far.
    loss : float
        Mean loss of the examples seen since the last report, each before the update that it caused.
    gradients : Gradients
        Of the last batch.
    """

    epoch: int
    step: int
    loss: float
    gradients: Gradients


def train(network, X, Y, *, eta, epochs, batch_size, rng, momentum=0.0, every="epoch"):
    """Train a network in place by mini-batch gradient descent, reporting after each epoch or step.

    Each step draws the next batch of a fresh shuffle and sets v <- momentum v - eta dJ/dp, p <- p + v for every
    parameter p. Nothing happens before the first ``next``, except that the arguments are checked.

    Parameters
    ----------
    network : Network
    X : array_like, shape (m, n_0)
    Y : array_like, shape (m, n_L); for a softmax output also int labels of shape (m,)
    eta : float >= 0
        Learning rate (学习率).
    epochs : int >= 0
        Passes over the data.
    batch_size : int
        Examples in a batch; the last batch of an epoch may be smaller. More than m means m.
    rng : numpy.random.Generator or int
        Shuffles the examples anew each epoch.
    momentum : float in [0, 1]
        Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.
    every : {"epoch", "step"}
        How often to report.

    Returns
    -------
    generator of Progress

    Raises
    ------
    ValueError
        At once, for data that do not fit the network or an argument out of range; nothing is changed then.
    """
    X = batch("X", X, network.sizes[0], network.dtype).copy()  # what is changed between two reports is not trained on
    Y = targets(network, Y, len(X)).copy()
    # Arrays without axes: they multiply other arrays faster than Python numbers do.
    eta = finite_array("eta", number("eta", eta, 0), network.dtype)
    momentum = finite_array("momentum", number("momentum", momentum, 0, 1), network.dtype)
    epochs, batch_size = integer("epochs", epochs, 0), min(integer("batch_size", batch_size), len(X))
    rng, every = generator("rng", rng), one_of("every", every, ("epoch", "step"))
    if network.batch_norm and network.L > 1 and (batch_size == 1 or len(X) % batch_size == 1):
        raise ValueError(
            f"batch_size={batch_size} leaves a batch of one among {len(X)} examples, and batch norm in training needs "
            f"at least 2; choose another batch_size"
        )
    return _train(network, X, Y, eta, epochs, batch_size, rng, momentum, every)


def _train(network, X, Y, eta, epochs, batch_size, rng, momentum, every):
    m, step = len(X), 0
    velocity = [np.zeros_like(p) for _, _, p in network.parameters()] if momentum else None
    X_epoch, Y_epoch, Z_epoch = np.empty_like(X), np.empty_like(Y), np.empty_like(Y)
    starts, epoch_arrays = range(0, m, batch_size), (X_epoch, Y_epoch, Z_epoch)
    batches = [tuple(one[start : start + batch_size] for one in epoch_arrays) for start in starts]  # views
    stretches = [batches] if every == "epoch" else [[one] for one in batches]  # from report to report

    for _ in range(epochs):
        order = rng.permutation(m)
        np.take(X, order, axis=0, out=X_epoch, mode="clip"), np.take(Y, order, axis=0, out=Y_epoch, mode="clip")
        for stretch in stretches:
            gradients = _steps(network, stretch, eta, momentum, velocity)
            step += len(stretch)
            _, Y_seen, Z_seen = epoch_arrays if every == "epoch" else stretch[0]
            loss = _mean_loss(network, Z_seen, Y_seen)
            yield Progress(step // len(batches), step, loss, gradients)


@ignore_overflow
def _mean_loss(network, Z, Y):
    return float(network._mean_cost(Z, Y))


@ignore_overflow  # around many steps, for it takes a twelfth of the time of a small one
def _steps(network, batches, eta, momentum, velocity):
    """Updates in place, batch by batch; writes the logits from before each to Z, returns the last one's gradients."""
    parameters = network.parameters()  # anew, for a notebook may have put in others since the last report
    for X, Y, Z in batches:
        Z[...], gradients = _step(network, X, Y, parameters, eta, momentum, velocity)
    return gradients


def _step(network, X, Y, parameters, eta, momentum, velocity):
    """One update, in place; returns the logits from before it and the gradients that it followed.

    Batch norm's running statistics move here too, and nowhere else in training.
    """
    trace = network._forward(X)
    gradients = network._backward(trace, Y)
    if network.batch_norm:
        network.update_running_statistics(trace)
    if velocity is None:
        _descend(parameters, gradients, eta)
    else:
        _descend_with_momentum(parameters, gradients, eta, momentum, velocity)
    return trace.z[-1], gradients


def _descend(parameters, gradients, eta):
    """p <- p - eta dJ/dp for every parameter p."""
    for name, l, p in parameters:
        p -= eta * getattr(gradients, name)[l]


def _descend_with_momentum(parameters, gradients, eta, momentum, velocity):
    """v <- momentum v - eta dJ/dp and p <- p + v for every parameter p with its velocity v."""
    for (name, l, p), v in zip(parameters, velocity, strict=True):
        v *= momentum
        v -= eta * getattr(gradients, name)[l]
        p += v
