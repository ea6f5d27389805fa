"""The explorers of lesson 5: what is their own; every explorer is driven over its controls in one place."""

import pytest

from dnnlib import explorers
from dnnlib.live.controls import control_range
from dnnlib.live.explorer import SLIDERS
from tests.lessons.every import computed

OTHER = {
    "softmax_jacobian": {"z1": -3.0, "z2": 4.0, "z3": 2.0, "z4": 3.0, "temperature": 0.1, "label": 3},
    "network_logits": {"depth": 6, "activation": "relu", "init_scale": 5.0, "seed": 4},
}


@pytest.mark.parametrize("topic", OTHER)
def test_each_control_changes_the_picture_without_a_new_background(topic):
    explorer = getattr(explorers, topic)()
    assert set(OTHER[topic]) == set(explorer.controls)
    for name, value in OTHER[topic].items():
        picture = explorer.image.value
        explorer.move(**{name: value})
        assert explorer.image.value != picture, name
        explorer.reset()
        assert explorer.image.value == picture, name
    assert explorer.figure.background_draws == 1
    explorer.close()


def limits(explorer):
    return [(ax.get_xlim(), ax.get_ylim()) for ax in explorer.figure.axes]


@pytest.mark.parametrize("topic", OTHER)
def test_no_axis_changes_while_a_slider_moves(topic):
    explorer = getattr(explorers, topic)()
    for control in (control for control in explorer.controls.values() if isinstance(control, SLIDERS)):
        before = limits(explorer)
        for value in control_range(control):
            control.value = value
            assert limits(explorer) == before, (control.description, value)
        explorer.reset()
    explorer.close()


def test_the_axis_of_the_loss_only_widens_while_the_depth_moves():
    explorer = explorers.network_logits(activation="relu", depth=3)
    axes = explorer.figure.loss_axes
    explorer.controls["depth"].value = 10
    wide = axes.get_ylim()
    assert wide[1] >= explorer.result.losses.max() > 1e8
    explorer.controls["depth"].value = 3
    assert axes.get_ylim() == wide
    explorer.reset()
    assert axes.get_ylim() == (0.1, 1e3)
    explorer.close()


@pytest.mark.parametrize("topic", OTHER)
def test_a_try_promises_what_is_not_seen_at_the_start(topic):
    explorer = getattr(explorers, topic)()
    for one in explorer.tries:
        assert not one.holds(explorer.result), one.text
        if one.held is not None:
            assert not one.holds(computed(explorer, explorer.settings | one.held)), one.text
    explorer.close()


def test_the_two_losses_in_the_picture_are_those_of_the_words():
    explorer = explorers.network_logits(depth=10, activation="relu", init_scale=5.0)
    here, normal = (words.split(": ")[1] for words in explorer.figure.words.get_text().splitlines())
    assert float(here) == pytest.approx(explorer.result.loss, rel=0.005)
    assert f"the digits is {here} where" in explorer.alt_text
    assert f"would cost {normal}," in explorer.alt_text
    explorer.close()
