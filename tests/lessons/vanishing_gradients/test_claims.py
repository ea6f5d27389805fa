"""What lesson 7 says in general holds for several seeds, widths and depths."""

import numpy as np
import pytest

from dnnlib import Network, datasets, experiments
from dnnlib.lessons.vanishing_gradients.experiment_remedies import fitted_sigmoid, remedies
from dnnlib.lessons.vanishing_gradients.experiment_training import update_sizes

SEEDS = range(5)


@pytest.mark.parametrize("width", [50, 100, 300])
def test_a_sigmoid_layer_multiplies_the_gradient_by_about_0_23_whatever_the_depth(width):
    for seed in SEEDS:
        for depth in (10, 30, 50):
            assert experiments.vanishing_gradients(depth, width, "sigmoid", 1.0, seed=seed).gain == pytest.approx(
                0.235, abs=0.012
            )


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "elu", "identity"])
def test_the_factor_is_the_init_scale_times_the_rms_of_the_slopes(activation):
    for width in (100, 200):
        for scale in (0.5, 1.0, 2.0):
            X, start = np.random.default_rng(3).standard_normal((2, 64, width))
            network = Network([width] * 21, activation=activation, scale=scale, rng=1)
            trace = network.forward(X)
            delta = network.backward(trace, trace.output - start).delta
            rule = [scale * rms(network.phi_prime(l, trace.z[l])) for l in range(1, 20)]
            assert (rms(delta[1]) / rms(delta[20])) ** (1 / 19) == pytest.approx(np.prod(rule) ** (1 / 19), rel=0.05)


def test_tanh_at_init_scale_1_bends_and_its_mean_factor_depends_on_the_depth():
    for seed in SEEDS:
        deep = experiments.vanishing_gradients(30, 300, "tanh", 1.0, seed=seed)
        factors = deep.delta[1:-1] / deep.delta[2:]
        assert 0.6 < factors[0] < 0.75
        assert np.mean(factors[-8:]) > 0.96
        assert experiments.vanishing_gradients(10, 300, "tanh", 1.0, seed=seed).gain < deep.gain - 0.05


def test_with_biases_of_0_only_weights_about_ten_times_as_large_keep_a_sigmoid_networks_gradient():
    for seed in SEEDS:
        gains = [experiments.vanishing_gradients(30, 100, "sigmoid", scale, seed=seed).gain for scale in (1, 2, 4, 6)]
        assert max(gains) < 0.85
        largest = experiments.vanishing_gradients(30, 100, "sigmoid", 10.0, seed=seed)
        assert 0.9 < largest.gain < 1.1
        assert np.median(largest.idle[1:-1]) > 0.45
        assert experiments.vanishing_gradients(30, 100, "sigmoid", 15.0, seed=seed).gain > 1.1


def test_a_slope_of_1_explodes_under_large_weights_and_vanishes_under_small_ones():
    for seed in SEEDS:
        assert experiments.vanishing_gradients(50, 100, "identity", 1.2, seed=seed).delta[1] > 2_000
        assert experiments.vanishing_gradients(50, 100, "identity", 0.8, seed=seed).delta[1] < 1e-3


@pytest.mark.parametrize(("depth", "width"), [(20, 100), (30, 50), (30, 100), (50, 100)])
def test_each_remedy_alone_brings_the_factor_near_1(depth, width):
    for seed in range(3):
        found = remedies(depth, width, seed).delta
        assert found["none"][1] < 1e-11
        for name in ("weights", "relu", "batch_norm", "skip"):
            assert 0.01 < found[name][1] < 100, name
            assert 0.85 < (found[name][1] / found[name][-2]) ** (1 / (depth - 2)) < 1.15, name


@pytest.mark.parametrize("depth", [2, 5, 30])
def test_the_sigmoid_network_whose_weights_fit_is_the_tanh_network(depth):
    network = Network([40] * (depth + 1), activation="tanh", rng=2)
    X = np.random.default_rng(0).standard_normal((20, 40))
    assert fitted_sigmoid(network).forward(X).output == pytest.approx(network.forward(X).output, abs=1e-12)


def test_the_gradient_of_skip_connections_is_that_of_a_finite_difference():
    rng = np.random.default_rng(0)
    W = Network([12] * 5, activation="sigmoid", rng=0).W
    X, delta = rng.standard_normal((2, 64, 12))

    def cost(shift):
        z = X @ W[1].T + shift
        h = X + 1 / (1 + np.exp(-z))
        for l in (2, 3):
            h = h + 1 / (1 + np.exp(-(h @ W[l].T)))
        return np.sum(delta * (h @ W[4].T))

    from dnnlib.lessons.vanishing_gradients.experiment_remedies import _with_skips

    directions = [cost(1j * 1e-30 * one).imag / 1e-30 for one in np.eye(64 * 12).reshape(-1, 64, 12)]
    assert _with_skips(W, X, delta)[1] == pytest.approx(rms(np.array(directions)) / rms(delta))


def test_where_gradients_vanish_a_unit_of_the_last_layers_hardly_varies_from_image_to_image():
    images, _ = datasets.digits()
    images = (images - images.mean()) / images.std()
    for seed in SEEDS:
        sizes = [64, *[50] * 7, 10]
        varies = {
            activation: Network(sizes, activation=activation, rng=seed).forward(images).a[7].std(axis=0).mean()
            for activation in ("sigmoid", "tanh")
        }
        assert 1e-5 < varies["sigmoid"] < 1e-4
        assert varies["tanh"] > 0.1


def test_the_first_layer_of_a_deep_sigmoid_network_stands_still_and_that_of_relu_moves():
    for seed in range(2):
        still = update_sizes(activation="sigmoid", seed=seed)
        moves = update_sizes(activation="relu", init_scale=10**0.15, seed=seed)
        assert still.first[1] < 1e-6 < 1e-3 < still.first[8]
        assert still.accuracy < 0.2
        assert moves.first[1:].min() > 1e-3
        assert moves.accuracy > 0.95


def test_with_relu_and_batch_norm_the_gradient_grows_at_every_init_scale():
    for seed in range(3):
        for scale in (0.1, 1.0, 10.0):
            run = experiments.vanishing_gradients(30, 100, "relu", scale, True, seed)
            assert 1.15 < run.gain < 1.27


def test_deep_and_narrow_networks_scatter_and_lie_below_the_prediction():
    def logs(depth, width):
        runs = [experiments.vanishing_gradients(depth, width, "relu", 2**0.5, seed=seed) for seed in range(12)]
        return np.log10([run.delta[1] / run.theory.delta[1] for run in runs])

    shallow, deep, narrow = logs(5, 100), logs(50, 100), logs(50, 20)
    assert np.std(shallow) < np.std(deep) < np.std(narrow)
    assert np.mean(narrow) < -0.2


def test_most_directions_are_lost_on_the_way_through_normal_weights():
    for seed in SEEDS:
        found = experiments.jacobian_spectrum(20, 50, "tanh", 1.0, "normal", seed)
        assert np.median(found.values[-1]) < 0.02 * found.rms[-1]


def rms(x):
    return np.sqrt(np.mean(x**2))
