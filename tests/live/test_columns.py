"""Numbers in columns: short, aligned, and nothing lost."""

import numpy as np
import pytest

from dnnlib.live.panels import beside, column, matrix, number, row


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "0"), (-0.0, "0"), (0.12345, "0.1235"), (-12.3456, "-12.346"), (1e-5, "1.0e-05"), (-54321.0, "-5.4e+04"),
     (np.inf, "inf"), (-np.inf, "-inf"), (np.nan, "nan")],
)  # fmt: skip
def test_a_number_in_at_most_eight_characters(value, words):
    assert number(value) == words


def test_every_number_fits():
    values = np.concatenate([s * 10.0 ** np.linspace(-300, 300, 1201) for s in (1, -1)])
    assert max(len(number(v)) for v in values) == 9  # exponents of three digits take one more
    assert max(len(number(v)) for v in values[np.abs(np.log10(np.abs(values))) < 99]) == 8
    assert all(float(number(v)) == pytest.approx(v, rel=0.06) for v in values)


def test_blocks_stand_beside_each_other():
    words = beside(column("z", [1.0, -2.0]), "=", matrix("W", np.array([[3.0, 0.5], [0.0, 4.0]])), row("aT", [1, 2, 3]))
    lines = words.split("\n")
    assert [line.split() for line in lines] == [
        ["z", "W", "aT"],
        ["[", "1.0000]", "=", "[", "3.0000", "0.5000]", "[", "1.0000", "2.0000", "3.0000]"],
        ["[-2.0000]", "[", "0", "4.0000]"],
    ]
    assert lines[1].index("]") == lines[2].index("]")
