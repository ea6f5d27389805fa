"""The experiments of lesson 7 against the network itself, against closed forms, and against each other."""

import numpy as np
import pytest

from dnnlib import ACTIVATIONS, Network, experiments
from dnnlib.experiments import vanishing_gradients_map as mapped
from dnnlib.experiments.vanishing_gradients import deep_weights, vanishing_gradients
from dnnlib.experiments.vanishing_gradients_jacobian import jacobian_spectrum
from dnnlib.experiments.vanishing_gradients_map import gradient_map, gradient_map_steps
from dnnlib.experiments.vanishing_gradients_spreads import layer_spreads
from dnnlib.experiments.vanishing_gradients_theory import SCALES, gaussian_mean, gradient_map_theory, mean_field
from dnnlib.experiments.vanishing_gradients_training import digit_network, update_sizes, update_sizes_steps

SETTINGS = [(name, norm) for name in ACTIVATIONS for norm in (False, True)]
settings = pytest.mark.parametrize(("activation", "batch_norm"), SETTINGS)


def rms(x):
    return np.sqrt(np.mean(np.square(x, dtype=float)))


def network_of(weights, activation, scale, batch_norm):
    sizes = [len(weights[0].T), *map(len, weights)]
    network = Network(sizes, activation=activation, init="zeros", batch_norm=batch_norm, rng=0)
    for l, W in enumerate(weights, 1):
        network.W[l][:] = scale * W
    return network


@settings
def test_the_spreads_are_those_of_the_network(activation, batch_norm):
    X, delta, weights = deep_weights(6, 20, 3)
    network = network_of(weights, activation, 1.3, batch_norm)
    trace = network.forward(X)
    gradients = network.backward(trace, trace.output - len(X) * delta)  # mse: delta^L = (a - y) / m
    found = layer_spreads(weights, X, delta, activation=activation, scale=1.3, batch_norm=batch_norm, keep=[3])
    assert found.a == pytest.approx([a.std() for a in trace.a], rel=1e-4)
    assert found.delta[1:] == pytest.approx([rms(d) / rms(gradients.delta[6]) for d in gradients.delta[1:]], rel=1e-3)
    assert np.allclose(found.kept[3], trace.a[3], atol=1e-4)


def test_idle_units_are_counted_by_hand():
    X, delta, weights = deep_weights(4, 30, 1)
    for activation, scale in (("tanh", 4.0), ("sigmoid", 9.0), ("relu", 1.0)):
        z = network_of(weights, activation, scale, False).forward(X).z[2]
        slope = ACTIVATIONS[activation].df(z)
        share = np.mean(slope.max(axis=0) == 0) if activation == "relu" else np.mean(slope < 0.05 * slope.max())
        found = layer_spreads(weights, X, delta, activation=activation, scale=scale)
        assert found.idle[2] == pytest.approx(share, abs=0.01)
        assert found.idle[2] > 0 or activation == "relu"


def test_a_deeper_network_keeps_the_layers_of_the_shallower():
    short, long = vanishing_gradients(depth=5, width=20), vanishing_gradients(depth=9, width=20)
    assert np.array_equal(short.a[:5], long.a[:5])


def test_nothing_is_lost_where_float32_would_end():
    small = vanishing_gradients(50, 30, "sigmoid", 0.1)
    assert 0 < small.delta[1] < 1e-70
    large = vanishing_gradients(50, 30, "identity", 10.0)
    assert np.isfinite(large.a).all()
    assert large.a[-1] > 1e40
    assert vanishing_gradients(50, 30, "tanh", 0.1).a[-1] == pytest.approx(1e-50, rel=1)


def test_depth_one_has_nothing_to_multiply():
    result = vanishing_gradients(depth=1, width=10)
    assert (result.gain, result.gain_theory, result.delta[1]) == (1, 1, 1)


@settings
@pytest.mark.parametrize("scale", [0.5, 1.5])
def test_measured_and_predicted_factor_agree_at_width_300(activation, batch_norm, scale):
    result = vanishing_gradients(30, 300, activation, scale, batch_norm)
    assert result.gain == pytest.approx(result.gain_theory, rel=0.02)


def test_every_layer_agrees_within_ten_percent_at_depth_10():
    result = vanishing_gradients(10, 300, "tanh", 1.5)
    assert result.a[1:] == pytest.approx(result.theory.a[1:], rel=0.1)
    assert result.delta[1:] == pytest.approx(result.theory.delta[1:], rel=0.1)


def test_closed_forms_of_the_recursions():
    relu = mean_field("relu", 1.2, 5)
    assert relu.chi[1:-1] == pytest.approx(1.2**2 / 2)
    assert relu.q[1:] == pytest.approx([1.2**2 * (1.2**2 / 2) ** l for l in range(5)])
    assert mean_field("identity", 0.7, 4).delta[1] == pytest.approx(0.7**3)
    assert mean_field("relu", 1.0, 9, True).chi[2] == pytest.approx(np.pi / (np.pi - 1), rel=1e-3)
    assert gaussian_mean(lambda x: x**2) == pytest.approx(1, abs=1e-12)
    assert gaussian_mean(lambda x: np.maximum(x, 0)) == pytest.approx(1 / np.sqrt(2 * np.pi), rel=1e-3)


def test_the_quadrature_against_monte_carlo():
    x = np.random.default_rng(0).standard_normal(400_000)
    for scale in (0.5, 3.0):
        theory = mean_field("tanh", scale, 3)
        assert theory.q[2] == pytest.approx(scale**2 * np.mean(np.tanh(scale * x) ** 2), rel=0.01)
        assert theory.chi[1] == pytest.approx(scale**2 * np.mean((1 - np.tanh(scale * x) ** 2) ** 2), rel=0.01)


@settings
def test_the_map_of_the_theory_is_the_theory(activation, batch_norm):
    for depth, column in ((1, 0), (2, 40), (17, 20), (50, 33)):
        expected = mean_field(activation, SCALES[column], depth, batch_norm).delta[1]
        assert gradient_map_theory(activation, batch_norm)[depth - 1, column] == pytest.approx(expected, rel=1e-9)


@settings
def test_the_map_is_what_each_network_gives_alone(activation, batch_norm):
    found = mapped._column(20, activation, 1.3, batch_norm, 2)
    rng = np.random.default_rng(2)
    X, delta = rng.standard_normal((2, mapped.ROWS, 20), np.float32)
    weights = [rng.standard_normal((20, 20), np.float32) / np.sqrt(20) for _ in range(50)]
    for depth in (1, 2, 3, 10):
        alone = layer_spreads(weights[:depth], X, delta, activation=activation, scale=1.3, batch_norm=batch_norm)
        assert found[depth - 1] == pytest.approx(alone.delta[1], rel=1e-3)


def test_the_map_comes_in_steps_and_is_kept():
    steps = gradient_map_steps(width=10, seed=77)
    first, *_ = (next(steps) for _ in range(5))
    assert first.progress == 0
    assert np.isnan(first.map).all()
    again = [result.progress for result in gradient_map_steps(width=10, seed=77)]
    assert again[0] == pytest.approx(4 / 41)  # the columns that were computed are there
    assert again == sorted(again)
    assert again[-1] == 1
    assert len(list(gradient_map_steps(width=10, seed=77, depth=3, init_scale=2.0))) == 1
    for seed in range(mapped.MOST_KEPT + 3):
        next(gradient_map_steps(width=10, seed=seed))
    assert len(mapped._KEPT) == mapped.MOST_KEPT


def test_the_cursor_on_the_map():
    result = gradient_map(width=10, depth=7, init_scale=2.0)
    assert SCALES[result.column] == pytest.approx(2.0, rel=0.03)
    assert result.here == result.map[6, result.column]


def test_the_jacobian_is_the_derivative():
    rng = np.random.default_rng(5)
    W = [1.4 / np.sqrt(6) * rng.standard_normal((6, 6)) for _ in range(1)]
    x = rng.standard_normal(6)
    z1 = W[0] @ x
    W += [1.4 / np.sqrt(6) * rng.standard_normal((6, 6)) for _ in range(3)]

    def last(z):
        for l in range(1, 4):
            z = W[l] @ np.tanh(z)
        return z

    h = 1e-6
    J = np.stack([(last(z1 + h * e) - last(z1 - h * e)) / (2 * h) for e in np.eye(6)], axis=1)
    found = jacobian_spectrum(depth=4, width=6, init_scale=1.4, seed=5)
    assert found.values[-1] == pytest.approx(np.linalg.svd(J, compute_uv=False), rel=1e-5, abs=1e-8)
    assert found.rms[-1] == pytest.approx(np.linalg.norm(J) / np.sqrt(6), rel=1e-5)


def test_orthogonal_weights_without_a_slope_keep_every_direction():
    found = jacobian_spectrum(depth=50, width=30, activation="identity", init_scale=1.02, init="orthogonal")
    assert found.values[-1] == pytest.approx(1.02**49)
    assert found.theory[-1] == pytest.approx(1.02**49)


def test_the_relative_update_is_what_a_step_moves():
    X, labels = experiments.update_sizes.__globals__["datasets"].digits()
    X = ((X - X.mean()) / X.std())[:64].astype(np.float32)
    network = digit_network(4, 20, "relu", 1.0, False, 1)
    before = [None, *(W.copy() for W in network.W[1:])]
    gradients = network.backward(network.forward(X), labels[:64])
    for l in range(1, 5):
        network.W[l] -= np.float32(0.05) * gradients.W[l]
    moved = [np.linalg.norm(network.W[l] - before[l]) / np.linalg.norm(before[l]) for l in range(1, 5)]
    first = next(update_sizes_steps(depth=4, width=20, activation="relu", eta=0.05, seed=1)).first
    assert first[1:] == pytest.approx(moved, rel=1e-3)


def test_the_deep_sigmoid_network_stands_still_and_relu_learns():
    still, learns = update_sizes(activation="sigmoid"), update_sizes(activation="relu")
    assert still.accuracy < 0.2 < 0.9 < learns.accuracy
    assert still.first[1] < 1e-4 * still.first[-1]
    assert learns.first[1] > 0.1 * learns.first[-1]


def test_a_run_that_overflows_ends_early():
    result = update_sizes(activation="relu", init_scale=10.0, eta=1.0)
    assert result.progress == 1
    assert not np.isfinite(result.loss[-1])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: vanishing_gradients(depth=51), "depth=51"),
        (lambda: vanishing_gradients(depth=0), "depth=0"),
        (lambda: vanishing_gradients(width=0), "width=0"),
        (lambda: vanishing_gradients(activation="cube"), "activation='cube'"),
        (lambda: vanishing_gradients(init_scale=-1.0), "init_scale=-1.0"),
        (lambda: vanishing_gradients(seed=-1), "seed=-1"),
        (lambda: mean_field(depth=0), "depth=0"),
        (lambda: gradient_map(depth=51), "depth=51"),
        (lambda: gradient_map(init_scale=0.0), "init_scale=0"),
        (lambda: gradient_map_theory("cube"), "activation='cube'"),
        (lambda: jacobian_spectrum(init="xavier"), "init='xavier'"),
        (lambda: jacobian_spectrum(depth=99), "depth=99"),
        (lambda: layer_spreads([np.eye(2)], np.ones((2, 2)), np.ones((2, 2)), activation="cube"), "activation='cube'"),
        (lambda: update_sizes(eta=-1.0), "eta=-1.0"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words.replace("(", r"\(")):
        call()
