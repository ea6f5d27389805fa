"""Lesson 3: one pass forward and back through a small network, moment by moment, and one of its weights nudged."""

from dataclasses import dataclass

import numpy as np

from dnnlib._checks import integer, number
from dnnlib.activations import sigmoid_prime
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
    """Where a pass stops: ``kind`` is "input", "forward", "cost" or "backward"; ``layer`` was just computed."""

    kind: str
    layer: int


@dataclass(frozen=True)
class NudgedWeight:
    """One weight w^l_{jk}, its gradient in three ways, and a nudge of it.

    The weight's place and the nudge, and:

    Attributes
    ----------
    weight, delta, a, gradient : float
        w, delta^l_j, a^{l-1}_k, and the product of the last two, which is dC/dw (3.5).
    difference : float
        (C(w + h) - C(w - h)) / 2h with h = 1e-5 (3.12).
    predicted, measured : float
        dC/dw times the nudge, and the true change of C.
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
    """A pass that stops at one of its moments. All of it is computed; ``moment`` says how much of it to show.

    The step, and:

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
    forward = [Moment("forward", l) for l in range(1, depth + 1)]
    backward = [Moment("backward", l) for l in range(depth, 0, -1)]
    return (Moment("input", 0), *forward, Moment("cost", depth), *backward)


@ignore_overflow
def stepped_pass(step, depth, activation, init_scale, seed, layer, to_unit, from_unit, nudge):
    """Run one example forward and backward, stop at a moment, and nudge one weight.

    Parameters
    ----------
    step : int in [0, 2 depth + 1]
        The moment at which to stop: 0 is the input, then come the layers upwards, the cost, and the layers downwards.
    depth : int >= 1
        L, the number of affine maps.
    activation : str
        Of the hidden layers.
    init_scale : float >= 0
        Factor on Xavier's weights.
    seed : int
    layer, to_unit, from_unit : int >= 1
        The picked weight w^l_{jk}: l, j and k, counted from 1.
    nudge : float
        A change of the picked weight.

    Returns
    -------
    SteppedPass

    Raises
    ------
    ValueError
        If the network has no such moment or no such weight, or an argument is out of its range.
    """
    sizes = layer_sizes(integer("depth", depth))
    layer = integer("layer", layer, 1, depth)
    j = integer("to_unit", to_unit, 1, sizes[layer])
    k = integer("from_unit", from_unit, 1, sizes[layer - 1])
    step = integer("step", step, 0, 2 * depth + 1)
    nudge = number("nudge", nudge)
    network = _network(sizes, activation, init_scale, seed)
    trace = network.forward(X)
    gradients = network.backward(trace, Y)
    return SteppedPass(
        network=network,
        y=Y[0],
        trace=trace,
        gradients=gradients,
        slopes=_slopes(network, trace),
        cost=network.loss(trace, Y),
        step=step,
        moments=moments(depth),
        picked=_nudged(network, trace, gradients, layer, j, k, nudge),
    )


def _network(sizes, activation, init_scale, seed):
    """A network whose biases are not 0, so they are seen to take part."""
    rng = np.random.default_rng(integer("seed", seed, 0))
    network = Network(sizes, activation=activation, output="sigmoid", loss="mse", scale=init_scale, rng=rng)
    for b in network.b[1:]:
        b[:] = rng.normal(0, 0.3, b.shape)
    return network


def _slopes(network, trace):
    """phi'(z^l) for every layer."""
    slopes = [None] * (network.L + 1)
    for l in range(1, network.L):
        phi = network._activations[l]
        slopes[l] = (phi.df(trace.z[l]) if phi.start is None else phi.df(trace.z[l], network.alpha[l]))[0]
    slopes[network.L] = sigmoid_prime(trace.z[network.L])[0]
    return tuple(slopes)


def _nudged(network, trace, gradients, l, j, k, nudge):
    gradient = gradients.W[l][j - 1, k - 1] + 0.0  # avoids -0.0
    C, nudged, up, down, *others = _costs_along(network, trace, l, j, k, np.array([0, nudge, H, -H, *SHIFTS]))
    return NudgedWeight(
        layer=l,
        j=j,
        k=k,
        weight=float(network.W[l][j - 1, k - 1]),
        delta=float(gradients.delta[l][0, j - 1]),
        a=float(trace.a[l - 1][0, k - 1]),
        gradient=float(gradient),
        difference=float((up - down) / (2 * H)),
        nudge=nudge,
        predicted=float(gradient * nudge + 0.0),
        measured=float(nudged - C),
        shifts=SHIFTS,
        changes=np.array(others) - C,
    )


def _costs_along(network, trace, l, j, k, shifts):
    """C for every change of w^l_{jk}: z^l_j moves by shift times a^{l-1}_k, the layers above follow."""
    z = np.repeat(trace.z[l], len(shifts), axis=0)
    z[:, j - 1] += shifts * trace.a[l - 1][0, k - 1]
    for above in range(l + 1, network.L + 1):
        z = network.phi(above - 1, z) @ network.W[above].T + network.b[above]
    return network.output_loss.cost(z, np.repeat(Y, len(shifts), axis=0))
