"""Lesson 7, what follows for training: how far each layer moves in one step, relative to its own size."""

from dataclasses import dataclass

import numpy as np

from dnnlib import datasets
from dnnlib.lessons.vanishing_gradients.experiment import Settings
from dnnlib.network import Network, ignore_overflow
from dnnlib.training import train

__all__ = ["ETA", "UpdateSizes", "digit_network", "update_sizes", "update_sizes_steps"]

EPOCHS = 20
BATCH_SIZE = 64
ETA = 10**-1.5  # a stop of the slider


@dataclass(frozen=True)
class UpdateSizes(Settings):
    """The settings, and a training run on the digits so far.

    Attributes
    ----------
    loss : ndarray, shape (epochs so far,)
        Mean loss of each epoch, in nats; ln 10 = 2.3 is guessing.
    update : ndarray, shape (epochs so far, L + 1)
        ||eta dJ/dW^l|| / ||W^l|| of the last batch of each epoch, by layer; 0 at index 0.
    first : ndarray, shape (L + 1,)
        The same for the first batch, before anything is learned.
    accuracy : float
        Share of the training digits that are recognized now: the training accuracy.
    progress : float in [0, 1]
    """

    batch_norm: bool
    eta: float
    loss: np.ndarray
    update: np.ndarray
    first: np.ndarray
    accuracy: float
    progress: float


def digit_network(depth, width, activation, init_scale, batch_norm, seed):
    """A classifier of the digits, 64 - width ... - 10.

    Returns
    -------
    Network
        float32.
    """
    sizes = [64, *[width] * (depth - 1), 10]
    how = {"output": "softmax", "loss": "cross_entropy", "rng": seed, "dtype": np.float32}
    return Network(sizes, activation=activation, scale=init_scale, batch_norm=batch_norm, **how)


@ignore_overflow
def _relative_updates(network, gradients, eta):
    """||eta dJ/dW^l|| / ||W^l|| by layer (7.4); 0 at index 0."""
    sizes = [eta * np.linalg.norm(gradients.W[l]) / np.linalg.norm(network.W[l]) for l in range(1, network.L + 1)]
    return np.array([0.0, *sizes])


def update_sizes_steps(depth=8, width=50, activation="sigmoid", init_scale=1.0, batch_norm=False, eta=ETA, seed=0):
    """Train on the digits for 20 epochs, and look after each at how far every layer moves.

    Parameters and errors as for ``vanishing_gradients``, with any depth; the widths of the layers differ, so the init
    scale multiplies Xavier's weights. Further:

    Parameters
    ----------
    eta : float >= 0

    Yields
    ------
    UpdateSizes
        First before any training (no epoch), then after each epoch. A run that overflows ends early.
    """
    X, labels = datasets.digits()
    X = (X - X.mean()) / X.std()
    network = digit_network(depth, width, activation, init_scale, batch_norm, seed)
    run = train(network, X, labels, eta=eta, epochs=EPOCHS, batch_size=BATCH_SIZE, rng=seed)
    first = _relative_updates(network, network.backward(network.forward(X[:BATCH_SIZE]), labels[:BATCH_SIZE]), eta)
    settings = {"depth": depth, "width": width, "activation": activation, "init_scale": init_scale}
    loss = []
    update = []

    def now(progress):
        return UpdateSizes(
            **settings,
            batch_norm=batch_norm,
            eta=eta,
            loss=np.array(loss),
            update=np.reshape(update, (-1, depth + 1)),
            first=first,
            accuracy=_share_right(network, X, labels),
            progress=progress,
        )

    yield now(0.0)
    for report in run:
        loss.append(report.loss)
        update.append(_relative_updates(network, report.gradients, eta))
        finite = np.isfinite(report.loss)
        yield now(report.epoch / EPOCHS if finite else 1.0)
        if not finite:
            return


def _share_right(network, X, labels):
    output = network.forward(X, training=network.batch_norm).output
    return float(np.mean(output.argmax(axis=1) == labels)) if np.isfinite(output).all() else np.nan


def update_sizes(**settings):
    """The finished run of ``update_sizes_steps``, with the same arguments."""
    *_, result = update_sizes_steps(**settings)
    return result
