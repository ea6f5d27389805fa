"""Initializers (初始化器): functions from a shape and a generator to a weight matrix.

All have the form ``f(shape, rng, *, scale=1.0)``; all but the first few are one-liners over ``variance_scaling``, whose
shape, rng, scale, result and errors are those of every one. "Normal" means normal, never truncated.
"""

import inspect

import numpy as np

from dnnlib._checks import generator, in_order, integer, number, one_of


def compute_fans(shape):
    """Return (n_in, n_out) of a weight matrix: W^l leads from n_in units to n_out.

    Parameters
    ----------
    shape : (n_out, n_in), two int >= 1

    Returns
    -------
    tuple of two int

    Raises
    ------
    ValueError
        If shape is not two integers of at least 1.
    """
    wanted = "(n_out, n_in), two integers of at least 1"
    fans = in_order("shape", shape, wanted)
    if len(fans) != 2:
        raise ValueError(f"shape={shape!r} must be {wanted}")
    n_out, n_in = integer("shape[0]", fans[0]), integer("shape[1]", fans[1])
    return n_in, n_out


def _checked(shape, rng, scale):
    n_in, n_out = compute_fans(shape)
    return (n_out, n_in), generator("rng", rng), number("scale", scale, 0)


def constant(shape, rng, *, scale=1.0):
    """Every weight equal to scale: all units of a layer stay identical for ever."""
    shape, rng, scale = _checked(shape, rng, scale)
    return np.full(shape, scale)


def zeros(shape, rng, *, scale=1.0):
    """Every weight 0, whatever the scale."""
    return np.zeros(_checked(shape, rng, scale)[0])


def normal(shape, rng, *, scale=1.0):
    """Normal weights of mean 0 and standard deviation (not variance) scale, whatever the fans."""
    shape, rng, scale = _checked(shape, rng, scale)
    return scale * rng.standard_normal(shape)


def uniform(shape, rng, *, scale=1.0):
    """Uniform weights in [-scale, scale], of variance scale^2 / 3, whatever the fans."""
    shape, rng, scale = _checked(shape, rng, scale)
    return scale * rng.uniform(-1, 1, shape)


def variance_scaling(shape, rng, *, gain, mode, distribution, scale=1.0):
    """Weights of mean 0 and variance scale^2 gain / n, where n is a mean of the fans.

    Parameters
    ----------
    shape : (n_out, n_in), two int >= 1
        The shape of W^l, which leads from n_in units to n_out.
    rng : numpy.random.Generator or int
        An int is a seed.
    gain : float >= 0
        The variance times n at scale 1.
    mode : {"fan_in", "fan_out", "fan_avg"}
        n is n_in, n_out, or their mean.
    distribution : {"normal", "uniform"}
        Uniform means uniform in [-r, r] with r = sqrt(3 variance).
    scale : float >= 0
        Multiplies every weight.

    Returns
    -------
    ndarray, shape (n_out, n_in), float64

    Raises
    ------
    ValueError
        If an argument is invalid.
    """
    shape, rng, scale = _checked(shape, rng, scale)
    n_in, n_out = compute_fans(shape)
    one_of("mode", mode, ("fan_in", "fan_out", "fan_avg"))
    one_of("distribution", distribution, ("normal", "uniform"))
    n = {"fan_in": n_in, "fan_out": n_out, "fan_avg": (n_in + n_out) / 2}[mode]
    std = scale * np.sqrt(number("gain", gain, 0) / n)
    return std * (rng.standard_normal(shape) if distribution == "normal" else rng.uniform(-1, 1, shape) * np.sqrt(3))


def lecun_normal(shape, rng, *, scale=1.0):
    """Normal, variance 1 / n_in (LeCun et al., "Efficient backprop", 1998, eq. 16)."""
    return variance_scaling(shape, rng, gain=1, mode="fan_in", distribution="normal", scale=scale)


def xavier_normal(shape, rng, *, scale=1.0):
    """Normal, variance 2 / (n_in + n_out) (Glorot & Bengio, AISTATS 2010, eq. 12)."""
    return variance_scaling(shape, rng, gain=1, mode="fan_avg", distribution="normal", scale=scale)


def xavier_uniform(shape, rng, *, scale=1.0):
    """Uniform in +-sqrt(6 / (n_in + n_out)) (Glorot & Bengio, AISTATS 2010, eq. 16)."""
    return variance_scaling(shape, rng, gain=1, mode="fan_avg", distribution="uniform", scale=scale)


def he_normal(shape, rng, *, scale=1.0):
    """Normal, variance 2 / n_in (He et al., ICCV 2015, eq. 10)."""
    return variance_scaling(shape, rng, gain=2, mode="fan_in", distribution="normal", scale=scale)


def he_uniform(shape, rng, *, scale=1.0):
    """Uniform in +-sqrt(6 / n_in), of the variance of ``he_normal``."""
    return variance_scaling(shape, rng, gain=2, mode="fan_in", distribution="uniform", scale=scale)


def orthogonal(shape, rng, *, scale=1.0):
    """scale times a random matrix with orthonormal rows or columns, whichever are fewer.

    From the QR decomposition of a normal matrix, with signs such that it is uniform over all such matrices
    (Saxe, McClelland & Ganguli, ICLR 2014; Mezzadri, "How to generate random matrices", 2007).
    """
    shape, rng, scale = _checked(shape, rng, scale)
    q, r = np.linalg.qr(rng.standard_normal((max(shape), min(shape))))
    q *= np.sign(np.diag(r))
    return scale * (q if shape[0] >= shape[1] else q.T)


_RANDOM = (normal, uniform, lecun_normal, xavier_normal, xavier_uniform, he_normal, he_uniform, orthogonal)

#: Every initializer by its name; whatever offers initializers reads this.
INITIALIZERS = {f.__name__: f for f in (constant, zeros, *_RANDOM)}


def as_initializer(value):
    """Return the initializer of a name from ``INITIALIZERS``; a function of the learner's own comes back itself.

    Raises
    ------
    ValueError
        For an unknown name, or a function that cannot be called as f(shape, rng, scale=...).
    """
    if not callable(value):
        return INITIALIZERS[one_of("init", value, INITIALIZERS)]
    try:
        inspect.signature(value).bind((1, 1), None, scale=1.0)
    except TypeError:
        raise ValueError(f"init={value!r} must be a function f(shape, rng, *, scale)") from None
    return value


def initializer_name(value):
    """How words call an initializer: by its name, a function of the learner's own by the function's."""
    return getattr(value, "__name__", "your own") if callable(value) else value
