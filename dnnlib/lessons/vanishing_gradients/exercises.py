"""Lesson 7: predictions and exercises."""

import numpy as np

from dnnlib.live.exercise import Exercise, Prediction, drawing

__all__ = [
    "PREDICTION_1",
    "PREDICTION_2",
    "PREDICTION_3",
    "chi_of_slopes",
    "clip_gradient",
    "critical_scale",
    "layers_until",
]  # fmt: skip

PREDICTION_1 = Prediction(
    "Depth 30, width 100, sigmoid, weights of mean 0 and standard deviation 0.1. A gradient of size 1 is sent in at "
    "layer 30. How large is what arrives at layer 1?",
    ["about 1/30", "about 1e-5", "about 1e-18", "exactly 0"],
    answer=2,
    because="Each of the 29 layers multiplies it by about 0.24, and 0.24 to the 29th is about 1e-18. "
    "Not 0, but in float32 beside weights of size 0.1 it is as good as 0.",
)
PREDICTION_2 = Prediction(
    "Now an activation whose slope is 1 everywhere, the identity, and weights that are a fifth larger: init scale 1.2, "
    "depth 50. How large is the gradient at layer 1?",
    ["several thousand", "it vanishes", "1, because every slope is 1", "about 60, fifty times 1.2"],
    answer=0,
    because="The slopes drop out, the weights remain: 1.2 to the 49th is about 7,600.",
)
PREDICTION_3 = Prediction(
    "ReLU with batch norm in every hidden layer, depth 30. Which init scale gives a gradient that neither vanishes nor "
    "explodes between layer 29 and layer 1?",
    ["any", "0.5", "none of them: it always grows", "1.4, as without batch norm"],
    answer=2,
    because="Batch norm divides the init scale out again, so it cannot help: every layer multiplies the gradient by "
    "about 1.2, whatever the scale. Formula (7.9) below shows where the 1.2 comes from.",
)


_numbers = drawing(seed=7)
chi_of_slopes = Exercise(
    "chi from a sample of slopes",
    lambda slopes, sigma_w: sigma_w**2 * np.mean(slopes**2),
    cases=[
        (np.array([1.0, 1.0]), 1.0),
        (np.array([0.0, 1.0]), 2.0),
        (np.array([0.25, 0.1, 0.2]), 1.5),
        (_numbers(40, 30), 0.7),
    ],
)
critical_scale = Exercise(
    "the init scale at which chi is 1",
    lambda alpha: np.sqrt(2 / (1 + alpha**2)),
    cases=[(1.0,), (0.0,), (0.01,), (0.25,)],
)


def _layers_until(factor, size):
    layers, gradient = 0, 1.0
    while gradient >= size:
        layers, gradient = layers + 1, gradient * factor
    return layers


layers_until = Exercise(
    "the number of layers",
    _layers_until,
    cases=[(0.5, 0.1), (0.24, 1e-6), (0.9, 0.5), (0.999, 0.01), (0.5, 0.25)],
)


def _clip_gradient(dW, db, most):
    norm = np.sqrt(np.sum(dW**2) + np.sum(db**2))
    shrink = min(1.0, most / norm)
    return dW * shrink, db * shrink


clip_gradient = Exercise(
    "the clipped gradient",
    _clip_gradient,
    cases=[
        (np.array([[3.0]]), np.array([4.0]), 1.0),
        (np.array([[0.3]]), np.array([0.4]), 1.0),
        (10 * _numbers(4, 3), 10 * _numbers(4), 2.5),
        (_numbers(2, 2) / 100, _numbers(2) / 100, 5.0),
    ],
    results=("dW", "db"),
)
