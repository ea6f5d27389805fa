"""The gradient check: agreement where backpropagation is right, alarm wherever it is not."""

import re

import numpy as np
import pytest

import dnnlib as d
from dnnlib import ACTIVATIONS, GradientCheck, Network, check_activation, check_gradients, gradcheck
from tests.test_network import arrays_of, disturbed, frozen

NAMES = ("W", "b", "gamma", "beta", "alpha")


def data(m=5, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(m, 3)), rng.normal(size=(m, 2))


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("batch_norm", [False, True])
def test_backpropagation_passes(activation, batch_norm):
    network = disturbed([3, 4, 5, 2], activation=activation, batch_norm=batch_norm)
    X, Y = data()
    check = check_gradients(network, X, Y)
    gradients = network.backward(network.forward(X), Y)
    count = 0
    for k, l, p in network.parameters():
        for i in np.ndindex(p.shape):
            assert check.names[count] == f"{k}[{l}][{', '.join(map(str, i))}]"
            assert check.analytic[count] == getattr(gradients, k)[l][i]
            count += 1
    assert count == len(check.names) == check.analytic.size == check.central.size == check.complex_step.size
    assert check.passed()
    assert check.max_relative_error < 1e-5
    assert check.max_relative_error_complex < 1e-11
    assert check.loss == network.loss(network.forward(X), Y)
    assert check.h == 1e-5


@pytest.mark.parametrize("k", NAMES)
def test_a_fault_in_a_single_entry_is_found_and_named(k, monkeypatch):
    network = disturbed([3, 4, 5, 2], activation="prelu", batch_norm=k in ("gamma", "beta"))
    right = Network._backward

    def wrong(self, trace, Y):
        gradients = right(self, trace, Y)
        entry = getattr(gradients, k)[1]
        entry[(1,) * entry.ndim] += 1e-4
        return gradients

    monkeypatch.setattr(Network, "_backward", wrong)
    check = check_gradients(network, *data())
    assert not check.passed()
    assert check.worst == (f"{k}[1][1, 1]" if k == "W" else f"{k}[1][1]")


FAULTS = {
    "sign": lambda g: g._replace(W=tuple(w if w is None else -w for w in g.W)),
    "without 1/m": lambda g: g._replace(b=tuple(b if b is None else 5 * b for b in g.b)),
    "NaN": lambda g: g._replace(W=tuple(w if w is None else w * np.nan for w in g.W)),
    "infinite": lambda g: g._replace(W=tuple(w if w is None else w * np.inf for w in g.W)),
    "zero": lambda g: g._replace(W=tuple(w if w is None else 0 * w for w in g.W)),
    "transposed": lambda g: g._replace(W=(None, g.W[1], g.W[2].T.copy(), g.W[3])),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_of_all_kinds_are_found(fault, monkeypatch):
    right = Network._backward
    monkeypatch.setattr(Network, "_backward", lambda self, trace, Y: FAULTS[fault](right(self, trace, Y)))
    assert not check_gradients(disturbed([3, 4, 4, 2]), *data()).passed()


def test_a_network_that_overflows_does_not_pass():
    network = Network([3, 4, 4, 2], activation="identity", init="constant", scale=1e200, rng=0)
    assert not check_gradients(network, *data()).passed()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_complex_step_takes_the_left_slope_at_a_kink(activation):
    network = Network([3, 4, 2], activation=activation, rng=0)
    check = check_gradients(network, np.zeros((2, 3)), np.ones((2, 2)))
    assert check.max_relative_error_complex < 1e-12
    if ACTIVATIONS[activation].kinks:
        assert check.max_relative_error > 0.1


def test_nothing_is_touched():
    network = disturbed([3, 4, 2], activation="prelu", batch_norm=True, dtype=np.float32)
    before = {key: v.copy() for key, v in arrays_of(network).items()}
    X, Y = data()
    frozen([X, Y, *arrays_of(network).values()])
    check_gradients(network, X, Y)
    assert all(np.array_equal(v, before[key]) and v.dtype == np.float32 for key, v in arrays_of(network).items())
    assert network.dtype == np.float32


def test_a_network_in_float32_is_checked_in_float64():
    check = check_gradients(disturbed([3, 4, 2], dtype=np.float32), *data())
    assert check.analytic.dtype == np.float64
    assert check.passed()


def test_labels_are_taken():
    network = disturbed([3, 4, 3], output="softmax", loss="cross_entropy")
    X, _ = data()
    labels = np.array([0, 2, 1, 1, 0])
    np.testing.assert_array_equal(check_gradients(network, X, labels).central,
                                  check_gradients(network, X, np.eye(3)[labels]).central)  # fmt: skip


def test_the_central_difference_s_error_is_a_u_and_the_complex_step_s_is_flat():
    network = disturbed([3, 4, 2])
    errors = [check_gradients(network, *data(), h=h).relative_error.max() for h in (1e-1, 1e-5, 1e-13)]
    assert errors[1] < 1e-3 * min(errors[0], errors[2])
    check = check_gradients(network, *data(), h=1e-2)
    assert check.h == 1e-2
    assert check.noise == pytest.approx(np.finfo(float).eps * max(check.loss, 1) / 1e-2)
    quartered = check_gradients(network, *data(), h=5e-3)
    ratio = np.linalg.norm(check.central - check.analytic) / np.linalg.norm(quartered.central - quartered.analytic)
    assert ratio == pytest.approx(4, rel=1e-2)


def made(analytic, central, complex_step, loss=1.0, h=1e-5):
    return GradientCheck(("p", "q"), *map(np.array, (analytic, central, complex_step)), loss, h)


def test_the_relative_error_is_the_difference_over_the_larger_of_the_two():
    check = made([1.0, 0.0], [0.5, 0.0], [-4.0, 0.0])
    np.testing.assert_array_equal(check.relative_error, [0.5, 0])
    np.testing.assert_array_equal(check.relative_error_complex, [1.25, 0])
    assert (check.max_relative_error, check.max_relative_error_complex) == (0.5, 1.25)
    assert check.worst == "p"
    np.testing.assert_array_equal(made([-4.0, 0.0], [0.0, -4.0], [0.0, 0.0]).relative_error, [1, 1])
    assert made([0.0, 0.0], [0.0, 0.0], [5.0, 1.0]).worst == "p"
    assert repr(check) == (
        "GradientCheck(2 parameters, largest relative error: central difference 5e-01, complex step 1e+00)"
    )


def test_what_drowns_in_rounding_is_not_counted():
    noise = np.finfo(float).eps / 1e-5
    assert made([1, 0.9e5 * noise], [1, 0], [1, 0.9e5 * noise]).max_relative_error == 0
    assert made([1, 1.1e5 * noise], [1, 0], [1, 1.1e5 * noise]).max_relative_error == 1
    assert made([1, 1.1e5 * noise], [1, 0], [1, 0], loss=100.0).max_relative_error == 0
    assert made([1, 0.9e-12], [1, 0], [1, 0]).max_relative_error_complex == 0
    assert made([1, 1.1e-12], [1, 0], [1, 0]).max_relative_error_complex == 1
    assert made([1, 0.9e5 * noise], [1, 0], [1, 0], loss=0.01).max_relative_error == 0
    assert made([1e3, 0.9e-9], [1e3, 0], [1e3, 0]).max_relative_error_complex == 0
    assert made([1e-3, 1.1e-15], [1e-3, 0], [1e-3, 0]).max_relative_error_complex == 1
    assert made([-1, 0], [0, 0], [0, 0]).max_relative_error == made([0, 0], [-1, 0], [0, 0]).max_relative_error == 1
    assert made([-1, 0], [0, 0], [0, 0]).max_relative_error_complex == 1
    assert made([0, 0], [0, 0], [-1, 0]).max_relative_error_complex == 1
    assert made([0, 0], [0, 0], [0, 0]).passed()


def test_the_tolerances_are_those_of_passed():
    assert made([1.0, 1.0], [1.0, 1.0], [1.0, 1.0]).passed(tolerance=0, tolerance_complex=0)
    check = made([1.0, 1.0], [1 + 2e-5, 1], [1 + 2e-9, 1])
    assert not check.passed()
    assert not check.passed(tolerance=1e-4)
    assert not check.passed(tolerance_complex=1e-8)
    assert check.passed(tolerance=1e-4, tolerance_complex=1e-8)
    assert made([1.0, 1.0], [1 + 0.9e-5, 1], [1 + 0.9e-9, 1]).passed()


def test_the_complex_step_is_small_enough_to_be_exact():
    network = gradcheck._as_type(disturbed([3, 4, 2]), np.complex128)
    places = [(name, l, i) for name, l, p in network.parameters() for i in np.ndindex(p.shape)]
    near, nearer = (gradcheck._complex_steps(network, *data(), places, h=h) for h in (1e-30, 1e-60))
    np.testing.assert_allclose(near, nearer, rtol=1e-13)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "elu"])
@pytest.mark.parametrize("seed", range(4))
def test_saturated_networks_are_not_called_wrong(activation, seed):
    X = np.random.default_rng(0).standard_normal((16, 2))
    pair = {"output": "sigmoid", "loss": "binary_cross_entropy"}
    network = Network([2, 8, 8, 1], activation=activation, scale=10.0, rng=seed, **pair)
    check = check_gradients(network, X, (X[:, :1] > 0).astype(float))
    assert check.max_relative_error_complex <= 1e-9


def test_a_difference_of_a_ten_billionth_of_the_largest_gradient_counts():
    assert made([1.0, 1e-10], [1.0, 1e-10], [1.0, 2e-10]).max_relative_error_complex == pytest.approx(0.5)
    assert made([1.0, 1e-11], [1.0, 1e-11], [1.0, 1.005e-11]).max_relative_error_complex == 0


def test_a_central_difference_that_tells_nothing_does_not_pass():
    network = Network([2, 3, 1], rng=0)
    X = np.random.default_rng(0).standard_normal((6, 2))
    check = check_gradients(network, X, np.zeros((6, 1)), h=1e-300)
    assert np.isnan(check.max_relative_error)
    assert "central difference nan" in repr(check)
    assert not check.passed()
    assert check_gradients(network, X, np.zeros((6, 1))).passed()


def at_a_kink():
    """A check of a network with one unit whose z is smaller than h, beside one that is far from its kink."""
    network = Network([1, 2, 1], activation="relu", rng=0)
    network.W[1][:] = 1
    network.W[2][:] = [[1, -2]]
    network.b[1][:] = [0, -1 + 4e-6]
    return check_gradients(network, [[1.0]], [[3.0]])


def test_at_a_kink_the_worst_entry_is_one_that_moves_a_unit_across_it():
    check = at_a_kink()
    assert check.max_relative_error_complex < 1e-12
    assert not check.passed()
    assert check.worst in ("W[1][1, 0]", "b[1][1]")
    assert np.argmax(np.abs(check.analytic - check.central)) == check.names.index(check.worst)


SOFTSIGN = d.Activation("softsign", lambda z: z / (1 + np.abs(z)), lambda z: 1 / (1 + np.abs(z)) ** 2)
DOUBLED = d.Activation("doubled", np.tanh, lambda z: 2 * (1 - np.tanh(z) ** 2))
OWN = {
    "softsign": SOFTSIGN,
    "sine": d.Activation("sine", np.sin, np.cos),
    "cubed": d.Activation("cubed", lambda z: z**3, lambda z: 3 * z**2),
    "hinge": d.Activation("hinge", lambda z: np.where(z > 0, z, 0.1 * z), lambda z: np.where(z > 0, 1, 0.1)),
}


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("batch_norm", [False, True])
def test_backpropagation_passes_with_activations_of_one_s_own(name, batch_norm):
    network = disturbed([3, 4, 5, 2], activation=OWN[name], batch_norm=batch_norm)
    assert check_gradients(network, *data()).passed()


def test_a_wrong_derivative_of_one_s_own_does_not_pass():
    check = check_gradients(disturbed([3, 4, 2], activation=DOUBLED), *data())
    assert check.max_relative_error > 0.1
    assert check.max_relative_error_complex > 0.1


@pytest.mark.parametrize(
    "phi", [*ACTIVATIONS, *ACTIVATIONS.values(), *OWN.values()], ids=lambda phi: getattr(phi, "name", f"by name: {phi}")
)
def test_right_derivatives_pass(phi):
    assert check_activation(phi).passed


@pytest.mark.parametrize("shift", [0, 0.5, 1 / 3])
def test_a_kink_is_left_out(shift):
    assert check_activation(lambda z: np.abs(z - shift), lambda z: np.sign(z - shift)).passed


WRONG = {
    "sign": (np.tanh, lambda z: -(1 - np.tanh(z) ** 2), 0),
    "of the output": (np.tanh, lambda a: 1 - a**2, 6),
    "steep": (lambda z: z**3, lambda z: 3 * z**2 + 3 * np.abs(z) ** 3, 6),
    "one side": (lambda z: np.maximum(z, 0), lambda z: np.where(z > 2, 1.0, 0.0), 1),
    "slightly": (np.sin, lambda z: np.cos(z) + 1e-4 * (np.abs(z - 3) < 0.1), 3),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_derivative_is_told_with_the_z_at_which_it_fails(kind):
    f, df, z = WRONG[kind]
    check = check_activation(f, df)
    assert not check.passed
    assert abs(abs(check.z) - z) < 1.01
    assert check.given == df(np.array(check.z))
    assert check.expected == pytest.approx((f(check.z + 1e-4) - f(check.z - 1e-4)) / 2e-4, abs=1e-6)
    assert repr(check).startswith(f"ActivationCheck(failed: at z = {check.z:.4g} df gives")


def changing(z):
    z[z < 0] = 0
    return z


UNUSABLE = {
    "f(z) has shape ()": (lambda z: z.sum(), np.cos),
    "df(z) has shape (), but must have the shape of z": (np.sin, lambda z: 1.0),
    "f(z) must be finite, but is nan at z = -": (np.log, np.cos),
    "df(z) must be an array of real numbers": (np.sin, lambda z: np.full(z.shape, "steep")),
    "f(z) must be an array of real numbers, not NoneType": (lambda z: None, np.cos),
    "f fails for an array z": (lambda z: z if z > 0 else 0, np.cos),
    "df fails for an array z": (np.sin, lambda z: float(z)),
    "f changes its argument z": (changing, np.cos),
    "df=3 must be a function of z": (np.sin, 3),
    "df=None must be a function of z": (np.sin, None),
}


@pytest.mark.parametrize("words", UNUSABLE)
def test_functions_that_are_no_activation_are_refused(words):
    f, df = UNUSABLE[words]
    for use in (check_activation, lambda f, df: d.Activation("own", f, df)):
        with pytest.raises(ValueError, match=re.escape(words)):
            use(f, df)


def test_the_tolerance_is_a_share_of_the_slope():
    assert check_activation(np.sin, lambda z: np.cos(z) + 1e-3, tolerance=1e-2).passed
    with pytest.raises(ValueError, match="tolerance=0 must be"):
        check_activation("tanh", tolerance=0)
    with pytest.raises(ValueError, match="f='swish' is unknown"):
        check_activation("swish")
