"""A training at one moment, as data: its curves, its layers, and what the network has learned."""

from dataclasses import dataclass

import numpy as np

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.playground.experiment_data import Task
from dnnlib.losses import accuracy
from dnnlib.signals import FLAT

__all__ = [
    "COLUMNS",
    "REACH",
    "ROWS",
    "SHOWN",
    "SIDE",
    "TILE",
    "DigitsView",
    "PlaneView",
    "Readout",
    "Snapshot",
    "confusion",
    "readings",
    "readout",
    "view",
]

REACH = 2.4  # the plane is drawn from -REACH to REACH
SIDE = 48  # at SIDE x SIDE points
AXIS = np.linspace(-REACH, REACH, SIDE)
PLANE = np.stack(np.meshgrid(AXIS, AXIS), axis=-1).reshape(-1, 2)
PROBE = 256  # training examples on which the layers are read
ROWS, COLUMNS = 3, 2  # of the misread digits that are shown
SHOWN = ROWS * COLUMNS
TILE = (11, 9)  # pixels of one of them, with room for a caption below it


@dataclass(frozen=True)
class Readout:
    """What the layers do with the first training examples.

    Attributes
    ----------
    activation_spread : ndarray, shape (L,)
        Standard deviation of a^l over units and examples, l = 1 ... L.
    gradient_spread : ndarray, shape (L,)
        Root mean square of dC/dz^l over units and examples.
    saturated : ndarray, shape (L - 1,)
        Share of the hidden units that are saturated or dead: their slope phi'(z), averaged over the examples, is under
        5 % of the largest slope that phi has. The pictures call them stuck.
    """

    activation_spread: np.ndarray
    gradient_spread: np.ndarray
    saturated: np.ndarray


@dataclass(frozen=True)
class PlaneView:
    """A network over the plane.

    Attributes
    ----------
    task : Task
    score : ndarray, shape (SIDE, SIDE)
        How much speaks for class 1, from 0 to 1; row i belongs to x_2, column k to x_1.
    boundary : ndarray, shape (k, 2)
        Points at which the score crosses 1/2.
    """

    task: Task
    score: np.ndarray
    boundary: np.ndarray


@dataclass(frozen=True)
class DigitsView:
    """How a network reads the held-out digits.

    Attributes
    ----------
    confusion : ndarray of int, shape (10, 10)
        confusion[i, j]: how many images of an i were read as j.
    images : ndarray, shape (k, 8, 8), k <= SHOWN
        The first misread ones.
    meant, read : ndarray of int, shape (k,)
        What they are, and what they were taken for.
    """

    confusion: np.ndarray
    images: np.ndarray
    meant: np.ndarray
    read: np.ndarray

    @property
    def montage(self):
        """The images in ROWS rows, with room for a caption below each: shape (33, 18)."""
        montage = np.zeros((ROWS * TILE[0], COLUMNS * TILE[1]))
        for k, image in enumerate(self.images):
            row, column = TILE[0] * (k // COLUMNS), TILE[1] * (k % COLUMNS)
            montage[row : row + 8, column : column + 8] = image
        return montage

    @property
    def captions(self):
        """What stands below the images, SHOWN texts."""
        captions = [f"{meant} > {read}" for meant, read in zip(self.meant, self.read, strict=True)]
        return captions + [""] * (SHOWN - len(captions))

    def errors(self, most):
        """The `most` most frequent errors as rows (is, was read as, how often), filled up with zeros."""
        wrong = self.confusion - np.diag(np.diag(self.confusion))
        largest = np.argsort(-wrong, axis=None, kind="stable")[:most]
        meant, read = np.divmod(largest, 10)
        return np.stack([meant, read, wrong.flat[largest]], axis=1)


@dataclass(frozen=True)
class Snapshot:
    """A training at one moment.

    Attributes
    ----------
    settings : dict
        The parameters, by name.
    step : int
        Updates so far.
    epoch : float
        Passes over the training data so far: examples seen / examples there are.
    epochs, loss, held_out_loss, accuracy, held_out_accuracy : ndarray, shape (k,)
        The curves: one point at the start, one after each pass (of long runs every second, fourth ...), one now.
    update : ndarray, shape (L,)
        ||change of W^l|| / ||W^l|| of a step, averaged over about the last ten; NaN before the first.
    readout : Readout
        What the layers do with the first examples.
    view : PlaneView or DigitsView
        What the network has learned, to be looked at.
    """

    settings: dict
    step: int
    epoch: float
    epochs: np.ndarray
    loss: np.ndarray
    held_out_loss: np.ndarray
    accuracy: np.ndarray
    held_out_accuracy: np.ndarray
    update: np.ndarray
    readout: Readout
    view: PlaneView | DigitsView

    @property
    def finite(self):
        """Whether the loss is still a number."""
        return bool(np.isfinite(self.loss[-1]))


def readings(network, X, Y):
    """Loss and accuracy, with the running statistics where there is batch norm."""
    trace = network.forward(X, training=False)
    return network.loss(trace, Y), accuracy(trace.output, Y)


@np.errstate(all="ignore")
def readout(network, task):
    """Read the layers of a network on the first training examples."""
    X, Y = task.X[:PROBE], task.Y[:PROBE]
    trace = network.forward(X)
    delta = network.backward(trace, Y).delta
    layers = range(1, network.L + 1)
    spread = np.array([trace.a[l].std() for l in layers])
    gradient = np.array([len(X) * np.sqrt(np.mean(delta[l] ** 2)) for l in layers])
    saturated = np.array([_saturated(network, trace, l) for l in layers[:-1]])
    return Readout(spread, gradient, saturated)


def _saturated(network, trace, l):
    """The share of layer l's units that hardly pass a gradient on; NaN counts as saturated."""
    phi = ACTIVATIONS[network.activation[l - 1]]
    z, a = trace.z[l], trace.a[l]
    slope = phi.slope(z, a) if network.alpha[l] is None else phi.df(z, network.alpha[l])
    return 1 - np.mean(np.mean(slope, axis=0) >= FLAT * phi.max_slope)


@np.errstate(all="ignore")
def view(network, task):
    """What the network has learned: the plane with its boundary, or the confusion of the digits."""
    if task.X.shape[1] == 2:
        score = _score(network.forward(PLANE, training=False).output).reshape(SIDE, SIDE)
        return PlaneView(task, score, crossings(score - 0.5))
    a = network.forward(task.X_held_out, training=False).output
    meant, read = task.labels_held_out, a.argmax(axis=1)
    wrong = np.flatnonzero(meant != read)[:SHOWN]
    return DigitsView(confusion(meant, read), task.X_held_out[wrong].reshape(-1, 8, 8), meant[wrong], read[wrong])


def _score(a):
    """From outputs to one number in [0, 1]: over 1/2 is class 1."""
    return np.clip(a[:, 0] if a.shape[1] == 1 else (1 + a[:, 1] - a[:, 0]) / 2, 0, 1)


def confusion(labels, read, classes=10):
    """The confusion matrix (10.5): entry (i, j) counts the examples of class i that were read as j."""
    return np.bincount(classes * labels + read, minlength=classes**2).reshape(classes, classes)


def crossings(values):
    """Points of the plane, shape (k, 2), where a function on the grid changes sign, by linear interpolation."""
    along_x1 = _crossings_in_rows(values)
    along_x2 = _crossings_in_rows(values.T)[:, ::-1]
    return np.concatenate([along_x1, along_x2])


def _crossings_in_rows(values):
    """The crossings within each row, as (position along the row, position of the row)."""
    left, right = values[:, :-1], values[:, 1:]
    row, column = np.nonzero((left > 0) != (right > 0))
    before, after = left[row, column], right[row, column]
    share = before / (before - after)
    return np.stack([AXIS[column] + share * (AXIS[1] - AXIS[0]), AXIS[row]], axis=1)
