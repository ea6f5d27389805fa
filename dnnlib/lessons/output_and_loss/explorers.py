"""Lesson 4: squared error against cross-entropy, live: one neuron, a deep network, and the table of all pairs."""

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.output_and_loss import exercises, experiment, experiment_deep, figure, figure_pairs
from dnnlib.lessons.output_and_loss.experiment import STEPS
from dnnlib.live.controls import activation_choice, choice, float_slider, int_slider, log_slider, seed_control
from dnnlib.live.explorer import Explorer

__all__ = ["output_and_loss", "output_and_loss_deep", "output_and_loss_pairs"]


def output_and_loss(weight=2.0, bias=2.0, target=0.0, eta=0.15, starts=1, step=STEPS, show=None):
    """An explorer of one sigmoid neuron, trained under squared error and under cross-entropy.

    Parameters as for ``experiments.output_and_loss``: the controls' start values.
    """
    controls = {
        "step": int_slider("step", step, 0, STEPS, 5),
        "weight": float_slider("weight w", weight, -4.0, 4.0, 0.1),
        "bias": float_slider("bias b", bias, -4.0, 4.0, 0.1),
        "target": float_slider("target y", target, 0.0, 1.0, 0.05),
        "eta": log_slider("rate η", eta, -2, 2, 0.02),
        "starts": choice("rates for", starts, [("this start", 1), ("five starts", 5)]),
    }
    picture = figure.NeuronLossesFigure()
    title = "One neuron, two losses, the same learning rate"
    return Explorer(
        experiment.output_and_loss,
        picture,
        controls,
        title=title,
        show=show or ("weight", "bias", "target", "eta", "step"),
        tries=exercises.TRIES["output_and_loss"],
        play="step",
    )


def output_and_loss_deep(
    depth=4, width=16, activation="tanh", init_scale=1.0, output_bias=4.0, eta=0.1, rate_ratio=1.0, seed=0, show=None
):
    """An explorer of a deep network with a sigmoid output on two rings: same start, same data, both losses.

    Parameters as for ``experiments.output_and_loss_deep_steps``: the controls' start values.
    """
    controls = {
        "depth": int_slider("depth", depth, 1, 10),
        "width": int_slider("width", width, 1, 32),
        "activation": activation_choice(activation, ACTIVATIONS),
        "init_scale": log_slider("init scale", init_scale, -1, 1, 0.05),
        "output_bias": float_slider("out. bias", output_bias, -8.0, 8.0, 0.5),
        "eta": log_slider("rate η", eta, -2, 1, 0.05),
        "rate_ratio": log_slider("rate ratio", rate_ratio, 0, 2, 0.05),
        "seed": seed_control(seed),
    }
    picture = figure.DeepLossesFigure()
    steps = experiment_deep.output_and_loss_deep_steps
    return Explorer(
        None,
        picture,
        controls,
        title="A deep network under both losses",
        show=show or ("output_bias", "activation", "init_scale", "eta", "rate_ratio"),
        tries=exercises.TRIES["output_and_loss_deep"],
        steps=steps,
    )


def output_and_loss_pairs(z1=2.0, z2=-1.0, z3=0.5, label=2, show=None):
    """An explorer of delta^L of every output function with every loss, at three logits.

    Parameters as for ``experiments.output_and_loss_pairs``: the controls' start values.
    """
    controls = {
        "z1": float_slider("logit z₁", z1, -4.0, 4.0, 0.1),
        "z2": float_slider("logit z₂", z2, -4.0, 4.0, 0.1),
        "z3": float_slider("logit z₃", z3, -4.0, 4.0, 0.1),
        "label": choice("target", label, [1, 2, 3]),
    }
    picture = figure_pairs.PairTableFigure()
    title = "Three outputs, three losses: where is delta = a - y?"
    return Explorer(
        experiment.output_and_loss_pairs,
        picture,
        controls,
        title=title,
        show=show or ("z1", "z2", "z3", "label"),
        tries=exercises.TRIES["output_and_loss_pairs"],
    )
