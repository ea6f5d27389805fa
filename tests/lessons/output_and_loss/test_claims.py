"""What lesson 4 says in general, over seeds, starts and rates."""

import numpy as np
import pytest

from dnnlib import Network, datasets, experiments, one_hot, train

seeds = pytest.mark.parametrize("seed", range(3))


@pytest.mark.parametrize("target", [0.05, 0.1, 0.2])
def test_each_at_its_own_rate_binary_cross_entropy_is_ahead_and_more_rates_work(target):
    fair = experiments.output_and_loss(target=target, starts=5)
    steps, works = fair.needed.min(axis=1), (fair.needed <= 300).sum(axis=1)
    assert steps[1] < steps[0]
    assert works[1] > works[0]


@seeds
def test_in_a_deep_network_binary_cross_entropy_at_its_own_rate_is_ahead(seed):
    rates = (0.1, 0.3, 1.0, 3.0, 10.0)
    errors = np.array([experiments.output_and_loss_deep(eta=eta, seed=seed).error[:, -1] for eta in rates])
    assert errors[:, 1].min() < errors[:, 0].min() < 0.05


@seeds
def test_behind_hidden_sigmoids_delta_shrinks_alike_and_larger_rates_help(seed):
    slow = experiments.output_and_loss_deep(activation="sigmoid", seed=seed)
    own = experiments.output_and_loss_deep(activation="sigmoid", eta=3.0, rate_ratio=7.0, seed=seed)
    shrunk = slow.delta[:, 0] / slow.delta[:, -1]
    assert np.isclose(*shrunk, rtol=0.05)
    assert shrunk.max() < 0.02
    assert (slow.error[:, -1] > 0.45).all()
    assert (own.error[:, -1] < slow.error[:, -1]).all()


@seeds
def test_of_the_other_pairs_only_sigmoid_with_cross_entropy_fails_at_its_own_rate(seed):
    X, labels = datasets.digits()
    order = np.random.default_rng(seed).permutation(len(X))
    learn, test = order[:1300], order[1300:]

    def right(output, loss, eta):
        network = Network([64, 30, 10], activation="tanh", output=output, loss=loss, rng=seed)
        for _ in train(network, X[learn], one_hot(labels[learn], 10), eta=eta, epochs=6, batch_size=32, rng=seed):
            pass
        return np.mean(network.forward(X[test]).output.argmax(axis=1) == labels[test])

    others = [("sigmoid", "mse", 3.0), ("softmax", "mse", 3.0), ("softmax", "binary_cross_entropy", 0.3)]
    assert min(right(*pair) for pair in others) > 0.9
    assert max(right("sigmoid", "cross_entropy", eta) for eta in (0.1, 0.3, 1.0, 3.0, 10.0)) < 0.8
