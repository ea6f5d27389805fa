"""The explorers of lesson 1, driven over all their controls."""

import pytest

from dnnlib import experiments, explorers
from tests.explorers.driving import drive, same

TOPICS = ("forward_pass", "forward_pass_surface")


@pytest.fixture(params=TOPICS)
def topic(request):
    explorer = getattr(explorers, request.param)()
    yield explorer, getattr(experiments, request.param)
    explorer.close()


def test_every_control_over_its_range(topic):
    drive(*topic)


def test_each_control_changes_the_picture(topic):
    explorer, _ = topic
    other = {
        "depth": 5,
        "width": 2,
        "activation": "relu",
        "init_scale": 3.0,
        "x": -2.0,
        "x1": 2.0,
        "x2": 2.0,
        "seed": 9,
    }
    for name in explorer.controls:
        picture = explorer.image.value
        explorer.move(**{name: other[name]})
        assert explorer.image.value != picture, name
        explorer.reset()
        assert explorer.image.value == picture, name


def test_a_held_run_stays_behind_the_next(topic):
    explorer, _ = topic
    held, picture = explorer.result, explorer.image.value
    explorer.freeze()
    explorer.move(init_scale=3.0)
    with_ghost = explorer.image.value
    explorer.thaw()
    assert explorer.image.value != with_ghost
    explorer.reset()
    assert explorer.image.value == picture
    assert same(explorer.result, held)


def test_a_move_redraws_only_what_moves(topic):
    explorer, _ = topic
    drawn = explorer.figure.background_draws
    for name in ("x", "x1", "x2"):
        if name in explorer.controls:
            explorer.move(**{name: 0.5})
    assert explorer.figure.background_draws == drawn


def test_keyword_defaults_set_the_controls():
    explorer = explorers.forward_pass(depth=2, width=3, activation="relu", init_scale=0.5, x=0.25, seed=4)
    assert explorer.settings == {
        "depth": 2, "width": 3, "activation": "relu", "init_scale": 0.5, "x": 0.25, "seed": 4
    }  # fmt: skip
    assert explorer.result.sizes == (1, 3, 1)
    assert "1-3-1" in explorer.alt_text
    explorer.close()
