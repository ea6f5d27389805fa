"""The experiments of lesson 6."""

from itertools import pairwise

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from dnnlib import Network, datasets, experiments, sigmoid_prime, tanh_prime, train
from dnnlib.lessons.activation_functions.experiment import COMPARED
from dnnlib.lessons.activation_functions.experiment_dead import SCALE, STEPS, THRESHOLD, _count, _data, _network


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """As an explorer computes: a second thread only spins between products this small."""
    with threadpool_limits(1):
        yield


@pytest.mark.parametrize("name", COMPARED)
def test_the_curves_are_those_of_the_package_and_their_slopes_fit(name):
    result = experiments.activation_functions(activation=name, z=-0.6, alpha=0.3)
    place = list(COMPARED).index(name)
    numeric = np.gradient(result.curves[name], result.grid)
    smooth = np.abs(result.grid) > 0.1
    assert np.allclose(numeric[smooth][1:-1], result.slopes[name][smooth][1:-1], atol=1e-2)
    assert np.isclose(result.values[place], np.interp(-0.6, result.grid, result.curves[name]), atol=1e-3)
    assert np.isclose(result.slopes_here[place], np.interp(-0.6, result.grid, result.slopes[name]), atol=1e-3)


def test_alpha_is_the_slope_of_three():
    few, many = (experiments.activation_functions(z=-1.0, alpha=alpha) for alpha in (0.0, 0.5))
    changed = [n for n, a, b in zip(COMPARED, few.slopes_here, many.slopes_here, strict=True) if a != b]
    assert changed == ["leaky_relu", "prelu", "elu"]
    assert many.slope_gradient == -1.0


def test_the_slopes_cross_where_it_says():
    z = experiments.crossing_of_slopes()
    assert z == pytest.approx(1.663, abs=5e-4)
    assert tanh_prime(z) == pytest.approx(sigmoid_prime(z), rel=1e-12)
    assert tanh_prime(z + 0.1) < sigmoid_prime(z + 0.1)
    assert tanh_prime(z - 0.1) > sigmoid_prime(z - 0.1)


def test_the_matrix_product_is_timed_beside_three_functions():
    result = experiments.activation_costs(width=20, repeats=1)
    assert len(result.names) == len(result.times) == 4
    assert (result.times > 0).all()


@pytest.mark.parametrize("seed", range(3))
def test_positive_inputs_tie_the_weights_and_a_batch_unties_them(seed):
    tied = [experiments.zig_zag("sigmoid", m, 1.0, seed).tied for m in (1, 64)]
    assert tied[0] == 1.0
    assert tied[1] < 0.2
    assert 0.3 < experiments.zig_zag("tanh", 1, 1.0, seed).tied < 0.7


@pytest.mark.parametrize("seed", range(3))
def test_the_zig_zag_is_a_detour_and_tanh_is_sooner_at_the_goal(seed):
    single, batch, centred = (
        experiments.zig_zag(name, m, 1.0, seed) for name, m in (("sigmoid", 1), ("sigmoid", 64), ("tanh", 64))
    )
    assert single.detour > 2 * batch.detour
    assert centred.distances[30] < 1e-3 * batch.distances[30]


def test_the_path_is_that_of_plain_gradient_descent():
    result = experiments.zig_zag("relu", batch_size=3, eta=0.2, seed=4)
    a = np.maximum(np.random.default_rng(4).standard_normal((100, 64, 2)), 0)[:, :3]
    w = result.path[0]
    for t in range(100):
        w = w - 0.2 * np.mean([(w @ x - result.goal @ x) * x for x in a[t]], axis=0)
    assert np.allclose(w, result.path[-1])


@pytest.mark.parametrize(
    ("name", "mean", "variance"),
    [("sigmoid", 0.5, 0.04338), ("tanh", 0, 0.39429), ("relu", 0.39894, 0.34085), ("identity", 0, 1)],
)
def test_the_moments_of_phi_of_a_standard_normal(name, mean, variance):
    assert experiments.normal_moments(name) == pytest.approx((mean, variance), abs=1e-4)


def test_dead_units_are_counted_before_and_while_it_trains():
    results = list(experiments.dead_units_steps(depth=3, eta=0.1))
    assert results[0].progress == 0
    assert results[0].steps.tolist() == [0]
    assert results[-1].progress == 1
    assert results[-1].steps[-1] == STEPS
    assert results[-1].dead.shape == (2,)
    assert np.isclose(results[-1].dead_over_time[-1], results[-1].dead.mean())


def test_for_relu_dead_is_silent():
    result = experiments.dead_units(eta=1.0)
    assert np.array_equal(result.dead, result.silent)
    assert np.array_equal(result.dead_over_time, result.silent_over_time)


@pytest.mark.parametrize("seed", range(3))
def test_a_large_step_kills_and_a_small_one_does_not(seed):
    small, large = (experiments.dead_units(eta=eta, seed=seed) for eta in (0.1, 1.0))
    assert small.dead_over_time[-1] < 0.15
    assert large.dead_over_time[-1] > 0.5
    assert small.losses[-1] < 0.5 < 1.5 < large.losses[-1]


def test_a_bad_bias_kills_from_the_start():
    result = experiments.dead_units(bias=-4.0, eta=0.1)
    assert result.dead_over_time[0] == 1
    assert result.losses[-1] > 2.2


@pytest.mark.parametrize("name", ["leaky_relu", "prelu", "elu"])
def test_silent_is_not_dead_with_a_slope_on_the_left(name):
    result = experiments.dead_units(activation=name, bias=-2.0, eta=0.1)
    assert result.silent_over_time[0] > 0.9
    assert result.dead_over_time[0] == 0
    assert (result.slopes is not None) == (name == "prelu")


def test_an_overflow_ends_the_run_and_keeps_the_last_count():
    result = experiments.dead_units(depth=10, eta=10.0, init_scale=10.0)
    assert result.progress == 1
    assert np.isinf(result.losses[-1])
    assert result.steps[-1] < STEPS
    assert np.isfinite(result.dead).all()
    first, *_, before, last = experiments.dead_units_steps(depth=6, eta=10.0)
    assert np.isinf(last.losses[-1])
    assert last.dead.tolist() == before.dead.tolist() != first.dead.tolist()
    assert last.silent.tolist() == before.silent.tolist() != first.silent.tolist()


def test_dead_units_have_no_gradient():
    X, Y = _data()
    network = _network(2, "relu", SCALE, -2.0, 0)
    dead, _, _ = _count(network, X, Y)
    gradients = network.backward(network.forward(X), Y)
    without = (gradients.W[1] == 0).all(axis=1) & (gradients.b[1] == 0)
    assert dead[0] == without.mean() > 0.5
    assert 0 < THRESHOLD < 0.01


def test_the_rescue_begins_with_one_network_and_relu_stays_dead():
    result = experiments.rescue(epochs=10)
    starts = {name: shares[0] for name, shares in result.silent.items()}
    assert len(set(starts.values())) == 1
    assert starts["relu"] > 0.8
    assert np.ptp(result.silent["relu"]) == 0
    ends = [result.silent[name][-1] for name in ("elu", "leaky_relu", "relu")]
    assert ends[0] < ends[1] <= ends[2]
    assert result.losses["prelu"][-1] < 0.5 * result.losses["relu"][-1]
    assert result.slopes[0] < 0.25 < result.slopes[1]


@pytest.mark.parametrize(("name", "edge"), [("tanh", np.arctanh(np.sqrt(0.99))), ("sigmoid", 2 * np.arccosh(5))])
def test_flat_is_where_the_slope_is_below_a_hundredth(name, edge):
    result = experiments.activation_functions(activation=name)
    assert result.flat == pytest.approx(1 - edge / 6, abs=0.005)
    assert experiments.activation_functions(activation="relu").flat == pytest.approx(0.5, abs=0.005)


def test_the_times_are_those_of_the_fastest_repeat_for_one_unit_and_one_example(monkeypatch):
    monkeypatch.setattr("timeit.repeat", lambda f, number, repeat: [9.0, number * 1e-6, 5.0])
    result = experiments.activation_costs(width=20, batch_size=5, repeats=3)
    assert result.times == pytest.approx([1e3 / (20 * 5)] * 4)
    assert result.width == 20


@pytest.mark.parametrize(("alpha", "bias", "dead"), [(0.25, -1e-4, 0), (5e-4, -8.0, 1), (THRESHOLD, -8.0, 0)])
def test_a_learned_slope_decides_whether_a_silent_unit_is_dead(alpha, bias, dead):
    X, Y = _data()
    network = _network(3, "prelu", 0.0, bias, 0)
    for l in (1, 2):
        network.alpha[l][:] = alpha
    found, silent, _ = _count(network, X, Y)
    assert found.tolist() == [dead] * 2
    assert silent.tolist() == [1, 1]


def test_dead_units_train_on_the_first_digits_as_gradient_descent_does():
    result = experiments.dead_units(depth=2, activation="tanh", eta=0.5, bias=0.1, seed=2, steps=8)
    X, labels = datasets.digits()
    X, Y = X[:640], np.eye(10)[labels[:640]]
    how = {"output": "softmax", "loss": "cross_entropy", "init": "lecun_normal", "scale": 10**0.15}
    network = Network([64, 50, 10], activation="tanh", **how, rng=2)
    network.b[1] += 0.1
    losses = [network.loss(network.forward(X), Y)]
    order = np.random.default_rng(2).permutation(640)
    for step in range(1, 9):
        batch = order[32 * (step - 1) : 32 * step]
        gradients = network.backward(network.forward(X[batch]), Y[batch])
        for l in (1, 2):
            network.W[l] -= 0.5 * gradients.W[l]
            network.b[l] -= 0.5 * gradients.b[l]
        if step % 4 == 0:
            losses.append(network.loss(network.forward(X), Y))
    assert result.losses == pytest.approx(losses, rel=1e-9)
    assert result.steps.tolist() == [0, 4, 8]
    assert result.progress == 1
    assert result.silent[0] == np.mean((network.forward(X).z[1] <= 0).all(axis=0))


def test_the_rescue_counts_once_before_and_after_every_epoch():
    result = experiments.rescue(epochs=2)
    assert result.epochs.tolist() == [0, 1, 2]
    assert {len(curve) for curve in [*result.silent.values(), *result.losses.values()]} == {3}


@pytest.mark.parametrize(("name", "m", "eta"), [("tanh", 2, 0.5), ("sigmoid", 2, 0.01), ("relu", 1, 0.5)])
def test_the_measures_of_a_path_by_loops(name, m, eta):
    result = experiments.zig_zag(name, batch_size=m, eta=eta, seed=3)
    steps = [b - a for a, b in pairwise(result.path)]
    lengths = [np.hypot(*step) for step in steps]
    counted = [t for t, length in enumerate(lengths) if length > 1e-9]
    assert result.when.tolist() == [t + 1 for t in counted]
    assert result.directions == pytest.approx(np.array([steps[t] / lengths[t] for t in counted]))
    assert result.tied == np.mean([np.prod(np.sign(steps[t])) > 0 for t in counted])
    assert result.detour == pytest.approx(sum(lengths) / np.hypot(*(result.path[-1] - result.path[0])))
    assert result.distances == pytest.approx([np.hypot(*(w - result.goal)) for w in result.path])


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu"])
def test_the_condition_is_that_of_the_second_moments(name):
    result = experiments.zig_zag(name)
    square = result.mean**2
    moments = np.array([[result.variance + square, square], [square, result.variance + square]])
    assert result.condition == pytest.approx(np.linalg.cond(moments))


def test_a_unit_that_is_never_above_zero_is_silent():
    X, Y = _data()
    dead, silent, _ = _count(_network(3, "relu", 0.0, 0.0, 0), X, Y)
    assert dead.tolist() == silent.tolist() == [1, 1]


def test_a_slope_of_exactly_a_hundredth_is_not_below_it():
    assert experiments.activation_functions(activation="leaky_relu", alpha=0.01).flat == 0


def test_three_functions_of_z_are_timed_and_the_product_that_made_z(monkeypatch):
    found = []
    monkeypatch.setattr("timeit.repeat", lambda f, number, repeat: found.append(f().copy()) or [1.0])
    experiments.activation_costs(width=20, batch_size=5)
    *functions, product = found
    z = product / np.sqrt(20)
    assert np.allclose(functions, [np.maximum(0, z), np.exp(z), np.tanh(z)])


def test_prelu_says_which_slopes_it_has_learned_unless_it_overflows():
    result = experiments.dead_units(depth=3, activation="prelu", eta=0.1, seed=1, steps=20)
    X, Y = _data()
    network = _network(3, "prelu", SCALE, 0.0, 1)
    list(train(network, X, Y, eta=0.1, epochs=1, batch_size=32, rng=1))
    learned = sorted([*network.alpha[1], *network.alpha[2]])
    assert result.slopes == pytest.approx((learned[0], learned[-1]), rel=1e-12)
    overflow = experiments.dead_units(activation="prelu", eta=10.0)
    assert np.isfinite(overflow.losses[0])
    assert np.isinf(overflow.losses[-1])
    assert overflow.slopes is None


def test_the_rescue_goes_on_from_two_epochs_and_with_other_shuffles():
    result = experiments.rescue(killing_eta=0.5, eta=0.1, epochs=1, seed=3)
    X, Y = _data()
    network = _network(2, "relu", 2**0.5, 0.0, 3)
    list(train(network, X, Y, eta=0.5, epochs=2, batch_size=32, rng=3))
    _, silent, loss = _count(network, X, Y)
    assert (result.silent["relu"][0], result.losses["relu"][0]) == pytest.approx((silent[0], loss), rel=1e-12)
    list(train(network, X, Y, eta=0.1, epochs=1, batch_size=32, rng=3))
    assert result.losses["relu"][1] != pytest.approx(_count(network, X, Y)[2], rel=1e-6)
