"""One weight moved over its range, and one step of gradient descent against what the gradient promised."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dnnlib import accuracy, train
from dnnlib._checks import number
from dnnlib.lessons.gradient_descent.experiment import rings_network, rings_task

__all__ = ["Change", "Walk", "curvature_along", "predicted_change", "weight_walk"]

WALK = np.linspace(-4, 4, 241)
WALK_STEPS, WALK_ETA = 200, 0.15
LOWEST, HIGHEST, A_DECADE = -3, 1, 20  # exponents of the learning rates; points for each decade


@dataclass(frozen=True)
class Walk:
    """What becomes of loss and accuracy while the weight w^1_11 moves and all others rest.

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
    examples : int
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
    """The change of J by one step -eta times the gradient.

    Attributes
    ----------
    eta : float
        The learning rate under the cursor.
    etas : ndarray, shape (k,)
        From 1e-3 to 10, 20 a decade; from less where the fall turns into a rise below 0.1.
    J : float
        The loss before the step.
    squared_gradient, curvature : float
        g^T g, and g^T H g with the Hessian matrix H; g is the gradient of all parameters.
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
        """-eta g^T g."""
        return -eta * self.squared_gradient

    def second_order(self, eta):
        """-eta g^T g + eta^2/2 g^T H g."""
        return -eta * self.squared_gradient + eta**2 / 2 * self.curvature

    @property
    def ratio(self):
        """Measured change over the first-order prediction, for each of etas."""
        return self.measured / self.first_order(self.etas)

    @property
    def turn(self):
        """The learning rate beyond which the second-order change is a rise: 2 g^T g / g^T H g, infinite without one."""
        return 2 * self.squared_gradient / self.curvature if self.curvature > 0 else np.inf


def weight_walk(w, depth, activation, init_scale, examples, seed):
    """Train a network a little, then move the one weight w^1_11 from -4 to 4.

    Parameters
    ----------
    w : float
        Where the cursor stands.
    depth, activation, init_scale, seed
        See `rings_network`.
    examples : int >= 2
        The number of points; the accuracy can change only in steps of 1/examples.

    Returns
    -------
    Walk
    """
    w, (net, losses, shares) = number("w", w), _walked(depth, activation, init_scale, examples, seed)
    (X, Y), net, trained = rings_task(examples), net.copy(), float(net.W[1][0, 0])
    net.W[1][0, 0] = w
    trace = net.forward(X)
    slope = float(net.backward(trace, Y).W[1][0, 0])
    return Walk(WALK, losses, shares, trained, w, net.loss(trace, Y), slope, accuracy(trace.output, Y), examples)


@lru_cache(maxsize=4)
def _walked(depth, activation, init_scale, examples, seed):
    """The trained network, and loss and accuracy along the walk; kept, so that the cursor need not train anew."""
    (X, Y), net = rings_task(examples), rings_network(depth, activation, init_scale, seed)
    for _ in train(net, X, Y, eta=WALK_ETA, epochs=WALK_STEPS, batch_size=examples, rng=0):
        pass
    other, points = net.copy(), []
    for other.W[1][0, 0] in WALK:
        trace = other.forward(X)
        points.append((other.loss(trace, Y), accuracy(trace.output, Y)))
    curves = np.array(points).T
    curves.flags.writeable = False  # they are handed out more than once
    return net, *curves


def gradient(net, X, Y):
    """The gradient of J as a list of arrays, in the order of `net.parameters()`."""
    gradients = net.backward(net.forward(X), Y)
    return [getattr(gradients, name)[l] for name, l, _ in net.parameters()]


@np.errstate(over="ignore", invalid="ignore")
def moved(net, direction, amount):
    """A copy of a network with parameters p + amount d.

    Parameters
    ----------
    net : Network
    direction : list of ndarray
        d, one array for each of `net.parameters()`.
    amount : float

    Returns
    -------
    Network
    """
    other = net.copy()
    for (_, _, p), d in zip(other.parameters(), direction, strict=True):
        p += amount * d
    return other


def dot(one, other):
    """The inner product of two lists of arrays, all entries taken together."""
    return float(sum(np.vdot(a, b) for a, b in zip(one, other, strict=True)))


def curvature_along(net, X, Y, direction):
    """d^T H d, the second derivative of J along a direction, by central difference of the gradient.

    The difference quotient's step is 1e-8 in the unit of the parameters, whatever the length of d.
    """
    length = np.sqrt(dot(direction, direction))
    if not 0 < length < np.inf:
        return length
    h = 1e-8 / length  # so small that hardly a kink of ReLU lies between the two
    up, down = gradient(moved(net, direction, h), X, Y), gradient(moved(net, direction, -h), X, Y)
    return (dot(direction, up) - dot(direction, down)) / (2 * h)


def predicted_change(eta, depth, activation, init_scale, seed):
    """One step of gradient descent from an untrained network: the change of J that was promised, and that came.

    Parameters
    ----------
    eta : float > 0
        Where the cursor stands.
    depth, activation, init_scale, seed
        See `rings_network`.

    Returns
    -------
    Change
    """
    (X, Y), net = rings_task(), rings_network(depth, activation, init_scale, seed)
    g, J = gradient(net, X, Y), net.loss(net.forward(X), Y)
    squared, curvature = dot(g, g), curvature_along(net, X, Y, g)
    etas = _etas(2 * squared / curvature if 0 < curvature < np.inf else np.inf)
    losses = [moved(net, g, -e).forward(X) for e in [*etas, number("eta", eta, 0, open_low=True)]]
    change = np.array([net.loss(trace, Y) for trace in losses]) - J
    return Change(eta, etas, J, squared, curvature, change[:-1], float(change[-1]))


def _etas(turn):
    """Learning rates on a logarithmic grid that begins two decades before the turn, at the latest at 1e-3."""
    low = min(LOWEST, int(np.floor(np.log10(turn))) - 2) if 0 < turn < 1 else LOWEST
    return np.logspace(low, HIGHEST, A_DECADE * (HIGHEST - low) + 1)
