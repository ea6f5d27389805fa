"""Numbers as pictures and sentences write them."""

from dnnlib.live.numbers import subscript, superscript


def test_indices_are_written_digit_by_digit():
    assert superscript(1234567890) == "¹²³⁴⁵⁶⁷⁸⁹⁰"
    assert subscript(1234567890) == "₁₂₃₄₅₆₇₈₉₀"
