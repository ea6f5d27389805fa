"""Every try keeps its promise, where its explorer shows it; what is said in general holds for five seeds."""

import numpy as np
import pytest

from dnnlib import explorers
from dnnlib.lessons.playground import exercises
from tests.lessons.every import PATIENCE, topics

# The playground offers other tries where it begins with the clouds.
STARTS = [(topic, {}) for topic in topics()] + [("playground", {"data": "two_clouds"})]
start = pytest.mark.parametrize(("topic", "settings"), STARTS)


def shown(topic, number, **settings):
    """The result that an explorer shows after *Show me*."""
    explorer = getattr(explorers, topic)(**settings)
    explorer.show_me(explorer.tries[number])
    assert explorer.wait(PATIENCE)
    assert explorer.error.value == ""
    result = explorer.result
    explorer.close()
    return result


@start
def test_a_try_shows_what_it_promises(topic, settings):
    explorer = getattr(explorers, topic)(**settings)
    tries, seeded = explorer.tries, "seed" in explorer.controls
    explorer.close()
    for number, one in enumerate(tries):
        seeds = [{"seed": seed} for seed in range(5)] if one.general and seeded else [{}]
        for seed in seeds:
            assert one.holds(shown(topic, number, **settings, **seed)), (one.text, seed)


@start
def test_tries_name_controls_and_say_something(topic, settings):
    explorer = getattr(explorers, topic)(**settings)
    for one in explorer.tries:
        assert set(one.settings) | set(one.held or {}) <= set(explorer.controls), one.text
        assert one.text.strip()
        assert one.answer.strip()
    explorer.close()


def test_a_playground_with_data_of_ones_own_has_no_tries_and_the_two_others_have_all():
    tries = [one for _, settings in [*STARTS[-1:], ("", {})] for one in explorers.playground(**settings).tries]
    assert {one.text for one in tries} == {one.text for one in exercises.TRIES["playground"]}
    assert explorers.playground((np.eye(8, 2), [0, 1] * 4)).tries == ()
