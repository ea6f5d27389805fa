"""The explorers of lesson 7: what is held, what stands still, what is said."""

import numpy as np
import pytest

from dnnlib import experiments, explorers
from dnnlib.lessons.vanishing_gradients.figure import SignalsFigure
from dnnlib.lessons.vanishing_gradients.figure_map import JacobianFigure
from dnnlib.lessons.vanishing_gradients.figure_remedies import RemediesFigure
from dnnlib.lessons.vanishing_gradients.figure_training import UpdateFigure
from dnnlib.live.controls import control_range
from tests.lessons.driving import same

TOPICS = ["vanishing_gradients", "jacobian_spectrum", "gradient_map", "update_sizes"]


@pytest.fixture(params=TOPICS)
def explorer(request):
    explorer = getattr(explorers, request.param)()
    yield explorer
    explorer.close()


def test_a_held_run_stays_behind_the_next(explorer):
    held, picture = explorer.result, explorer.image.value
    explorer.freeze()
    explorer.move(init_scale=3.0)
    assert explorer.wait(60)
    with_ghost = explorer.image.value
    explorer.thaw()
    assert explorer.image.value != with_ghost
    explorer.reset()
    assert explorer.wait(60)
    assert explorer.image.value == picture
    assert same(explorer.result, held)


def test_a_move_redraws_only_what_moves(explorer):
    explorer.move(seed=1)
    explorer.wait(60)
    drawn = explorer.figure.background_draws
    for depth in (explorer.controls["depth"].value - 1, explorer.controls["depth"].value + 1):
        explorer.move(depth=depth)
        explorer.wait(60)
    assert explorer.figure.background_draws == drawn


def test_the_cursor_moves_on_a_map_that_is_there():
    explorer = explorers.gradient_map(width=20)
    before = explorer.result.map
    explorer.move(depth=7, init_scale=2.0)
    assert explorer.wait(60)
    assert (before == explorer.result.map).all()
    assert list(explorer.figure.cursors[0].now.get_ydata()) == [7]
    explorer.close()


def test_the_words_name_what_is_seen():
    explorer = explorers.vanishing_gradients()
    assert "sigmoid" in explorer.alt_text
    assert "e-19" in explorer.alt_text
    explorer.move(activation="relu", batch_norm=True)
    assert "batch norm" in explorer.alt_text
    assert "is dead" in explorer.alt_text
    explorer.move(depth=50, batch_norm=False)
    assert "dead units" in explorer.alt_text
    explorer.move(activation="identity")
    assert "dead" not in explorer.alt_text
    explorer.close()


def test_what_overflows_is_told():
    explorer = explorers.update_sizes(activation="relu", init_scale=10.0, eta=1.0)
    assert "overflow" in explorer.alt_text
    explorer.close()


def test_a_run_that_overflows_says_so_in_the_picture_too():
    explorer = explorers.update_sizes(depth=30, width=10, activation="identity", init_scale=10.0, eta=1.0)
    first = explorer.image.value
    assert "overflow" in explorer.figure.overflow.get_text()
    explorer.move(width=11)
    explorer.wait()
    assert "overflow" in explorer.alt_text
    assert explorer.image.value != first
    explorer.move(depth=3, init_scale=1.0, eta=0.01)
    explorer.stop()
    assert explorer.figure.overflow.get_text() == ""


def test_the_median_is_drawn_as_far_as_it_can_be_told_from_rounding():
    figure = JacobianFigure.of(result := experiments.jacobian_spectrum(50, 50, "tanh", 3.0))
    drawn, median = figure.growth["median"].now.get_ydata(), np.median(result.values, axis=1)
    resolved = median > result.resolved
    assert 0 < resolved.sum() < resolved.size
    assert drawn[resolved].tolist() == median[resolved].tolist()
    assert np.isnan(drawn[~resolved]).all()


def limits(figure):
    return [(*ax.get_xlim(), *ax.get_ylim()) for ax in figure.axes]


def test_no_axis_changes_while_a_slider_moves_but_for_more_layers(explorer):
    before = limits(explorer.figure)
    for name in ("init_scale", "width", "eta", "depth"):
        control = explorer.controls.get(name)
        if control is None:
            continue
        low, high = control_range(control)
        for value in (high, low):
            control.value = value
            explorer.stop()
            for was, now in zip(before, limits(explorer.figure), strict=True):
                assert now[2:] == was[2:], (name, value)
                assert now[0] == was[0]
                assert now[1] == was[1] or (name == "depth" and now[1] > was[1])
        before = limits(explorer.figure)


def test_legends_name_what_is_held_only_while_it_is(explorer):
    held = explorer.figure.held if isinstance(explorer.figure.held, list) else [explorer.figure.held]
    assert not any(legend.get_visible() for legend in held)
    explorer.freeze()
    assert all(legend.get_visible() for legend in held)
    explorer.thaw()
    assert not any(legend.get_visible() for legend in held)


def test_no_try_holds_before_anything_was_tried(explorer):
    for one in explorer.tries:
        assert not one.holds(explorer.result), one.text


def test_a_smaller_factor_is_drawn_as_a_steeper_line():
    explorer = explorers.vanishing_gradients()
    line, slopes = explorer.figure.delta.now, []
    for scale in (10.0, 5.0, 2.0, 1.0, 0.5, 0.2):
        explorer.controls["init_scale"].value = scale
        pixels = line.get_transform().transform(line.get_xydata()[-6:])
        slopes.append((pixels[-1] - pixels[0])[1])
    assert slopes == sorted(slopes)
    assert np.all(np.diff(slopes) > 2)
    explorer.close()


def test_what_lies_beyond_the_axis_is_drawn_at_its_end():
    figure = explorers.vanishing_gradients(depth=50, init_scale=0.1).figure
    drawn = figure.delta.now.get_ydata()
    assert drawn[0] == figure.delta.now.axes.get_ylim()[0] == 1e-20
    assert drawn[-1] == 1
    ends = [label.get_text() for label in figure.delta.now.axes.get_yticklabels()]
    assert (ends[0], ends[-1]) == (r"$\leq 10^{-20}$", r"$\geq 10^{10}$")


@pytest.mark.parametrize("scale", [0.1, 0.5, 1.4, 5.0])
@pytest.mark.parametrize("depth", [15, 30])
def test_the_factor_under_batch_norm_is_that_of_the_formula_in_picture_and_words(depth, scale):
    figure = SignalsFigure.of(experiments.vanishing_gradients(depth, 300, "relu", scale, batch_norm=True))
    words = figure.factor.get_text()
    assert float(words.removesuffix(" × per layer")) == pytest.approx(np.sqrt(np.pi / (np.pi - 1)), abs=0.02)
    assert f"{words} between normalized layers (theory 1.21)" in figure.alt_text


@pytest.mark.parametrize("settings", [{"depth": 1}, {"depth": 2, "batch_norm": True}])
def test_where_there_is_no_step_between_layers_no_factor_is_shown(settings):
    figure = SignalsFigure.of(experiments.vanishing_gradients(**settings))
    assert figure.factor.get_text() == ""
    assert "per layer" not in figure.alt_text


def test_contours_have_labels():
    figure = explorers.vanishing_gradients().figure
    figure.set_result(experiments.vanishing_gradients(activation="relu"))
    texts = {text.get_text() for text in figure.map.image.axes.texts if text.get_visible()}
    assert texts == {"1e−6", "1", "1e6"}
    assert len(figure.map.image.axes.texts) == 3  # those of the sigmoid's are gone


def test_ticks_of_hidden_layers_leave_out_input_and_output():
    for depth in (10, 25, 50):
        figure = SignalsFigure.of(experiments.vanishing_gradients(depth, 20))
        ticks = figure.idle_ax.get_xticks()
        assert ticks[0] == 1
        assert ticks[-1] < depth


def test_the_held_median_is_drawn_by_depth():
    explorer = explorers.jacobian_spectrum()
    median = list(explorer.figure.growth["median"].now.get_ydata())
    explorer.freeze()
    explorer.move(init="orthogonal")
    assert list(explorer.figure.growth["median"].held.get_ydata()) == median
    explorer.close()


def test_almost_all_of_the_training_digits_are_not_called_all():
    figure = UpdateFigure.of(result := experiments.update_sizes(activation="relu", init_scale=10**0.15, seed=4))
    assert 0.99 < result.accuracy < 1
    assert "the loss is below 0.1, and 99 % of the training digits are recognized" in figure.alt_text


def test_the_picture_of_the_remedies_shows_every_layer_and_says_what_arrives():
    figure = RemediesFigure.of(result := experiments.remedies(12, 30))
    for name, (whole, top) in figure.runs.items():
        assert list(whole.get_ydata()) == list(result.delta[name][1:])
        assert top.get_ydata()[-1] == 1
    assert f"with skip connections {result.delta['skip'][1]:.1g}" in figure.alt_text
    assert figure.runs["none"][0].axes.get_xlim() == (0, 13)


@pytest.mark.parametrize("settings", [{"depth": 1}, {"width": 0}, {"seed": -1}])
def test_remedies_need_a_network_with_a_hidden_layer(settings):
    with pytest.raises(ValueError, match=next(iter(settings))):
        experiments.remedies(**settings)
