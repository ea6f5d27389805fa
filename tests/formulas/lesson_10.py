"""The formulas of lesson 10 against matrix powers, loops, counting one by one and the exact binomial distribution."""

from math import comb, fsum, sqrt

import numpy as np

from dnnlib import Network, accuracy, train
from dnnlib.lessons.playground.experiment import Training
from dnnlib.lessons.playground.experiment_project import standard_error
from dnnlib.lessons.playground.experiment_view import confusion
from tests.formulas.registry import Sides, formula


def _linear_task(rng):
    """A linear network under squared error: its gradient is W S - T, linear in W."""
    X, Y = rng.normal(size=(8, 3)), rng.normal(size=(8, 1))
    network = Network([3, 1], rng=rng)
    X = X - X.mean(axis=0)  # so that the bias stays out of the gradient of W
    return network, X, Y


@formula("10.1", rtol=1e-10)
def momentum(rng):
    network, X, Y = _linear_task(rng)
    eta, mu, steps = 0.3, 0.8, 6
    S, T, W0 = X.T @ X / len(X), (Y.T @ X / len(X))[0], network.W[1][0].copy()

    def after(A):
        """The weights after some steps of the affine map (W, V, 1) -> A (W, V, 1), by a power of its matrix."""
        return (np.linalg.matrix_power(A, steps) @ np.r_[W0, np.zeros(3), 1.0])[:3]

    def matrix(keep, sign=1):
        V = np.c_[-sign * eta * S, keep * np.eye(3), sign * eta * T]
        return np.r_[np.c_[np.eye(3), np.zeros((3, 4))] + V, V, [np.r_[np.zeros(6), 1.0]]]

    list(train(network, X, Y, eta=eta, momentum=mu, epochs=steps, batch_size=8, rng=0))
    broken = {"no momentum": after(matrix(0.0)), "uphill": after(matrix(mu, -1)), "1 - mu": after(matrix(1 - mu))}
    return Sides(network.W[1][0], after(matrix(mu)), broken)


@formula("10.2", rtol=1e-9, atol=1e-12)
def remembered_gradients(rng):
    network, X, Y = _linear_task(rng)
    eta, mu, g, W = 0.1, 0.7, [], []
    for progress in train(network, X, Y, eta=eta, momentum=mu, epochs=5, batch_size=8, rng=0):
        g.append(progress.gradients.W[1])
        W.append(network.W[1].copy())
    t = len(g)
    broken = {
        "one step too weak": -eta * sum(mu ** (t - s + 1) * g[s - 1] for s in range(1, t + 1)),
        "the oldest weighs most": -eta * sum(mu ** (s - 1) * g[s - 1] for s in range(1, t + 1)),
        "without eta": -sum(mu ** (t - s) * g[s - 1] for s in range(1, t + 1)),
    }
    return Sides(-eta * sum(mu ** (t - s) * g[s - 1] for s in range(1, t + 1)), W[-1] - W[-2], broken)


@formula("10.3", rtol=1e-10)
def velocity_of_a_constant_gradient(rng):
    eta, mu, g, v = 0.03, 0.95, rng.normal(size=(2, 3)), 0.0
    for _ in range(1000):
        v = mu * v - eta * g
    broken = {
        "1 + mu": -eta / (1 + mu) * g,
        "a product": -eta * (1 - mu) * g,
        "sign": eta / (1 - mu) * g,
        "mu": -eta / mu * g,
    }
    return Sides(-eta / (1 - mu) * g, v, broken)


@formula("10.4", rtol=1e-10)
def relative_update(rng):
    training = Training(momentum=0.0, seed=int(rng.integers(1000)), depth=3, width=5)
    old = [W.copy() for W in training.network.W[1:]]
    training.advance()
    new = training.network.W[1:]

    def ratios(measure, base):
        return [measure([w - v for w, v in zip(W.flat, V.flat, strict=True)]) / measure(list(base(W, V).flat))
                for W, V in zip(new, old, strict=True)]  # fmt: skip

    def root(values):
        return sqrt(fsum(x * x for x in values))

    broken = {
        "largest entry": ratios(lambda values: max(map(abs, values)), lambda W, V: V),
        "without the root": ratios(lambda values: fsum(x * x for x in values), lambda W, V: V),
        "of the new weights' sum": ratios(root, lambda W, V: W + V),
    }
    return Sides(training.update, ratios(root, lambda W, V: V), broken)


@formula("10.5")
def accuracy_on_the_diagonal(rng):
    labels, a = rng.integers(0, 4, 60) ** 2 // 3, rng.random((60, 4))
    M = confusion(labels, a.argmax(axis=1), 4)
    right = sum(max(range(4), key=lambda j: row[j]) == label for row, label in zip(a, labels, strict=True)) / 60
    assert right == accuracy(a, labels)
    rows = np.maximum(M.sum(axis=1), 1)
    broken = {"mean over the classes": np.mean(np.diag(M) / rows), "errors": 1 - np.trace(M) / M.sum(),
              "not divided": np.trace(M)}  # fmt: skip
    return Sides(np.trace(M) / M.sum(), right, broken)


@formula("10.6", rtol=1e-10)
def standard_error_of_a_share(rng):
    p, m = rng.uniform(0.1, 0.9), 40
    variance = fsum(comb(m, k) * p**k * (1 - p) ** (m - k) * (k / m - p) ** 2 for k in range(m + 1))
    broken = {"without the root": p * (1 - p) / m, "m - 1": sqrt(p * (1 - p) / (m - 1)), "p alone": sqrt(p / m)}
    return Sides(standard_error(p, m), sqrt(variance), broken)
