"""Lesson 1: predictions and exercises."""

from itertools import pairwise

import numpy as np

from dnnlib.live.exercise import Exercise, Prediction, drawing

__all__ = [
    "PREDICTION_1",
    "PREDICTION_2",
    "PREDICTION_3",
    "batch_forward",
    "collapse",
    "one_layer",
    "parameter_count",
]

PREDICTION_1 = Prediction(
    "A network for the digits has 64 inputs, one hidden layer of 30 units and 10 outputs. How many parameters?",
    ["19,200", "2,260", "2,220, one for each line of the drawing", "104, one for each unit"],
    answer=1,
    because="Each of the 30 + 10 units that compute has one weight for each unit before it and one bias: "
    "30 x 64 + 30 + 10 x 30 + 10. The lines of the drawing are the 2,220 weights; the 40 biases have no line.",
)
PREDICTION_2 = Prediction(
    "Depth 8, width 10, and the identity as activation: 691 parameters. What does the curve f(x) look like?",
    ["wilder than with tanh", "a parabola", "it depends on the seed", "a straight line"],
    answer=3,
    because="An affine map of an affine map is an affine map: all eight collapse into one matrix and one bias. "
    "The next section proves it.",
)
PREDICTION_3 = Prediction(
    "With tanh, the init scale goes from 1.5 to 4. What happens to the curve f(x)?",
    ["it gets steps: steep in places, flat elsewhere", "nothing", "it is stretched upwards, otherwise unchanged"],
    answer=0,
    because="Large weights drive tanh to -1 or +1 over most of the range, and it jumps between the two where z crosses "
    "0. Remember the flat parts: learning is slow there, as lesson 7 shows.",
)


def _parameter_count(sizes):
    return sum(n_out * (n_in + 1) for n_in, n_out in pairwise(sizes))


parameter_count = Exercise(
    "the number of parameters",
    _parameter_count,
    cases=[([2, 1],), ([3, 4, 2],), ([64, 30, 10],), ([1, 1, 1, 1, 1],), ([784, 300, 100, 10],)],
)


_numbers = drawing(seed=1)
one_layer = Exercise(
    "z of one layer",
    lambda W, b, a: W @ a + b,
    cases=[
        (np.array([[1.0, 2.0]]), np.array([3.0]), np.array([10.0, 100.0])),
        (_numbers(2, 3), _numbers(2), _numbers(3)),
        (_numbers(3, 3), _numbers(3), _numbers(3)),
    ],
)


def _batch_forward(X, W1, b1, W2, b2):
    return np.tanh(X @ W1.T + b1) @ W2.T + b2


batch_forward = Exercise(
    "the output for a batch",
    _batch_forward,
    cases=[
        (_numbers(1, 2), _numbers(3, 2), _numbers(3), _numbers(1, 3), _numbers(1)),
        (_numbers(5, 2), _numbers(3, 2), _numbers(3), _numbers(2, 3), _numbers(2)),
        (_numbers(3, 3), _numbers(3, 3), _numbers(3), _numbers(3, 3), _numbers(3)),
    ],
)
collapse = Exercise(
    "the one layer that does the work of two",
    lambda W1, b1, W2, b2: (W2 @ W1, W2 @ b1 + b2),
    cases=[
        (np.array([[2.0]]), np.array([1.0]), np.array([[3.0]]), np.array([5.0])),
        (_numbers(4, 3), _numbers(4), _numbers(2, 4), _numbers(2)),
        (_numbers(3, 3), _numbers(3), _numbers(3, 3), _numbers(3)),
    ],
    results=("W", "b"),
)
