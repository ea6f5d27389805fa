"""What lesson 2 says in general, over seeds, rates and settings."""

import numpy as np
import pytest

from dnnlib import Network, datasets, experiments, train

seeds = pytest.mark.parametrize("seed", range(4))


def trained(sizes, X, Y, eta, epochs, batch_size, seed):
    network = Network(sizes, activation="tanh", rng=seed)
    for _ in train(network, X, Y, eta=eta, epochs=epochs, batch_size=batch_size, rng=seed):
        pass
    return network


def rings(seed):
    X, labels = datasets.rings(128, rng=seed)
    return X, labels[:, None].astype(float)


@seeds
def test_in_the_same_epochs_small_batches_get_further_each_at_its_best_rate(seed):
    X, classes = datasets.digits()
    X, Y = X[:512], np.eye(10)[classes[:512]]
    best = {}
    for batch_size in (512, 32):
        runs = [trained([64, 30, 10], X, Y, eta, 5, batch_size, seed) for eta in (0.01, 0.03, 0.1, 0.3)]
        losses = [network.loss(network.forward(X), Y) for network in runs]
        best[batch_size] = np.nanmin(losses)
    assert best[32] < best[512] / 2


@seeds
@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
def test_up_to_half_the_turn_the_second_order_predicts_better_than_the_first(seed, activation):
    change = experiments.predicted_change(eta=0.1, depth=3, activation=activation, init_scale=1.0, seed=seed)
    eta = 0.5 * change.turn
    here = experiments.predicted_change(eta=eta, depth=3, activation=activation, init_scale=1.0, seed=seed)
    first = -eta * here.squared_gradient
    second = first + eta**2 / 2 * here.curvature
    measured = here.measured_here
    assert abs(second - measured) < abs(first - measured)


@seeds
def test_after_training_the_noise_of_a_small_batch_is_larger_than_the_gradient(seed):
    X, Y = rings(seed)
    network = trained([2, 10, 10, 1], X, Y, 0.2, 40, 4, seed)
    G = experiments.example_gradients(network, X, Y)
    assert experiments.expected_noise(G, [4])[0] > np.linalg.norm(G.mean(axis=0))


@seeds
def test_halfway_between_two_equal_networks_the_loss_is_higher_so_it_is_not_convex(seed):
    X, Y = rings(seed)
    network = trained([2, 10, 1], X, Y, 0.3, 100, 16, seed)
    middle = network.copy()
    order = np.arange(10)[::-1]
    middle.W[1][:] = (network.W[1] + network.W[1][order]) / 2
    middle.b[1][:] = (network.b[1] + network.b[1][order]) / 2
    middle.W[2][:] = (network.W[2] + network.W[2][:, order]) / 2
    losses = [net.loss(net.forward(X), Y) for net in (network, middle)]
    assert losses[1] > 2 * losses[0]


@seeds
@pytest.mark.parametrize("noise", [0.2, 0.5, 1.0])
def test_from_large_to_small_ends_closer_than_any_constant_rate(seed, noise):
    def end_of(schedule):
        rng, theta = np.random.default_rng(seed), np.full(400, 10.0)
        for step in range(200):
            theta -= schedule(step) * (theta + noise * rng.standard_normal(400))
        return np.sqrt((theta**2).mean())

    constant = [end_of(lambda step, eta=eta: eta) for eta in np.geomspace(0.003, 1, 15)]
    assert end_of(lambda step: 0.4 / (1 + step / 5)) < min(constant)


def test_the_first_explorers_network_has_its_own_limit_near_0_8():
    rates = (0.75, 0.79, 0.85, 0.95)
    ends = [experiments.gradient_descent(eta, 10, 30, 3, "tanh", 1.0, 0).network_loss[-1] for eta in rates]
    assert max(ends[:2]) < 0.1
    assert min(ends[2:]) > 1e6


def test_a_full_batch_at_rate_0_1_jumps_up_and_down_before_it_settles():
    X, classes = datasets.digits()
    network = Network([64, 30, 10], activation="tanh", rng=0)
    run = train(network, X[:512], np.eye(10)[classes[:512]], eta=0.1, epochs=60, batch_size=512, rng=0)
    falls = np.diff([progress.loss for progress in run]) < 0
    assert 3 < (~falls[:16]).sum() < 12
    assert falls[20:].all()
