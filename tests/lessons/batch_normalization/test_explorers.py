"""The explorers of lesson 9: what is their own; every explorer is driven over its controls in one place."""

import numpy as np
import pytest

from dnnlib import explorers
from tests.lessons.driving import move_and_check, same


@pytest.fixture
def sweep():
    explorer = explorers.scale_sweep(depth=2)
    yield explorer
    explorer.close()


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


def test_a_gradient_that_is_tiny_is_not_called_nothing():
    explorer = explorers.deep_net(depth=20)
    smallest = explorer.result.gradients[0]
    assert 0 < smallest < 1e-9
    assert f"back to {smallest:.2g} in layer 1." in explorer.alt_text


def test_the_words_tell_of_hidden_layers_and_not_of_the_probabilities_above_them():
    explorer = explorers.deep_net(depth=8, init_scale=0.3)
    activations = explorer.result.activations
    assert activations[-1] > 100 * activations[-2]  # probabilities of about 1/10
    assert (
        f"from {activations[0]:.2g} in layer 1 to {activations[-2]:.2g} in layer 7, the last hidden"
        in explorer.alt_text
    )
    explorer.move(depth=2)
    assert f"activations reach {explorer.result.activations[0]:.2g} in layer 1, the only hidden" in explorer.alt_text
    explorer.move(depth=1)
    assert "The only layer is the output." in explorer.alt_text
    explorer.close()


def test_a_run_that_overflows_says_so_in_its_panel():
    explorer = explorers.deep_net(depth=20, activation="relu", init_scale=10.0)
    assert not np.isfinite(explorer.result.losses).all()
    assert [words.get_text() for words in explorer.figure.overflow] == ["", "the numbers overflow"]
    explorer.move(init_scale=1.0)
    assert [words.get_text() for words in explorer.figure.overflow] == ["", ""]
    explorer.close()
