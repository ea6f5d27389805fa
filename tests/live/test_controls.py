"""Controls take what they should, refuse the rest by name, and know their range."""

import ipywidgets
import pytest

from dnnlib import explorers
from dnnlib.live import controls
from dnnlib.live.values import check_value, format_value
from dnnlib.live.versions import TOOLTIP

MADE = {
    "int": lambda: controls.int_slider("depth", 10, 1, 50),
    "float": lambda: controls.float_slider("beta", 0.5, -1.0, 1.0, 0.05),
    "log": lambda: controls.log_slider("eta", 1e-3, -5, 0, 1),
    "choice": lambda: controls.choice("activation", "relu", ["tanh", "relu"]),
    "pairs": lambda: controls.choice("loss", "mse", [("squared error", "mse"), ("cross-entropy", "ce")]),
    "numbers": lambda: controls.choice_slider("batch size", 8, [1, 8, 64]),
    "switch": lambda: controls.switch("batch norm", True),
    "seed": lambda: controls.seed_control(3),
}
RANGES = {
    "int": [1, 50], "float": [-1.0, 1.0], "log": [1e-5, 1.0], "choice": ["tanh", "relu"], "pairs": ["mse", "ce"],
    "numbers": [1, 8, 64], "switch": [False, True], "seed": [0, 9999],
}  # fmt: skip


@pytest.mark.parametrize("kind", MADE)
def test_range_and_its_ends_are_legal(kind):
    control = MADE[kind]()
    assert controls.control_range(control) == pytest.approx(RANGES[kind]) if kind == "log" else RANGES[kind]
    for value in controls.control_range(control):
        check_value(kind, control, value)
        control.value = value
        assert control.value == value


@pytest.mark.parametrize("kind", MADE)
def test_every_control_has_a_label_and_follows_the_hand(kind):
    control = MADE[kind]()
    assert control.description
    assert getattr(control, "continuous_update", True)
    assert getattr(control, "readout", True)


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("int", 51), ("int", 0), ("int", 2.5), ("int", True), ("int", "3"), ("float", 1.01), ("float", float("nan")),
        ("log", 2.0), ("log", 0.0), ("choice", "sigmoid"), ("pairs", "squared error"), ("numbers", 7),
        ("switch", 2), ("seed", -1),
    ],
)  # fmt: skip
def test_a_value_that_makes_no_sense(kind, wrong):
    with pytest.raises(ValueError, match=rf"^parameter must be .*, got {wrong!r}$"):
        check_value("parameter", MADE[kind](), wrong)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: controls.int_slider("depth", 60, 1, 50), "depth must be a whole number from 1 to 50, got 60"),
        (lambda: controls.int_slider("depth", 2.5, 1, 50), "depth must be a whole number from 1 to 50, got 2.5"),
        (lambda: controls.float_slider("x", 2.0, 0, 1), "x must be a number from 0 to 1, got 2.0"),
        (lambda: controls.log_slider("eta", 0.0, -3, 0), "eta must be a number from 0.001 to 1, got 0.0"),
        (lambda: controls.choice("loss", "l1", ["mse"]), r"loss must be one of \['mse'\], got 'l1'"),
        (lambda: controls.choice_slider("batch size", 3, [1, 8]), r"batch size must be one of \[1, 8\], got 3"),
        (lambda: controls.choice_slider("batch size", True, [1, 8]), r"batch size must be one of \[1, 8\], got True"),
        (lambda: controls.switch("batch norm", 1), "batch norm must be True or False, got 1"),
        (lambda: controls.seed_control(-1), "seed must be a whole number from 0 to 9999, got -1"),
    ],
)
def test_a_start_value_that_makes_no_sense(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [("pairs", "ce", "cross-entropy"), ("switch", True, "on"), ("switch", False, "off"), ("int", 7, "7"),
     ("log", 10.0**-0.3, "0.5012"), ("log", 1e-5, "1e-05"), ("float", 0.1 + 0.2, "0.3")],
)  # fmt: skip
def test_values_in_words(kind, value, words):
    assert format_value(MADE[kind](), value) == words


@pytest.mark.parametrize(
    ("ends", "step", "shown"), [((-15, 0), 1, ".0e"), ((-5, 0), 0.1, ".2r"), ((-1, 1), 0.1, ".2r")]
)
def test_readout_of_powers_of_ten(ends, step, shown):
    assert controls.log_slider("eta", 1.0, *ends, step).readout_format == shown


@pytest.mark.parametrize(("step", "shown"), [(1, ".0f"), (0.5, ".1f"), (0.1, ".1f"), (0.05, ".2f"), (0.001, ".3f")])
def test_readout_shows_what_a_step_changes(step, shown):
    assert controls.float_slider("x", 0.0, 0.0, 1.0, step).readout_format == shown


def test_a_control_declared_neutral_says_why():
    control = controls.picture_neutral(MADE["int"](), "used by the next run")
    assert "dnnlib-picture-neutral" in control._dom_classes
    assert getattr(control, TOOLTIP) == "used by the next run"


def test_the_face_finds_its_names_by_need():
    assert issubclass(explorers.Explorer, ipywidgets.VBox)
    assert {"forward_pass", "vanishing_gradients", "sick_network"} <= set(dir(explorers))
    with pytest.raises(AttributeError, match=r"'dnnlib\.explorers' has no attribute 'forward_pas'; it has "):
        _ = explorers.forward_pas


def test_a_function_wins_over_its_module_whoever_imports_first():
    from dnnlib.lessons.forward_pass.explorers import forward_pass

    assert explorers.forward_pass is forward_pass


def test_a_slider_is_made_anew_when_an_end_moves():
    slider, seen = controls.int_slider("step", 3, 0, 7), []
    slider.observe(lambda change: seen.append(change["new"]), names="orientation")
    slider.max = 11
    assert seen == ["vertical", "horizontal"]  # tests/browser/test_keys.py shows what for
    slider.value = 11
    assert len(seen) == 2
