"""The explorers of lesson 3: what is their own; every explorer is driven over its controls in one place."""

import numpy as np
import pytest

from dnnlib import explorers
from tests.lessons.pictures import curves_under_legends, hold_or_widen, letters_sizes, shown_limits, slid


@pytest.fixture
def stepper():
    explorer = explorers.backpropagation()
    yield explorer
    explorer.close()


def test_a_step_redraws_only_what_moves(stepper):
    for step in range(8):
        stepper.move(step=step)
    stepper.move(nudge=-1.0)
    assert stepper.figure.background_draws == 1


def test_the_check_never_redraws_the_background():
    explorer = explorers.gradient_check()
    for values in ({"depth": 5}, {"init_scale": 5.0}, {"h": 1.0}, {"activation": "relu"}, {"seed": 7}):
        explorer.move(**values)
    assert explorer.figure.background_draws == 1
    explorer.close()


def ends(explorer):
    return [explorer.controls[name].max for name in ("step", "layer", "to_unit", "from_unit")]


def test_the_sliders_end_where_the_network_does(stepper):
    assert ends(stepper) == [7, 3, 3, 3]
    stepper.controls["depth"].value = 1
    assert ends(stepper) == [3, 1, 2, 2]
    assert stepper.settings | {"step": 3, "layer": 1, "to_unit": 1, "from_unit": 2} == stepper.settings
    assert stepper.result.network.sizes == (2, 2)
    stepper.move(depth=5, step=11, layer=5, from_unit=3)
    assert ends(stepper) == [11, 5, 2, 3]
    stepper.move(layer=1)
    assert ends(stepper)[2:] == [3, 2]
    assert stepper.settings["from_unit"] == 2


def test_reset_comes_back_from_the_smallest_network(stepper):
    start = stepper.settings
    stepper.move(depth=1)
    stepper.reset()
    assert stepper.settings == start


def test_a_bad_move_changes_nothing(stepper):
    before, limits = stepper.settings, ends(stepper)
    with pytest.raises(ValueError, match="step"):
        stepper.move(step=12)
    assert stepper.settings == before
    assert ends(stepper) == limits


@pytest.mark.parametrize("step", range(8))
def test_the_equation_holds_the_live_numbers(stepper, step):
    stepper.move(step=step)
    result, figure = stepper.result, stepper.figure
    moment, l = result.moment, result.moment.layer
    shown = {
        "input": result.trace.a[0],
        "forward": result.trace.z[l],
        "cost": result.trace.a[l],
        "backward": result.gradients.delta[l],
    }[moment.kind]
    for value in np.ravel(shown):
        assert f"{value:.4f}" in figure.numbers.text
    if moment.kind == "backward":
        for value in result.gradients.W[l].ravel():
            assert f"{value:.4f}" in figure.numbers.text or f"{value:.1e}" in figure.numbers.text
    assert f"Step {step} of 7" in figure.headline.text


@pytest.mark.parametrize("name", ["backpropagation", "gradient_check"])
def test_a_slider_only_widens_axes_and_no_legend_lies_over_a_curve(name):
    explorer = getattr(explorers, name)()
    start = shown_limits(explorer.figure)
    for moved in slid(explorer):
        assert hold_or_widen(start, shown_limits(explorer.figure)), moved
        assert curves_under_legends(explorer.figure) == [], moved
        assert min(letters_sizes(explorer.figure)) >= 11, moved
    assert (shown_limits(explorer.figure) == start).all()
    explorer.close()


def test_the_axes_of_the_check_never_move():
    explorer = explorers.gradient_check()
    start = shown_limits(explorer.figure)
    for one in explorer.tries:
        explorer.show_me(one)
        assert (shown_limits(explorer.figure) == start).all()
    explorer.close()


def test_a_move_of_the_depth_stays_at_the_layer_on_the_way_back(stepper):
    stepper.controls["depth"].value = 5
    assert (stepper.result.moment.kind, stepper.result.moment.layer) == ("backward", 2)
    assert stepper.settings["step"] == 10
    stepper.controls["step"].value = 4
    stepper.controls["depth"].value = 4
    assert (stepper.result.moment.kind, stepper.result.moment.layer) == ("forward", 4)
    stepper.controls["step"].value = 9
    stepper.controls["depth"].value = 2
    assert (stepper.result.moment.kind, stepper.result.moment.layer) == ("backward", 1)


def test_every_delta_of_the_way_back_is_written_under_its_unit(stepper):
    stepper.show_me(stepper.tries[3])
    written = [text for _, _, text, *_ in stepper.figure.notes.entries]
    assert len(written) == 2 + 4 * 3 + 2  # targets, and delta of every unit but the input's
    assert "0" in written  # of units that are off
