"""Every try keeps its promise, where its explorer shows it; what is said in general holds for five seeds."""

import pytest

from dnnlib import explorers
from tests.lessons.every import PATIENCE, topics

SEEDS = range(5)


def promised():
    """(topic, number, seed) of every try, and of further seeds where its answer speaks in general."""
    for topic in topics():
        explorer = getattr(explorers, topic)()
        for number, one in enumerate(explorer.tries):
            yield topic, number, None
            if one.general and "seed" in explorer.controls:
                yield from ((topic, number, seed) for seed in SEEDS if seed != explorer.controls["seed"].value)
        explorer.close()


@pytest.mark.parametrize(("topic", "number", "seed"), promised())
def test_a_try_shows_what_it_promises(topic, number, seed):
    explorer = getattr(explorers, topic)(**({} if seed is None else {"seed": seed}))
    one = explorer.tries[number]
    explorer.show_me(one)
    assert explorer.wait(PATIENCE)
    assert explorer.error.value == ""
    assert one.holds(explorer.result)
    explorer.close()


@pytest.mark.parametrize("topic", topics())
def test_tries_name_controls(topic):
    explorer = getattr(explorers, topic)()
    for one in explorer.tries:
        assert set(one.settings) | set(one.held or {}) <= set(explorer.controls), one.text
        assert one.text.strip()
        assert one.answer.strip()
    explorer.close()
