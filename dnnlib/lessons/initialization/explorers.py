"""Lesson 8: explorers of weight initialization."""

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.initialization import exercises, experiment_decay, experiment_symmetry
from dnnlib.lessons.initialization.experiment import LADDER, initialization_steps
from dnnlib.lessons.initialization.experiment_ladder import ladder_steps
from dnnlib.lessons.initialization.figure import InitializationFigure
from dnnlib.lessons.initialization.figure_ladder import DecayFigure, LadderFigure
from dnnlib.lessons.initialization.figure_symmetry import SymmetryFigure
from dnnlib.live import controls
from dnnlib.live.explorer import Explorer

__all__ = ["constant_weights", "initialization", "ladder", "variance_decay"]


def _training(depth, width, activation, init_scale, eta, seed, *, widest):
    """The controls of a training on the digits."""
    return {
        "depth": controls.int_slider("depth", depth, 2, 20),
        "width": controls.int_slider("width", width, 10, widest, 10),
        "activation": controls.activation_choice(activation, ACTIVATIONS),
        "init_scale": controls.log_slider("init scale", init_scale, -1, 1, 0.05),
        "eta": controls.log_slider("rate η", eta, -3, 0, 0.1),
        "seed": controls.seed_control(seed),
    }


def initialization(depth=10, width=100, activation="tanh", init="tiny", init_scale=1.0, eta=0.1, seed=0, show=None):
    """One rung of the ladder: spreads and histograms before the first step, and ten epochs on the digits.

    Parameters as for ``experiments.initialization_steps``, with a depth of 2 to 20, a width of 10 to 500, an init scale
    of 0.1 to 10 and eta from 0.001 to 1.

    Returns
    -------
    Explorer
    """
    rungs = [(rung.label, name) for name, rung in LADDER.items()]
    shown = {"init": controls.init_choice(init, rungs, "weights")}
    shown |= _training(depth, width, activation, init_scale, eta, seed, widest=500)
    return Explorer(
        None,
        InitializationFigure(),
        shown,
        title="How large should the first weights be?",
        show=show or ("init", "activation", "depth", "init_scale"),
        tries=exercises.TRIES["initialization"],
        steps=initialization_steps,
    )


def ladder(depth=10, width=50, activation="tanh", init_scale=1.0, eta=0.1, seed=0, show=None):
    """All rungs of the ladder, trained side by side.

    Parameters as for ``initialization``, with a width of at most 200.

    Returns
    -------
    Explorer
    """
    shown = _training(depth, width, activation, init_scale, eta, seed, widest=200)
    return Explorer(
        None,
        LadderFigure(),
        shown,
        title="Seven ways to draw the weights",
        show=show or ("activation", "depth", "init_scale"),
        tries=exercises.TRIES["ladder"],
        steps=ladder_steps,
    )


def constant_weights(depth=2, width=4, activation="tanh", init_scale=0.5, noise=0.0, eta=1.0, seed=0, show=None):
    """Units that start equal, and what a little noise does to them.

    Parameters as for ``experiments.constant_weights``, with a depth of 2 to 5, a width of 1 to 8, a constant of 0.05 to
    5, noise of 0, 1e-6, 1e-3, 0.1 or 1, and eta from 0.01 to 10.

    Returns
    -------
    Explorer
    """
    noises = [("0: all equal", 0.0), ("1e-6", 1e-6), ("0.001", 1e-3), ("0.1", 0.1), ("1", 1.0)]
    shown = {
        "noise": controls.choice("noise", noise, noises),
        "depth": controls.int_slider("depth", depth, 2, 5),
        "width": controls.int_slider("width", width, 1, 8),
        "activation": controls.activation_choice(activation, ACTIVATIONS),
        "init_scale": controls.float_slider("constant", init_scale, 0.05, 5.0, 0.05),
        "eta": controls.log_slider("rate η", eta, -2, 1, 0.1),
        "seed": controls.picture_neutral(controls.seed_control(seed), "the seed of the noise: with noise 0 it is idle"),
    }
    return Explorer(
        experiment_symmetry.constant_weights,
        SymmetryFigure(),
        shown,
        title="Units that start equal",
        show=show or ("noise", "width"),
        tries=exercises.TRIES["constant_weights"],
    )


def variance_decay(depth=100, width=100, activation="tanh", init_scale=1.0, seed=0, show=None):
    """The variance of z through up to a hundred layers, measured, predicted, and against 1/(2l), formula (8.13).

    Parameters as for ``experiments.variance_decay``, with a depth of at least 5, a width of 50 to 200 and an init scale
    of 0.5 to 2.

    Returns
    -------
    Explorer
    """
    shown = {
        "depth": controls.int_slider("depth", depth, 5, 100),
        "width": controls.int_slider("width", width, 50, 200, 50),
        "activation": controls.activation_choice(activation, ACTIVATIONS),
        "init_scale": controls.float_slider("init scale", init_scale, 0.5, 2.0, 0.01),
        "seed": controls.seed_control(seed),
    }
    return Explorer(
        experiment_decay.variance_decay,
        DecayFigure(),
        shown,
        title="A hundred layers",
        show=show or ("init_scale", "width", "activation", "seed"),
        tries=exercises.TRIES["variance_decay"],
    )
