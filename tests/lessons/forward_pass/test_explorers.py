"""The explorers of lesson 1: what is their own; every explorer is driven over its controls in one place."""

import numpy as np
import pytest

from dnnlib import explorers


@pytest.mark.parametrize("topic", ["forward_pass", "forward_pass_surface"])
def test_a_move_redraws_only_what_moves(topic):
    explorer = getattr(explorers, topic)()
    drawn = explorer.figure.background_draws
    for name in ("x", "x1", "x2"):
        if name in explorer.controls:
            explorer.move(**{name: 0.5})
    assert explorer.figure.background_draws == drawn
    explorer.close()


@pytest.mark.parametrize("topic", ["forward_pass", "forward_pass_surface"])
def test_a_scale_only_widens_while_a_slider_moves_and_fits_anew_on_reset(topic):
    explorer = getattr(explorers, topic)()
    figure = explorer.figure

    def top():
        return figure.ax.get_ylim()[1] if topic == "forward_pass" else figure.colours.get_clim()[1]

    start, tops = top(), []
    for scale in (1.0, 5.0, 0.0):
        explorer.controls["init_scale"].value = scale
        tops.append(top())
    assert start < tops[1] == tops[2]
    explorer.reset()
    assert top() == start
    explorer.close()


@pytest.mark.parametrize("topic", ["forward_pass", "forward_pass_surface"])
def test_a_pass_under_way_leaves_the_units_beyond_it_empty(topic):
    explorer = getattr(explorers, topic)()
    figure, sizes = explorer.figure, explorer.result.sizes
    written = []
    for percent in range(0, 101, 4):
        explorer.controls["percent"].value = percent
        written.append(len(figure.graph._letters.entries))
        reached = percent * 3 // 100
        assert written[-1] == sum(sizes[: reached + 1])
        assert len(figure.point.get_xdata()) == (percent == 100)
        assert (f"got to layer {reached} of 3" in explorer.alt_text) == (percent < 100)
    assert set(written) == set(np.cumsum(sizes).tolist())
    explorer.close()


def test_an_output_that_is_not_there_yet_has_no_number():
    explorer = explorers.forward_pass(percent=96)
    assert explorer.figure.readout.get_text() == "f(1) = ?"
    explorer.move(percent=100)
    assert explorer.figure.readout.get_text() == f"f(1) = {explorer.result.output:.3g}"
    explorer.close()
