"""Lesson 2: gradient descent and the learning rate, live."""

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.gradient_descent import (
    exercises,
    experiment,
    experiment_noise,
    experiment_steps,
    figure,
    figure_noise,
    figure_steps,
)
from dnnlib.live.controls import activation_choice, choice_slider, float_slider, int_slider, log_slider, seed_control
from dnnlib.live.explorer import Explorer

__all__ = ["accuracy_and_loss", "batch_noise", "gradient_descent", "learning_rate_sweep", "predicted_change"]


def _network_controls(depth, activation, init_scale, seed, deepest=8):
    return {
        "depth": int_slider("depth", depth, 1, deepest),
        "activation": activation_choice(activation, ACTIVATIONS),
        "init_scale": float_slider("init scale", init_scale, 0.0, 3.0, 0.05),
        "seed": seed_control(seed),
    }


def gradient_descent(
    eta=0.3, condition=10, start=30, depth=3, activation="tanh", init_scale=1.0, seed=0, percent=100, show=None
):
    """The same learning rate on a bowl, whose limit is at eta = 1, and on a network.

    Returns an ``Explorer``. Parameters as for ``experiments.gradient_descent``: the controls' start values.
    """
    controls = {
        "eta": float_slider("rate η", eta, 0.01, 1.2, 0.01),
        "condition": int_slider("condition", condition, 1, 100),
        "start": int_slider("start, °", start, 0, 90, 5),
    } | _network_controls(depth, activation, init_scale, seed)
    controls["percent"] = int_slider("shown, %", percent, 0, 100, 2)
    return Explorer(
        experiment.gradient_descent,
        figure.DescentFigure(),
        controls,
        title="One learning rate on a bowl and on a network",
        show=show or ("eta", "condition", "depth", "init_scale", "percent"),
        tries=exercises.TRIES["gradient_descent"],
        play="percent",
    )


def accuracy_and_loss(w=2.0, depth=3, activation="tanh", init_scale=2.0, examples=40, seed=0, show=None):
    """Accuracy and loss of a trained network while its weight w^1_11 moves.

    Returns an ``Explorer``. Parameters as for ``experiments.weight_walk``: the controls' start values.
    """
    controls = {
        "w": float_slider("weight", w, -4.0, 4.0, 0.05),
        "examples": int_slider("examples", examples, 5, 200, 5),
    } | _network_controls(depth, activation, init_scale, seed)
    return Explorer(
        experiment_steps.weight_walk,
        figure_steps.WalkFigure(),
        controls,
        title="A walk along one weight: accuracy and loss",
        show=show or ("w", "examples", "depth", "activation", "init_scale"),
        tries=exercises.TRIES["accuracy_and_loss"],
    )


def predicted_change(eta=0.1, depth=3, activation="tanh", init_scale=1.0, seed=0, show=None):
    """The change of the loss in one step, as the gradient promises it and as it comes.

    Returns an ``Explorer``. Parameters as for ``experiments.predicted_change``: the controls' start values.
    """
    controls = {"eta": log_slider("rate η", eta, -3, 1, 0.05)}
    controls |= _network_controls(depth, activation, init_scale, seed)
    return Explorer(
        experiment_steps.predicted_change,
        figure_steps.ChangeFigure(),
        controls,
        title="One step: what the gradient predicts, and what comes",
        show=show or ("eta", "init_scale", "depth"),
        tries=exercises.TRIES["predicted_change"],
    )


def batch_noise(batch_size=4, eta=0.2, depth=3, activation="tanh", init_scale=1.0, seed=0, show=None):
    """Mini-batches: the path of a fitted line, the loss of a network, and the noise of its gradient.

    Returns an ``Explorer``. Parameters as for ``experiments.batch_noise``: the controls' start values.
    """
    controls = {
        "batch_size": choice_slider("batch size", batch_size, experiment_noise.BATCH_SIZES.tolist()),
        "eta": log_slider("rate η", eta, -2, 0, 0.05),
    } | _network_controls(depth, activation, init_scale, seed)
    return Explorer(
        None,
        figure_noise.NoiseFigure(),
        controls,
        title="Batch, mini-batch, single example",
        show=show or ("batch_size", "eta", "init_scale", "depth"),
        tries=exercises.TRIES["batch_noise"],
        steps=experiment_noise.batch_noise,
    )


def learning_rate_sweep(depth=2, width=30, activation="tanh", init_scale=1.0, batch_size=32, seed=0, show=None):
    """One network trained on the digits with each of 17 learning rates from 0.0001 to 1.

    Returns an ``Explorer``. Parameters as for ``experiments.learning_rate_sweep``: the controls' start values.
    """
    controls = _network_controls(depth, activation, init_scale, seed, deepest=6) | {
        "width": int_slider("width", width, 5, 60, 5),
        "batch_size": choice_slider("batch size", batch_size, [8, 16, 32, 64, 128, 256, 512]),
    }
    return Explorer(
        None,
        figure_noise.RateSweepFigure(),
        controls,
        title="Seventeen learning rates on the digits",
        show=show or ("init_scale", "batch_size", "depth", "activation"),
        tries=exercises.TRIES["learning_rate_sweep"],
        steps=experiment_noise.learning_rate_sweep,
    )
