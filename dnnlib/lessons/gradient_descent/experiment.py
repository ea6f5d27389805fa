"""Gradient descent on a bowl, where everything about the learning rate is known, and on a network, where it is not."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dnnlib import Network, train
from dnnlib._checks import integer, number
from dnnlib.datasets import rings
from dnnlib.network import ignore_overflow

__all__ = ["Bowl", "Descent", "bowl", "descend", "gradient_descent", "measured_rate", "rings_network", "rings_task"]

LAMBDA_MAX = 2.0  # the steep curvature of the explorer's bowl: its limit 2/lambda_max is at eta = 1
RADIUS = 2.0  # the distance of its start from the minimum
BOWL_STEPS = 60
NETWORK_STEPS = 200
EXAMPLES = 128
WIDTH = 10


@dataclass(frozen=True)
class Bowl:
    """Gradient descent on J = 1/2 sum_i lambda_i theta_i^2.

    The curvatures, and:

    Attributes
    ----------
    path : ndarray, shape (steps + 1, n)
        theta after 0, 1, ... steps (2.8), in the directions of the eigenvectors.
    distance : ndarray, shape (steps + 1,)
        From the minimum, along the path.
    limit, best : float
        2/lambda_max (2.4), and 2/(lambda_min + lambda_max) (2.5).
    rate, expected_rate : float
        The factor by which the last steps multiply the distance: measured, and max_i |1 - eta lambda_i| over the
        directions in which the start is not at the minimum already.
    """

    curvatures: np.ndarray
    path: np.ndarray
    distance: np.ndarray
    limit: float
    best: float
    rate: float
    expected_rate: float


@dataclass(frozen=True)
class Descent:
    """The same learning rate on a bowl and on a network.

    The learning rate, how much of both is shown, and:

    Attributes
    ----------
    bowl : Bowl
    network_loss : ndarray, shape (NETWORK_STEPS + 1,)
        J of the network before each step and after the last; inf or NaN where it has overflowed.
    """

    eta: float
    percent: int
    bowl: Bowl
    network_loss: np.ndarray

    def first(self, values):
        """What is shown of values before each step and after the last."""
        return values[: (len(values) - 1) * self.percent // 100 + 1]


@ignore_overflow
def descend(gradient, theta, eta, steps):
    """Gradient descent: theta <- theta - eta gradient(theta).

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
    eta = number("eta", eta, 0)
    path = [np.asarray(theta, dtype=float)]
    for _ in range(integer("steps", steps, 0)):
        path.append(path[-1] - eta * gradient(path[-1]))
    return np.array(path)


@ignore_overflow
def bowl(curvatures, start, eta, steps):
    """Gradient descent on J = 1/2 sum_i lambda_i theta_i^2, which is (2.8).

    Parameters
    ----------
    curvatures : array_like, shape (n,), entries > 0
        lambda_i, the eigenvalues of the Hessian matrix.
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
    curvatures = np.asarray(curvatures, float)
    start = np.asarray(start, float)
    if curvatures.ndim != 1 or curvatures.shape != start.shape or not (curvatures > 0).all():
        raise ValueError(f"curvatures={curvatures} must be positive, one for each entry of start={start}")
    if not np.isfinite(start).all() or not start.any():
        raise ValueError(f"start={start} must be finite and not the minimum itself")
    path = descend(lambda theta: curvatures * theta, start, eta, integer("steps", steps, 2))
    distance = np.sqrt((path**2).sum(axis=1))
    return Bowl(
        curvatures=curvatures,
        path=path,
        distance=distance,
        limit=2 / curvatures.max(),
        best=2 / (curvatures.min() + curvatures.max()),
        rate=measured_rate(distance),
        expected_rate=float(np.abs(1 - eta * curvatures)[start != 0].max()),
    )


@ignore_overflow
def measured_rate(distance):
    """The geometric mean of the factors from one distance to the next, over the last half; 0 if the last one is 0."""
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
    sizes = [2, *[width] * (integer("depth", depth) - 1), 1]
    return Network(sizes, activation=activation, scale=init_scale, rng=seed)


def gradient_descent(eta, condition, start, depth, activation, init_scale, seed, percent=100):
    """The same learning rate on a bowl with two directions and on a network.

    Parameters
    ----------
    eta : float >= 0
        Learning rate.
    condition : float >= 1
        kappa = lambda_max / lambda_min of the bowl; lambda_max is 2.
    start : float
        Where the bowl's path starts on a circle of radius 2: degrees from the flat direction.
    depth, activation, init_scale, seed
        As for ``rings_network``.
    percent : int in [0, 100]
        How much of both descents is shown.

    Returns
    -------
    Descent
    """
    percent = integer("percent", percent, 0, 100)
    condition = number("condition", condition, 1)
    angle = np.deg2rad(number("start", start))
    theta = RADIUS * np.round([np.cos(angle), np.sin(angle)], 12)  # exactly on an axis at 0, 90, ... degrees
    on_bowl = bowl([LAMBDA_MAX / condition, LAMBDA_MAX], theta, eta, BOWL_STEPS)
    eta = number("eta", eta, 0)
    return Descent(eta, percent, on_bowl, _training_loss(eta, depth, activation, init_scale, seed))


@lru_cache(maxsize=4)  # a descent that is played is computed once
def _training_loss(eta, depth, activation, init_scale, seed):
    """J of a network before each step of full-batch gradient descent and after the last."""
    X, Y = rings_task()
    network = rings_network(depth, activation, init_scale, seed)
    steps = train(network, X, Y, eta=eta, epochs=NETWORK_STEPS, batch_size=len(X), rng=0)
    losses = [progress.loss for progress in steps]
    losses = np.array([*losses, network.loss(network.forward(X), Y)])
    losses.flags.writeable = False  # they are handed out more than once
    return losses
