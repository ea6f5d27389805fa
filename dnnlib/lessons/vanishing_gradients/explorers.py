"""Lesson 7: explorers of vanishing and exploding gradients."""

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.vanishing_gradients import experiment, experiment_jacobian, experiment_map, experiment_training
from dnnlib.lessons.vanishing_gradients.exercises import TRIES
from dnnlib.lessons.vanishing_gradients.experiment_training import ETA
from dnnlib.lessons.vanishing_gradients.figure import SignalsFigure
from dnnlib.lessons.vanishing_gradients.figure_map import GradientMapFigure, JacobianFigure
from dnnlib.lessons.vanishing_gradients.figure_training import UpdateFigure
from dnnlib.live import controls
from dnnlib.live.explorer import Explorer

__all__ = ["gradient_map", "jacobian_spectrum", "update_sizes", "vanishing_gradients"]


def _network(depth, width, activation, init_scale, *, depths=(1, 50), widest=100):
    """The controls that all explorers of this lesson share."""
    return {
        "depth": controls.int_slider("depth", depth, *depths),
        "width": controls.int_slider("width", width, 10, widest, 10),
        "activation": controls.activation_choice(activation, ACTIVATIONS),
        "init_scale": controls.log_slider("init scale", init_scale, -1, 1, 0.05),
    }


def vanishing_gradients(depth=30, width=100, activation="sigmoid", init_scale=1.0, batch_norm=False, seed=0, show=None):
    """Activations and gradients of every layer of a deep network before training, measured and predicted.

    Parameters as for ``experiments.vanishing_gradients``, with a width of 10 to 300 and an init scale of 0.1 to 10.

    Returns
    -------
    Explorer
    """
    shown = _network(depth, width, activation, init_scale, widest=300)
    shown["batch_norm"] = controls.switch("batch norm", batch_norm)
    shown["seed"] = controls.seed_control(seed)
    title = "What happens to a signal on its way through a deep network"
    return Explorer(
        experiment.vanishing_gradients,
        SignalsFigure(),
        shown,
        title=title,
        show=show or ("depth", "activation", "init_scale", "batch_norm"),
        tries=TRIES["vanishing_gradients"],
    )


def gradient_map(depth=30, width=50, activation="tanh", init_scale=1.0, batch_norm=False, seed=0, show=None):
    """The gradient that reaches layer 1 for every depth and init scale; the sliders are a cursor on the map.

    Parameters as for ``experiments.gradient_map_steps``, with a width of 10 to 100 and an init scale of 0.1 to 10. The
    map is computed once for each width, activation, batch norm and seed.

    Returns
    -------
    Explorer
    """
    shown = _network(depth, width, activation, init_scale)
    shown["batch_norm"] = controls.switch("batch norm", batch_norm)
    shown["seed"] = controls.seed_control(seed)
    title = "How much gradient reaches layer 1?"
    return Explorer(
        None,
        GradientMapFigure(),
        shown,
        title=title,
        show=show or ("activation", "batch_norm", "init_scale", "depth"),
        tries=TRIES["gradient_map"],
        steps=experiment_map.gradient_map_steps,
    )


def jacobian_spectrum(depth=20, width=50, activation="tanh", init_scale=1.0, init="normal", seed=0, show=None):
    """The singular values of the Jacobian from layer 1 to layer L at one input.

    Parameters as for ``experiments.jacobian_spectrum``, with a depth of at least 2, a width of 10 to 100 and an init
    scale of 0.1 to 10.

    Returns
    -------
    Explorer
    """
    shown = _network(depth, width, activation, init_scale, depths=(2, 50))
    shown["init"] = controls.init_choice(init, experiment_jacobian.INITS, "weights")
    shown["seed"] = controls.seed_control(seed)
    title = "Which directions survive the way?"
    return Explorer(
        experiment_jacobian.jacobian_spectrum,
        JacobianFigure(),
        shown,
        title=title,
        show=show or ("init", "depth", "activation", "init_scale"),
        tries=TRIES["jacobian_spectrum"],
    )


def update_sizes(depth=8, width=50, activation="sigmoid", init_scale=1.0, batch_norm=False, eta=ETA, seed=0, show=None):
    """A network that is trained on the digits, and how far each layer moves.

    Parameters as for ``experiments.update_sizes_steps``, with a depth of 2 to 30, a width of 10 to 100, an init scale
    of 0.1 to 10 and eta from 0.001 to 1.

    Returns
    -------
    Explorer
    """
    shown = _network(depth, width, activation, init_scale, depths=(2, 30))
    shown["eta"] = controls.log_slider("rate η", eta, -3, 0, 0.1)
    shown["batch_norm"] = controls.switch("batch norm", batch_norm)
    shown["seed"] = controls.seed_control(seed)
    title = "Do the early layers move?"
    return Explorer(
        None,
        UpdateFigure(),
        shown,
        title=title,
        show=show or ("activation", "eta", "batch_norm", "depth"),
        tries=TRIES["update_sizes"],
        steps=experiment_training.update_sizes_steps,
    )
