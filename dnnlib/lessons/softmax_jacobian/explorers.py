"""Lesson 5: softmax of four logits, and the loss of an untrained network, live."""

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.softmax_jacobian import experiment, figure
from dnnlib.lessons.softmax_jacobian.exercises import TRIES
from dnnlib.live.controls import activation_choice, choice, float_slider, int_slider, log_slider, seed_control
from dnnlib.live.explorer import Explorer

__all__ = ["network_logits", "softmax_jacobian"]


def softmax_jacobian(z1=2.0, z2=1.0, z3=0.0, z4=-1.0, temperature=1.0, label=1, show=None):
    """An explorer of softmax: bars of p, the Jacobian with its row sums, bars of p - y.

    Parameters as for ``experiments.softmax_jacobian``: the controls' start values.
    """
    controls = {
        "z1": float_slider("logit z₁", z1, -8.0, 8.0, 0.1),
        "z2": float_slider("logit z₂", z2, -8.0, 8.0, 0.1),
        "z3": float_slider("logit z₃", z3, -8.0, 8.0, 0.1),
        "z4": float_slider("logit z₄", z4, -8.0, 8.0, 0.1),
        "temperature": log_slider("temp. T", temperature, -2, 2),
        "label": choice("right class", label, [1, 2, 3, 4]),
    }
    picture = figure.SoftmaxFigure()
    return Explorer(
        experiment.softmax_jacobian,
        picture,
        controls,
        title="Softmax and its Jacobian",
        show=show or ("z1", "z2", "temperature", "label"),
        tries=TRIES["softmax_jacobian"],
    )


def network_logits(depth=3, activation="tanh", init_scale=1.0, seed=0, show=None):
    """An explorer of an untrained network on 100 digits: how sure it is, and its loss over the init scale.

    Parameters as for ``experiments.initial_loss``: the controls' start values.
    """
    controls = {
        "depth": int_slider("depth", depth, 1, 10),
        "activation": activation_choice(activation, ACTIVATIONS),
        "init_scale": log_slider("init scale", init_scale, -1, 1, 0.05),
        "seed": seed_control(seed),
    }
    picture = figure.InitialLossFigure()
    return Explorer(
        experiment.initial_loss,
        picture,
        controls,
        title="What an untrained network costs",
        show=show or ("init_scale", "depth", "activation", "seed"),
        tries=TRIES["network_logits"],
    )
