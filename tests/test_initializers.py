"""Initializers: means and variances by Monte Carlo, bounds, shapes of distributions, orthogonality.

A sample moment of N independent entries misses its expectation by more than 5 standard errors with probability 6e-7.
"""

import numpy as np
import pytest

from dnnlib import INITIALIZERS, Network, compute_fans, variance_scaling

N_OUT, N_IN = 300, 700
VARIANCE = {
    "normal": 1,
    "uniform": 1 / 3,
    "lecun_normal": 1 / N_IN,
    "xavier_normal": 2 / (N_IN + N_OUT),
    "xavier_uniform": 2 / (N_IN + N_OUT),
    "he_normal": 2 / N_IN,
    "he_uniform": 2 / N_IN,
}
random = pytest.mark.parametrize("name", VARIANCE)
every = pytest.mark.parametrize("name", INITIALIZERS)
Z_SCORE = 5


def assert_moments(W, variance, kurtosis):
    """Mean 0, the variance, and the fourth moment (3 for normal, 9/5 for uniform), each within 5 standard errors."""
    z, root = W / np.sqrt(variance), np.sqrt(W.size)
    assert abs(z.mean()) * root < Z_SCORE
    assert abs((z**2).mean() - 1) * root < Z_SCORE * np.sqrt(kurtosis - 1)
    fourth, eighth = (3, 105) if kurtosis == 3 else (9 / 5, 9)
    assert abs((z**4).mean() - fourth) * root < Z_SCORE * np.sqrt(eighth - fourth**2)


def kurtosis(name):
    return 9 / 5 if "uniform" in name else 3


def test_the_registry():
    assert list(INITIALIZERS) == ["constant", "zeros", *VARIANCE, "orthogonal"]
    assert all(f.__name__ == name for name, f in INITIALIZERS.items())


@random
@pytest.mark.parametrize("scale", [1.0, 0.3])
def test_mean_variance_and_distribution(name, scale):
    W = INITIALIZERS[name]((N_OUT, N_IN), np.random.default_rng(1), scale=scale)
    assert_moments(W, scale**2 * VARIANCE[name], kurtosis(name))


@pytest.mark.parametrize("name", ["uniform", "xavier_uniform", "he_uniform"])
def test_uniform_weights_fill_their_interval_and_no_more(name):
    W = INITIALIZERS[name]((N_OUT, N_IN), np.random.default_rng(2))
    r = np.sqrt(3 * VARIANCE[name])
    assert -r <= W.min() < -0.9999 * r
    assert 0.9999 * r < W.max() <= r


@pytest.mark.parametrize("distribution", ["normal", "uniform"])
@pytest.mark.parametrize(("mode", "n"), [("fan_in", N_IN), ("fan_out", N_OUT), ("fan_avg", (N_IN + N_OUT) / 2)])
def test_variance_scaling(mode, n, distribution):
    rng = np.random.default_rng(3)
    W = variance_scaling((N_OUT, N_IN), rng, gain=1.7, mode=mode, distribution=distribution, scale=2)
    assert_moments(W, 4 * 1.7 / n, kurtosis(distribution))
    unscaled = variance_scaling((2, 3), 0, gain=1, mode=mode, distribution=distribution)
    assert (unscaled == variance_scaling((2, 3), 0, gain=1, mode=mode, distribution=distribution, scale=1)).all()
    assert not variance_scaling((2, 3), 0, gain=0, mode=mode, distribution=distribution).any()


def test_constants():
    np.testing.assert_array_equal(INITIALIZERS["constant"]((2, 3), 0, scale=0.5), np.full((2, 3), 0.5))
    np.testing.assert_array_equal(INITIALIZERS["constant"]((2, 3), 0), np.ones((2, 3)))
    np.testing.assert_array_equal(INITIALIZERS["zeros"]((2, 3), 0, scale=5), np.zeros((2, 3)))


@pytest.mark.parametrize("shape", [(5, 5), (3, 8), (8, 3), (1, 4), (1, 1)])
def test_orthogonal_has_orthonormal_rows_or_columns(shape):
    W = INITIALIZERS["orthogonal"](shape, np.random.default_rng(4), scale=2)
    gram = W @ W.T if shape[0] <= shape[1] else W.T @ W
    np.testing.assert_allclose(gram, 4 * np.eye(min(shape)), atol=1e-14)


@pytest.mark.parametrize("shape", [(3, 3), (2, 4), (4, 2)])
def test_orthogonal_is_uniform_over_all_such_matrices(shape):
    rng, draws, n = np.random.default_rng(5), 4000, max(shape)
    W = np.array([INITIALIZERS["orthogonal"](shape, rng) for _ in range(draws)])
    standard_error = np.sqrt(1 / n / draws)
    assert np.abs(W.mean(axis=0)).max() < Z_SCORE * standard_error
    # An entry of a unit vector that points anywhere in n dimensions: E w^2 = 1/n, E w^4 = 3 / (n (n + 2)).
    spread = np.sqrt((3 / (n * (n + 2)) - 1 / n**2) / draws)
    assert np.abs((W**2).mean(axis=0) - 1 / n).max() < Z_SCORE * spread
    # The sign of the diagonal is a fair coin too (QR alone would fix it).
    assert abs(np.mean(W[:, 0, 0] > 0) - 0.5) < Z_SCORE * 0.5 / np.sqrt(draws)


@every
def test_a_seed_and_a_generator_give_the_same_numbers(name):
    f = INITIALIZERS[name]
    np.testing.assert_array_equal(f((4, 3), 7), f((4, 3), np.random.default_rng(7)))
    assert f((4, 3), 7).dtype == np.float64
    rng = np.random.default_rng(7)
    assert name in ("constant", "zeros") or not np.array_equal(f((4, 3), rng), f((4, 3), rng))


@every
def test_the_scale_multiplies(name):
    f = INITIALIZERS[name]
    np.testing.assert_allclose(f((4, 3), 7, scale=2.5), 2.5 * f((4, 3), 7), rtol=1e-14)
    np.testing.assert_array_equal(f((4, 3), 7, scale=0), np.zeros((4, 3)))


def test_fans():
    assert compute_fans((3, 8)) == (8, 3)
    assert compute_fans([np.int64(3), 1]) == (1, 3)


@every
def test_a_network_draws_its_weights_from_its_initializer_layer_by_layer(name):
    network = Network([4, 6, 3], init=name, scale=0.7, rng=np.random.default_rng(9))
    rng = np.random.default_rng(9)
    for l, shape in ((1, (6, 4)), (2, (3, 6))):
        np.testing.assert_array_equal(network.W[l], INITIALIZERS[name](shape, rng, scale=0.7))
