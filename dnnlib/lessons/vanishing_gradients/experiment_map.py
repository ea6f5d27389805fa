"""Lesson 7, measured: how much gradient reaches layer 1, for every depth and init scale."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from dnnlib import batchnorm
from dnnlib._checks import boolean, integer, number
from dnnlib.activations import as_activation
from dnnlib.lessons.vanishing_gradients.experiment import Settings
from dnnlib.mean_field import DEEPEST, SCALES, gradient_map_theory
from dnnlib.network import ignore_overflow

__all__ = ["GradientMap", "gradient_map", "gradient_map_steps"]

ROWS = 32  # examples in a batch


@dataclass(frozen=True)
class GradientMap(Settings):
    """The settings, and the gradient that reaches layer 1, measured and predicted.

    Attributes
    ----------
    map, theory : ndarray, shape (50, 41)
        Root mean square of delta^1 divided by that of delta^L; row L - 1 for depth L, columns for ``SCALES``. NaN in
        columns that are not computed yet.
    column : int
        The column that is nearest to the init scale.
    progress : float in [0, 1]
    """

    batch_norm: bool
    map: np.ndarray
    theory: np.ndarray
    column: int
    progress: float

    @property
    def here(self):
        """The measured gradient at layer 1 at the cursor, a float (NaN before it is computed)."""
        return float(self.map[self.depth - 1, self.column])


def gradient_map_steps(depth=30, width=50, activation="tanh", init_scale=1.0, batch_norm=False, seed=0):
    """Compute the map column by column; what was computed before is not computed again.

    Parameters and errors as for ``vanishing_gradients``; but the depth and the init scale, which is positive, are only
    the cursor on the map.

    Yields
    ------
    GradientMap
    """
    integer("depth", depth, high=DEEPEST)
    as_activation(activation)
    boolean("batch_norm", batch_norm)
    column = int(np.argmin(np.abs(np.log(SCALES / number("init_scale", init_scale, 0, open_low=True)))))
    values, done = _begun_map(integer("width", width), activation, batch_norm, integer("seed", seed, 0))
    settings = {"depth": depth, "width": width, "activation": activation, "init_scale": init_scale}
    start = GradientMap(
        **settings,
        batch_norm=batch_norm,
        map=values.copy(),
        theory=gradient_map_theory(activation, batch_norm),
        column=column,
        progress=float(done.mean()),
    )
    yield start
    for i in sorted(np.flatnonzero(~done), key=lambda i: (_coarseness(i), abs(i - column))):
        values[:, i] = _column(width, activation, SCALES[i], batch_norm, seed)
        done[i] = True
        yield replace(start, map=values.copy(), progress=float(done.mean()))


def gradient_map(**settings):
    """The finished map of ``gradient_map_steps``, with the same arguments."""
    *_, result = gradient_map_steps(**settings)
    return result


@lru_cache(maxsize=16)
def _begun_map(width, activation, batch_norm, seed):
    """A map as far as it was computed before, and which of its columns are; both are filled in place."""
    return np.full((DEEPEST, SCALES.size), np.nan), np.zeros(SCALES.size, bool)


def _coarseness(i):
    """Every eighth column first, then those between, so that the whole map is seen early."""
    return next(rank for rank, step in enumerate((8, 4, 2, 1)) if i % step == 0)


@ignore_overflow
def _column(width, activation, scale, batch_norm, seed):
    """The gradient at layer 1 of the networks of depth 1 ... 50 that share their layers: one pass up, one pass down."""
    W, slopes, caches, start = _pass_up(width, as_activation(activation), scale, batch_norm, seed)
    deltas = np.empty((ROWS, 0, width), np.float32)  # delta^l of all networks that are deeper than l
    reached = np.empty(0)
    for l in range(DEEPEST, 1, -1):
        if batch_norm and reached.size:
            deltas = _through_batch_norm(deltas, caches[l])
        deltas = np.concatenate([deltas, start[:, None]], axis=1)  # the network that ends with layer l begins here
        deltas = (deltas.reshape(-1, width) @ W[l]).reshape(deltas.shape) * slopes[l - 1][:, None]
        size = np.sqrt(np.einsum("mkn,mkn->k", deltas, deltas) / (ROWS * width))
        reached = np.append(reached, 1.0) * size * scale
        deltas /= np.where(size > 0, size, 1)[:, None].astype(np.float32)  # float32 never underflows
    return np.append(reached, 1.0)[::-1]


def _pass_up(width, phi, scale, batch_norm, seed):
    """Weights at scale 1, slopes and batch norm caches of a network of depth 50, and a delta of size 1."""
    rng = np.random.default_rng(seed)
    a, start = rng.standard_normal((2, ROWS, width), np.float32).astype(float)
    W = [None]
    slopes = [None]
    caches = [None]
    for _ in range(DEEPEST):
        W.append(rng.standard_normal((width, width), np.float32) / np.float32(np.sqrt(width)))
        z = scale * (a @ W[-1].T)
        cache = None
        if batch_norm:
            z, cache = batchnorm.normalize(z, 1.0, 0.0)
        a = phi.f(z)
        slopes.append(phi.slope(z, a).astype(np.float32))
        caches.append(cache)
    start /= np.sqrt((start**2).mean())
    return W, slopes, caches, start.astype(np.float32)


def _through_batch_norm(deltas, cache):
    """Batch norm's backward pass for several networks at once: every column of every network is a column."""
    m, k, n = deltas.shape
    wide = cache._replace(
        z_hat=np.tile(cache.z_hat, k).astype(np.float32), std=np.tile(cache.std, k).astype(np.float32)
    )
    return batchnorm.batchnorm_backward(deltas.reshape(m, k * n), wide)[0].reshape(m, k, n)
