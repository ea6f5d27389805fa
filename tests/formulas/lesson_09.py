"""The formulas of lesson 9, against plain loops, the complex step, automatic differentiation and Monte Carlo."""

import autograd
import autograd.numpy as anp
import numpy as np

from dnnlib import Network, batchnorm_backward, batchnorm_forward
from dnnlib.lessons.batch_normalization.experiment import batch_normalization, largest_z_hat, mean_noise
from tests.formulas.registry import Sides, formula

EPS = 1e-5


def _batch(rng, m=6, n=3):
    return (
        3 * rng.standard_normal((m, n)) + 1,
        rng.uniform(0.5, 2, n),
        rng.standard_normal(n),
        rng.standard_normal((m, n)),
    )


def _reference(z, gamma, beta, eps=EPS):
    mean = anp.mean(z, axis=0)
    var = anp.mean((z - mean) ** 2, axis=0)
    return gamma * (z - mean) / anp.sqrt(var + eps) + beta


def _loops(z):
    """Mean and variance of each column by loops."""
    m, n = z.shape
    mean = [sum(z[i, j] for i in range(m)) / m for j in range(n)]
    return np.array(mean), np.array([sum((z[i, j] - mean[j]) ** 2 for i in range(m)) / m for j in range(n)])


@formula("9.1")
def mean_of_the_batch(rng):
    z, gamma, beta, _ = _batch(rng)
    left = batchnorm_forward(z, gamma, beta)[1].mean
    return Sides(
        left, _loops(z)[0], {"over the units": z.mean(axis=1), "sum": z.sum(axis=0), "m - 1": z.sum(axis=0) / 5}
    )


@formula("9.2")
def variance_of_the_batch(rng):
    z, gamma, beta, _ = _batch(rng)
    left = batchnorm_forward(z, gamma, beta)[1].var
    return Sides(
        left, _loops(z)[1], {"m - 1": z.var(axis=0, ddof=1), "not centred": (z**2).mean(axis=0), "root": z.std(axis=0)}
    )


@formula("9.3")
def standardized(rng):
    z, gamma, beta, _ = _batch(rng)
    z *= 0.01  # so that epsilon counts
    mean, var = _loops(z)
    right = [[(z[i, j] - mean[j]) / (var[j] + EPS) ** 0.5 for j in range(3)] for i in range(6)]
    broken = {
        "without epsilon": (z - mean) / np.sqrt(var),
        "by the variance": (z - mean) / (var + EPS),
        "epsilon outside the root": (z - mean) / (np.sqrt(var) + EPS),
        "not centred": z / np.sqrt(var + EPS),
    }
    return Sides(batchnorm_forward(z, gamma, beta)[1].z_hat, right, broken)


@formula("9.4")
def scaled_and_shifted(rng):
    z, gamma, beta, _ = _batch(rng)
    left, cache = batchnorm_forward(z, gamma, beta)
    broken = {"roles swapped": beta * cache.z_hat + gamma, "without beta": gamma * cache.z_hat}
    return Sides(left, _reference(z, gamma, beta), broken)


@formula("9.5", rtol=1e-9)
def the_bias_is_redundant(rng):
    z, gamma, beta, _ = _batch(rng)
    b = 5 * rng.standard_normal(3)
    left = batchnorm_forward(z + b, gamma, beta)[0]
    return Sides(
        left, _reference(z, gamma, beta), {"bias after it": left + b, "mean not subtracted": left + b / z.std(axis=0)}
    )


@formula("9.6")
def inference(rng):
    network = Network([3, 4, 2], batch_norm=True, rng=rng)
    network.gamma[1][:], network.beta[1][:] = rng.uniform(0.5, 2, 4), rng.standard_normal(4)
    X = rng.standard_normal((5, 3))
    mean, var = np.zeros(4), np.ones(4)
    for _ in range(3):
        batch = rng.standard_normal((6, 3))
        network.update_running_statistics(network.forward(batch), momentum=0.1)
        batch_mean, batch_var = _loops(batch @ network.W[1].T)
        mean, var = 0.9 * mean + 0.1 * batch_mean, 0.9 * var + 0.1 * batch_var * 6 / 5
    gamma, beta = network.gamma[1], network.beta[1]
    linear = X @ network.W[1].T
    right = gamma * (linear - mean) / np.sqrt(var + EPS) + beta
    broken = {"statistics of this batch": network.forward(X).z[1], "start values": gamma * linear + beta}
    return Sides(network.forward(X, training=False).z[1], right, broken)


@formula("9.7", rtol=1e-9)
def gamma_and_beta_that_undo_it(rng):
    z = _batch(rng)[0] * 0.01
    mean, var = _loops(z)
    left = batchnorm_forward(z, np.sqrt(var + EPS), mean)[0]
    without_eps = batchnorm_forward(z, np.sqrt(var), mean)[0]
    variance = batchnorm_forward(z, var + EPS, mean)[0]
    return Sides(left, z, {"without epsilon": without_eps, "variance for deviation": variance})


@formula("9.8", rtol=1e-3)
def how_far_an_outlier_gets(rng):
    sizes = np.array([2, 5, 17, 101])
    right = [batch_normalization(outlier=1e6, batch_size=int(m)).z_hat[0] for m in sizes]
    return Sides(largest_z_hat(sizes), right, {"root of m": np.sqrt(sizes), "m - 1": sizes - 1})


@formula("9.9", rtol=1e-9)
def gradients_of_gamma_and_beta(rng):
    z, gamma, beta, dout = _batch(rng)
    _, cache = batchnorm_forward(z, gamma, beta)
    _, dgamma, dbeta = batchnorm_backward(dout, cache)
    right = tuple(autograd.grad(lambda g, b, k=k: (_reference(z, g, b) * dout).sum(), k)(gamma, beta) for k in (0, 1))
    broken = {
        "means": (dgamma / 6, dbeta / 6),
        "z for z_hat": ((dout * z).sum(axis=0), dbeta),
        "swapped": (dbeta, dgamma),
    }
    return Sides((dgamma, dbeta), right, broken)


@formula("9.10", rtol=1e-9)
def gradient_of_z(rng):
    z, gamma, beta, dout = _batch(rng)
    _, cache = batchnorm_forward(z, gamma, beta)
    left = batchnorm_backward(dout, cache)[0]
    right = autograd.grad(lambda z: (_reference(z, gamma, beta) * dout).sum())(z)
    g, zh, std = gamma * dout, cache.z_hat, cache.std
    broken = {
        "without the mean": (g - zh * (g * zh).mean(axis=0)) / std,
        "without the stretch": (g - g.mean(axis=0)) / std,
        "without both": g / std,
        "sums for means": (g - g.sum(axis=0) - zh * (g * zh).sum(axis=0)) / std,
        "without gamma": left / gamma,
    }
    return Sides(left, right, broken)


@formula("9.11", rtol=1e-6)
def orthogonality(rng):
    z, gamma, beta, dout = _batch(rng)
    z *= 0.01
    _, cache = batchnorm_forward(z, gamma, beta)
    dz, dgamma, _ = batchnorm_backward(dout, cache)
    exact = autograd.grad(lambda z: (_reference(z, gamma, beta) * dout).sum())(z)
    left = gamma / cache.std * dgamma * EPS / (cache.var + EPS)
    assert np.allclose(exact.sum(axis=0), 0, atol=1e-9 * np.abs(exact).max())
    broken = {
        "without epsilon": 0 * left,
        "without the third term": (dz + gamma / cache.std * cache.z_hat * dgamma / 6 * cache.z_hat).sum(axis=0),
    }
    return Sides(left, (exact * cache.z_hat).sum(axis=0), broken)


@formula("9.12", rtol=1e-6)
def the_scale_of_the_weights(rng):
    """The gradient by W at alpha W is 1 / alpha of that at W, so a step turns large weights less."""
    alpha, X, Y = 10.0, rng.standard_normal((8, 3)), rng.standard_normal((8, 1))
    network = Network([3, 4, 1], batch_norm=True, rng=rng)
    network.W[1] *= 100  # far above epsilon
    larger = network.copy()
    larger.W[1] *= alpha
    before = network.backward(network.forward(X), Y).W[1]
    left = (larger.forward(X).output, larger.backward(larger.forward(X), Y).W[1])
    right = (network.forward(X).output, _central(larger, X, Y))
    broken = {"gradient unchanged": (left[0], before), "gradient times alpha": (left[0], before * alpha)}
    return Sides((left[0], before / alpha), right, broken)


def _central(network, X, Y, h=1e-2):
    """dJ/dW^1 by central differences; the weights are in the hundreds, so h is small beside them."""
    gradient = np.zeros_like(network.W[1])
    for i in np.ndindex(gradient.shape):
        sides = []
        for step in (h, -h):
            moved = network.copy()
            moved.W[1][i] += step
            sides.append(moved.loss(moved.forward(X), Y))
        gradient[i] = (sides[0] - sides[1]) / (2 * h)
    return gradient


@formula("9.13", rtol=0.08)
def noise_of_the_mean(rng):
    m = np.array([2, 8, 32, 128])
    return Sides(1 / np.sqrt(m), mean_noise(m, seed=1), {"1 / m": 1 / m, "no decay": np.ones(4)})


@formula("9.14")
def layer_normalization(rng):
    """Each row by loops, as the notebook's function has it with axis=1."""
    z = 0.01 * rng.standard_normal((4, 6))  # epsilon counts
    left = (z - z.mean(axis=1, keepdims=True)) / np.sqrt(z.var(axis=1, keepdims=True) + EPS)
    mean, var = _loops(z.T)
    right = [[(z[i, j] - mean[i]) / (var[i] + EPS) ** 0.5 for j in range(6)] for i in range(4)]
    broken = {
        "over the batch": (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + EPS),
        "over everything": (z - z.mean()) / np.sqrt(z.var() + EPS),
        "without epsilon": (z - z.mean(axis=1, keepdims=True)) / z.std(axis=1, keepdims=True),
    }
    return Sides(left, right, broken)
