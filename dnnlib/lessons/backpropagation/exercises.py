"""Lesson 3: predictions and exercises."""

import numpy as np

from dnnlib.live.exercise import Exercise, Prediction, drawing

__all__ = [
    "PREDICTION_1",
    "PREDICTION_2",
    "PREDICTION_3",
    "both_layers",
    "chain_gradients",
    "layer_gradients",
    "one_layer_back",
]  # fmt: skip

PREDICTION_1 = Prediction(
    "A network has a million parameters. You want the slope of the loss along every one of them. How much work does "
    "that take at the least, counted in forward passes?",
    ["about three", "a million and one: one for each parameter, and one to compare with", "about a thousand"],
    answer=0,
    because="One forward pass, and one backward pass that costs less than two more, whatever the number of parameters. "
    "Section 11 counts.",
)
PREDICTION_2 = Prediction(
    "The activation function ReLU is max(0, z). For some example a ReLU unit is off: its z is negative, its activation "
    "exactly 0. What are the gradients of the weights that lead away from it?",
    ["large: the unit has to be woken up", "exactly 0", "that depends on how wrong the output is"],
    answer=1,
    because="The weight multiplies 0, so that changing it changes nothing: the gradient is delta times a, and a is 0. "
    "Set the activation to ReLU in the explorer and pick such a weight.",
)
PREDICTION_3 = Prediction(
    "A computer holds 16 digits of every number. With which step h is (J(w + h) - J(w - h)) / 2h nearest to the "
    "derivative?",
    ["1e-10", "0.1", "the smaller the better: 1e-15", "about 1e-5"],
    answer=3,
    because="With a large h the curve bends between the two points; with a tiny h the two losses agree in nearly all "
    "of their 16 digits, and the difference keeps only the wrong ones. In between is a best step.",
)


_numbers = drawing(seed=3)


def _chain_gradients(w, b, x, y):
    a = [x]
    for w_l, b_l in zip(w, b, strict=True):
        a.append(np.tanh(w_l * a[-1] + b_l))
    gradients, blame = [], a[-1] - y  # dC/da
    for l in range(len(w), 0, -1):
        delta = blame * (1 - a[l] ** 2)
        gradients.insert(0, delta * a[l - 1])
        blame = delta * w[l - 1]
    return np.array(gradients)


chain_gradients = Exercise(
    "dC/dw of every weight of the chain",
    _chain_gradients,
    cases=[
        ([0.5], [0.1], 1.0, 0.0),
        ([0.5, -2.0], [0.1, 0.3], 1.5, 1.0),
        ([1.0, 1.0, 1.0], [0.0, 0.0, 0.0], 0.5, -1.0),
        ([0.3, -0.7, 1.9, 0.4], [0.1, 0.2, -0.3, 0.0], -2.0, 0.5),
    ],
)
one_layer_back = Exercise(
    "delta one layer further down",
    lambda W, delta, z: (delta @ W) * (1 - np.tanh(z) ** 2),
    cases=[
        (np.array([[2.0]]), np.array([[3.0]]), np.array([[0.0]])),
        (_numbers(2, 4), _numbers(5, 2), _numbers(5, 4)),
        (_numbers(3, 3), _numbers(3, 3), _numbers(3, 3)),
    ],
)
layer_gradients = Exercise(
    "dJ/dW and dJ/db of a layer",
    lambda delta, a: (delta.T @ a, delta.sum(axis=0)),
    cases=[
        (np.array([[2.0]]), np.array([[3.0]])),
        (_numbers(5, 2), _numbers(5, 4)),
        (_numbers(3, 3), _numbers(3, 3)),
    ],
    results=("dJ/dW", "dJ/db"),
)


def _both_layers(X, Y, W1, b1, W2, b2):
    A1 = np.tanh(X @ W1.T + b1)
    delta2 = (A1 @ W2.T + b2 - Y) / len(X)
    delta1 = (delta2 @ W2) * (1 - A1**2)
    return delta1.T @ X, delta1.sum(axis=0), delta2.T @ A1, delta2.sum(axis=0)


both_layers = Exercise(
    "all four gradients of a network with one hidden layer",
    _both_layers,
    cases=[
        (_numbers(1, 2), _numbers(1, 1), _numbers(3, 2), _numbers(3), _numbers(1, 3), _numbers(1)),
        (_numbers(6, 2), _numbers(6, 2), _numbers(3, 2), _numbers(3), _numbers(2, 3), _numbers(2)),
        (_numbers(3, 3), _numbers(3, 3), _numbers(3, 3), _numbers(3), _numbers(3, 3), _numbers(3)),
    ],
    results=("dJ/dW1", "dJ/db1", "dJ/dW2", "dJ/db2"),
)
