"""Gradient descent (梯度下降) in mini-batches, as a generator: whoever iterates can draw, show progress, or stop."""

from dataclasses import dataclass

import numpy as np

from dnnlib._checks import batch, finite_array, generator, integer, number, one_of
from dnnlib._network_checks import targets
from dnnlib._parameters import conversions, put_in
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


def train(network, X, Y, *, eta, epochs, batch_size, rng, momentum=0.0, weight_decay=0.0, every="epoch"):
    """Train a network in place by mini-batch gradient descent, reporting after each epoch or step.

    Each step takes the next batch of a fresh shuffle and sets, for every parameter p with its velocity v,

        v <- momentum v + eta (dJ/dp + weight_decay p),    p <- p - v,

    where only the weights W decay, not b, gamma, beta and alpha: this descends J + weight_decay/2 sum ||W^l||^2.
    Nothing happens before the first ``next``, except that the arguments are checked.

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
    weight_decay : float >= 0
        Krogh & Hertz, "A simple weight decay can improve generalization", NIPS 1991.
    every : {"epoch", "step"}
        How often to report.

    Returns
    -------
    generator of Progress

    Raises
    ------
    ValueError
        At once, for parameters that are wrong or read-only, for data that do not fit the network, or for an argument
        out of range; nothing is changed then.
    """
    conversions(network, writable=True)  # raises what is wrong with the parameters
    X = batch("X", X, network.sizes[0], network.dtype).copy()  # what is changed between two reports is not trained on
    Y = targets(network, Y, len(X)).copy()
    # In the network's precision, where 1e39 may have no value.
    eta = finite_array("eta", number("eta", eta, 0), network.dtype)
    weight_decay = finite_array("weight_decay", number("weight_decay", weight_decay, 0), network.dtype)
    momentum = number("momentum", momentum, 0, 1)
    epochs = integer("epochs", epochs, 0)
    batch_size = min(integer("batch_size", batch_size), len(X))
    rng = generator("rng", rng)
    every = one_of("every", every, ("epoch", "step"))
    if network.batch_norm and network.L > 1 and (batch_size == 1 or len(X) % batch_size == 1):
        raise ValueError(
            f"batch_size={batch_size} leaves a batch of one among {len(X)} examples, and batch norm in training needs "
            f"at least 2; choose another batch_size"
        )
    return _train(network, X, Y, eta, epochs, batch_size, rng, momentum, weight_decay, every)


def _train(network, X, Y, eta, epochs, batch_size, rng, momentum, weight_decay, every):
    velocity, known, step = {}, {}, 0
    for _ in range(epochs):
        order = rng.permutation(len(X))
        X_shuffled, Y_shuffled = X[order], Y[order]
        starts = range(0, len(X), batch_size)
        batches = [(X_shuffled[i : i + batch_size], Y_shuffled[i : i + batch_size]) for i in starts]
        for reported in [batches] if every == "epoch" else [[one] for one in batches]:
            loss, gradients = _descend(network, reported, eta, momentum, weight_decay, velocity, known)
            step += len(reported)
            yield Progress(step // len(batches), step, loss, gradients)


@ignore_overflow
def _descend(network, batches, eta, momentum, weight_decay, velocity, known):
    """One update for each batch, in place; returns the mean loss before the updates and the last gradients."""
    parameters = network.parameters()
    if any(p is not known.get((name, l)) for name, l, p in parameters):  # assigned by a learner since the last report
        put_in(network, conversions(network, writable=True))
        parameters = network.parameters()
        known.update({(name, l): p for name, l, p in parameters})
    logits = []
    for X, Y in batches:
        trace = network._forward(X)
        gradients = network._backward(trace, Y)
        if network.batch_norm:
            network._update_running_statistics(trace)
        for name, l, p in parameters:
            gradient = getattr(gradients, name)[l]
            if weight_decay and name == "W":
                gradient = gradient + weight_decay * p
            step = eta * gradient
            if momentum:
                step += momentum * velocity.get((name, l), 0)
                velocity[name, l] = step
            p -= step
        logits.append(trace.z[-1])
    loss = network._mean_cost(np.concatenate(logits), np.concatenate([Y for _, Y in batches]))
    return float(loss), gradients
