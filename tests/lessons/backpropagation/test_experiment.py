"""The experiments of lesson 3: gradients against loops and high precision, the U of the difference, the cost."""

from itertools import pairwise

import numpy as np
import pytest

from dnnlib import ACTIVATIONS, Network, check_gradients, experiments
from dnnlib.lessons.backpropagation import experiment as stepper
from dnnlib.lessons.backpropagation.experiment_cost import (
    _forward_differences,
    _seconds,
    count_multiplications,
    gradient_cost,
)

START = {
    "step": 6,
    "depth": 3,
    "activation": "tanh",
    "init_scale": 1.5,
    "seed": 0,
    "layer": 2,
    "to_unit": 1,
    "from_unit": 2,
    "nudge": 0.5,
}


def passed(**settings):
    return experiments.stepped_pass(**START | settings)


def test_the_moments_go_up_and_come_back():
    kinds = [(moment.kind, moment.layer) for moment in stepper.moments(2)]
    assert kinds == [("input", 0), ("forward", 1), ("forward", 2), ("cost", 2), ("backward", 2), ("backward", 1)]
    assert all(len(stepper.moments(depth)) == 2 * depth + 2 for depth in range(1, 6))
    assert passed(step=4).moment.kind == "cost"


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("depth", [1, 2, 5])
def test_every_weight_meets_its_difference_and_its_true_change(activation, depth):
    sizes = stepper.layer_sizes(depth)
    for l in range(1, depth + 1):
        for j, k in np.ndindex(sizes[l], sizes[l - 1]):
            place = {"layer": l, "to_unit": j + 1, "from_unit": k + 1}
            result = passed(step=0, depth=depth, activation=activation, nudge=-0.7, **place)
            w, network = result.picked, result.network
            assert w.gradient == w.delta * w.a == result.gradients.W[l][j, k]
            assert w.difference == pytest.approx(w.gradient, rel=1e-5, abs=1e-10)
            assert w.weight == network.W[l][j, k]
            network.W[l][j, k] -= 0.7
            change = network.loss(network.forward(stepper.X), stepper.Y) - result.cost
            assert w.measured == pytest.approx(change, rel=1e-9, abs=1e-15)
            assert w.predicted == -0.7 * w.gradient
            assert w.changes[len(w.changes) // 2] == 0


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_gradients_pass_the_check_and_the_slopes_are_slopes(activation):
    result = passed(activation=activation, depth=4)
    assert check_gradients(result.network, stepper.X, stepper.Y).passed()
    phi = ACTIVATIONS[activation]
    z, h = result.trace.z[2][0], 1e-6
    alpha = () if phi.start is None else (result.network.alpha[2],)
    assert np.allclose(result.slopes[2], (phi.f(z + h, *alpha) - phi.f(z - h, *alpha)) / (2 * h), atol=1e-8)
    a = result.trace.output[0]
    assert np.allclose(result.slopes[4], a * (1 - a))
    assert np.allclose(result.gradients.delta[4][0], (a - result.y) * result.slopes[4])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("depth", 0),
        ("depth", 2.5),
        ("step", 8),
        ("step", -1),
        ("layer", 4),
        ("to_unit", 4),
        ("from_unit", 0),
        ("nudge", np.inf),
        ("seed", -1),
        ("activation", "step"),
    ],
)
def test_bad_input_is_named(name, value):
    with pytest.raises(ValueError, match=name):
        passed(**{name: value})


def checked(**settings):
    return experiments.difference_errors(
        **{"depth": 3, "activation": "tanh", "init_scale": 1.0, "seed": 0, "h": 1e-5} | settings
    )


def test_the_error_of_the_central_difference_is_a_u():
    result = checked()
    curves = (result.forward, result.central, result.complex_step, result.truncation, result.rounding)
    assert {curve.shape for curve in curves} == {result.steps.shape}
    assert 1e-6 <= result.best_step <= 1e-4
    assert 1e-6 <= result.predicted_step <= 1e-4
    right = result.steps >= 1e-4
    assert np.allclose(result.central[right][:-2], result.truncation[right][:-2], rtol=0.05)
    left = (result.steps >= 1e-13) & (result.steps <= 1e-7)
    ratio = result.central[left] / result.rounding[left]
    assert ratio.min() > 0.03
    assert ratio.max() < 3
    assert result.central.min() < 1e-8 < 1e-3 < min(result.central[0], result.central[-1])


def test_the_complex_step_has_no_rounding_arm_and_the_one_sided_difference_a_worse_u():
    result = checked()
    assert result.complex_step[result.steps < 1e-8].max() < 1e-13
    assert 1e-9 <= result.steps[np.argmin(result.forward)] <= 1e-6
    assert result.forward.min() > 30 * result.central.min()


@pytest.mark.parametrize("depth", [1, 5])
def test_all_networks_in_one_stack_give_what_single_ones_give(depth):
    result = checked(depth=depth, h=1e-4)
    rng = np.random.default_rng(0)
    sizes = (2, *(6,) * (depth - 1), 2)
    network = Network(sizes, output="sigmoid", loss="mse", rng=rng)
    X, Y = rng.normal(size=(8, 2)), rng.integers(0, 2, size=(8, 2)).astype(float)
    for b in network.b[1:]:
        b[:] = rng.normal(0, 0.3, b.shape)
    check = check_gradients(network, X, Y, h=1e-4)
    for gradient, difference in zip(result.gradient, result.difference, strict=True):
        at = np.argmin(np.abs(check.analytic - gradient))
        assert gradient == pytest.approx(check.analytic[at], rel=1e-12)
        assert difference == pytest.approx(check.central[at], rel=1e-6, abs=1e-11)


class Counted:
    """A number that counts how often it is multiplied."""

    multiplications = 0

    def __init__(self, value):
        self.value = float(value)

    def __mul__(self, other):
        Counted.multiplications += 1
        return Counted(self.value * getattr(other, "value", other))

    def __add__(self, other):
        return Counted(self.value + getattr(other, "value", other))

    __rmul__, __radd__ = __mul__, __add__


@pytest.mark.parametrize("sizes", [(3, 4), (2, 3, 4), (4, 3, 3, 2)])
def test_the_multiplications_are_counted_as_they_happen(sizes):
    m, rng = 5, np.random.default_rng(0)
    W = [None] + [_counted(rng.normal(size=(n, k))) for k, n in pairwise(sizes)]
    a = [_counted(rng.normal(size=(m, sizes[0])))]
    L = len(sizes) - 1
    Counted.multiplications = 0
    for l in range(1, L + 1):
        a.append(a[-1] @ W[l].T)
    forward = Counted.multiplications
    Counted.multiplications = 0
    delta = a[L]
    for l in range(L, 0, -1):
        delta.T @ a[l - 1]
        if l > 1:
            delta = delta @ W[l]
    assert (forward, Counted.multiplications) == count_multiplications(sizes, m)


def _counted(array):
    return np.vectorize(Counted, otypes=[object])(array)


def test_backpropagation_costs_three_forward_passes_and_differences_one_a_parameter():
    result = gradient_cost(widths=(2, 6))
    assert list(result.parameters) == [4 * 2 * 3, 4 * 6 * 7]
    assert np.array_equal(result.counted_differences, result.parameters + 1)
    assert np.all(result.counted_backprop == 2.75)
    assert np.all(result.timed_backprop > 0)
    assert np.all(result.timed_differences > 0)


def test_the_last_moment_is_the_first_layer_s_on_the_way_back():
    last = passed(step=7).moment
    assert (last.kind, last.layer) == ("backward", 1)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "prelu"])
def test_every_layer_has_biases_and_slopes(activation):
    result = passed(activation=activation, depth=3)
    assert all(b.all() for b in result.network.b[1:])
    assert len(result.slopes) == 4
    assert result.slopes[0] is None
    for l in (1, 2):
        alpha = () if result.network.alpha[l] is None else (result.network.alpha[l],)
        z, h = result.trace.z[l][0], 1e-6
        f = ACTIVATIONS[activation].f
        assert np.allclose(result.slopes[l], (f(z + h, *alpha) - f(z - h, *alpha)) / (2 * h), atol=1e-8)


def test_the_two_arms_of_the_u_are_rounding_and_the_third_derivative():
    result = checked()
    size = np.linalg.norm(result.gradient)
    assert len(result.gradient) == 24
    unit = np.finfo(float).eps * result.loss * np.sqrt(24) / size
    assert np.allclose(result.rounding * result.steps, unit, rtol=1e-12, atol=0)
    assert np.ptp(result.truncation / result.steps**2) < 1e-6 * result.truncation[-1]
    assert result.best_step == result.steps[np.argmin(result.central)]
    assert result.predicted_step == result.steps[np.argmin(result.truncation + result.rounding)]


def test_forward_differences_are_the_gradient():
    network = Network([3, 4, 2], rng=1)
    rng = np.random.default_rng(2)
    X, Y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
    gradients = network.backward(network.forward(X), Y)
    expected = np.concatenate([getattr(gradients, name)[l].ravel() for name, l, _ in network.parameters()])
    before = [p.copy() for _, _, p in network.parameters()]
    assert _forward_differences(network, X, Y) == pytest.approx(expected, rel=1e-5, abs=1e-6)
    assert all(np.array_equal(p, q) for (_, _, p), q in zip(network.parameters(), before, strict=True))


@pytest.mark.parametrize(("name", "value"), [("depth", 0), ("m", 0), ("m", 2.5)])
def test_a_cost_without_layers_or_examples_is_refused(name, value):
    with pytest.raises(ValueError, match=f"{name}={value}"):
        gradient_cost(**{"widths": (2,), name: value})


@pytest.mark.parametrize(("name", "value"), [("layer", 0), ("to_unit", 0), ("from_unit", 4), ("step", -1)])
def test_weights_and_moments_are_counted_from_their_first(name, value):
    with pytest.raises(ValueError, match=f"{name}={value}"):
        passed(**{name: value})


def test_no_gradient_is_minus_zero():
    for seed in range(4):
        for j in range(1, 4):
            w = passed(
                step=0, depth=2, activation="relu", seed=seed, layer=1, to_unit=j, from_unit=1, nudge=-1.0
            ).picked
            assert not np.signbit([g for g in (w.gradient, w.predicted) if g == 0]).any()


def test_times_are_those_of_the_fastest_in_units_of_one_forward_pass(monkeypatch):
    seconds = iter([3.0] * 29 + [2.0] + [9.0] * 29 + [5.0] + [20.0, 14.0, 15.0])
    monkeypatch.setattr("dnnlib.lessons.backpropagation.experiment_cost._seconds", lambda work: next(seconds))
    result = gradient_cost(widths=(3,))
    assert (result.timed_backprop.tolist(), result.timed_differences.tolist()) == ([2.5], [7.0])


@pytest.mark.parametrize("h", [0.0, -1e-5])
def test_a_difference_needs_a_step(h):
    with pytest.raises(ValueError, match=f"h={h}"):
        checked(h=h)


def test_a_product_that_is_minus_zero_is_shown_as_zero():
    result = passed()
    result.gradients.W[2][:] = -0.0
    w = stepper._nudged(result.network, result.trace, result.gradients, 2, 1, 2, -1.0)
    assert not np.signbit([w.gradient, w.predicted]).any()


def test_a_clock_that_is_too_coarse_for_one_pass_is_given_more(monkeypatch):
    calls = []
    monkeypatch.setattr("time.perf_counter", lambda: float(len(calls) // 4))  # it ticks at every fourth call
    assert _seconds(lambda: calls.append(None)) == 1 / 4


def test_a_clock_that_ticks_once_a_pass_measures_what_is_counted(monkeypatch):
    ticks = []
    monkeypatch.setattr("time.perf_counter", lambda: float(len(ticks)))
    for name in ("forward", "backward"):
        way = getattr(Network, name)
        monkeypatch.setattr(Network, name, lambda *given, way=way: ticks.append(way) or way(*given))
    result = gradient_cost(widths=(1, 2))
    assert result.timed_backprop.tolist() == [2, 2]
    assert result.timed_differences.tolist() == result.counted_differences.tolist()
