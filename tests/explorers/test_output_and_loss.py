"""The explorers of lesson 4: what is their own; every explorer is driven over its controls in one place."""

import pytest

from dnnlib import explorers

OTHER = {
    "output_and_loss": {"weight": 1.0, "bias": 1.0, "target": 0.5, "eta": 2.0, "starts": 5},
    "output_and_loss_pairs": {"z1": 1.0, "z2": 1.0, "z3": 1.0, "label": 1},
}


@pytest.mark.parametrize("name", OTHER)
def test_a_move_redraws_only_what_moves(name):
    explorer = getattr(explorers, name)()
    for control, value in OTHER[name].items():
        explorer.move(**{control: value})
    assert explorer.figure.background_draws == 1
    explorer.close()


def test_the_words_tell_of_overflow_and_of_starved_layers():
    explorer = explorers.output_and_loss_deep(depth=10, activation="relu", init_scale=10.0)
    assert "overflow" in explorer.alt_text
    assert "0 and 0 under squared error" in explorer.alt_text
    explorer.close()


def test_training_can_be_stopped():
    explorer = explorers.output_and_loss_deep()
    explorer.move(depth=10, width=32, activation="elu")
    explorer.stop()
    assert explorer.result.progress < 1
    assert explorer.error.value == ""
    explorer.close()


def test_keyword_defaults_set_the_controls():
    explorer = explorers.output_and_loss(weight=1.0, bias=-1.0, target=0.25, eta=0.5, starts=5)
    assert explorer.settings == {"weight": 1.0, "bias": -1.0, "target": 0.25, "eta": 0.5, "starts": 5}
    assert "target 0.25" in explorer.alt_text
    explorer.close()
