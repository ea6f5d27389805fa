"""Softmax: its definition, its symmetries, its limits, its Jacobian."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dnnlib import log_softmax, sigmoid, softmax, softmax_jacobian
from dnnlib.output_loss import OUTPUT_LOSSES

LOGITS = arrays(float, st.tuples(st.integers(1, 4), st.integers(1, 6)), elements=st.floats(-30, 30))
ANY = arrays(float, st.integers(1, 6), elements=st.floats(-1e4, 1e4))
TEMPERATURE = st.floats(0.1, 100)


def by_definition(z, T=1.0):
    e = np.exp(np.asarray(z) / T)
    return e / e.sum(axis=-1, keepdims=True)


@given(z=LOGITS, T=st.floats(0.5, 100))
def test_it_is_what_the_formula_says(z, T):
    np.testing.assert_allclose(softmax(z, T), by_definition(z, T), rtol=1e-12)
    np.testing.assert_allclose(softmax(z), by_definition(z), rtol=1e-12)
    np.testing.assert_allclose(log_softmax(z, T), np.log(by_definition(z, T)), rtol=1e-10, atol=1e-12)


@given(z=ANY, T=TEMPERATURE)
def test_probabilities_that_sum_to_one(z, T):
    p = softmax(z, T)
    assert (p >= 0).all()
    assert p.sum() == pytest.approx(1, abs=1e-14)


@given(z=ANY, shift=st.floats(-1e4, 1e4))
def test_a_shift_of_all_logits_changes_nothing(z, shift):
    np.testing.assert_allclose(softmax(z + shift), softmax(z), rtol=1e-10, atol=1e-300)
    np.testing.assert_allclose(log_softmax(z + shift), log_softmax(z), atol=1e-10)


@given(z=ANY, T=TEMPERATURE)
def test_a_temperature_divides_the_logits(z, T):
    np.testing.assert_allclose(softmax(z, T), softmax(z / T), rtol=1e-9, atol=1e-300)
    np.testing.assert_allclose(log_softmax(z, T), log_softmax(z / T), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("cold", [1e-3, 1e-50, 1e-320])
def test_cold_gives_the_arg_max_and_hot_the_uniform_distribution(dtype, cold):
    z = np.array([[1, 3, 2], [0, 0, -1]], dtype)
    np.testing.assert_array_equal(softmax(z, cold), [[0, 1, 0], [0.5, 0.5, 0]])
    np.testing.assert_allclose(softmax(z, 1e50), 1 / 3, rtol=1e-6)


def test_the_logarithm_is_exact_where_softmax_underflows():
    z = np.array([0.0, 1e4])
    assert softmax(z)[0] == 0
    np.testing.assert_allclose(log_softmax(z), [-1e4, 0])
    np.testing.assert_allclose(log_softmax(z, 0.5), [-2e4, 0])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("row", [[1, 0], [-1, 0], [1, 1, -1], [-1, -1], [1], [0.5, 0.5, 0.5, 0.5]])
def test_the_output_of_a_network_is_exact_on_both_sides_of_where_it_subtracts_the_largest_logit(dtype, row):
    output, eps, tiny = OUTPUT_LOSSES["softmax", "cross_entropy"].output, np.finfo(dtype).eps, np.finfo(dtype).tiny
    for size in np.linspace(0.05, 2, 40) * np.log(np.finfo(dtype).max):
        z = (np.array([row]) * size + np.linspace(0, 1, len(row))).astype(dtype)
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            p = output(z)
        exact = by_definition(z.astype(np.longdouble) - z.max())
        assert p.dtype == dtype
        np.testing.assert_allclose(p, exact, rtol=4 * eps * max(size, 1), atol=tiny)


@pytest.mark.parametrize("f", [softmax, log_softmax, softmax_jacobian])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_precision_shape_and_input_are_kept(f, dtype):
    z = np.linspace(-3, 3, 12).astype(dtype).reshape(2, 2, 3)
    z.flags.writeable = False
    assert f(z).dtype == dtype
    assert f(z).shape == ((2, 2, 3, 3) if f is softmax_jacobian else (2, 2, 3))
    np.testing.assert_allclose(f(z)[1, 0], f(z[1, 0]), rtol=1e-6)
    assert f([1, 2]).dtype == np.float64


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_largest_numbers_do_not_overflow(dtype):
    top = np.finfo(dtype).max
    np.testing.assert_array_equal(softmax(np.array([top, -top, 0], dtype)), [1, 0, 0])
    np.testing.assert_array_equal(softmax_jacobian(np.array([top, -top], dtype)), np.zeros((2, 2)))


def test_two_classes_are_the_sigmoid():
    z = np.linspace(-8, 8, 33)
    np.testing.assert_allclose(softmax(np.stack([z, 0 * z], axis=1))[:, 0], sigmoid(z), rtol=1e-14)


@given(z=LOGITS)
def test_the_jacobian_is_the_complex_step_s(z):
    h = 1e-30
    steps = z[:, None, :] + 1j * h * np.eye(z.shape[1])
    dp_dz = np.swapaxes(by_definition(steps).imag / h, 1, 2)
    np.testing.assert_allclose(softmax_jacobian(z), dp_dz, rtol=1e-9, atol=1e-15)


@given(z=ANY)
def test_the_jacobian_is_symmetric_semidefinite_and_kills_the_ones(z):
    J = softmax_jacobian(z)
    np.testing.assert_array_equal(J, J.T)
    np.testing.assert_allclose(J.sum(axis=1), 0, atol=1e-15)
    np.testing.assert_allclose(J @ np.ones(len(z)), 0, atol=1e-15)
    assert np.linalg.eigvalsh(J).min() >= -1e-15


def test_a_hot_softmax_of_the_largest_numbers_does_not_overflow():
    np.testing.assert_allclose(softmax([1e308, -1e308], 1e308), by_definition([1.0, -1.0]), rtol=1e-12)
