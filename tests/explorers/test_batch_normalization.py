"""The explorers of lesson 9, driven over all their controls."""

import pytest

from dnnlib import experiments, explorers
from tests.explorers.driving import drive, move_and_check, same

OTHER = {
    "outlier": 20.0, "batch_size": 100, "gamma": -1.0, "beta": 2.0, "shape": "skewed",
    "depth": 3, "activation": "sigmoid", "init_scale": 2.0, "batch_norm": True, "eta": 0.5, "seed": 4,
}  # fmt: skip


@pytest.fixture
def unit():
    explorer = explorers.batch_normalization()
    yield explorer
    explorer.close()


@pytest.fixture
def deep():
    explorer = explorers.deep_net(depth=3)
    yield explorer
    explorer.close()


@pytest.fixture(scope="module")
def sweep():
    explorer = explorers.scale_sweep(depth=2)
    yield explorer
    explorer.close()


def test_one_unit_over_its_range(unit):
    drive(unit, experiments.batch_normalization)


def test_a_deep_net_over_its_range(deep):
    drive(deep, experiments.deep_net, combinations=15)


@pytest.mark.parametrize("name", ["unit", "deep"])
def test_each_control_changes_the_picture(name, request):
    explorer = request.getfixturevalue(name)
    for control in explorer.controls:
        picture = explorer.image.value
        explorer.move(**{control: OTHER[control] if explorer.settings[control] != OTHER[control] else 5})
        assert explorer.wait(30)
        assert explorer.image.value != picture, control
        explorer.reset()
        assert explorer.wait(30)


def test_a_held_run_stays_behind_the_next(deep):
    deep.freeze()
    deep.move(batch_norm=True)
    assert deep.wait(30)
    with_ghost = deep.image.value
    deep.thaw()
    assert deep.image.value != with_ghost


def test_the_sweep_runs_in_steps_and_can_be_stopped(sweep):
    move_and_check(sweep, {"activation": "tanh"})
    assert sweep.result.progress == 1
    sweep.move(eta=0.3, depth=12)
    sweep.stop()
    assert not sweep.running
    assert sweep.error.value == ""
    stopped = sweep.result
    assert same(stopped, sweep.result)
    assert stopped.progress < 1
