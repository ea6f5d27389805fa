"""Lesson 1: one forward pass through a small network, and the function that the network is."""

from dataclasses import dataclass

import numpy as np

from dnnlib._checks import integer
from dnnlib.activations import ACTIVATIONS
from dnnlib.network import Network

__all__ = ["WIDEST", "ForwardPass", "forward_pass", "forward_pass_surface", "small_network"]

WIDEST = 10
LINE = np.linspace(-3, 3, 241)
SIDE = np.linspace(-3, 3, 81)


@dataclass(frozen=True)
class ForwardPass:
    """A network, the activations of all its units at one input, and its output on a grid.

    Attributes
    ----------
    sizes : tuple of int
        n_0, ..., n_L.
    x : ndarray, shape (n_0,)
    a : tuple of ndarray, shape (n_l,)
        The activations at x, layer by layer (1.4).
    W, b : tuple of ndarray
        The parameters, None at index 0.
    grid : ndarray, shape (g,)
        Coordinates at which the network was evaluated, along each input.
    values : ndarray, shape (g,) or (g, g)
        The output on the grid; for two inputs values[i, k] belongs to x_1 = grid[k], x_2 = grid[i].
    activation : str
        "identity" without a hidden layer.
    percent : int
        How far the pass has got.
    """

    sizes: tuple
    x: np.ndarray
    a: tuple
    W: tuple
    b: tuple
    grid: np.ndarray
    values: np.ndarray
    activation: str
    percent: int

    @property
    def reached(self):
        """The last layer that the pass has got to; L once it is over."""
        return self.percent * (len(self.sizes) - 1) // 100

    @property
    def output(self):
        """f(x), a float."""
        return float(self.a[-1][0])

    @property
    def parameters(self):
        """P, the number of weights and biases (1.9)."""
        return sum(W.size + b.size for W, b in zip(self.W[1:], self.b[1:], strict=True))


def small_network(inputs, depth, width, activation, init_scale, seed):
    """A network with depth - 1 hidden layers of one width and one linear output.

    All weights are cut from matrices of one size, so a new unit or layer leaves the others as they are.

    Parameters
    ----------
    inputs : int
        n_0.
    depth, width, activation, init_scale, seed
        As for ``forward_pass``.

    Returns
    -------
    Network
    """
    sizes = [inputs, *[width] * (depth - 1), 1]
    network = Network(sizes, activation=activation, init="zeros", rng=seed)
    rng = np.random.default_rng(seed)
    for l in range(1, depth + 1):
        normal = rng.standard_normal((WIDEST, WIDEST + 1))
        n_out, n_in = network.W[l].shape
        network.W[l][:] = init_scale / np.sqrt(n_in) * normal[:n_out, :n_in]
        network.b[l][:] = init_scale / 2 * normal[:n_out, WIDEST]
    return network


def forward_pass(depth=3, width=4, activation="tanh", init_scale=1.5, x=1.0, seed=3, percent=100):
    """The forward pass at one x, and the curve f(x) for x in [-3, 3].

    Parameters
    ----------
    depth : int >= 1
        L, the number of affine maps.
    width : int
        Units in each hidden layer, at most ``WIDEST``.
    activation : str
    init_scale : float >= 0
        The weights' standard deviation times sqrt(n_in); the biases have half of it.
    x : float
        The input.
    seed : int
    percent : int in [0, 100]
        How far the pass has got: at 100 it is over.

    Returns
    -------
    ForwardPass
    """
    network = small_network(1, depth, width, activation, init_scale, seed)
    return _evaluate(network, np.array([x]), LINE, LINE[:, None], percent)


def forward_pass_surface(depth=3, width=6, activation="tanh", init_scale=1.5, x1=1.0, x2=-0.5, seed=3, percent=100):
    """The forward pass at one (x1, x2), and the surface f(x_1, x_2) over the square [-3, 3]^2.

    Parameters and return value as for ``forward_pass``, with two inputs x1 and x2.
    """
    network = small_network(2, depth, width, activation, init_scale, seed)
    X = np.stack(np.meshgrid(SIDE, SIDE), axis=-1).reshape(-1, 2)
    return _evaluate(network, np.array([x1, x2]), SIDE, X, percent)


def _evaluate(network, x, grid, X, percent):
    percent = integer("percent", percent, 0, 100)
    trace = network.forward(x[None, :])
    values = network.forward(X).output.reshape((len(grid),) * len(x))
    units = tuple(a[0] for a in trace.a)
    phi = network._activations[1] if network.L > 1 else ACTIVATIONS["identity"]
    name = phi.name if phi.name in ACTIVATIONS else phi  # of a learner's own the name alone would not be known
    return ForwardPass(network.sizes, x, units, tuple(network.W), tuple(network.b), grid, values, name, percent)
