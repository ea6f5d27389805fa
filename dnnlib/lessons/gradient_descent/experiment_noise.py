"""What a mini-batch does to the gradient and to the path, and which learning rates a network can take."""

from dataclasses import dataclass

import numpy as np

from dnnlib import Network, accuracy, one_hot, train
from dnnlib._checks import generator, integer
from dnnlib.datasets import digits
from dnnlib.lessons.gradient_descent.experiment import descend, rings_network, rings_task
from dnnlib.lessons.gradient_descent.experiment_steps import gradient

__all__ = [
    "Noise",
    "Sweep",
    "batch_noise",
    "example_gradients",
    "expected_noise",
    "learning_rate_sweep",
    "measured_noise",
]

EXAMPLES = 128
BATCH_SIZES = 2 ** np.arange(8)  # 1 ... 128, the whole set
DRAWS = 200
LINE_EPOCHS, NETWORK_EPOCHS = 4, 20
SLOPE, INTERCEPT, SCATTER = 1.0, 0.5, 0.7  # of the cloud through which a line is fitted
DIGITS = 512
SWEEP = np.logspace(-4, 0, 17)
SWEEP_EPOCHS = 10


@dataclass(frozen=True)
class Noise:
    """Mini-batches of one size: a path, a loss curve, and the noise of the gradient for all sizes.

    Attributes
    ----------
    batch_size : int
    path, full_path : ndarray, shape (updates + 1, 2)
        Slope and intercept of a fitted line after each update, and the same with the whole set in each batch.
    minimum : ndarray, shape (2,)
        Where J of the line is least.
    hessian : ndarray, shape (2, 2)
        Of J of the line.
    epochs : ndarray
        Passes over the data at which the network's loss was taken.
    network_loss : ndarray, like epochs
        J of the network over the whole set; inf or NaN where it has overflowed.
    batch_sizes : ndarray of int, shape (k,)
    measured, expected : ndarray, shape (k,)
        Root mean square of |batch gradient - gradient|: over random batches, and by the formula.
    gradient_length : float
        |gradient| of the untrained network.
    progress : float
    """

    batch_size: int
    path: np.ndarray
    full_path: np.ndarray
    minimum: np.ndarray
    hessian: np.ndarray
    epochs: np.ndarray
    network_loss: np.ndarray
    batch_sizes: np.ndarray
    measured: np.ndarray
    expected: np.ndarray
    gradient_length: float
    progress: float


@dataclass(frozen=True)
class Sweep:
    """One network trained on the digits with each of many learning rates.

    Attributes
    ----------
    etas : ndarray, shape (k,)
        From 1e-4 to 1.
    loss : ndarray, shape (epochs so far + 1, k)
        J over the training data; inf or NaN where it has overflowed.
    accuracy : ndarray, shape (k,)
        The share of training images that are read rightly now; 0 where the outputs have overflowed.
    progress : float
    """

    etas: np.ndarray
    loss: np.ndarray
    accuracy: np.ndarray
    progress: float

    @property
    def best(self):
        """The index of the learning rate with the least loss now; 0 if every loss has overflowed."""
        return int(np.argmin(np.where(np.isfinite(self.loss[-1]), self.loss[-1], np.inf)))


def line_data(m=EXAMPLES):
    """Points around a straight line: inputs with a 1 beside them, of shape (m, 2), and targets of shape (m,)."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal(m)
    return np.stack([x, np.ones(m)], axis=1), SLOPE * x + INTERCEPT + SCATTER * rng.standard_normal(m)


def line_path(batch_size, eta, epochs, seed):
    """Slope and intercept of a line on their way from (-1, -1), by mini-batch gradient descent on squared error.

    Parameters
    ----------
    batch_size : int >= 1
    eta : float >= 0
    epochs : int >= 0
    seed : int or numpy.random.Generator
        Shuffles the examples anew each epoch.

    Returns
    -------
    ndarray, shape (updates + 1, 2)
    """
    (X, y), rng, batch_size = line_data(), generator("rng", seed), integer("batch_size", batch_size)
    starts, orders = range(0, len(X), batch_size), (rng.permutation(len(X)) for _ in range(epochs))
    batches = (order[start : start + batch_size] for order in orders for start in starts)

    def batch_gradient(theta):
        batch = next(batches)
        return X[batch].T @ (X[batch] @ theta - y[batch]) / len(batch)

    return descend(batch_gradient, [-1.0, -1.0], eta, epochs * len(starts))


def example_gradients(net, X, Y):
    """The gradient of each example's cost as one row.

    Returns
    -------
    ndarray, shape (m, number of parameters)
    """
    rows = [gradient(net, X[i : i + 1], Y[i : i + 1]) for i in range(len(X))]
    return np.array([np.concatenate([part.ravel() for part in row]) for row in rows])


def expected_noise(G, batch_sizes):
    """Root mean square of |batch gradient - gradient| for batches drawn without repetition, by the formula.

    Parameters
    ----------
    G : ndarray, shape (m, n)
        The examples' gradients.
    batch_sizes : array_like of int

    Returns
    -------
    ndarray, like batch_sizes
        sqrt(sigma^2 / B (m - B) / (m - 1)), where sigma^2 is the mean squared distance of a row from the mean row.

    References
    ----------
    Cochran, "Sampling Techniques", 1977, theorem 2.2.
    """
    m, B = len(G), np.asarray(batch_sizes)
    variance = ((G - G.mean(axis=0)) ** 2).sum(axis=1).mean()
    return np.sqrt(variance / B * (m - B) / (m - 1))


def measured_noise(G, batch_sizes, rng, draws=DRAWS):
    """The same, over random batches: shape (k,)."""
    mean, rng, noise = G.mean(axis=0), generator("rng", rng), []
    for B in batch_sizes:
        off = np.array([G[rng.permutation(len(G))[:B]].mean(axis=0) for _ in range(draws)]) - mean
        noise.append(np.sqrt((off**2).sum(axis=1).mean()))
    return np.array(noise)


def batch_noise(batch_size, eta, depth, activation, init_scale, seed):
    """Mini-batches of one size, on a line fit and on a network.

    Parameters
    ----------
    batch_size : int >= 1
    eta : float >= 0
    depth, activation, init_scale, seed
        See `rings_network`; the seed also shuffles the examples.

    Yields
    ------
    Noise
        Before the network's training and after each epoch.
    """
    (X, Y), net, (A, y) = rings_task(EXAMPLES), rings_network(depth, activation, init_scale, seed), line_data()
    G = example_gradients(net, X, Y)
    noise = measured_noise(G, BATCH_SIZES, seed), expected_noise(G, BATCH_SIZES), float(np.linalg.norm(G.mean(axis=0)))
    line = line_path(batch_size, eta, LINE_EPOCHS, seed), line_path(EXAMPLES, eta, LINE_EPOCHS * 8, seed)
    line += np.linalg.lstsq(A, y)[0], A.T @ A / len(A)
    losses = [net.loss(net.forward(X), Y)]
    training = train(net, X, Y, eta=eta, epochs=NETWORK_EPOCHS, batch_size=batch_size, rng=seed)
    for epoch in range(NETWORK_EPOCHS + 1):
        seen = np.arange(epoch + 1), np.array(losses)
        yield Noise(batch_size, *line, *seen, BATCH_SIZES, *noise, epoch / NETWORK_EPOCHS)
        if next(training, None) is not None:
            losses.append(net.loss(net.forward(X), Y))


def sweep_task():
    """512 digits and, for each, ten targets of which one is 1."""
    X, labels = digits()
    return X[:DIGITS], one_hot(labels[:DIGITS], 10)


def learning_rate_sweep(depth, width, activation, init_scale, batch_size, seed):
    """Train copies of one network on the digits, each with its own learning rate from 1e-4 to 1.

    Parameters
    ----------
    depth, width : int >= 1
    activation : str
    init_scale : float >= 0
        Factor on Xavier's weights.
    batch_size : int >= 1
    seed : int

    Yields
    ------
    Sweep
        Before training and after each epoch.
    """
    X, Y = sweep_task()
    net = Network([64] + [width] * (depth - 1) + [10], activation=activation, scale=init_scale, rng=seed)
    nets = [net.copy() for _ in SWEEP]
    options = {"epochs": SWEEP_EPOCHS, "batch_size": batch_size, "rng": seed}
    training = [train(one, X, Y, eta=eta, **options) for one, eta in zip(nets, SWEEP, strict=True)]
    history = []
    for epoch in range(SWEEP_EPOCHS + 1):
        traces = [one.forward(X) for one in nets]
        history.append([one.loss(trace, Y) for one, trace in zip(nets, traces, strict=True)])
        right = [_accuracy(trace.output, Y) for trace in traces]
        yield Sweep(SWEEP, np.array(history), np.array(right), epoch / SWEEP_EPOCHS)
        for run in training:
            next(run, None)


def _accuracy(outputs, Y):
    return accuracy(outputs, Y) if np.isfinite(outputs).all() else 0.0
