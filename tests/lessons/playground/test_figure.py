"""The pictures of a training: their axes, their words, and what they say when there is nothing to draw."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.text import Text

from dnnlib import explorers
from dnnlib.activations import as_activation
from dnnlib.lessons.playground.experiment import watched_training
from dnnlib.lessons.playground.experiment_patients import FAULTS, PATIENTS, Diagnosis, diagnosis, sick, untreated
from dnnlib.lessons.playground.figure import PlaygroundFigure
from dnnlib.lessons.playground.figure_diagnosis import DiagnosisFigure, PatientsFigure
from dnnlib.lessons.playground.figure_panels import OVERFLOW

DIGITS = {"data": "digits", "output_loss": ("softmax", "cross_entropy"), "eta": 0.01}


@pytest.fixture(scope="module")
def trained():
    return watched_training(2)


def limits(figure):
    return {ax: (*ax.get_xlim(), *ax.get_ylim()) for ax in figure.axes}


def contains(outer, inner):
    return outer[0] <= inner[0] and outer[1] >= inner[1] and outer[2] <= inner[2] and outer[3] >= inner[3]


def texts(figure):
    """All that is written: every visible text with letters."""
    return [text for text in figure.findobj(Text) if text.get_text().strip()]


@pytest.mark.parametrize("result", [watched_training(1), watched_training(1, **DIGITS)])
def test_nothing_is_written_smaller_than_eleven_points(result):
    figure = PlaygroundFigure.of(result)
    figure.render()
    assert figure.get_figwidth() == 8
    assert {text.get_fontsize() for text in texts(figure)} <= {11, 12}


def test_axes_only_widen_while_sliders_move_and_while_it_trains():
    explorer = explorers.playground(depth=3, picture="layers over time")
    before = limits(explorer.figure)
    for values in (range(1, 21), range(20, 0, -1)):
        for depth in values:
            explorer.controls["depth"].value = depth
            explorer.one_epoch()
            after = limits(explorer.figure)
            assert all(contains(after[ax], before[ax]) for ax in before)
            before = after
    explorer.start_over()
    layers = explorer.figure.spread.spread_ax
    assert layers.get_xlim() == (0.5, 4.5)
    assert before[layers][:2] == (0.5, 20.5)
    explorer.close()


@pytest.mark.parametrize("depth", range(1, 21))
def test_numbers_stand_at_layers_that_there_are(depth):
    panels = DiagnosisFigure.of(
        Diagnosis("A", None, None, None, watched_training(0, depth=depth), None, 1.0)
    ).panels.layers
    for ax, layers in ((panels.spread_ax, depth), (panels.update_ax, depth), (panels.saturated_ax, depth - 1)):
        numbered = [text for text in panels.numbers[ax] if text.get_text()]
        assert all(text.get_text() == f"{text.get_position()[0]:g}" for text in numbered)
        assert {text.get_position()[0] for text in numbered} <= set(range(1, layers + 1))
        assert len(numbered) >= min(layers, 3)
        assert len(ax.get_xticks()) == 0


def test_accuracies_have_three_digits_and_epochs_no_exponent(trained):
    run = replace(trained, epoch=5934.25, accuracy=np.array([0.9866]), held_out_accuracy=np.array([0.99926]))
    words = PlaygroundFigure.of(run).alt_text
    assert words.startswith("Epoch 5934, step 38: accuracy 0.987 in training, 0.999 held out; loss")


def test_the_last_tick_of_a_long_run_is_whole(trained):
    figure = PlaygroundFigure.of(replace(trained, epochs=trained.epochs * 4999))
    figure.render()
    last = figure.curves.accuracy_ax.get_xticklabels()[-1]
    assert last.get_text() == "10000"
    assert last.get_window_extent().x1 < figure.bbox.x1


@pytest.mark.parametrize("settings", [{}, DIGITS])
def test_the_headline_stands_above_everything_else(trained, settings):
    run = watched_training(1, **settings)
    figure = PlaygroundFigure.of(replace(run, epoch=123456.7, step=12345678))
    figure.render()
    headline = figure.headline.get_window_extent()
    assert headline.x1 < figure.bbox.x1
    others = [text for text in texts(figure) if text is not figure.headline]
    legend = figure.curves.loss_ax.get_legend().get_window_extent()
    highest = max(legend.y1, *(text.get_window_extent().y1 for text in others if text.get_visible()))
    assert highest < headline.y0


def test_held_curves_are_named_only_while_something_is_held(trained):
    figure = PlaygroundFigure.of(trained)
    assert figure.curves.held_words.get_text() == ""
    figure.lower = "layers over time"
    figure.set_result(trained, trained)
    assert figure.curves.held_words.get_text() == "grey: held run"
    held = figure.spread.activations.held, figure.spread.gradients.held
    assert held[0].get_marker() != held[1].get_marker()


@pytest.mark.parametrize(
    ("epochs", "settings", "said"),
    [
        (0, {"depth": 1}, ["", "", "no step yet", "no hidden layer"]),
        (1, {"depth": 2}, ["", "", "", ""]),
        (5, {"output_loss": ("identity", "mse"), "eta": 10.0}, [OVERFLOW] * 4),
        (0, {"output_loss": ("identity", "mse"), "init_scale": 100.0}, ["above this axis", "", "no step yet", ""]),
    ],
)
def test_an_empty_panel_says_why(epochs, settings, said):
    run = watched_training(epochs, **settings)
    panels = DiagnosisFigure.of(Diagnosis("A", None, None, None, run, None, 1.0)).panels
    written = [*panels.reasons.values(), *panels.layers.reasons.values()]
    assert [text.get_text() for text in written] == said
    figure = PlaygroundFigure()
    figure.lower = "layers over time"
    figure.set_result(run)
    reasons = figure.curves.reasons | figure.spread.reasons | figure.over_time.reasons
    assert [text.get_text() for text in reasons.values()] == said


@pytest.mark.parametrize("patient", PATIENTS)
def test_a_patient_shows_its_activation(patient):
    result = diagnosis(patient)
    figure = DiagnosisFigure.of(result)
    label = as_activation(result.sick.settings["activation"]).label
    assert figure.lines[0].get_text() == f"Patient {patient}, activation {label}."
    assert figure.alt_text.startswith(figure.lines[0].get_text())


@pytest.mark.parametrize("patient", PATIENTS)
def test_every_verdict_fits_above_the_panels(patient):
    remedied = diagnosis("A", remedy="a learning rate 1000 times larger")
    for fault in FAULTS:
        for one in (diagnosis(patient, fault), replace(remedied, fault=fault, right=False)):
            figure = DiagnosisFigure.of(one)
            figure.render()
            written = [line for line in figure.lines if line.get_text()]
            assert figure.alt_text.startswith(" ".join(line.get_text() for line in written) + " After")
            assert all(line.get_window_extent().x1 < figure.bbox.x1 for line in written)
            assert figure.panels.loss_ax.get_legend().get_window_extent().y1 < written[-1].get_window_extent().y0


def test_the_nine_patients_stand_on_one_page_with_what_is_seen_of_each():
    figure = PatientsFigure.of(untreated())
    figure.render()
    assert [name.get_text() for name in figure.names] == list(PATIENTS)
    for row, patient in zip(figure.rows, PATIENTS, strict=True):
        loss, accuracy, spread, update, stuck = row
        np.testing.assert_array_equal(loss.lines[0].get_ydata(), sick(patient).loss)
        np.testing.assert_array_equal(accuracy.lines[1].get_ydata(), sick(patient).held_out_accuracy)
        np.testing.assert_array_equal(spread.lines[1].get_ydata(), sick(patient).readout.gradient_spread)
        assert len(update.lines[0].get_ydata()) == len(stuck.patches) + 1
    assert "E (sigmoid) starts with a loss of 2." in figure.alt_text
    assert not any(fault in figure.alt_text for fault in FAULTS)


def test_the_grey_network_is_called_what_it_is():
    treated = diagnosis("A", remedy="batch norm")
    figure = DiagnosisFigure.of(treated)
    assert figure.panels.held_words.get_text() == "grey: untreated"
    figure.set_result(treated, diagnosis("B"))
    assert figure.panels.held_words.get_text() == "grey: held"
    figure.set_result(diagnosis("A"))
    assert figure.panels.held_words.get_text() == ""
