"""What is measured in the pause after a move: the slider's neighbouring places, and nothing that nobody may ask for."""

import asyncio
import math

import pytest
from ipywidgets import Widget

from dnnlib import explorers
from dnnlib.live import controls
from dnnlib.live._ahead import PAUSE, neighbours
from dnnlib.live.explorer import Explorer
from tests.live.demo_explorer import SpreadFigure, experiment

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


async def nothing_after(explorer, asked, action):
    """Whether nothing more is measured after an action in the pause after a move."""
    explorer.controls["depth"].value = 20
    action()
    seen = len(asked.places)
    await asyncio.sleep(4 * PAUSE)
    return len(asked.places) == seen


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


def test_the_nearest_places_first_and_of_two_the_one_straight_ahead():
    up, down = [21, 19, 22, 18, 23, 17, 24, 16, 25, 15], [19, 21, 18, 22, 17, 23, 16, 24, 15, 25]
    assert after_moves(("depth", 20), number=11) == [(depth, 1.0, 0) for depth in [20, *up]]
    assert after_moves(("depth", 40), ("depth", 20), number=12)[1:] == [(depth, 1.0, 0) for depth in [20, *down]]


def test_a_move_in_the_meantime_makes_the_former_neighbours_unwanted():
    places = after_moves(("depth", 9), ("init_scale", 2.0), number=12)
    assert places[:2] == [(9, 1.0, 0), (9, 2.0, 0)]
    assert [(depth, seed) for depth, _, seed in places[2:]] == [(9, 0)] * 10
    expected = [2 * 10 ** (0.05 * sign * steps) for steps in range(1, 6) for sign in (1, -1)]
    assert [scale for _, scale, _ in places[2:]] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("action", ["reset", "close", "move"])
def test_what_was_wanted_is_dropped(action):
    async def script():
        explorer, asked = explorer_that_asks()
        calm = await nothing_after(explorer, asked, getattr(explorer, action))
        explorer.close()
        return calm

    assert asyncio.run(script())


def test_nothing_beyond_the_end_of_a_slider():
    assert [depth for depth, *_ in after_moves(("depth", 50), number=6)] == [50, 49, 48, 47, 46, 45]
    assert [depth for depth, *_ in after_moves(("depth", 2), number=7)] == [2, 1, 3, 4, 5, 6, 7]


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
        (controls.int_slider("n", 20, 10, 300, 10), [30, 10, 40, 50, 60, 70]),
        (controls.float_slider("x", 0.5, 0, 1, 0.2), [0.7, 0.3, 0.9, 0.1]),
        (controls.float_slider("x", 1.0, 0, 1, 0.1), [0.9, 0.8, 0.7, 0.6, 0.5]),
        (controls.log_slider("s", 10**0.9, -1, 1, 0.05), [10 ** (p / 20) for p in (19, 17, 20, 16, 15, 14, 13)]),
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
        await places_after(asked, 10)
        expected = [0.35, 0.25, 0.4, 0.2, 0.45, 0.15, 0.5, 0.1, 0.55, 0.05]
        for exponent, found in zip(expected, list(asked.places), strict=True):
            explorer.controls["init_scale"].value = math.nextafter(10**exponent, 9 * (exponent > 0.3))
            assert explorer.result is found
        explorer.close()

    asyncio.run(script())
