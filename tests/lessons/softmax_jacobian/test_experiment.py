"""The experiments of lesson 5."""

import numpy as np
import pytest

from dnnlib import Network, datasets, experiments, log_softmax
from dnnlib.lessons.softmax_jacobian.experiment import loss_of_normal_logits


def test_temperature_divides_the_logits_of_everything():
    hot = experiments.softmax_jacobian(2.0, 1.0, 0.0, -1.0, temperature=2.0, label=3)
    same = experiments.softmax_jacobian(1.0, 0.5, 0.0, -0.5, temperature=1.0, label=3)
    assert np.allclose(hot.p, same.p)
    assert np.allclose(hot.S, same.S)
    assert np.isclose(hot.loss, same.loss)
    assert np.allclose(hot.delta, same.p - [0, 0, 1, 0])


@pytest.mark.parametrize("spread", [0.05, 1.0, 7.0, 100.0])
def test_the_loss_of_normal_logits_against_fresh_draws(spread):
    z = spread * np.random.default_rng(1).standard_normal((40_000, 10))
    losses = -log_softmax(z)[:, 0]
    # Our table is a mean of 2,000 draws: three standard errors of both, without the noise of the right logit.
    error = 3 * (losses + z[:, 0] - z.mean(axis=1)).std() * np.sqrt(1 / 2000 + 1 / 40_000)
    noise = 3 * z[:, 0].std() / np.sqrt(40_000)
    assert abs(loss_of_normal_logits(spread, 10) - losses.mean()) < error + noise + 1e-3


def test_without_spread_the_loss_is_ln_n():
    assert np.isclose(loss_of_normal_logits(0.0, 10), np.log(10))
    assert np.isclose(loss_of_normal_logits([0.001], 4)[0], np.log(4), atol=1e-6)


def test_the_curve_passes_through_the_networks_own_loss():
    result = experiments.initial_loss(depth=4, activation="relu", init_scale=1.0, seed=2)
    assert np.isclose(result.losses[len(result.scales) // 2], result.loss, rtol=1e-5)
    assert np.isclose(-np.log(result.p[np.arange(len(result.labels)), result.labels]).mean(), result.loss, rtol=1e-5)


def test_small_weights_cost_ln_10_and_large_ones_much_more():
    assert np.isclose(experiments.initial_loss(init_scale=0.1).loss, np.log(10), atol=0.01)
    assert experiments.initial_loss(init_scale=10.0).loss > 3 * np.log(10)


def test_squared_error_stalls_and_the_log_likelihood_does_not():
    run = experiments.stall()
    sooner, later = (np.argmax(curve > 0.5) for curve in (run.log_likelihood, run.squared_error))
    assert 0 < sooner < 20
    assert later > 10 * sooner


def test_the_view_holds_its_settings_and_softmax_at_them():
    result = experiments.softmax_jacobian(2.0, 1.0, 0.0, -1.0, temperature=2.0, label=3)
    e = np.exp([1.0, 0.5, 0.0, -0.5])
    p = e / e.sum()
    assert (result.label, result.temperature, result.z.tolist()) == (2, 2.0, [2.0, 1.0, 0.0, -1.0])
    assert result.p == pytest.approx(p)
    assert result.loss == pytest.approx(-np.log(p[2]))
    jacobian = [[p[i] * ((i == j) - p[j]) for j in range(4)] for i in range(4)]
    assert np.allclose(result.S, jacobian)


@pytest.mark.parametrize("n", [3, 10])
def test_small_logits_cost_half_their_variance_about_the_mean(n):
    assert loss_of_normal_logits(0.005, n) - np.log(n) == pytest.approx((n - 1) / n * 0.005**2 / 2, rel=1e-6)
    for spread in (0.0101, 0.02, 0.05):
        assert loss_of_normal_logits(spread, n) - np.log(n) == pytest.approx((n - 1) / n * spread**2 / 2, rel=0.1)


@pytest.mark.parametrize("spread", [900.0, 1e6])
def test_large_logits_cost_the_lead_of_the_largest(spread):
    x = np.linspace(-8, 8, 4001)
    cdf = np.cumsum(np.exp(-(x**2) / 2)) / np.exp(-(x**2) / 2).sum()
    lead = np.sum(x[1:] * np.diff(cdf**10))
    assert loss_of_normal_logits(spread, 10) / spread == pytest.approx(lead, rel=0.02)


def test_above_a_thousand_the_loss_grows_with_the_spread():
    above = loss_of_normal_logits([1e3, 1001, 2e3, 1e9], 10) - np.log(10)
    assert above / above[0] == pytest.approx([1, 1.001, 2, 1e6], rel=1e-9)


def test_the_untrained_network_by_hand():
    result = experiments.initial_loss(depth=3, activation="relu", init_scale=1.7, seed=2)
    X, labels = datasets.digits()
    network = Network([64, 50, 50, 10], activation="relu", output="softmax", loss="cross_entropy", scale=1.7, rng=2)
    trace = network.forward(X[:100])
    assert result.loss == pytest.approx(network.loss(trace, labels[:100]), rel=1e-5)
    assert result.p == pytest.approx(trace.output, rel=1e-4, abs=1e-7)
    assert result.labels.tolist() == labels[:100].tolist()
    assert result.spread == pytest.approx(np.sqrt(np.mean([np.var(z, ddof=1) for z in trace.z[3]])), rel=1e-5)
    assert (result.init_scale, result.depth, result.activation) == (1.7, 3, "relu")


def test_the_theory_is_that_of_the_spread_at_every_scale():
    result = experiments.initial_loss(depth=2, init_scale=1.0, seed=1)
    assert (result.scales[0], result.scales[6], result.scales[12]) == pytest.approx((0.1, 1, 10))
    assert result.theory[6] == pytest.approx(loss_of_normal_logits(result.spread, 10))
    for scale, loss, theory in zip(result.scales[::6], result.losses[::6], result.theory[::6], strict=True):
        one = experiments.initial_loss(depth=2, init_scale=scale, seed=1)
        assert (one.loss, loss_of_normal_logits(one.spread, 10)) == pytest.approx((loss, theory), rel=1e-6)


def test_the_stall_is_gradient_descent_on_the_logits():
    run = experiments.stall(start=2.0, eta=0.3, steps=4)
    assert run.steps.tolist() == [0, 1, 2, 3, 4]
    costs = (lambda p: -np.log(p[1]), lambda p: (p[0] ** 2 + (p[1] - 1) ** 2 + p[2] ** 2) / 2)
    for found, cost in zip((run.log_likelihood, run.squared_error), costs, strict=True):
        z = np.array([2.0, 0, 0])
        for right in found:
            p = np.exp(z) / np.exp(z).sum()
            assert right == pytest.approx(p[1], rel=1e-9)
            moved = [z + 1e-30j * unit for unit in np.eye(3)]
            z = z - 0.3 * np.array([cost(np.exp(v) / np.exp(v).sum()).imag / 1e-30 for v in moved])


def test_a_stall_has_a_probability_for_every_step():
    result = experiments.stall(steps=7)
    assert result.steps.tolist() == list(range(8))
    assert result.log_likelihood.shape == result.squared_error.shape == (8,)
