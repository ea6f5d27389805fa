"""What a mini-batch does to the gradient and to the path, and which learning rates a network can take."""

from dataclasses import dataclass, replace

import numpy as np

from dnnlib import Network, accuracy, one_hot, train
from dnnlib._checks import generator, integer, number
from dnnlib.datasets import digits
from dnnlib.lessons.gradient_descent.experiment import EXAMPLES, rings_network, rings_task
from dnnlib.lessons.gradient_descent.experiment_steps import gradient
from dnnlib.network import ignore_overflow

__all__ = [
    "Noise",
    "Sweep",
    "batch_noise",
    "example_gradients",
    "expected_noise",
    "learning_rate_sweep",
    "measured_noise",
]

BATCH_SIZES = 2 ** np.arange(8)  # 1 ... 128, the whole set
DRAWS = 200
LINE_EPOCHS = 4
FULL_EPOCHS = 32  # of the same line with the whole set in each batch
NETWORK_EPOCHS = 20
SLOPE, INTERCEPT, SCATTER = 1.0, 0.5, 0.7  # of the cloud through which a line is fitted
DIGITS = 512
SWEEP = np.logspace(-4, 0, 17)
SWEEP_EPOCHS = 10


@dataclass(frozen=True)
class Noise:
    """Mini-batches of one size: a path, a loss curve, and the noise of the gradient for all sizes.

    The batch size, and:

    Attributes
    ----------
    path, full_path : ndarray, shape (updates + 1, 2)
        Slope and intercept of a fitted line after each update, and the same with the whole set in each batch.
    minimum : ndarray, shape (2,)
        Where J of the line is least.
    hessian : ndarray, shape (2, 2)
        Of J of the line (2.9).
    batch_sizes : ndarray of int, shape (k,)
    measured, expected : ndarray, shape (k,)
        Root mean square of |g_B - g|: over random batches, and by the formula (2.10).
    gradient_length : float
        |g| of the untrained network.
    epochs : ndarray
        Passes over the data at which the network's loss was taken.
    network_loss : ndarray, like epochs
        J of the network over the whole set; inf or NaN where it has overflowed.
    progress : float
    """

    batch_size: int
    path: np.ndarray
    full_path: np.ndarray
    minimum: np.ndarray
    hessian: np.ndarray
    batch_sizes: np.ndarray
    measured: np.ndarray
    expected: np.ndarray
    gradient_length: float
    epochs: np.ndarray
    network_loss: np.ndarray
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


@ignore_overflow
def line_path(batch_size, eta, epochs, seed):
    """Slope and intercept of a line after each step of mini-batch gradient descent (2.9): shape (updates + 1, 2)."""
    batch_size = integer("batch_size", batch_size)
    eta = number("eta", eta, 0)
    rng = generator("seed", seed)
    A, y = line_data()
    path = [np.array([-1.0, -1.0])]
    for _ in range(epochs):
        order = rng.permutation(len(A))
        for start in range(0, len(A), batch_size):
            batch = order[start : start + batch_size]
            g = A[batch].T @ (A[batch] @ path[-1] - y[batch]) / len(batch)
            path.append(path[-1] - eta * g)
    return np.array(path)


def example_gradients(network, X, Y):
    """The gradient of each example's cost as one row, g^(i) in (2.6): shape (m, number of parameters)."""
    rows = [gradient(network, X[i : i + 1], Y[i : i + 1]) for i in range(len(X))]
    return np.array([np.concatenate([part.ravel() for part in row]) for row in rows])


def expected_noise(G, batch_sizes):
    """Root mean square of |g_B - g| for batches drawn without repetition, by the formula (2.10).

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
    m = len(G)
    B = np.asarray(batch_sizes)
    variance = ((G - G.mean(axis=0)) ** 2).sum(axis=1).mean()
    return np.sqrt(variance / B * (m - B) / (m - 1))


def measured_noise(G, batch_sizes, rng, draws=DRAWS):
    """Root mean square of |g_B - g| over random batches: shape (k,)."""
    rng = generator("rng", rng)
    g = G.mean(axis=0)
    noise = []
    for B in batch_sizes:
        g_B = np.array([G[rng.permutation(len(G))[:B]].mean(axis=0) for _ in range(draws)])
        noise.append(np.sqrt(((g_B - g) ** 2).sum(axis=1).mean()))
    return np.array(noise)


def batch_noise(batch_size, eta, depth, activation, init_scale, seed):
    """Mini-batches of one size, on a line fit and on a network.

    Parameters
    ----------
    batch_size : int >= 1
        Examples in a batch, of 128.
    eta : float >= 0
        Learning rate.
    depth, activation, init_scale, seed
        As for ``rings_network``; the seed also shuffles the examples.

    Yields
    ------
    Noise
        Before the network's training and after each epoch.
    """
    X, Y = rings_task(EXAMPLES)
    network = rings_network(depth, activation, init_scale, seed)
    A, y = line_data()
    G = example_gradients(network, X, Y)
    losses = [network.loss(network.forward(X), Y)]
    noise = Noise(
        batch_size=batch_size,
        path=line_path(batch_size, eta, LINE_EPOCHS, seed),
        full_path=line_path(EXAMPLES, eta, FULL_EPOCHS, seed),
        minimum=np.linalg.lstsq(A, y)[0],
        hessian=A.T @ A / len(A),
        batch_sizes=BATCH_SIZES,
        measured=measured_noise(G, BATCH_SIZES, seed),
        expected=expected_noise(G, BATCH_SIZES),
        gradient_length=float(np.linalg.norm(G.mean(axis=0))),
        epochs=np.arange(1),
        network_loss=np.array(losses),
        progress=0.0,
    )
    yield noise
    for progress in train(network, X, Y, eta=eta, epochs=NETWORK_EPOCHS, batch_size=batch_size, rng=seed):
        losses.append(network.loss(network.forward(X), Y))
        share = progress.epoch / NETWORK_EPOCHS
        yield replace(noise, epochs=np.arange(len(losses)), network_loss=np.array(losses), progress=share)


def sweep_task():
    """512 digits and, for each, ten targets of which one is 1."""
    X, labels = digits()
    return X[:DIGITS], one_hot(labels[:DIGITS], 10)


def learning_rate_sweep(depth, width, activation, init_scale, batch_size, seed):
    """Train copies of one network on the digits, each with its own learning rate from 1e-4 to 1.

    Parameters
    ----------
    depth : int >= 1
        L, the number of affine maps.
    width : int >= 1
        Units in each hidden layer.
    activation : str
    init_scale : float >= 0
        Factor on Xavier's weights.
    batch_size : int >= 1
        Examples in a batch, of 512.
    seed : int
        For the weights, and for the order of the examples.

    Yields
    ------
    Sweep
        Before training and after each epoch.
    """
    X, Y = sweep_task()
    sizes = [64, *[width] * (depth - 1), 10]
    start = Network(sizes, activation=activation, scale=init_scale, rng=seed)
    networks = [start.copy() for _ in SWEEP]
    options = {"epochs": SWEEP_EPOCHS, "batch_size": batch_size, "rng": seed}
    runs = [train(network, X, Y, eta=eta, **options) for network, eta in zip(networks, SWEEP, strict=True)]
    losses = []
    for epoch in range(SWEEP_EPOCHS + 1):
        traces = [network.forward(X) for network in networks]
        losses.append([network.loss(trace, Y) for network, trace in zip(networks, traces, strict=True)])
        right = [_accuracy(trace.output, Y) for trace in traces]
        yield Sweep(SWEEP, np.array(losses), np.array(right), epoch / SWEEP_EPOCHS)
        for run in runs:
            next(run, None)


def _accuracy(outputs, Y):
    return accuracy(outputs, Y) if np.isfinite(outputs).all() else 0.0
