"""The experiments of lesson 9."""

import numpy as np
import pytest

from dnnlib import experiments
from dnnlib.experiments.batch_normalization import SHAPES, STEPS


@pytest.mark.parametrize("shape", SHAPES)
def test_every_batch_comes_out_with_mean_beta_and_deviation_gamma(shape):
    result = experiments.batch_normalization(outlier=7.0, batch_size=64, gamma=-2.0, beta=0.5, shape=shape, seed=3)
    assert result.z[0] == 7.0
    assert np.isclose(result.out.mean(), 0.5)
    assert np.isclose(result.out.std(), 2.0, rtol=1e-4)
    assert np.allclose(result.z_hat, (result.z - result.z.mean()) / np.sqrt(result.z.var() + 1e-5))


def test_the_outlier_squeezes_the_others():
    near, far = (experiments.batch_normalization(outlier=value).out[1:].std() for value in (3.0, 50.0))
    assert far < near / 5


def test_more_examples_change_none_of_the_old_ones():
    few, many = (experiments.batch_normalization(batch_size=m).z for m in (8, 64))
    assert np.array_equal(few, many[:8])


def test_the_noise_of_the_mean_falls_with_the_root_of_the_batch():
    noise = experiments.mean_noise([4, 64], seed=5)
    assert np.isclose(noise[0] / noise[1], 4, rtol=0.1)


def test_the_deep_net_reports_spreads_first_and_then_its_losses():
    results = list(experiments.deep_net_steps(depth=3, batch_norm=True))
    assert results[0].progress == 0
    assert len(results[0].losses) == 0
    assert results[-1].progress == 1
    assert len(results[-1].losses) == STEPS
    assert np.array_equal(results[-1].losses[:4], results[1].losses)
    assert results[0].activations.shape == results[0].gradients.shape == (3,)


def test_batch_norm_holds_the_activations_of_a_deep_net():
    shrinking, held = (experiments.deep_net(init_scale=0.3, batch_norm=on) for on in (False, True))
    assert shrinking.activations[6] < 1e-3
    assert held.activations[6] > 0.5
    assert held.losses[-1] < 0.5 < 2.2 < shrinking.losses[-1]


def test_an_overflow_is_a_result_and_no_warning():
    result = experiments.deep_net(depth=20, activation="relu", init_scale=10.0)
    assert not np.isfinite(result.losses).all()


def test_the_sweep_says_nothing_of_what_it_has_not_computed():
    steps = experiments.scale_sweep_steps(depth=3)
    first, second = next(steps), next(steps)
    assert np.isnan(first.plain[1:]).all()
    assert np.isfinite(second.plain[:2]).all()
    assert second.progress == pytest.approx(0.1)


def test_batch_norm_trains_over_a_wide_band_of_scales_and_epsilon_sets_its_end():
    *_, result = experiments.scale_sweep_steps()
    middle = (result.scales > 1e-3) & (result.scales < 0.1)
    assert (result.normalized[middle] < 1.8).all()
    assert (result.plain[middle] > 2.0).all()
    assert np.allclose(result.normalized[:2], np.log(10), atol=0.05)
