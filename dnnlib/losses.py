"""Losses (损失函数), and what each makes of each output function.

Every loss is summed over the outputs of an example and averaged over the batch.
An output function and a loss meet in an ``OutputLoss``: the cost from the logits z^L and its derivative
delta^L = dJ/dz^L.  Going through the logits keeps both finite and exact at z = 1000, where ln(a) would not be.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dnnlib._arrays import ones
from dnnlib._checks import finite_array, labels, one_of
from dnnlib.activations import identity, sigmoid
from dnnlib.softmax import _log_softmax, _softmax


def _pair(a, y, *, unit_interval):
    a, y = finite_array("a", a), finite_array("y", y)
    if a.shape != y.shape or a.ndim != 2 or a.size == 0:
        raise ValueError(f"a has shape {a.shape} and y {y.shape}; both must be (m, n) with m, n >= 1")
    for name, values in (("a", a), ("y", y)) if unit_interval else ():
        if values.min() < 0 or values.max() > 1:
            bad = values[(values < 0) | (values > 1)][0]
            raise ValueError(f"{name} holds {bad:g}, but a logarithmic loss needs {name} in [0, 1]")
    return a, y


def _y_ln(y, a):
    """y ln a with 0 ln 0 = 0, and -infinity where a = 0 < y."""
    with np.errstate(divide="ignore"):
        return np.where(y > 0, y * np.log(np.where(y > 0, a, 1)), 0)


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
    a, y = _pair(a, y, unit_interval=False)
    return float(np.sum((a - y) ** 2) / 2 / len(a))


def mse_prime(a, y):
    """dJ/da = (a - y) / m for ``mse``; shape (m, n)."""
    a, y = _pair(a, y, unit_interval=False)
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
    a, y = _pair(a, y, unit_interval=True)
    return float(-np.sum(_y_ln(y, a) + _y_ln(1 - y, 1 - a)) / len(a))


def binary_cross_entropy_prime(a, y):
    """dJ/da = (-y / a + (1 - y) / (1 - a)) / m for ``binary_cross_entropy``; shape (m, n), a in (0, 1)."""
    a, y = _pair(a, y, unit_interval=True)
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
    a, y = _pair(a, _as_rows(y, np.shape(a)), unit_interval=True)
    return float(-np.sum(_y_ln(y, a)) / len(a))


def cross_entropy_prime(a, y):
    """dJ/da = -y / a / m for ``cross_entropy``; shape (m, n), a in (0, 1]."""
    a, y = _pair(a, _as_rows(y, np.shape(a)), unit_interval=True)
    return -y / a / len(a)


def _as_rows(y, shape):
    return one_hot(labels("y", y, shape[1], shape[0]), shape[1]) if np.ndim(y) == 1 and len(shape) == 2 else y


def one_hot(y, classes, dtype=np.float64):
    """Rows of zeros with a single 1 at the label: shape (m,) becomes (m, classes).

    Raises
    ------
    ValueError
        If y is not a vector of integers in 0 ... classes - 1.
    """
    return np.eye(classes, dtype=dtype)[labels("y", y, classes)]


def accuracy(a, y):
    """The share of examples that are classified rightly. It is flat almost everywhere, so it is no loss.

    Parameters
    ----------
    a : array_like, shape (m, n)
        Outputs; the largest wins, or for n = 1 the side of 1/2.
    y : array_like, shape (m, n), or int labels of shape (m,)

    Returns
    -------
    float in [0, 1]
    """
    def classes(v):
        v = np.asarray(v)
        return v if v.ndim == 1 else v.argmax(axis=1) if v.shape[1] > 1 else (v[:, 0] > 0.5).astype(int)

    a, y = classes(a), classes(y)
    if a.shape != y.shape or a.size == 0:
        raise ValueError(f"a and y must hold the same number of examples, at least one, not {a.shape} and {y.shape}")
    return float(np.mean(a == y))


def _softplus(z):
    """ln(1 + e^z), for real or complex z, without overflow."""
    positive = z.real > 0
    return np.where(positive, z, 0) + np.log1p(np.exp(np.where(positive, -z, z)))


def _log_sum_of_others(z):
    """ln sum_{j != i} e^{z_j} for every i: shape (m, n); -infinity when there is no other class."""
    n = z.shape[-1]
    others = np.where(np.eye(n, dtype=bool), -np.inf, z.real[:, None, :])
    top = np.maximum(others.max(axis=-1, keepdims=True), np.finfo(z.real.dtype).min)
    e = np.where(np.eye(n, dtype=bool), 0, np.exp(np.where(np.eye(n, dtype=bool), top, z[:, None, :]) - top))
    with np.errstate(divide="ignore"):
        return top[..., 0] + np.log(e.sum(axis=-1))


def _cross_entropy_cost(z, y):
    """-sum_i y_i ln softmax(z)_i for rows y that sum to 1: ln sum_j e^{z_j} - sum_i y_i z_i, shifted by max z."""
    z = z - np.maximum.reduce(z.real, axis=-1, keepdims=True)
    sum_over_classes = ones(z.shape[-1], z.real.dtype)
    return np.log(np.exp(z).dot(sum_over_classes)) - (y * z).dot(sum_over_classes)


def _softmax_bce_cost(z, y):
    log_1_minus_p = _log_sum_of_others(z) + _log_softmax(z) - z
    off = np.where(y < 1, (1 - y) * np.where(y < 1, log_1_minus_p, 0), 0)
    return -np.sum(y * _log_softmax(z) + off, axis=-1)


def _softmax_bce_delta(z, p, y):
    """dC/dz_j = v_j - sum_{i != j} v_i r_ij, with v = p - y and r_ij = p_j / (1 - p_i) <= 1, which never overflows."""
    log_r = np.where(np.eye(z.shape[-1], dtype=bool), -np.inf, z[:, None, :] - _log_sum_of_others(z)[:, :, None])
    v = p - y
    return v - (v[:, :, None] * np.exp(log_r)).sum(axis=1)


@dataclass(frozen=True)
class OutputLoss:
    """An output function together with a loss.

    Attributes
    ----------
    output : callable
        a^L = output(z^L), over the last axis.
    cost : callable
        C of every example from z^L and Y: (m, n), (m, n) -> (m,).
    delta : callable
        dC/dz^L of every example from z^L, a^L and Y, not yet divided by m: shape (m, n).
    targets : str
        What the rows of Y must be: "any", "unit" (entries in [0, 1]) or "distribution" (rows that also sum to 1).
    """

    output: Callable
    cost: Callable
    delta: Callable
    targets: str = "any"


def _mse_cost(output):
    return lambda z, y: np.add.reduce((output(z) - y) ** 2, axis=-1) / 2


def _softmax_mse_delta(z, a, y):
    """(diag(a) - a a^T) (a - y): the Jacobian of softmax is symmetric, so it needs no transpose."""
    v = a * (a - y)
    return v - a * v.sum(axis=-1, keepdims=True)


#: Every defined pair of output and loss. The three matched ones share one delta: a - y.
PAIRS = {
    ("identity", "mse"): OutputLoss(identity, _mse_cost(identity), lambda z, a, y: a - y),
    ("sigmoid", "mse"): OutputLoss(sigmoid, _mse_cost(sigmoid), lambda z, a, y: (a - y) * (sigmoid(z) * sigmoid(-z))),
    ("softmax", "mse"): OutputLoss(_softmax, _mse_cost(_softmax), _softmax_mse_delta),
    ("sigmoid", "binary_cross_entropy"): OutputLoss(
        sigmoid, lambda z, y: np.add.reduce(_softplus(z) - y * z, axis=-1), lambda z, a, y: a - y, "unit"
    ),
    ("softmax", "binary_cross_entropy"): OutputLoss(_softmax, _softmax_bce_cost, _softmax_bce_delta, "unit"),
    ("sigmoid", "cross_entropy"): OutputLoss(
        sigmoid, lambda z, y: np.add.reduce(y * _softplus(-z), axis=-1), lambda z, a, y: -y * sigmoid(-z), "unit"
    ),
    ("softmax", "cross_entropy"): OutputLoss(
        _softmax, _cross_entropy_cost, lambda z, a, y: a - y, "distribution"
    ),
}
OUTPUTS = ("identity", "sigmoid", "softmax")
LOSSES = {"mse": mse, "binary_cross_entropy": binary_cross_entropy, "cross_entropy": cross_entropy}


def output_loss(output, loss):
    """Return the ``OutputLoss`` of two names.

    Raises
    ------
    ValueError
        For an unknown name, and for a logarithmic loss of a linear output: ln a is not defined for a <= 0.
    """
    one_of("output", output, OUTPUTS), one_of("loss", loss, LOSSES)
    if (output, loss) not in PAIRS:
        raise ValueError(
            f"loss={loss!r} is undefined for output={output!r}: it takes the logarithm of the output, and a linear "
            f"output leaves (0, 1); choose output='sigmoid' or 'softmax', or loss='mse'"
        )
    return PAIRS[output, loss]
