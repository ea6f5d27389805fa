"""The experiments of lesson 9."""

import numpy as np
import pytest

from dnnlib import Network, datasets, experiments, train
from dnnlib.lessons.batch_normalization.experiment import SHAPES, STEPS, _standard, largest_z_hat

CLASSIFIER = {"output": "softmax", "loss": "cross_entropy", "dtype": np.float32}


def first_digits():
    X, labels = datasets.digits()
    return X[:1024].astype(np.float32), np.eye(10, dtype=np.float32)[labels[:1024]]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_batch_comes_out_with_mean_beta_and_deviation_gamma(shape):
    result = experiments.batch_normalization(outlier=7.0, batch_size=64, gamma=-2.0, beta=0.5, shape=shape, seed=3)
    assert result.z[0] == 7.0
    assert np.isclose(result.out.mean(), 0.5)
    assert np.isclose(result.out.std(), 2.0, rtol=1e-4)
    assert np.allclose(result.z_hat, (result.z - result.z.mean()) / np.sqrt(result.z.var() + 1e-5))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_others_are_draws_around_one(shape):
    z = experiments.batch_normalization(batch_size=200, shape=shape, seed=2).z
    assert np.allclose(z[1:], 1 + _standard(shape, 2)[1:200])
    assert _standard("skewed", 2).min() > -1


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
    for name in ("plain", "normalized"):
        assert np.isnan(getattr(first, name)[1:]).all()
        assert np.isfinite(getattr(second, name)[:2]).all()
    assert second.progress == pytest.approx(0.1)


def test_batch_norm_trains_over_a_wide_band_of_scales_and_epsilon_sets_its_end():
    *_, result = experiments.scale_sweep_steps()
    middle = (result.scales > 1e-3) & (result.scales < 0.1)
    assert (result.normalized[middle] < 1.8).all()
    assert (result.plain[middle] > 2.0).all()
    assert np.allclose(result.normalized[:2], np.log(10), atol=0.05)


def test_a_unit_says_what_it_was_normalized_with():
    result = experiments.batch_normalization(outlier=2.0, batch_size=8, gamma=-2.0, beta=0.5)
    assert (result.gamma, result.beta) == (-2.0, 0.5)
    assert result.mean == pytest.approx(sum(result.z) / 8)
    assert result.std == pytest.approx(np.sqrt(sum((result.z - result.mean) ** 2) / 8 + 1e-5))


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_has_mean_0_and_variance_1(shape):
    draws = _standard(shape, 1, 200_000)
    assert abs(draws.mean()) < 0.01
    assert draws.var() == pytest.approx(1, abs=0.02)
    skewness, kurtosis = (draws**3).mean(), (draws**4).mean()
    expected = {"normal": (0, 3), "skewed": (2, 9), "two humps": (0, 3 - 2 * 0.95**4)}
    assert (skewness, kurtosis) == pytest.approx(expected[shape], abs=0.02, rel=0.1)


@pytest.mark.parametrize("m", [2, 8, 64])
def test_the_largest_z_hat_is_reached_by_an_example_dragged_far_away(m):
    result = experiments.batch_normalization(outlier=1e6, batch_size=m)
    assert result.z_hat[0] == pytest.approx(largest_z_hat(m), rel=1e-4)


@pytest.mark.parametrize("batch_norm", [False, True])
def test_the_deep_net_is_plain_gradient_descent(batch_norm):
    settings = {"depth": 3, "activation": "tanh", "init_scale": 0.7, "batch_norm": batch_norm}
    result = experiments.deep_net(**settings, eta=0.2, seed=4)
    X, Y = first_digits()
    network = Network([64, 50, 50, 10], activation="tanh", scale=0.7, rng=4, batch_norm=batch_norm, **CLASSIFIER)
    trace = network.forward(X[:128])
    delta = network.backward(trace, Y[:128]).delta
    assert result.activations == pytest.approx([np.sqrt(np.mean(a.astype(float) ** 2)) for a in trace.a[1:]], rel=1e-5)
    assert result.gradients == pytest.approx(
        [128 * np.sqrt(np.mean(d.astype(float) ** 2)) for d in delta[1:]], rel=1e-5
    )
    steps = train(network, X, Y, eta=0.2, epochs=5, batch_size=128, rng=4, every="step")
    assert result.losses == pytest.approx([step.loss for step in steps][:STEPS], rel=1e-5)
    assert settings == {name: getattr(result, name) for name in settings}


def test_the_sweep_s_loss_is_the_mean_of_the_last_eight_steps():
    first = next(experiments.scale_sweep_steps(depth=2, eta=0.3, seed=6))
    X, Y = first_digits()
    for batch_norm, found in ((False, first.plain[0]), (True, first.normalized[0])):
        settings = {"activation": "relu", "init": "normal", "scale": 1e-4, "batch_norm": batch_norm}
        network = Network([64, 50, 10], rng=6, **settings, **CLASSIFIER)
        losses = [p.loss for p in train(network, X, Y, eta=0.3, epochs=4, batch_size=128, rng=6, every="step")]
        assert len(losses) == 32
        assert found == pytest.approx(np.mean(losses[-8:]), rel=1e-5)
