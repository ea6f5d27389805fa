"""The explorers of lesson 6: what is their own; every explorer is driven over its controls in one place."""

import numpy as np
import pytest

from dnnlib import experiments, explorers, figures
from dnnlib.live.controls import control_range
from tests.lessons.every import computed

OTHER = {
    "cursor": {"activation": "elu", "z": -2.0, "alpha": 0.8},
    "path": {"activation": "tanh", "batch_size": 8, "eta": 0.3, "step": 40, "seed": 3},
    "dead": {"depth": 3, "activation": "elu", "init_scale": 0.5, "eta": 0.1, "bias": -1.0, "seed": 4},
}


@pytest.fixture
def cursor():
    explorer = explorers.activation_functions()
    yield explorer
    explorer.close()


@pytest.fixture
def path():
    explorer = explorers.zig_zag()
    yield explorer
    explorer.close()


@pytest.fixture
def dead():
    explorer = explorers.dead_units()
    yield explorer
    explorer.close()


@pytest.mark.parametrize("name", OTHER)
def test_a_held_picture_stays_behind_the_next(name, request):
    explorer = request.getfixturevalue(name)
    explorer.freeze()
    explorer.move(activation=OTHER[name]["activation"])
    assert explorer.wait(30)
    with_ghost = explorer.image.value
    explorer.thaw()
    assert explorer.image.value != with_ghost


@pytest.mark.parametrize("name", OTHER)
def test_a_move_redraws_no_background(name, request):
    explorer = request.getfixturevalue(name)
    explorer.move(**OTHER[name])
    assert explorer.wait(30)
    assert explorer.figure.background_draws == 1


def test_the_count_runs_in_steps_and_can_be_stopped(dead):
    dead.move(depth=10, activation="prelu", eta=0.02)
    dead.stop()
    stopped = dead.result
    assert not dead.running
    assert dead.error.value == ""
    assert stopped.progress < 1
    assert dead.result is stopped


@pytest.mark.parametrize(
    ("settings", "words"),
    [({"depth": 10, "eta": 10.0, "init_scale": 10.0}, "overflowed"), ({"activation": "elu", "eta": 10.0}, "diverged")],
)
def test_the_words_say_that_training_diverged(dead, settings, words):
    dead.move(**settings)
    assert dead.wait(30)
    assert words in dead.alt_text


@pytest.mark.parametrize("name", OTHER)
def test_no_axis_changes_while_a_slider_moves(name, request):
    explorer = request.getfixturevalue(name)
    before = [(ax.get_xlim(), ax.get_ylim()) for ax in explorer.figure.axes]
    for control in explorer.controls.values():
        for value in control_range(control):
            control.value = value
            explorer.stop()
            assert [(ax.get_xlim(), ax.get_ylim()) for ax in explorer.figure.axes] == before, control.description


@pytest.mark.parametrize("name", OTHER)
def test_a_try_promises_what_is_not_seen_where_it_begins(name, request):
    explorer = request.getfixturevalue(name)
    for one in explorer.tries:
        starts = [explorer._start_values | start for start in ({}, one.held or {})]
        for start in starts:
            if start != explorer._start_values | one.settings:
                assert not one.holds(computed(explorer, start)), (one.text, start)


def test_the_first_try_of_the_path_fails_for_inputs_of_both_signs(path):
    assert not path.tries[0].holds(experiments.zig_zag("tanh"))


def test_every_curve_has_a_line_of_its_own_and_a_key(cursor):
    lines = cursor.figure.curves.thin
    looks = {(line.get_color(), str(line._unscaled_dash_pattern)) for line in lines.values()}
    assert len(looks) == len(lines) == 9
    key = [line for line in cursor.figure.axes[-1].lines if not line.get_animated() and len(line.get_xdata()) == 2]
    assert [line.get_color() for line in key] == [line.get_color() for line in lines.values()]
    assert lines["prelu"].get_linewidth() < lines["leaky_relu"].get_linewidth()


@pytest.mark.parametrize(
    ("settings", "empty"),
    [
        ({"eta": 0.1}, False),
        ({"activation": "elu"}, False),
        ({"activation": "elu", "init_scale": 2.8, "depth": 6}, True),
    ],
)
def test_a_panel_without_a_curve_says_why(settings, empty):
    result = experiments.dead_units(**settings)
    figure = figures.activation_functions_dead.DeadUnitsFigure.of(result)
    assert (figure.why.get_text() == "above 4 at every count") == empty == bool((result.losses > 4).all())


@pytest.mark.parametrize(("activation", "eta"), [("relu", 0.1), ("prelu", 1.0)])
def test_the_picture_says_how_training_ended(activation, eta):
    result = experiments.dead_units(activation=activation, eta=eta)
    figure = figures.activation_functions_dead.DeadUnitsFigure.of(result)
    overflow = bool(np.isinf(result.losses[-1]))
    assert overflow == (activation == "prelu")
    assert figure.end.get_text().endswith("overflow" if overflow else f"ends at {result.losses[-1]:.4f}")
    assert bool(figure.stopped.get_text()) == overflow
    assert np.isfinite(result.losses[:-1]).all()


def test_the_picture_says_that_a_path_diverges(path):
    assert "diverges" not in path.figure.rate.get_text()
    path.move(eta=10.0)
    assert path.figure.rate.get_text() == "Distance, η = 10: it diverges"


def test_no_legend_speaks_of_a_held_result(path, dead):
    for explorer in (path, dead):
        legends = explorer.figure.legends + [ax.get_legend() for ax in explorer.figure.axes if ax.get_legend()]
        assert legends
        assert "held" not in [text.get_text() for legend in legends for text in legend.get_texts()]


def test_a_descent_that_is_played_grows_step_by_step_in_one_picture(path):
    whole = path.result
    for step in (1, 30, 99):
        path.controls["step"].value = step
        assert len(path.figure.path.now.get_xdata()) == len(path.figure.distance.now.get_xdata()) == step + 1
        assert len(path.figure.directions.get_xdata()) == (whole.when <= step).sum()
        assert path.alt_text.endswith(f"Drawn are {step} of the 100 steps.")
        assert path.result.tied == whole.tied
    assert path.figure.background_draws == 1


def test_the_picture_of_todays_activations_shows_slopes_and_gradients_and_says_what_arrives():
    figure = figures.activation_functions_today.TodayFigure.of(result := experiments.activations_today(12, 30))
    for name, (slope, size) in figure.runs.items():
        assert list(slope.get_ydata()) == list(result.slopes[name])
        assert list(size.get_ydata()) == list(result.delta[name][1:])
    assert f"SiLU {result.delta['silu'][1]:.1g}" in figure.alt_text


def test_only_the_chosen_curve_has_a_mark_at_the_cursor(cursor):
    cursor.move(activation="gelu")
    for curves in (cursor.figure.curves, cursor.figure.slopes):
        assert [name for name, mark in curves.marks.items() if mark.get_visible()] == ["gelu"]
