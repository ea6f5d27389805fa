"""The formulas of lesson 1, each against loops over single units, exact fractions or a high-precision exponential."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np

from dnnlib import Network, sigmoid, softmax
from tests.formulas.registry import Sides, formula


def _network(rng, sizes, activation="tanh", **options):
    network = Network(sizes, activation=activation, rng=rng, **options)
    for b in network.b[1:]:
        b[:] = rng.standard_normal(b.shape)
    return network


def _unit_by_unit(network, x, phi=np.tanh):
    """All activations by loops over single units: no matrix, no transpose."""
    a = [list(x)]
    for l in range(1, network.L + 1):
        z = [
            sum(network.W[l][j, k] * a[-1][k] for k in range(network.sizes[l - 1])) + network.b[l][j]
            for j in range(network.sizes[l])
        ]
        a.append([phi(v) for v in z] if l < network.L else z)
    return a


@formula("1.1")
def one_unit(rng):
    w, x, b = rng.standard_normal(5), rng.standard_normal(5), 0.7
    network = Network([5, 1, 1], rng=rng)
    network.W[1][:], network.b[1][:] = w, b
    exact = sum(Fraction(u) * Fraction(v) for u, v in zip(w.tolist(), x.tolist(), strict=True)) + Fraction(b)
    right = float((Decimal(2) * _decimal(exact)).exp() - 1) / float((Decimal(2) * _decimal(exact)).exp() + 1)
    z = w @ x + b
    broken = {"without the bias": [np.tanh(z - b)], "bias subtracted": [np.tanh(z - 2 * b)], "without phi": [z]}
    return Sides(network.forward(x[None]).a[1][0], [right], broken)


@formula("1.2")
def one_layer_unit_by_unit(rng):
    network = _network(rng, [3, 3, 2])
    x = rng.standard_normal(3)
    left = network.forward(x[None]).z[1][0]
    right = [sum(network.W[1][j, k] * x[k] for k in range(3)) + network.b[1][j] for j in range(3)]
    swapped = [sum(network.W[1][k, j] * x[k] for k in range(3)) + network.b[1][j] for j in range(3)]
    return Sides(left, right, {"indices swapped": swapped, "without the bias": left - network.b[1]})


@formula("1.3")
def one_layer_as_a_product(rng):
    network = _network(rng, [4, 4, 4])
    x = rng.standard_normal(4)
    right = [float(sum(Fraction(w) * Fraction(v) for w, v in zip(row, x.tolist(), strict=True)) + Fraction(b))
             for row, b in zip(network.W[1].tolist(), network.b[1].tolist(), strict=True)]  # fmt: skip
    W, b = network.W[1], network.b[1]
    return Sides(W @ x + b, right, {"transposed": W.T @ x + b, "bias before the product": W @ (x + b)})


@formula("1.4")
def the_whole_network(rng):
    network = _network(rng, [3, 4, 4, 2])
    x = rng.standard_normal(3)
    trace = network.forward(x[None])
    right = np.concatenate(_unit_by_unit(network, x))
    left = np.concatenate([a[0] for a in trace.a])
    linear = np.concatenate(_unit_by_unit(network, x, phi=lambda z: z))
    z_for_a = np.concatenate([x, *(z[0] for z in trace.z[1:])])
    return Sides(left, right, {"without phi": linear, "z for a": z_for_a})


@formula("1.5")
def a_batch(rng):
    network = _network(rng, [3, 3, 3])
    X = rng.standard_normal((3, 3))
    left = network.forward(X).z[2]
    right = [_unit_by_unit(network, x)[2] for x in X]
    A, W, b = network.forward(X).a[1], network.W[2], network.b[2]
    broken = {"without the transpose": A @ W + b, "columns for rows": (W @ A + b), "bias by rows": A @ W.T + b[:, None]}
    return Sides(left, right, broken)


@formula("1.6")
def sigmoid_output(rng):
    z = rng.uniform(-8, 8, 12)
    right = [float(1 / (1 + (-Decimal(v)).exp())) for v in z.tolist()]
    return Sides(sigmoid(z), right, {"sign": sigmoid(-z), "tanh": np.tanh(z), "derivative": sigmoid(z) * sigmoid(-z)})


@formula("1.7")
def softmax_output(rng):
    z = rng.uniform(-6, 6, 5)
    e = [Decimal(v).exp() for v in z.tolist()]
    right = [float(v / sum(e)) for v in e]
    plain = np.exp(z)
    return Sides(
        softmax(z), right, {"not normalized": plain, "by the largest": plain / plain.max(), "sign": softmax(-z)}
    )


@formula("1.9", rtol=1e-15)
def parameter_count(rng):
    sizes = [int(n) for n in rng.integers(2, 40, 5)]
    left = sum(n_out * (n_in + 1) for n_in, n_out in pairwise(sizes))
    right = sum(p.size for _, _, p in Network(sizes, rng=rng).parameters())
    weights = sum(n_out * n_in for n_in, n_out in pairwise(sizes))
    by_inputs = sum(n_in * (n_out + 1) for n_in, n_out in pairwise(sizes))
    return Sides(left, right, {"without the biases": weights, "a bias for each input": by_inputs})


@formula("1.8")
def collapse_without_nonlinearity(rng):
    network = _network(rng, [3, 3, 3, 3], activation="identity")
    (_, W1, W2, W3), (_, b1, b2, b3) = network.W, network.b
    x = rng.standard_normal(3)
    right = _unit_by_unit(network, x, phi=lambda z: z)[-1]
    b = W3 @ (W2 @ b1 + b2) + b3
    broken = {"order reversed": W1 @ W2 @ W3 @ x + b, "biases only added": W3 @ W2 @ W1 @ x + b1 + b2 + b3}
    return Sides(W3 @ W2 @ W1 @ x + b, right, broken)


def _decimal(fraction):
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)
