"""Lesson 3: what a gradient costs, by backpropagation and by one forward pass for each parameter."""

import time
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dnnlib._checks import integer
from dnnlib.network import Network

__all__ = ["WIDTHS", "GradientCost", "count_multiplications", "gradient_cost"]

WIDTHS = (1, 2, 4, 8, 16, 32)


@dataclass(frozen=True)
class GradientCost:
    """The cost of one whole gradient in units of one forward pass, network by network.

    The widths, and:

    Attributes
    ----------
    parameters : ndarray of int, shape (K,)
        How many each network has.
    counted_backprop, counted_differences : ndarray, shape (K,)
        Multiplications in matrix products: one forward and one backward pass, and one forward pass a parameter and one
        more, in units of one forward pass.
    timed_backprop, timed_differences : ndarray, shape (K,)
        The same as measured on this machine.
    """

    widths: np.ndarray
    parameters: np.ndarray
    counted_backprop: np.ndarray
    counted_differences: np.ndarray
    timed_backprop: np.ndarray
    timed_differences: np.ndarray


def count_multiplications(sizes, m=1):
    """Count the multiplications in the matrix products of one forward and of one backward pass (3.15).

    Parameters
    ----------
    sizes : sequence of int
        n_0 ... n_L.
    m : int
        Examples in the batch.

    Returns
    -------
    forward, backward : int
        Forward: m n_l n_{l-1} for each layer. Backward: the same once for dJ/dW^l, and once more for delta^{l-1},
        which layer 1 does not need.
    """
    products = [m * n_in * n_out for n_in, n_out in pairwise(sizes)]
    return sum(products), 2 * sum(products) - products[0]


def gradient_cost(depth=4, widths=WIDTHS, m=32, seed=0):
    """Count and time one gradient by backpropagation and by forward differences, for wider and wider networks.

    Parameters
    ----------
    depth : int >= 1
        L.
    widths : sequence of int
        Of all layers of each network.
    m : int
        Examples in the batch.
    seed : int

    Returns
    -------
    GradientCost

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """
    depth, m = integer("depth", depth), integer("m", m)
    rows = [_cost(depth, integer("width", n), m, np.random.default_rng(seed)) for n in widths]
    return GradientCost(np.array(widths), *map(np.array, zip(*rows, strict=True)))


def _cost(depth, width, m, rng):
    sizes = (width,) * (depth + 1)
    network = Network(sizes, rng=rng)
    X, Y = rng.normal(size=(2, m, width))
    P = sum(p.size for _, _, p in network.parameters())
    forward, backward = count_multiplications(sizes, m)
    one = min(_seconds(lambda: network.forward(X)) for _ in range(30))
    both = min(_seconds(lambda: network.backward(network.forward(X), Y)) for _ in range(30))
    differences = min(_seconds(lambda: _forward_differences(network, X, Y)) for _ in range(3))
    return P, 1 + backward / forward, P + 1, both / one, differences / one


def _forward_differences(network, X, Y, h=1e-7):
    """The gradient by one forward pass for each parameter: (J(p + h) - J(p)) / h, in the order of the parameters."""
    J = network.loss(network.forward(X), Y)
    gradient = []
    for _, _, p in network.parameters():
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            gradient.append((network.loss(network.forward(X), Y) - J) / h)
            p[i] = old
    return np.array(gradient)


def _seconds(work):
    """The seconds that some work takes, which is repeated until the clock has ticked: a browser's is coarse."""
    start, count, elapsed = time.perf_counter(), 0, 0.0
    while not elapsed:
        work()
        count, elapsed = count + 1, time.perf_counter() - start
    return elapsed / count
