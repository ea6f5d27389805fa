"""The formulas of lesson 8, against central differences, exact fractions, Monte Carlo and quadrature."""

from fractions import Fraction

import numpy as np

from dnnlib import (
    Network,
    compute_fans,
    he_normal,
    identity,
    leaky_relu,
    orthogonal,
    relu,
    sigmoid,
    tanh,
    xavier_normal,
    xavier_uniform,
)
from dnnlib.mean_field import gaussian_mean, mean_field
from tests.formulas.registry import Sides, formula


def _expect(f):
    """E[f(x)] for a standard normal x, by Gauss-Legendre on both sides of the kink at 0."""
    t, w = np.polynomial.legendre.leggauss(120)
    x = np.concatenate([6 * t - 6, 6 * t + 6])
    return 6 * np.tile(w, 2) @ (f(x) * np.exp(-x * x / 2)) / np.sqrt(2 * np.pi)


def _pairs():
    """Two small independent discrete distributions, as lists of (value, probability) in exact fractions."""
    x = [(Fraction(-1), Fraction(1, 4)), (Fraction(2), Fraction(1, 4)), (Fraction(5), Fraction(1, 2))]
    y = [(Fraction(1, 2), Fraction(1, 3)), (Fraction(-3), Fraction(2, 3))]
    return x, y


def _moments(draws):
    mean = sum(v * p for v, p in draws)
    return float(mean), float(sum(v * v * p for v, p in draws) - mean**2)


def _joint(f):
    x, y = _pairs()
    return _moments([(f(v, w), p * q) for v, p in x for w, q in y])


@formula("8.1", rtol=1e-6, atol=1e-9)
def equal_units_get_equal_gradients(rng):
    """Units 0 and 1 of layer 1 are equal, unit 2 is not; gradients by central differences."""
    network = Network([3, 3, 2], rng=rng)
    network.W[1][1], network.W[2][:, 1] = network.W[1][0], network.W[2][:, 0]
    X, Y = rng.standard_normal((5, 3)), rng.standard_normal((5, 2))
    gradients = network.backward(network.forward(X), Y)
    W1, b1, W2 = (_central(network, name, l, X, Y) for name, l in (("W", 1), ("b", 1), ("W", 2)))
    left = (gradients.W[1][:2], gradients.b[1][:2], gradients.W[2][:, :2])
    right = (W1[[0, 0]], b1[[0, 0]], W2[:, [0, 0]])
    third = (gradients.W[1][1:], gradients.b[1][1:], gradients.W[2][:, 1:])
    broken = {
        f"the third unit, {k}": left[:i] + third[i : i + 1] + left[i + 1 :] for i, k in enumerate(("W", "b", "out"))
    }
    return Sides(left, right, broken)


def _central(network, name, l, X, Y, h=1e-6):
    gradient = np.zeros_like(getattr(network, name)[l])
    for i in np.ndindex(gradient.shape):
        up, down = network.copy(), network.copy()
        getattr(up, name)[l][i] += h
        getattr(down, name)[l][i] -= h
        gradient[i] = (up.loss(up.forward(X), Y) - down.loss(down.forward(X), Y)) / (2 * h)
    return gradient


@formula("8.2")
def variance_of_a_sum(rng):
    (_, vx), (_, vy) = map(_moments, _pairs())
    return Sides(vx + vy, _joint(lambda v, w: v + w)[1], {"deviations": (vx**0.5 + vy**0.5) ** 2, "product": vx * vy})


@formula("8.3")
def variance_of_a_product(rng):
    (mx, vx), (my, vy) = map(_moments, _pairs())
    left = vx * vy + vx * my**2 + vy * mx**2
    broken = {"without the means": vx * vy, "means swapped": vx * vy + vx * mx**2 + vy * my**2}
    return Sides(left, _joint(lambda v, w: v * w)[1], broken)


@formula("8.4", rtol=0.03)
def variance_of_a_pre_activation(rng):
    """60,000 draws of weights and inputs; the inputs have mean 1."""
    n, var_w = 20, 0.05
    w, x = np.sqrt(var_w) * rng.standard_normal((60_000, n)), 1 + 0.5 * rng.standard_normal((60_000, n))
    broken = {"variance of x": n * var_w * 0.25, "without n": var_w * 1.25, "root of n": np.sqrt(n) * var_w * 1.25}
    return Sides(n * var_w * (0.25 + 1), (w * x).sum(axis=1).var(), broken)


@formula("8.5", rtol=0.06)
def forward_rule(rng):
    """Var(w) = 1 / n_in keeps the mean square of a wide layer's input."""
    n_in, n_out = 300, 6000
    x = 1 + rng.standard_normal((50, n_in))
    z = x @ (rng.standard_normal((n_out, n_in)) / np.sqrt(n_in)).T
    by_n_out = z.var() * n_in / n_out
    return Sides(1 / n_in, (x**2).mean() / z.var() / n_in, {"n_out": 1 / n_out, "root": n_in**-0.5, "seen": by_n_out})


@formula("8.6", rtol=0.03)
def backward_rule(rng):
    """Var(w) = 1 / n_out keeps the mean square of delta on its way down a linear layer."""
    n_in, n_out = 2000, 300
    delta = rng.standard_normal((50, n_out))
    below = delta @ (rng.standard_normal((n_out, n_in)) / np.sqrt(n_out))
    return Sides(1 / n_out, (delta**2).mean() / (below**2).mean() / n_out, {"n_in": 1 / n_in, "root": n_out**-0.5})


@formula("8.7", rtol=0.01)
def xavier(rng):
    """Measured on a million weights; it is the variance whose forward and backward factors add up to 2."""
    n_in, n_out = 1500, 700
    W = xavier_normal((n_out, n_in), rng)
    broken = {"n_in twice": 1 / n_in, "n_out twice": 1 / n_out, "1 for 2": 1 / (n_in + n_out)}
    return Sides(
        (2 / (n_in + n_out), 2.0), (W.var(), (n_in + n_out) * W.var()), {k: (v, 2.0) for k, v in broken.items()}
    )


@formula("8.8", rtol=0.03)
def he(rng):
    """The mean square of z stays through a wide ReLU layer with He's weights."""
    n_in, n_out = 1000, 700
    W = he_normal((n_out, n_in), rng)
    z = 1.3 * rng.standard_normal((200, n_in))
    after = (relu(z) @ W.T).var()
    broken = {"Xavier": (1 / n_in, z.var()), "n_out": (2 / (n_in + n_out), z.var()), "half": (2 / n_in, z.var() / 2)}
    return Sides((2 / n_in, z.var()), (W.var(), after), broken)


@formula("8.9", rtol=0.01)
def xavier_as_uniform(rng):
    n_in, n_out = 1500, 700
    W = xavier_uniform((n_out, n_in), rng)
    r = np.sqrt(6 / (n_in + n_out))
    assert compute_fans((n_out, n_in)) == (n_in, n_out)
    broken = {"deviation for bound": r / np.sqrt(3), "n_in only": np.sqrt(6 / n_in), "3 for 6": r / np.sqrt(2)}
    sides = {k: (v, v**2 / 3) for k, v in broken.items()}
    return Sides((r, r**2 / 3), (np.abs(W).max(), xavier_normal((n_out, n_in), rng).var()), sides)


@formula("8.10", rtol=1e-6)
def gain_of_any_activation(rng):
    """With this variance the recursion for infinite width stays at 1, by Simpson's rule."""
    x = np.linspace(-9, 9, 20_001)
    simpson = np.ones(x.size)
    simpson[1:-1:2], simpson[2:-1:2] = 4, 2
    density = simpson * (x[1] - x[0]) / 3 * np.exp(-x * x / 2) / np.sqrt(2 * np.pi)
    activations, n = (relu, tanh, sigmoid, identity), 50
    left = [1 / (n * _expect(lambda z, f=f: f(z) ** 2)) for f in activations]
    right = [1 / (n * (f(x) ** 2 @ density)) for f in activations]
    means = [1 / (n * _expect(lambda z, f=f: np.abs(f(z)))) for f in activations]
    return Sides(
        left,
        right,
        {"first power": means, "not the reciprocal": [1 / v for v in left], "without n": np.array(left) * n},
    )


@formula("8.11", rtol=1e-9)
def he_for_leaky(rng):
    slopes = np.array([0.0, 0.01, 0.25, 1.0])
    n = 10
    right = [1 / (n * _expect(lambda x, s=s: leaky_relu(x, s) ** 2)) for s in slopes]
    means = [_expect(lambda x, s=s: leaky_relu(x, s)) for s in slopes]
    variances = [1 / (1 / r - n * mean**2) for r, mean in zip(right, means, strict=True)]
    broken = {"slope not squared": 2 / ((1 + slopes) * n), "plain He": np.full(4, 2 / n), "mean taken as 0": variances}
    assert np.isclose(right[-1], 1 / (n * _expect(lambda x: identity(x) ** 2)))
    return Sides(2 / ((1 + slopes**2) * n), right, broken)


@formula("8.12", rtol=0.01)
def tanh_loses_a_little(rng):
    """The remainder is 17/3 q^3, so that for small q the formula holds to 1 % of what tanh takes away."""
    q = np.array([1e-4, 1e-3])
    loss = [v - _expect(lambda x, v=v: tanh(np.sqrt(v) * x) ** 2) for v in q]
    return Sides(2 * q**2, loss, {"2/3": 2 / 3 * q**2, "1": q**2, "first power": 2 * q})


@formula("8.13", rtol=0.05)
def one_over_two_l(rng):
    """The recursion for infinite width, to depth 1000; at depth 100 it is 2.4 % off."""
    layers = np.array([100, 300, 1000])
    q = [1.0]
    for _ in range(999):
        q.append(_fast(q[-1]))
    right = np.array([q[l - 1] for l in layers])
    assert np.isclose(right[0], mean_field("tanh", 1.0, 101).q[100])
    return Sides(
        1 / (2 * layers), right, {"1 / l": 1 / layers, "settled": np.full(3, right[0]), "1 / l^2": layers**-2.0}
    )


X_NODES, X_WEIGHTS = np.polynomial.hermite_e.hermegauss(60)


def _fast(q):
    x, w = X_NODES, X_WEIGHTS
    return float(w @ np.tanh(np.sqrt(q) * x) ** 2 / w.sum())


@formula("8.14", rtol=0.03)
def where_it_settles(rng):
    """sigma_w^2 slightly above 1; the fixed point by iteration."""
    squares, right = np.array([1.005, 1.01]), []
    for s in squares:
        q = 0.1
        for _ in range(6000):
            q = s * _fast(q)
        right.append(q)
    left = (squares - 1) / (2 * squares)
    return Sides(left, right, {"without the 2": 2 * left, "0": 0 * left, "sign": -left})


@formula("8.15", rtol=1e-8)
def sigmoid_s_second_moment(rng):
    q = np.array([0.1, 1.0, 4.0])
    left = [gaussian_mean(lambda x, s=s: (sigmoid(s * x) - 0.5) ** 2) + 0.25 for s in np.sqrt(q)]
    right = [_expect(lambda x, s=s: sigmoid(s * x) ** 2) for s in np.sqrt(q)]
    return Sides(
        left, right, {"without the mean": np.array(left) - 0.25, "mean, not its square": np.array(left) + 0.25}
    )


@formula("8.16", rtol=1e-9)
def a_sigmoid_network_that_is_the_tanh_network(rng):
    """The outputs of both networks, the tanh network by NumPy's own tanh."""
    sizes = [3, 5, 5, 2]
    weights = [None, *(rng.standard_normal((sizes[l], sizes[l - 1])) for l in (1, 2, 3))]
    X = rng.standard_normal((7, 3))
    a = np.tanh(np.tanh(X @ weights[1].T) @ weights[2].T) @ weights[3].T

    def output(factors=(2, 4, 2), share=-0.5, first=0.0):
        network = Network(sizes, activation="sigmoid", output="identity", rng=0)
        for l in (1, 2, 3):
            network.W[l] = factors[l - 1] * weights[l]
            network.b[l] = (first if l == 1 else share) * network.W[l].sum(axis=1)
        return network.forward(X).output

    broken = {
        "4 everywhere": output((4, 4, 4)),
        "2 everywhere": output((2, 2, 2)),
        "biases 0": output(share=0.0),
        "bias in layer 1": output(first=-0.5),
        "minus the whole sum": output(share=-1.0),
    }
    return Sides(output(), a, broken)


@formula("8.17", rtol=1e-9)
def orthogonal_weights_keep_lengths(rng):
    W, a = orthogonal((6, 6), rng), rng.standard_normal(6)
    z = [sum(W[j, k] * a[k] for k in range(6)) for j in range(6)]
    of_normal = rng.standard_normal((6, 6)) @ a / np.sqrt(6)
    broken = {"normal weights": of_normal @ of_normal, "length for its square": np.sqrt(a @ a)}
    return Sides(a @ a, sum(v * v for v in z), broken)
