"""The explorers of lesson 5: what is their own; every explorer is driven over its controls in one place."""

import pytest

from dnnlib import explorers

OTHER = {
    "z1": -3.0, "z2": 4.0, "z3": 2.0, "z4": 3.0, "temperature": 0.1, "label": 3,
    "depth": 6, "activation": "relu", "init_scale": 5.0, "seed": 4,
}  # fmt: skip


@pytest.mark.parametrize("topic", ["softmax_jacobian", "network_logits"])
def test_each_control_changes_the_picture_without_a_new_background(topic):
    explorer = getattr(explorers, topic)()
    for name in explorer.controls:
        picture = explorer.image.value
        explorer.move(**{name: OTHER[name]})
        assert explorer.image.value != picture, name
        explorer.reset()
        assert explorer.image.value == picture, name
    assert explorer.figure.background_draws == 1
    explorer.close()
