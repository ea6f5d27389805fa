"""The formulas of lesson 3, each against the complex step, exact fractions, 60 decimals, or counting."""

from decimal import Decimal, localcontext

import numpy as np

from dnnlib import Network, check_gradients, sigmoid_prime, tanh_prime
from tests.formulas.registry import Sides, formula

TINY = 1e-30  # step of the complex step


def _network(rng, sizes=(3, 4, 4, 2), output="sigmoid", loss="mse"):
    network = Network(sizes, activation="tanh", output=output, loss=loss, rng=rng)
    for b in network.b[1:]:
        b[:] = rng.standard_normal(b.shape)
    return network


def _example(rng, m=1, sizes=(3, 4, 4, 2)):
    return rng.standard_normal((m, sizes[0])), rng.uniform(0, 1, (m, sizes[-1]))


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _cost_above(network, l, z, y):
    """C as a function of z^l, by the forward pass alone; also for complex z."""
    for above in range(l + 1, network.L + 1):
        z = network.W[above] @ np.tanh(z) + network.b[above]
    return np.sum((_sigmoid(z) - y) ** 2) / 2


def _complex_gradient(function, v):
    """df/dv by the complex step, entry by entry."""
    v = np.asarray(v, dtype=float)
    found = np.empty(v.shape)
    for i in np.ndindex(v.shape):
        moved = v.astype(complex)
        moved[i] += 1j * TINY
        found[i] = np.imag(function(moved)) / TINY
    return found


def _deltas(network, trace, y):
    """delta^1 ... delta^L of one example by the complex step, under their own index."""
    return [None] + [
        _complex_gradient(lambda z, l=l: _cost_above(network, l, z, y), trace.z[l][0]) for l in range(1, network.L + 1)
    ]


def _numerical(network, X, Y):
    """Every gradient of the batch's J by the complex step, as {(name, l): array}."""
    flat, found = check_gradients(network, X, Y).complex_step, {}
    for name, l, p in network.parameters():
        found[name, l], flat = flat[: p.size].reshape(p.shape), flat[p.size :]
    return found


def _chain(w, b, x, y):
    z1 = w[0] * x + b[0]
    z2 = w[1] * np.tanh(z1) + b[1]
    return z1, z2, (np.tanh(z2) - y) ** 2 / 2


@formula("3.1")
def blame_along_a_chain(rng):
    w, b, x, y = rng.standard_normal(2), rng.standard_normal(2), -0.8, 0.4
    z1, z2, _ = _chain(w, b, x, y)
    a1 = np.tanh(z1)
    delta2 = (np.tanh(z2) - y) * tanh_prime(z2)
    delta1 = delta2 * w[1] * tanh_prime(z1)
    left = [delta1, delta2, delta1 * x, delta2 * a1]
    by_b = _complex_gradient(lambda v: _chain(w, v, x, y)[2], b)  # dz/db = 1: the same as by z
    right = [*by_b, *_complex_gradient(lambda v: _chain(v, b, x, y)[2], w)]
    swapped = [delta1, delta2, delta1 * a1, delta2 * x]
    own_weight = delta2 * w[0] * tanh_prime(z1)
    return Sides(
        left, right, {"a of the other layer": swapped, "w1 for w2": [own_weight, delta2, own_weight * x, left[3]]}
    )


@formula("3.2")
def output_layer(rng):
    network, (X, Y) = _network(rng), _example(rng)
    trace, (y,) = network.forward(X), Y
    a, slope = trace.a[3][0], sigmoid_prime(trace.z[3][0])
    broken = {
        "without phi'": a - y,
        "sign": (y - a) * slope,
        "phi for phi'": (a - y) * a,
        "factor 2": 2 * (a - y) * slope,
    }
    return Sides((a - y) * slope, _deltas(network, trace, y)[3], broken)


@formula("3.3")
def one_layer_back_unit_by_unit(rng):
    network, (X, Y) = _network(rng), _example(rng)
    trace = network.forward(X)
    delta, W, slope = _deltas(network, trace, Y[0]), network.W[2], tanh_prime(trace.z[1][0])
    left = [slope[k] * sum(W[j, k] * delta[2][j] for j in range(4)) for k in range(4)]
    broken = {
        "sum over k": [slope[k] * sum(W[k, j] * delta[2][j] for j in range(4)) for k in range(4)],
        "one path only": slope * W[0] * delta[2][0],
        "without phi'": left / slope,
        "phi' of the layer above": W.T @ delta[2] * tanh_prime(trace.z[2][0]),
    }
    return Sides(left, delta[1], broken)


@formula("3.4")
def one_layer_back_as_a_product(rng):
    network, (X, Y) = _network(rng), _example(rng)
    trace = network.forward(X)
    delta, W, slope = _deltas(network, trace, Y[0]), network.W[2], tanh_prime(trace.z[1][0])
    broken = {
        "without the transpose": W @ delta[2] * slope,
        "phi for phi'": W.T @ delta[2] * trace.a[1][0],
        "phi' before the product": W.T @ (delta[2] * slope),
        "W of the layer itself": network.W[3].T @ delta[3] * slope,
    }
    return Sides(W.T @ delta[2] * slope, delta[1], broken)


@formula("3.5")
def gradients_of_a_layer(rng):
    network, (X, Y) = _network(rng), _example(rng)
    trace, found = network.forward(X), _numerical(network, X, Y)
    gradients = network.backward(trace, Y)
    left = [np.outer(gradients.delta[l][0], trace.a[l - 1][0]) for l in (1, 2, 3)], gradients.delta[1:]
    left = tuple(left[0]) + tuple(d[0] for d in left[1])
    right = tuple(found["W", l] for l in (1, 2, 3)) + tuple(found["b", l] for l in (1, 2, 3))
    transposed = tuple(g.T for g in left[:3]) + left[3:]
    return Sides(left, right, {"transposed": transposed, "sign": tuple(-g for g in left)})


def _batch(rng):
    network = _network(rng, (4, 4, 4, 4))
    X, Y = _example(rng, 4, (4, 4))
    trace = network.forward(X)
    # dJ/dz^l of every example: by the complex step, example by example, times 1/m.
    delta = [None] + [
        np.array([_deltas(network, network.forward(x[None]), y)[l] for x, y in zip(X, Y, strict=True)]) / 4
        for l in (1, 2, 3)
    ]
    return network, X, Y, trace, delta


@formula("3.6")
def one_layer_back_for_a_batch(rng):
    network, _, _, trace, delta = _batch(rng)
    W, slope = network.W[3], tanh_prime(trace.z[2])
    broken = {
        "transposed": delta[3] @ W.T * slope,
        "without 1/m": 4 * delta[3] @ W * slope,
        "1/m once more": delta[3] @ W * slope / 4,
        "phi for phi'": delta[3] @ W * trace.a[2],
    }
    return Sides(delta[3] @ W * slope, delta[2], broken)


@formula("3.7")
def weights_for_a_batch(rng):
    network, X, Y, trace, delta = _batch(rng)
    A, right = trace.a[1], _numerical(network, X, Y)["W", 2]
    broken = {
        "transposed": A.T @ delta[2],
        "without a transpose": delta[2] @ A,
        "1/m once more": delta[2].T @ A / 4,
        "first example only": np.outer(delta[2][0], A[0]),
    }
    return Sides(delta[2].T @ A, right, broken)


@formula("3.8")
def biases_for_a_batch(rng):
    network, X, Y, _, delta = _batch(rng)
    right = _numerical(network, X, Y)["b", 2]
    broken = {
        "N2: without the sum": delta[2],
        "mean for sum": delta[2].mean(axis=0),
        "sum over units": delta[2].sum(axis=1),
    }
    return Sides(delta[2].sum(axis=0), right, broken)


@formula("3.9")
def jacobian_of_a_layer(rng):
    network, (X, _) = _network(rng, (3, 4, 4, 2)), _example(rng)
    z, W, b = network.forward(X).z[1][0], network.W[2], network.b[2]
    rows = [_complex_gradient(lambda v, j=j: (W @ np.tanh(v) + b)[j], z) for j in range(4)]
    slope = np.diag(tanh_prime(z))
    broken = {
        "N0: transposed, with phi": W.T * np.tanh(z),
        "transposed": (W @ slope).T,
        "phi for phi'": W @ np.diag(np.tanh(z)),
        "order reversed": slope @ W,
    }
    return Sides(W @ slope, rows, broken)


@formula("3.10")
def row_layout(rng):
    network, (X, Y) = _network(rng), _example(rng)
    trace = network.forward(X)
    delta, D, W = _deltas(network, trace, Y[0]), np.diag(tanh_prime(trace.z[1][0])), network.W[2]
    g = delta[2][None, :]
    broken = {"with a transpose": g @ W.T @ D, "order reversed": g @ D @ W, "column for row": (g @ W @ D).T}
    return Sides(g @ W @ D, delta[1][None, :], broken)


@formula("3.11")
def column_layout(rng):
    network, (X, Y) = _network(rng), _example(rng)
    trace = network.forward(X)
    delta, D, W = _deltas(network, trace, Y[0]), np.diag(tanh_prime(trace.z[1][0])), network.W[2]
    column = delta[2][:, None]
    broken = {"order of rows": W.T @ D @ column, "without the transpose": D @ W @ column}
    return Sides(D @ W.T @ column, delta[1][:, None], broken)


@formula("3.12", rtol=1e-9)
def truncation_of_the_central_difference(rng):
    x, h = Decimal(repr(float(rng.uniform(-1, 1)))), Decimal("1e-8")
    with localcontext() as context:
        context.prec = 60
        up, here, down = (x + h).exp(), x.exp(), (x - h).exp()
        central, one_sided = ((up - down) / (2 * h) - here) / h**2, ((up - here) / h - here) / h
    third = float(here)  # of the exponential every derivative is itself
    broken = {"half for sixth": third / 2, "one-sided": float(one_sided), "sign": -third / 6}
    return Sides(third / 6, float(central), broken)


@formula("3.13", rtol=1e-4)
def best_step(rng):
    eps, J, third = np.finfo(float).eps, rng.uniform(0.1, 2), rng.uniform(0.5, 5)
    h = np.exp(np.linspace(np.log(1e-7), np.log(1e-3), 400_001))
    right = h[np.argmin(third / 6 * h**2 + eps * J / h)]
    broken = {"without 3": (eps * J / third) ** (1 / 3), "square root": (3 * eps * J / third) ** 0.5,
              "upside down": (3 * eps * third / J) ** (1 / 3)}  # fmt: skip
    return Sides((3 * eps * J / third) ** (1 / 3), right, broken)


@formula("3.14", rtol=1e-9)
def complex_step(rng):
    """The gradient by the complex step, and its error at a larger step, against dnnlib and against 60 decimals."""
    x, h = float(rng.uniform(-1, 1)), 1e-3
    measured = (np.imag(np.exp(x + 1j * TINY)) / TINY, np.imag(np.exp(x + 1j * h)) / h)
    with localcontext() as context:
        context.prec = 60
        e, H = Decimal(x).exp(), Decimal(h)
        series = e * (1 - H**2 / 6 + H**4 / 120)
    right = (float(e), float(series))
    broken = {
        "real part": (np.real(np.exp(x + 1j * TINY)) / TINY, np.real(np.exp(x + 1j * h)) / h),
        "sign of the h^2 term": (right[0], np.exp(x) * (1 + h**2 / 6)),
        "without 1/h": (measured[0] * TINY, measured[1] * h),
    }
    return Sides(measured, right, broken)


@formula("3.15", rtol=1e-15)
def cost_of_the_passes(rng):
    sizes, m = [int(n) for n in rng.integers(2, 7, 4)], 3
    left = m * sum(sizes[l] * sizes[l - 1] for l in (1, 2, 3))
    left = [left, 2 * left - m * sizes[1] * sizes[0]]
    forward = sum(1 for l in (1, 2, 3) for _ in np.ndindex(m, sizes[l], sizes[l - 1]))
    for_W = sum(1 for l in (1, 2, 3) for _ in np.ndindex(sizes[l], sizes[l - 1], m))
    for_delta = sum(1 for l in (2, 3) for _ in np.ndindex(m, sizes[l - 1], sizes[l]))
    broken = {"as much as forward": [left[0], left[0]], "delta^0 too": [left[0], 2 * left[0]]}
    return Sides(left, [forward, for_W + for_delta], broken)
