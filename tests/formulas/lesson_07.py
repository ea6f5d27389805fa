"""The formulas of lesson 7, each against complex steps, measured networks, or quadrature of another kind."""

import numpy as np

from dnnlib import Network, datasets, sigmoid, sigmoid_prime, tanh_prime
from dnnlib.lessons.vanishing_gradients.experiment import vanishing_gradients
from dnnlib.lessons.vanishing_gradients.experiment_training import digit_network, update_sizes_steps
from dnnlib.mean_field import gaussian_mean, mean_field
from dnnlib.training import train
from tests.formulas.registry import Sides, formula

STEP = 1e-30


def _complex_sigmoid(z):
    return 1 / (1 + np.exp(-z))


@formula("7.1")
def a_chain_of_units(rng):
    L = 8
    w = np.array([np.nan, *rng.uniform(1, 3, L)])
    z = [np.nan, w[1] * 0.7]
    for l in range(2, L + 1):
        z.append(w[l] * sigmoid(z[-1]))
    factors = np.array([w[l + 1] * sigmoid_prime(z[l]) for l in range(1, L)])
    deltas = -0.6 * np.prod(factors)
    network = Network([1] * (L + 1), activation="sigmoid", rng=rng)
    for l in range(1, L + 1):
        network.W[l][:] = w[l]
    trace = network.forward([[0.7]])
    assert np.isclose(network.backward(trace, trace.output + 0.6).delta[1][0, 0], deltas)

    def cost(z1):
        for l in range(2, L + 1):
            z1 = w[l] * _complex_sigmoid(z1)
        return -0.6 * z1

    right = cost(z[1] + 1j * STEP).imag / STEP
    broken = {
        "without the weights": deltas / np.prod(w[2:]),
        "phi for phi'": -0.6 * np.prod([w[l + 1] * sigmoid(z[l]) for l in range(1, L)]),
        "a factor too few": deltas / factors[0],
    }
    return Sides(deltas, right, broken)


def _layers(rng, n=5, L=5, scale=1.5):
    W = [None, *(scale / np.sqrt(n) * rng.standard_normal((n, n)) for _ in range(L))]
    z = [None, W[1] @ rng.standard_normal(n)]
    for l in range(2, L + 1):
        z.append(W[l] @ np.tanh(z[-1]))
    return W, z


def _from_layer_1(W, z1):
    for l in range(2, len(W)):
        z1 = W[l] @ np.tanh(z1)
    return z1


@formula("7.2", rtol=1e-10)
def a_product_of_jacobians(rng):
    W, z = _layers(rng)
    delta = rng.standard_normal(5)
    product = untransposed = without = turned = np.eye(5)
    for l in range(1, 5):
        D = np.diag(tanh_prime(z[l]))
        product = product @ D @ W[l + 1].T
        untransposed = untransposed @ D @ W[l + 1]
        without = without @ W[l + 1].T
        turned = D @ W[l + 1].T @ turned
    right = [delta @ _from_layer_1(W, z[1] + 1j * STEP * e).imag / STEP for e in np.eye(5)]
    broken = {
        "W for its transpose": untransposed @ delta,
        "without the slopes": without @ delta,
        "the order of the layers": turned @ delta,
    }
    return Sides(product @ delta, right, broken)


@formula("7.3", rtol=0.025)
def the_factor_from_weights_and_slopes(rng):
    """A whole network's backward pass, mean of some seeds, against the init scale and the slopes on the way up."""
    taught, without, mean_slope, squares, right = [], [], [], [], []
    for activation, scale in (("sigmoid", 4.0), ("tanh", 2.0), ("relu", 1.3)):
        rules, found = [], []
        for _ in range(6):
            network = Network([200] * 4, activation=activation, scale=scale, rng=rng)
            X, start = rng.standard_normal((2, 100, 200))
            trace = network.forward(X)
            delta = network.backward(trace, trace.output - start).delta
            slopes = network.phi_prime(2, trace.z[2])
            rules.append([np.mean(slopes**2), np.mean(slopes)])
            found.append(np.mean(delta[2] ** 2) / np.mean(delta[3] ** 2))
        square, mean = np.mean(rules, axis=0)
        right.append(np.sqrt(np.mean(found)))
        taught.append(scale * np.sqrt(square))
        without.append(np.sqrt(square))
        mean_slope.append(scale * mean)
        squares.append(scale**2 * np.sqrt(square))
    broken = {"without the weights": without, "the mean of the slopes": mean_slope, "sigma_w squared": squares}
    return Sides(taught, right, broken)


@formula("7.5")
def the_bound_is_met_at_z_0(rng):
    L, n, c = 5, 6, 1.7
    network = Network([n] * (L + 1), activation="sigmoid", init="orthogonal", scale=c, rng=rng)
    for l in range(2, L + 1):
        network.b[l][:] = -network.W[l].sum(axis=1) / 2  # sigmoid(0) = 1/2 of every unit below: so z^l = 0
    trace = network.forward(np.zeros((1, n)))
    gradients = network.backward(trace, trace.output - rng.standard_normal((1, n)))
    start = np.linalg.norm(gradients.delta[L])
    norms = np.prod([np.linalg.norm(network.W[l], 2) for l in range(2, L + 1)])
    broken = {
        "slope 1": start * norms,
        "one layer too many": start * 0.25**L * norms,
        "Frobenius norm": start * np.prod([np.linalg.norm(W) for W in network.W[2:]]) / 4 ** (L - 1),
    }
    return Sides(0.25 ** (L - 1) * norms * start, np.linalg.norm(gradients.delta[1]), broken)


def _hermite(f):
    """E[f(x)] by Gauss-Hermite quadrature, independent of the package's midpoint rule."""
    x, weights = np.polynomial.hermite_e.hermegauss(180)
    return f(x) @ weights / weights.sum()


@formula("7.6", rtol=1e-6)
def the_variance_of_z(rng):
    sigma_w = rng.uniform(1.2, 1.6)
    q = mean_field("tanh", sigma_w, 6).q[1:]
    right = [sigma_w**2]
    for _ in range(5):
        right.append(sigma_w**2 * _hermite(lambda x: np.tanh(np.sqrt(right[-1]) * x) ** 2))
    broken = {
        "the square of the mean": [sigma_w**2, *[0.0] * 5],
        "q for its root": [
            sigma_w**2, *(sigma_w**2 * gaussian_mean(lambda x, v=v: np.tanh(v * x) ** 2) for v in q[:-1])
        ],
        "without sigma_w": q / sigma_w**2,
    }  # fmt: skip
    return Sides(q, right, broken)


@formula("7.7", rtol=0.03)
def the_factor_of_the_gradient(rng):
    sigma_w, L = 2.0, 4
    theory = mean_field("tanh", sigma_w, L)
    left = np.prod(theory.chi[1:L])
    seeds = rng.integers(10_000, size=12)
    right = np.mean([vanishing_gradients(L, 300, "tanh", sigma_w, seed=int(seed)).delta[1] ** 2 for seed in seeds])
    slopes = [gaussian_mean(lambda x, q=q: tanh_prime(np.sqrt(q) * x)) for q in theory.q[1:L]]
    broken = {
        "phi' for its square": sigma_w ** (2 * (L - 1)) * np.prod(slopes),
        "the square of the mean slope": sigma_w ** (2 * (L - 1)) * np.prod(slopes) ** 2,
        "without sigma_w": left / sigma_w ** (2 * (L - 1)),
        "q for its root": sigma_w ** (2 * (L - 1))
        * np.prod([gaussian_mean(lambda x, q=q: tanh_prime(q * x) ** 2) for q in theory.q[1:L]]),
    }
    return Sides(left, right, broken)


@formula("7.8", rtol=1e-9)
def rectifiers(rng):
    sigma_w, alpha = rng.uniform(0.5, 2), 0.25
    x = rng.standard_normal(1000)
    x = np.concatenate([x, -x])  # a symmetric sample: half of it is negative, exactly
    right = sigma_w**2 * np.mean(np.where(x > 0, 1, alpha) ** 2)
    left = sigma_w**2 * (1 + alpha**2) / 2
    assert np.isclose(mean_field("prelu", sigma_w, 4).chi[2], left)
    broken = {"alpha not squared": sigma_w**2 * (1 + alpha) / 2, "without the half": 2 * left}
    return Sides(left, right, broken | {"without alpha": sigma_w**2 / 2})


@formula("7.9", rtol=0.01)
def singular_values_and_gradients(rng):
    W, z = _layers(rng, n=8)
    jacobian = np.eye(8)
    for l in range(1, 5):
        jacobian = W[l + 1] @ np.diag(tanh_prime(z[l])) @ jacobian
    s = np.linalg.svd(jacobian, compute_uv=False)
    samples = np.sum((rng.standard_normal((400_000, 8)) @ jacobian) ** 2, axis=1)
    broken = {"the largest for all": 8 * s[0] ** 2, "not squared": s.sum(), "the mean": np.mean(s**2)}
    return Sides(np.sum(s**2), samples.mean(), broken)


@formula("7.4", rtol=1e-3)
def the_relative_update(rng):
    eta = 0.05
    X, labels = datasets.digits()
    X = ((X - X.mean()) / X.std())[:64]
    left = next(update_sizes_steps(depth=4, width=20, activation="relu", eta=eta, seed=3)).first[1:]
    network = digit_network(4, 20, "relu", 1.0, False, 3)
    before = network.copy()
    for _ in train(network, X, labels[:64], eta=eta, epochs=1, batch_size=64, rng=rng):
        moved = [np.linalg.norm(network.W[l] - before.W[l]) for l in range(1, 5)]
    right = np.array(moved) / [np.linalg.norm(W) for W in before.W[1:]]
    return Sides(left, right, {"without eta": right / eta, "not relative": moved, "squared": right**2})


@formula("7.10", rtol=0.02)
def batch_norm_and_the_gradient(rng):
    def chi(square, phi, slope):
        return gaussian_mean(slope) / (
            gaussian_mean(phi) - (0 if square else gaussian_mean(lambda x: phi(x) ** 0.5) ** 2)
        )

    relu = (lambda x: np.maximum(x, 0) ** 2, lambda x: x > 0.0)
    sig = (lambda x: sigmoid(x) ** 2, lambda x: sigmoid_prime(x) ** 2)
    found = [vanishing_gradients(12, 300, name, 1.3, True, int(rng.integers(99))) for name in ("relu", "sigmoid")]
    right = [(r.delta[1] / r.delta[11]) ** (2 / 10) for r in found]
    left = [chi(False, *relu), chi(False, *sig)]
    broken = {
        "mean square for variance": [chi(True, *relu), chi(True, *sig)],
        "as without batch norm": [1.3**2 * gaussian_mean(relu[1]), 1.3**2 * gaussian_mean(sig[1])],
    }
    assert np.isclose(left[0], np.pi / (np.pi - 1), rtol=1e-3)
    return Sides(left, right, broken)


@formula("7.11")
def clipping(rng):
    g, c = 10 * rng.standard_normal(7), 2.0
    short = 0.01 * rng.standard_normal(7)
    taught = [v * min(1, c / np.linalg.norm(v)) for v in (g, short)]
    length = sum(v * v for v in g.tolist()) ** 0.5
    right = [[c * v / length for v in g.tolist()], short.tolist()]
    broken = {
        "entry by entry": [np.clip(g, -c, c), short],
        "always": [v * c / np.linalg.norm(v) for v in (g, short)],
        "max for min": [v * max(1, c / np.linalg.norm(v)) for v in (g, short)],
    }
    return Sides(taught, right, broken)


@formula("7.12", rtol=1e-10)
def skip_connections(rng):
    n, L = 4, 6
    W = 0.8 / np.sqrt(n) * rng.standard_normal((L, n, n))
    h, delta = [rng.standard_normal(n)], rng.standard_normal(n)
    for l in range(L):
        h.append(h[l] + np.tanh(W[l] @ h[l]))

    def back(keep, slope):
        d = delta
        for l in range(L - 1, -1, -1):
            d = keep * d + W[l].T @ (slope(W[l] @ h[l]) * d)
        return d

    def top(x):
        for l in range(L):
            x = x + np.tanh(W[l] @ x)
        return x

    right = [delta @ top(h[0] + 1j * STEP * e).imag / STEP for e in np.eye(n)]
    broken = {"without the skip": back(0, tanh_prime), "phi for phi'": back(1, np.tanh)}
    return Sides(back(1, tanh_prime), right, broken)
