"""Ticks at round powers of ten, whatever the window."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from dnnlib.live.panels import DOWN, STEPS, UP, PowersOfTen, log_axes, log_window


@pytest.mark.parametrize("down", DOWN)
@pytest.mark.parametrize("up", UP)
def test_ticks_of_every_window_are_few_evenly_spaced_and_hold_1(down, up):
    ticks = np.log10(PowersOfTen().tick_values(10.0**-down, 10.0**up))
    steps = np.diff(ticks)
    assert 2 <= ticks.size <= 7
    assert np.abs(ticks).min() == 0
    assert steps == pytest.approx(np.full(steps.size, steps[0]))
    assert round(steps[0]) in STEPS
    assert ticks.min() >= -down - 1e-9
    assert ticks.max() <= up + 1e-9


def test_the_smallest_step_that_leaves_few_ticks_is_taken():
    assert PowersOfTen().tick_values(1e-2, 10) == pytest.approx([0.01, 0.1, 1, 10])
    assert PowersOfTen().tick_values(1e-50, 1e8) == pytest.approx(10.0 ** np.arange(-50, 1, 10), rel=1e-9)
    assert PowersOfTen().tick_values(10, 1e-2) == pytest.approx([0.01, 0.1, 1, 10])


@given(st.lists(st.floats(1e-90, 1e90), min_size=1))
def test_an_axis_with_such_ticks_shows_all_values_and_names_only_what_is_in_sight(values):
    ax = Figure().add_subplot()
    log_axes(ax)
    ax.set_ylim(log_window(np.array(values)))
    low, high = ax.get_ylim()
    assert low < min(values) <= max(values) < high
    assert all(low * 0.999 <= tick <= high * 1.001 for tick in ax.get_yticks())
    assert len(ax.get_yticks()) >= 2
