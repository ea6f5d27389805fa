"""The formulas of lesson 4, against exact decimals, the complex step and brute force."""

from decimal import Decimal, localcontext

import numpy as np

from dnnlib import (
    Network,
    binary_cross_entropy,
    binary_cross_entropy_prime,
    sigmoid,
    sigmoid_prime,
    softmax,
    softmax_jacobian,
)
from dnnlib.output_loss import OUTPUT_LOSSES
from tests.formulas.registry import Sides, formula

H = 1e-30


def _sigmoid(z):
    """Also for complex z, and of its own."""
    return 1 / (1 + np.exp(-z))


def _half_square(a, y):
    return (a - y) ** 2 / 2


def _log_loss(a, y):
    return -(y * np.log(a) + (1 - y) * np.log(1 - a))


def _slope(cost, z, y):
    """dC/dz of a sigmoid output by the complex step."""
    return cost(_sigmoid(z + 1j * H), y).imag / H


def _decimal_cost(z, y):
    """-[y ln a + (1 - y) ln(1 - a)] with a = sigmoid(z), in as many digits as the context has."""
    a = 1 / (1 + (-z).exp())
    return -(y * a.ln() + (1 - y) * (1 - a).ln())


@formula("4.1")
def delta_of_squared_error(rng):
    z, y = rng.uniform(-5, 5, 8), rng.integers(0, 2, 8)
    a = sigmoid(z)
    left = OUTPUT_LOSSES["sigmoid", "mse"].delta(z[:, None], a[:, None], y[:, None])[:, 0]
    broken = {"sign": -left, "without sigmoid'": a - y, "sigmoid for sigmoid'": (a - y) * a}
    return Sides(left, _slope(_half_square, z, y), broken)


@formula("4.2", rtol=1e-4)
def where_squared_error_learns_fastest(rng):
    a = np.linspace(0, 1, 200_001)
    slope = a * a * (1 - a)
    right = a[slope.argmax()], slope.max()
    broken = {"where it is most wrong": (1, 0), "where sigmoid' is greatest": (1 / 2, 1 / 8)}
    return Sides((2 / 3, 4 / 27), right, broken)


@formula("4.3")
def cost_of_one_answer(rng):
    a, y = rng.uniform(0.02, 0.98, 5), np.array([1.0, 0.0, 1.0, 0.0, 1.0])
    given = np.where(y == 1, a, 1 - a)  # the probability of what happened
    left = -(y * np.log(a) + (1 - y) * np.log(1 - a))
    right = [float(-Decimal(p).ln()) for p in given.tolist()]
    return Sides(left, right, {"sign": -left, "roles swapped": -np.log(1 - given), "class 1 alone": -y * np.log(a)})


@formula("4.4")
def delta_of_cross_entropy(rng):
    z, y = rng.uniform(-5, 5, 8), rng.uniform(0, 1, 8)
    left = OUTPUT_LOSSES["sigmoid", "binary_cross_entropy"].delta(z[:, None], sigmoid(z)[:, None], y[:, None])[:, 0]
    broken = {"sign": -left, "with sigmoid'": left * sigmoid_prime(z), "z for a": z - y}
    return Sides(left, _slope(_log_loss, z, y), broken)


@formula("4.5")
def delta_of_a_batch_for_the_three_matched_pairs(rng):
    X, Y = rng.standard_normal((4, 3)), np.eye(3)[[0, 2, 1, 2]]
    left, right, errors = [], [], []
    for (output, loss), cost in COSTS.items():
        network = Network([3, 3], output=output, loss=loss, rng=rng)
        trace = network.forward(X)
        left.append(network.backward(trace, Y).delta[1])
        errors.append(trace.output - Y)
        rows = zip(trace.z[1], Y, strict=True)
        right.append([[cost(z + 1j * H * unit, y).imag / H / 4 for unit in np.eye(3)] for z, y in rows])
    return Sides(left, right, {"without 1/m": errors, "sign": -np.array(left), "1/n for 1/m": np.array(errors) / 3})


@formula("4.6")
def cross_entropy_is_the_likelihood(rng):
    a, y = rng.uniform(0.05, 0.95, (6, 1)), rng.integers(0, 2, (6, 1)).astype(float)
    likelihood = Decimal(1)
    for p, t in zip(a[:, 0].tolist(), y[:, 0].tolist(), strict=True):
        likelihood *= Decimal(p) if t else 1 - Decimal(p)
    left = binary_cross_entropy(a, y)
    flipped = binary_cross_entropy(a, 1 - y)
    broken = {"sum for mean": 6 * left, "sign": -left, "targets flipped": flipped}
    return Sides(left, float(-likelihood.ln() / 6), broken)


@formula("4.7", rtol=1e-10)
def curvature_of_both_costs(rng):
    z = rng.uniform(-4, 4, 6)
    y, a, s = (np.arange(6) % 2).astype(float), sigmoid(z), sigmoid_prime(z)
    with localcontext(prec=60):
        right = [[float(_second_difference(cost, v, t)) for v, t in zip(z.tolist(), y.tolist(), strict=True)]
                 for cost in (_decimal_cost, _decimal_half_square)]  # fmt: skip
    mse = s * (s + (a - y) * (1 - 2 * a))
    broken = {
        "without the second term": np.array([s, s * s]),
        "sign of the second term": np.array([s, s * (s - (a - y) * (1 - 2 * a))]),
        "sigmoid for sigmoid'": np.array([a, mse]),
    }
    return Sides(np.array([s, mse]), right, broken)


def _decimal_half_square(z, y):
    return (1 / (1 + (-z).exp()) - y) ** 2 / 2


def _second_difference(cost, z, y):
    z, y, h = Decimal(z), Decimal(y), Decimal("1e-15")
    return (cost(z + h, y) - 2 * cost(z, y) + cost(z - h, y)) / h**2


@formula("4.8")
def delta_of_a_vector_of_outputs(rng):
    z, y = rng.uniform(-2, 2, 4), np.array([0.0, 1, 0, 0])
    p = softmax(z)
    slope = binary_cross_entropy_prime(p[None], y[None])[0]

    def cost(z):
        e = np.exp(z)
        return _log_loss(e / e.sum(), y).sum()

    right = [cost(z + 1j * H * unit).imag / H for unit in np.eye(4)]
    broken = {"the diagonal alone": np.diag(softmax_jacobian(z)) * slope, "a - y": p - y, "without the output": slope}
    return Sides(softmax_jacobian(z).T @ slope, right, broken)


COSTS = {
    ("identity", "mse"): lambda z, y: ((z - y) ** 2).sum() / 2,
    ("sigmoid", "binary_cross_entropy"): lambda z, y: _log_loss(_sigmoid(z), y).sum(),
    ("softmax", "cross_entropy"): lambda z, y: -(y * np.log(np.exp(z) / np.exp(z).sum())).sum(),
}


@formula("4.9")
def every_layer_inherits_the_factor(rng):
    network = Network([3, 4, 4, 1], output="sigmoid", loss="binary_cross_entropy", rng=rng)
    network.b[3][:] = 2.0
    x, y = rng.standard_normal((1, 3)), np.zeros((1, 1))
    trace = network.forward(x)
    deltas = [d[0] for d in network.backward(trace, y).delta[1:]]
    factor = sigmoid_prime(trace.z[3][0, 0])

    def cost(l, step):
        """Squared error when z^l is moved by step."""
        z = trace.z[l][0] + step
        for k in range(l + 1, 4):
            z = network.W[k] @ np.tanh(z) + network.b[k]
        return _half_square(_sigmoid(z[0]), 0.0)

    right = [cost(l, 1j * H * unit).imag / H for l in (1, 2, 3) for unit in np.eye(network.sizes[l])]
    left = np.concatenate([factor * d for d in deltas])
    broken = {
        "no factor": np.concatenate(deltas),
        "a factor for each layer": np.concatenate([factor ** (3 - l) * d for l, d in enumerate(deltas)]),
        "sigmoid for sigmoid'": np.concatenate([trace.output[0, 0] * d for d in deltas]),
    }
    return Sides(left, right, broken)


@formula("4.10")
def cost_from_the_logit(rng):
    z, y = np.append(rng.uniform(-30, 30, 6), [1000.0, -1000.0]), np.append(rng.uniform(0, 1, 6), [0.0, 1.0])
    left = np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))
    with localcontext(prec=1000):
        right = [float(_decimal_cost(Decimal(v), Decimal(t))) for v, t in zip(z.tolist(), y.tolist(), strict=True)]
    with np.errstate(over="ignore"):
        naive = np.log(1 + np.exp(z)) - y * z
    broken = {"naive": naive, "sign of y z": left + 2 * y * z, "without max": left - np.maximum(z, 0)}
    return Sides(left, right, broken)


@formula("4.11")
def entropy_and_divergence(rng):
    y, a = rng.uniform(0.05, 0.95, 2)
    with localcontext() as context:
        context.prec = 50
        t, p = Decimal(y), Decimal(a)
        right = float(-(t * p.ln() + (1 - t) * (1 - p).ln()))
    entropy = -(y * np.log(y) + (1 - y) * np.log(1 - y))
    divergence = y * np.log(y / a) + (1 - y) * np.log((1 - y) / (1 - a))
    broken = {
        "without the entropy": divergence,
        "divergence the other way": entropy + a * np.log(a / y) + (1 - a) * np.log((1 - a) / (1 - y)),
    }
    return Sides(entropy + divergence, right, broken)
