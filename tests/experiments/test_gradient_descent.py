"""The experiments of lesson 2 against independent computations, and the claims that the lesson makes about them."""

import numpy as np
import pytest

from dnnlib import check_gradients, experiments
from dnnlib.experiments.gradient_descent_noise import EXAMPLES, line_data, line_path
from dnnlib.experiments.gradient_descent_steps import gradient, moved


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
    assert np.allclose(bowl.loss, (bowl.path**2 @ curvatures) / 2)
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
