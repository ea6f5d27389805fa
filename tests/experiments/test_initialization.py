"""The experiments of lesson 8."""

import numpy as np
import pytest

from dnnlib import INITIALIZERS, Network, datasets, experiments
from dnnlib.experiments.initialization import LADDER, REPORTS, ladder_network


@pytest.mark.parametrize("rung", ["xavier_normal", "xavier_uniform", "he_normal"])
def test_a_rung_is_the_package_s_initializer(rung):
    network = ladder_network(depth=3, width=20, init=rung, init_scale=2.0, seed=5)
    for l in (1, 2, 3):
        expected = INITIALIZERS[rung](network.W[l].shape, np.random.default_rng([5, l]), scale=2.0)
        assert np.allclose(network.W[l], expected, rtol=1e-5)


@pytest.mark.parametrize(("rung", "std"), [("tiny", 0.01), ("large", 1.0), ("fan_in", 0.1)])
def test_the_other_rungs_have_their_deviation(rung, std):
    W = ladder_network(depth=3, width=100, init=rung).W[2]
    assert W.shape == (100, 100)
    assert np.isclose(W.std(), std, rtol=0.03)


def test_the_constant_is_one_over_n_in():
    W = ladder_network(depth=3, width=50, init="constant", init_scale=3.0).W
    assert np.allclose(W[1], 3 / 64)
    assert np.allclose(W[2], 3 / 50)


def test_normal_rungs_share_their_numbers():
    tiny, large = (ladder_network(depth=2, width=20, init=rung).W[1] for rung in ("tiny", "large"))
    assert np.allclose(tiny, 0.01 * large, rtol=1e-5)


def test_signals_come_first_and_then_the_losses():
    results = list(experiments.initialization_steps(depth=3, width=20, init="xavier_normal"))
    assert len(results) == REPORTS + 1
    assert results[0].progress == 0
    assert results[-1].progress == 1
    assert [len(r.loss) for r in results] == list(range(REPORTS + 1))
    assert results[0].a.shape == results[0].delta.shape == (4,)
    assert list(results[0].histograms) == [1, 2]
    assert all(np.isclose(h.sum(), 1) for h in results[0].histograms.values())


def test_the_signals_are_those_of_a_plain_forward_and_backward_pass():
    X, labels = datasets.digits()
    X = ((X - X.mean()) / X.std())[:64]
    network = Network([64, 30, 30, 10], activation="relu", output="softmax", loss="cross_entropy", init="zeros", rng=0)
    copied = ladder_network(depth=3, width=30, activation="relu", init="he_normal")
    for l in (1, 2, 3):
        network.W[l][:] = copied.W[l]
    trace = network.forward(X)
    delta = network.backward(trace, labels[:64]).delta
    size = np.array([np.sqrt((d**2).mean()) for d in delta[1:]])
    result = next(experiments.initialization_steps(depth=3, width=30, activation="relu", init="he_normal"))
    assert np.allclose(result.a[1:3], [a.std() for a in trace.a[1:3]], rtol=1e-4)
    assert np.isclose(result.a[3], trace.z[3].std(), rtol=1e-4)
    assert np.allclose(result.delta[1:], size / size[-1], rtol=1e-4)


def test_constant_weights_send_no_gradient_down():
    result = next(experiments.initialization_steps(init="constant"))
    assert (result.delta[:-1] == 0).all()
    assert result.delta[-1] == 1


def test_the_ladder_on_the_digits_is_as_the_lesson_tells_it():
    end = {name: run.loss[-1] for name, run in experiments.ladder().runs.items()}
    assert list(end) == list(LADDER)
    assert end["tiny"] > 2.2
    assert end["large"] > 2.0
    assert 1.4 < end["constant"] < 2.1
    assert max(end[name] for name in ("fan_in", "xavier_normal", "xavier_uniform", "he_normal")) < 0.2


def test_the_ladder_runs_are_those_of_the_single_rung():
    both = experiments.ladder(depth=3, width=20).runs["he_normal"]
    alone = experiments.initialization(depth=3, width=20, init="he_normal", init_scale=1.0)
    assert np.array_equal(both.loss, alone.loss)


def test_overflow_ends_a_run_without_a_warning():
    result = experiments.initialization(activation="relu", init="large", init_scale=10.0, depth=20, width=50, eta=1.0)
    assert result.progress == 1
    assert not np.isfinite(result.loss).all()


@pytest.mark.parametrize("depth", [2, 4])
def test_units_that_start_equal_stay_equal(depth):
    result = experiments.constant_weights(depth=depth, width=4)
    assert result.equal
    assert result.loss[-1] < result.loss[0]
    assert np.ptp(result.weights[:, 0]) > 0.1  # they do move


def test_noise_breaks_the_tie_and_pays():
    equal, noisy = (experiments.constant_weights(width=8, noise=noise) for noise in (0.0, 1.0))
    assert not noisy.equal
    assert noisy.loss[-1] < equal.loss[-1] - 0.2


def test_one_equal_network_is_a_single_unit():
    """With n equal units a network computes what one unit of n-fold outgoing weight does."""
    four, one = (experiments.constant_weights(width=n, eta=1e-9) for n in (4, 1))
    assert four.weights.shape == (201, 4)
    assert one.apart[-1] == 0
    assert np.isclose(four.weights[0, 0], one.weights[0, 0])


def test_the_variance_follows_the_recursion():
    result = experiments.variance_decay(depth=20)
    assert np.allclose(result.q[1:], result.theory[1:], rtol=0.25)
    assert np.isnan(result.q[0])


def test_tanh_settles_only_above_scale_1():
    theory = {s: experiments.variance_decay(init_scale=s).theory for s in (0.9, 1.0, 1.2)}
    assert theory[0.9][100] < 1e-6
    assert np.isclose(theory[1.0][100], 1 / 200, rtol=0.05)
    assert np.isclose(theory[1.2][100], theory[1.2][60], rtol=1e-3)


@pytest.mark.parametrize(
    ("function", "wrong"),
    [
        ("initialization", {"init": "lecun"}),
        ("initialization", {"depth": 0}),
        ("initialization", {"init_scale": -1.0}),
        ("constant_weights", {"depth": 1}),
        ("constant_weights", {"noise": -1.0}),
        ("variance_decay", {"depth": 101}),
        ("variance_decay", {"width": 0}),
        ("ladder", {"activation": "softmax"}),
    ],
)
def test_bad_input_is_named(function, wrong):
    (name,) = wrong
    with pytest.raises(ValueError, match=name):
        getattr(experiments, function)(**wrong)
