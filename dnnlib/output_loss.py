"""Output functions paired with losses: the cost C and its derivative delta^L = dC/dz^L, both from the logits z^L.

Going through the logits keeps both finite and exact at z = 1000, where ln(a) would not be.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from dnnlib._checks import one_of
from dnnlib.activations import identity, sigmoid, sigmoid_prime
from dnnlib.losses import LOSSES
from dnnlib.softmax import _log_softmax, _softmax, largest


def _softplus(z):
    """ln(1 + e^z), for real or complex z, without overflow."""
    positive = z.real > 0
    return np.where(positive, z, 0) + np.log1p(np.exp(np.where(positive, -z, z)))


def _others(z):
    """For every i the largest z_j with j != i, shape (m, n, 1), and e^{z_j - largest}, shape (m, n, n), 0 at j = i."""
    itself = np.eye(z.shape[-1], dtype=bool)
    top = largest(np.where(itself, -np.inf, z.real[:, None, :]))
    top = np.maximum(top, np.finfo(z.real.dtype).min)  # a single class has no others
    return top, np.where(itself, 0, np.exp(np.where(itself, top, z[:, None, :]) - top))


def _cross_entropy_cost(z, y):
    """-sum_i y_i ln softmax(z)_i for rows y that sum to 1: ln sum_j e^{z_j} - sum_i y_i z_i, shifted by max z."""
    z = z - largest(z)
    return np.log(np.exp(z).sum(axis=-1)) - (y * z).sum(axis=-1)


def _softmax_bce_cost(z, y):
    """-sum_i y_i ln p_i + (1 - y_i) ln(1 - p_i), where 1 - p_i is the sum of the other classes' p_j."""
    z = z - largest(z)
    log_p, (top, e) = _log_softmax(z), _others(z)
    with np.errstate(divide="ignore"):
        log_1_minus_p = top[..., 0] + np.log(e.sum(axis=-1)) + log_p - z
    off = (1 - y) * np.where(y < 1, log_1_minus_p, 0)  # 0 ln 0 = 0
    return -np.sum(y * log_p + off, axis=-1)


def _softmax_bce_delta(z, p, y):
    """dC/dz_j = v_j - sum_{i != j} v_i r_ij, with v = p - y and r_ij = p_j / (1 - p_i) <= 1, which never overflows."""
    _, e = _others(z)
    r = e / np.maximum(e.sum(axis=-1, keepdims=True), 1)
    v = p - y
    return v - (v[:, :, None] * r).sum(axis=1)


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


def _mse_cost(output, z, y):
    """1/2 ||output(z) - y||^2."""
    return ((output(z) - y) ** 2).sum(axis=-1) / 2


def _matched_delta(z, a, y):
    """a - y, the delta of the three matched pairs (4.5)."""
    return a - y


def _sigmoid_mse_delta(z, a, y):
    return (a - y) * sigmoid_prime(z)


def _softmax_mse_delta(z, a, y):
    """(diag(a) - a a^T) (a - y): the Jacobian of softmax is symmetric, so it needs no transpose."""
    v = a * (a - y)
    return v - a * v.sum(axis=-1, keepdims=True)


def _sigmoid_bce_cost(z, y):
    return (_softplus(z) - y * z).sum(axis=-1)


def _sigmoid_cross_entropy_cost(z, y):
    return (y * _softplus(-z)).sum(axis=-1)


def _sigmoid_cross_entropy_delta(z, a, y):
    return -y * sigmoid(-z)


#: Every defined pair of output and loss.
OUTPUT_LOSSES = {
    ("identity", "mse"): OutputLoss(identity, partial(_mse_cost, identity), _matched_delta),
    ("sigmoid", "mse"): OutputLoss(sigmoid, partial(_mse_cost, sigmoid), _sigmoid_mse_delta),
    ("softmax", "mse"): OutputLoss(_softmax, partial(_mse_cost, _softmax), _softmax_mse_delta),
    ("sigmoid", "binary_cross_entropy"): OutputLoss(sigmoid, _sigmoid_bce_cost, _matched_delta, "unit"),
    ("softmax", "binary_cross_entropy"): OutputLoss(_softmax, _softmax_bce_cost, _softmax_bce_delta, "unit"),
    ("sigmoid", "cross_entropy"): OutputLoss(
        sigmoid, _sigmoid_cross_entropy_cost, _sigmoid_cross_entropy_delta, "unit"
    ),
    ("softmax", "cross_entropy"): OutputLoss(_softmax, _cross_entropy_cost, _matched_delta, "distribution"),
}
OUTPUTS = ("identity", "sigmoid", "softmax")


def output_loss(output, loss):
    """Return the ``OutputLoss`` of two names.

    Raises
    ------
    ValueError
        For an unknown name, and for a logarithmic loss of a linear output: ln a is not defined for a <= 0.
    """
    one_of("output", output, OUTPUTS)
    one_of("loss", loss, LOSSES)
    if (output, loss) not in OUTPUT_LOSSES:
        raise ValueError(
            f"loss={loss!r} is undefined for output={output!r}: it takes the logarithm of the output, and a linear "
            f"output leaves (0, 1); choose output='sigmoid' or 'softmax', or loss='mse'"
        )
    return OUTPUT_LOSSES[output, loss]
