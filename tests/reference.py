"""The networks once more, by other means: plain formulas for HIPS autograd, and decimals of 120 digits.

Nothing here calls dnnlib. Every function is written from the definition, on the outputs a (not on the logits), and
without any care for overflow: autograd is asked where numbers are harmless, decimals where they are not.
"""

import decimal
import math
from decimal import Decimal

import autograd.numpy as anp
import numpy as np
from autograd.extend import defvjp, primitive


@primitive
def normal_cdf(z):
    """The distribution function of the standard normal, by the C library's erfc, number by number."""
    return np.vectorize(lambda x: math.erfc(-x / math.sqrt(2)) / 2, otypes=[float])(z)


defvjp(normal_cdf, lambda value, z: lambda g: g * anp.exp(-(z**2) / 2) / math.sqrt(2 * math.pi))

PHI = {
    "identity": lambda z, alpha: z,
    "sigmoid": lambda z, alpha: 1 / (1 + anp.exp(-z)),
    "tanh": lambda z, alpha: (anp.exp(z) - anp.exp(-z)) / (anp.exp(z) + anp.exp(-z)),
    "relu": lambda z, alpha: z * (z > 0),
    "leaky_relu": lambda z, alpha: z * (z > 0) + 0.01 * z * (z <= 0),
    "prelu": lambda z, alpha: z * (z > 0) + alpha * z * (z <= 0),
    "elu": lambda z, alpha: z * (z > 0) + (anp.exp(z) - 1) * (z <= 0),
    "gelu": lambda z, alpha: z * normal_cdf(z),
    "silu": lambda z, alpha: z / (1 + anp.exp(-z)),
}
OUTPUT = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "softmax": lambda z: anp.exp(z) / anp.sum(anp.exp(z), axis=1, keepdims=True),
}
LOSS = {
    "mse": lambda a, y: anp.sum((a - y) ** 2) / 2,
    "binary_cross_entropy": lambda a, y: -anp.sum(y * anp.log(a) + (1 - y) * anp.log(1 - a)),
    "cross_entropy": lambda a, y: -anp.sum(y * anp.log(a)),
}
OUTPUT_LOSSES = [(output, loss) for output in OUTPUT for loss in LOSS if output != "identity" or loss == "mse"]


def forward(p, X, activation, output):
    """The outputs for parameters p, a dict of lists by layer as in a Network."""
    a = X
    for l in range(1, len(p["W"])):
        z = anp.dot(a, p["W"][l].T)
        if p["gamma"][l] is not None:
            centred = z - anp.mean(z, axis=0)
            z = p["gamma"][l] * centred / anp.sqrt(anp.mean(centred**2, axis=0) + 1e-5) + p["beta"][l]
        else:
            z = z + p["b"][l]
        a = PHI[activation[l - 1]](z, p["alpha"][l]) if l < len(p["W"]) - 1 else OUTPUT[output](z)
    return a


def mean_loss(p, X, Y, activation, output, loss):
    """J: the sum over the outputs of an example, the mean over the batch."""
    return LOSS[loss](forward(p, X, activation, output), Y) / len(X)


# ------------------------------------------------------------------------------------------------------ decimals

DIGITS = decimal.Context(prec=120, Emin=-999999, Emax=999999)


def exact_cost(output, loss, z, y):
    """C of one example in decimals, from rows of Decimal; 1 - a is computed without subtraction."""
    e = [DIGITS.exp(v) for v in z]
    if output == "identity":
        a, rest = z, None
    elif output == "sigmoid":
        a = [DIGITS.divide(v, 1 + v) for v in e]
        rest = [DIGITS.divide(1, 1 + v) for v in e]
    else:
        total = sum(e)
        a = [v / total for v in e]
        rest = [sum(e[:i] + e[i + 1 :]) / total for i in range(len(e))]
    if loss == "mse":
        return sum((v - t) ** 2 for v, t in zip(a, y, strict=True)) / 2
    cost = -sum(t * DIGITS.ln(v) for v, t in zip(a, y, strict=True) if t)
    if loss == "binary_cross_entropy":
        cost -= sum((1 - t) * DIGITS.ln(v) for v, t in zip(rest, y, strict=True) if t != 1)
    return cost


def exact_cost_and_delta(output, loss, z, y):
    """C and dC/dz of one example as floats: a central difference with a step of 1e-30 in 120 digits."""
    with decimal.localcontext(DIGITS):
        z, y, h = [Decimal(float(v)) for v in z], [Decimal(float(v)) for v in y], Decimal("1e-30")

        def at(j, step):
            return exact_cost(output, loss, [v + step * (i == j) for i, v in enumerate(z)], y)

        return float(at(0, 0)), [float((at(j, h) - at(j, -h)) / (2 * h)) for j in range(len(z))]


def exact_gelu_and_silu(z):
    """z Phi(z) and z sigmoid(z) as floats: Phi by the series of erf, in 120 digits."""
    with decimal.localcontext(DIGITS):
        z, pi = (
            Decimal(z),
            Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899"),
        )
        term = total = z
        for k in range(1, 900):
            term *= -z * z / (2 * k)
            total += term / (2 * k + 1)
        return float(z * (Decimal("0.5") + total / (2 * pi).sqrt())), float(z / (1 + DIGITS.exp(-z)))
