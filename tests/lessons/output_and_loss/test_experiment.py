"""The experiments of lesson 4 against plain loops, and the numbers that the lesson promises."""

import numpy as np
import pytest

from dnnlib import Network, datasets, experiments, sigmoid
from dnnlib.lessons.output_and_loss.experiment import NEAR, STEPS
from dnnlib.lessons.output_and_loss.experiment_deep import DEEP_STEPS, deep_network


def train(w, b, y, eta, squared):
    """Outputs of a neuron with x = 1 before every step and after the last, w and b moved separately."""
    outputs = []
    for _ in range(STEPS + 1):
        a = 1 / (1 + np.exp(-(w + b)))
        outputs.append(a)
        delta = (a - y) * (a * (1 - a) if squared else 1)
        w, b = w - eta * delta, b - eta * delta
    return np.array(outputs)


def steps_needed(outputs, y):
    far = np.flatnonzero(np.abs(outputs - y) > NEAR)
    return far[-1] + 1 if far.size else 0


@pytest.mark.parametrize(("w", "b", "y", "eta"), [(2, 2, 0, 0.15), (-1, 3, 0.3, 2.0), (0.5, -4, 1, 0.7)])
def test_a_neuron_against_a_plain_loop(w, b, y, eta):
    result = experiments.output_and_loss(weight=w, bias=b, target=y, eta=eta)
    for k, squared in enumerate((True, False)):
        assert result.a[k] == pytest.approx(train(w, b, y, eta, squared), rel=1e-9)
    assert sigmoid(result.z) == pytest.approx(result.a)


def test_the_sweep_against_a_plain_loop():
    result = experiments.output_and_loss(weight=1.5, bias=1.0, target=0.2, starts=5)
    for i in (0, 12, 25, 33, 40):
        for k, squared in enumerate((True, False)):
            runs = [train(s * 1.5, s * 1.0, 0.2, result.rates[i], squared) for s in (1, 0.5, 0, -0.5, -1)]
            assert result.needed[k, i] == max(steps_needed(outputs, 0.2) for outputs in runs)


def test_the_sweep_of_the_mirror_image():
    """An output of 0 or 1 is exactly NEAR to these targets: that is near, whichever side the rounding is on."""
    low = experiments.output_and_loss(weight=2.5, bias=1.0, target=NEAR)
    high = experiments.output_and_loss(weight=-2.5, bias=-1.0, target=1 - NEAR)
    stable = low.rates < 30  # beyond, the runs under cross-entropy are chaotic
    assert low.needed[:, stable].tolist() == high.needed[:, stable].tolist()
    assert low.needed[1, low.rates.searchsorted(10)] < 10


def test_a_move_of_eta_computes_nothing_anew_that_does_not_depend_on_it():
    one, other = experiments.output_and_loss(eta=0.2), experiments.output_and_loss(eta=2.0)
    assert one.needed is other.needed
    assert one.grid_cost is other.grid_cost
    assert not any(array.flags.writeable for array in (one.needed, one.grid_cost, one.grid_delta))


@pytest.mark.parametrize("target", [0.05, 0.5, 0.95])
def test_no_rate_overflows(target):
    result = experiments.output_and_loss(weight=4.0, bias=4.0, target=target, eta=1e9)
    assert np.isfinite(result.z).all()
    assert np.isfinite(result.a).all()


def test_the_plateau():
    mse, cross_entropy = experiments.output_and_loss().a
    assert mse[0] == cross_entropy[0] == pytest.approx(0.982, abs=5e-4)
    assert mse[-1] == pytest.approx(0.203, abs=5e-4)
    assert mse[100] > 0.96
    assert np.argmax(mse < 0.5) == 232
    assert np.argmax(cross_entropy < 0.5) == 17


def test_the_slopes_at_the_start_are_derivatives_of_the_cost():
    result = experiments.output_and_loss(weight=1.0, bias=0.5, target=0.3)
    slopes = np.gradient(result.grid_cost, result.grid, axis=1)[:, 2:-2]
    assert result.grid_delta[:, 2:-2] == pytest.approx(slopes, abs=2e-3)
    near = [np.interp(1.5, result.grid, row) for row in result.grid_delta]
    assert result.delta == pytest.approx(near, abs=1e-3)


def test_the_best_rate_is_the_smallest_with_the_fewest_steps():
    result = experiments.output_and_loss(target=0.1, starts=5)
    for needed, best in zip(result.needed, result.best, strict=True):
        assert needed[best] == needed.min()
        assert (needed[:best] > needed[best]).all()
    assert result.needed.min(axis=1).tolist() == [15, 3]


def test_two_pairs_are_undefined_and_three_match():
    table = experiments.output_and_loss_pairs()
    assert table.matched.tolist() == np.eye(3, dtype=bool).tolist()
    assert set(table.reasons) == {("identity", "binary_cross_entropy"), ("identity", "cross_entropy")}
    assert all("logarithm" in reason for reason in table.reasons.values())
    undefined = [[(o, k) in table.reasons for k in table.losses] for o in table.outputs]
    assert np.isnan(table.cost).tolist() == undefined


@pytest.mark.parametrize("label", [1, 2, 3])
def test_the_table_s_delta_is_the_slope_of_its_cost(label):
    z, h = np.array([1.0, -0.5, 0.3]), 1e-5
    table = experiments.output_and_loss_pairs(*z, label)
    for i, unit in enumerate(np.eye(3)):
        up, down = (experiments.output_and_loss_pairs(*(z + s * h * unit), label) for s in (1, -1))
        assert table.delta[:, :, i] == pytest.approx((up.cost - down.cost) / (2 * h), abs=1e-8, nan_ok=True)


def test_the_deep_comparison_starts_equal_and_trains_as_gradient_descent_does():
    *_, result = experiments.output_and_loss_deep_steps(eta=0.2, rate_ratio=2.0, depth=3, width=5, seed=3)
    X, labels = datasets.rings(96, rng=1)
    Y = labels[:, None].astype(float)
    for k, (loss, eta) in enumerate([("mse", 0.4), ("binary_cross_entropy", 0.2)]):
        network = Network([2, 5, 5, 1], output="sigmoid", loss=loss, rng=3)
        network.b[3][:] = 4.0
        for _ in range(DEEP_STEPS):
            gradients = network.backward(network.forward(X), Y)
            for l in (1, 2, 3):
                network.W[l] -= eta * gradients.W[l]
                network.b[l] -= eta * gradients.b[l]
        assert result.error[k, -1] == pytest.approx(np.abs(network.forward(X).output - Y).mean(), rel=1e-6)
    assert result.error[0, 0] == result.error[1, 0]


def test_deep_results_come_step_by_step():
    results = list(experiments.output_and_loss_deep_steps(depth=2, width=3))
    progress = [one.progress for one in results]
    assert progress[0] == 0
    assert progress[-1] == 1
    assert progress == sorted(set(progress))
    assert results[0].error.shape == (2, 1)
    assert results[-1].error.shape == (2, DEEP_STEPS + 1)


def test_squared_error_starves_every_layer_of_a_sure_network():
    result = experiments.output_and_loss_deep()
    assert (result.delta[1] / result.delta[0] > 40).all()
    assert result.error[0, -1] > 0.4
    assert result.error[1, -1] < 0.1


def test_both_losses_start_from_the_same_weights():
    one, two = deep_network("mse", seed=5), deep_network("binary_cross_entropy", seed=5)
    assert all(np.array_equal(p, q) for (_, _, p), (_, _, q) in zip(one.parameters(), two.parameters(), strict=True))


def test_the_deep_comparison_measures_the_start_by_hand():
    first, second, *_ = experiments.output_and_loss_deep_steps(
        depth=3, width=4, output_bias=1.0, init_scale=2.0, seed=2
    )
    X, labels = datasets.rings(96, rng=1)
    Y = labels[:, None].astype(float)
    for k, loss in enumerate(("mse", "binary_cross_entropy")):
        network = deep_network(loss, depth=3, width=4, output_bias=1.0, init_scale=2.0, seed=2)
        assert list(network.sizes) == [2, 4, 4, 1]
        trace = network.forward(X)
        delta = network.backward(trace, Y).delta
        size = [np.sqrt(np.mean([(96 * v) ** 2 for v in d.ravel()])) for d in delta[1:]]
        assert first.delta[k] == pytest.approx(size)
        assert first.first[k] == pytest.approx(size[:1])
        a = trace.output
        assert first.slope == pytest.approx(np.mean(a * (1 - a)))
        assert first.wrong[k] == np.mean((a > 0.5) != (Y == 1))
    assert second.error.shape == second.first.shape == (2, 6)
    assert second.progress == pytest.approx(5 / DEEP_STEPS)
    assert np.array_equal(second.delta, first.delta)


@pytest.mark.parametrize("label", [1, 3])
def test_the_table_by_hand(label):
    z = np.array([1.0, -0.5, 0.3])
    table = experiments.output_and_loss_pairs(*z, label)
    y = np.array([label == i for i in (1, 2, 3)], float)
    s, p = 1 / (1 + np.exp(-z)), np.exp(z) / np.exp(z).sum()
    assert table.y.tolist() == y.tolist()
    assert table.z.tolist() == z.tolist()
    assert table.a == pytest.approx(np.array([z, s, p]))
    costs = {
        "mse": lambda a: ((a - y) ** 2).sum() / 2,
        "cross_entropy": lambda a: -(y * np.log(a)).sum(),
        "binary_cross_entropy": lambda a: -(y * np.log(a) + (1 - y) * np.log(1 - a)).sum(),
    }
    for i, (output, a) in enumerate((("identity", z), ("sigmoid", s), ("softmax", p))):
        assert table.outputs[i] == output
        for j, loss in enumerate(table.losses):
            if (output, loss) not in table.reasons:
                assert table.cost[i, j] == pytest.approx(costs[loss](a))


def test_a_start_at_the_target_needs_no_step():
    assert (experiments.output_and_loss(weight=0.0, bias=0.0, target=0.5).needed == 0).all()


def test_an_output_that_is_just_near_enough_has_arrived():
    plateau = experiments.output_and_loss(weight=-100.0, bias=0.0, target=NEAR)
    assert (NEAR - plateau.a[0] == NEAR).all()
    assert (plateau.needed[0] == 0).all()
