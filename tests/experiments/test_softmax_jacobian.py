"""The experiments of lesson 5."""

import numpy as np
import pytest

from dnnlib import experiments, log_softmax
from dnnlib.experiments.softmax_jacobian import loss_of_normal_logits


def test_temperature_divides_the_logits_of_everything():
    hot = experiments.softmax_jacobian(2.0, 1.0, 0.0, -1.0, temperature=2.0, label=3)
    same = experiments.softmax_jacobian(1.0, 0.5, 0.0, -0.5, temperature=1.0, label=3)
    assert np.allclose(hot.p, same.p)
    assert np.allclose(hot.J, same.J)
    assert np.isclose(hot.loss, same.loss)
    assert np.allclose(hot.delta, same.p - [0, 0, 1, 0])


@pytest.mark.parametrize("spread", [0.05, 1.0, 7.0, 100.0])
def test_the_cost_of_chance_against_fresh_draws(spread):
    z = spread * np.random.default_rng(1).standard_normal((40_000, 10))
    losses = -log_softmax(z)[:, 0]
    # Our table is a mean of 2,000 draws: three standard errors of both, without the noise of the right logit.
    error = 3 * (losses + z[:, 0] - z.mean(axis=1)).std() * np.sqrt(1 / 2000 + 1 / 40_000)
    noise = 3 * z[:, 0].std() / np.sqrt(40_000)
    assert abs(loss_of_normal_logits(spread, 10) - losses.mean()) < error + noise + 1e-3


def test_without_spread_chance_costs_ln_n():
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
