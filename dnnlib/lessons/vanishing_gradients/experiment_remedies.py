"""Lesson 7: a sigmoid network whose gradient vanishes, and four remedies, each alone."""

from dataclasses import dataclass

import numpy as np

from dnnlib._checks import integer
from dnnlib.activations import sigmoid, sigmoid_prime
from dnnlib.network import Network

__all__ = ["Remedies", "fitted_sigmoid", "gradient_sizes", "remedies"]

#: What is changed, and how the picture calls it.
REMEDIES = {
    "none": "sigmoid, init scale 1",
    "weights": "weights and biases that fit",
    "relu": "ReLU, init scale 1.41",
    "batch_norm": "batch norm",
    "skip": "skip connections",
}
BATCH = 64


@dataclass(frozen=True)
class Remedies:
    """The settings, and the gradient of every layer under each remedy.

    Attributes
    ----------
    delta : dict of str to ndarray, shape (L + 1,)
        By remedy (``REMEDIES``): root mean square of delta^l divided by that of delta^L; 0 at index 0.
    """

    depth: int
    width: int
    delta: dict


def fitted_sigmoid(network):
    """A sigmoid network that computes what a tanh network computes, for tanh(u) = 2 sigmoid(2u) - 1.

    Every weight is doubled where its unit is a sigmoid, doubled once more where its input comes from one, and the bias
    makes up for the inputs' mean of 1/2.

    Parameters
    ----------
    network : Network
        With tanh in all hidden layers.

    Returns
    -------
    Network
    """
    L = network.L
    fitted = Network(network.sizes, activation="sigmoid", init="zeros", rng=0, dtype=network.dtype)
    for l in range(1, L + 1):
        from_sigmoid = 2 if l > 1 else 1
        to_sigmoid = 2 if l < L else 1
        fitted.W[l] = from_sigmoid * to_sigmoid * network.W[l]
        fitted.b[l] = to_sigmoid * network.b[l]
        if l > 1:
            fitted.b[l] -= fitted.W[l].sum(axis=1) / 2
    return fitted


def gradient_sizes(network, X, delta):
    """Root mean square of delta^l divided by that of delta^L, when delta is sent in at the top.

    Parameters
    ----------
    network : Network
        With a linear output and squared error, so that delta^L = (a^L - y) / m can be chosen by the target y.
    X : ndarray, shape (m, n_0)
    delta : ndarray, shape (m, n_L)

    Returns
    -------
    ndarray, shape (L + 1,)
        0 at index 0.
    """
    trace = network.forward(X)
    found = network.backward(trace, trace.output - len(X) * delta).delta
    sizes = np.array([0.0, *(_rms(d) for d in found[1:])])
    return sizes / sizes[-1]


def remedies(depth=30, width=100, seed=0):
    """Send a gradient down through a sigmoid network, and through the same one under each of four remedies.

    All networks have the same random weights, of standard deviation 1 / sqrt(width), times what the remedy asks for.

    Parameters
    ----------
    depth : int >= 2
    width : int >= 1
    seed : int

    Returns
    -------
    Remedies

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    rng = np.random.default_rng(integer("seed", seed, 0))
    sizes = [integer("width", width)] * (integer("depth", depth, 2) + 1)
    X, delta = rng.standard_normal((2, BATCH, width))

    def network(activation, **how):
        return Network(sizes, activation=activation, rng=seed + 1, **how)

    plain = network("sigmoid")
    networks = {
        "none": plain,
        "weights": fitted_sigmoid(network("tanh")),
        "relu": network("relu", scale=np.sqrt(2)),
        "batch_norm": network("sigmoid", batch_norm=True),
    }
    found = {name: gradient_sizes(one, X, delta) for name, one in networks.items()}
    found["skip"] = _with_skips(plain.W, X, delta)
    return Remedies(depth, width, found)


def _with_skips(W, X, delta):
    """As ``gradient_sizes``, for h^l = h^{l-1} + sigmoid(W^l h^{l-1}) in all hidden layers, (7.12)."""
    L = len(W) - 1
    h = X
    slopes = [None]
    for l in range(1, L):
        z = h @ W[l].T
        slopes.append(sigmoid_prime(z))
        h = h + sigmoid(z)
    sizes = np.zeros(L + 1)
    sizes[L] = _rms(delta)
    d = delta @ W[L]  # with respect to h^{L-1}
    for l in range(L - 1, 0, -1):
        sizes[l] = _rms(d * slopes[l])
        d = d + (d * slopes[l]) @ W[l]
    return sizes / sizes[L]


def _rms(x):
    return float(np.sqrt(np.mean(x**2)))
