"""What mattered, as it is drawn and said."""

import numpy as np
import pytest

from dnnlib.lessons.playground.experiment_project import WhatMattered, paired_error
from dnnlib.lessons.playground.figure_diagnosis import WhatMatteredFigure


def table(*counts, m=100):
    """Trainings with two seeds that read so many of 100 images, the first ones, rightly."""
    right = np.array([[np.arange(m) < count - 1, np.arange(m) < count + 1] for count in counts])
    return WhatMattered([f"change {i}" for i in range(len(counts))], right, 15)


def test_what_is_clear_is_what_the_paired_error_leaves():
    result = table(90, 50, 89, 98)
    assert result.mean == pytest.approx([0.9, 0.5, 0.89, 0.98])
    words = WhatMatteredFigure.of(result).alt_text
    assert "after 15 epochs of 4 trainings, one change each, with the same 2 seeds and the same 100 images" in words
    assert "paired standard errors: change 1. Better by more: change 3." in words
    assert "standard errors: none. Better by more: none." in WhatMatteredFigure.of(table(90, 89)).alt_text


def test_pairs_tell_apart_what_single_errors_do_not():
    right = np.arange(400) < 380
    better = np.arange(400) < 388  # the same images and eight more
    paired = paired_error(better, right)
    assert paired == pytest.approx(np.sqrt(0.02 * 0.98 / 399))
    alone = np.sqrt(0.95 * 0.05 / 400)
    assert 2 * paired < 0.02 < 2 * alone


def test_the_bars_are_two_paired_errors_long_and_what_is_far_is_a_number():
    result = table(90, 86, 20)
    figure = WhatMatteredFigure.of(result)
    ends = figure.bars.get_xdata().reshape(-1, 3)[:, :2]
    error = 200 * result.paired_errors[:2]
    np.testing.assert_allclose(ends, np.array([[0, 0], [-4, -4]]) + np.outer(error, [-1, 1]), atol=1e-9)
    assert figure.means.get_xdata() == pytest.approx([0.9, 0.86, 0.2])
    assert [text.get_text() for text in figure.far[:3]] == ["", "", "◄ -70"]
