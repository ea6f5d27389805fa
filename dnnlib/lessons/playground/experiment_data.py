"""The playground's data sets: always the same examples, split in the same way, whatever the seed of the network."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dnnlib import datasets
from dnnlib._checks import one_of
from dnnlib.losses import one_hot
from dnnlib.output_loss import OUTPUT_LOSSES

__all__ = ["DATA", "DEFINED_PAIRS", "DIGITS", "Task", "task"]

SPLIT = "X, labels, X_held_out, labels_held_out = datasets.split(*{source}, rng=0)"
#: What each set is, as the lines of Python that make it.
DATA = {name: SPLIT.format(source=f"datasets.{name}(rng=0)") for name in datasets.PLANE} | {
    "digits": SPLIT.format(source="datasets.digits()"),
    "digits, labels shuffled": SPLIT.format(source="datasets.digits()")
    + "; labels = default_rng(0).permutation(labels)",
}
DIGITS = frozenset({"digits", "digits, labels shuffled"})
MATCHED_PAIRS = {("sigmoid", "binary_cross_entropy"), ("softmax", "cross_entropy"), ("identity", "mse")}
#: The pairs of output function and loss that are defined, the matched ones first.
DEFINED_PAIRS = sorted(OUTPUT_LOSSES, key=lambda pair: pair not in MATCHED_PAIRS)


@dataclass(frozen=True)
class Task:
    """Data in the form that an output function and a loss ask for.

    Attributes
    ----------
    X, X_held_out : ndarray, shape (m, n_0)
    labels, labels_held_out : ndarray of int, shape (m,)
    Y, Y_held_out : ndarray
        The targets: (m, 1) for one output, labels (m,) for softmax, else one-hot rows (m, classes).
    targets : str
        How Y comes from `labels`, as Python.
    n_out : int
        Units of the output layer.
    """

    X: np.ndarray
    labels: np.ndarray
    X_held_out: np.ndarray
    labels_held_out: np.ndarray
    Y: np.ndarray
    Y_held_out: np.ndarray
    targets: str
    n_out: int


@lru_cache(maxsize=8)
def examples(data):
    """Training and held-out examples of a set, by its name; read-only, for they are shared."""
    one_of("data", data, DATA)
    if data in datasets.PLANE:
        X, labels = datasets.PLANE[data](rng=0)
    else:
        X, labels = datasets.digits()
    X, labels, X_held_out, labels_held_out = datasets.split(X, labels, rng=0)
    if data == "digits, labels shuffled":
        labels = np.random.default_rng(0).permutation(labels)
    for array in (X, labels, X_held_out, labels_held_out):
        array.flags.writeable = False
    return X, labels, X_held_out, labels_held_out


def task(data, output, loss):
    """A set with the targets for an output function and a loss.

    Two classes need one output, unless the loss or the output function counts classes: then two.

    Parameters
    ----------
    data : str
        A name from `DATA`.
    output, loss : str
        One of `DEFINED_PAIRS`.

    Returns
    -------
    Task
    """
    X, labels, X_held_out, labels_held_out = examples(data)
    classes = 10 if data in DIGITS else 2
    n_out = classes
    if output == "softmax":
        targets, encode = "labels", lambda y: y
    elif classes == 2 and loss != "cross_entropy":
        targets, encode, n_out = "labels[:, None]", lambda y: y[:, None], 1
    else:
        targets, encode = f"one_hot(labels, {classes})", lambda y: one_hot(y, classes)
    return Task(X, labels, X_held_out, labels_held_out, encode(labels), encode(labels_held_out), targets, n_out)
