"""Lesson 9: drag an outlier, switch batch norm on and off, sweep the weight scale."""

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.batch_normalization import experiment, figure
from dnnlib.lessons.batch_normalization.experiment import SHAPES
from dnnlib.live.controls import activation_choice, choice, float_slider, int_slider, log_slider, seed_control, switch
from dnnlib.live.explorer import Explorer

__all__ = ["batch_normalization", "deep_net", "scale_sweep"]


def batch_normalization(outlier=3.0, batch_size=16, gamma=1.0, beta=0.0, shape="normal", seed=0):
    """One unit over a batch, before and after normalization; one example can be dragged.

    Parameters
    ----------
    outlier : float in [-50, 50]
        z of the first example.
    batch_size : int in 2 ... 256
    gamma : float in [-3, 3]
    beta : float in [-3, 3]
    shape : {"normal", "skewed", "two humps"}
        How the other examples are distributed.
    seed : int

    Returns
    -------
    Explorer
    """
    controls = {
        "outlier": float_slider("outlier's z", outlier, -50.0, 50.0, 0.5),
        "batch_size": int_slider("batch size m", batch_size, 2, 256),
        "gamma": float_slider("gamma γ", gamma, -3.0, 3.0, 0.05),
        "beta": float_slider("beta β", beta, -3.0, 3.0, 0.05),
        "shape": choice("the others", shape, SHAPES),
        "seed": seed_control(seed),
    }
    picture = figure.UnitFigure()
    return Explorer(experiment.batch_normalization, picture, controls, title="One unit, one batch")


def deep_net(depth=8, activation="tanh", init_scale=10**-0.5, batch_norm=False, eta=0.1, seed=0):
    """Spreads per layer and 40 steps of training on the digits, with batch norm on or off.

    Parameters
    ----------
    depth : int in 1 ... 20
    activation : str
    init_scale : float in [0.001, 10]
        Multiplies Xavier's weights.
    batch_norm : bool
    eta : float in [0.001, 10]
    seed : int

    Returns
    -------
    Explorer
    """
    controls = {
        "depth": int_slider("depth L", depth, 1, 20),
        "activation": activation_choice(activation, ACTIVATIONS),
        "init_scale": log_slider("init scale", init_scale, -3, 1, 0.1),
        "batch_norm": switch("batch norm", batch_norm),
        "eta": log_slider("eta η", eta, -3, 1, 0.1),
        "seed": seed_control(seed),
    }
    picture = figure.DeepNetFigure()
    steps = experiment.deep_net_steps
    return Explorer(None, picture, controls, title="A deep network, with and without batch norm", steps=steps)


def scale_sweep(depth=8, activation="relu", eta=0.1, seed=0):
    """The loss after training over 20 weight scales from 1e-4 to 1, with and without batch norm.

    Parameters
    ----------
    depth : int in 2 ... 12
    activation : str
    eta : float in [0.01, 1]
    seed : int

    Returns
    -------
    Explorer
    """
    controls = {
        "depth": int_slider("depth L", depth, 2, 12),
        "activation": activation_choice(activation, ACTIVATIONS),
        "eta": log_slider("eta η", eta, -2, 0, 0.1),
        "seed": seed_control(seed),
    }
    picture = figure.ScaleSweepFigure()
    steps = experiment.scale_sweep_steps
    return Explorer(None, picture, controls, title="Twenty weight scales", steps=steps)
