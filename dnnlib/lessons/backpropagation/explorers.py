"""Lesson 3: a pass forward and back, step by step, and gradients checked by differences."""

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.backpropagation import exercises, experiment, experiment_check, figure, figure_check
from dnnlib.lessons.backpropagation.experiment import REACH, layer_sizes
from dnnlib.live.controls import activation_choice, float_slider, int_slider, log_slider, seed_control
from dnnlib.live.explorer import Explorer

__all__ = ["backpropagation", "gradient_check"]

DEEPEST = 5
WIDEST = max(layer_sizes(DEEPEST))


class _Stepper(Explorer):
    """An explorer whose sliders for step, layer and units end where the network does."""

    def move(self, **values):
        with self._silence():
            self._set_ends(2 * DEEPEST + 1, DEEPEST, WIDEST, WIDEST)
        try:
            super().move(**values)
        finally:
            self._fit()

    def _update(self, moved, settle=False):
        if list(moved) == ["depth"]:
            self._stay_at_the_layer()
        self._fit()
        super()._update(moved, settle)

    def _stay_at_the_layer(self):
        """After a move of the depth, stay on the way back at the layer where the pass was."""
        before = self.result.moment
        if before.kind == "backward":
            depth, step = self.controls["depth"].value, self.controls["step"]
            with self._silence():
                step.max = 2 * DEEPEST + 1
                step.value = 2 * depth + 2 - min(before.layer, depth)

    def _fit(self):
        """Let every slider end where the network does; one with a larger value moves to its end."""
        depth = self.controls["depth"].value
        layer = min(self.controls["layer"].value, depth)
        sizes = layer_sizes(depth)
        with self._silence():
            self._set_ends(2 * depth + 1, depth, sizes[layer], sizes[layer - 1])

    def _set_ends(self, *ends):
        for name, end in zip(("step", "layer", "to_unit", "from_unit"), ends, strict=True):
            self.controls[name].max = end


def backpropagation(
    step=6, depth=3, activation="tanh", init_scale=1.5, seed=0, layer=2, to_unit=1, from_unit=2, nudge=0.5, show=None
):
    """A pass through a drawn network, one layer a step, forward and then backward, beside one weight that is nudged.

    Returns an ``Explorer``. Parameters as for ``experiments.stepped_pass``: the controls' start values.
    """
    controls = {
        "step": int_slider("step", step, 0, 2 * DEEPEST + 1),
        "depth": int_slider("depth", depth, 1, DEEPEST),
        "activation": activation_choice(activation, ACTIVATIONS),
        "init_scale": float_slider("init scale", init_scale, 0.0, 5.0, 0.05),
        "seed": seed_control(seed),
        "layer": int_slider("layer", layer, 1, DEEPEST),
        "to_unit": int_slider("to unit", to_unit, 1, WIDEST),
        "from_unit": int_slider("from unit", from_unit, 1, WIDEST),
        "nudge": float_slider("nudge", nudge, -REACH, REACH, 0.05),
    }
    picture = figure.BackpropagationFigure()
    explorer = _Stepper(
        experiment.stepped_pass,
        picture,
        controls,
        title="Forward, and back",
        show=show or ("step", "layer", "to_unit", "from_unit", "nudge"),
        tries=exercises.TRIES["backpropagation"],
        play="step",
    )
    explorer._fit()
    return explorer


def gradient_check(depth=3, activation="tanh", init_scale=1.0, seed=0, h=1e-5, show=None):
    """How far numerical derivatives are from backpropagation, by the size of their step.

    Returns an ``Explorer``. Parameters as for ``experiments.difference_errors``: the controls' start values.
    """
    controls = {
        "depth": int_slider("depth", depth, 1, DEEPEST),
        "activation": activation_choice(activation, ACTIVATIONS),
        "init_scale": log_slider("init scale", init_scale, -1, 1, 0.05),
        "h": log_slider("step h", h, -15, 0, 0.5),
        "seed": seed_control(seed),
    }
    picture = figure_check.GradientCheckFigure()
    return Explorer(
        experiment_check.difference_errors,
        picture,
        controls,
        title="A gradient and its checks",
        show=show or ("h", "init_scale", "activation", "depth"),
        tries=exercises.TRIES["gradient_check"],
    )
