"""Every control of every explorer over its ends and options, and random combinations of all.

DNNLIB_COMBINATIONS says how many combinations. `make test-thorough` tries 200 of each explorer. Explorers that train
are slow to drive: otherwise they begin with a small network, show the first picture of most options, and try fewer.
"""

import os
import threading
import zlib

import numpy as np
import pytest
from matplotlib.text import Text

from dnnlib.live.controls import NEUTRAL_CLASS, control_range
from dnnlib.live.explorer import Explorer
from dnnlib.live.letters import is_plain
from tests.lessons.driving import glance, move_and_check, random_settings, same
from tests.lessons.every import PATIENCE, computed, finish, is_playground, keywords, make, topics, trains
from tests.lessons.words import WORDS, agree, said_and_true
from tests.open_widgets import OPEN

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
    if explorer.settings == settings and explorer.image.value == picture and not explorer.running:
        return  # it never left
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
    assert set(explorer.controls) == set(keywords(explorer.topic)) - {"epochs", "show"}


def test_a_second_one_set_by_keywords_does_not_disturb_the_first(explorer, rng):
    start, first = explorer.settings, explorer.result
    explorer.move(**random_settings(explorer, rng))
    explorer.stop()
    widgets = set(OPEN)
    wanted, picture = explorer.settings, explorer.image.value  # legal together, whatever limits one sets another
    twin = make(explorer.topic, **wanted, **({"epochs": 0} if "epochs" in keywords(explorer.topic) else {}))
    assert (twin.settings, twin.error.value) == (wanted, "")
    twin.move(**start)
    finish(twin)
    assert same(twin.result, computed(explorer, start) if is_playground(explorer) else first)
    twin.move(**wanted)
    twin.close()  # in the middle
    assert twin.wait(PATIENCE)
    assert set(OPEN) == widgets
    assert explorer.image.value == picture


def test_every_control_over_its_range(explorer):
    brief = not THOROUGH and trains(explorer)
    explorer.move(**explorer.settings | (_small(explorer) if brief else {}))
    finish(explorer)
    start, picture = explorer.settings, explorer.image.value
    for name, control in explorer.controls.items():
        pictures, others = set(), [value for value in control_range(control) if value != start[name]]
        fully = 1 if hasattr(control, "options") else 2  # the ends of sliders are where numbers overflow
        for value in others[:fully] if brief else control_range(control):
            move_and_check(explorer, start | {name: value}, compare=THOROUGH)
            pictures.add(explorer.image.value)
        for value in others[fully:] if brief else ():
            glance(explorer, start | {name: value})
        neutral = NEUTRAL_CLASS in control._dom_classes
        assert neutral or pictures != {picture}, f"{name} does not change the picture"


def _small(explorer):
    """Settings that train quickly, and yet have hidden layers."""
    sizes = {name: control for name, control in explorer.controls.items() if name in ("depth", "width")}
    return {name: control.min + 2 * control.step for name, control in sizes.items()}


def test_random_combinations(explorer, rng):
    for number in range(COMBINATIONS if THOROUGH or not trains(explorer) else max(1, COMBINATIONS // 5)):
        values = random_settings(explorer, rng)
        move_and_check(explorer, values, compare=not trains(explorer) or number % 5 == 0)


def test_the_picture_does_not_depend_on_the_way_to_it(explorer, rng):
    fresh, names = type(explorer.figure)(), list(explorer.controls)
    for name in names if THOROUGH else rng.choice(names, min(2, len(names)), replace=False):
        for _ in range(3):  # one control moves again and again: what it leaves alone is not drawn anew
            explorer.move(**{name: random_settings(explorer, rng)[name]})
            explorer.stop()
            fresh.set_result(explorer.result, explorer.ghost)
            fresh.invalidate()
            assert explorer.image.value == fresh.render(), f"{name}: {explorer.settings}"
        explorer.freeze()


def test_only_mathematics_is_drawn_by_matplotlib_in_every_move(explorer, rng):
    """A text from cached letters takes a twentieth of the time."""
    if not trains(explorer):
        explorer.freeze()
        explorer.move(**random_settings(explorer, rng))
    texts = [artist for artist in explorer.figure._movers if isinstance(artist, Text)]
    slow = [text.get_text() for text in texts if not (is_plain(text) or "$" in text.get_text())]
    assert slow == []


@pytest.mark.parametrize("explorer", WORDS, indirect=True)
def test_the_words_say_what_the_result_says(explorer, rng):
    moves = (
        []
        if explorer.stepwise or explorer.topic == "playground"
        else [random_settings(explorer, rng) for _ in range(3)]
    )
    numbers = said_and_true(explorer.topic, explorer.alt_text, explorer.result)
    assert numbers, f"other words than expected: {explorer.alt_text}"
    for values in moves:
        explorer.move(**values)
        numbers += said_and_true(explorer.topic, explorer.alt_text, explorer.result)
    assert [pair for pair in numbers if not agree(*pair)] == []


def test_holding_stopping_and_a_reset_in_the_middle(explorer):
    others = {name: _other(explorer, name) for name in explorer.controls}
    held = explorer.result
    explorer.freeze()
    explorer.move(**{name: value for name, value in others.items() if name not in explorer._needs_reset})
    explorer.stop()
    assert not explorer.running
    assert not [thread for thread in threading.enumerate() if thread.name.endswith("(_work)")]
    assert explorer.ghost is held
    behind = explorer.image.value
    explorer.thaw()
    assert explorer.image.value != behind
    assert explorer.error.value == ""
    explorer.move(**others)  # and is reset at once


def _other(explorer, name):
    """An end or option that the control does not have."""
    return next(value for value in control_range(explorer.controls[name]) if value != explorer.settings[name])
