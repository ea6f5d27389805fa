"""The explorer: one redraw a move, ghosts, errors shown, stepwise work that stops, nothing left over."""

import asyncio
import base64
import gc
import io
import threading
import types
import weakref
from unittest import mock

import ipywidgets as widgets
import numpy as np
import pytest
import threadpoolctl
from PIL import Image

from dnnlib import explorers
from dnnlib.live import cells as _registry
from dnnlib.live import controls, run
from dnnlib.live.cells import CellBox
from dnnlib.live.explorer import Explorer
from dnnlib.live.run import LOCK, Rest
from dnnlib.live.tries import Try, listed
from tests.live.demo_explorer import SpreadFigure, demo, experiment, stepwise_demo
from tests.open_widgets import OPEN

NEW = {"depth": 20, "init_scale": 2.0, "activation": "relu", "batch_norm": True, "seed": 7}


@pytest.fixture
def explorer():
    made = demo()
    yield made
    made.close()


@pytest.fixture(params=["thread", "event loop"])
def stepwise(request, monkeypatch):
    """An explorer of stepwise work with either driver. While no loop runs, the second works when it is waited for."""
    monkeypatch.setattr(run, "THREADS", request.param == "thread")
    made = stepwise_demo()
    made.wait()
    yield made
    made.close()


def renders(explorer):
    return mock.patch.object(explorer.figure, "render", wraps=explorer.figure.render)


def workers():
    return [thread for thread in threading.enumerate() if thread.name.endswith("(_work)")]


@pytest.mark.parametrize("name", NEW)
def test_a_control_reaches_the_result_and_the_picture(explorer, name):
    before = explorer.image.value
    explorer.controls[name].value = NEW[name]
    expected = experiment(**explorer.settings)
    np.testing.assert_allclose(explorer.result.spread, expected.spread, rtol=1e-5)  # one BLAS thread sums otherwise
    assert explorer.settings[name] == NEW[name]
    assert explorer.image.value != before
    assert explorer.alt_text == explorer.figure.describe(expected)
    assert explorer.alt_text in explorer.caption.value
    assert explorer.error.value == ""


def test_move_and_reset_draw_once(explorer):
    start, picture = explorer.settings, explorer.image.value
    with renders(explorer) as render:
        explorer.move(**NEW)
        assert render.call_count == 1
        assert explorer.settings == NEW
        explorer.freeze()
        render.reset_mock()
        explorer.reset()
        assert render.call_count == 1
    assert explorer.settings == start
    assert explorer.frozen_settings is None
    assert explorer.image.value == picture


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"depth": 99}, "depth must be a whole number from 1 to 50, got 99"),
        ({"dpth": 3}, r"knows .*depth.* got dpth=3"),
        ({"batch_norm": np.True_}, "batch_norm must be one of"),
        ({"batch_norm": 1.0}, "batch_norm must be one of"),
        ({"activation": np.array(["tanh", "relu"])}, "activation must be one of"),
    ],
)
def test_a_move_that_makes_no_sense_changes_nothing(explorer, values, message):
    before = explorer.settings
    with pytest.raises(ValueError, match=message):
        explorer.move(seed=5, **values)
    assert explorer.settings == before


def test_freeze_holds_and_thaw_lets_go(explorer):
    plain = explorer.image.value
    held = explorer.result
    explorer.freeze()
    assert explorer.frozen_settings == explorer.settings
    explorer.move(depth=30)
    assert explorer.figure.ghost is held
    assert "held: depth 10<" in explorer.note.value
    assert "now: depth 30<" in explorer.note.value
    with_ghost = explorer.image.value
    explorer.freeze()  # a second call replaces it
    assert explorer.frozen_settings["depth"] == 30
    assert "now" not in explorer.note.value
    explorer.thaw()
    assert explorer.figure.ghost is None
    assert explorer.note.value == ""
    assert explorer.image.value != with_ghost
    explorer.move(depth=10)
    assert explorer.image.value == plain


def test_needs_reset_drops_what_is_held():
    with_rule = demo()
    with_rule.close()
    made = {"depth": controls.int_slider("depth", 5, 1, 50), "seed": controls.seed_control(0)}
    explorer = Explorer(
        lambda depth, seed: experiment(depth, 1.0, "tanh", False, seed), SpreadFigure(), made, title="t",
        needs_reset=["depth"],
    )  # fmt: skip
    explorer.freeze()
    explorer.move(seed=2)
    assert explorer.frozen_settings is not None
    explorer.controls["depth"].value = 6
    assert explorer.frozen_settings is None
    assert explorer.figure.ghost is None
    explorer.close()
    with pytest.raises(ValueError, match=r"needs_reset must name controls \(depth, seed\), got dept"):
        Explorer(experiment, SpreadFigure(), made, title="t", needs_reset=["dept"])


@pytest.mark.parametrize("where", ["experiment", "figure"])
def test_an_error_is_shown_and_the_picture_stays(explorer, where):
    picture, result = explorer.image.value, explorer.result
    broken = ZeroDivisionError("no <such> thing")
    target = (explorer, "_results") if where == "experiment" else (explorer.figure, "draw_result")
    with mock.patch.object(*target, side_effect=broken):
        explorer.controls["depth"].value = 12
    assert "ZeroDivisionError: no &lt;such&gt; thing" in explorer.error.value
    assert explorer.image.value == picture
    assert explorer.result is result
    explorer.controls["depth"].value = 13
    assert explorer.error.value == ""
    assert explorer.image.value != picture


def test_a_start_that_fails_raises():
    with pytest.raises(KeyError, match="'no such'"):
        Explorer(
            lambda kind: experiment(3, 1.0, kind, False, 0), SpreadFigure(),
            {"kind": controls.choice("kind", "no such", ["no such", "tanh"])}, title="t",
        )  # fmt: skip


def test_without_experiment():
    with pytest.raises(ValueError, match="experiment must be a function unless steps is given"):
        Explorer(None, SpreadFigure(), {}, title="t")


def test_values_that_overflow_are_shown():
    explorer = demo(depth=50, init_scale=10.0, activation="relu")
    assert explorer.error.value == ""
    assert explorer.image.value
    explorer.close()


def test_work_runs_on_one_blas_thread():
    seen = []

    def watched(depth):
        seen.extend(pool["num_threads"] for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas")
        return experiment(depth, 1.0, "tanh", False, 0)

    made = Explorer(watched, SpreadFigure(), {"depth": controls.int_slider("depth", 5, 1, 50)}, title="t")
    made.close()
    assert set(seen) == {1}


def test_the_bundle_has_view_picture_and_words(explorer):
    data, metadata = explorer._repr_mimebundle_()
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == explorer.model_id
    assert base64.b64decode(data["image/png"]) == explorer.image.value
    assert data["text/plain"] == metadata["image/png"]["alt"] == explorer.alt_text


def test_a_notebook_shows_the_explorer_and_stores_the_picture_and_the_words_below_it(explorer, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, **more: shown.append(data))
    explorer._ipython_display_()
    view, picture, words = shown
    assert view["application/vnd.jupyter.widget-view+json"]["model_id"] == explorer.model_id
    assert view["text/plain"].startswith("Run this cell to make it live.")
    assert set(picture) == {"image/png", "text/plain"}  # beside the view, some pages would show the view alone
    assert words["text/html"].startswith("<details open><summary>The first picture in words</summary><p>")
    explorer.close()
    with pytest.raises((NotImplementedError, TypeError)):  # IPython shows the repr instead
        explorer._ipython_display_()


def test_a_stored_page_lists_all_tries_below_the_words(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, **more: shown.append(data))
    tries = [Try(f"Go to depth {depth}.", {"depth": depth}, f"{depth} steps.", bool) for depth in (2, 3)]
    demo(tries=tries)._ipython_display_()
    assert shown[-1]["text/html"].endswith("</details>" + listed(tries))
    assert [text in shown[-1]["text/html"] for text in ("Go to depth 2.", "3 steps.")] == [True, True]


def test_names_for_screen_readers(explorer):
    assert explorer.image.tooltip == explorer.title
    assert explorer.image.description == ""  # the front end fails at a tooltip without a description
    assert 'role="status" aria-live="polite"' in explorer.caption.value


def test_the_picture_goes_to_the_page_as_a_data_url(explorer):
    explorer.move(**NEW)
    sent = explorer.image.get_state()
    assert sent["format"] == "url"
    kind, _, data = bytes(sent["value"]).partition(b",")
    assert kind == b"data:image/png;base64"
    assert base64.b64decode(data, validate=True) == explorer.image.value


def test_stepwise_work_settles_at_construction(stepwise):
    assert not stepwise.running
    assert workers() == []
    assert stepwise.result.progress == 1
    assert stepwise.progress.value == 1
    np.testing.assert_allclose(stepwise.result.spread, experiment(**stepwise.settings).spread, rtol=1e-5)


def test_stepwise_work_goes_on_and_ends(stepwise):
    stepwise.move(depth=12)
    assert stepwise.running
    assert stepwise.result.progress < 1  # the first step is drawn at once
    assert not stepwise.buttons["stop"].disabled
    assert stepwise.wait(30)
    assert not stepwise.running
    assert stepwise.result.progress == 1
    assert stepwise.buttons["stop"].disabled
    np.testing.assert_allclose(stepwise.result.spread, experiment(**stepwise.settings).spread, rtol=1e-5)


def test_stop_keeps_the_picture(stepwise):
    stepwise.move(depth=50)
    stepwise.stop()
    assert not stepwise.running
    assert workers() == []
    assert stepwise.result.progress < 1
    picture = stepwise.image.value
    stepwise.freeze()
    assert stepwise.ghost.progress < 1
    stepwise.thaw()
    assert stepwise.image.value == picture


def test_a_new_move_replaces_the_work_under_way(stepwise):
    for depth in (50, 49, 48, 5):
        stepwise.move(depth=depth)
    assert stepwise.wait(30)
    assert len(stepwise.result.spread) == 5
    assert stepwise.result.progress == 1
    stepwise.move(depth=6)
    stepwise.wait(30)
    assert workers() == []


def test_an_error_in_a_later_step_is_shown(stepwise):
    def broken(**_):
        yield stepwise.result
        raise RuntimeError("step 2 failed")

    stepwise._results = broken
    stepwise.move(depth=7)
    assert stepwise.wait(30)
    assert "RuntimeError: step 2 failed" in stepwise.error.value
    assert not stepwise.running
    assert stepwise.buttons["stop"].disabled


def test_without_threads_the_event_loop_does_the_work_between_messages(monkeypatch):
    monkeypatch.setattr(run, "THREADS", False)

    async def play():
        explorer = stepwise_demo(depth=30)
        seen, messages = {explorer.result.progress}, 0
        while explorer.running:
            await asyncio.sleep(0)  # a message of the page
            messages += 1
            seen.add(explorer.result.progress)
        end = explorer.result.progress
        explorer.move(depth=50)
        await asyncio.sleep(5 * run.TURN)
        explorer.stop()
        stopped = explorer.result.progress
        await asyncio.sleep(5 * run.TURN)
        explorer.close()
        return sorted(seen), messages, end, stopped, workers()

    seen, messages, end, stopped, threads = asyncio.run(play())
    assert len(seen) > 3
    assert messages > len(seen)
    assert end == 1
    assert 0 < stopped < 1
    assert threads == []


def test_waiting_without_threads_does_the_work_as_long_as_it_may(monkeypatch):
    monkeypatch.setattr(run, "THREADS", False)
    explorer = stepwise_demo(depth=50)
    assert explorer.running
    assert not explorer.wait(timeout=0.0)
    assert explorer.result.progress < 1
    assert explorer.wait()
    assert explorer.result.progress == 1
    assert not explorer.running
    explorer.close()


def test_two_explorers_share_the_lock_in_turn(stepwise, explorer):
    stepwise.move(depth=50)
    for depth in range(11, 16):
        explorer.move(depth=depth)  # gets the lock between two pictures of the other
    assert len(explorer.result.spread) == 15
    assert stepwise.running
    stepwise.stop()
    assert LOCK.acquire(blocking=False)
    LOCK.release()


def test_close_ends_the_worker_and_leaves_no_widget():
    gc.collect()
    before = set(OPEN)
    explorer = stepwise_demo(settle=False)
    explorer.freeze()
    depth = explorer.controls["depth"]
    explorer.close()
    assert explorer.wait(30)
    assert not explorer.running
    assert set(OPEN) - before == set()
    depth.value = 3  # a late message from a page
    explorer.close()  # once more does nothing


def test_a_closed_explorer_leaves_no_widget_of_its_play_buttons_and_tries():
    gc.collect()
    before = set(OPEN)
    tries = [Try("Move it.", {"depth": 3}, "It moves.", lambda result: True)]
    demo(play="depth", tries=tries, show=["depth", "seed"]).close()
    assert set(OPEN) - before == set()


def test_a_closed_explorer_holds_neither_figure_nor_results():
    explorer = demo()
    dropped = [weakref.ref(part) for part in (explorer.figure, explorer.result, explorer.image)]
    explorer.close()
    gc.collect()
    assert [part() for part in dropped] == [None, None, None]


@pytest.mark.parametrize(
    "ask",
    [
        lambda explorer: explorer.move(depth=3),
        lambda explorer: explorer.reset(),
        lambda explorer: explorer.freeze(),
        lambda explorer: explorer.thaw(),
        lambda explorer: explorer.settings,
        lambda explorer: explorer.alt_text,
        lambda explorer: explorer.result,
    ],
)
def test_a_closed_explorer_says_so(ask):
    explorer = demo()
    explorer.close()
    sentence = "The explorer “How the spread changes from layer to layer” is closed: run its cell again"
    assert repr(explorer).startswith(sentence)
    with pytest.raises(RuntimeError, match=sentence):
        ask(explorer)
    assert not hasattr(explorer, "no_such_thing")


def test_moves_leave_nothing_behind(explorer):
    explorer.move(depth=5)
    gc.collect()
    widgets, draws = len(OPEN), explorer.figure.background_draws
    for depth in range(6, 40):
        explorer.move(depth=depth)
    assert len(OPEN) == widgets
    assert explorer.figure.background_draws == draws == 1


def in_cell(cell, execution):
    """A kernel that runs a cell."""
    request = {"metadata": {"cellId": cell}, "header": {"msg_id": execution}}
    shell = types.SimpleNamespace(kernel=types.SimpleNamespace(get_parent=lambda: request))
    return mock.patch.object(_registry, "get_ipython", return_value=shell)


def test_running_a_cell_again_closes_its_former_explorers():
    with in_cell("a", "1"):
        twins = [demo(), demo()]
    with in_cell("b", "2"):
        other = demo()
    assert [made._closed for made in (*twins, other)] == [False, False, False]
    with in_cell("a", "3"):
        new = demo()
    assert [made._closed for made in (*twins, other, new)] == [True, True, False, False]
    new.close()
    other.close()


def test_running_a_changed_cell_closes_what_it_made_before():
    with in_cell("c", "1"):
        plain = demo()
        view = CellBox([widgets.HTML("a question")])
    with in_cell("c", "2"):
        new = stepwise_demo()
    assert plain._closed
    assert view.comm is None
    assert view.children == ()
    new.close()


def test_outside_a_notebook_nothing_is_registered():
    before = dict(_registry._OPEN)
    demo().close()
    assert before == _registry._OPEN


def controls_in_view(explorer):
    """The controls of the first column that stand in no fold."""
    left, _ = explorer.children[1].children
    return list(left.children[0].children)


def test_some_controls_are_in_view_and_the_rest_in_a_fold():
    explorer = demo(show=("activation", "depth"))
    assert controls_in_view(explorer) == [explorer.controls["activation"], explorer.controls["depth"]]
    fold = next(child for child in explorer.children[1].children[0].children if isinstance(child, widgets.Accordion))
    assert list(fold.children[0].children) == [explorer.controls[n] for n in ("init_scale", "batch_norm", "seed")]
    assert fold.selected_index is None


@pytest.mark.parametrize("argument", ["show", "play", "needs_reset"])
def test_names_of_no_control_are_refused(argument):
    value = "scale" if argument == "play" else ["depth", "scale"]
    with pytest.raises(ValueError, match=rf"{argument} must name controls \(depth, .*\), got scale"):
        demo(**{argument: value})


def test_a_try_is_shown_with_what_it_compares_with():
    one = Try("Raise *depth*.", {"depth": 30}, "It shrinks.", lambda r: r.spread[-1] < 1, held={"depth": 5})
    explorer = demo(tries=[one])
    explorer.move(init_scale=2.0)
    explorer.try_box.show_me.click()
    assert explorer.settings == explorer._start_values | {"depth": 30}
    assert explorer.frozen_settings == explorer._start_values | {"depth": 5}
    assert one.holds(explorer.result)
    assert explorer.tries == (one,)


def test_play_moves_a_slider_from_end_to_end():
    explorer = demo(play="depth")
    column = explorer.children[1].children[0]
    player = next(child for child in column.children if isinstance(child, widgets.Play))
    slider = explorer.controls["depth"]
    assert (player.min, player.max) == (slider.min, slider.max)
    slider.max = 60
    assert player.max == 60
    button = explorer.buttons["play"]
    button.click()
    assert player.playing
    assert button.description == "❚❚ Pause"
    explorer.reset()
    assert not player.playing
    assert button.description == "▶ Play"


def test_axes_only_widen_while_a_slider_moves(explorer):
    explorer.controls["depth"].value = 30
    assert explorer.figure.only_widens
    explorer.controls["activation"].value = "relu"
    assert not explorer.figure.only_widens
    explorer.controls["depth"].value = 10
    explorer.reset()
    assert not explorer.figure.only_widens


def test_a_picture_at_rest_is_drawn_at_twice_the_resolution():
    async def move_and_rest():
        explorer = demo()
        explorer.controls["depth"].value = 20
        moved = explorer.image.value
        await asyncio.sleep(2 * Rest.SECONDS)
        rested = explorer.image.value
        explorer.controls["depth"].value = 21  # a move cancels what has not begun
        explorer.close()
        await asyncio.sleep(2 * Rest.SECONDS)
        return moved, rested

    moved, rested = (np.array(Image.open(io.BytesIO(png))) for png in asyncio.run(move_and_rest()))
    assert rested.shape == (2 * moved.shape[0], 2 * moved.shape[1], 4)


def test_what_is_stored_has_the_first_resolution():
    async def rest_and_store():
        explorer = demo()
        await asyncio.sleep(2 * Rest.SECONDS)
        return explorer.image.value, explorer._picture

    shown, stored = asyncio.run(rest_and_store())
    assert len(shown) > len(stored)


def test_without_an_event_loop_nothing_is_redrawn(explorer):
    explorer.move(depth=12)
    assert explorer.image.value == explorer._picture


def test_all_open_explorers_can_be_reset_at_once():
    first, second, closed = demo(), demo(depth=4), demo()
    for explorer in (first, second, closed):
        explorer.move(depth=9)
    first.freeze()
    closed.close()
    assert explorers.reset_all() >= 2
    assert (first.settings["depth"], second.settings["depth"]) == (demo().settings["depth"], 4)
    first.close()
    second.close()
