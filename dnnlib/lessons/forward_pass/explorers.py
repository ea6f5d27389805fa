"""Lesson 1: a network and the function that it computes, live."""

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.forward_pass import exercises, experiment, figure
from dnnlib.lessons.forward_pass.experiment import WIDEST
from dnnlib.live.controls import activation_choice, float_slider, int_slider, seed_control
from dnnlib.live.explorer import Explorer

__all__ = ["forward_pass", "forward_pass_surface"]


def _network_controls(depth, width, activation, init_scale):
    return {
        "depth": int_slider("depth", depth, 1, 8),
        "width": int_slider("width", width, 1, WIDEST),
        "activation": activation_choice(activation, ACTIVATIONS),
        "init_scale": float_slider("init scale", init_scale, 0.0, 5.0, 0.05),
    }


def _percent(value):
    return int_slider("pass, %", value, 0, 100, 4)


def forward_pass(depth=3, width=4, activation="tanh", init_scale=1.5, x=1.0, seed=3, percent=100, show=None):
    """A network with one input, every unit showing its value, beside the curve f(x).

    Returns an ``Explorer``. Parameters as for ``experiments.forward_pass``: the controls' start values.
    """
    controls = _network_controls(depth, width, activation, init_scale) | {
        "x": float_slider("input x", x, -3.0, 3.0, 0.05),
        "seed": seed_control(seed),
        "percent": _percent(percent),
    }
    return Explorer(
        experiment.forward_pass,
        figure.CurveFigure(),
        controls,
        title="A network and the curve it computes",
        show=show or ("x", "activation", "init_scale", "depth", "percent"),
        tries=exercises.TRIES["forward_pass"],
        play="percent",
    )


def forward_pass_surface(
    depth=3, width=6, activation="tanh", init_scale=1.5, x1=1.0, x2=-0.5, seed=3, percent=100, show=None
):
    """A network with two inputs beside the surface f(x_1, x_2), in colours; a thin line marks f = 0.

    Returns an ``Explorer``. Parameters as for ``experiments.forward_pass_surface``: the controls' start values.
    """
    controls = _network_controls(depth, width, activation, init_scale) | {
        "x1": float_slider("input x₁", x1, -3.0, 3.0, 0.05),
        "x2": float_slider("input x₂", x2, -3.0, 3.0, 0.05),
        "seed": seed_control(seed),
        "percent": _percent(percent),
    }
    return Explorer(
        experiment.forward_pass_surface,
        figure.SurfaceFigure(),
        controls,
        title="A network and the surface it computes",
        show=show or ("width", "activation", "depth", "x1", "x2"),
        tries=exercises.TRIES["forward_pass_surface"],
        play="percent",
    )
