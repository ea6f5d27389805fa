"""Numbers as pictures and sentences write them."""

import numpy as np

__all__ = ["compact", "fixed", "number", "percent", "plain", "short", "subscript", "superscript"]

SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def short(value, digits=2, *, zero=1e-9):
    """A number to a few significant digits: 0.12, 1.2e-05; below ``zero`` it is 0, and overflow is said."""
    if not np.isfinite(value):
        return "infinity (overflow)" if value > 0 else "no number (overflow)"
    return f"{value:.{digits}g}" if abs(value) > zero else "0"


def compact(value):
    """A number to two digits in the fewest letters: 0.012 is 1.2e-2."""
    return f"{value:.1e}".replace("e-0", "e-") if 0 < abs(value) < 0.01 else f"{value + 0.0:.2g}"


def fixed(value, decimals=2):
    """A number with fixed decimals, and never -0.00."""
    return f"{0.0 if abs(value) < 0.5 * 10**-decimals else value:.{decimals}f}"


def percent(share):
    """A share in whole per cent."""
    return f"{100 * share:.0f} %"


def plain(value, digits=2):
    """A number to a few significant digits, without an exponent up to a million: 100, not 1e+02."""
    return f"{float(f'{value:.{digits}g}'):g}"


def number(value):
    """A number in at most eight characters: 0.1234, -12.346, 1.2e-05, inf."""
    if value == 0 or not np.isfinite(value):
        return f"{value:g}" if value else "0"
    size = abs(value)
    return f"{value:.1e}" if size < 0.001 or size >= 999 else f"{value:.4f}" if size < 9.99 else f"{value:.3f}"


def superscript(n):
    """A whole number as an upper index in plain text, which is drawn several times faster than mathematics: ¹²."""
    return str(n).translate(SUPERSCRIPT)


def subscript(n):
    """A whole number as a lower index in plain text: ₁₂."""
    return str(n).translate(SUBSCRIPT)
