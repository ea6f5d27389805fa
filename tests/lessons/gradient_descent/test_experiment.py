"""The experiments of lesson 2 against independent computations, and the claims that the lesson makes about them."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from dnnlib import Network, check_gradients, datasets, experiments, train
from dnnlib.lessons.gradient_descent.experiment import descend, measured_rate
from dnnlib.lessons.gradient_descent.experiment_noise import EXAMPLES, _accuracy, line_data, line_path
from dnnlib.lessons.gradient_descent.experiment_steps import gradient, moved


@pytest.fixture(scope="module")
def small():
    """A small network with its data."""
    return experiments.rings_network(3, "tanh", 1.0, 0, width=4), *experiments.rings_task(12)


@pytest.mark.parametrize(("eta", "grows"), [(0.99, False), (1.01, True)])
def test_the_bowl_converges_just_below_its_limit_and_diverges_just_above(eta, grows):
    bowl = experiments.bowl([0.2, 2.0], [1.0, 1.0], eta, 400)
    assert bowl.limit == 1
    assert (bowl.distance[-1] > 100) == grows
    assert (bowl.distance[-1] < 0.01) != grows


@pytest.mark.parametrize("kappa", [1.5, 3, 10, 100, 1000])
def test_the_measured_rate_at_the_best_learning_rate_is_that_of_the_formula(kappa):
    bowl = experiments.bowl([2 / kappa, 2.0], [1.0, 1.0], 2 / (2 / kappa + 2), 150)
    assert bowl.best == pytest.approx(2 / (2 / kappa + 2))
    assert bowl.rate == pytest.approx((kappa - 1) / (kappa + 1), rel=1e-9)


@pytest.mark.parametrize("eta", [0.1, 0.5, 0.9, 1.1])
def test_the_path_is_the_closed_form(eta):
    curvatures, start = np.array([0.2, 2.0]), np.array([1.0, -2.0])
    bowl = experiments.bowl(curvatures, start, eta, 20)
    t = np.arange(21)[:, None]
    assert np.allclose(bowl.path, (1 - eta * curvatures) ** t * start)
    assert bowl.distance == pytest.approx(np.hypot(*bowl.path.T))
    assert bowl.expected_rate == pytest.approx(np.abs(1 - eta * curvatures).max())


def test_on_a_round_bowl_the_best_step_arrives_at_once():
    bowl = experiments.bowl([2.0, 2.0], [1.0, 1.0], 0.5, 10)
    assert bowl.distance[1] == 0
    assert bowl.rate == bowl.expected_rate == 0


def test_a_direction_without_a_start_does_not_count():
    assert experiments.gradient_descent(0.9, 10, 0, 2, "tanh", 1.0, 0).bowl.expected_rate == pytest.approx(0.82)
    assert experiments.gradient_descent(0.9, 10, 90, 2, "tanh", 1.0, 0).bowl.expected_rate == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"curvatures": [1.0, -1.0]}, "curvatures"),
        ({"curvatures": [1.0]}, "curvatures"),
        ({"start": [0.0, 0.0]}, "start"),
        ({"start": [np.nan, 1.0]}, "start"),
        ({"eta": -0.1}, "eta"),
        ({"steps": 1}, "steps"),
    ],
)
def test_bad_bowls_are_named(change, named):
    good = {"curvatures": [1.0, 2.0], "start": [1.0, 1.0], "eta": 0.1, "steps": 5}
    with pytest.raises(ValueError, match=named):
        experiments.bowl(**(good | change))


def test_the_network_s_loss_is_that_of_a_hand_written_loop():
    result = experiments.gradient_descent(0.3, 10, 30, 3, "tanh", 1.0, 0)
    net, (X, Y) = experiments.rings_network(3, "tanh", 1.0, 0), experiments.rings_task()
    for J in result.network_loss[:20]:
        assert net.loss(net.forward(X), Y) == pytest.approx(J, rel=1e-9)
        net = moved(net, gradient(net, X, Y), -0.3)


def test_the_accuracy_is_a_staircase_and_the_loss_is_not():
    walk = experiments.weight_walk(2.0, 3, "tanh", 2.0, 40, 0)
    assert walk.flat_share > 0.8
    assert walk.moving_share == 1
    assert np.allclose(walk.accuracy * 40, np.round(walk.accuracy * 40))
    assert len(np.unique(walk.accuracy)) > 10


def test_the_slope_under_the_cursor_is_the_slope_of_the_loss():
    h, settings = 1e-5, (3, "tanh", 2.0, 40, 0)
    up, down = (experiments.weight_walk(1.5 + s * h, *settings).loss_here for s in (1, -1))
    assert experiments.weight_walk(1.5, *settings).slope_here == pytest.approx((up - down) / (2 * h), rel=1e-6)


def test_the_cursor_stands_on_the_walk():
    walk = experiments.weight_walk(0.0, 3, "tanh", 2.0, 40, 0)
    middle = len(walk.w) // 2
    assert walk.w[middle] == 0
    assert walk.loss_here == pytest.approx(walk.loss[middle], rel=1e-12)
    assert walk.accuracy_here == walk.accuracy[middle]


def test_a_small_step_keeps_what_the_gradient_promised_and_a_large_one_does_not():
    change = experiments.predicted_change(0.1, 3, "tanh", 1.0, 0)
    assert change.ratio[0] == pytest.approx(1, abs=0.002)
    assert change.ratio[-1] < 0
    assert change.measured[np.searchsorted(change.etas, 2 * change.turn)] > 0
    second = change.second_order(change.etas)
    assert np.allclose(second[:20], change.measured[:20], rtol=1e-3)


def test_the_error_of_first_order_falls_linearly_and_that_of_second_quadratically():
    near, far = (experiments.predicted_change(eta, 3, "tanh", 1.0, 0) for eta in (0.002, 0.02))
    first = [abs(c.measured_here / c.first_order(c.eta) - 1) for c in (near, far)]
    second = [abs(c.measured_here - c.second_order(c.eta)) / c.eta for c in (near, far)]
    assert first[1] / first[0] == pytest.approx(10, rel=0.1)
    assert second[1] / second[0] == pytest.approx(100, rel=0.1)


def test_the_curvature_is_that_of_the_whole_hessian(small):
    net, X, Y = small
    g, h = gradient(net, X, Y), 1e-5
    unit = [np.zeros_like(part) for part in g]
    columns = []
    for part in unit:
        for place in np.ndindex(part.shape):
            part[place] = 1
            ends = [np.concatenate([d.ravel() for d in gradient(moved(net, unit, s * h), X, Y)]) for s in (1, -1)]
            columns.append((ends[0] - ends[1]) / (2 * h))
            part[place] = 0
    flat = np.concatenate([part.ravel() for part in g])
    assert experiments.curvature_along(net, X, Y, g) == pytest.approx(flat @ np.array(columns) @ flat, rel=1e-6)


def test_the_gradient_that_the_lesson_relies_on_is_right(small):
    assert check_gradients(*small).passed()


def test_the_mean_of_the_examples_gradients_is_the_batch_s(small):
    net, X, Y = small
    G = experiments.example_gradients(net, X, Y)
    assert np.allclose(G.mean(axis=0), np.concatenate([part.ravel() for part in gradient(net, X, Y)]))


def test_measured_noise_meets_the_formula():
    G = np.random.default_rng(1).normal(size=(64, 30))
    sizes = np.array([1, 4, 16, 63])
    measured = experiments.measured_noise(G, sizes, 0, draws=2000)
    assert np.allclose(measured, experiments.expected_noise(G, sizes), rtol=0.05)
    assert experiments.expected_noise(G, [64])[0] == 0


def test_a_full_batch_goes_straight_and_small_ones_wander_around_the_minimum():
    X, y = line_data()
    minimum = np.linalg.lstsq(X, y)[0]
    full, single = line_path(EXAMPLES, 0.2, 60, 0), line_path(1, 0.2, 4, 0)
    assert np.allclose(full[-1], minimum, atol=1e-3)
    assert full[1] == pytest.approx(full[0] - 0.2 * X.T @ (X @ full[0] - y) / len(y))
    assert len(single) == 4 * EXAMPLES + 1
    assert np.abs(single[-100:] - minimum).max() > 0.1


def test_a_smaller_step_leaves_less_noise():
    minimum = np.linalg.lstsq(*line_data())[0]
    wide, narrow = (((line_path(1, eta, 20, 0)[-1000:] - minimum) ** 2).mean() for eta in (0.2, 0.02))
    assert wide > 5 * narrow


def test_noise_yields_once_an_epoch_and_is_the_same_for_the_same_seed():
    first, second = (list(experiments.batch_noise(32, 0.1, 2, "tanh", 1.0, 5)) for _ in range(2))
    assert [one.progress for one in first] == pytest.approx(np.linspace(0, 1, 21))
    assert [len(one.network_loss) for one in first] == list(range(1, 22))
    assert np.array_equal(first[-1].network_loss, second[-1].network_loss)


def test_the_sweep_has_too_small_right_and_too_large():
    *_, sweep = experiments.learning_rate_sweep(2, 30, "tanh", 1.0, 32, 0)
    now = sweep.loss[-1]
    assert sweep.etas[-1] / sweep.etas[0] == pytest.approx(1e4)
    assert now[0] > 5 * now[sweep.best]
    assert not now[-1] < 1e3
    assert sweep.accuracy[sweep.best] > 0.9
    assert sweep.loss[0] == pytest.approx(sweep.loss[0, 0])
    assert sweep.progress == 1


def test_two_steps_are_enough_for_a_bowl_and_a_flat_direction_is_refused():
    assert len(experiments.bowl([1.0, 2.0], [1.0, 1.0], 0.1, 2).path) == 3
    for curvatures, start in (([0.0, 1.0], [1.0, 1.0]), ([[1.0]], [[1.0]])):
        with pytest.raises(ValueError, match="curvatures"):
            experiments.bowl(curvatures, start, 0.1, 5)


def test_the_rate_is_the_mean_factor_of_the_last_half():
    assert measured_rate(np.array([99.0, 8.0, 8.0, 8.0, 2.0, 1.0])[1:]) == pytest.approx((1 / 8) ** (1 / 2))
    assert measured_rate(np.array([16.0, 8.0, 8.0, 8.0, 2.0, 1.0])) == pytest.approx(0.5)
    assert measured_rate(np.array([1.0, 0.0, 0.0])) == 0


def test_the_bowl_of_the_explorer_starts_at_its_angle():
    result = experiments.gradient_descent(0.1, 4, 30, 2, "tanh", 1.0, 0)
    assert result.bowl.path[0] == pytest.approx([np.sqrt(3), 1])
    assert result.bowl.curvatures.tolist() == [0.5, 2]
    assert len(result.bowl.path) == 61
    assert len(result.network_loss) == 201
    assert result.eta == 0.1


def test_the_network_has_two_inputs_one_output_and_hidden_layers_of_one_width():
    net = experiments.rings_network(4, "relu", 2.0, 3, width=5)
    assert list(net.sizes) == [2, 5, 5, 5, 1]
    assert np.array_equal(net.W[2], 2 * experiments.rings_network(4, "relu", 1.0, 3, width=5).W[2])


def test_shares_of_a_walk_are_counted_over_its_steps():
    walk = experiments.weight_walk(2.0, 2, "tanh", 1.0, 10, 0)
    walk = replace(walk, accuracy=np.array([0, 0, 0.5, 0.5, 0.5]), loss=np.array([1.0, 1.0, 3.0, 3.0, 5.0]))
    assert (walk.flat_share, walk.moving_share) == (0.75, 0.5)


def test_the_cursor_moves_no_weight_of_the_trained_network():
    settings = (3, "tanh", 1.0, 20, 1)
    first, second = (experiments.weight_walk(w, *settings) for w in (2.0, -3.0))
    assert first.trained == second.trained
    net, (X, Y) = experiments.rings_network(*settings[:3], 1), experiments.rings_task(20)
    for _ in range(200):
        net = moved(net, gradient(net, X, Y), -0.15)
    assert second.trained == pytest.approx(net.W[1][0, 0], rel=1e-9)
    assert (second.here, second.examples) == (-3.0, 20)
    assert (second.w[0], second.w[-1]) == (-4, 4)


def test_the_second_order_turns_where_it_is_zero():
    change = experiments.predicted_change(0.5, 3, "tanh", 1.0, 0)
    assert change.second_order(change.turn) == pytest.approx(0, abs=1e-12 * change.squared_gradient)
    assert change.second_order(0.9 * change.turn) < 0 < change.second_order(1.1 * change.turn)
    assert replace(change, curvature=0.0).turn == replace(change, curvature=-1.0).turn == np.inf
    assert replace(change, curvature=0.5).turn == 4 * change.squared_gradient
    net, (X, Y) = experiments.rings_network(3, "tanh", 1.0, 0), experiments.rings_task()
    assert net.loss(net.forward(X), Y) == change.J
    there = moved(net, gradient(net, X, Y), -change.etas[40])
    assert change.measured[40] == pytest.approx(there.loss(there.forward(X), Y) - change.J)


def test_the_curvature_grows_with_the_square_of_the_length(small):
    net, X, Y = small
    g = gradient(net, X, Y)
    short, long = (experiments.curvature_along(net, X, Y, [s * part for part in g]) for s in (1.0, 1e6))
    assert long == pytest.approx(1e12 * short, rel=1e-6)
    assert experiments.curvature_along(net, X, Y, [0 * part for part in g]) == 0
    assert experiments.curvature_along(net, X, Y, [np.full_like(part, 1e200) for part in g]) == np.inf


def test_the_noise_is_that_of_all_batches_there_are():
    G = np.random.default_rng(2).normal(1.0, 1.0, (6, 3))
    for B in (1, 2, 4):
        off = [G[list(batch)].mean(axis=0) - G.mean(axis=0) for batch in combinations(range(6), B)]
        assert experiments.expected_noise(G, [B])[0] == pytest.approx(np.sqrt(np.mean([d @ d for d in off])))


def test_the_line_starts_at_its_corner_and_sees_every_example_once_an_epoch():
    X, y = line_data(10_000)
    assert np.allclose(np.linalg.lstsq(X, y)[0], [1.0, 0.5], atol=0.05)
    assert (y - X @ [1.0, 0.5]).std() == pytest.approx(0.7, rel=0.05)
    X, y = line_data()
    path, order = line_path(100, 0.3, 2, 7), np.random.default_rng(7)
    theta = np.array([-1.0, -1.0])
    expected = [theta]
    for _ in range(2):
        shuffled = order.permutation(EXAMPLES)
        for batch in (shuffled[:100], shuffled[100:]):
            theta = theta - 0.3 * np.mean([(X[i] @ theta - y[i]) * X[i] for i in batch], axis=0)
            expected.append(theta)
    assert path == pytest.approx(np.array(expected))


def test_noise_says_what_it_was_measured_on():
    first, second, *_ = experiments.batch_noise(64, 0.1, 2, "tanh", 1.0, 5)
    X, y = line_data()
    assert X.T @ (X @ first.minimum - y) == pytest.approx([0, 0], abs=1e-9)
    assert first.hessian == pytest.approx(np.array([[np.mean(a * b) for b in X.T] for a in X.T]))
    assert (len(first.path), len(first.full_path)) == (4 * 2 + 1, 32 + 1)
    assert (first.epochs.tolist(), second.epochs.tolist(), first.batch_size) == ([0], [0, 1], 64)
    net, (X, Y) = experiments.rings_network(2, "tanh", 1.0, 5), experiments.rings_task(EXAMPLES)
    assert first.network_loss == pytest.approx([net.loss(net.forward(X), Y)])
    g = np.concatenate([part.ravel() for part in gradient(net, X, Y)])
    assert first.gradient_length == pytest.approx(np.sqrt(g @ g))
    assert first.batch_sizes.tolist() == [2**k for k in range(8)]
    assert first.measured[:-1] == pytest.approx(first.expected[:-1], rel=0.15)
    assert first.measured[-1] == pytest.approx(first.expected[-1], abs=1e-12)
    list(train(net, X, Y, eta=0.1, epochs=1, batch_size=64, rng=5))
    assert second.network_loss[1] == pytest.approx(net.loss(net.forward(X), Y))


def test_the_sweep_is_one_training_for_each_learning_rate():
    first, second, *_ = experiments.learning_rate_sweep(3, 6, "tanh", 2.0, 64, 3)
    X, labels = datasets.digits()
    X, Y = X[:512], np.eye(10)[labels[:512]]
    net = Network([64, 6, 6, 10], activation="tanh", scale=2.0, rng=3)
    assert first.loss[0] == pytest.approx([net.loss(net.forward(X), Y)] * len(first.etas))
    place = 9
    list(train(net, X, Y, eta=first.etas[place], epochs=1, batch_size=64, rng=3))
    output = net.forward(X).output
    assert second.loss[1, place] == pytest.approx(net.loss(net.forward(X), Y))
    assert second.accuracy[place] == np.mean(output.argmax(axis=1) == labels[:512])
    assert (first.progress, second.progress) == (0, 0.1)


def test_outputs_that_have_overflowed_are_no_answers():
    assert _accuracy(np.array([[1.0, 0.0], [np.nan, np.nan]]), np.eye(2)) == 0
    assert _accuracy(np.array([[1.0, 0.0], [0.0, 1.0]]), np.eye(2)) == 1


def test_the_best_rate_has_the_least_loss_of_those_that_are_numbers():
    *_, sweep = experiments.learning_rate_sweep(1, 1, "tanh", 1.0, 512, 0)
    before = [[1.0, 1.0, np.inf, 1.0, 0.0]] * 2
    assert replace(sweep, loss=np.array([*before, [5.0, np.nan, 2.0, 3.0, np.inf]])).best == 2
    assert replace(sweep, loss=np.full((2, 5), np.nan)).best == 0


def test_a_round_bowl_is_allowed_and_a_step_of_length_0_is_not():
    assert experiments.gradient_descent(0.1, 1, 30, 2, "tanh", 1.0, 0).bowl.curvatures.tolist() == [2, 2]
    with pytest.raises(ValueError, match="eta=0"):
        experiments.predicted_change(0.0, 2, "tanh", 1.0, 0)


def test_no_bowl_is_steeper_along_its_flat_axis():
    with pytest.raises(ValueError, match=r"condition=0\.5"):
        experiments.gradient_descent(0.1, 0.5, 30, 2, "tanh", 1.0, 0)


def test_zero_steps_end_at_the_start():
    assert descend(np.sin, [1.0, 2.0], 0.1, 0).tolist() == [[1.0, 2.0]]
    with pytest.raises(ValueError, match="steps=-1"):
        descend(np.sin, [1.0, 2.0], 0.1, -1)


def test_the_curves_of_a_walk_cannot_be_written():
    walk = experiments.weight_walk(2.0, 2, "tanh", 1.0, 10, 0)
    for curve in (walk.loss, walk.accuracy):
        with pytest.raises(ValueError, match="read-only"):
            curve[0] = 0


def test_the_learning_rates_begin_well_before_the_turn():
    assert experiments.predicted_change(0.1, 3, "tanh", 1.0, 0).etas == pytest.approx(np.logspace(-3, 1, 81))
    early = experiments.predicted_change(0.1, 8, "relu", 2.0, 0)
    assert early.turn < 1e-3
    assert 0.001 * early.turn < early.etas[0] <= 0.01 * early.turn
    assert early.etas[-1] == 10
    assert np.diff(np.log10(early.etas)) == pytest.approx(0.05)


def test_the_curvature_is_that_between_the_kinks():
    change = experiments.predicted_change(0.1, 5, "relu", 1.0, 1)
    near = change.etas < 0.01
    missed = change.measured - change.second_order(change.etas)
    assert np.abs(missed[near]).max() < 0.02 * np.abs(change.measured[near]).max()
    assert change.turn > 1
