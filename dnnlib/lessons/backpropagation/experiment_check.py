"""Lesson 3: how well differences know a derivative, by the size of their step."""

from dataclasses import dataclass

import numpy as np

from dnnlib._checks import integer, number
from dnnlib.network import Network, ignore_overflow

__all__ = ["DifferenceErrors", "difference_errors"]

WIDTH, EXAMPLES, PICKED = 6, 8, 24
STEPS = 10.0 ** np.arange(-15, 0.01, 0.5)
EPS = np.finfo(float).eps


@dataclass(frozen=True)
class DifferenceErrors:
    """Errors of three numerical derivatives of J by each of several parameters, against backpropagation.

    Attributes
    ----------
    steps : ndarray, shape (H,)
        The step sizes h.
    forward, central, complex_step : ndarray, shape (H,)
        ||numerical - gradient|| / ||gradient|| over the parameters; 0 where the two are equal to the last digit.
    truncation, rounding : ndarray, shape (H,)
        What theory expects of the central difference: h^2 / 6 times the third derivative, and eps J / h.
    best_step : float
        Where the measured error of the central difference is least.
    predicted_step : float
        Where the sum of truncation and rounding is least.
    h : float
        The step at which single parameters are shown.
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
    """Differentiate a network's loss numerically by 24 of its parameters, with 31 steps from 1e-15 to 1.

    Parameters
    ----------
    depth : int >= 1
        L, with 6 units in every hidden layer.
    activation : str
    init_scale : float >= 0
        Multiplies Xavier's weights.
    seed : int
    h : float > 0
        The step at which the single parameters are shown.

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
    places = [(n, l, i) for n, l, p in network.parameters() if n in "Wb" for i in np.ndindex(p.shape)]
    places = [places[i] for i in np.sort(rng.permutation(len(places))[:PICKED])]
    gradient = np.array([getattr(gradients, n)[l][i] for n, l, i in places])
    return _compared(network, X, Y, places, gradient, h, network.loss(trace, Y))


def _compared(network, X, Y, places, gradient, h, loss):
    steps = np.append(STEPS, h)
    n = len(steps)
    real = _losses(network, X, Y, places, np.concatenate([steps, -steps, [0.0]]))
    central = (real[:, :n] - real[:, n : 2 * n]) / (2 * steps)
    forward = (real[:, :n] - real[:, -1:]) / steps
    curvature_step = 1e-3
    sides = curvature_step * np.array([1, 0, -1]) + 1e-30j
    imaginary = _losses(network, X, Y, places, np.concatenate([1j * STEPS, sides])).imag
    slopes = imaginary[:, len(STEPS) :] / 1e-30
    third = (slopes[:, 0] - 2 * slopes[:, 1] + slopes[:, 2]) / curvature_step**2
    size = max(np.linalg.norm(gradient), np.finfo(float).tiny)

    def error(derivative):
        return np.linalg.norm(derivative - gradient[:, None], axis=0) / size

    truncation = STEPS**2 / 6 * np.linalg.norm(third) / size
    rounding = EPS * loss / STEPS * np.sqrt(len(places)) / size
    central_error = error(central[:, :-1])
    return DifferenceErrors(
        steps=STEPS, forward=error(forward[:, :-1]), central=central_error,
        complex_step=error(imaginary[:, : len(STEPS)] / STEPS), truncation=truncation, rounding=rounding,
        best_step=float(STEPS[np.argmin(central_error)]), predicted_step=float(STEPS[np.argmin(truncation + rounding)]),
        h=h, gradient=gradient, difference=central[:, -1], loss=loss,
    )  # fmt: skip


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
        a = network._activate(l, z, None) if l < network.L else None
    return network.output_loss.cost(z, Y).mean(axis=-1)
