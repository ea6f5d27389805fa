"""Batch norm's two passes: statistics, autograd, and what the backward pass is orthogonal to."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given
from hypothesis import strategies as st

from dnnlib import batchnorm_backward, batchnorm_forward
from dnnlib.batchnorm import EPS

CASES = st.tuples(st.integers(2, 7), st.integers(1, 4), st.sampled_from([0.0, EPS, 0.3]), st.integers(0, 2**32))


def case(m, n, seed):
    rng = np.random.default_rng(seed)
    return (
        3 * rng.normal(size=(m, n)) + rng.normal(size=n),
        rng.normal(size=n),
        rng.normal(size=n),
        rng.normal(size=(m, n)),
    )


def by_definition(z, gamma, beta, eps):
    mu = anp.mean(z, axis=0)
    return gamma * (z - mu) / anp.sqrt(anp.mean((z - mu) ** 2, axis=0) + eps) + beta


def test_the_default_epsilon():
    assert EPS == 1e-5
    z, gamma, beta, _ = case(4, 2, 0)
    np.testing.assert_array_equal(batchnorm_forward(z, gamma, beta)[0], batchnorm_forward(z, gamma, beta, eps=1e-5)[0])


@given(args=CASES)
def test_both_passes_agree_with_autograd(args):
    m, n, eps, seed = args
    z, gamma, beta, dout = case(m, n, seed)
    out, cache = batchnorm_forward(z, gamma, beta, eps=eps)
    np.testing.assert_allclose(out, by_definition(z, gamma, beta, eps), rtol=1e-11, atol=1e-12)
    expected = [grad(lambda *p: anp.sum(dout * by_definition(*p, eps)), i)(z, gamma, beta) for i in range(3)]
    for got, wanted in zip(batchnorm_backward(dout, cache), expected, strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-7, atol=1e-7 * np.abs(wanted).max() + 1e-9)


def test_the_backward_pass_to_nine_digits():
    z, gamma, beta, dout = case(16, 5, 1)
    expected = [grad(lambda *p: anp.sum(dout * by_definition(*p, 1e-5)), i)(z, gamma, beta) for i in range(3)]
    for got, wanted in zip(batchnorm_backward(dout, batchnorm_forward(z, gamma, beta)[1]), expected, strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-9)


def test_every_column_has_mean_beta_and_deviation_gamma():
    z, gamma, beta, _ = case(50, 3, 2)
    out, cache = batchnorm_forward(z, gamma, beta, eps=0)
    np.testing.assert_allclose(out.mean(axis=0), beta, atol=1e-14)
    np.testing.assert_allclose(out.std(axis=0), np.abs(gamma), rtol=1e-13)
    np.testing.assert_allclose(cache.mean, z.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(cache.var, z.var(axis=0), rtol=1e-12)
    np.testing.assert_allclose(cache.std, z.std(axis=0), rtol=1e-12)
    np.testing.assert_allclose(cache.z_hat * cache.std + cache.mean, z, rtol=1e-12)


def test_epsilon_shrinks_what_hardly_varies():
    z = 1e-4 * np.array([[1.0], [-1.0]])
    out = batchnorm_forward(z, [1.0], [0.0], eps=1e-5)[0]
    np.testing.assert_allclose(out, z / np.sqrt(1e-8 + 1e-5), rtol=1e-13)


def test_a_constant_column_becomes_beta():
    out, cache = batchnorm_forward(np.full((4, 1), 7.0), [2.0], [3.0])
    np.testing.assert_allclose(out, 3)
    assert np.isfinite(batchnorm_backward(np.ones((4, 1)), cache)[0]).all()


@given(args=CASES)
def test_the_gradient_is_orthogonal_to_one_and_to_z_hat(args):
    m, n, _, seed = args
    z, gamma, beta, dout = case(m, n, seed)
    _, cache = batchnorm_forward(z, gamma, beta, eps=0)
    dz, _, _ = batchnorm_backward(dout, cache)
    size = np.abs(dout).max() * np.abs(gamma / cache.std).max() * m
    np.testing.assert_allclose(dz.sum(axis=0) / size, 0, atol=1e-10)
    np.testing.assert_allclose((dz * cache.z_hat).sum(axis=0) / size, 0, atol=1e-10)


@given(args=CASES, scale=st.floats(0.1, 10), shift=st.floats(-10, 10))
def test_shift_and_scale_of_z_change_nothing(args, scale, shift):
    m, n, _, seed = args
    z, gamma, beta, _ = case(m, n, seed)
    one, two = (batchnorm_forward(v, gamma, beta, eps=0)[0] for v in (z, scale * z + shift))
    np.testing.assert_allclose(one, two, rtol=1e-6, atol=1e-6)


def test_precision_is_kept_and_nothing_is_written():
    z, gamma, beta, dout = (v.astype(np.float32) for v in case(5, 3, 4))
    for v in (z, gamma, beta, dout):
        v.flags.writeable = False
    out, cache = batchnorm_forward(z, gamma, beta)
    for v in cache:
        v.flags.writeable = False
    assert {v.dtype for v in (out, *cache, *batchnorm_backward(dout, cache))} == {np.dtype(np.float32)}


@pytest.mark.parametrize(("value", "dtype"), [(1e4, np.float32), (1e13 / 3, np.float64)])
def test_a_constant_column_gives_nothing_whatever_its_size(value, dtype):
    out, _ = batchnorm_forward(np.full((7, 1), value, dtype), [1.0], [0.0])
    assert out.dtype == dtype
    np.testing.assert_allclose(out, 0, atol=1e-6)


@pytest.mark.parametrize("name", ["gamma", "beta"])
def test_a_vector_of_another_length_is_named_with_the_right_one(name):
    with pytest.raises(ValueError, match=rf"^{name} has shape \(2,\), but must be \(3,\)"):
        batchnorm_forward(np.ones((4, 3)), **{"gamma": np.ones(3), "beta": np.ones(3)} | {name: np.ones(2)})


def test_each_column_loses_what_rounding_left_of_its_own_mean():
    z = np.c_[1e8 + np.arange(5.0) / 3, np.arange(5.0)]
    z_hat = batchnorm_forward(z, np.ones(2), np.zeros(2), eps=1e-30)[0]
    assert np.abs(z_hat.mean(axis=0)).max() < 1e-15


def test_a_cache_of_another_kind_is_named():
    with pytest.raises(ValueError, match=r"^cache must come from batchnorm_forward, not tuple \(1, 2\)"):
        batchnorm_backward(np.ones((4, 3)), (1, 2))
