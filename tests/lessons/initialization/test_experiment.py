"""The experiments of lesson 8."""

from dataclasses import replace

import numpy as np
import pytest

from dnnlib import ACTIVATIONS, INITIALIZERS, Network, datasets, experiments, train
from dnnlib.lessons.initialization.experiment import LADDER, REPORTS, _draw, ladder_network
from dnnlib.lessons.initialization.experiment_decay import _draws


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


@pytest.mark.parametrize(
    ("depth", "width", "activation", "init", "scale", "seed"),
    [
        (3, 30, "relu", "he_normal", 1.0, 0),
        (2, 30, "identity", "large", 1e-7, 0),  # a small gradient, from small weights
        (4, 1, "sigmoid", "large", 10.0, 19),  # a small gradient, from saturated units
        (2, 1, "tanh", "large", 10.0, 66),  # a gradient without a positive entry
    ],
)
def test_the_signals_are_those_of_a_plain_forward_and_backward_pass(depth, width, activation, init, scale, seed):
    settings = {"depth": depth, "width": width, "activation": activation, "init": init, "init_scale": scale}
    result = next(experiments.initialization_steps(**settings, seed=seed))
    copied = ladder_network(**settings, seed=seed)
    assert list(copied.sizes) == [64, *[width] * (depth - 1), 10]
    network = Network(copied.sizes, activation=activation, output="softmax", loss="cross_entropy", init="zeros", rng=0)
    for l in range(1, depth + 1):
        network.W[l][:] = copied.W[l]
    X, labels = datasets.digits()
    trace = network.forward(((X - X.mean()) / X.std())[:64])
    delta = network.backward(trace, labels[:64]).delta
    size = np.array([np.sqrt((d**2).mean()) for d in delta[1:]])
    assert result.a[1:-1] == pytest.approx([a.std() for a in trace.a[1:-1]], rel=1e-4)
    assert result.a[-1] == pytest.approx(trace.z[-1].std(), rel=1e-4)
    assert result.delta[1:] == pytest.approx(size / size[-1], rel=1e-4, abs=0)


@pytest.mark.parametrize("depth", [2, 10])
def test_constant_weights_send_no_gradient_down(depth):
    result = next(experiments.initialization_steps(depth=depth, init="constant"))
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
    settings = {"activation": "relu", "init": "large", "init_scale": 10.0, "depth": 20, "width": 50, "eta": 1.0}
    *before, last = experiments.initialization_steps(**settings)
    assert all(np.isfinite(result.loss).all() for result in before)
    assert not np.isfinite(last.loss[-1])
    assert last.progress == 1


def test_weights_of_0_are_a_start():
    network = ladder_network(depth=2, width=3, init_scale=0.0)
    assert not network.W[1].any()
    assert not network.W[2].any()


def test_overflow_ends_a_constant_start_and_the_rest_is_nan():
    result = experiments.constant_weights(eta=1e308)
    end = np.argmin(np.isfinite(result.loss))
    assert result.loss[end] == np.inf
    assert np.isnan(result.loss[end + 1 :]).all()
    assert np.isfinite(result.weights[: end + 2]).all()
    assert np.isnan(result.weights[end + 2 :]).all()


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


@pytest.mark.parametrize(("activation", "low", "high"), [("tanh", -1, 1), ("relu", 0, 3), ("identity", -3, 3)])
def test_the_histograms_count_every_activation_once(activation, low, high):
    X = datasets.digits()[0]
    X = ((X - X.mean()) / X.std())[:64].astype(np.float32)
    result = next(experiments.initialization_steps(depth=3, width=15, activation=activation, init="large", seed=1))
    network = ladder_network(depth=3, width=15, activation=activation, init="large", seed=1)
    assert result.edges == pytest.approx([low + (high - low) * i / 40 for i in range(41)])
    for l, a in enumerate(network.forward(X).a[1:3], 1):
        places = [min(max(int((v - low) * 40 / (high - low)), 0), 39) for v in a.ravel().astype(float)]
        assert result.histograms[l] == pytest.approx(np.bincount(places, minlength=40) / a.size, abs=2e-3)


def test_at_most_ten_layers_are_shown_from_the_first_to_the_last():
    first = next(experiments.initialization_steps(depth=20, width=5))
    assert len(first.histograms) == 10
    assert (min(first.histograms), max(first.histograms)) == (1, 19)
    assert next(experiments.initialization_steps(depth=1)).histograms == {}


def test_losses_are_means_of_seven_steps_at_the_middle_of_them():
    result = experiments.initialization(depth=2, width=8, init="he_normal", eta=0.2, seed=3)
    network = ladder_network(depth=2, width=8, init="he_normal", seed=3)
    assert network.W[0] is None
    X, labels = datasets.digits()
    X = ((X - X.mean()) / X.std())[: 28 * 64].astype(np.float32)
    run = train(network, X, labels[: 28 * 64], eta=0.2, epochs=10, batch_size=64, rng=3, every="step")
    losses = np.array([step.loss for step in run])
    assert result.loss == pytest.approx([np.mean(losses[7 * i : 7 * i + 7]) for i in range(40)], rel=1e-5)
    assert result.epochs == pytest.approx([np.mean(range(7 * i + 1, 7 * i + 8)) / 28 for i in range(40)])
    assert (result.init, result.eta, result.width, result.depth) == ("he_normal", 0.2, 8, 2)


def test_the_ladder_says_how_far_it_is():
    reports = list(experiments.ladder_steps(depth=1, width=1))
    assert [report.progress for report in reports] == pytest.approx(np.linspace(0, 1, REPORTS + 1))
    assert [len(reports[k].runs["large"].loss) for k in (0, 1, REPORTS)] == [0, 1, REPORTS]


def test_the_first_and_the_last_loss_of_a_constant_start_are_those_of_the_network():
    result = experiments.constant_weights(depth=3, width=2, init_scale=0.4, noise=0.3, eta=0.5, seed=6)
    X, labels = datasets.xor(60, rng=0)
    Y, draws = labels[:, None].astype(float), np.random.default_rng(6)
    W = [None] + [0.4 + 0.3 * draws.standard_normal(shape) for shape in ((2, 2), (2, 2), (1, 2))]
    assert result.weights[0] == pytest.approx(W[1][:, 0])
    assert result.apart[0] == pytest.approx(np.abs(W[1][0] - W[1][1]).max())
    network = Network([2, 2, 2, 1], output="sigmoid", loss="binary_cross_entropy", rng=0)
    network.W[1:] = W[1:]
    for t in range(201):
        trace = network.forward(X)
        if t in (0, 1, 200):
            assert result.loss[t] == pytest.approx(network.loss(trace, Y), rel=1e-6)
            assert result.weights[t] == pytest.approx(network.W[1][:, 0], rel=1e-6)
        gradients = network.backward(trace, Y)
        for l in (1, 2, 3):
            network.W[l] -= 0.5 * gradients.W[l]
            network.b[l] -= 0.5 * gradients.b[l]


def test_equal_is_said_of_the_end():
    result = experiments.constant_weights(width=2)
    apart = np.zeros(201)
    apart[-1] = 1e-3
    assert not replace(result, apart=apart).equal
    assert replace(result, apart=apart[::-1]).equal


@pytest.mark.parametrize(("activation", "scale"), [("tanh", 2.0), ("relu", 1.4), ("sigmoid", 0.5), ("relu", 0.1)])
def test_the_variance_by_plain_products(activation, scale):
    result = experiments.variance_decay(depth=4, width=30, activation=activation, init_scale=scale, seed=2)
    rng, phi = np.random.default_rng(2), ACTIVATIONS[activation].f
    a, W = rng.standard_normal((32, 30), np.float32), rng.standard_normal((100, 30, 30), np.float32) / np.sqrt(30)
    for l in range(1, 5):
        z = scale * np.array([[w @ x for w in W[l - 1]] for x in a])
        assert result.q[l] == pytest.approx(np.mean(z**2), rel=1e-4)
        a = phi(z)
    assert np.isnan(result.theory[0])


@pytest.mark.parametrize("scale", [0.1, 10.0])
def test_a_variance_beyond_the_range_of_float32_is_there(scale):
    q = experiments.variance_decay(depth=60, width=20, activation="identity", init_scale=scale).q
    assert np.log10(q[60]) == pytest.approx(120 * np.log10(scale), abs=12)


def test_a_hundred_layers_are_allowed_and_one_is():
    assert len(experiments.variance_decay(depth=100, width=3).q) == 101
    assert experiments.variance_decay(depth=1, init_scale=2.0).q[1:] == pytest.approx([4], rel=0.1)


def test_asked_again_the_variance_is_the_same_to_the_last_bit():
    first, second = (experiments.variance_decay(depth=7, width=20, init_scale=1.23).q for _ in range(2))
    assert np.array_equal(first, second, equal_nan=True)


@pytest.mark.parametrize("distribution", ["constant", "normal", "uniform"])
def test_the_draws_that_rungs_share_cannot_be_changed(distribution):
    draw = _draw(distribution, 4, 3, 1, 0)
    with pytest.raises(ValueError, match="read-only"):
        draw[0, 0] = 1.0


def test_the_draws_that_depths_and_scales_share_cannot_be_changed():
    for draws in _draws(4, 0):
        with pytest.raises(ValueError, match="read-only"):
            draws[0] = 1.0
