"""Lesson 7: explorers of vanishing and exploding gradients."""

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.vanishing_gradients import experiment, experiment_jacobian, experiment_map, experiment_training
from dnnlib.lessons.vanishing_gradients.figure import SignalsFigure
from dnnlib.lessons.vanishing_gradients.figure_map import GradientMapFigure, JacobianFigure
from dnnlib.lessons.vanishing_gradients.figure_training import UpdateFigure
from dnnlib.live import controls
from dnnlib.live.explorer import Explorer

__all__ = ["gradient_map", "jacobian_spectrum", "update_sizes", "vanishing_gradients"]


def _shape(depth, width, activation, init_scale, *, widest=300):
    return {
        "depth": controls.int_slider("depth", depth, 1, 50),
        "width": controls.int_slider("width", width, 10, widest, 10),
        "activation": controls.activation_choice(activation, ACTIVATIONS),
        "init_scale": controls.log_slider("init scale", init_scale, -1, 1, 0.05),
    }


def _chance(batch_norm, seed):
    return {"batch_norm": controls.switch("batch norm", batch_norm), "seed": controls.seed_control(seed)}


def vanishing_gradients(depth=30, width=100, activation="sigmoid", init_scale=1.0, batch_norm=False, seed=0):
    """Activations and gradients of every layer of a deep network before training, measured and predicted.

    Parameters
    ----------
    depth : int in 1 ... 50
    width : int in 10 ... 300
    activation : str
    init_scale : float in [0.1, 10]
        The weights have standard deviation init_scale / sqrt(width).
    batch_norm : bool
    seed : int in 0 ... 9999

    Returns
    -------
    Explorer
    """
    made = _shape(depth, width, activation, init_scale) | _chance(batch_norm, seed)
    return Explorer(
        experiment.vanishing_gradients,
        SignalsFigure(),
        made,
        title="What happens to a signal on its way through a deep network",
        ahead=["depth", "init_scale"],
    )


def gradient_map(depth=30, width=50, activation="tanh", init_scale=1.0, batch_norm=False, seed=0):
    """The gradient that reaches layer 1 for every depth and init scale; the sliders are a cursor on the map.

    Parameters as for ``vanishing_gradients``, with a width of at most 100. The map is computed once for each width,
    activation, batch norm and seed.

    Returns
    -------
    Explorer
    """
    made = _shape(depth, width, activation, init_scale, widest=100) | _chance(batch_norm, seed)
    title = "How much gradient reaches layer 1?"
    return Explorer(None, GradientMapFigure(), made, title=title, steps=experiment_map.gradient_map_steps)


def jacobian_spectrum(depth=20, width=50, activation="tanh", init_scale=1.0, init="normal", seed=0):
    """The singular values of the Jacobian from layer 1 to layer L at one input.

    Parameters as for ``vanishing_gradients``, with a depth of at least 2 and a width of at most 100; init is "normal"
    or "orthogonal".

    Returns
    -------
    Explorer
    """
    made = _shape(depth, width, activation, init_scale, widest=100)
    made["depth"] = controls.int_slider("depth", depth, 2, 50)
    made |= {"init": controls.choice("weights", init, ["normal", "orthogonal"]), "seed": controls.seed_control(seed)}
    return Explorer(
        experiment_jacobian.jacobian_spectrum, JacobianFigure(), made, title="Which directions survive the way?"
    )


def update_sizes(depth=8, width=50, activation="sigmoid", init_scale=1.0, batch_norm=False, eta=10**-1.5, seed=0):
    """A network that is trained on the digits, and how far each layer moves.

    Parameters
    ----------
    depth : int in 2 ... 30
    width : int in 10 ... 100
    activation : str
        Weights by He for rectifiers, by Xavier for the others.
    init_scale : float in [0.1, 10]
    batch_norm : bool
    eta : float in [0.001, 1]
    seed : int in 0 ... 9999

    Returns
    -------
    Explorer
    """
    made = _shape(depth, width, activation, init_scale, widest=100)
    made["depth"] = controls.int_slider("depth", depth, 2, 30)
    made |= {"eta": controls.log_slider("eta", eta, -3, 0, 0.1)} | _chance(batch_norm, seed)
    title = "Do the early layers move?"
    return Explorer(None, UpdateFigure(), made, title=title, steps=experiment_training.update_sizes_steps)
