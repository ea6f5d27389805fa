"""Lesson 9: predictions and exercises."""

import numpy as np

from dnnlib.batchnorm import batchnorm_forward
from dnnlib.live.exercise import Exercise, Prediction, drawing

__all__ = ["PREDICTION_1", "PREDICTION_2", "PREDICTION_3", "backward", "fold", "forward"]

PREDICTION_1 = Prediction(
    "In a batch of 16 one example's z is dragged from 3 to 50. What does batch norm do to the other fifteen?",
    ["it squeezes them together, near the mean", "it spreads them out", "nothing, each example is normalized alone"],
    answer=0,
    because="Mean and variance belong to the whole batch. One far example makes the variance huge, and the others are "
    "divided by its root. In a batch, nobody is alone.",
)
PREDICTION_2 = Prediction(
    "All weights of a layer before batch norm are multiplied by 10. What happens to the output of the layer?",
    ["it grows tenfold", "it shrinks to a tenth", "nothing"],
    answer=2,
    because="z, its mean and its standard deviation all grow tenfold, and the ratio stays. Only epsilon notices, when "
    "z is tiny.",
)
PREDICTION_3 = Prediction(
    "Eight ReLU layers, 32 steps, from 20 weight scales between 1e-4 and 1. How many bring their loss below half of "
    "ln 10 with batch norm?",
    ["all twenty: batch norm makes the scale irrelevant", "about half, in the middle and above", "none"],
    answer=1,
    because="Below 1e-3 the variance of z is smaller than epsilon, and batch norm has little left to work with. Above, "
    "every scale learns, though not at one pace: the scale still sets how much a step turns the weights.",
)


_numbers = drawing(seed=9)
forward = Exercise(
    "batch normalization of a batch",
    lambda z, gamma, beta: batchnorm_forward(z, gamma, beta)[0],
    cases=[
        (np.array([[0.0], [2.0]]), np.array([1.0]), np.array([0.0])),
        (_numbers(5, 3), _numbers(3), _numbers(3)),
        (1e-3 * _numbers(4, 2), np.ones(2), np.zeros(2)),
    ],
)


def _backward(dout, z_hat, std, gamma):
    g = gamma * dout
    return (g - g.mean(axis=0) - z_hat * (g * z_hat).mean(axis=0)) / std


def _backward_case(m, n):
    _, cache = batchnorm_forward(_numbers(m, n), _numbers(n), _numbers(n))
    return _numbers(m, n), cache.z_hat, cache.std, cache.gamma


backward = Exercise("dz of the backward pass", _backward, cases=[_backward_case(2, 1), _backward_case(5, 3)])


def _fold(W, gamma, beta, mean, std):
    return gamma[:, None] / std[:, None] * W, beta - gamma * mean / std


fold = Exercise(
    "the one layer that does the work of a layer with batch norm",
    _fold,
    cases=[
        (np.array([[2.0]]), np.array([3.0]), np.array([1.0]), np.array([4.0]), np.array([0.5])),
        (_numbers(3, 2), _numbers(3), _numbers(3), _numbers(3), 1 + _numbers(3) ** 2),
        (_numbers(3, 3), _numbers(3), _numbers(3), _numbers(3), 1 + _numbers(3) ** 2),
    ],
    results=("W", "b"),
)
