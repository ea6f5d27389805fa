"""Lesson 8: predictions and exercises."""

import numpy as np

from dnnlib.live.exercise import Exercise, Prediction, drawing

__all__ = [
    "PREDICTION_1",
    "PREDICTION_2",
    "PREDICTION_3",
    "PREDICTION_4",
    "he_leaky",
    "product_variance",
    "unit_variance",
    "xavier_bound",
]  # fmt: skip

PREDICTION_1 = Prediction(
    "Four hidden units start with the same weights, all 0.5, and learn for 200 steps. How do they differ afterwards?",
    ["they have drifted apart", "a little, and ever more", "not at all: they are still one and the same unit"],
    answer=2,
    because="Equal weights give equal activations, equal deltas and equal gradients, so the step keeps them equal. "
    "Four units do the work of one. Only chance can break the tie.",
)
PREDICTION_2 = Prediction(
    "Ten tanh layers of 500 units, all weights normal with standard deviation 0.01. The input spreads by 1. "
    "How much do the activations of layer 10 spread?",
    ["about 0.001", "less than 0.00001", "about 0.1"],
    answer=1,
    because="Each layer multiplies the spread by about 0.01 times the root of 500, that is 0.22, and ten such factors "
    "make 3e-7. Nothing of the input is left.",
)
PREDICTION_3 = Prediction(
    "Now the weights are normal with standard deviation 1, and nearly all tanh units are saturated. "
    "What becomes of a gradient on its way from layer 10 to layer 1?",
    ["it grows", "it vanishes, because the slopes do", "it keeps its size"],
    answer=0,
    because="The few units that are not saturated pass the gradient on times weights of size 1, and 500 of those "
    "add up. They more than make up for the dead majority: the gradient explodes.",
)
PREDICTION_4 = Prediction(
    "A tanh network under Xavier, 100 layers deep. What does the variance of its pre-activations do?",
    ["it settles at a fixed value", "it keeps shrinking, slowly", "it falls exponentially"],
    answer=1,
    because="tanh takes away a little from every value, and nothing gives it back: the variance falls like 1/(2l), "
    "which is slow, but never ends.",
)

product_variance = Exercise(
    "the variance of a product of independent numbers",
    lambda mean_x, var_x, mean_y, var_y: var_x * var_y + var_x * mean_y**2 + var_y * mean_x**2,
    cases=[(0.0, 1.0, 0.0, 4.0), (2.0, 1.0, 0.0, 0.5), (1.0, 0.25, -3.0, 2.0), (5.0, 0.0, 1.0, 2.0)],
)
xavier_bound = Exercise(
    "the bound r of Xavier's uniform distribution",
    lambda n_in, n_out: np.sqrt(6 / (n_in + n_out)),
    cases=[(3, 3), (500, 500), (784, 10)],
)
he_leaky = Exercise(
    "the standard deviation for leaky ReLU",
    lambda n_in, slope: np.sqrt(2 / ((1 + slope**2) * n_in)),
    cases=[(100, 0.0), (100, 1.0), (256, 0.01), (64, 0.25)],
)


_numbers = drawing(seed=8)


def _layer(m, n_in, n_out):
    return _numbers(n_out, n_in), 3 + _numbers(m, n_in, scale=2.0)


unit_variance = Exercise(
    "weights whose pre-activations spread by exactly 1",
    lambda W, A: W / (A @ W.T).std(),
    cases=[(np.array([[2.0]]), np.array([[1.0], [-1.0]])), _layer(20, 4, 3), _layer(50, 30, 20)],
)
