"""The losses of the outputs a, their derivatives, one-hot targets, accuracy."""

import numpy as np
import pytest
from autograd import grad
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import dnnlib
from dnnlib import LOSSES, accuracy, one_hot
from tests.reference import LOSS

SHAPES = st.tuples(st.integers(1, 5), st.integers(1, 4))


def batches(low, high):
    return SHAPES.flatmap(lambda s: st.tuples(*[arrays(float, s, elements=st.floats(low, high))] * 2))


@pytest.mark.parametrize("name", LOSSES)
@given(pair=batches(0.01, 0.99))
def test_values_and_derivatives_agree_with_autograd(name, pair):
    a, y = pair
    assert LOSSES[name](a, y) == pytest.approx(LOSS[name](a, y) / len(a), rel=1e-12, abs=1e-15)
    expected = grad(lambda a: LOSS[name](a, y) / len(a))(a)
    np.testing.assert_allclose(getattr(dnnlib, f"{name}_prime")(a, y), expected, rtol=1e-11, atol=1e-13)


def test_the_registry():
    assert list(LOSSES) == ["mse", "binary_cross_entropy", "cross_entropy"]
    assert all(loss is getattr(dnnlib, name) for name, loss in LOSSES.items())


BY_HAND = {
    "mse": (0.5 * 0.25 + 0.5 * (0.25 + 0.0625)) / 2,
    "binary_cross_entropy": (2 * np.log(2) + np.log(4 / 3)) / 2,
    "cross_entropy": (np.log(2) + np.log(4 / 3)) / 2,
}


@pytest.mark.parametrize("name", LOSSES)
def test_values_by_hand(name):
    a, y = [[0.5, 0.0], [0.5, 0.75]], [[0.0, 0.0], [1.0, 1.0]]
    assert LOSSES[name](a, y) == pytest.approx(BY_HAND[name], rel=1e-14)


@pytest.mark.parametrize("name", ["binary_cross_entropy", "cross_entropy"])
def test_certainty_costs_nothing_if_right_and_everything_if_wrong(name):
    loss = LOSSES[name]
    assert loss([[1.0, 0.0]], [[1.0, 0.0]]) == 0
    assert loss([[0.0, 1.0]], [[1.0, 0.0]]) == np.inf
    assert dnnlib.binary_cross_entropy([[1.0]], [[0.0]]) == np.inf
    assert dnnlib.cross_entropy([[1.0]], [[0.0]]) == 0


def test_labels_stand_for_one_hot_rows():
    a, y = np.array([[0.2, 0.8], [0.6, 0.4], [0.1, 0.9]]), np.array([1, 0, 0])
    for f in (dnnlib.cross_entropy, dnnlib.cross_entropy_prime):
        np.testing.assert_array_equal(f(a, y), f(a, one_hot(y, 2)))
        np.testing.assert_array_equal(f(a[:1], y[:1]), f(a[:1], one_hot(y[:1], 2)))


@pytest.mark.parametrize("f", [*LOSSES.values(), dnnlib.mse_prime, dnnlib.binary_cross_entropy_prime,
                               dnnlib.cross_entropy_prime])  # fmt: skip
def test_nothing_is_written_into_the_arguments(f):
    a, y = np.array([[0.2, 0.8]]), np.array([[0.0, 1.0]])
    a.flags.writeable = y.flags.writeable = False
    f(a, y)


def test_derivatives_keep_float32():
    a, y = np.float32([[0.25, 0.5]]), np.float32([[0, 1]])
    for name in LOSSES:
        assert getattr(dnnlib, f"{name}_prime")(a, y).dtype == np.float32


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_one_hot(dtype):
    rows = one_hot([2, 0], 3, dtype)
    assert rows.dtype == dtype
    np.testing.assert_array_equal(rows, [[0, 0, 1], [1, 0, 0]])
    assert one_hot(np.array([0], np.uint8), 1).dtype == np.float64


@given(labels=st.lists(st.integers(0, 4), min_size=1, max_size=20))
def test_one_hot_and_arg_max_undo_each_other(labels):
    rows = one_hot(labels, 5)
    np.testing.assert_array_equal(rows.argmax(axis=1), labels)
    np.testing.assert_array_equal(rows.sum(axis=1), 1)


@pytest.mark.parametrize(
    ("a", "y", "expected"),
    [
        ([[0.1, 0.9], [0.8, 0.2], [0.4, 0.6]], [1, 0, 0], 2 / 3),
        ([[0.1, 0.9], [0.8, 0.2], [0.4, 0.6]], [[0, 1], [1, 0], [1, 0]], 2 / 3),
        ([[0.1], [0.9], [0.5], [0.51]], [0, 1, 0, 0], 3 / 4),
        ([[0.1], [0.9], [0.5], [0.51]], [[0], [1], [1], [1]], 3 / 4),
        ([[5.0, -7.0, 2.0]], [2], 0),
        ([[np.inf, 0.0]], [0], 1),
    ],
)
def test_accuracy(a, y, expected):
    assert accuracy(a, y) == pytest.approx(expected)


def test_the_squared_error_takes_any_numbers():
    assert dnnlib.mse([[2.0, -1.0]], [[0.0, 3.0]]) == 10
    np.testing.assert_array_equal(dnnlib.mse_prime([[2.0, -1.0], [0, 0]], [[0.0, 3.0], [0, 0]]), [[1, -2], [0, 0]])


def test_a_row_that_is_no_number_is_wrong():
    assert accuracy([[np.nan, 0.1], [np.nan, 0.9], [0.9, 0.1]], [0, 0, 0]) == pytest.approx(1 / 3)
    assert accuracy([[np.nan]], [0]) == 0
    assert accuracy([[np.inf, 0.0]], [0]) == 1


@pytest.mark.parametrize("loss", [dnnlib.binary_cross_entropy, dnnlib.cross_entropy])
def test_no_loss_is_not_minus_nothing(loss):
    assert str(loss([[1.0, 0.0]], [[1.0, 0.0]])) == "0.0"


def test_the_precision_is_that_of_the_outputs():
    a = np.array([[0.5, 0.25]], np.float32)
    assert dnnlib.mse_prime(a, [[1.0, 0.0]]).dtype == np.float32
    assert dnnlib.binary_cross_entropy_prime(a, [[1.0, 0.0]]).dtype == np.float32
    assert dnnlib.cross_entropy_prime(a, [1]).dtype == np.float32
    assert dnnlib.cross_entropy_prime(a.astype(float), [1]).dtype == np.float64


def test_ragged_outputs_and_targets_are_named():
    with pytest.raises(ValueError, match=r"^a must be an array of real numbers"):
        dnnlib.cross_entropy([[1.0], [1.0, 2.0]], [0, 1])
    with pytest.raises(ValueError, match=r"^y must be an array of real numbers"):
        dnnlib.cross_entropy([[0.5, 0.5]], [[1.0], [1.0, 2.0]])


def test_accuracy_names_targets_that_are_no_numbers():
    with pytest.raises(ValueError, match=r"^y must be an array of real numbers"):
        accuracy(np.ones((2, 2)), ["a", "b"])


@pytest.mark.parametrize("name", ["binary_cross_entropy", "cross_entropy"])
@pytest.mark.parametrize(("a", "y", "named"), [(2.0, 1.0, "a"), (0.5, 2.0, "y")])
def test_what_a_logarithm_cannot_take_is_named_with_the_reason(name, a, y, named):
    with pytest.raises(ValueError, match=rf"^{named} .*\ba logarithmic loss\b"):
        LOSSES[name](np.full((1, 2), a), np.full((1, 2), y))


def test_many_classes_need_no_more_room_than_their_rows():
    rows = one_hot([3, 0], 10**6)
    assert rows.shape == (2, 10**6)
    assert rows.sum() == rows[0, 3] + rows[1, 0] == 2
