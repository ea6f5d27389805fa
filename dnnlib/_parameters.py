"""Check the parameters of a Network where they are used, for learners assign what they like: ``network.W[1] = ...``."""

import numpy as np

from dnnlib._checks import in_order, real_array


def parameter_shapes(sizes, batch_norm, learned_slopes):
    """By name, the shape of the parameter or running statistic of each layer; None where the layer has none."""
    L = len(sizes) - 1
    vectors = [None, *((n,) for n in sizes[1:])]
    normalized = [shape if batch_norm and l < L else None for l, shape in enumerate(vectors)]
    return {
        "W": [None, *((sizes[l], sizes[l - 1]) for l in range(1, L + 1))],
        "b": [None if normalized[l] else shape for l, shape in enumerate(vectors)],
        "gamma": normalized,
        "beta": normalized,
        "alpha": [shape if learned else None for shape, learned in zip(vectors, learned_slopes, strict=True)],
        "running_mean": normalized,
        "running_var": normalized,
    }


def conversions(network, *, writable=False):
    """What has to take the place of assigned parameters, by (name, l): the same numbers as arrays of its precision.

    Raises
    ------
    ValueError
        That names the first parameter that is no array of real numbers or has a wrong shape; with ``writable`` also one
        that is read-only.
    """
    converted = {}
    for name, shapes in network._shapes.items():
        for l, (p, shape) in enumerate(zip(_layers(name, getattr(network, name), len(shapes)), shapes, strict=True)):
            if p is None is shape:
                continue
            if type(p) is np.ndarray and p.shape == shape and p.dtype == network.dtype:
                if writable and not p.flags.writeable:
                    raise ValueError(f"{name}[{l}] is read-only, but is to be changed in place; assign a copy of it")
            else:
                converted[name, l] = _parameter(f"{name}[{l}]", p, shape, network.dtype)
    return converted


def _layers(name, parameters, count):
    """The parameters of one name, if there is an entry for each layer."""
    if type(parameters) is list and len(parameters) == count:
        return parameters
    wanted = f"a list of {count} entries, one for each layer from 0, None where there is none"
    parameters = in_order(name, parameters, wanted)
    if len(parameters) != count:
        raise ValueError(f"{name} has {len(parameters)} entries, but must be {wanted}")
    return parameters


def _parameter(name, value, shape, dtype):
    if shape is None:
        raise ValueError(f"{name} must be None, for this layer has no such parameter; got {value!r:.60}")
    array = real_array(name, value)
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}, but must have shape {shape}")
    with np.errstate(over="ignore"):
        converted = array.astype(dtype)
    if (np.isfinite(array) & ~np.isfinite(converted)).any():
        raise ValueError(f"{name} holds numbers that overflow in {dtype}")
    return converted


def put_in(network, converted):
    """Give the network converted parameters in the place of its own."""
    for (name, l), p in converted.items():
        parameters = list(getattr(network, name))
        parameters[l] = p
        setattr(network, name, parameters)


def checked(network):
    """Return the network, or a copy in which parameters are converted, if some have to be."""
    converted = conversions(network)
    if converted:
        network = network.copy()
        put_in(network, converted)
    return network
