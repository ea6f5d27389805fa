"""Batch normalization (批归一化): forward, backward, and the running statistics for inference.

Ioffe & Szegedy, "Batch normalization: accelerating deep network training by reducing internal covariate shift",
ICML 2015. Here z is the linear map of a layer for a batch, one example per row, and every column is normalized.
"""

from typing import NamedTuple

import numpy as np

from dnnlib._checks import finite_array, number, real_array

EPS = 1e-5


class BatchNormCache(NamedTuple):
    """What the backward pass needs: z_hat (m, n), std = sqrt(var + eps), gamma, mean and var (n,)."""

    z_hat: np.ndarray
    std: np.ndarray
    gamma: np.ndarray
    mean: np.ndarray
    var: np.ndarray


def normalize(z, gamma, beta, eps=EPS, mean=None, var=None):
    """``batchnorm_forward`` without checks, also for complex z; with a mean and a variance given, (9.6)."""
    own = mean is None
    mean = z.mean(axis=0) if own else mean
    centred = z - mean
    if own:
        centred -= centred.mean(axis=0)  # what rounding left of the mean; a small eps would enlarge it
    var = (centred * centred).mean(axis=0) if own else var
    std = np.sqrt(var + eps)
    z_hat = centred / std
    return gamma * z_hat + beta, BatchNormCache(z_hat, std, gamma, mean, var)


def batchnorm_forward(z, gamma, beta, *, eps=EPS):
    """Normalize every column of z over the batch, then scale and shift: (9.1) to (9.4).

    mu = mean of z, s^2 = mean of (z - mu)^2, z_hat = (z - mu) / sqrt(s^2 + eps), out = gamma z_hat + beta.

    Parameters
    ----------
    z : array_like, shape (m, n), m >= 2
    gamma, beta : array_like, shape (n,)
    eps : float >= 0
        Keeps the root away from 0; its unit is that of z squared.

    Returns
    -------
    out : ndarray, shape (m, n)
    cache : BatchNormCache
        For ``batchnorm_backward``.

    Raises
    ------
    ValueError
        If the shapes do not fit, an entry is not finite, eps is negative, or the batch is a batch of one.
    """
    z = finite_array("z", z)
    if z.ndim != 2 or z.shape[0] < 2 or z.shape[1] < 1:
        raise ValueError(
            f"z has shape {z.shape}, but must be (m, n) with m >= 2: in a batch of one every z equals its mean, "
            f"and nothing of it is left"
        )
    gamma = finite_array("gamma", gamma, z.dtype).copy()  # the cache must not follow what becomes of the argument
    beta = finite_array("beta", beta, z.dtype)
    for name, value in (("gamma", gamma), ("beta", beta)):
        if value.shape != z.shape[1:]:
            raise ValueError(
                f"{name} has shape {value.shape}, but must be {z.shape[1:]}, one entry for each column of z"
            )
    return normalize(z, gamma, beta, number("eps", eps, 0))


def batchnorm_backward(dout, cache):
    """The gradients of J with respect to z (9.10), gamma and beta (9.9), from dout = dJ/dout.

    With g = gamma dout: dz = (g - mean(g) - z_hat mean(g z_hat)) / sqrt(s^2 + eps). The second term takes away what
    moves the mean, the third what stretches: dz is orthogonal to 1, and to z_hat but for eps.

    Parameters
    ----------
    dout : array_like, shape (m, n)
    cache : BatchNormCache

    Returns
    -------
    dz : ndarray, shape (m, n)
    dgamma, dbeta : ndarray, shape (n,)

    Raises
    ------
    ValueError
        If dout does not have the shape of z, or the cache is none.
    """
    if not isinstance(cache, BatchNormCache):
        raise ValueError(f"cache must come from batchnorm_forward, not {type(cache).__name__} {cache!r:.60}")
    dout = real_array("dout", dout)
    if dout.shape != cache.z_hat.shape:
        raise ValueError(f"dout has shape {dout.shape}, but must have the shape of z, {cache.z_hat.shape}")
    m = len(dout)
    dgamma = (dout * cache.z_hat).sum(axis=0)
    dbeta = dout.sum(axis=0)
    dz = cache.gamma / cache.std * (dout - dbeta / m - cache.z_hat * (dgamma / m))
    return dz, dgamma, dbeta
