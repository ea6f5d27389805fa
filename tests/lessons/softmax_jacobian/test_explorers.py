"""The explorers of lesson 5: what is their own; every explorer is driven over its controls in one place."""

import pytest

from dnnlib import explorers

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
