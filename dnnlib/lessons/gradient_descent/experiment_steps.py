"""One weight moved over its range, and one step of gradient descent against what the gradient promised."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dnnlib import accuracy, train
from dnnlib._checks import number
from dnnlib.lessons.gradient_descent.experiment import rings_network, rings_task
from dnnlib.network import ignore_overflow

__all__ = ["Change", "Walk", "curvature_along", "predicted_change", "weight_walk"]

WALK = np.linspace(-4, 4, 241)
WALK_STEPS = 200
WALK_ETA = 0.15
LOWEST, HIGHEST = -3, 1  # exponents of the learning rates
A_DECADE = 20  # learning rates in each decade


@dataclass(frozen=True)
class Walk:
    """Loss and accuracy while the weight w^1_11 moves and all others rest.

    The number of examples, and:

    Attributes
    ----------
    w : ndarray, shape (k,)
        Values of the weight.
    loss, accuracy : ndarray, shape (k,)
        J and the share of right answers at each.
    trained : float
        The value that training gave the weight.
    here, loss_here, slope_here, accuracy_here : float
        The value under the cursor, J there, dJ/dw there (by the backward pass), and the accuracy there.
    """

    w: np.ndarray
    loss: np.ndarray
    accuracy: np.ndarray
    trained: float
    here: float
    loss_here: float
    slope_here: float
    accuracy_here: float
    examples: int

    @property
    def flat_share(self):
        """The share of the walk's small steps over which the accuracy stays exactly as it is."""
        return float(np.mean(np.diff(self.accuracy) == 0))

    @property
    def moving_share(self):
        """The share of them over which the loss changes."""
        return float(np.mean(np.diff(self.loss) != 0))


@dataclass(frozen=True)
class Change:
    """The change of J by one step -eta g, where g is the gradient of all parameters.

    The learning rate, and:

    Attributes
    ----------
    etas : ndarray, shape (k,)
        Other learning rates, from 1e-3 to 10, 20 a decade; from less where the fall turns into a rise below 0.1.
    J : float
        The loss before the step.
    squared_gradient, curvature : float
        g^T g, and g^T H g with the Hessian matrix H.
    measured : ndarray, shape (k,)
        J(theta - eta g) - J(theta) for each of etas.
    measured_here : float
        The same for eta.
    """

    eta: float
    etas: np.ndarray
    J: float
    squared_gradient: float
    curvature: float
    measured: np.ndarray
    measured_here: float

    def first_order(self, eta):
        """-eta g^T g (2.2)."""
        return -eta * self.squared_gradient

    def second_order(self, eta):
        """-eta g^T g + eta^2/2 g^T H g (2.7)."""
        return -eta * self.squared_gradient + eta**2 / 2 * self.curvature

    @property
    def ratio(self):
        """Measured change over the first-order prediction, for each of etas."""
        return self.measured / self.first_order(self.etas)

    @property
    def turn(self):
        """The learning rate beyond which the second-order change is a rise, infinite without one."""
        return _turn(self.squared_gradient, self.curvature)


def weight_walk(w, depth, activation, init_scale, examples, seed):
    """Train a network a little, then move the one weight w^1_11 from -4 to 4.

    Parameters
    ----------
    w : float
        The value under the cursor.
    depth, activation, init_scale, seed
        As for ``rings_network``.
    examples : int >= 2
        The number of points; the accuracy can change only in steps of 1/examples.

    Returns
    -------
    Walk
    """
    w = number("w", w)
    network, losses, shares = _walked(depth, activation, init_scale, examples, seed)
    X, Y = rings_task(examples)
    trained = float(network.W[1][0, 0])
    network = network.copy()
    network.W[1][0, 0] = w
    trace = network.forward(X)
    return Walk(
        w=WALK,
        loss=losses,
        accuracy=shares,
        trained=trained,
        here=w,
        loss_here=network.loss(trace, Y),
        slope_here=float(network.backward(trace, Y).W[1][0, 0]),
        accuracy_here=accuracy(trace.output, Y),
        examples=examples,
    )


@lru_cache(maxsize=4)  # a move of the cursor trains nothing
def _walked(depth, activation, init_scale, examples, seed):
    """The trained network, and loss and accuracy along the walk."""
    X, Y = rings_task(examples)
    network = rings_network(depth, activation, init_scale, seed)
    for _ in train(network, X, Y, eta=WALK_ETA, epochs=WALK_STEPS, batch_size=examples, rng=0):
        pass
    other = network.copy()
    curves = np.empty((2, len(WALK)))
    for i, w in enumerate(WALK):
        other.W[1][0, 0] = w
        trace = other.forward(X)
        curves[:, i] = other.loss(trace, Y), accuracy(trace.output, Y)
    curves.flags.writeable = False  # they are handed out more than once
    return network, *curves


def gradient(network, X, Y):
    """The gradient of J as a list of arrays, in the order of `network.parameters()`."""
    gradients = network.backward(network.forward(X), Y)
    return [getattr(gradients, name)[l] for name, l, _ in network.parameters()]


@ignore_overflow
def moved(network, direction, amount):
    """A copy of a network with parameters p + amount d; the direction holds one array d for each parameter."""
    other = network.copy()
    for (_, _, p), d in zip(other.parameters(), direction, strict=True):
        p += amount * d
    return other


def dot(one, other):
    """The inner product of two lists of arrays, all entries taken together."""
    return float(sum(np.vdot(a, b) for a, b in zip(one, other, strict=True)))


def curvature_along(network, X, Y, direction):
    """d^T H d, the second derivative of J along a direction, by central difference of the gradient.

    The difference quotient's step is 1e-8 in the unit of the parameters, whatever the length of d.
    """
    length = np.sqrt(dot(direction, direction))
    if not 0 < length < np.inf:
        return length
    h = 1e-8 / length  # so small that hardly a kink of ReLU lies between the two
    up = gradient(moved(network, direction, h), X, Y)
    down = gradient(moved(network, direction, -h), X, Y)
    return (dot(direction, up) - dot(direction, down)) / (2 * h)


def predicted_change(eta, depth, activation, init_scale, seed):
    """One step of gradient descent from an untrained network: the change of J that was promised, and that came.

    Parameters
    ----------
    eta : float > 0
        The learning rate under the cursor.
    depth, activation, init_scale, seed
        As for ``rings_network``.

    Returns
    -------
    Change
    """
    eta = number("eta", eta, 0, open_low=True)
    X, Y = rings_task()
    network = rings_network(depth, activation, init_scale, seed)
    J = network.loss(network.forward(X), Y)
    g = gradient(network, X, Y)
    squared = dot(g, g)
    curvature = curvature_along(network, X, Y, g)
    etas = _learning_rates(_turn(squared, curvature))

    def change(eta):
        after = moved(network, g, -eta)
        return after.loss(after.forward(X), Y) - J

    measured = np.array([change(other) for other in etas])
    return Change(eta, etas, J, squared, curvature, measured, change(eta))


def _turn(squared_gradient, curvature):
    """Where (2.7) is 0: 2 g^T g / g^T H g."""
    return 2 * squared_gradient / curvature if curvature > 0 else np.inf


def _learning_rates(turn):
    """Learning rates on a logarithmic grid that begins two decades before the turn, at the latest at 1e-3."""
    low = min(LOWEST, int(np.floor(np.log10(turn))) - 2) if 0 < turn < 1 else LOWEST
    return np.logspace(low, HIGHEST, A_DECADE * (HIGHEST - low) + 1)
