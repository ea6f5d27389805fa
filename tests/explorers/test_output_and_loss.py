"""The explorers of lesson 4, driven over all their controls."""

import pytest

from dnnlib import experiments, explorers
from tests.explorers.driving import drive, same

OTHER = {
    "output_and_loss": {"weight": 1.0, "bias": 1.0, "target": 0.5, "eta": 2.0, "starts": 5},
    "output_and_loss_deep": {
        "depth": 2, "width": 5, "activation": "relu", "init_scale": 2.0, "output_bias": 0.0, "eta": 0.3,
        "rate_ratio": 10.0, "seed": 7,
    },
    "output_and_loss_pairs": {"z1": 1.0, "z2": 1.0, "z3": 1.0, "label": 1},
}  # fmt: skip


@pytest.fixture(params=OTHER)
def topic(request):
    explorer = getattr(explorers, request.param)()
    yield request.param, explorer
    explorer.close()


def move(explorer, **values):
    explorer.move(**values)
    assert explorer.wait(30)
    assert explorer.error.value == ""


def reset(explorer):
    explorer.reset()
    assert explorer.wait(30)


def test_every_control_over_its_range(topic):
    name, explorer = topic
    drive(explorer, getattr(experiments, name))


def test_each_control_changes_the_picture(topic):
    name, explorer = topic
    assert set(OTHER[name]) == set(explorer.controls)
    picture = explorer.image.value
    for control, value in OTHER[name].items():
        move(explorer, **{control: value})
        assert explorer.image.value != picture, control
        reset(explorer)
        assert explorer.image.value == picture, control


def test_a_held_run_stays_behind_the_next(topic):
    name, explorer = topic
    held, picture = explorer.result, explorer.image.value
    explorer.freeze()
    control, value = next(iter(OTHER[name].items()))
    move(explorer, **{control: value})
    with_ghost = explorer.image.value
    explorer.thaw()
    assert explorer.image.value != with_ghost
    reset(explorer)
    assert explorer.image.value == picture
    assert same(explorer.result, held)


@pytest.mark.parametrize("name", ["output_and_loss", "output_and_loss_pairs"])
def test_a_move_redraws_only_what_moves(name):
    explorer = getattr(explorers, name)()
    for control, value in OTHER[name].items():
        move(explorer, **{control: value})
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
