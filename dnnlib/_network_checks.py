"""Checks of what a Network is given."""

import numpy as np

from dnnlib._checks import batch, in_order, integer, labels, one_of, real_array
from dnnlib.activations import ACTIVATIONS
from dnnlib.losses import one_hot
from dnnlib.trace import Trace


def layer_sizes(sizes):
    """Return n_0, ..., n_L as a tuple of ints."""
    widths = in_order("sizes", sizes, "a sequence n_0, ..., n_L of integers of at least 1")
    if len(widths) < 2:
        raise ValueError(f"sizes={sizes!r} must name at least two layers, the input n_0 and the output n_L")
    return tuple(integer(f"sizes[{l}]", n) for l, n in enumerate(widths))


def precision(dtype):
    """Return float64 or float32 as a numpy.dtype."""
    for known in (np.float32, np.float64):
        if isinstance(dtype, str | type | np.dtype) and dtype in (known, np.dtype(known), np.dtype(known).name):
            return np.dtype(known)
    raise ValueError(f"dtype={dtype!r} must be numpy.float64 or numpy.float32")


def activation_names(activation, L):
    """Return the names of the activations of layers 1 ... L - 1."""
    if isinstance(activation, str):
        return (one_of("activation", activation, ACTIVATIONS),) * (L - 1)
    names = in_order("activation", activation, "a name or a list of names")
    if len(names) != L - 1:
        raise ValueError(f"activation={list(names)!r} has {len(names)} names, but there are {L - 1} hidden layers")
    return tuple(one_of(f"activation[{i}]", name, ACTIVATIONS) for i, name in enumerate(names))


def own_trace(network, trace, in_training=""):
    """Return trace, if it can come from ``forward`` of this network, in training mode if words tell why it must."""
    if not (
        isinstance(trace, Trace)
        and tuple(a.shape[1] for a in trace.a) == network.sizes
        and all((c is None) == (gamma is None) for c, gamma in zip(trace.batch_norm, network.gamma, strict=True))
    ):
        raise ValueError(f"trace must come from forward() of this network, {network!r}; got {trace!r:.60}")
    if in_training and network.batch_norm and not trace.training:
        raise ValueError(f"trace was made with training=False: {in_training}")
    return trace


def targets(network, Y, m):
    """Return Y as (m, n_L) floats of the network's precision, if they are what its output and its loss allow."""
    n = network.sizes[-1]
    Y = real_array("Y", Y)
    if network.output == "softmax" and Y.ndim == 1:
        return one_hot(labels("Y", Y, n, m), n, network.dtype)
    Y = batch("Y", Y, n, network.dtype)
    if len(Y) != m:
        raise ValueError(f"Y has {len(Y)} rows, but X has {m}: one row of targets for each example")
    if network.output_loss.targets != "any" and (Y.min() < 0 or Y.max() > 1):
        raise ValueError(f"Y holds {Y[(Y < 0) | (Y > 1)][0]:g}, but loss={network.loss_name!r} needs targets in [0, 1]")
    if network.output_loss.targets == "distribution" and np.abs(Y.sum(axis=1) - 1).max() > 1e-4:
        raise ValueError("Y has a row that does not sum to 1; the target of softmax + cross_entropy is a distribution")
    return Y


@np.errstate(over="ignore", invalid="ignore")
def weights(make, shape, rng, scale, dtype):
    """Initial weights in a precision, if they have a value there."""
    made = make(shape, rng, scale=scale).astype(dtype, copy=False)
    if not np.isfinite(made).all():
        raise ValueError(f"scale={scale!r} makes weights that overflow in {dtype}; choose a smaller one")
    return made
