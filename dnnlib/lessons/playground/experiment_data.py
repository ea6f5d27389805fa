"""The playground's data: always the same examples, split in the same way, whatever the seed of the network."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dnnlib import datasets
from dnnlib._checks import finite_array, number, one_of, real_array
from dnnlib.losses import one_hot
from dnnlib.output_loss import OUTPUT_LOSSES

__all__ = ["DATA", "DEFINED_PAIRS", "DIGITS", "OwnData", "Task", "as_data", "own_data", "source", "task"]

DIGITS = {"digits": "digits()", "digits, labels shuffled": "digits()"}
#: The names of the sets.
DATA = (*datasets.PLANE, *DIGITS)
MATCHED_PAIRS = {("sigmoid", "binary_cross_entropy"), ("softmax", "cross_entropy"), ("identity", "mse")}
#: The pairs of output function and loss that are defined, the matched ones first.
DEFINED_PAIRS = sorted(OUTPUT_LOSSES, key=lambda pair: pair not in MATCHED_PAIRS)

FEWEST, MOST = 8, 20_000  # examples that a set of the learner's own may have
MOST_INPUTS, MOST_CLASSES = 1024, 20
REACH = 2.4  # the plane is drawn from -REACH to REACH, further where points lie beyond
MARGIN = 0.08  # of the learner's own points, as a share of their range


@dataclass(frozen=True, eq=False)
class OwnData:
    """Examples that a learner brings.

    Attributes
    ----------
    X : ndarray, shape (m, n_0)
    labels : ndarray of int, shape (m,)
        0 ... k - 1, in the order of `names`.
    names : tuple of str
        The learner's own labels.
    """

    X: np.ndarray
    labels: np.ndarray
    names: tuple

    def __repr__(self):
        return f"your data ({len(self.X)} x {self.X.shape[1]}, {len(self.names)} classes)"


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
    names : tuple of str
        What the classes are called.
    image : bool
        Whether the inputs are an image of 8 x 8 pixels.
    extent : tuple of four floats
        Of points in the plane: the least and the largest x_1 and x_2 that are drawn.
    """

    X: np.ndarray
    labels: np.ndarray
    X_held_out: np.ndarray
    labels_held_out: np.ndarray
    Y: np.ndarray
    Y_held_out: np.ndarray
    targets: str
    n_out: int
    names: tuple
    image: bool
    extent: tuple


def own_data(data):
    """Check a pair (X, y) of a learner's own.

    Parameters
    ----------
    data : pair
        X of shape (m, n_0), any inputs; y of shape (m,), whole numbers, two or more classes.

    Returns
    -------
    OwnData

    Raises
    ------
    ValueError
        With what is wrong, in one sentence.
    """
    try:
        if isinstance(data, str | dict):
            raise TypeError
        X, y = data
    except (TypeError, ValueError):
        raise ValueError(f"data must be one of {', '.join(DATA)}, or a pair (X, y), not {data!r:.60}") from None
    X = real_array("X", X)
    if X.ndim != 2 or X.shape[1] == 0:
        hint = "; one input for each example is X[:, None]" if X.ndim == 1 else ""
        raise ValueError(f"X has shape {X.shape}, but must be (m, n), one example per row{hint}")
    m, n = X.shape
    if not FEWEST <= m <= MOST:
        hint = f"; hand in a part, such as X[:{MOST}], y[:{MOST}]" if m > MOST else ""
        raise ValueError(f"X has {m} rows, but the playground takes {FEWEST} to {MOST} examples{hint}")
    if n > MOST_INPUTS:
        raise ValueError(f"X has {n} columns, but the playground takes at most {MOST_INPUTS} inputs")
    X, y = finite_array("X", X, np.float64), real_array("y", y)
    if y.shape == (m, 1):
        y = y[:, 0]
    if y.shape != (m,):
        raise ValueError(f"y has shape {y.shape}, but must be ({m},), one label for each row of X")
    if not (np.isfinite(y).all() and (y == np.round(y)).all()):
        bad = y[~np.isfinite(y) | (y != np.round(y))][0]
        raise ValueError(f"y holds {bad}, but labels are whole numbers, one for each class")
    names, labels = np.unique(y.astype(np.int64), return_inverse=True)
    if len(names) < 2:
        raise ValueError(f"y holds one class only, {names[0]}: there is nothing to tell apart")
    if len(names) > MOST_CLASSES:
        raise ValueError(f"y holds {len(names)} different labels, but the playground takes at most {MOST_CLASSES}")
    return OwnData(X.copy(), labels.astype(np.int64), tuple(map(str, names)))


def as_data(data):
    """A set's name, or the learner's own data, checked.

    Raises
    ------
    ValueError
        As `own_data` does, or for an unknown name.
    """
    if isinstance(data, str):
        return one_of("data", data, DATA)
    return data if isinstance(data, OwnData) else own_data(data)


def source(data, noise=0.0, share=1.0):
    """The lines of Python that make a set: X, labels, X_held_out, labels_held_out.

    Parameters
    ----------
    data : str or OwnData
    noise, share : float
        As for `examples`.

    Returns
    -------
    list of str
    """
    if isinstance(data, OwnData):
        lines = ["X, y = data  # your own, as you gave them to the playground"]
        lines += ["X, labels = np.asarray(X, dtype=float), np.unique(y, return_inverse=True)[1].ravel()"]
    else:
        made = DIGITS.get(data, f"{data}(rng=0)")
        lines = [f"X, labels = datasets.{made}"]
    if noise:
        lines += [f"X = X + {noise!r} * X.std() * np.random.default_rng(1).standard_normal(X.shape)"]
    lines += ["X, labels, X_held_out, labels_held_out = datasets.split(X, labels, rng=0)"]
    if data == "digits, labels shuffled":
        lines += ["labels = np.random.default_rng(0).permutation(labels)"]
    if share < 1:
        kept = _kept(len(examples(data)[0]), share)
        lines += [f"X, labels = X[:{kept}], labels[:{kept}]"]
    return lines


def _kept(m, share):
    """How many of m training examples are used."""
    return max(round(share * m), min(m, FEWEST // 2))


@lru_cache(maxsize=8)
def examples(data, noise=0.0, share=1.0):
    """Training and held-out examples; read-only, for they are shared.

    Parameters
    ----------
    data : str or OwnData
    noise : float >= 0
        Standard deviation of what is added to every input, times the inputs' own.
    share : float in (0, 1]
        The share of the training examples that is used; the held-out ones are always the same.

    Returns
    -------
    X, labels, X_held_out, labels_held_out : ndarray
    """
    if isinstance(data, OwnData):
        X, labels = data.X, data.labels
    elif data in datasets.PLANE:
        X, labels = datasets.PLANE[data](rng=0)
    else:
        X, labels = datasets.digits()
    if noise:
        X = X + noise * X.std() * np.random.default_rng(1).standard_normal(X.shape)
    X, labels, X_held_out, labels_held_out = datasets.split(X, labels, rng=0)
    if data == "digits, labels shuffled":
        labels = np.random.default_rng(0).permutation(labels)
    if share < 1:
        kept = _kept(len(X), share)
        X, labels = X[:kept], labels[:kept]
    for array in (X, labels, X_held_out, labels_held_out):
        array.flags.writeable = False
    return X, labels, X_held_out, labels_held_out


def task(data, output, loss, noise=0.0, share=1.0):
    """A set with the targets for an output function and a loss.

    Two classes need one output, unless the loss or the output function counts classes: then two.

    Parameters
    ----------
    data : str, OwnData or pair
        A name from `DATA`, or the learner's own (X, y).
    output, loss : str
        One of `DEFINED_PAIRS`.
    noise, share : float
        As for `examples`.

    Returns
    -------
    Task
    """
    data = as_data(data)
    noise, share = number("noise", noise, 0), number("share", share, 0, 1, open_low=True)
    X, labels, X_held_out, labels_held_out = examples(data, noise, share)
    names = data.names if isinstance(data, OwnData) else tuple("0123456789" if data in DIGITS else "01")
    n_out = classes = len(names)
    if output == "softmax":
        targets, encode = "labels", lambda y: y
    elif classes == 2 and loss != "cross_entropy":
        targets, encode, n_out = "labels[:, None]", lambda y: y[:, None], 1
    else:
        targets, encode = f"one_hot(labels, {classes})", lambda y: one_hot(y, classes)
    return Task(
        X=X,
        labels=labels,
        X_held_out=X_held_out,
        labels_held_out=labels_held_out,
        Y=encode(labels),
        Y_held_out=encode(labels_held_out),
        targets=targets,
        n_out=n_out,
        names=names,
        image=not isinstance(data, OwnData) and data in DIGITS,
        extent=_extent(data, np.concatenate([X, X_held_out])) if X.shape[1] == 2 else (),
    )


def _extent(data, X):
    """What of the plane is drawn."""
    if not isinstance(data, OwnData):
        reach = max(REACH, float(np.ceil(2 * np.abs(X).max())) / 2)
        return -reach, reach, -reach, reach
    low, high = X.min(axis=0), X.max(axis=0)
    margin = MARGIN * np.where(high > low, high - low, 1)
    return tuple(float(end) for pair in zip(low - margin, high + margin, strict=True) for end in pair)
