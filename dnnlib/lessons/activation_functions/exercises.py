"""Lesson 6: predictions and exercises."""

import numpy as np

from dnnlib.activations import elu, elu_prime, prelu_slope_gradient
from dnnlib.live.exercise import Exercise, Prediction, drawing

__all__ = [
    "PREDICTION_1",
    "PREDICTION_2",
    "PREDICTION_3",
    "PREDICTION_4",
    "dead",
    "elu_and_slope",
    "killing_eta",
    "slope_gradient",
]  # fmt: skip

PREDICTION_1 = Prediction(
    "tanh is four times as steep as the sigmoid at z = 0. Which of the two is steeper at z = 3?",
    ["both alike", "tanh: it is steeper everywhere", "the sigmoid"],
    answer=2,
    because="tanh(z) = 2 sigmoid(2z) - 1 runs through its curve twice as fast. It is steeper near 0, and flat sooner: "
    "beyond |z| = 1.66 its slope is the smaller one.",
)
PREDICTION_2 = Prediction(
    "All inputs of a unit are positive. For one example, which combinations of moves of its weights are possible?",
    ["any", "all rise or all fall", "one weight at a time, along the axes"],
    answer=1,
    because="The gradient by weight k is delta times input k: one factor for all weights, and inputs of one sign. "
    "So all weights move the same way, unequally far.",
)
PREDICTION_3 = Prediction(
    "A ReLU network of depth 4 learns the digits well with eta = 0.1. With eta = 1, what happens to its hidden units?",
    ["they learn ten times as fast", "about a tenth of them dies", "most of them die within a dozen steps"],
    answer=2,
    because="A few large steps push the pre-activations of many units below 0 for every example: after 12 steps two "
    "thirds are dead. In layer 1 that is for ever. Higher up some flicker back while the layers below still move, but "
    "most are dead at any time.",
)
PREDICTION_4 = Prediction(
    "Nine of ten ReLU units of a layer are dead. The activation is exchanged, training goes on. Which helps least?",
    ["leaky ReLU with slope 0.01", "PReLU, whose slope starts at 0.25", "ELU"],
    answer=0,
    because="Leaky ReLU lets a gradient through, but a hundredth of it. The units come back, slowly. A slope of 0.25, "
    "or e^z near 0, wakes them sooner.",
)


_numbers = drawing(seed=6)
elu_and_slope = Exercise(
    "ELU and its slope",
    lambda z, alpha: (elu(z, alpha), elu_prime(z, alpha)),
    cases=[
        (np.array([-1.0, 0.0, 2.0]), 1.0),
        (_numbers(6), 0.5),
        (np.array([-1000.0, -1e-9, 1000.0]), 1.0),
    ],
    results=("ELU", "its slope"),
)
slope_gradient = Exercise(
    "the gradient of PReLU's slopes",
    lambda Z, dJ_dA: (dJ_dA * prelu_slope_gradient(Z)).sum(axis=0),
    cases=[
        (np.array([[-2.0], [3.0]]), np.array([[0.5], [0.5]])),
        (_numbers(5, 3), _numbers(5, 3)),
        (np.abs(_numbers(4, 2)), _numbers(4, 2)),
    ],
)
dead = Exercise(
    "the share of dead ReLU units",
    lambda Z: float((Z <= 0).all(axis=0).mean()),
    cases=[
        (np.array([[-1.0, 2.0], [-3.0, -4.0]]),),
        (np.array([[0.0, 1.0, -1.0], [-2.0, -1.0, -1.0]]),),
        (_numbers(4, 8),),
        (_numbers(4, 5) + 5,),
    ],
)


def _killing_eta(w, b, a, delta):
    return float((w @ a + b) / (delta * (a @ a + 1)))


killing_eta = Exercise(
    "the learning rate that kills",
    _killing_eta,
    cases=[
        (np.array([1.0]), 0.0, np.array([1.0]), 0.5),
        (np.array([1.0, -0.5]), 0.2, np.array([2.0, 1.0]), 0.25),
        (np.abs(_numbers(5)), 0.1, np.abs(_numbers(5)), 3.0),
    ],
)
