"""The formulas of lesson 2 against complex steps, iteration, bisection, Hessians by difference and full enumeration."""

from itertools import combinations

import numpy as np

from dnnlib import Network, experiments
from tests.formulas.registry import Sides, formula


def _task(rng, sizes=(2, 3, 1), m=6):
    """A small tanh network with random biases, and data."""
    net = Network(sizes, activation="tanh", rng=rng)
    for b in net.b[1:]:
        b[:] = rng.normal(size=b.shape)
    return net, rng.normal(size=(m, sizes[0])), rng.normal(size=(m, sizes[-1]))


def _loss(net, X, Y, direction=None, t=0.0):
    """J at theta + t d by a pass written out here; t may be complex."""
    d = {} if direction is None else direction
    a = X
    for l in range(1, net.L + 1):
        W, b = (getattr(net, name)[l] + t * d.get((name, l), 0.0) for name in "Wb")
        z = a @ W.T + b
        a = np.tanh(z) if l < net.L else z
    return ((a - Y) ** 2).sum() / 2 / len(X)


def _direction(parts):
    return {(name, l): parts(name, l) for name in "Wb" for l in (1, 2)}


def _flat(net, X, Y):
    gradients = net.backward(net.forward(X), Y)
    return np.concatenate([part.ravel() for part in (*gradients.W[1:], *gradients.b[1:])])


@formula("2.1", rtol=1e-9)
def total_differential(rng):
    net, X, Y = _task(rng)
    gradients = net.backward(net.forward(X), Y)
    change = _direction(lambda name, l: rng.normal(size=getattr(net, name)[l].shape))
    terms = {key: float((getattr(gradients, key[0])[key[1]] * d).sum()) for key, d in change.items()}
    right = _loss(net, X, Y, change, 1e-30j).imag / 1e-30
    left = sum(terms.values())
    without_b = left - terms["b", 1] - terms["b", 2]
    return Sides(left, right, {"without the biases": without_b, "sum over examples": left * len(X), "sign": -left})


@formula("2.2", rtol=1e-9)
def promised_fall(rng):
    net, X, Y = _task(rng)
    gradients, eta = net.backward(net.forward(X), Y), 0.05
    step = _direction(lambda name, l: -eta * getattr(gradients, name)[l])
    right = _loss(net, X, Y, step, 1e-30j).imag / 1e-30
    g = _flat(net, X, Y)
    broken = {"a rise": eta * g @ g, "not squared": -eta * np.sqrt(g @ g), "eta squared": -(eta**2) * g @ g}
    return Sides(-eta * g @ g, right, broken)


@formula("2.3", rtol=1e-10)
def one_parameter(rng):
    lam, eta, theta = rng.uniform(0.5, 2), rng.uniform(0.1, 1.2), rng.normal()
    right = theta
    for _ in range(15):
        slope = (0.5 * lam * (right + 1e-30j) ** 2).imag / 1e-30
        right = right - eta * slope
    broken = {
        "plus": (1 + eta * lam) ** 15 * theta,
        "one step less": (1 - eta * lam) ** 14 * theta,
        "curvature doubled": (1 - 2 * eta * lam) ** 15 * theta,
    }
    return Sides((1 - eta * lam) ** 15 * theta, right, broken)


@formula("2.4", rtol=1e-6)
def the_limit(rng):
    H = _hessian(rng)
    low, high, start = 0.0, 20.0, rng.normal(size=4)
    for _ in range(30):  # bisect between what still shrinks and what grows from step 1,000 to 2,000
        middle = (low + high) / 2
        path = np.abs(experiments.descend(lambda theta: H @ theta, start, middle, 2000)).max(axis=1)
        low, high = (middle, high) if path[2000] < path[1000] else (low, middle)
    values = np.linalg.eigvalsh(H)
    broken = {"1 over": 1 / values[-1], "the flat direction": 2 / values[0], "the trace": 2 / np.trace(H)}
    return Sides(2 / values[-1], low, broken)


@formula("2.5", rtol=1e-3)
def best_rate(rng):
    H = _hessian(rng)
    values = np.linalg.eigvalsh(H)
    kappa = values[-1] / values[0]
    etas = np.linspace(0, 2 / values[-1], 20_001)[1:]
    worst = [np.linalg.norm(np.eye(4) - eta * H, 2) for eta in etas]
    right = etas[np.argmin(worst)], min(worst)
    best, rate = 2 / (values[0] + values[-1]), (kappa - 1) / (kappa + 1)
    broken = {
        "1 over the mean": (best / 2, rate),
        "half the limit": (1 / values[-1], rate),
        "rate of kappa alone": (best, 1 - 1 / kappa),
        "square root": (best, (np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1)),
    }
    return Sides((best, rate), right, broken)


@formula("2.6", rtol=1e-9)
def batches_are_right_on_average(rng):
    net, X, Y = _task(rng)
    batches = [list(chosen) for chosen in combinations(range(6), 2)]
    right = np.mean([_flat(net, X[chosen], Y[chosen]) for chosen in batches], axis=0)
    G = experiments.example_gradients(net, X, Y)  # layer by layer, W before b
    order = np.concatenate([np.arange(6), np.arange(9, 12), np.arange(6, 9), [12]])
    left = G.mean(axis=0)[order]
    broken = {"the sum": G.sum(axis=0)[order], "one example": G[0][order], "1 / B": G.sum(axis=0)[order] / 2}
    return Sides(left, right, broken)


@formula("2.7", rtol=1e-5)
def second_order(rng):
    net, X, Y = _task(rng)
    gradients = net.backward(net.forward(X), Y)
    parts = [getattr(gradients, name)[l] for name, l, _ in net.parameters()]
    g2, curvature = sum((p**2).sum() for p in parts), experiments.curvature_along(net, X, Y, parts)
    step, eta = _direction(lambda name, l: -getattr(gradients, name)[l]), 1e-3
    at = [_loss(net, X, Y, step, k * eta) for k in (-2, -1, 0, 1, 2)]
    slope = (at[0] - 8 * at[1] + 8 * at[3] - at[4]) / 12 / eta
    bend = (-at[0] + 16 * at[1] - 30 * at[2] + 16 * at[3] - at[4]) / 12 / eta**2
    big = 0.3  # where both terms count
    left, right = -big * g2 + big**2 / 2 * curvature, big * slope + big**2 / 2 * bend
    broken = {
        "without the half": -big * g2 + big**2 * curvature,
        "sign of the curvature": -big * g2 - big**2 / 2 * curvature,
        "eta not squared": -big * g2 + big / 2 * curvature,
    }
    return Sides(left, right, broken)


def _hessian(rng, n=4):
    Q = np.linalg.qr(rng.normal(size=(n, n)))[0]
    return Q @ np.diag(rng.uniform(0.3, 3, n)) @ Q.T


@formula("2.8", rtol=1e-9)
def every_direction_by_itself(rng):
    H, theta, eta, t = _hessian(rng), rng.normal(size=4), 0.4, 12
    values, V = np.linalg.eigh(H)
    left = V @ ((1 - eta * values) ** t * (V.T @ theta))
    right = experiments.descend(lambda p: H @ p, theta, eta, t)[-1]
    broken = {
        "transposed": V.T @ ((1 - eta * values) ** t * (V @ theta)),
        "one curvature for all": (1 - eta * values.max()) ** t * theta,
        "inverse": V @ ((1 - eta / values) ** t * (V.T @ theta)),
    }
    return Sides(left, right, broken)


@formula("2.9", rtol=1e-6)
def a_line_fit_is_a_bowl(rng):
    X, y, w = rng.normal(size=(7, 3)), rng.normal(size=7), rng.normal(size=4)
    A, h = np.column_stack([X, np.ones(7)]), 1e-4
    net = Network([3, 1], rng=rng)

    def J(theta):
        net.W[1][0], net.b[1][:] = theta[:3], theta[3]
        return net.loss(net.forward(X), y[:, None])

    I = np.eye(4) * h
    slope = [(J(w + e) - J(w - e)) / 2 / h for e in I]
    bend = [[(J(w + e + f) - J(w + e - f) - J(w - e + f) + J(w - e - f)) / 4 / h**2 for f in I] for e in I]
    g, H = A.T @ (A @ w - y) / 7, A.T @ A / 7
    broken = {"without 1/m": (g, H * 7), "other outer product": (g, A @ A.T / 7), "with 2": (2 * g, 2 * H)}
    return Sides((g, H), (slope, bend), broken)


@formula("2.10", rtol=1e-9)
def noise_of_a_batch(rng):
    net, X, Y = _task(rng)
    g, m, B = _flat(net, X, Y), 6, 2
    off = [_flat(net, X[list(c)], Y[list(c)]) - g for c in combinations(range(m), B)]
    right = np.mean([d @ d for d in off])
    left = experiments.expected_noise(experiments.example_gradients(net, X, Y), [B])[0] ** 2
    broken = {
        "with repetition": left * (m - 1) / (m - B),
        "1 / B squared": left / B,
        "m - B over m": left * (m - 1) / m,
        "root": np.sqrt(left),
    }
    return Sides(left, right, broken)


@formula("2.11", rtol=1e-10)
def noise_floor(rng):
    lam, eta, noise = rng.uniform(0.5, 2), rng.uniform(0.1, 0.6), rng.uniform(0.5, 2)
    right = 1.0  # E[theta^2], with E[(theta - eta (lam theta + e))^2] written out for e = +-noise
    for _ in range(5000):
        plus, minus = ((1 - eta * lam) ** 2 * right + (eta * e) ** 2 for e in (noise, -noise))
        right = (plus + minus) / 2
    left = eta * noise**2 / (lam * (2 - eta * lam))
    broken = {
        "eta squared": left * eta,
        "without the 2": eta * noise**2 / (lam * (1 - eta * lam)),
        "small eta": eta * noise**2 / (2 * lam),
    }
    return Sides(left, right, broken)
