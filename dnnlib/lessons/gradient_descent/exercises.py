"""Lesson 2: predictions and exercises on gradient descent and the learning rate."""

import math

import numpy as np

from dnnlib.live.exercise import Exercise, Prediction, drawing

__all__ = [
    "PREDICTION_1",
    "PREDICTION_2",
    "PREDICTION_3",
    "best_eta_and_rate",
    "linear_step",
    "steps_needed",
    "updates",
]  # fmt: skip

PREDICTION_1 = Prediction(
    "You turn one weight of a trained network slowly from -4 to 4 and read off the share of right answers. "
    "What does its curve look like?",
    ["a staircase with flat steps", "a straight ramp", "noise without pattern", "a smooth hill"],
    0,
    "An answer is right or wrong, and 40 examples allow only 41 different shares. Between two steps nothing changes.",
)
PREDICTION_2 = Prediction(
    "On a bowl ten times as steep in one direction as in the other, gradient descent blows up beyond a learning rate "
    "of 1. At which learning rate does it arrive fastest?",
    ["0.999", "0.91", "0.5", "0.1"],
    1,
    "The steep direction is best served at 0.5, but the flat one wants more. At 2/(0.2 + 2) = 0.91 both shrink alike.",
)
PREDICTION_3 = Prediction(
    "The batch grows from 4 to 16 examples out of very many. The noise of its gradient (the typical distance from the "
    "gradient over all examples) becomes ...",
    ["no smaller", "2 times smaller", "4 times smaller", "16 times smaller"],
    1,
    "Noise falls with the square root of the batch size: four times the work, half the noise.",
)


def _linear_step(w, b, X, y, eta):
    error = X @ w + b - y
    return w - eta * X.T @ error / len(y), b - eta * error.mean()


_numbers = drawing(seed=2)


def _data(m, n):
    return _numbers(n), float(_numbers()), _numbers(m, n), _numbers(m)


def _best_eta_and_rate(H):
    low, *_, high = np.linalg.eigvalsh(H)
    return 2 / (low + high), (high - low) / (high + low)


def _updates(m, batch_size, epochs):
    return epochs * math.ceil(m / batch_size)


def _steps_needed(kappa, factor):
    return math.ceil(math.log(factor) / math.log((kappa - 1) / (kappa + 1)))


linear_step = Exercise(
    "one step of gradient descent on a linear unit",
    _linear_step,
    [
        (np.array([0.0]), 0.0, np.array([[1.0]]), np.array([1.0]), 0.5),
        (*_data(5, 2), 0.1),
        (*_data(3, 3), 0.3),
        (*_data(1, 4), 1.0),
    ],
    results=("w", "b"),
)
updates = Exercise(
    "the number of updates", _updates, [(100, 10, 1), (100, 10, 3), (128, 128, 7), (102, 10, 2), (7, 1, 4), (5, 8, 3)]
)
best_eta_and_rate = Exercise(
    "the best learning rate with its factor per step",
    _best_eta_and_rate,
    [
        (np.diag([0.2, 2.0]),),
        (np.diag([3.0, 1.0, 1.5]),),
        (np.array([[2.0, 1.0], [1.0, 2.0]]),),
        (np.array([[4.0, 1.0, 0.0], [1.0, 2.0, 1.0], [0.0, 1.0, 1.5]]),),
    ],
    results=("the learning rate", "the factor per step"),
)
steps_needed = Exercise(
    "the number of steps", _steps_needed, [(3, 0.1), (10, 1e-3), (10, 1e-6), (100, 1e-3), (1000, 1e-3)]
)
