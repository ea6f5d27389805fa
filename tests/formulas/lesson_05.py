"""The formulas of lesson 5, against decimals of 50 digits, central differences, the complex step and Monte Carlo."""

from decimal import Decimal, localcontext

import numpy as np

from dnnlib import Network, cross_entropy, log_softmax, one_hot, sigmoid, softmax, softmax_jacobian
from dnnlib.lessons.softmax_jacobian.experiment import loss_of_normal_logits
from tests.formulas.registry import Sides, formula


def _exact(z, temperature=1):
    """Softmax in decimals of 50 digits."""
    with localcontext() as context:
        context.prec = 50
        e = [(Decimal(v) / Decimal(temperature)).exp() for v in z.tolist()]
        return np.array([float(v / sum(e)) for v in e])


def _central(f, z, h=1e-6):
    """The Jacobian of f by central differences: column j is the derivative by z_j."""
    return np.stack([(f(z + h * e) - f(z - h * e)) / (2 * h) for e in np.eye(len(z))], axis=-1)


def _complex_gradient(cost, z, h=1e-30):
    return np.array([cost(z + 1j * h * e).imag / h for e in np.eye(len(z))])


def _cost(y):
    """-y . ln softmax(z), for complex z too."""
    return lambda z: -(y * (z - np.log(np.exp(z).sum()))).sum()


@formula("5.1")
def softmax_itself(rng):
    z = rng.uniform(-5, 5, 6)
    e = np.exp(z)
    return Sides(softmax(z), _exact(z), {"not normalized": e, "sign": softmax(-z), "squares": z**2 / (z**2).sum()})


@formula("5.2")
def only_differences_count(rng):
    """The denominator grows by the factor e^c, and so does the numerator: the quotient stays."""
    z, c = rng.uniform(-5, 5, 5), 3.7
    shifted = z + c
    left = softmax(shifted), np.exp(shifted).sum()
    right = _exact(z), float(sum(Decimal(v).exp() for v in z.tolist()) * Decimal(c).exp())
    moved_one = z + c * (np.arange(5) == 0)
    broken = {"one logit moved": moved_one, "scaled instead": c * z}
    return Sides(left, right, {slip: (softmax(v), np.exp(v).sum()) for slip, v in broken.items()})


@formula("5.3")
def temperature(rng):
    z, T = rng.uniform(-5, 5, 5), 2.5
    return Sides(softmax(z, T), _exact(z, T), {"times T": softmax(z * T), "no temperature": softmax(z)})


@formula("5.4")
def two_classes(rng):
    z = rng.uniform(-4, 4, 2)
    return Sides(sigmoid(z[0] - z[1]), _exact(z)[0], {"other sign": sigmoid(z[1] - z[0]), "sum": sigmoid(z.sum())})


@formula("5.5", rtol=1e-6)
def entries(rng):
    z = rng.uniform(-2, 2, 5)
    p, own = softmax(z), np.eye(5, dtype=bool)
    left = np.where(own, p * (1 - p), -np.outer(p, p))
    squares = np.repeat(p**2, 5).reshape(5, 5)
    broken = {
        "own square off the diagonal": np.where(own, left, -squares),
        "the sum squared under the first term": np.where(own, np.exp(z) / np.exp(z).sum() ** 2 - p**2, left),
        "without minus p^2": np.where(own, p, left),
        "sign": -left,
    }
    return Sides(left, _central(softmax, z), broken)


@formula("5.6", rtol=1e-6)
def whole_jacobian(rng):
    z = rng.uniform(-2, 2, 4)
    p = softmax(z)
    broken = {
        "plus": np.diag(p) + np.outer(p, p),
        "only the diagonal": np.diag(p * (1 - p)),
        "identity": np.eye(4) - np.outer(p, p),
    }
    return Sides(softmax_jacobian(z), _central(softmax, z), broken)


@formula("5.7")
def the_loss(rng):
    z, y = rng.uniform(-3, 3, 4), rng.dirichlet(np.ones(4))
    p = _exact(z)
    with localcontext() as context:
        context.prec = 50
        right = float(-sum(Decimal(a) * Decimal(b).ln() for a, b in zip(y.tolist(), p.tolist(), strict=True)))
    broken = {"roles swapped": -(p * np.log(y)).sum(), "sign": (y * np.log(p)).sum(), "mean": -(y * np.log(p)).mean()}
    return Sides(cross_entropy(p[None], y[None]), right, broken)


@formula("5.8")
def elementwise_route(rng):
    z, y = rng.uniform(-2, 2, 4), rng.dirichlet(np.ones(4))
    p = softmax(z)
    left = [sum(-y[i] / p[i] * p[i] * ((i == j) - p[j]) for i in range(4)) for j in range(4)]
    no_chain = [sum(-y[i] / p[i] for i in range(4)) for _ in range(4)]
    return Sides(left, _complex_gradient(_cost(y), z), {"second factor missing": no_chain, "sign": y - p})


@formula("5.9")
def delta_of_a_batch(rng):
    network = Network([3, 4], output="softmax", loss="cross_entropy", rng=rng)
    X, labels = rng.standard_normal((5, 3)), np.array([0, 3, 1, 2, 2])
    trace = network.forward(X)
    Y = one_hot(labels, 4)
    left = network.backward(trace, labels).delta[1]
    right = np.array([_complex_gradient(_cost(y), z) for y, z in zip(Y, trace.z[1], strict=True)]) / 5
    return Sides(left, right, {"without 1/m": 5 * left, "sign": -left, "over the entries": left / 4})


@formula("5.10")
def matrix_route(rng):
    z, y = rng.uniform(-2, 2, 4), rng.dirichlet(np.ones(4))
    p, J = softmax(z), softmax_jacobian(z)
    left = J.T @ np.diag(-1 / p) @ y
    return Sides(
        left, _complex_gradient(_cost(y), z), {"without the Jacobian": -y / p, "y for 1 / p": J @ (-y), "sign": -left}
    )


@formula("5.11")
def squared_error_through_the_jacobian(rng):
    network = Network([3, 4], output="softmax", loss="mse", rng=rng)
    X, Y = rng.standard_normal((1, 3)), one_hot(np.array([2]), 4)
    trace = network.forward(X)
    z, p = trace.z[1][0], trace.output[0]

    def cost(z):
        e = np.exp(z)
        return ((e / e.sum() - Y[0]) ** 2).sum() / 2

    left = network.backward(trace, Y).delta[1][0]
    elementwise = (p - Y[0]) * p * (1 - p)
    return Sides(left, _complex_gradient(cost, z), {"without the Jacobian": p - Y[0], "only its diagonal": elementwise})


@formula("5.12", rtol=1e-9)
def what_the_jacobian_is(rng):
    z, v = rng.uniform(-2, 2, 5), rng.standard_normal(5)
    J, p = softmax_jacobian(z), _exact(z)
    variance = (p * (v - (p * v).sum()) ** 2).sum()  # of the numbers v under the probabilities p
    left = np.array([v @ J @ v, (v + 3) @ J @ (v + 3)])  # adding a constant changes nothing: 1 is a null vector
    second_moment = (p * v**2).sum()
    return Sides(left, [variance, variance], {"second moment": [second_moment] * 2, "sign": -left})


@formula("5.13", rtol=1e-11)
def stable_logarithm(rng):
    z = np.array([1000.0, 990.0, -1000.0]) + rng.uniform(-1, 1, 3)
    with localcontext() as context:
        context.prec = 900
        e = [Decimal(v).exp() for v in z.tolist()]
        right = [float((v / sum(e)).ln()) for v in e]
    shifted = z - z.max()
    broken = {"without the sum": shifted, "shift forgotten at the end": z - np.log(np.exp(shifted).sum())}
    return Sides(log_softmax(z), right, broken)


@formula("5.14", rtol=1e-6)
def log_sum_exp(rng):
    z, y = rng.uniform(-2, 2, 4), rng.dirichlet(np.ones(4))
    p = softmax(z)
    cost = np.log(np.exp(z).sum()) - y @ z
    left = cost, p - y, softmax_jacobian(z)
    right = (
        float(cross_entropy(_exact(z)[None], y[None])),
        _complex_gradient(_cost(y), z),
        _central(lambda z: _complex_gradient(_cost(y), z), z),
    )
    broken = {
        "sum of the logits": (np.log(np.exp(z).sum()) - z.sum(), *left[1:]),
        "sign": (cost, y - p, left[2]),
        "only the diagonal": (*left[:2], np.diag(p * (1 - p))),
    }
    return Sides(left, right, broken)


@formula("5.15", rtol=0.01)
def loss_before_training(rng):
    n, spread = 10, 0.5
    z = spread * rng.standard_normal((200_000, n))  # the standard error of the mean below is 0.0012, 0.05 % of it
    right = (np.log(np.exp(z).sum(axis=1)) - z[:, 0]).mean()
    left = np.log(n) + (1 - 1 / n) * spread**2 / 2
    interpolated = float(loss_of_normal_logits(spread, n))
    broken = {
        "without the logarithm": (n, n),
        "base 2": (np.log2(n), np.log2(n)),
        "deviation for variance": (left + spread / 2, left),
    }
    return Sides((left, interpolated), (right, right), broken)
