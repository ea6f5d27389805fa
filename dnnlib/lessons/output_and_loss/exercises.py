"""Lesson 4: predictions and exercises."""

import numpy as np

from dnnlib.activations import sigmoid, sigmoid_prime
from dnnlib.live.exercise import Exercise, Prediction, drawing

__all__ = [
    "PREDICTION_1",
    "PREDICTION_2",
    "PREDICTION_3",
    "delta_squared_error",
    "matching_cost",
    "stable_cost",
    "train_neuron",
]  # fmt: skip

PREDICTION_1 = Prediction(
    "Two sigmoid neurons with the same input should both say 0. One says 0.7, the other 0.98. Squared error, the same "
    "learning rate: how far do their z move in the next step?",
    [
        "the one at 0.98 moves 1.4 times as far, like its error",
        "the one at 0.7 moves about 1.5 times as far",
        "the one at 0.7 moves almost 8 times as far",
    ],
    answer=2,
    because="With y = 0 the slope is a a (1 - a): 0.147 at 0.7 and only 0.019 at 0.98. The neuron that is more wrong "
    "learns almost eight times more slowly.",
)
PREDICTION_2 = Prediction(
    "A neuron starts at w = b = 2 with input 1, so that it says 0.98; it should say 0. Learning rate 0.15. "
    "Cross-entropy brings it below 1/2 in 17 steps. How many does squared error need?",
    ["about 17 as well", "about 70, because sigmoid' is at most 1/4", "about 230", "it never gets there"],
    answer=2,
    because="232. Its slope at the start is 0.017 instead of 0.98, and it stays tiny for some 150 steps: a plateau. "
    "The factor 1/4 would be right only where sigmoid' is greatest.",
)
PREDICTION_3 = Prediction(
    "A network of 4 layers with one sigmoid output is sure and wrong: sigmoid'(z^4) = 0.018. How large is delta^1 "
    "under squared error, compared with delta^1 of the same network under cross-entropy?",
    ["0.018 times as large", "0.018^4 times as large", "just as large: layer 1 does not know the loss"],
    answer=0,
    because="The recursion of lesson 3 is linear in delta^L and knows nothing of the loss. Whatever factor delta^L "
    "has, every earlier delta has once.",
)


_numbers = drawing(seed=4)


def _targets(*shape):
    return (_numbers(*shape) > 0).astype(float)


delta_squared_error = Exercise(
    "delta of sigmoid and squared error for a batch",
    lambda Z, Y: (sigmoid(Z) - Y) * sigmoid_prime(Z) / len(Z),
    cases=[
        (np.array([[0.0]]), np.array([[1.0]])),
        (np.array([[4.0]]), np.array([[0.0]])),
        (_numbers(5, 1, scale=2.0), _targets(5, 1)),
        (_numbers(3, 4, scale=2.0), _targets(3, 4)),
    ],
)


def _stable_cost(z, y):
    return max(z, 0.0) - y * z + np.log1p(np.exp(-abs(z)))


stable_cost = Exercise(
    "the cross-entropy of a sigmoid output, from its logit",
    _stable_cost,
    cases=[(0.0, 1.0), (2.0, 0.0), (-3.0, 1.0), (1.5, 0.25), (40.0, 0.0), (1000.0, 0.0), (-1000.0, 1.0), (1000.0, 1.0)],
)


def _train_neuron(w, b, x, y, eta, steps):
    for _ in range(steps):
        delta = sigmoid(w * x + b) - y
        w, b = w - eta * delta * x, b - eta * delta
    return float(sigmoid(w * x + b))


train_neuron = Exercise(
    "the output of a neuron after training with cross-entropy",
    _train_neuron,
    cases=[
        (2.0, 2.0, 1.0, 0.0, 0.15, 0),
        (2.0, 2.0, 1.0, 0.0, 0.15, 1),
        (2.0, 2.0, 1.0, 0.0, 0.15, 300),
        (-1.0, 0.5, 3.0, 1.0, 0.5, 10),
        (1.0, -1.0, -2.0, 0.3, 0.2, 25),
    ],
)
matching_cost = Exercise(
    "the cost that matches a tanh output",
    lambda z, y: float(np.logaddexp(z, -z) - np.log(2) - y * z),
    cases=[(0.0, 1.0), (1.0, 0.0), (1.0, 1.0), (-2.0, 0.5), (3.0, -1.0), (300.0, 1.0), (-900.0, 0.0)],
)
