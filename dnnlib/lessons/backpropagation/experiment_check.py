"""Lesson 3: how exact numerical derivatives are, by the size of their step."""

from dataclasses import dataclass

import numpy as np

from dnnlib._checks import integer, number
from dnnlib.network import Network, ignore_overflow

__all__ = ["DifferenceErrors", "difference_errors"]

WIDTH = 6  # of every hidden layer
EXAMPLES = 8
PICKED = 24  # parameters
STEPS = 10.0 ** np.arange(-15, 0.01, 0.5)
THIRD_STEP = 1e-3  # of the second difference of the slope, which gives the third derivative
EPS = np.finfo(float).eps


@dataclass(frozen=True)
class DifferenceErrors:
    """Errors of three numerical derivatives of J with respect to several parameters, against backpropagation.

    The step h at which single parameters are shown, and:

    Attributes
    ----------
    steps : ndarray, shape (H,)
        The step sizes h.
    forward, central, complex_step : ndarray, shape (H,)
        ||numerical - gradient|| / ||gradient|| over the parameters; 0 where the two are equal to the last digit.
    truncation, rounding : ndarray, shape (H,)
        What theory expects of the central difference: h^2 / 6 times the third derivative (3.12), and eps J / h.
    best_step : float
        Where the measured error of the central difference is least.
    predicted_step : float
        Where the sum of truncation and rounding is least, as in (3.13).
    gradient, difference : ndarray, shape (P,)
        dJ/dp by backpropagation and by the central difference with step h.
    loss : float
    """

    steps: np.ndarray
    forward: np.ndarray
    central: np.ndarray
    complex_step: np.ndarray
    truncation: np.ndarray
    rounding: np.ndarray
    best_step: float
    predicted_step: float
    h: float
    gradient: np.ndarray
    difference: np.ndarray
    loss: float


@ignore_overflow
def difference_errors(depth, activation, init_scale, seed, h):
    """Differentiate a network's loss numerically with respect to 24 parameters, with 31 steps from 1e-15 to 1.

    Parameters
    ----------
    depth : int >= 1
        L, with 6 units in every hidden layer.
    activation : str
    init_scale : float >= 0
        Factor on Xavier's weights.
    seed : int
    h : float > 0
        The step at which single parameters are shown.

    Returns
    -------
    DifferenceErrors

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """
    rng = np.random.default_rng(integer("seed", seed, 0))
    h = number("h", h, 0, open_low=True)
    sizes = (2, *(WIDTH,) * (integer("depth", depth) - 1), 2)
    network = Network(sizes, activation=activation, output="sigmoid", loss="mse", scale=init_scale, rng=rng)
    X, Y = rng.normal(size=(EXAMPLES, 2)), rng.integers(0, 2, size=(EXAMPLES, 2)).astype(float)
    for b in network.b[1:]:
        b[:] = rng.normal(0, 0.3, b.shape)
    trace = network.forward(X)
    gradients = network.backward(trace, Y)
    every = [(name, l, i) for name, l, p in network.parameters() if name in "Wb" for i in np.ndindex(p.shape)]
    places = [every[i] for i in np.sort(rng.permutation(len(every))[:PICKED])]
    gradient = np.array([getattr(gradients, name)[l][i] for name, l, i in places])
    return _compared(network, X, Y, places, gradient, h, network.loss(trace, Y))


def _compared(network, X, Y, places, gradient, h, loss):
    forward, central = _differences(network, X, Y, places, np.append(STEPS, h))
    complex_step, third = _complex_steps(network, X, Y, places)
    size = max(np.linalg.norm(gradient), np.finfo(float).tiny)

    def error(derivative):
        return np.linalg.norm(derivative - gradient[:, None], axis=0) / size

    truncation = STEPS**2 / 6 * np.linalg.norm(third) / size
    rounding = EPS * loss / STEPS * np.sqrt(len(places)) / size
    central_error = error(central[:, :-1])
    return DifferenceErrors(
        steps=STEPS,
        forward=error(forward[:, :-1]),
        central=central_error,
        complex_step=error(complex_step),
        truncation=truncation,
        rounding=rounding,
        best_step=float(STEPS[np.argmin(central_error)]),
        predicted_step=float(STEPS[np.argmin(truncation + rounding)]),
        h=h,
        gradient=gradient,
        difference=central[:, -1],
        loss=loss,
    )


def _differences(network, X, Y, places, steps):
    """The one-sided and the central difference (3.12) with each step, both of shape (P, S)."""
    losses = _losses(network, X, Y, places, np.concatenate([steps, -steps, [0.0]]))
    up, down, here = np.split(losses, [len(steps), 2 * len(steps)], axis=1)
    return (up - here) / steps, (up - down) / (2 * steps)


def _complex_steps(network, X, Y, places):
    """The derivative by complex steps (3.14), shape (P, H), and the third derivative, shape (P,)."""
    sides = THIRD_STEP * np.array([1, 0, -1]) + 1e-30j
    imaginary = _losses(network, X, Y, places, np.concatenate([1j * STEPS, sides])).imag
    derivatives, slopes = np.split(imaginary, [len(STEPS)], axis=1)
    return derivatives / STEPS, (slopes / 1e-30) @ [1, -2, 1] / THIRD_STEP**2


def _losses(network, X, Y, places, changes):
    """J for every parameter and every change of it, shape (P, S): all changed networks in one stack."""
    P, S = len(places), len(changes)
    stack = {}
    for name, l, p in network.parameters():
        stack[name, l] = np.broadcast_to(p, (P, S, *p.shape))
        here = [i for i, place in enumerate(places) if place[:2] == (name, l)]
        if here:
            stack[name, l] = stack[name, l].astype(changes.dtype)
        for i in here:
            stack[name, l][(i, slice(None), *places[i][2])] += changes
    a = X
    for l in range(1, network.L + 1):
        z = a @ stack["W", l].mT + stack["b", l][..., None, :]
        a = network.phi(l, z) if l < network.L else None
    return network.output_loss.cost(z, Y).mean(axis=-1)
