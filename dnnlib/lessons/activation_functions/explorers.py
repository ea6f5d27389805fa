"""Lesson 6: seven activations under a cursor, the zig-zag of tied weights, and units that die in training."""

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.activation_functions import experiment, experiment_dead, experiment_zig_zag, figure, figure_dead
from dnnlib.live.controls import activation_choice, float_slider, int_slider, log_slider, seed_control
from dnnlib.live.explorer import Explorer

__all__ = ["activation_functions", "dead_units", "zig_zag"]


def activation_functions(activation="tanh", z=1.0, alpha=0.25):
    """Seven activations and their slopes under one cursor.

    Parameters
    ----------
    activation : str
        The one that is drawn thick.
    z : float in [-6, 6]
        The cursor.
    alpha : float in [0, 1]
        The slope parameter of leaky ReLU, PReLU and ELU.

    Returns
    -------
    Explorer
    """
    controls = {
        "activation": activation_choice(activation, ACTIVATIONS),
        "z": float_slider("cursor z", z, -6.0, 6.0, 0.05),
        "alpha": float_slider("slope α", alpha, 0.0, 1.0, 0.01),
    }
    picture = figure.CursorFigure()
    return Explorer(experiment.activation_functions, picture, controls, title="Seven activations under one cursor")


def zig_zag(activation="sigmoid", batch_size=1, eta=1.0, seed=0):
    """Two weights whose inputs are all positive, or not: the path of gradient descent.

    Parameters
    ----------
    activation : str
        Of the units that deliver the inputs.
    batch_size : int in 1 ... 64
    eta : float in [0.01, 10]
    seed : int

    Returns
    -------
    Explorer
    """
    controls = {
        "activation": activation_choice(activation, ACTIVATIONS),
        "batch_size": int_slider("batch size m", batch_size, 1, 64),
        "eta": log_slider("eta η", eta, -2, 1, 0.05),
        "seed": seed_control(seed),
    }
    return Explorer(experiment_zig_zag.zig_zag, figure.ZigZagFigure(), controls, title="The zig-zag")


def dead_units(depth=4, activation="relu", init_scale=1.0, eta=1.0, bias=0.0, seed=0):
    """The share of dead hidden units while a network trains on the digits.

    Parameters
    ----------
    depth : int in 2 ... 10
    activation : str
    init_scale : float in [0.1, 10]
        Multiplies He's weights.
    eta : float in [0.01, 10]
    bias : float in [-4, 2]
        The biases of the hidden layers before training.
    seed : int

    Returns
    -------
    Explorer
    """
    controls = {
        "depth": int_slider("depth L", depth, 2, 10),
        "activation": activation_choice(activation, ACTIVATIONS),
        "init_scale": log_slider("init scale", init_scale, -1, 1, 0.05),
        "eta": log_slider("eta η", eta, -2, 1, 0.05),
        "bias": float_slider("first bias", bias, -4.0, 2.0, 0.1),
        "seed": seed_control(seed),
    }
    picture = figure_dead.DeadUnitsFigure()
    return Explorer(
        None, picture, controls, title="Dead units, while it trains", steps=experiment_dead.dead_units_steps
    )
