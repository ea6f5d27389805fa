"""The formulas of lesson 10 against matrix powers, loops, counting one by one and the exact binomial distribution."""

from math import comb, fsum, sqrt

import numpy as np

from dnnlib import Network, accuracy, train
from dnnlib.lessons.playground.experiment_project import paired_error, standard_error
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


@formula("10.2", rtol=1e-6)
def weight_decay(rng):
    network, X, Y = _linear_task(rng)
    eta, decay, W0 = 0.3, 0.2, network.W[1].copy()
    h = 1e-6 * np.eye(3)

    def price(w):
        return np.mean((X @ w - Y[:, 0]) ** 2) / 2 + decay / 2 * fsum(w * w)

    slope = np.array([(price(W0[0] + e) - price(W0[0] - e)) / 2e-6 for e in h])
    gradient = slope - decay * W0[0]
    list(train(network, X, Y, eta=eta, weight_decay=decay, epochs=1, batch_size=8, rng=0))
    broken = {
        "no decay": W0[0] - eta * gradient,
        "growth": W0[0] - eta * (gradient - decay * W0[0]),
        "twice": W0[0] - eta * (gradient + 2 * decay * W0[0]),
        "without eta": W0[0] - eta * gradient - decay * W0[0],
    }
    return Sides(network.W[1][0], W0[0] - eta * slope, broken)


@formula("10.3")
def accuracy_on_the_diagonal(rng):
    labels, a = rng.integers(0, 4, 60) ** 2 // 3, rng.random((60, 4))
    M = confusion(labels, a.argmax(axis=1), 4)
    right = sum(max(range(4), key=lambda j: row[j]) == label for row, label in zip(a, labels, strict=True)) / 60
    assert right == accuracy(a, labels)
    rows = np.maximum(M.sum(axis=1), 1)
    broken = {"mean over the classes": np.mean(np.diag(M) / rows), "errors": 1 - np.trace(M) / M.sum(),
              "not divided": np.trace(M)}  # fmt: skip
    return Sides(np.trace(M) / M.sum(), right, broken)


@formula("10.4", rtol=1e-9, atol=1e-12)
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


@formula("10.5", rtol=1e-10)
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


@formula("10.6", rtol=1e-10)
def standard_error_of_a_share(rng):
    p, m = rng.uniform(0.1, 0.9), 40
    variance = fsum(comb(m, k) * p**k * (1 - p) ** (m - k) * (k / m - p) ** 2 for k in range(m + 1))
    broken = {"without the root": p * (1 - p) / m, "m - 1": sqrt(p * (1 - p) / (m - 1)), "p alone": sqrt(p / m)}
    return Sides(standard_error(p, m), sqrt(variance), broken)


@formula("10.7", rtol=1e-10)
def paired_standard_error(rng):
    m = 60
    one, other = rng.random(m) < 0.8, rng.random(m) < 0.7
    better, worse = fsum(one & ~other), fsum(other & ~one)
    # The variance of a mean, from all pairs of examples: half the mean squared difference of two of them, over m.
    d = [float(a) - float(b) for a, b in zip(one, other, strict=True)]
    variance = fsum((x - y) ** 2 for x in d for y in d) / (2 * m * (m - 1))
    counted = sqrt((better + worse - (better - worse) ** 2 / m) / (m * (m - 1)))
    broken = {
        "separate counts": sqrt(one.var() / m + other.var() / m),
        "m^2": counted * sqrt((m - 1) / m),
        "without the mean": sqrt((better + worse) / (m * (m - 1))),
        "of one example": counted * sqrt(m),
    }
    assert np.isclose(counted, paired_error(one, other))
    return Sides(paired_error(one, other), sqrt(variance / m), broken)
