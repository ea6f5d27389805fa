"""The checks of arguments: what they let through, and as what (what they refuse stands in test_bad_input)."""

from fractions import Fraction

import numpy as np
import pytest

from dnnlib import _checks, _network_checks


def test_names():
    assert _checks.one_of("f", "tanh", ("tanh", "relu")) == "tanh"


@pytest.mark.parametrize("value", [3, np.int8(3), np.uint64(3), np.array(3)], ids=repr)
def test_integers_of_every_kind(value):
    assert _checks.integer("n", value) == 3
    assert type(_checks.integer("n", value)) is int


def test_the_least_integer_is_taken():
    assert _checks.integer("n", 1) == 1
    assert _checks.integer("n", 0, 0) == 0
    assert _checks.integer("n", 2, 2) == 2


@pytest.mark.parametrize("value", [0.5, np.float32(0.5), np.array(0.5), Fraction(1, 2)], ids=repr)
def test_numbers_of_every_kind(value):
    assert _checks.number("x", value) == 0.5
    assert type(_checks.number("x", value)) is float


def test_the_ends_of_an_interval_are_taken_unless_it_is_open():
    assert _checks.number("x", -1e9) == -1e9
    assert _checks.number("x", 1e9) == 1e9
    assert (_checks.number("x", 0, 0, 1), _checks.number("x", 1, 0, 1)) == (0, 1)
    assert _checks.number("x", 1, 0, 1, open_low=True) == 1
    with pytest.raises(ValueError, match=r"x=0 must be a finite number in \(0, 1\]"):
        _checks.number("x", 0, 0, 1, open_low=True)
    for value in ([[1], [1, 2]], 10**400):
        with pytest.raises(ValueError, match=r"x=.* must be a finite number in \[-inf, inf\]"):
            _checks.number("x", value)


def test_a_generator_comes_back_itself_and_a_seed_as_its_generator():
    rng = np.random.default_rng(3)
    assert _checks.generator("rng", rng) is rng
    for seed in (3, np.int64(3)):
        assert _checks.generator("rng", seed).random() == np.random.default_rng(3).random()


class OneEntry:
    """An array of one entry as other libraries have it: with an axis, and yet ready to be a float."""

    ndim = 1

    def __float__(self):
        return 3.0


@pytest.mark.parametrize("value", [[3], np.array([3]), np.array([[3]]), OneEntry()], ids=type)
def test_an_array_with_axes_is_no_number_even_if_it_holds_but_one(value):
    with pytest.raises(ValueError, match=r"x=.* must be a finite number"):
        _checks.number("x", value)
    with pytest.raises(ValueError, match=r"n=.* must be an integer of at least 1"):
        _checks.integer("n", value)


def test_flags():
    assert _checks.boolean("b", True) is True
    assert _checks.boolean("b", np.False_) is False


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_come_back_uncopied(dtype):
    array = np.ones((2, 3), dtype)
    assert _checks.finite_array("x", array) is array
    assert _checks.finite_array("x", array, dtype) is array
    assert _checks.finite_array("x", array, np.float64).dtype == np.float64


@pytest.mark.parametrize("value", [[1, 0], [True, False], np.array([1, 0], np.uint8), (1.0, 0.0),
                                   np.array([1, 0], np.float16)], ids=repr)  # fmt: skip
def test_everything_else_becomes_float64(value):
    assert _checks.finite_array("x", value).dtype == np.float64
    np.testing.assert_array_equal(_checks.finite_array("x", value), [1, 0])
    assert _checks.finite_array("x", value, np.float32).dtype == np.float32


def test_batches_and_labels():
    assert _checks.batch("X", [[1, 2]], 2).shape == (1, 2)
    for value in ([0, 1, 2], np.array([0, 1, 2], np.uint8)):
        np.testing.assert_array_equal(_checks.labels("y", value, 3), [0, 1, 2])
        np.testing.assert_array_equal(_checks.labels("y", value, 3, 3), [0, 1, 2])
    assert _checks.labels("y", np.zeros(0, int), 3).shape == (0,)
    with pytest.raises(ValueError, match=r"must be integer labels of shape \(m,\)"):
        _checks.labels("y", [0.5], 3)
    with pytest.raises(ValueError, match=r"must be integer labels of shape \(4,\)"):
        _checks.labels("y", [0, 1], 3, 4)


@pytest.mark.parametrize("value", [b"3", np.array("3"), np.array(True), np.complex128(2), np.timedelta64(3), 2j, [1]])
def test_what_only_looks_like_a_number_is_refused(value):
    with pytest.raises(ValueError, match=r"eta=.* must be a finite number"):
        _checks.number("eta", value)


@pytest.mark.parametrize("value", [3, 3.0, np.float32(3), np.int8(3), np.array(3.0), Fraction(3)])
def test_what_is_a_number_is_taken(value):
    assert _checks.number("eta", value) == 3


@pytest.mark.parametrize("rng", [[], (), [True], range(3), [[1], [2, 3]], np.random.RandomState(0), None, -1, 1.0])
def test_a_generator_comes_from_a_generator_or_a_seed_alone(rng):
    with pytest.raises(ValueError, match=r"must be a numpy.random.Generator or a non-negative integer seed"):
        _checks.generator("rng", rng)


@pytest.mark.parametrize("value", [{5, 2, 3}, frozenset({1, 2}), {1: 2}, b"\x02\x03", "23", 3, None])
def test_what_has_no_order_is_refused(value):
    with pytest.raises(ValueError, match=r"sizes=.* must be a sequence n_0"):
        _network_checks.layer_sizes(value)
    if not isinstance(value, str):
        with pytest.raises(ValueError, match=r"activation=.* must be a name, an Activation, or a list of these"):
            _network_checks.activations(value, 3)
