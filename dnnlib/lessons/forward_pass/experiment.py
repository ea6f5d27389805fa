"""Lesson 1: one forward pass through a small network, and the function that the network is."""

from dataclasses import dataclass

import numpy as np

from dnnlib.network import Network

__all__ = ["WIDEST", "ForwardPass", "forward_pass", "forward_pass_surface", "small_network"]

WIDEST = 10
LINE = np.linspace(-3, 3, 241)
SIDE = np.linspace(-3, 3, 81)


@dataclass(frozen=True)
class ForwardPass:
    """A network, the values of all its units at one input, and its output at many.

    Attributes
    ----------
    sizes : tuple of int
        n_0, ..., n_L.
    x : ndarray, shape (n_0,)
        The input that is looked at.
    a : tuple of ndarray, shape (n_l,)
        The values of the units at x, layer by layer.
    W, b : tuple of ndarray
        The parameters, None at index 0.
    grid : ndarray, shape (g,)
        Coordinates at which the network was evaluated, along each input.
    values : ndarray, shape (g,) or (g, g)
        The output on the grid; for two inputs values[i, k] belongs to x_1 = grid[k], x_2 = grid[i].
    activation : str
    """

    sizes: tuple
    x: np.ndarray
    a: tuple
    W: tuple
    b: tuple
    grid: np.ndarray
    values: np.ndarray
    activation: str

    @property
    def output(self):
        """The output at x, a float."""
        return float(self.a[-1][0])

    @property
    def parameters(self):
        """How many weights and biases the network has."""
        return sum(W.size + b.size for W, b in zip(self.W[1:], self.b[1:], strict=True))


def small_network(inputs, depth, width, activation, init_scale, seed):
    """A network n_0 = inputs, depth - 1 hidden layers of the same width, one linear output.

    The weights have standard deviation init_scale / sqrt(n_in), the biases half of init_scale. All are cut from the
    same large matrices, so that another unit or layer is added to the old ones and replaces none of them.

    Parameters
    ----------
    inputs, depth, width : int
        n_0, L and the width of the hidden layers (at most ``WIDEST``).
    activation : str
    init_scale : float >= 0
    seed : int

    Returns
    -------
    Network
    """
    sizes = [inputs, *[width] * (depth - 1), 1]
    network = Network(sizes, activation=activation, init="zeros", rng=seed)
    rng = np.random.default_rng(seed)
    for l in range(1, depth + 1):
        store = rng.standard_normal((WIDEST, WIDEST + 1))
        n_out, n_in = network.W[l].shape
        network.W[l][:] = init_scale / np.sqrt(n_in) * store[:n_out, :n_in]
        network.b[l][:] = init_scale / 2 * store[:n_out, WIDEST]
    return network


def forward_pass(depth=3, width=4, activation="tanh", init_scale=1.5, x=1.0, seed=3):
    """The forward pass at one x, and the curve f(x) for x in [-3, 3].

    Parameters
    ----------
    depth, width : int
        L and the width of the hidden layers.
    activation : str
    init_scale : float >= 0
    x : float
    seed : int

    Returns
    -------
    ForwardPass
    """
    network = small_network(1, depth, width, activation, init_scale, seed)
    return _at(network, np.array([x]), LINE, LINE[:, None], LINE.shape)


def forward_pass_surface(depth=3, width=6, activation="tanh", init_scale=1.5, x1=1.0, x2=-0.5, seed=3):
    """The forward pass at one (x1, x2), and the surface f(x_1, x_2) over the square [-3, 3]^2.

    Parameters and return value as for ``forward_pass``.
    """
    network = small_network(2, depth, width, activation, init_scale, seed)
    X = np.stack(np.meshgrid(SIDE, SIDE), axis=-1).reshape(-1, 2)
    return _at(network, np.array([x1, x2]), SIDE, X, (len(SIDE), len(SIDE)))


def _at(network, x, grid, X, shape):
    trace = network.forward(x[None, :])
    values = network.forward(X).output.reshape(shape)
    units = tuple(a[0] for a in trace.a)
    name = network.activation[0] if network.activation else "identity"
    return ForwardPass(network.sizes, x, units, tuple(network.W), tuple(network.b), grid, values, name)
