"""Losses (损失函数), each beside its derivative with respect to the outputs.

Each is summed over the outputs of an example and averaged over the batch. They take the outputs a^L; training goes
through the logits z^L instead, see ``output_loss``.
"""

import numpy as np

from dnnlib._checks import finite_array, integer, labels, real_array, unit_interval


def _pair(a, y, *, logarithmic, poles=()):
    """Both as finite (m, n) arrays, in [0, 1] if a logarithm is to be taken, and a not at a pole of its derivative."""
    a = finite_array("a", a)
    y = finite_array("y", y, a.dtype)
    if a.shape != y.shape or a.ndim != 2 or a.size == 0:
        raise ValueError(f"a has shape {a.shape} and y {y.shape}; both must be (m, n) with m, n >= 1")
    if logarithmic:
        a = unit_interval("a", a, "a logarithmic loss")
        y = unit_interval("y", y, "a logarithmic loss")
    for pole in poles:
        if (a == pole).any():
            raise ValueError(
                f"a holds {pole}, where the derivative of the logarithm is infinite; go through the logits"
            )
    return a, y


def _y_ln(y, a):
    """y ln a with 0 ln 0 = 0, and -infinity where a = 0 < y."""
    with np.errstate(divide="ignore"):
        return y * np.log(np.where(y > 0, a, 1))


def mse(a, y):
    """Squared error J = 1/m sum over examples of 1/2 ||a - y||^2.

    Parameters
    ----------
    a, y : array_like, shape (m, n)
        Outputs and targets, one example per row.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the shapes differ or are not (m, n), or an entry is not finite.
    """
    a, y = _pair(a, y, logarithmic=False)
    return float(np.sum((a - y) ** 2) / 2 / len(a))


def mse_prime(a, y):
    """dJ/da = (a - y) / m for ``mse``; shape (m, n). Arguments and errors as for ``mse``."""
    a, y = _pair(a, y, logarithmic=False)
    return (a - y) / len(a)


def binary_cross_entropy(a, y):
    """Binary cross-entropy J = -1/m sum of y ln a + (1 - y) ln(1 - a) over examples and outputs.

    Parameters
    ----------
    a : array_like, shape (m, n), entries in [0, 1]
        Probabilities.
    y : array_like, shape (m, n), entries in [0, 1]
        Targets.

    Returns
    -------
    float
        In nats; infinite if an output is 0 or 1 and its target is not.

    Raises
    ------
    ValueError
        If the shapes differ or are not (m, n), or an entry is outside [0, 1].

    References
    ----------
    Nielsen, "Neural Networks and Deep Learning", 2015, chapter 3.
    """
    a, y = _pair(a, y, logarithmic=True)
    return float(0 - np.sum(_y_ln(y, a) + _y_ln(1 - y, 1 - a)) / len(a))  # 0 - ... avoids -0.0


def binary_cross_entropy_prime(a, y):
    """dJ/da = (-y / a + (1 - y) / (1 - a)) / m for ``binary_cross_entropy``; shape (m, n), a in (0, 1).

    Arguments and errors as for ``binary_cross_entropy``; a ValueError also if a holds 0 or 1.
    """
    a, y = _pair(a, y, logarithmic=True, poles=(0, 1))
    return ((1 - y) / (1 - a) - y / a) / len(a)


def cross_entropy(a, y):
    """Cross-entropy J = -1/m sum of y ln a over examples and classes (log-likelihood loss for one-hot y).

    Parameters
    ----------
    a : array_like, shape (m, n), entries in [0, 1]
        Probabilities.
    y : array_like, shape (m, n), entries in [0, 1]; or int, shape (m,)
        Target probabilities, or labels.

    Returns
    -------
    float
        In nats; infinite if an output is 0 and its target is not.

    Raises
    ------
    ValueError
        If the shapes do not fit, or an entry is outside [0, 1].
    """
    a, y = _pair(*_with_rows(a, y), logarithmic=True)
    return float(0 - np.sum(_y_ln(y, a)) / len(a))  # 0 - ... avoids -0.0


def cross_entropy_prime(a, y):
    """dJ/da = -y / a / m for ``cross_entropy``; shape (m, n), a in (0, 1].

    Arguments and errors as for ``cross_entropy``; a ValueError also if a holds 0.
    """
    a, y = _pair(*_with_rows(a, y), logarithmic=True, poles=(0,))
    return -y / a / len(a)


def _with_rows(a, y):
    """a, and y with its labels, if it holds such, as rows."""
    a, y = finite_array("a", a), real_array("y", y)
    if y.ndim == 1 and a.ndim == 2:
        y = one_hot(labels("y", y, a.shape[1], a.shape[0]), a.shape[1], a.dtype)
    return a, y


def one_hot(y, classes, dtype=np.float64):
    """Rows of zeros with a single 1 at the label: shape (m,) becomes (m, classes).

    Raises
    ------
    ValueError
        If y is not a vector of integers in 0 ... classes - 1, or classes is no integer of at least 1.
    """
    classes = integer("classes", classes)
    y = labels("y", y, classes)
    rows = np.zeros((len(y), classes), dtype)
    rows[np.arange(len(y)), y] = 1
    return rows


def accuracy(a, y):
    """The share of examples that are classified rightly. It is flat almost everywhere, so it is no loss.

    Parameters
    ----------
    a : array_like, shape (m, n)
        Outputs; the largest wins, or for n = 1 the side of 1/2. A row that holds NaN is wrong.
    y : array_like, shape (m, n), or int labels of shape (m,)

    Returns
    -------
    float in [0, 1]

    Raises
    ------
    ValueError
        If the shapes do not fit, or a label is out of range.
    """
    a, y = real_array("a", a), real_array("y", y)
    if a.ndim != 2 or a.size == 0 or (y.ndim != 1 and y.shape != a.shape):
        raise ValueError(f"a has shape {a.shape} and y {y.shape}; a must be (m, n) with m, n >= 1, y the same or (m,)")
    right = _classes(y) if y.ndim == 2 else labels("y", y, max(a.shape[1], 2), len(a))
    return float(np.mean((_classes(a) == right) & ~np.isnan(a).any(axis=1)))


def _classes(a):
    return a.argmax(axis=1) if a.shape[1] > 1 else (a[:, 0] > 0.5).astype(int)


#: Every loss by its name.
LOSSES = {"mse": mse, "binary_cross_entropy": binary_cross_entropy, "cross_entropy": cross_entropy}
