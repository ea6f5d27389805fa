"""Every try keeps its promise, where its explorer shows it; what is said in general holds for five seeds."""

import pytest

from dnnlib import explorers
from tests.lessons.every import PATIENCE, topics


def shown(topic, number, **settings):
    """The result that an explorer shows after *Show me*."""
    explorer = getattr(explorers, topic)(**settings)
    explorer.show_me(explorer.tries[number])
    assert explorer.wait(PATIENCE)
    assert explorer.error.value == ""
    result = explorer.result
    explorer.close()
    return result


@pytest.mark.parametrize("topic", topics())
def test_a_try_shows_what_it_promises(topic):
    explorer = getattr(explorers, topic)()
    tries, seeded = explorer.tries, "seed" in explorer.controls
    explorer.close()
    for number, one in enumerate(tries):
        seeds = [{"seed": seed} for seed in range(5)] if one.general and seeded else [{}]
        for settings in seeds:
            assert one.holds(shown(topic, number, **settings)), (one.text, settings)


@pytest.mark.parametrize("topic", topics())
def test_tries_name_controls_and_say_something(topic):
    explorer = getattr(explorers, topic)()
    for one in explorer.tries:
        assert set(one.settings) | set(one.held or {}) <= set(explorer.controls), one.text
        assert one.text.strip()
        assert one.answer.strip()
    explorer.close()
