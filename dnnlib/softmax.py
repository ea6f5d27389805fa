"""Softmax: from any real numbers to probabilities, over the last axis, stable for any finite input."""

import numpy as np

from dnnlib._checks import finite_array, number


def largest(z):
    """The largest entry (of complex z: real part) on the last axis, which stays as an axis of length 1.

    NumPy finds it several times faster down the columns of a transposed copy than along many short rows.
    """
    return np.maximum.reduce(z.real.T.copy(), axis=0).T[..., None]


def _shifted(z, temperature):
    """Checked (z - max z) / T: at most 0, so that no exponential overflows, however large z or small T."""
    z = finite_array("z", z)
    if z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(f"z has shape {z.shape}, but needs at least one entry on its last axis")
    temperature = number("temperature", temperature, 0, open_low=True)
    with np.errstate(over="ignore"):
        halves = z / 2 - largest(z) / 2  # z - max z itself may overflow
        return 2 * (halves / max(temperature, np.finfo(z.dtype).tiny))


@np.errstate(under="ignore")
def _log_softmax(z):
    """log softmax without checks, of z whose largest entry is 0; also for complex z."""
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


@np.errstate(under="ignore")
def _softmax(z):
    """Softmax (1.7) without checks; also for complex z."""
    e = np.exp(z - largest(z))
    return e / e.sum(axis=-1, keepdims=True)


def softmax(z, temperature=1.0):
    """Softmax p_i = e^{z_i / T} / sum_j e^{z_j / T}.

    The largest logit is subtracted first: that changes nothing in p and keeps every exponential at or below 1.

    Parameters
    ----------
    z : array_like, shape (..., n)
        Logits.
    temperature : float > 0
        T -> 0 gives the one-hot arg max, T -> infinity the uniform distribution.

    Returns
    -------
    ndarray, shape (..., n)
        Probabilities; every row sums to 1.

    Raises
    ------
    ValueError
        If z is not finite or has no last axis, or temperature is not positive.

    References
    ----------
    Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990.
    """
    return _softmax(_shifted(z, temperature))


def log_softmax(z, temperature=1.0):
    """The logarithm of softmax, z_i / T - ln sum_j e^{z_j / T}, exact where softmax itself underflows to 0.

    Parameters
    ----------
    z : array_like, shape (..., n)
    temperature : float > 0

    Returns
    -------
    ndarray, shape (..., n)

    Raises
    ------
    ValueError
        If z is not finite or has no last axis, or temperature is not positive.
    """
    return _log_softmax(_shifted(z, temperature))


def softmax_jacobian(z):
    """The Jacobian dp_i/dz_j = p_i (1 if i = j else 0) - p_i p_j, that is diag(p) - p p^T.

    Parameters
    ----------
    z : array_like, shape (..., n)

    Returns
    -------
    ndarray, shape (..., n, n)
        Symmetric, positive semidefinite, with rows that sum to 0.

    Raises
    ------
    ValueError
        If z is not finite or has no last axis.
    """
    p = softmax(z)
    return p[..., :, None] * np.eye(p.shape[-1], dtype=p.dtype) - p[..., :, None] * p[..., None, :]
