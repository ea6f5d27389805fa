"""Every control of every explorer over its ends and options, and random combinations of all.

DNNLIB_COMBINATIONS says how many combinations. `make test-thorough` tries 200 of each explorer, and begins the ways of
the controls of those that train at their start values, which takes long, instead of at a small network.
"""

import os
import threading
import zlib

import numpy as np
import pytest

from dnnlib.explorers.base import Explorer
from dnnlib.explorers.controls import NEUTRAL_CLASS, control_range
from tests.explorers.driving import move_and_check, random_settings, same
from tests.explorers.every import PATIENCE, finish, keywords, make, topics
from tests.explorers.words import WORDS, agree, said_and_true

COMBINATIONS = int(os.environ.get("DNNLIB_COMBINATIONS", "5"))
THOROUGH = COMBINATIONS >= 50


@pytest.fixture(scope="module", params=topics())
def explorer(request):
    """An explorer at its start; each test leaves it there, or the next one fails."""
    made = make(request.param)
    made.topic = request.param
    yield made
    made.close()
    assert made.wait(PATIENCE)


@pytest.fixture(autouse=True)
def at_its_start(explorer):
    settings, picture, result = explorer.settings, explorer.image.value, explorer.result
    yield
    explorer.reset()
    assert explorer.wait(PATIENCE)
    assert explorer.settings == settings
    assert same(explorer.result, result)
    assert explorer.image.value == picture
    assert explorer.error.value == ""


@pytest.fixture
def rng(explorer):
    """Each explorer's own random numbers, whatever other explorers there are."""
    return np.random.default_rng(zlib.crc32(explorer.topic.encode()))


def test_it_is_an_explorer_with_a_keyword_for_every_control(explorer):
    assert isinstance(explorer, Explorer)
    assert set(explorer.controls) == set(keywords(explorer.topic)) - {"epochs"}


def test_a_second_one_set_by_keywords_does_not_disturb_the_first(explorer, rng):
    start = explorer.settings
    explorer.move(**random_settings(explorer, rng))
    wanted = explorer.settings  # legal together, whatever limits one control sets another
    explorer.stop()
    twin = make(explorer.topic, **wanted, **({"epochs": 0} if "epochs" in keywords(explorer.topic) else {}))
    assert (twin.settings, twin.error.value) == (wanted, "")
    picture = twin.image.value
    settle(explorer, start)
    assert twin.image.value == picture
    twin.move(**start)
    finish(twin)
    assert same(twin.result, explorer.result)
    assert twin.image.value == explorer.image.value
    twin.move(**wanted)  # and is closed in the middle
    twin.close()
    assert twin.wait(PATIENCE)


def test_every_control_over_its_range(explorer):
    base = explorer.settings | ({} if THOROUGH or not explorer._stepwise else _small(explorer))
    settle(explorer, base)
    start, picture = explorer.settings, explorer.image.value
    for name, control in explorer.controls.items():
        pictures = set()
        for value in control_range(control):
            move_and_check(explorer, start | {name: value}, compare=not explorer._stepwise)
            pictures.add(explorer.image.value)
        neutral = NEUTRAL_CLASS in control._dom_classes
        assert neutral or pictures != {picture}, f"{name} does not change the picture"
        settle(explorer, start)


def _small(explorer):
    """Settings that train quickly, and yet have hidden layers."""
    sizes = {name: control for name, control in explorer.controls.items() if name in ("depth", "width")}
    return {name: control.min + 2 * control.step for name, control in sizes.items()}


def settle(explorer, settings):
    """Move, and wait for the picture."""
    explorer.move(**settings)
    finish(explorer)


def test_random_combinations(explorer, rng):
    for number in range(COMBINATIONS if THOROUGH or not explorer._stepwise else COMBINATIONS // 2):
        values = random_settings(explorer, rng)
        move_and_check(explorer, values, compare=not explorer._stepwise or number % 5 == 0)


@pytest.mark.parametrize("explorer", WORDS, indirect=True)
def test_the_words_say_what_the_result_says(explorer, rng):
    moves = (
        []
        if explorer._stepwise or explorer.topic == "playground"
        else [random_settings(explorer, rng) for _ in range(3)]
    )
    numbers = said_and_true(explorer.topic, explorer.alt_text, explorer.result)
    assert numbers, f"other words than expected: {explorer.alt_text}"
    for values in moves:
        explorer.move(**values)
        numbers += said_and_true(explorer.topic, explorer.alt_text, explorer.result)
    assert [pair for pair in numbers if not agree(*pair)] == []


def test_what_is_held_stands_behind_the_next(explorer, rng):
    explorer.freeze()
    held = explorer.result
    explorer.move(**{name: _other(explorer, name) for name in _free(explorer)})
    finish(explorer)
    assert explorer.ghost is held
    behind = explorer.image.value
    explorer.thaw()
    assert explorer.image.value != behind
    assert explorer.error.value == ""


def _free(explorer):
    """The controls with which a held result can be compared."""
    return [name for name in explorer.controls if name not in explorer._needs_reset]


def _other(explorer, name):
    """An end or option that the control does not have."""
    return next(value for value in control_range(explorer.controls[name]) if value != explorer.settings[name])


def test_reset_in_the_middle_of_the_work(explorer):
    explorer.move(**{name: _other(explorer, name) for name in explorer.controls})
    # The fixture resets it at once and looks.


def test_stopping_leaves_no_worker(explorer):
    explorer.move(**{name: _other(explorer, name) for name in explorer.controls})
    explorer.stop()
    assert not explorer.running
    assert not [thread for thread in threading.enumerate() if thread.name.endswith("(_work)")]
