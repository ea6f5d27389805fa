"""Lesson 8: explorers of weight initialization."""

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.initialization import (
    experiment,
    experiment_decay,
    experiment_ladder,
    experiment_symmetry,
    figure,
    figure_ladder,
    figure_symmetry,
)
from dnnlib.lessons.initialization.experiment import LADDER
from dnnlib.live import controls
from dnnlib.live.explorer import Explorer

__all__ = ["constant_weights", "initialization", "ladder", "variance_decay"]


def _training(depth, width, activation, init_scale, eta, seed, widest):
    return {
        "depth": controls.int_slider("depth L", depth, 2, 20),
        "width": controls.int_slider("width", width, 10, widest, 10),
        "activation": controls.activation_choice(activation, ACTIVATIONS),
        "init_scale": controls.log_slider("init scale", init_scale, -1, 1, 0.05),
        "eta": controls.log_slider("eta η", eta, -3, 0, 0.1),
        "seed": controls.seed_control(seed),
    }


def initialization(depth=10, width=100, activation="tanh", init="tiny", init_scale=1.0, eta=0.1, seed=0):
    """One rung of the ladder: spreads and histograms before the first step, and ten epochs on the digits.

    Parameters
    ----------
    depth : int in 2 ... 20
    width : int in 10 ... 500
    activation : str
    init : str
        A name from ``LADDER``.
    init_scale : float in [0.1, 10]
        Multiplies every weight.
    eta : float in [0.001, 1]
    seed : int in 0 ... 9999

    Returns
    -------
    Explorer
    """
    rungs = [(label, name) for name, (label, *_) in LADDER.items()]
    made = {"init": controls.choice("weights", init, rungs)}
    made |= _training(depth, width, activation, init_scale, eta, seed, 500)
    picture = figure.InitializationFigure()
    steps = experiment.initialization_steps
    return Explorer(None, picture, made, title="How large should the first weights be?", steps=steps)


def ladder(depth=10, width=50, activation="tanh", init_scale=1.0, eta=0.1, seed=0):
    """All rungs of the ladder, trained side by side.

    Parameters as for ``initialization``, with a width of at most 200.

    Returns
    -------
    Explorer
    """
    made = _training(depth, width, activation, init_scale, eta, seed, 200)
    picture = figure_ladder.LadderFigure()
    steps = experiment_ladder.ladder_steps
    return Explorer(None, picture, made, title="The whole ladder", steps=steps)


def constant_weights(depth=2, width=4, activation="tanh", init_scale=0.5, noise=0.0, eta=1.0, seed=0):
    """Units that start equal, and what a little noise does to them.

    Parameters
    ----------
    depth : int in 2 ... 5
    width : int in 1 ... 8
    activation : str
    init_scale : float in [0.05, 5]
        The constant.
    noise : {0, 1e-6, 1e-3, 0.1, 1}
        Standard deviation of what is added to the constant.
    eta : float in [0.01, 10]
    seed : int in 0 ... 9999

    Returns
    -------
    Explorer
    """
    noises = [("0: all equal", 0.0), ("1e-6", 1e-6), ("0.001", 1e-3), ("0.1", 0.1), ("1", 1.0)]
    made = {
        "noise": controls.choice("noise", noise, noises),
        "depth": controls.int_slider("depth L", depth, 2, 5),
        "width": controls.int_slider("width", width, 1, 8),
        "activation": controls.activation_choice(activation, ACTIVATIONS),
        "init_scale": controls.float_slider("init scale", init_scale, 0.05, 5.0, 0.05),
        "eta": controls.log_slider("eta η", eta, -2, 1, 0.1),
        "seed": controls.picture_neutral(controls.seed_control(seed), "the seed of the noise: with noise 0 it is idle"),
    }
    picture = figure_symmetry.SymmetryFigure()
    return Explorer(experiment_symmetry.constant_weights, picture, made, title="Units that start equal")


def variance_decay(depth=100, width=200, activation="tanh", init_scale=1.0, seed=0):
    """The variance of z through up to a hundred layers, measured, predicted, and against 1/(2l).

    Parameters
    ----------
    depth : int in 5 ... 100
    width : int in 50 ... 200
    activation : str
    init_scale : float in [0.5, 2]
        The weights have standard deviation init_scale / sqrt(width): 1 is Xavier, 1.41 is He.
    seed : int in 0 ... 9999

    Returns
    -------
    Explorer
    """
    made = {
        "depth": controls.int_slider("depth L", depth, 5, 100),
        "width": controls.int_slider("width", width, 50, 200, 50),
        "activation": controls.activation_choice(activation, ACTIVATIONS),
        "init_scale": controls.float_slider("init scale", init_scale, 0.5, 2.0, 0.01),
        "seed": controls.seed_control(seed),
    }
    picture = figure_ladder.DecayFigure()
    return Explorer(experiment_decay.variance_decay, picture, made, title="A hundred layers")
