"""Checks of what a Network is given."""

import numpy as np

from dnnlib._checks import batch, in_order, integer, labels, real_array, unit_interval
from dnnlib.activations import Activation, as_activation
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


def activations(activation, L):
    """Return the Activation of every layer 0 ... L; None for the input and the output."""
    if isinstance(activation, str | Activation):
        return (None, *[as_activation(activation)] * (L - 1), None)
    given = in_order("activation", activation, "a name, an Activation, or a list of these")
    if len(given) != L - 1:
        raise ValueError(f"activation={list(given)!r} has {len(given)} entries, but there are {L - 1} hidden layers")
    return (None, *(as_activation(phi, f"activation[{i}]") for i, phi in enumerate(given)), None)


def check_trace(network, trace, training_needed_for=None):
    """Return trace if it can come from ``forward`` of this network, with training=True if that is needed."""
    if not (
        isinstance(trace, Trace)
        and [np.shape(a)[1:] for a in trace.a] == [(n,) for n in network.sizes]
        and [cache is None for cache in trace.batch_norm] == [shape is None for shape in network._shapes["gamma"]]
    ):
        raise ValueError(f"trace must come from forward() of this network, {network!r}; got {trace!r:.60}")
    if training_needed_for is not None and network.batch_norm and not trace.training:
        raise ValueError(f"trace was made with training=False, but {training_needed_for} needs training=True")
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
    if network.output_loss.targets != "any":
        Y = unit_interval("Y", Y, f"loss={network.loss_name!r}")
    if network.output_loss.targets == "distribution" and np.abs(Y.sum(axis=1) - 1).max() > 1e-4:
        raise ValueError("Y has a row that does not sum to 1; the target of softmax + cross_entropy is a distribution")
    return Y


@np.errstate(over="ignore", invalid="ignore")
def initial_weights(init, shape, rng, scale, dtype):
    """Return initial weights in a precision, if they have the right shape and are finite there."""
    name = getattr(init, "__name__", repr(init))
    W = real_array(f"init={name} returns what", init(shape, rng, scale=scale))
    if W.shape != shape:
        raise ValueError(f"init={name} returns an array of shape {W.shape}, but must return one of shape {shape}")
    if not np.isfinite(W.astype(dtype)).all():
        raise ValueError(
            f"init={name} with scale={scale!r} makes weights that overflow in {dtype} or are NaN; "
            f"choose a smaller scale"
        )
    return W.astype(dtype)
