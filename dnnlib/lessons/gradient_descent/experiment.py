"""Gradient descent on a bowl, where everything about the learning rate is known, and on a network, where it is not."""

from dataclasses import dataclass

import numpy as np

from dnnlib import Network, train
from dnnlib._checks import integer, number
from dnnlib.datasets import rings

__all__ = ["Bowl", "Descent", "bowl", "descend", "gradient_descent", "measured_rate", "rings_network", "rings_task"]

LAMBDA_MAX = 2.0  # the steep curvature of the explorer's bowl: its limit 2/lambda_max is at eta = 1
RADIUS = 2.0  # the distance of its start from the minimum
BOWL_STEPS, NETWORK_STEPS = 60, 200
EXAMPLES, WIDTH = 128, 10


@dataclass(frozen=True)
class Bowl:
    """Gradient descent on J = 1/2 sum_i lambda_i theta_i^2.

    Attributes
    ----------
    curvatures : ndarray, shape (n,)
        lambda_i, the eigenvalues of the Hessian matrix.
    path : ndarray, shape (steps + 1, n)
        theta after 0, 1, ... steps, in the directions of the eigenvectors.
    loss, distance : ndarray, shape (steps + 1,)
        J, and the distance from the minimum, along the path.
    limit, best : float
        2/lambda_max, and 2/(lambda_min + lambda_max).
    rate, expected_rate : float
        The factor by which the last steps multiply the distance: measured, and max_i |1 - eta lambda_i| over the
        directions in which the start does not stand at the minimum already.
    """

    curvatures: np.ndarray
    path: np.ndarray
    loss: np.ndarray
    distance: np.ndarray
    limit: float
    best: float
    rate: float
    expected_rate: float


@dataclass(frozen=True)
class Descent:
    """The same learning rate on a bowl and on a network.

    Attributes
    ----------
    eta : float
    bowl : Bowl
    network_loss : ndarray, shape (NETWORK_STEPS + 1,)
        J of the network before each step and after the last; inf or NaN where it has overflowed.
    """

    eta: float
    bowl: Bowl
    network_loss: np.ndarray


@np.errstate(over="ignore", invalid="ignore")
def descend(gradient, theta, eta, steps):
    """Gradient descent theta <- theta - eta gradient(theta).

    Parameters
    ----------
    gradient : callable
        From theta to the gradient of J there, of theta's shape.
    theta : array_like, shape (n,)
        The start.
    eta : float >= 0
        Learning rate.
    steps : int >= 0

    Returns
    -------
    ndarray, shape (steps + 1, n)
        theta after 0, 1, ... steps.

    Raises
    ------
    ValueError
        If eta or steps is out of range.
    """
    eta, steps = number("eta", eta, 0), integer("steps", steps, 0)
    path = [np.asarray(theta, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - eta * gradient(path[-1]))
    return np.array(path)


@np.errstate(over="ignore", invalid="ignore")
def bowl(curvatures, start, eta, steps):
    """Gradient descent on J = 1/2 sum_i lambda_i theta_i^2.

    Parameters
    ----------
    curvatures : array_like, shape (n,), entries > 0
        lambda_i.
    start : array_like, shape (n,), not 0
        theta before the first step.
    eta : float >= 0
    steps : int >= 2

    Returns
    -------
    Bowl

    Raises
    ------
    ValueError
        If the shapes differ, a curvature is not positive, the start is the minimum, or eta or steps is out of range.

    References
    ----------
    Nocedal & Wright, "Numerical Optimization", 2006, section 3.3.
    """
    curvatures, start, steps = np.asarray(curvatures, float), np.asarray(start, float), integer("steps", steps, 2)
    if curvatures.ndim != 1 or curvatures.shape != start.shape or not (curvatures > 0).all():
        raise ValueError(f"curvatures={curvatures} must be positive, one for each entry of start={start}")
    if not np.isfinite(start).all() or not start.any():
        raise ValueError(f"start={start} must be finite and not the minimum itself")
    path = descend(lambda theta: curvatures * theta, start, eta, steps)
    distance = np.sqrt((path**2).sum(axis=1))
    expected = np.abs(1 - eta * curvatures)[start != 0].max()
    return Bowl(
        curvatures, path, (curvatures * path**2).sum(axis=1) / 2, distance, 2 / curvatures.max(),
        2 / (curvatures.min() + curvatures.max()), measured_rate(distance), float(expected),
    )  # fmt: skip


@np.errstate(over="ignore", invalid="ignore")
def measured_rate(distance):
    """The mean factor (geometric mean) of the last half of a series of distances; 0 if it arrives exactly.

    Parameters
    ----------
    distance : ndarray, shape (steps + 1,), steps >= 1

    Returns
    -------
    float
    """
    half = len(distance) // 2
    last, middle = distance[-1], distance[-1 - half]
    return float((last / middle) ** (1 / half)) if middle > 0 else 0.0


def rings_task(m=EXAMPLES):
    """The points of two rings and their classes, as a task for a network with one output: X (m, 2) and Y (m, 1)."""
    X, labels = rings(m, rng=0)
    return X, labels[:, None].astype(float)


def rings_network(depth, activation, init_scale, seed, width=WIDTH):
    """A network 2 - width - ... - width - 1 with squared error, untrained.

    Parameters
    ----------
    depth : int >= 1
        L, the number of affine maps.
    activation : str
    init_scale : float >= 0
        Factor on Xavier's weights.
    seed : int or numpy.random.Generator
    width : int >= 1

    Returns
    -------
    Network
    """
    sizes = [2] + [width] * (integer("depth", depth) - 1) + [1]
    return Network(sizes, activation=activation, scale=init_scale, rng=seed)


def training_loss(net, X, Y, eta, steps):
    """Train a network in place by full-batch gradient descent; J before each step and after the last.

    Returns
    -------
    ndarray, shape (steps + 1,)
    """
    losses = [p.loss for p in train(net, X, Y, eta=eta, epochs=steps, batch_size=len(X), rng=0)]
    return np.array([*losses, net.loss(net.forward(X), Y)])


def gradient_descent(eta, condition, start, depth, activation, init_scale, seed):
    """The same learning rate on a bowl with two directions and on a network.

    Parameters
    ----------
    eta : float >= 0
    condition : float >= 1
        kappa = lambda_max / lambda_min of the bowl; lambda_max is 2.
    start : float
        Direction of the bowl's start, degrees from the flat axis.
    depth, activation, init_scale, seed
        See `rings_network`.

    Returns
    -------
    Descent
    """
    condition, angle = number("condition", condition, 1), np.deg2rad(number("start", start))
    theta = RADIUS * np.round([np.cos(angle), np.sin(angle)], 12)  # exactly on an axis at 0, 90, ... degrees
    valley = bowl([LAMBDA_MAX / condition, LAMBDA_MAX], theta, eta, BOWL_STEPS)
    X, Y = rings_task()
    return Descent(
        eta, valley, training_loss(rings_network(depth, activation, init_scale, seed), X, Y, eta, NETWORK_STEPS)
    )
