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
    assert [words.get_text() for words in explorer.figure.overflow] == ["", "overflow"]
    explorer.move(init_scale=1.0)
    assert [words.get_text() for words in explorer.figure.overflow] == ["", ""]
    explorer.close()


def test_the_axes_of_one_unit_stay_when_the_outlier_is_dragged():
    explorer = explorers.batch_normalization()
    before, after = (batch.dots.axes for batch in (explorer.figure.before, explorer.figure.after))
    limits = before.get_ylim(), after.get_ylim()
    others = explorer.figure.before.dots.get_ydata().copy()
    for outlier in (50.0, -50.0, 3.0):
        explorer.controls["outlier"].value = outlier
        assert (before.get_ylim(), after.get_ylim()) == limits
        assert np.array_equal(explorer.figure.before.dots.get_ydata(), others)
    explorer.close()


def test_an_outlier_beyond_the_axis_stands_at_its_rim_with_its_number():
    figure = explorers.batch_normalization(outlier=-50.0).figure
    assert figure.before.outlier.get_ydata()[0] == -6
    assert figure.before.number.get_text() == "−50"
    assert figure.after.number.get_text() == ""
    assert "from -50 to -3.9" in figure.alt_text


def test_the_normal_curve_is_named_only_where_it_is_drawn():
    explorer = explorers.batch_normalization()
    assert explorer.figure.normal_name.get_visible()
    explorer.move(gamma=0.0)
    assert not explorer.figure.normal.get_visible()
    assert not explorer.figure.normal_name.get_visible()
    explorer.close()


def test_the_spreads_of_the_hidden_layers_leave_the_output_out():
    explorer = explorers.deep_net(depth=8)
    assert list(explorer.figure.forward.line.now.get_xdata()) == list(range(1, 8))
    assert list(explorer.figure.backward.line.now.get_xdata()) == list(range(1, 9))
    explorer.close()


def test_no_axis_of_the_deep_network_shrinks_while_a_slider_moves():
    explorer = explorers.deep_net()
    panels = explorer.figure.forward.ax, explorer.figure.backward.ax
    low, high = np.inf, 0.0
    for exponent in (-0.5, 1.0, -3.0, 0.0):
        explorer.controls["init_scale"].value = 10**exponent
        explorer.stop()
        ends = np.array([ax.get_ylim() for ax in panels])
        assert (ends[:, 0] <= low).all()
        assert (ends[:, 1] >= high).all()
        low, high = ends.T
    explorer.close()


def test_after_stop_the_words_say_where_it_stopped(sweep):
    sweep.move(depth=12)
    sweep.stop()
    done = np.sum(~np.isnan(sweep.result.plain))
    assert f"so far only {done} of 20 weight scales" in sweep.alt_text
    assert "Stopped after" in sweep.caption.value
    sweep.move(depth=2)
    assert sweep.wait(60)
    assert "Stopped" not in sweep.caption.value
    assert "of 20 weight scales from 1e-4 to 1" in sweep.alt_text


@pytest.mark.parametrize("topic", ["batch_normalization", "deep_net", "scale_sweep"])
def test_held_is_named_only_while_something_is_held(topic):
    explorer = getattr(explorers, topic)()
    words = getattr(explorer.figure, "held_words", explorer.figure.held)
    assert words.get_text() == ""
    explorer.freeze()
    assert "held" in words.get_text()
    explorer.close()
