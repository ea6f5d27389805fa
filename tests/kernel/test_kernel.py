"""The explorers in a real kernel: moved by messages, beside running cells, opened again and again."""

import hashlib
import pathlib

import pytest

from tests.kernel.front_end import FrontEnd

PLAIN, STEPWISE = "vanishing_gradients", "batch_noise"
SETUP = """
import hashlib, pathlib, threading, time
from dnnlib import explorers
from dnnlib.live import png
from tests.conftest import EqualFiles
png.deflate = EqualFiles(png.deflate)  # here too equal pictures are equal files

def parts(explorer):
    buttons = {name: button.model_id for name, button in explorer.buttons.items()}
    return {name: control.model_id for name, control in explorer.controls.items()} | buttons | {
        "image": explorer.image.model_id, "caption": explorer.caption.model_id}

def shown(explorer):
    explorer.wait(60)
    picture = hashlib.sha256(explorer.image.value).hexdigest()
    return [explorer.settings, picture, explorer.error.value, explorer.caption.value]

def workers():
    return [thread.name for thread in threading.enumerate() if thread.name.endswith("(_work)")]
"""


@pytest.fixture(scope="module")
def page():
    with FrontEnd() as running:
        running.run(SETUP)
        yield running


@pytest.fixture
def busy(page, tmp_path):
    """Keep the kernel busy with a cell: a function from the code that it repeats to one that says whether it ended.

    `page.release()` ends the cell, at the latest with the test.
    """
    flag, causes = tmp_path / "enough", []

    def start(code="time.sleep(0.01)"):
        causes.append(page.start(f"while not pathlib.Path({str(flag)!r}).exists():\n    {code}"))
        return lambda: causes[0] in page.answered

    def release():
        flag.touch()
        page.until(lambda: set(causes) <= set(page.answered))

    page.release = release
    yield start
    release()
    assert page.errors == []


def agrees(page, name, parts, **settings):
    """What the page shows is what the kernel holds, at these settings."""
    held, picture, error, caption = page.ask(f"shown({name})")
    page.until(lambda: hashlib.sha256(page.models[parts["image"]]["value"]).hexdigest() == picture)
    assert page.models[parts["caption"]]["value"] == caption
    assert error == ""
    assert held == held | settings


def drag(page, model, values, subshell):
    """Move a slider from value to value, each when the picture of the one before has come."""
    for value in values:
        cause = page.move(model, value, subshell)
        page.until(lambda cause=cause: any(of == cause for of, *_ in page.pictures) and cause in page.answered)


def test_a_slider_moves_while_a_cell_runs(page, busy):
    subshell = page.subshell()
    page.run(f"e = explorers.{PLAIN}(depth=9)", cell="beside", subshell=subshell)
    parts = page.ask("parts(e)")
    done = busy()
    drag(page, parts["depth"], range(10, 20), subshell)
    held, picture, error, caption = page.ask("shown(e)", subshell)
    assert not done(), "the pictures came only after the cell"
    assert (held["depth"], error) == (19, "")
    assert hashlib.sha256(page.models[parts["image"]]["value"]).hexdigest() == picture
    assert page.models[parts["caption"]]["value"] == caption


def test_two_threads_draw_two_explorers(page, busy):
    subshell = page.subshell()
    page.run(f"e = explorers.{PLAIN}(depth=9)", cell="two", subshell=subshell)
    page.run("other = explorers.forward_pass(); depth = 0", cell="other")
    parts, others = page.ask("parts(e)"), page.ask("parts(other)")
    done = busy("depth += 1; other.move(depth=depth % 5 + 1)")
    drag(page, parts["depth"], range(10, 30), subshell)
    assert not done()
    page.release()
    agrees(page, "e", parts, depth=29)
    agrees(page, "other", others, depth=page.ask("depth % 5 + 1"))


def test_what_is_moved_while_a_cell_runs_is_shown_at_the_latest_after_it(page, busy):
    page.run(f"e = explorers.{PLAIN}()", cell="after")
    parts, subshell = page.ask("parts(e)"), page.subshell()
    busy()
    page.slide(parts["depth"], range(10, 16), subshell)
    page.release()
    page.until(lambda: page.resting(parts["depth"]))
    agrees(page, "e", parts, depth=15)


def test_moves_faster_than_pictures_end_at_the_last(page):
    page.run(f"e = explorers.{PLAIN}()", cell="fast")
    parts, subshell = page.ask("parts(e)"), page.subshell()
    page.slide(parts["depth"], range(5, 21), subshell)
    page.until(lambda: page.resting(parts["depth"]))
    agrees(page, "e", parts, depth=20)


def test_moves_that_pile_up_in_the_kernel_end_at_the_last(page):
    page.run(f"e = explorers.{PLAIN}()", cell="piled")
    parts, subshell = page.ask("parts(e)"), page.subshell()
    drag(page, parts["depth"], [4], subshell)  # from here on the widget is answered on the subshell
    causes = [page.move(parts["depth"], depth, subshell) for depth in range(5, 21)]
    page.until(lambda: set(causes) <= set(page.answered))
    agrees(page, "e", parts, depth=20)


def test_stepwise_work_is_reset_in_the_middle_by_a_click(page, busy):
    subshell = page.subshell()
    page.run(f"e = explorers.{STEPWISE}()", cell="stepwise", subshell=subshell)
    start, parts = page.ask("shown(e)"), page.ask("parts(e)")
    done = busy()
    for _ in range(3):
        page.move(parts["depth"], 5, subshell)
        cause = page.click(parts["reset"], subshell)
        page.until(lambda cause=cause: cause in page.answered)
    assert page.ask("shown(e)", subshell) == start
    assert page.ask("workers()", subshell) == []
    assert not done()


def test_running_a_cell_again_closes_its_explorer_and_ends_its_work(page):
    page.run(f"e = explorers.{STEPWISE}()", cell="again")
    threads = page.ask("threading.active_count()")
    for _ in range(3):
        page.move(page.ask("e.controls['depth'].model_id"), 5)
        page.run(f"old, e = e, explorers.{STEPWISE}()", cell="again")
        assert page.ask("[old._closed, old.wait(60), e._closed]") == [True, True, False]
    assert page.ask("[workers(), threading.active_count()]") == [[], threads]


def test_closing_in_the_middle_ends_the_work(page):
    page.run(f"e = explorers.{STEPWISE}()", cell="close")
    slider = page.ask("e.controls['depth'].model_id")
    page.run("e.move(depth=5)\ne.close()")
    assert page.ask("[e.wait(60), e.running, workers()]") == [True, False, []]
    late = page.move(slider, 3)  # of a page that has not heard of it yet
    page.until(lambda: late in page.answered)
    assert page.errors == []


RESIDENT = """
from dnnlib.exercises import vanishing_gradients
from dnnlib.live.exercise import Prediction
from tests.open_widgets import OPEN

question = next(thing for thing in vars(vanishing_gradients).values() if isinstance(thing, Prediction))

def resident():
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20
"""


@pytest.mark.skipif(not pathlib.Path("/proc/self/statm").exists(), reason="needs Linux's /proc")
@pytest.mark.parametrize("code", [f"explorers.{PLAIN}()", "explorers.playground()", "question"])
def test_a_cell_that_runs_again_and_again_needs_no_more_memory(code):
    with FrontEnd() as page:
        page.run(SETUP + RESIDENT)
        page.run(code, cell="again")
        page.run(code, cell="again")
        widgets, resident = page.ask("[len(OPEN), resident()]")
        for _ in range(38):
            page.run(code, cell="again")
        assert page.ask("len(OPEN)") == widgets
        assert page.ask("resident()") < resident + 30
        assert page.ask("len(Out)") == 40


def test_a_restarted_kernel_opens_the_explorer_again():
    with FrontEnd() as page:
        page.run(SETUP + f"e = explorers.{PLAIN}()", cell="a")
        parts = page.ask("parts(e)")
        first = page.models[parts["image"]]["value"]
        page.manager.restart_kernel(now=True)
        page.client.wait_for_ready(timeout=60)
        page.move(parts["depth"], 7)  # of a page that still shows the old explorer: nobody there, nothing breaks
        page.run(SETUP + f"e = explorers.{PLAIN}()", cell="a")
        again = page.ask("parts(e)")
        assert page.models[again["image"]]["value"] == first
        page.move(again["depth"], 7)
        agrees(page, "e", again, depth=7)
