"""What is measured in the pause after a move: the slider's neighbouring places, and nothing that nobody may ask for."""

import asyncio
import math

import pytest
from ipywidgets import Widget

from dnnlib import explorers
from dnnlib.explorers import controls
from dnnlib.explorers._ahead import PAUSE, neighbours
from dnnlib.explorers.base import Explorer
from tests.explorers.demo_explorer import SpreadFigure, experiment

MADE = {
    "depth": lambda: controls.int_slider("depth", 5, 1, 50),
    "init_scale": lambda: controls.log_slider("init scale", 1.0, -1, 1, 0.05),
    "seed": lambda: controls.seed_control(0),
}


class Asked:
    """The demo's experiment, and the settings for which it was called."""

    def __init__(self):
        self.places = []

    def __call__(self, depth, init_scale, seed):
        self.places.append((depth, init_scale, seed))
        return experiment(depth, init_scale, "tanh", False, seed)


def explorer_that_asks(ahead=("depth", "init_scale")):
    asked = Asked()
    return Explorer(asked, SpreadFigure(), {name: make() for name, make in MADE.items()}, title="t", ahead=ahead), asked


async def places_after(asked, number):
    """The places asked for, once there are so many of them; then two pauses more for those that should not come."""
    async with asyncio.timeout(60):
        while len(asked.places) < number:
            await asyncio.sleep(PAUSE / 5)
    await asyncio.sleep(4 * PAUSE)
    return asked.places


def after_moves(*moves, number, ahead=("depth", "init_scale")):
    """The places for which the experiment is asked when a loop waits, the first picture left out."""

    async def script():
        explorer, asked = explorer_that_asks(ahead)
        asked.places.clear()
        for name, value in moves:
            explorer.controls[name].value = value
        places = await places_after(asked, number)
        explorer.close()
        return places

    return asyncio.run(script())


def test_both_neighbours_the_one_straight_ahead_first():
    assert after_moves(("depth", 6), number=3) == [(6, 1.0, 0), (7, 1.0, 0), (5, 1.0, 0)]
    assert after_moves(("depth", 4), number=3) == [(4, 1.0, 0), (3, 1.0, 0), (5, 1.0, 0)]


def test_a_move_in_the_meantime_makes_the_former_neighbours_unwanted():
    places = after_moves(("depth", 9), ("init_scale", 2.0), number=4)
    assert places[:2] == [(9, 1.0, 0), (9, 2.0, 0)]
    assert [(depth, seed) for depth, _, seed in places[2:]] == [(9, 0)] * 2
    assert [scale for _, scale, _ in places[2:]] == pytest.approx([2 * 10**0.05, 2 * 10**-0.05], rel=1e-12)


def test_nothing_beyond_the_end_of_a_slider():
    assert after_moves(("depth", 50), number=2) == [(50, 1.0, 0), (49, 1.0, 0)]
    assert after_moves(("depth", 1), number=2) == [(1, 1.0, 0), (2, 1.0, 0)]


@pytest.mark.parametrize(("name", "value"), [("seed", 3), ("depth", 8)])
def test_only_for_the_sliders_that_are_named(name, value):
    assert len(after_moves((name, value), number=1, ahead=["init_scale"])) == 1


def test_without_a_loop_nothing_is_measured_ahead():
    explorer, asked = explorer_that_asks()
    explorer.controls["depth"].value = 6
    assert asked.places == [(5, 1.0, 0), (6, 1.0, 0)]
    explorer.close()


@pytest.mark.parametrize("name", ["seed", "dept"])
def test_only_sliders_can_be_named(name):
    with pytest.raises(ValueError, match=rf"ahead must name sliders \(depth, init_scale\), got {name}"):
        explorer_that_asks([name])
    Widget.close_all()


@pytest.mark.parametrize(
    ("slider", "expected"),
    [
        (controls.int_slider("n", 10, 10, 300, 10), [20]),
        (controls.float_slider("x", 0.5, 0, 1, 0.1), [0.4, 0.6]),
        (controls.float_slider("x", 1.0, 0, 1, 0.1), [0.9]),
        (controls.log_slider("s", 10**-0.9, -1, 1, 0.05), [10**-0.95, 10**-0.85]),
        (controls.log_slider("s", 10**0.95, -1, 1, 0.05), [10**0.9, 10.0]),
    ],
)
def test_neighbours(slider, expected):
    assert neighbours(slider) == pytest.approx(expected, rel=1e-12)


def test_the_flagship_finds_what_was_measured_ahead():
    """Also where the page's power of ten differs from Python's in its last bit."""

    async def script():
        explorer = explorers.vanishing_gradients(depth=3, width=10, seed=4321)
        asked, experiment = Asked(), explorer._ahead._experiment
        explorer._ahead._experiment = lambda **settings: asked.places.append(experiment(**settings))
        explorer.controls["init_scale"].value = 10**0.3
        await places_after(asked, 2)
        explorer.controls["init_scale"].value = math.nextafter(10**0.35, 0)
        assert explorer.result is asked.places[0]
        explorer.controls["init_scale"].value = math.nextafter(10**0.25, 9)
        assert explorer.result is asked.places[1]
        explorer.close()

    asyncio.run(script())
