"""What mattered, as it is drawn and said."""

import numpy as np
import pytest

from dnnlib.lessons.playground.experiment_project import WhatMattered
from dnnlib.lessons.playground.figure_diagnosis import FAR, WhatMatteredFigure


def table(*means):
    """Trainings with these mean accuracies; the first one's standard error on 100 examples is 0.03 at 0.9."""
    accuracy = np.array([[mean - 0.01, mean + 0.01] for mean in means])
    return WhatMattered([f"change {i}" for i in range(len(means))], accuracy, 15, 100)


def test_far_worse_is_what_no_chance_explains():
    assert FAR * table(0.9).standard_error == pytest.approx(0.3)
    words = WhatMatteredFigure.of(table(0.9, 0.59, 0.61, 0.95)).alt_text
    assert "after 15 epochs of 4 trainings" in words
    assert "Far worse than the first: change 1. " in words
    assert "Far worse than the first: none." in WhatMatteredFigure.of(table(0.9, 0.85)).alt_text


def test_the_band_is_two_standard_errors_wide_on_each_side():
    figure = WhatMatteredFigure.of(table(0.9, 0.5))
    assert figure.band.get_x() == pytest.approx(0.84)
    assert figure.band.get_width() == pytest.approx(0.12)
    assert figure.means.get_xdata() == pytest.approx([0.9, 0.5])
