"""Lesson 7: the singular values of the Jacobian that leads from the first layer to the last."""

from dataclasses import dataclass

import numpy as np

from dnnlib._checks import integer, number, one_of
from dnnlib._network_checks import initial_weights
from dnnlib.activations import as_activation
from dnnlib.initializers import as_initializer, normal, orthogonal
from dnnlib.lessons.vanishing_gradients.experiment import Settings
from dnnlib.mean_field import DEEPEST, mean_field
from dnnlib.network import ignore_overflow

__all__ = ["JacobianSpectrum", "jacobian_spectrum"]

INITS = {"normal": normal, "orthogonal": orthogonal}


@dataclass(frozen=True)
class JacobianSpectrum(Settings):
    """The settings, and singular values of the Jacobian dz^L/dz^1 at one input, the product in (7.2).

    Attributes
    ----------
    depths : ndarray of int, shape (k,)
        Depths at which the product was looked at; the last is L.
    values : ndarray, shape (k, n)
        Singular values, largest first.
    rms : ndarray, shape (k,)
        Their root mean square, the Frobenius norm divided by sqrt(n), formula (7.9).
    theory : ndarray, shape (k,)
        What mean field predicts for it: the square root of the product of all chi, formula (7.7).
    resolved : ndarray, shape (k,)
        Values below this are rounding errors of the largest.
    """

    init: str
    depths: np.ndarray
    values: np.ndarray
    rms: np.ndarray
    theory: np.ndarray
    resolved: np.ndarray


@ignore_overflow
def jacobian_spectrum(depth=20, width=50, activation="tanh", init_scale=1.0, init="normal", seed=0):
    """The product of the layers' Jacobians W^{l+1} diag(phi'(z^l)), l = 1 ... L - 1, and its singular values (7.2).

    Parameters and errors as for ``vanishing_gradients``; further:

    Parameters
    ----------
    init : {"normal", "orthogonal"} or callable
        Both with entries of standard deviation init_scale / sqrt(width). An initializer of your own is called with
        scale=init_scale; the theory takes the deviation of the weights that it draws.

    Returns
    -------
    JacobianSpectrum
    """
    integer("depth", depth, high=DEEPEST)
    draw = as_initializer(init) if callable(init) else INITS[one_of("init", init, INITS)]
    phi = as_activation(activation)
    rng = np.random.default_rng(integer("seed", seed, 0))
    scale = number("init_scale", init_scale, 0) / (np.sqrt(integer("width", width)) if init == "normal" else 1)
    depths = np.unique(np.linspace(1, depth, 10).round().astype(int))
    shape = width, width
    W = initial_weights(draw, shape, rng, scale, np.dtype(float))
    sigma_w = float(W.std() * np.sqrt(width)) if callable(init) else init_scale
    z = W @ rng.standard_normal(width)
    jacobian = np.eye(width)
    products = []
    for l in range(1, depth + 1):
        if l in depths:
            products.append(jacobian)
        W = initial_weights(draw, shape, rng, scale, np.dtype(float))
        jacobian = (W * phi.df(z)) @ jacobian
        z = W @ phi.f(z)
    values = np.linalg.svd(np.array(products), compute_uv=False)
    chi = mean_field(activation, sigma_w, depth, False).chi
    settings = {"depth": depth, "width": width, "activation": activation, "init_scale": init_scale}
    return JacobianSpectrum(
        **settings,
        init=init,
        depths=depths,
        values=values,
        rms=np.sqrt((values**2).mean(axis=1)),
        theory=np.sqrt(np.cumprod([1, *chi[1:-1]]))[depths - 1],
        resolved=width * np.finfo(float).eps * values[:, 0],
    )
