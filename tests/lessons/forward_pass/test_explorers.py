"""The explorers of lesson 1: what is their own; every explorer is driven over its controls in one place."""

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


def test_keyword_defaults_set_the_controls():
    explorer = explorers.forward_pass(depth=2, width=3, activation="relu", init_scale=0.5, x=0.25, seed=4)
    assert explorer.settings == {"depth": 2, "width": 3, "activation": "relu", "init_scale": 0.5, "x": 0.25, "seed": 4}
    assert explorer.result.sizes == (1, 3, 1)
    assert "1-3-1" in explorer.alt_text
    explorer.close()
