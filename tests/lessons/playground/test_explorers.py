"""The playground played: controls, buttons, threads; and the sick networks named and treated."""

import asyncio
import gc
import re
import threading
import time
import weakref

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from dnnlib import explorers
from dnnlib.lessons.playground.exercises import EPOCHS_OF_A_TRY
from dnnlib.lessons.playground.experiment import STEP_SETTINGS, Training, watched_training
from dnnlib.lessons.playground.experiment_patients import diagnosis
from dnnlib.lessons.playground.explorers_playground import OF_THE_PICTURE, SPEEDS
from dnnlib.live.values import control_range
from tests.lessons.driving import announced, random_settings, same

STRUCTURE = ["data", "depth", "width", "activation", "output_loss", "init", "init_scale", "batch_norm"]
STRUCTURE += ["noise", "share", "seed"]
DEADLINE = 20  # seconds


@pytest.fixture(autouse=True)
def one_thread():
    """What is computed beside an explorer is computed like in it: two threads add up in another order."""
    with threadpool_limits(1):
        yield


@pytest.fixture
def playground():
    explorer = explorers.playground(depth=3, width=16, eta=0.1, epochs=2)
    yield explorer
    explorer.close()
    explorer.wait(DEADLINE)


def until(condition):
    """Wait for something that another thread brings about."""
    end = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)


def settings(explorer):
    return {name: value for name, value in explorer.settings.items() if name not in OF_THE_PICTURE}


def fine(explorer):
    assert explorer.error.value == ""
    if explorer.result.step:  # before the first step there is no update
        announced(explorer)
    assert explorer.alt_text == explorer.figure.describe(explorer.result)
    assert bytes(explorer.image.value[:4]) == b"\x89PNG"


def test_the_first_picture_is_that_of_a_short_training(playground):
    assert same(playground.result, watched_training(2, **settings(playground)))
    assert not playground.running
    assert playground.result.step == 38


@pytest.mark.parametrize("name", STRUCTURE)
def test_a_paused_playground_follows_every_control_to_its_ends(playground, name):
    for value in control_range(playground.controls[name]):
        before, changes = playground.image.value, playground.controls[name].value != value
        playground.move(**{name: value})
        fine(playground)
        if changes:
            assert same(playground.result, watched_training(0, **settings(playground)))
            assert playground.image.value != before
        playground.one_step()
        fine(playground)


def test_the_axis_of_updates_says_where_it_ends(playground):
    labels = [label.get_text() for label in playground.figure.over_time.update_ax.get_yticklabels()]
    assert (labels[0], labels[-1]) == (r"${\leq}10^{-7}$", r"${\geq}10$")


@pytest.mark.parametrize("name", [*STEP_SETTINGS, "speed"])
def test_a_control_of_the_next_step_makes_no_new_network(playground, name):
    for value in control_range(playground.controls[name]):
        network = playground.training.network
        playground.move(**{name: value})
        playground.one_step()
        assert playground.training.network is network
        assert playground.training.settings.get(name, value) == value
        fine(playground)


def test_random_combinations_train(playground):
    rng = np.random.default_rng(10)
    for _ in range(30):
        chosen = random_settings(playground, rng)
        playground.move(**chosen)
        assert same(playground.result, watched_training(0, **settings(playground)))
        playground.one_step()
        fine(playground)


def test_one_step_and_one_epoch_are_what_they_say(playground):
    playground.start_over()
    playground.one_step()
    assert playground.result.step == 1
    playground.one_epoch()
    assert (playground.result.step, playground.result.epoch) == (19, 1)
    assert same(playground.result.held_out_loss, watched_training(1, **settings(playground)).held_out_loss)


@pytest.mark.parametrize("speed", SPEEDS)
def test_play_and_pause_at_every_speed(playground, speed):
    playground.move(speed=speed)
    start = playground.training.step
    playground.play()
    until(lambda: playground.result.step > start + 1)
    assert playground.buttons["play"].description == "Pause"
    playground.pause()
    assert not playground.running
    assert playground.result.step == playground.training.step
    stopped = playground.image.value
    time.sleep(0.1)
    assert playground.image.value == stopped
    until(lambda: playground.buttons["play"].description == "Play")
    fine(playground)


def test_playing_at_one_epoch_a_picture_stops_at_the_ends_of_epochs(playground):
    seen = []
    playground.image.observe(lambda _: seen.append(playground.result.epoch), names="value")
    playground.move(speed="epoch")
    playground.play()
    until(lambda: len(seen) > 4)
    playground.pause()
    assert seen[:4] == [3.0, 4.0, 5.0, 6.0]


def test_a_slider_moved_while_it_trains_acts_at_the_next_step(playground):
    playground.play()
    until(lambda: playground.result.epoch > 3)
    playground.move(eta=0.001)
    until(lambda: playground.training.stretches[-1][0] == 0.001)
    playground.controls["momentum"].value = 0.5
    until(lambda: playground.training.stretches[-1][1] == 0.5)
    assert playground.running
    playground.pause()
    assert playground.pending.value == ""
    assert [stretch[:2] for stretch in playground.training.stretches] == [(0.1, 0.9), (0.001, 0.9), (0.001, 0.5)]


def test_a_new_structure_while_it_trains_waits_for_a_new_network(playground):
    playground.play()
    network = playground.training.network
    playground.move(depth=5, width=8)
    assert "depth 5, width 8: needs a new network" in playground.pending.value
    assert playground.running
    assert playground.training.network is network
    playground.start_over()
    assert playground.running
    playground.pause()
    assert playground.training.network.sizes == (2, 8, 8, 8, 8, 1)
    assert playground.pending.value == ""
    fine(playground)


def test_the_rounding_of_a_front_end_is_no_move(playground):
    training = playground.training
    playground.controls["momentum"].value = 0.9000000000000001
    playground.controls["init_scale"].value = 1.0000000000000002
    assert playground.training is training
    playground.one_step()
    assert len(training.stretches) == 1


def test_moving_back_takes_the_note_away(playground):
    playground.play()
    playground.move(depth=5)
    playground.move(depth=3)
    assert playground.pending.value == ""


def test_a_training_that_overflows_ends_by_itself():
    explorer = explorers.playground(output_loss=("identity", "mse"), eta=10.0, epochs=0)
    explorer.play()
    assert explorer.wait(DEADLINE)
    assert not explorer.running
    assert "no number" in explorer.alt_text
    fine(explorer)
    explorer.close()


def test_an_untrained_network_has_a_code_too(playground):
    playground.start_over()
    names = {}
    exec(playground.code(), names)
    assert names["network"].W[2].tolist() == playground.training.network.W[2].tolist()


def test_show_me_trains_what_is_held_and_plays_to_its_end(playground):
    one = playground.tries[0]
    playground.show_me(one)
    assert playground.running
    assert playground.wait(DEADLINE)
    assert playground.result.epoch == EPOCHS_OF_A_TRY
    assert same(playground.ghost, watched_training(EPOCHS_OF_A_TRY, **settings(playground) | one.held))
    assert same(playground.result, watched_training(EPOCHS_OF_A_TRY, **settings(playground)))
    playground.play()
    until(lambda: playground.result.epoch > EPOCHS_OF_A_TRY)
    playground.pause()


def test_the_code_repeats_what_was_played_bit_by_bit(playground):
    playground.play()
    until(lambda: playground.result.epoch > 3)
    playground.move(eta=0.01)
    until(lambda: len(playground.training.stretches) == 2)
    playground.pause()
    names = {}
    with threadpool_limits(2):
        exec(playground.code(), names)
    for l in range(1, playground.training.network.L + 1):
        np.testing.assert_array_equal(names["network"].W[l], playground.training.network.W[l])
    playground.buttons["copy"].click()
    assert "[2, 16, 16, 1]," in playground.listing.value
    playground.buttons["copy"].click()
    assert playground.listing.value == ""


def test_freeze_holds_a_run_and_prints_the_difference(playground):
    held = playground.result
    playground.freeze()
    before = playground.image.value
    playground.move(depth=4)
    playground.one_epoch()
    assert playground.ghost is held
    assert playground.figure.ghost is held
    assert playground.frozen_settings["depth"] == 3
    assert "now: depth 4" in playground.note.value
    assert playground.image.value != before
    playground.thaw()
    assert playground.ghost is None


def test_reset_brings_the_first_picture_back(playground):
    first, words = playground.image.value, playground.alt_text
    playground.move(data="rings", depth=6, eta=0.5)
    playground.freeze()
    playground.play()
    playground.reset()
    assert (playground.image.value, playground.alt_text) == (first, words)
    assert playground.frozen_settings is None
    assert not playground.running


def test_an_error_is_told_and_the_playground_goes_on(playground, monkeypatch):
    def fail(*_):
        raise RuntimeError("no more ink")

    monkeypatch.setattr(playground.figure, "render", fail)
    playground.one_step()
    assert "no more ink" in playground.error.value
    monkeypatch.undo()
    playground.one_step()
    fine(playground)


def test_a_worker_that_fails_stops_and_tells(playground, monkeypatch):
    def fail(*_):
        raise RuntimeError("no more ink")

    monkeypatch.setattr(playground.figure, "render", fail)
    playground.play()
    assert playground.wait(DEADLINE)
    assert "no more ink" in playground.error.value
    assert not playground.running


def test_two_playgrounds_do_not_disturb_each_other(playground):
    other = explorers.playground(data="rings", epochs=0)
    playground.play()
    other.play()
    until(lambda: playground.result.epoch > 4 and other.result.epoch > 2)
    playground.pause()
    step = other.result.step
    until(lambda: other.result.step > step)
    other.pause()
    for explorer in (playground, other):
        again = Training(**settings(explorer))
        again.advance(explorer.training.step)
        assert same(again.network.W[1], explorer.training.network.W[1])
    other.close()


def test_the_menus_of_the_picture_draw_and_train_nothing(playground):
    playground.one_epoch()
    training, step = playground.training, playground.training.step
    pictures = {playground.image.value}
    playground.move(picture="layers over time")
    pictures.add(playground.image.value)
    assert playground.figure.over_time.update_ax.get_visible()
    assert not playground.figure.units.ax.get_visible()
    assert len(pictures) == 2
    assert (playground.training, playground.training.step) == (training, step)
    playground.move(picture="units")
    assert playground.figure.units.ax.get_visible()
    fine(playground)


def test_the_last_stretch_and_the_whole_run_can_both_be_seen(playground):
    playground.move(eta=0.01)
    for _ in range(3):
        playground.one_epoch()
    axes = playground.figure.curves.loss_ax, playground.figure.over_time.update_ax
    playground.move(picture="layers over time", time="last stretch")
    assert {ax.get_xlim()[0] for ax in axes} == {0}  # shorter than 30 epochs
    for _ in range(40):
        playground.training.advance_epoch()
    playground.move(momentum=0.5)
    playground.one_epoch()
    assert {ax.get_xlim() for ax in axes} == {(10, 60)}
    assert playground.figure.curves.turned.get_text() == "momentum 0.5"
    marks = playground.figure.curves.marks[0].get_xdata()
    assert set(marks[np.isfinite(marks)]) == {2, 45}
    playground.move(time="whole run")
    assert {ax.get_xlim()[0] for ax in axes} == {0}
    fine(playground)


def test_a_view_that_leaves_the_page_pauses_it(playground):
    playground._view_count = 1  # as the page sets it
    playground.play()
    playground._view_count = 2
    playground._view_count = 1
    assert playground.running
    playground._view_count = 0
    assert not playground.running
    playground._view_count = 1
    assert playground.get_state()["_view_count"] == 0  # for a page that has just been loaded
    assert playground.get_state("_view_count") == {"_view_count": 1}


def test_without_threads_the_event_loop_trains_and_a_rest_blocks_nothing(playground, monkeypatch):
    monkeypatch.setattr("dnnlib.live.run.THREADS", False)
    playground.controls["speed"].value = "slow"

    async def play():
        start, messages = playground.training.step, 0
        playground.play()
        while playground.training.step < start + 3:
            await asyncio.sleep(0.01)
            messages += 1
        playground.pause()
        paused = playground.training.step
        await asyncio.sleep(0.3)
        return messages, paused

    messages, paused = asyncio.run(play())
    assert messages > 10  # two rests of a quarter of a second, in which the loop went on
    assert playground.training.step == paused
    assert playground.buttons["play"].description == "Play"


def test_closing_leaves_no_thread(playground):
    playground.play()
    thread = playground._run.thread
    playground.close()
    thread.join(DEADLINE)
    assert not thread.is_alive()
    with pytest.raises(RuntimeError, match="is closed: run its cell again"):
        playground.play()
    assert not playground.running


def test_no_thread_keeps_a_forgotten_playground_alive():
    explorer = explorers.playground(epochs=0)
    explorer.play()
    thread, trace = explorer._run.thread, weakref.ref(explorer)
    explorer.close()
    del explorer
    thread.join(DEADLINE)
    gc.collect()
    assert trace() is None
    assert thread not in threading.enumerate()


def test_most_pictures_leave_the_background_alone(playground):
    playground.move(speed="epoch", depth=3, width=4)
    for _ in range(10):
        playground.one_epoch()
    drawn = playground.figure.background_draws
    for _ in range(10):
        playground.one_epoch()
    assert playground.figure.background_draws <= drawn + 2


# ------------------------------------------------------------------------------------------------ the sick networks


@pytest.fixture
def patient():
    explorer = explorers.sick_network()
    yield explorer
    explorer.close()
    explorer.wait(DEADLINE)


@pytest.mark.parametrize("name", ["patient", "fault", "remedy"])
def test_every_choice_changes_the_picture(patient, name):
    pictures = set()
    for value in control_range(patient.controls[name]):
        patient.move(**{name: value})
        assert patient.wait(DEADLINE)
        assert patient.error.value == ""
        assert same(patient.result, diagnosis(**patient.settings))
        pictures.add(patient.image.value)
    assert len(pictures) == len(control_range(patient.controls[name]))


def test_a_diagnosis_is_judged_in_words_with_the_reason(patient):
    assert "You say" not in patient.alt_text
    patient.move(patient="G", fault="dead ReLUs", remedy="Xavier or He weights")
    assert patient.wait(DEADLINE)
    assert "You say: dead ReLUs. No: its sign would be nearly all units stuck" in patient.alt_text
    assert "; but here 0 to 0 % of a layer's units are stuck" in patient.alt_text
    assert "With Xavier or He weights: it trains and reads 9" in patient.alt_text
    patient.move(fault="weights too small", remedy="leaky ReLU")
    assert patient.wait(DEADLINE)
    assert "You say: weights too small. Right: its sign is activations that fade" in patient.alt_text
    assert "; here the activations spread by" in patient.alt_text
    assert "With leaky ReLU: no help, it reads 1" in patient.alt_text
    assert ": the loss goes from 2.3 to 2.3, and" in patient.alt_text


def test_a_remedy_that_nearly_cures_is_told_from_one_that_does_not(patient):
    patient.move(patient="E", remedy="leaky ReLU")
    assert patient.wait(DEADLINE)
    assert re.search(r"With leaky ReLU: it helps, but \d\d % are too few", patient.alt_text)


def test_the_score_counts_the_patients_that_are_named_and_cured(patient):
    assert "0 of 9 named, 0 at the first try; 0 of 9 cured, 0 at the first try" in patient.score.value
    patient.move(patient="A", fault="dead ReLUs")
    patient.move(fault="learning rate too small", remedy="a learning rate 1000 times larger")
    assert patient.wait(DEADLINE)
    patient.move(fault="dead ReLUs")  # after the right one nothing counts
    assert "1 of 9 named (A), 0 at the first try; 1 of 9 cured (A), 1 at the first try" in patient.score.value
    patient.reset()
    assert "0 of 9 named, 0 at" in patient.score.value


def test_what_was_said_of_one_patient_is_not_said_of_the_next(patient):
    patient.move(fault="dead ReLUs", remedy="leaky ReLU")
    patient.controls["patient"].value = "E"
    assert patient.wait(DEADLINE)
    assert patient.settings == {"patient": "E", "fault": "", "remedy": ""}
    assert "You say" not in patient.alt_text


def test_the_cause_is_right_as_well_as_the_symptom(patient):
    for fault in ("dead ReLUs", "learning rate too big"):
        patient.move(patient="D", fault=fault)
        assert "Right: its sign is" in patient.alt_text


def test_the_patient_stands_behind_the_treated_network_and_a_held_one_instead(patient):
    patient.move(remedy="batch norm")
    assert patient.wait(DEADLINE)
    line = patient.figure.panels.curves["loss"].held
    np.testing.assert_array_equal(line.get_ydata(), patient.result.sick.loss)
    held = patient.result.treated
    patient.freeze()
    patient.move(remedy="leaky ReLU")
    assert patient.wait(DEADLINE)
    np.testing.assert_array_equal(line.get_ydata(), held.loss)
