"""Lesson 6: all activations at one z, the zig-zag of tied weights, and units that die in training, live."""

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.activation_functions import experiment, experiment_dead, experiment_zig_zag, figure, figure_dead
from dnnlib.lessons.activation_functions.exercises import TRIES
from dnnlib.live.controls import activation_choice, float_slider, int_slider, log_slider, seed_control
from dnnlib.live.explorer import Explorer

__all__ = ["activation_functions", "dead_units", "zig_zag"]


def activation_functions(activation="tanh", z=1.0, alpha=0.25, show=None):
    """An explorer of all activations and their slopes at one z.

    Parameters as for ``experiments.activation_functions``: the controls' start values.
    """
    controls = {
        "activation": activation_choice(activation, experiment.COMPARED),
        "z": float_slider("cursor z", z, -6.0, 6.0, 0.05),
        "alpha": float_slider("slope α", alpha, 0.0, 1.0, 0.01),
    }
    picture = figure.CursorFigure()
    return Explorer(
        experiment.activation_functions,
        picture,
        controls,
        title="Nine activations under one cursor",
        show=show or ("activation", "z", "alpha"),
        tries=TRIES["activation_functions"],
    )


def zig_zag(activation="sigmoid", batch_size=1, eta=1.0, seed=0, step=100, show=None):
    """An explorer of the path of two weights whose inputs are all positive, or not.

    Parameters as for ``experiments.zig_zag``: the controls' start values.
    """
    controls = {
        "activation": activation_choice(activation, ACTIVATIONS),
        "batch_size": int_slider("batch size", batch_size, 1, 64),
        "eta": log_slider("rate η", eta, -2, 1, 0.05),
        "step": int_slider("step", step, 1, 100),
        "seed": seed_control(seed),
    }
    picture = figure.ZigZagFigure()
    return Explorer(
        experiment_zig_zag.zig_zag,
        picture,
        controls,
        title="The zig-zag",
        show=show or ("batch_size", "activation", "eta", "step"),
        tries=TRIES["zig_zag"],
        play="step",
    )


def dead_units(depth=4, activation="relu", init_scale=experiment_dead.SCALE, eta=0.1, bias=0.0, seed=0, show=None):
    """An explorer of the share of dead hidden units while a network trains on the digits.

    Parameters as for ``experiments.dead_units_steps``: the controls' start values.
    """
    controls = {
        "depth": int_slider("depth", depth, 2, 10),
        "activation": activation_choice(activation, ACTIVATIONS),
        "init_scale": log_slider("init scale", init_scale, -1, 1, 0.05),
        "eta": log_slider("rate η", eta, -2, 1, 0.05),
        "bias": float_slider("first bias", bias, -4.0, 2.0, 0.1),
        "seed": seed_control(seed),
    }
    picture = figure_dead.DeadUnitsFigure()
    steps = experiment_dead.dead_units_steps
    return Explorer(
        None,
        picture,
        controls,
        title="Dead units, while it trains",
        show=show or ("eta", "init_scale", "activation", "depth", "bias"),
        tries=TRIES["dead_units"],
        steps=steps,
    )
