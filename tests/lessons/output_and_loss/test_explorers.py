"""The explorers of lesson 4: what is their own; every explorer is driven over its controls in one place."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from dnnlib import explorers, sigmoid
from tests.lessons.pictures import curves_under_legends, hold_or_widen, letters_sizes, shown_limits, slid

OTHER = {
    "output_and_loss": {"weight": 1.0, "bias": 1.0, "target": 0.5, "eta": 2.0, "starts": 5, "step": 100},
    "output_and_loss_pairs": {"z1": 1.0, "z2": 1.0, "z3": 1.0, "label": 1},
}


@pytest.mark.parametrize("name", OTHER)
def test_a_move_redraws_only_what_moves(name):
    explorer = getattr(explorers, name)()
    for control, value in OTHER[name].items():
        explorer.move(**{control: value})
    assert explorer.figure.background_draws == 1
    explorer.close()


@pytest.mark.parametrize("moved", OTHER["output_and_loss"])
def test_the_lines_are_the_result(moved):
    explorer = explorers.output_and_loss(target=0.1, eta=0.5)
    explorer.freeze()
    explorer.move(**{moved: OTHER["output_and_loss"][moved]})
    figure, now, held = explorer.figure, explorer.result, explorer.ghost
    for k, enlarged in enumerate((10, 1)):
        start, end = now.z[k, 0], now.z[k, now.step]
        cost = enlarged * now.grid_cost[k]
        drawn = {
            figure.costs[k]: (now.grid, cost),
            figure.slopes[k]: (sigmoid(now.grid) - now.target, now.grid_delta[k]),
            figure.slope_starts[k]: (now.a[k, 0] - now.target, now.delta[k]),
            figure.starts[k]: (start, np.interp(start, now.grid, cost)),
            figure.ends[k]: (end, np.interp(end, now.grid, cost)),
            figure.course[k].now: (np.arange(now.step + 1), now.a[k, : now.step + 1]),
            figure.course[k].held: (np.arange(301), held.a[k]),
        }
        for line, (x, y) in drawn.items():
            np.testing.assert_allclose(line.get_xydata(), np.column_stack([x, y]), rtol=1e-12)
        for line, result in ((figure.needed[k].now, now), (figure.needed[k].held, held)):
            reached = result.needed[k] <= 300
            steps = np.maximum(result.needed[k], 0.5)  # none at all is drawn there
            np.testing.assert_array_equal(line.get_xydata()[reached].T, [result.rates[reached], steps[reached]])
            assert np.isnan(line.get_ydata()[~reached]).all()
        best = now.needed[k].argmin()
        assert figure.best[k].get_xydata().tolist() == [[now.rates[best], max(now.needed[k].min(), 0.5)]]
    assert set(figure.cursor.get_xdata()) == {now.eta}
    assert figure.target.get_xydata().tolist() == [[0, now.target], [300, now.target]]
    explorer.close()


def test_the_table_of_pairs_shows_its_result():
    explorer = explorers.output_and_loss_pairs()
    kinds = {"undefined": "#0072B2", "δ = a − y": "#009E73", "δ ≠ a − y": "#D55E00"}  # blue, green, red
    for hold in (False, True):
        if hold:
            explorer.freeze()
            explorer.move(z1=-1.3, label=1)
        now, ghost, seen = explorer.result, explorer.ghost, set()
        for i, output in enumerate(now.outputs):
            for j, loss in enumerate(now.losses):
                held, bars, errors, note = explorer.figure.cells[i][j]
                undefined = (output, loss) in now.reasons
                matched = np.allclose(now.delta[i, j], now.a[i] - now.y, rtol=1e-9, atol=1e-9)
                kind = "undefined" if undefined else "δ = a − y" if matched else "δ ≠ a − y"
                seen.add(kind)
                assert kind in note.get_text()
                assert note.get_color() == kinds[kind]
                assert held.get_visible() == hold
                assert bars.get_visible() != undefined
                assert errors.get_visible() != undefined
                if not undefined:
                    assert to_hex(bars.get_facecolor()).upper() == kinds[kind]
                    np.testing.assert_array_equal(errors.get_ydata(), now.a[i] - now.y)
                for steps, result in ((bars, now), (held, ghost))[: 1 + hold]:
                    values, edges, _ = steps.get_data()
                    np.testing.assert_array_equal(values, np.insert(result.delta[i, j], [1, 2], np.nan))
                    np.testing.assert_allclose((edges[::2] + edges[1::2]) / 2, [1, 2, 3])
        assert seen == set(kinds)
    explorer.close()


def test_the_words_tell_of_overflow_and_of_starved_layers():
    explorer = explorers.output_and_loss_deep(depth=10, activation="relu", init_scale=10.0)
    assert "overflow" in explorer.alt_text
    assert "0 and 0 under squared error" in explorer.alt_text
    explorer.close()


def test_training_can_be_stopped():
    explorer = explorers.output_and_loss_deep()
    explorer.move(depth=10, width=32, activation="elu")
    explorer.stop()
    assert explorer.result.progress < 1
    assert explorer.error.value == ""
    explorer.close()


@pytest.mark.parametrize("name", ["output_and_loss", "output_and_loss_pairs", "output_and_loss_deep"])
def test_a_slider_only_widens_axes_and_no_legend_lies_over_a_curve(name):
    explorer = getattr(explorers, name)()
    start = shown_limits(explorer.figure)
    for moved in slid(explorer):
        assert hold_or_widen(start, shown_limits(explorer.figure)), moved
        assert curves_under_legends(explorer.figure) == [], moved
        assert min(letters_sizes(explorer.figure)) >= 11, moved
    assert (shown_limits(explorer.figure) == start).all()
    explorer.close()


@pytest.mark.parametrize("name", OTHER)
def test_axes_never_move(name):
    explorer = getattr(explorers, name)()
    start = shown_limits(explorer.figure)
    explorer.move(**OTHER[name])
    assert (shown_limits(explorer.figure) == start).all()
    explorer.close()


def test_the_training_of_the_neuron_stops_at_the_step():
    explorer = explorers.output_and_loss(step=0)
    for step in (0, 5, 150, 300):
        explorer.move(step=step)
        figure, now = explorer.figure, explorer.result
        for k, enlarged in enumerate((10, 1)):
            assert figure.course[k].now.get_xdata().tolist() == list(range(step + 1))
            (z, cost), *rest = figure.ends[k].get_xydata()
            assert rest == []
            assert z == now.z[k, step]
            assert cost == np.interp(z, now.grid, enlarged * now.grid_cost[k])
        assert f"After {step} steps" in explorer.alt_text
    explorer.close()


def test_what_has_no_gradient_or_overflows_is_written_above_the_panels():
    explorer = explorers.output_and_loss_deep(depth=10, activation="relu", init_scale=10.0)
    assert explorer.figure.note.get_text() == "squared error: δ is 0 in every layer\nbinary cross-entropy: overflow"
    explorer.reset()
    explorer.move(depth=4, activation="tanh", init_scale=1.0)
    assert explorer.wait()
    assert explorer.figure.note.get_text() == ""
    explorer.close()
