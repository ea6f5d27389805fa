"""Every activation and its derivative: against its definition, autograd, complex steps, and at the ends of the line."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import elementwise_grad
from hypothesis import given
from hypothesis import strategies as st

import dnnlib
from dnnlib import ACTIVATIONS
from tests import reference
from tests.reference import PHI

FLOATS = st.floats(-1e4, 1e4)
every = pytest.mark.parametrize("name", ACTIVATIONS)
Z = np.concatenate([np.linspace(-6, 6, 121)[np.linspace(-6, 6, 121) != 0], [-20, 20, -1e-8, 1e-8]])


def values(name, z):
    """phi(z), phi'(z) with the slope that the network starts from."""
    phi = ACTIVATIONS[name]
    return (phi.f(z), phi.df(z)) if phi.start is None else (phi.f(z, phi.start), phi.df(z, phi.start))


NAMES = ["sigmoid", "tanh", "relu", "leaky_relu", "prelu", "elu", "gelu", "silu", "identity"]


def test_the_registry_holds_every_activation_under_its_name():
    assert list(ACTIVATIONS) == NAMES
    for name, phi in ACTIVATIONS.items():
        assert (phi.name, phi.f, phi.df) == (name, getattr(dnnlib, name), getattr(dnnlib, f"{name}_prime"))
        assert phi.label.lower().replace(" ", "_") == name
        assert (phi.start is not None) == (name == "prelu")
        assert phi.kinks == (name in ("relu", "leaky_relu", "prelu"))
    assert ACTIVATIONS["prelu"].start == 0.25


@every
def test_values_and_slopes_agree_with_autograd(name):
    f, df = values(name, Z)
    np.testing.assert_allclose(f, PHI[name](Z, 0.25), rtol=1e-13, atol=2e-16)
    np.testing.assert_allclose(df, elementwise_grad(lambda z: PHI[name](z, 0.25))(Z), rtol=1e-12, atol=4e-16)


@every
def test_the_slope_from_the_output_is_the_slope(name):
    phi = ACTIVATIONS[name]
    np.testing.assert_allclose(phi.slope(Z, phi.f(Z)), phi.df(Z), rtol=1e-10, atol=4e-16)
    far = np.array([-np.inf, -1e4, -39.5, 39.0, 39.5, 100.0, 1e4, np.inf])
    if name != "prelu":
        np.testing.assert_allclose(phi.slope(far, phi.f(far)), phi.df(far), rtol=1e-10, atol=4e-16)


@every
def test_complex_steps_give_the_slope_also_at_the_kink(name):
    z = np.append(Z, 0)
    np.testing.assert_allclose(values(name, z + 1e-30j)[0].imag / 1e-30, values(name, z)[1], rtol=1e-12, atol=4e-16)
    np.testing.assert_allclose(values(name, z + 1e-30j)[0].real, values(name, z)[0], rtol=1e-14, atol=1e-15)
    np.testing.assert_allclose(values(name, z - 1e-30j)[0].imag / -1e-30, values(name, z)[1], rtol=1e-12, atol=4e-16)


AT_ZERO = {
    "identity": (0, 1),
    "sigmoid": (0.5, 0.25),
    "tanh": (0, 1),
    "relu": (0, 0),
    "leaky_relu": (0, 0.01),
    "prelu": (0, 0.25),
    "elu": (0, 1),
    "gelu": (0, 0.5),
    "silu": (0, 0.5),
}


@every
def test_at_zero_the_slope_is_that_from_the_left(name):
    assert values(name, 0.0) == AT_ZERO[name]
    phi = ACTIVATIONS[name]
    assert phi.slope(np.zeros(1), phi.f(np.zeros(1)))[0] == AT_ZERO[name][1] or name == "prelu"


FAR = {  # phi and phi' at -1e4 and at 1e4
    "identity": (-1e4, 1, 1e4, 1),
    "sigmoid": (0, 0, 1, 0),
    "tanh": (-1, 0, 1, 0),
    "relu": (0, 0, 1e4, 1),
    "leaky_relu": (-100, 0.01, 1e4, 1),
    "prelu": (-2500, 0.25, 1e4, 1),
    "elu": (-1, 0, 1e4, 1),
    "gelu": (0, 0, 1e4, 1),
    "silu": (0, 0, 1e4, 1),
}


@every
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_from_zero_nothing_overflows(name, dtype):
    f, df = values(name, np.array([-1e4, 1e4], dtype))
    np.testing.assert_allclose([f[0], df[0], f[1], df[1]], FAR[name], rtol=1e-7)


@every
@pytest.mark.parametrize("dtype", [np.complex64, np.complex128])
def test_complex_steps_overflow_nowhere_either(name, dtype):
    f = values(name, np.array([-1e4 + 1e-30j, 1e4 + 1e-30j], dtype))[0]
    assert f.dtype == dtype
    found = [f[0].real, f[0].imag / 1e-30, f[1].real, f[1].imag / 1e-30]
    np.testing.assert_allclose(found, FAR[name], rtol=1e-6, atol=1e-30)


@every
@given(z=FLOATS)
def test_values_stay_in_the_range_that_is_stated(name, z):
    low, high = ACTIVATIONS[name].range
    assert low <= values(name, z)[0] <= high


@every
def test_the_stated_range_is_reached_in_the_limit(name):
    low, high = ACTIVATIONS[name].range
    f = values(name, np.array([-1e9, 1e9]))[0]
    if name in ("gelu", "silu"):  # their least value lies between
        assert f[0] == 0
        assert values(name, np.linspace(-2, 0, 200_001))[0].min() == pytest.approx(low, rel=1e-9)
    else:
        assert f[0] == low if np.isfinite(low) else f[0] < -1e6
    assert f[1] == high if np.isfinite(high) else f[1] > 1e6


@every
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
@pytest.mark.parametrize("shape", [(3,), (2, 3), (2, 1, 3), ()])
def test_precision_and_shape_are_kept(name, dtype, shape):
    z = np.full(shape, -0.5, dtype)
    results = [*values(name, z)] if dtype is not np.complex128 else [values(name, z)[0]]
    assert [(np.shape(r), r.dtype) for r in results] == [(shape, np.dtype(dtype))] * len(results)


@every
@pytest.mark.parametrize("z", [-2, 3, -2.0, 3.0], ids=repr)
def test_numbers_and_lists_are_taken_too(name, z):
    number, column = values(name, z), values(name, [[z], [z]])
    for one, two in zip(number, column, strict=True):
        assert np.shape(one) == ()
        assert np.shape(two) == (2, 1)
        assert two[0, 0] == two[1, 0] == one


@every
def test_nothing_is_written_into_z(name):
    z = np.linspace(-2, 2, 5)
    z.flags.writeable = False
    values(name, z)


@given(z=FLOATS, alpha=st.floats(-2, 2))
def test_slopes_below_zero(z, alpha):
    left = z <= 0
    assert dnnlib.leaky_relu(z, alpha) == dnnlib.prelu(z, alpha) == (alpha * z if left else z)
    assert dnnlib.leaky_relu_prime(z, alpha) == dnnlib.prelu_prime(z, alpha) == (alpha if left else 1)
    assert dnnlib.elu(z, alpha) == pytest.approx(alpha * np.expm1(z) if left else z, rel=1e-12)
    assert dnnlib.elu_prime(z, alpha) == pytest.approx(alpha * np.exp(z) if left else 1, rel=1e-12)


def test_default_slopes():
    assert dnnlib.leaky_relu(-1.0) == -0.01
    assert dnnlib.leaky_relu_prime(-1.0) == 0.01
    assert dnnlib.prelu(-1.0) == -0.25
    assert dnnlib.prelu_prime(-1.0) == 0.25


def test_the_gradient_for_prelu_s_slope():
    slopes = np.full_like(Z, 0.25)
    expected = elementwise_grad(lambda alpha: anp.where(Z > 0, Z, alpha * Z))(slopes)
    np.testing.assert_allclose(dnnlib.prelu_slope_gradient(Z), expected, rtol=1e-14)
    assert dnnlib.prelu_slope_gradient(np.float32([-2, 3])).dtype == np.float32


def test_prelu_takes_one_slope_for_each_unit():
    z, alpha = np.array([[-1.0, -1.0], [1.0, -4.0]]), np.array([0.5, 0.1])
    np.testing.assert_allclose(dnnlib.prelu(z, alpha), [[-0.5, -0.1], [1, -0.4]])
    np.testing.assert_allclose(dnnlib.prelu_prime(z, alpha), [[0.5, 0.1], [1, 0.1]])


def test_sigmoid_prime_is_exact_in_both_tails():
    np.testing.assert_allclose(dnnlib.sigmoid_prime(np.array([-50.0, 50.0])), np.exp(-50), rtol=1e-14)


FUNCTIONS = [getattr(dnnlib, name + end) for name in NAMES for end in ("", "_prime")]


@pytest.mark.parametrize("f", FUNCTIONS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int64, bool])
def test_whole_numbers_are_taken_as_float64(f, dtype):
    z = np.array([0, 1, 100]).astype(dtype)
    assert f(z).dtype == np.float64
    np.testing.assert_array_equal(f(z), f(z.astype(float)))


@pytest.mark.parametrize("f", FUNCTIONS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("z", [None, "a", ["a"], [None], [[1], [1, 2]]])
def test_what_is_no_number_is_refused(f, z):
    with pytest.raises(ValueError, match="z must be an array of numbers"):
        f(z)


@every
def test_the_largest_slope_is_the_one_that_is_stated(name):
    z = np.append(np.linspace(-5, 5, 100_001), [np.sqrt(2), 2.399357280520047])
    assert values(name, z)[1].max() == pytest.approx(ACTIVATIONS[name].max_slope, rel=1e-14)


@pytest.mark.parametrize("z", [-20.0, -8.5, -3.0, -0.71, -1e-9, 0.0, 0.03, 0.5, 1.0, 2.25, 6.0, 20.0])
def test_gelu_and_silu_are_what_pytorch_documents(z):
    gelu, silu = reference.exact_gelu_and_silu(z)
    assert dnnlib.gelu(z) == pytest.approx(gelu, rel=1e-14, abs=1e-25)
    assert dnnlib.silu(z) == pytest.approx(silu, rel=1e-14)
    assert dnnlib.gelu(np.float32(z)) == pytest.approx(gelu, rel=2e-7, abs=1e-25)


@pytest.mark.parametrize("name", NAMES)
def test_infinite_and_undefined_z_give_the_limits(name):
    f, df = values(name, np.array([-np.inf, np.inf, np.nan]))
    np.testing.assert_array_equal(np.isnan(f), [False, False, True])
    limits = {"identity": -np.inf, "leaky_relu": -np.inf, "prelu": -np.inf, "tanh": -1, "elu": -1}
    assert f[0] == limits.get(name, 0)
    assert np.isfinite(df[:2]).all()


@pytest.mark.parametrize("f", [dnnlib.leaky_relu, dnnlib.prelu_prime, dnnlib.elu, dnnlib.elu_prime])
@pytest.mark.parametrize("alpha", ["steep", None, np.ma.ones(2)])
def test_a_slope_that_is_no_number_is_refused(f, alpha):
    with pytest.raises(ValueError, match=r"alpha (must be an array of numbers|is a masked array)"):
        f(np.ones(2), alpha)
