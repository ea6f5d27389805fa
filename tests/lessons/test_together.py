"""Several explorers at once: moved in turn, moved by two threads, training side by side."""

import threading

import numpy as np
import pytest

from tests.lessons.driving import random_settings, same
from tests.lessons.every import PATIENCE, computed, make

PLAIN = ("vanishing_gradients", "forward_pass")
STEPWISE = ("batch_noise", "dead_units")


@pytest.fixture
def pair(request):
    made = [make(topic) for topic in request.param]
    yield made
    for explorer in made:
        explorer.close()
        assert explorer.wait(PATIENCE)


def fine(explorer):
    """What an explorer shows is what its experiment gives, whatever the other one did."""
    assert explorer.wait(PATIENCE)
    assert explorer.error.value == ""
    assert same(explorer.result, computed(explorer))
    assert explorer.alt_text == explorer.figure.describe(explorer.result)
    picture = explorer.image.value
    explorer.figure.invalidate()
    explorer.figure.set_result(explorer.result)
    assert explorer.figure.render() == picture


@pytest.mark.parametrize("pair", [PLAIN, (PLAIN[0],) * 2, (PLAIN[0], STEPWISE[0])], indirect=True)
def test_moves_in_turn(pair):
    rng = np.random.default_rng(1)
    for _ in range(3):
        for explorer in pair:
            explorer.move(**random_settings(explorer, rng))
    for explorer in pair:
        fine(explorer)


@pytest.mark.parametrize("pair", [PLAIN, (PLAIN[1],) * 2], indirect=True)
def test_moves_from_two_threads(pair):
    def drag(explorer, seed):
        rng = np.random.default_rng(seed)
        for _ in range(10):
            explorer.move(**random_settings(explorer, rng))

    hands = [threading.Thread(target=drag, args=(explorer, seed)) for seed, explorer in enumerate(pair)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(PATIENCE)
        assert not hand.is_alive()
    for explorer in pair:
        fine(explorer)


@pytest.mark.parametrize("pair", [STEPWISE, (STEPWISE[0],) * 2], indirect=True)
def test_two_train_side_by_side(pair):
    threads = threading.active_count()
    for explorer in pair:
        explorer.move(depth=5)
    assert threading.active_count() <= threads + 2
    pair[0].move(depth=4)  # begins anew while the other goes on
    for explorer in pair:
        fine(explorer)
    assert threading.active_count() == threads


@pytest.mark.parametrize("pair", [STEPWISE], indirect=True)
def test_resetting_one_leaves_the_other_at_work(pair):
    start = pair[0].image.value
    for explorer in pair:
        explorer.move(depth=5)
    pair[0].reset()
    for explorer in pair:
        fine(explorer)
    assert pair[0].image.value == start
    assert pair[1].settings["depth"] == 5
