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
