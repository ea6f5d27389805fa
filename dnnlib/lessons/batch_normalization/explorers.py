"""Lesson 9: one unit with an outlier, a deep network with and without batch norm, and a sweep, live."""

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.batch_normalization import exercises, experiment, figure
from dnnlib.live.controls import activation_choice, choice, float_slider, int_slider, log_slider, seed_control, switch
from dnnlib.live.explorer import Explorer

__all__ = ["batch_normalization", "deep_net", "scale_sweep"]


def batch_normalization(outlier=3.0, batch_size=16, gamma=1.0, beta=0.0, shape="normal", seed=0, show=None):
    """An explorer of one unit over a batch, before and after normalization; one example can be moved.

    Parameters as for ``experiments.batch_normalization``: the controls' start values.
    """
    controls = {
        "outlier": float_slider("outlier z", outlier, -50.0, 50.0, 0.5),
        "batch_size": int_slider("batch size", batch_size, 2, 256),
        "gamma": float_slider("gamma γ", gamma, -3.0, 3.0, 0.05),
        "beta": float_slider("beta β", beta, -3.0, 3.0, 0.05),
        "shape": choice("the others", shape, experiment.SHAPES),
        "seed": seed_control(seed),
    }
    picture = figure.UnitFigure()
    return Explorer(
        experiment.batch_normalization,
        picture,
        controls,
        title="One unit, one batch",
        show=show or ("outlier", "batch_size", "shape", "gamma"),
        tries=exercises.TRIES["batch_normalization"],
    )


def deep_net(depth=8, activation="tanh", init_scale=10**-0.5, batch_norm=False, eta=0.1, seed=0, show=None):
    """An explorer of a deep network's spreads and 40 steps of its training, with batch norm on or off.

    Parameters as for ``experiments.deep_net_steps``: the controls' start values.
    """
    controls = {
        "depth": int_slider("depth", depth, 1, 20),
        "activation": activation_choice(activation, ACTIVATIONS),
        "init_scale": log_slider("init scale", init_scale, -3, 1, 0.1),
        "batch_norm": switch("batch norm", batch_norm),
        "eta": log_slider("rate η", eta, -3, 1, 0.1),
        "seed": seed_control(seed),
    }
    picture = figure.DeepNetFigure()
    return Explorer(
        None,
        picture,
        controls,
        title="A deep network, with and without batch norm",
        show=show or ("batch_norm", "init_scale", "activation", "depth"),
        tries=exercises.TRIES["deep_net"],
        steps=experiment.deep_net_steps,
    )


def scale_sweep(depth=8, activation="relu", eta=0.1, seed=0, show=None):
    """An explorer of the loss after training over 20 weight scales, with and without batch norm.

    Parameters as for ``experiments.scale_sweep_steps``: the controls' start values.
    """
    controls = {
        "depth": int_slider("depth", depth, 2, 12),
        "activation": activation_choice(activation, ACTIVATIONS),
        "eta": log_slider("rate η", eta, -2, 0, 0.1),
        "seed": seed_control(seed),
    }
    picture = figure.ScaleSweepFigure()
    return Explorer(
        None,
        picture,
        controls,
        title="Twenty weight scales",
        show=show or ("depth", "activation", "eta"),
        tries=exercises.TRIES["scale_sweep"],
        steps=experiment.scale_sweep_steps,
    )
