"""What lesson 6 says in general holds for several seeds, depths and rates."""

import numpy as np
import pytest

from dnnlib import ACTIVATIONS, Network, experiments, sigmoid_prime, tanh_prime, train
from dnnlib.lessons.activation_functions.experiment_dead import _data
from dnnlib.lessons.activation_functions.experiment_today import activations_today

SEEDS = range(3)


def epochs_needed(activation, depth, eta, seed, most=12):
    """Epochs until the mean loss on 640 digits is below 0.2, as in the lesson's last table."""
    X, Y = _data()
    init = "xavier_normal" if activation in ("sigmoid", "tanh") else "he_normal"
    sizes = [64, *[50] * (depth - 1), 10]
    network = Network(sizes, activation=activation, output="softmax", loss="cross_entropy", init=init, rng=seed)
    for report in train(network, X, Y, eta=eta, epochs=most, batch_size=32, rng=seed):
        if report.loss < 0.2:
            return report.epoch
    return np.inf


@pytest.mark.parametrize("depth", [2, 4, 8])
def test_at_its_best_rate_tanh_learns_the_digits_at_least_as_fast_as_relu(depth):
    rates = (0.1, 0.2, 0.4, 0.8)
    for seed in SEEDS:
        tanh = min(epochs_needed("tanh", depth, eta, seed) for eta in rates)
        relu = min(epochs_needed("relu", depth, eta, seed, most=tanh - 1) for eta in (0.05, *rates))
        assert tanh <= 8
        assert relu == np.inf  # it is not there one epoch sooner


def test_relu_gelu_and_silu_learn_faster_than_a_deep_sigmoid():
    for name in ("relu", "gelu", "silu"):
        assert min(epochs_needed(name, 8, eta, 0, most=16) for eta in (0.05, 0.1, 0.2)) < 16
    assert min(epochs_needed("sigmoid", 8, eta, 0, most=20) for eta in (0.2, 0.8, 3.2)) == np.inf
    assert 20 < epochs_needed("sigmoid", 4, 3.2, 0, most=40) < 40


def test_tanh_is_steeper_than_the_sigmoid_up_to_1_66_and_flatter_beyond():
    inside, outside = np.linspace(0, 1.66, 100), np.linspace(1.67, 15, 100)
    assert (tanh_prime(inside) > sigmoid_prime(inside)).all()
    assert (tanh_prime(outside) < sigmoid_prime(outside)).all()


def test_with_scales_that_suit_them_four_activations_let_a_gradient_through_30_layers_and_the_sigmoid_does_not():
    for seed in range(6):
        found = activations_today(seed=seed).delta
        assert found["sigmoid"][1] < 1e-17
        for name in ("tanh", "relu", "gelu", "silu"):
            assert 0.05 < found[name][1] < 20, name


def test_at_a_small_rate_few_relu_units_die_and_no_unit_of_gelu_and_silu():
    for seed in range(5):
        assert experiments.dead_units(eta=0.1, seed=seed).dead_over_time[-1] < 0.15
        for name in ("gelu", "silu", "tanh", "sigmoid"):
            assert experiments.dead_units(activation=name, eta=0.1, seed=seed).dead_over_time[-1] < 0.02


def test_at_rate_1_most_relu_units_die_within_about_fifty_steps():
    for seed in range(8):
        run = experiments.dead_units(eta=1.0, seed=seed)
        assert run.dead_over_time[run.steps <= 52].max() > 0.5
        assert 0.5 < run.dead_over_time[-1] < 0.95


def test_at_rate_1_no_slope_on_the_left_makes_the_network_learn():
    for seed in SEEDS:
        for name in ("leaky_relu", "prelu", "elu", "gelu", "silu"):
            assert not experiments.dead_units(activation=name, eta=1.0, seed=seed).losses[-1] < 1.5, name


def test_a_unit_that_has_just_died_gets_no_gradient_and_moves_under_momentum_all_the_same():
    X = np.abs(np.random.default_rng(0).standard_normal((20, 3)))
    for momentum, moves in ((0.0, False), (0.9, True)):
        network = Network([3, 4, 1], activation="relu", rng=0)
        network.b[1][:] = 1.0
        died, before, seen = np.zeros(4, bool), None, 0
        run = train(network, X, np.full((20, 1), -20.0), eta=0.3, epochs=6, batch_size=20, rng=0, momentum=momentum)
        for report in run:
            if died.any():
                assert not report.gradients.W[1][died].any()
                assert (network.W[1][died] != before).any() == moves
                seen += 1
            died = (network.forward(X).z[1] <= 0).all(axis=0) & report.gradients.W[1].any(axis=1)
            before = network.W[1][died].copy()
        assert seen


def test_where_all_units_above_are_dead_a_living_unit_gets_no_gradient_either():
    network = Network([3, 4, 4, 1], activation="relu", rng=0)
    network.b[1][:] = 5.0
    network.b[2][:] = -100.0
    trace = network.forward(np.random.default_rng(0).standard_normal((8, 3)))
    assert (trace.z[1] > 0).any(axis=0).all()
    assert not network.backward(trace, np.ones((8, 1))).W[1].any()


def test_a_deep_sigmoid_network_with_four_times_xaviers_weights_is_the_tanh_network():
    for seed in SEEDS:
        tanh = Network([50] * 21, activation="tanh", rng=seed)
        twin = Network([50] * 21, activation="sigmoid", rng=seed)
        for l in range(1, 21):
            twin.W[l] = (4 if 1 < l < 20 else 2) * tanh.W[l]
            if l > 1:
                twin.b[l] = -twin.W[l].sum(axis=1) / 2
        X = np.random.default_rng(seed).standard_normal((10, 50))
        trace = twin.forward(X)
        assert trace.output == pytest.approx(tanh.forward(X).output, abs=1e-12)
        delta = twin.backward(trace, np.zeros((10, 50))).delta
        assert np.linalg.norm(delta[1]) > 0.05 * np.linalg.norm(delta[20])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_which_functions_fade_where(name):
    left, right = ACTIVATIONS[name].df(np.array([-8.0, 8.0]))
    assert (abs(left) < 0.02) == (name in ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu", "silu"))
    assert (right < 0.02) == (name in ("sigmoid", "tanh"))
    if name not in ("sigmoid", "tanh"):
        assert right == pytest.approx(1, abs=0.01)


def test_at_depth_8_chance_moves_the_epochs_that_are_needed_by_about_four():
    for name in ("relu", "gelu"):
        best = [min(epochs_needed(name, 8, eta, seed, most=15) for eta in (0.1, 0.2, 0.4)) for seed in range(3)]
        assert max(best) <= 15
        assert 3 <= np.ptp(best) <= 5
