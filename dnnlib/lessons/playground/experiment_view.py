"""A training at one moment, as data: its curves, its layers, and what the network has learned."""

from dataclasses import dataclass

import numpy as np

from dnnlib.lessons.playground.experiment_data import Task
from dnnlib.lessons.playground.experiment_units import Units, plane_units, units
from dnnlib.losses import accuracy
from dnnlib.signals import FLAT

__all__ = [
    "COLUMNS",
    "ROWS",
    "SHOWN",
    "SIDE",
    "TILE",
    "DigitsView",
    "PlaneView",
    "Readout",
    "Snapshot",
    "classes_read",
    "confusion",
    "readings",
    "readout",
    "stuck_units",
    "view",
]

SIDE = 48  # the plane is drawn at SIDE x SIDE points
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
        Of two classes: how much speaks for class 1, from 0 to 1; row i belongs to x_2, column k to x_1. Of more:
        by how much the winner leads, from 0 to 1.
    winner : ndarray of int, shape (SIDE, SIDE)
        The class that is read.
    boundary : ndarray, shape (k, 2)
        Points at which another class is read.
    units : Units
    """

    task: Task
    score: np.ndarray
    winner: np.ndarray
    boundary: np.ndarray
    units: Units


@dataclass(frozen=True)
class DigitsView:
    """How a network reads held-out examples that are no points in the plane: the digits, or the learner's own.

    Attributes
    ----------
    names : tuple of str
        The classes.
    confusion : ndarray of int, shape (classes, classes)
        confusion[i, j]: how many examples of class i were read as j.
    images : ndarray, shape (k, 8, 8), k <= SHOWN
        The first misread ones; none where the inputs are no images.
    meant, read : ndarray of int, shape (k,)
        What they are, and what they were taken for.
    units : Units
    """

    names: tuple
    confusion: np.ndarray
    images: np.ndarray
    meant: np.ndarray
    read: np.ndarray
    units: Units

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
        names = self.names
        captions = [f"{names[meant]} > {names[read]}" for meant, read in zip(self.meant, self.read, strict=True)]
        return captions + [""] * (SHOWN - len(captions))

    def errors(self, most):
        """The `most` most frequent errors as rows (is, was read as, how often), filled up with zeros."""
        wrong = self.confusion - np.diag(np.diag(self.confusion))
        largest = np.argsort(-wrong, axis=None, kind="stable")[:most]
        rows = np.zeros((most, 3), dtype=int)
        rows[: len(largest)] = np.stack([*np.divmod(largest, len(wrong)), wrong.flat[largest]], axis=1)
        return rows


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
        The curves: one point at the start, one after each pass (of long runs every second, fourth ... up to the last
        few), one now.
    updates : ndarray, shape (k, L)
        ||change of W^l|| / ||W^l|| of a step, averaged over about the last ten; NaN before the first.
    stuck : ndarray, shape (k, L - 1)
        The share of each hidden layer's units that are saturated or dead.
    marks : ndarray, shape (n,)
        The epochs at which a knob was turned.
    turned : str
        What was turned last, in words; "" for nothing.
    since : float
        The epoch at which the last stretch begins.
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
    updates: np.ndarray
    stuck: np.ndarray
    marks: np.ndarray
    turned: str
    since: float
    readout: Readout
    view: PlaneView | DigitsView

    @property
    def update(self):
        """The present relative size of an update, layer by layer: shape (L,)."""
        return self.updates[-1]

    @property
    def finite(self):
        """Whether the loss is still a number."""
        return bool(np.isfinite(self.loss[-1]))


def readings(network, X, Y):
    """Loss and accuracy, with the running statistics where there is batch norm."""
    trace = network.forward(X, training=False)
    return network.loss(trace, Y), accuracy(trace.output, Y)


@np.errstate(all="ignore")
def stuck_units(network, task):
    """The share of each hidden layer's units that are saturated or dead, on the first examples: shape (L - 1,)."""
    trace = network.forward(task.X[:PROBE])
    return np.array([_saturated(network, trace, l) for l in range(1, network.L)])


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
    phi = network._activations[l]
    z, a = trace.z[l], trace.a[l]
    slope = phi.slope(z, a) if network.alpha[l] is None else phi.df(z, network.alpha[l])
    return 1 - np.mean(np.mean(slope, axis=0) >= FLAT * phi.max_slope)


@np.errstate(all="ignore")
def view(network, task):
    """What the network has learned: the plane with its boundary, or the confusion of the classes."""
    if task.extent:
        return _plane_view(network, task)
    a = network.forward(task.X_held_out, training=False).output
    meant, read = task.labels_held_out, _read(a)
    wrong = np.flatnonzero(meant != read)[:SHOWN] if task.image else np.array([], dtype=int)
    images = task.X_held_out[wrong].reshape(-1, 8, 8) if task.image else np.zeros((0, 8, 8))
    counts = confusion(meant, read, len(task.names))
    drawn = units(network, task, task.X[:PROBE], task.labels[:PROBE])
    return DigitsView(task.names, counts, images, meant[wrong], read[wrong], drawn)


def _plane_view(network, task):
    low_1, high_1, low_2, high_2 = task.extent
    x_1, x_2 = np.linspace(low_1, high_1, SIDE), np.linspace(low_2, high_2, SIDE)
    points = np.stack(np.meshgrid(x_1, x_2), axis=-1).reshape(-1, 2)
    trace = network.forward(points, training=False)
    drawn = plane_units(network, trace.a, SIDE)
    winner = _read(trace.output).reshape(SIDE, SIDE)
    if len(task.names) == 2:
        score = _score(trace.output).reshape(SIDE, SIDE)
        return PlaneView(task, score, winner, crossings(score - 0.5, x_1, x_2), drawn)
    best = np.sort(trace.output, axis=1)
    lead = np.clip(best[:, -1] - best[:, -2], 0, 1).reshape(SIDE, SIDE)
    return PlaneView(task, lead, winner, changes(winner, x_1, x_2), drawn)


def classes_read(network, X):
    """The class that a network reads in each example, shape (m,)."""
    return _read(network.forward(X, training=False).output)


def _read(a):
    """The classes that outputs stand for."""
    return (a[:, 0] >= 0.5).astype(int) if a.shape[1] == 1 else a.argmax(axis=1)


def _score(a):
    """From outputs to one number in [0, 1]: over 1/2 is class 1."""
    return np.clip(a[:, 0] if a.shape[1] == 1 else (1 + a[:, 1] - a[:, 0]) / 2, 0, 1)


def confusion(labels, read, classes=10):
    """The confusion matrix (10.3): entry (i, j) counts the examples of class i that were read as j."""
    return np.bincount(classes * labels + read, minlength=classes**2).reshape(classes, classes)


def crossings(values, x_1, x_2):
    """Points of the plane, shape (k, 2), where a function on the grid changes sign, by linear interpolation."""
    along_x1 = _crossings_in_rows(values, x_1, x_2)
    along_x2 = _crossings_in_rows(values.T, x_2, x_1)[:, ::-1]
    return np.concatenate([along_x1, along_x2])


def _crossings_in_rows(values, along, across):
    """The crossings within each row, as (position along the row, position of the row)."""
    left, right = values[:, :-1], values[:, 1:]
    row, column = np.nonzero((left > 0) != (right > 0))
    before, after = left[row, column], right[row, column]
    share = before / (before - after)
    return np.stack([along[column] + share * (along[1] - along[0]), across[row]], axis=1)


def changes(classes, x_1, x_2):
    """Points of the plane, shape (k, 2), half-way between neighbours of different classes."""
    row, column = np.nonzero(classes[:, 1:] != classes[:, :-1])
    along_x1 = np.stack([(x_1[column] + x_1[column + 1]) / 2, x_2[row]], axis=1)
    row, column = np.nonzero(classes[1:] != classes[:-1])
    along_x2 = np.stack([x_1[column], (x_2[row] + x_2[row + 1]) / 2], axis=1)
    return np.concatenate([along_x1, along_x2])
