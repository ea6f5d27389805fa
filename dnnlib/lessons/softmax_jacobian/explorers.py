"""Lesson 5: softmax under your fingers, and the logits of a real network."""

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.softmax_jacobian import experiment, figure
from dnnlib.live.controls import activation_choice, choice, float_slider, int_slider, log_slider, seed_control
from dnnlib.live.explorer import Explorer

__all__ = ["network_logits", "softmax_jacobian"]


def softmax_jacobian(z1=2.0, z2=1.0, z3=0.0, z4=-1.0, temperature=1.0, label=1):
    """Four logits and a temperature; bars of p, the Jacobian with its row sums, bars of p - y.

    Parameters
    ----------
    z1, z2, z3, z4 : float in [-8, 8]
        Logits.
    temperature : float in [0.01, 100]
    label : int in 1 ... 4
        The right class.

    Returns
    -------
    Explorer
    """
    controls = {
        f"z{i}": float_slider(f"logit z{'₁₂₃₄'[i - 1]}", z, -8.0, 8.0, 0.1) for i, z in enumerate((z1, z2, z3, z4), 1)
    }
    controls["temperature"] = log_slider("temperature T", temperature, -2, 2)
    controls["label"] = choice("right class", label, [1, 2, 3, 4])
    picture = figure.SoftmaxFigure()
    return Explorer(experiment.softmax_jacobian, picture, controls, title="Softmax and its Jacobian")


def network_logits(depth=3, activation="tanh", init_scale=1.0, seed=0):
    """An untrained network before 100 digits: how sure it is, and what it costs, against the init scale.

    Parameters
    ----------
    depth : int in 1 ... 10
    activation : str
    init_scale : float in [0.1, 10]
        Multiplies Xavier's weights.
    seed : int

    Returns
    -------
    Explorer
    """
    controls = {
        "depth": int_slider("depth L", depth, 1, 10),
        "activation": activation_choice(activation, ACTIVATIONS),
        "init_scale": log_slider("init scale", init_scale, -1, 1, 0.05),
        "seed": seed_control(seed),
    }
    picture = figure.InitialLossFigure()
    return Explorer(experiment.initial_loss, picture, controls, title="What an untrained network costs")
