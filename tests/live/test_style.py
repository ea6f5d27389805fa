"""Limits jump rarely and hold all there is to see; panels stay inside; colours stay apart for the colour-blind."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from dnnlib.live import style
from dnnlib.live.figure import LiveFigure

# Simulation of full protanopia and deuteranopia in linear RGB: Machado, Oliveira and Fernandes (2009), severity 1.0.
BLINDNESS = {
    "none": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
}  # fmt: skip
positive = st.floats(1e-25, 1e25)


@given(st.lists(positive, min_size=1), st.sampled_from([1, 2, 3]))
def test_log_limits_hold_all_values_at_whole_steps(values, step):
    low, high = style.stepped_log_limits(values, step=step)
    assert low <= min(values) * (1 + 1e-9)
    assert high >= max(values) * (1 - 1e-9)
    exponents = np.log10([low, high]) / step
    np.testing.assert_allclose(exponents, np.round(exponents), atol=1e-9)
    assert exponents[1] - exponents[0] >= 1 - 1e-9


@pytest.mark.parametrize("nothing", [[], [np.nan], [np.inf, -1.0, 0.0]])
def test_log_limits_without_a_value(nothing):
    low, high = style.stepped_log_limits(nothing)
    assert 0 < low < high < np.inf


def test_log_limits_ignore_what_is_not_finite():
    assert style.stepped_log_limits([np.nan, np.inf, 0.0, -3.0, 0.5]) == pytest.approx((1e-2, 1.0))


@given(st.lists(st.floats(-1e12, 1e12), min_size=1))
def test_linear_limits_hold_all_values(values):
    low, high = style.stepped_limits(values)
    assert low <= min(values) * (1 + 1e-9 * np.sign(min(values)))
    assert high >= max(values) * (1 - 1e-9 * np.sign(max(values)))
    assert low < high
    low, high = style.stepped_limits(values, symmetric=True)
    assert low == -high < 0


@pytest.mark.parametrize(("value", "limit"), [(0.3, 0.5), (0.5, 0.5), (0.51, 1), (1.2, 2), (3, 5), (7, 10), (11, 20)])
def test_linear_limits_step_at_one_two_five(value, limit):
    assert style.stepped_limits([value]) == pytest.approx((0, limit))


def test_set_limits_leaves_equal_limits_alone():
    ax = Figure().add_subplot()
    ax.set(xlim=(0, 2), ylim=(1, 3))
    ax.figure.stale = False
    style.set_limits(ax, (0, 2), (1, 3))
    assert not ax.figure.stale
    style.set_limits(ax, y=(1, 4))
    assert ax.figure.stale
    assert ax.get_ylim() == (1, 4)


@pytest.mark.parametrize(("columns", "rows"), [(1, 1), (3, 1), (2, 2)])
def test_panels_lie_apart_inside_the_figure(columns, rows):
    axes = style.panels(Figure(figsize=(11, 6)), columns, rows)
    assert len(axes) == columns * rows
    boxes = [ax.get_position() for ax in axes]
    assert all(0 < box.x0 < box.x1 < 1 and 0 < box.y0 < box.y1 < 1 for box in boxes)
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))


def test_panels_that_do_not_fit():
    with pytest.raises(ValueError, match=r"columns=9, rows=1 do not fit in 4\.0 x 3\.0 inches"):
        style.panels(Figure(figsize=(4, 3)), 9)


def test_axes_are_readable_from_the_back():
    ax = style.style_axes(Figure().add_subplot(), "Title", "x", "y")
    assert ax._left_title.get_fontsize() >= 12
    assert min(text.get_fontsize() for text in [ax.xaxis.label, ax.yaxis.label, *ax.get_xticklabels()]) >= 11


@pytest.mark.parametrize("kind", BLINDNESS)
def test_colours_stay_apart(kind):
    linear = np.array([to_rgb(colour) for colour in style.CYCLE]) ** 2.2
    seen = np.clip(linear @ BLINDNESS[kind].T, 0, 1) ** (1 / 2.2)
    apart = [np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)]
    assert min(apart) > 0.12


def test_lines_differ_by_more_than_colour():
    dashes = [str(line["linestyle"]) for role, line in style.LINES.items() if role != "forward"]  # forward is measured
    assert len(set(dashes)) == len(dashes)


def test_a_title_keeps_its_place_whatever_stands_above_the_axes():
    ax = Figure().add_subplot()
    style.style_axes(ax, "What it is")
    ax.xaxis.tick_top()
    ax.figure.draw_without_rendering()
    title = next(text for text in (ax.title, ax._left_title) if text.get_text())
    assert (title.get_text(), title.get_position()) == ("What it is", (0.0, 1.0))


def test_a_label_is_read_over_the_curve_that_runs_there():
    class Page(LiveFigure):
        def build(self):
            self.ax = self.add_axes((0, 0, 1, 1))
            self.ax.set(xlim=(0, 1), ylim=(0, 1))
            self.label = style.set_label(self.ax, 0.5, 0.5, "words")
            self.line = self.moving(self.ax.plot([], [], color="red", linewidth=30)[0])

        def draw_result(self, result, ghost=None):
            self.line.set_data([0, 1], [0.5, 0.5])

        def describe(self, result):
            return ""

    page = Page.of(1)
    page.render()
    left, bottom, right, top = (round(v) for v in page.label.get_window_extent().extents)
    pixels = np.asarray(page.canvas.buffer_rgba())[::-1][bottom:top, left:right, :3].reshape(-1, 3)
    assert (pixels.min(axis=1) > 190).any()  # the box, over red
    assert (pixels.max(axis=1) < 100).any()  # the letters


def test_ticks_at_the_ends_say_that_they_stand_for_more():
    ax = Figure().add_subplot()
    ax.set(xlim=(-3, 3), xticks=[-3, -1, 0, 0.5, 3], ylim=(0, 4), yticks=range(5))
    style.label_ends(ax.xaxis, -3, 3)
    style.label_ends(ax.yaxis, high=4)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["≤ −3", "−1", "0", "0.5", "≥ 3"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["0", "1", "2", "3", "≥ 4"]
