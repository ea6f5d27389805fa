"""Numbers as pictures and sentences write them."""

import pytest

from dnnlib.live.numbers import plain, subscript, superscript


def test_indices_are_written_digit_by_digit():
    assert superscript(1234567890) == "¹²³⁴⁵⁶⁷⁸⁹⁰"
    assert subscript(1234567890) == "₁₂₃₄₅₆₇₈₉₀"


@pytest.mark.parametrize(("value", "words"), [(100.0, "100"), (0.1514, "0.15"), (12345.0, "12000"), (1e-7, "1e-07")])
def test_a_plain_number_has_two_digits_and_no_exponent_where_none_is_needed(value, words):
    assert plain(value) == words
