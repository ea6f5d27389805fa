"""What lesson 9 says in general is so over seeds, depths and budgets."""

import numpy as np
import pytest

from dnnlib import Network, batchnorm_forward, datasets, experiments, train

SEEDS = range(3)


def loss_after(epochs, std, batch_norm, seed):
    """The plain or normalized network of lesson 9's last comparison; 8 steps an epoch."""
    images, labels = datasets.digits()
    options = {"activation": "relu", "output": "softmax", "loss": "cross_entropy", "batch_norm": batch_norm}
    network = Network([64, *[50] * 7, 10], init="normal", scale=std, **options, rng=seed)
    for report in train(network, images[:1024], labels[:1024], eta=0.1, epochs=epochs, batch_size=128, rng=seed):
        last = report.loss
        if not np.isfinite(last):
            return np.inf
    return last


def test_at_this_budget_batch_norm_learns_over_a_far_wider_range_of_scales():
    half = np.log(10) / 2
    for seed in SEEDS:
        *_, sweep = experiments.scale_sweep_steps(seed=seed)
        assert (sweep.normalized < half).sum() >= 8
        assert (sweep.plain < half).sum() <= 2
        assert np.all(sweep.normalized[:2] > 2.2), "at the left end it does not work"
        learned = sweep.normalized[sweep.scales > 0.01]
        assert learned.max() > 2 * learned.min(), "the scale is not irrelevant"


def test_with_more_steps_the_plain_network_learns_from_weights_of_the_right_size():
    for seed in SEEDS:
        assert loss_after(40, 0.2, False, seed) < 0.1


def test_from_small_weights_the_plain_network_learns_nothing_where_batch_norm_learns_early():
    for seed in SEEDS:
        assert loss_after(40, 0.02, False, seed) > 2.2
        assert loss_after(4, 0.02, True, seed) < 1.2
    assert loss_after(4, 1.0, False, seed=0) == np.inf


@pytest.mark.parametrize("depth", [4, 8, 16])
def test_batch_norm_keeps_the_activations_equally_large_in_all_hidden_layers(depth):
    for seed in SEEDS:
        for scale in (0.1, 0.3, 3.0):
            normalized = experiments.deep_net(depth=depth, init_scale=scale, batch_norm=True, seed=seed, eta=0.0)
            hidden = normalized.activations[:-1]
            assert hidden.max() < 1.1 * hidden.min()


@pytest.mark.parametrize("m", [2, 16, 101])
def test_no_example_gets_farther_than_the_root_of_m_minus_1(m):
    for seed in SEEDS:
        z = np.random.default_rng(seed).standard_cauchy((m, 50))
        assert np.abs(batchnorm_forward(z, np.ones(50), np.zeros(50))[0]).max() <= np.sqrt(m - 1) + 1e-9


def test_in_batches_of_two_every_z_hat_is_plus_or_minus_one():
    for seed in SEEDS:
        z = np.random.default_rng(seed).standard_normal((2, 50))
        assert np.median(np.abs(np.abs(batchnorm_forward(z, np.ones(50), np.zeros(50))[0]) - 1)) < 1e-3


def test_in_inference_an_answer_does_not_depend_on_the_batch_and_in_training_it_does():
    for seed in SEEDS:
        X = np.random.default_rng(seed).standard_normal((8, 3))
        network = Network([3, 4, 1], batch_norm=True, rng=seed)
        alone = network.forward(X[:1], training=False).output[0, 0]
        assert np.isclose(network.forward(X, training=False).output[0, 0], alone)
        assert not np.isclose(network.forward(X[:4]).output[0, 0], network.forward(X).output[0, 0], rtol=1e-3)
