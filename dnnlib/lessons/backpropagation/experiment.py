"""Lesson 3: one pass forward and back through a small network, moment by moment, and one of its weights nudged."""

from dataclasses import dataclass

import numpy as np

from dnnlib._checks import integer, number
from dnnlib.activations import ACTIVATIONS, sigmoid_prime
from dnnlib.network import Network, ignore_overflow
from dnnlib.trace import Gradients, Trace

__all__ = ["Moment", "NudgedWeight", "SteppedPass", "layer_sizes", "moments", "stepped_pass"]

X, Y = np.array([[0.8, -0.5]]), np.array([[1.0, 0.0]])  # one example
WIDTH = 3  # of every hidden layer; input and output have 2 units, so that no wrong transpose fits
REACH = 2.0  # how far a weight may be nudged
SHIFTS = np.linspace(-REACH, REACH, 81)
H = 1e-5  # step of the central difference


@dataclass(frozen=True)
class Moment:
    """Where a pass stands: ``kind`` is "input", "forward", "cost" or "backward"; ``layer`` was just computed."""

    kind: str
    layer: int


@dataclass(frozen=True)
class NudgedWeight:
    """One weight w^l_{jk}: its gradient by three ways of asking.

    Attributes
    ----------
    layer, j, k : int
        From unit k of layer l-1 to unit j of layer l, units counted from 1 as in the formulas.
    weight, delta, a, gradient : float
        w, delta^l_j, a^{l-1}_k and their product dC/dw.
    difference : float
        (C(w + h) - C(w - h)) / 2h with h = 1e-5.
    nudge, predicted, measured : float
        A change of w, dC/dw times it, and the true change of C.
    shifts, changes : ndarray, shape (81,)
        Other changes of w, and the true change of C for each.
    """

    layer: int
    j: int
    k: int
    weight: float
    delta: float
    a: float
    gradient: float
    difference: float
    nudge: float
    predicted: float
    measured: float
    shifts: np.ndarray
    changes: np.ndarray


@dataclass(frozen=True)
class SteppedPass:
    """A pass that stands at one of its moments. All of it is computed; ``moment`` says how far it has been shown.

    Attributes
    ----------
    network : Network
        With a sigmoid output and squared error.
    y : ndarray, shape (n_L,)
    trace : Trace
        Of one example: rows of a batch of 1.
    gradients : Gradients
    slopes : tuple of ndarray, shape (n_l,)
        phi'(z^l), the output's sigmoid included; None at index 0.
    cost : float
        C of the example.
    step : int
    moments : tuple of Moment
    picked : NudgedWeight
    """

    network: Network
    y: np.ndarray
    trace: Trace
    gradients: Gradients
    slopes: tuple
    cost: float
    step: int
    moments: tuple
    picked: NudgedWeight

    @property
    def moment(self):
        """The moment that ``step`` names."""
        return self.moments[self.step]


def layer_sizes(depth):
    """n_0 ... n_L of the drawn network: 2, then 3 for every hidden layer, then 2."""
    return (X.shape[1], *(WIDTH,) * (depth - 1), Y.shape[1])


def moments(depth):
    """The 2 L + 2 moments of a pass: the input, each layer upwards, the cost, each layer downwards."""
    up = range(1, depth + 1)
    forward, backward = (Moment("forward", l) for l in up), (Moment("backward", l) for l in reversed(up))
    return (Moment("input", 0), *forward, Moment("cost", depth), *backward)


@ignore_overflow
def stepped_pass(step, depth, activation, init_scale, seed, layer, to_unit, from_unit, nudge):
    """Run one example forward and backward, stop at a moment, and nudge one weight.

    Parameters
    ----------
    step : int in [0, 2 depth + 1]
        The moment at which to stop.
    depth : int >= 1
        L.
    activation : str
        Of the hidden layers.
    init_scale : float >= 0
        Multiplies Xavier's weights.
    seed : int
    layer, to_unit, from_unit : int >= 1
        Which weight w^l_{jk} to look at: l, j, k.
    nudge : float
        A change of that weight.

    Returns
    -------
    SteppedPass

    Raises
    ------
    ValueError
        If the network has no such moment or no such weight, or an argument is out of its range.
    """
    sizes = layer_sizes(integer("depth", depth))
    layer = _at_most("layer", layer, 1, depth)
    j, k = _at_most("to_unit", to_unit, 1, sizes[layer]), _at_most("from_unit", from_unit, 1, sizes[layer - 1])
    step, nudge = _at_most("step", step, 0, 2 * depth + 1), number("nudge", nudge)
    network = _network(sizes, activation, init_scale, seed)
    trace = network.forward(X)
    gradients = network.backward(trace, Y)
    picked = _nudged(network, trace, gradients, layer, j, k, nudge)
    slopes, cost = _slopes(network, trace), network.loss(trace, Y)
    return SteppedPass(network, Y[0], trace, gradients, slopes, cost, step, moments(depth), picked)


def _at_most(name, value, low, high):
    value = integer(name, value, low)
    if value > high:
        raise ValueError(f"{name}={value!r} must be an integer from {low} to {high} in this network")
    return value


def _network(sizes, activation, init_scale, seed):
    """A network whose biases are not zero, so that they are seen to take part."""
    rng = np.random.default_rng(integer("seed", seed, 0))
    network = Network(sizes, activation=activation, output="sigmoid", loss="mse", scale=init_scale, rng=rng)
    for b in network.b[1:]:
        b[:] = rng.normal(0, 0.3, b.shape)
    return network


def _slopes(network, trace):
    """phi'(z^l) for every layer."""
    slopes = [None] * (network.L + 1)
    for l in range(1, network.L):
        phi = ACTIVATIONS[network.activation[l - 1]]
        slopes[l] = (phi.df(trace.z[l]) if phi.start is None else phi.df(trace.z[l], network.alpha[l]))[0]
    slopes[network.L] = sigmoid_prime(trace.z[network.L])[0]
    return tuple(slopes)


def _nudged(network, trace, gradients, l, j, k, nudge):
    delta, a = gradients.delta[l][0, j - 1], trace.a[l - 1][0, k - 1]
    gradient = gradients.W[l][j - 1, k - 1] + 0.0  # -0 becomes 0
    costs = _costs_along(network, trace, l, j, k, np.array([0, nudge, H, -H, *SHIFTS]))
    return NudgedWeight(
        layer=l, j=j, k=k, weight=float(network.W[l][j - 1, k - 1]),
        delta=float(delta), a=float(a), gradient=float(gradient),
        difference=float((costs[2] - costs[3]) / (2 * H)),
        nudge=nudge, predicted=float(gradient * nudge + 0.0), measured=float(costs[1] - costs[0]),
        shifts=SHIFTS, changes=costs[4:] - costs[0],
    )  # fmt: skip


def _costs_along(network, trace, l, j, k, shifts):
    """C for every change of w^l_{jk}: z^l_j moves by shift times a^{l-1}_k, the layers above follow."""
    z = np.repeat(trace.z[l], len(shifts), axis=0)
    z[:, j - 1] += shifts * trace.a[l - 1][0, k - 1]
    for above in range(l + 1, network.L + 1):
        z = network._activate(above - 1, z, None) @ network.W[above].T + network.b[above]
    return network.output_loss.cost(z, np.repeat(Y, len(shifts), axis=0))
