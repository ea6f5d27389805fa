"""What lesson 8 says in general is so over seeds, widths and depths."""

import numpy as np
import pytest

from dnnlib import Network, datasets, experiments, orthogonal, train, xavier_normal

SEEDS = range(3)
CLASSIFIER = {"output": "softmax", "loss": "cross_entropy"}


def digits(m=1792):
    images, labels = datasets.digits()
    return ((images - images.mean()) / images.std())[:m], labels[:m]


def tanh_network(depth, seed):
    return Network([64, *[50] * (depth - 1), 10], activation="tanh", init="xavier_normal", **CLASSIFIER, rng=seed)


def as_sigmoid(twin):
    """The sigmoid network by (8.16) of a tanh network."""
    network = Network(twin.sizes, activation="sigmoid", **CLASSIFIER, rng=0)
    for l in range(1, twin.L + 1):
        network.W[l] = (2 if l in (1, twin.L) else 4) * twin.W[l]
        if l > 1:
            network.b[l] = -network.W[l].sum(axis=1) / 2
    return network


def end(network, eta, seed):
    """The loss in the tenth epoch on the digits."""
    *_, last = train(network, *digits(), eta=eta, epochs=10, batch_size=64, rng=seed)
    return last.loss


def ends(spreads):
    """How many times as large it is in the first layer as in the last."""
    return np.linalg.norm(spreads[1]) / np.linalg.norm(spreads[10])


def deep(std, seed, width=100):
    """The gradients of ten tanh layers to which random errors are sent back."""
    network = Network([width] * 11, activation="tanh", init="normal", scale=std, rng=seed)
    draw = np.random.default_rng(seed)
    trace = network.forward(draw.standard_normal((100, width)))
    return network.backward(trace, 10 * draw.standard_normal((100, width)))


@pytest.mark.parametrize("width", [2, 5, 8])
def test_equal_units_do_the_work_of_one_and_unequal_ones_need_no_chance(width):
    one = experiments.constant_weights(width=1).loss[-1]
    equal = experiments.constant_weights(width=width).loss[-1]
    assert equal > 0.9 * one
    points, classes = datasets.xor(60, rng=0)
    angle = 2 * np.pi * np.arange(8) / 8
    network = Network([2, 8, 1], output="sigmoid", loss="binary_cross_entropy", init="constant", scale=0.5, rng=0)
    network.W[1] = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    *_, last = train(network, points, classes[:, None], eta=1.0, epochs=200, batch_size=60, rng=0)
    assert last.loss < 0.15


@pytest.mark.parametrize("depth", [2, 10, 20])
def test_the_rule_for_sigmoid_gives_the_tanh_network_to_the_last_digits(depth):
    images, _ = digits(64)
    for seed in SEEDS:
        twin = tanh_network(depth, seed)
        assert np.abs(as_sigmoid(twin).forward(images).output - twin.forward(images).output).max() < 1e-12


def test_under_the_rule_a_deep_sigmoid_learns_but_less_fast_than_its_twin():
    for seed in SEEDS:
        twin = tanh_network(10, seed)
        at_its_rates = [end(as_sigmoid(twin), eta, seed) for eta in (0.3, 0.5, 1.0)]
        assert at_its_rates[0] < 0.4
        assert end(twin, 0.2, seed) < 0.5 * min(at_its_rates)


@pytest.mark.parametrize("eta", [0.1, 1.0])
def test_under_xavier_a_deep_sigmoid_stays_at_guessing(eta):
    network = Network([64, *[50] * 9, 10], activation="sigmoid", init="xavier_normal", **CLASSIFIER, rng=1)
    assert 2.25 < end(network, eta, seed=1) < 2.4


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_tiny_weights_learn_with_none_of_the_three(activation):
    for seed in SEEDS:
        run = experiments.initialization(init="tiny", width=50, activation=activation, seed=seed)
        assert run.loss[-1] > 2.2


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_large_weights_learn_neither_with_tanh_nor_with_relu(activation):
    for seed in SEEDS:
        run = experiments.initialization(init="large", width=50, activation=activation, seed=seed)
        assert not run.loss[-1] < 2.2


def test_gradients_of_the_weights_are_alike_in_all_layers_under_small_weights_only():
    for seed in SEEDS:
        small = deep(0.05, seed)
        assert ends(small.delta) < 0.01
        assert 0.5 < ends(small.W) < 2
        assert ends(deep(0.3, seed).W) > 5
        assert ends(deep(1.0, seed).W) > 300


def test_under_large_weights_the_gradient_of_a_wide_tanh_network_grows_and_holds_for_a_tiny_step_only():
    images, labels = digits(64)
    for seed in SEEDS:
        assert ends(deep(1.0, seed, width=300).delta) > 1000
        for rung, low, high in (("xavier_normal", 0.9, 1), ("large", -1, 0.5)):
            here = experiments.ladder_network(init=rung, seed=seed)
            near = here.copy()
            rng = np.random.default_rng(seed)
            for l in range(1, 11):
                near.W[l] = near.W[l] * (1 + 1e-3 * rng.standard_normal(near.W[l].shape)).astype(np.float32)
            g, h = (net.backward(net.forward(images), labels).W[1].ravel() for net in (here, near))
            assert low <= g @ h / np.sqrt((g @ g) * (h @ h)) <= high + 1e-3


def test_a_larger_last_layer_starts_at_a_larger_loss():
    images, labels = digits()
    for seed in SEEDS:
        losses = []
        for factor in (0.0, 1.0, 3.0, 10.0):
            network = tanh_network(10, seed)
            network.W[10] = factor * network.W[10]
            losses.append(network.loss(network.forward(images), labels))
        assert np.isclose(losses[0], np.log(10))
        assert losses == sorted(losses)
        assert losses[-1] > 3


def test_orthogonal_weights_keep_every_direction_and_normal_ones_do_not():
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        a = b = rng.standard_normal((64, 100))
        for _ in range(50):
            a = a @ xavier_normal((100, 100), rng).T
            b = b @ orthogonal((100, 100), rng).T
        assert np.linalg.matrix_rank(a, rtol=1e-3) < 40
        assert np.linalg.matrix_rank(b, rtol=1e-3) == 64


def test_with_the_sigmoid_only_the_large_rung_learns():
    for seed in range(3):
        runs = experiments.ladder(activation="sigmoid", seed=seed).runs
        assert {name for name, run in runs.items() if run.loss[-1] < 1.5} == {"large"}
