"""The explorers of lesson 6: what is their own; every explorer is driven over its controls in one place."""

import pytest

from dnnlib import explorers

OTHER = {
    "cursor": {"activation": "elu", "z": -2.0, "alpha": 0.8},
    "path": {"activation": "tanh", "batch_size": 8, "eta": 0.3, "seed": 3},
    "dead": {"depth": 3, "activation": "elu", "init_scale": 0.5, "eta": 0.1, "bias": -1.0, "seed": 4},
}


@pytest.fixture
def cursor():
    explorer = explorers.activation_functions()
    yield explorer
    explorer.close()


@pytest.fixture
def path():
    explorer = explorers.zig_zag()
    yield explorer
    explorer.close()


@pytest.fixture
def dead():
    explorer = explorers.dead_units()
    yield explorer
    explorer.close()


@pytest.mark.parametrize("name", OTHER)
def test_a_held_picture_stays_behind_the_next(name, request):
    explorer = request.getfixturevalue(name)
    explorer.freeze()
    explorer.move(activation=OTHER[name]["activation"])
    assert explorer.wait(30)
    with_ghost = explorer.image.value
    explorer.thaw()
    assert explorer.image.value != with_ghost


@pytest.mark.parametrize("name", OTHER)
def test_a_move_redraws_no_background(name, request):
    explorer = request.getfixturevalue(name)
    explorer.move(**OTHER[name])
    assert explorer.wait(30)
    assert explorer.figure.background_draws == 1


def test_the_count_runs_in_steps_and_can_be_stopped(dead):
    dead.move(depth=10, activation="prelu", eta=0.02)
    dead.stop()
    stopped = dead.result
    assert not dead.running
    assert dead.error.value == ""
    assert stopped.progress < 1
    assert dead.result is stopped


@pytest.mark.parametrize(
    ("settings", "words"),
    [({"depth": 10, "eta": 10.0, "init_scale": 10.0}, "overflowed"), ({"activation": "elu", "eta": 10.0}, "diverged")],
)
def test_the_words_say_that_training_diverged(dead, settings, words):
    dead.move(**settings)
    assert dead.wait(30)
    assert words in dead.alt_text
