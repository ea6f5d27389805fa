"""The explorers of lesson 5, driven over all their controls."""

import pytest

from dnnlib import experiments, explorers
from tests.explorers.driving import drive

OTHER = {
    "z1": -3.0, "z2": 4.0, "z3": 2.0, "z4": 3.0, "temperature": 0.1, "label": 3,
    "depth": 6, "activation": "relu", "init_scale": 5.0, "seed": 4,
}  # fmt: skip
TOPICS = {
    "softmax_jacobian": experiments.softmax_jacobian,
    "network_logits": experiments.initial_loss,
}


@pytest.fixture(params=TOPICS)
def topic(request):
    explorer = getattr(explorers, request.param)()
    yield explorer, TOPICS[request.param]
    explorer.close()


def test_every_control_over_its_range(topic):
    drive(*topic)


def test_each_control_changes_the_picture_without_a_new_background(topic):
    explorer, _ = topic
    for name in explorer.controls:
        picture = explorer.image.value
        explorer.move(**{name: OTHER[name]})
        assert explorer.image.value != picture, name
        explorer.reset()
        assert explorer.image.value == picture, name
    assert explorer.figure.background_draws == 1


def test_a_held_run_stays_behind_the_next(topic):
    explorer, _ = topic
    explorer.freeze()
    explorer.move(**{name: OTHER[name] for name in explorer.controls})
    with_ghost = explorer.image.value
    explorer.thaw()
    assert explorer.image.value != with_ghost
