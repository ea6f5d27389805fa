"""Lesson 1: predictions, exercises and things to try."""

from itertools import pairwise

import numpy as np

from dnnlib.lessons.forward_pass.experiment import forward_pass_surface
from dnnlib.live.exercise import Exercise, Prediction, drawing
from dnnlib.live.tries import Try

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
    ["19,200", "2,260", "2,220, one for each line between its units", "104, one for each unit"],
    answer=1,
    because=[
        "That is 64 x 30 x 10. Each line joins only two neighbouring layers, so the numbers of lines are added.",
        "Each of the 30 + 10 units that compute has one weight for each unit before it and one bias: 30 x 64 + 30 + 10 "
        "x 30 + 10.",
        "Those are all the weights. Each of the 40 units that compute has a bias as well, which has no line.",
        "A unit has one activation, but a weight for each unit of the layer before it.",
    ],
)
PREDICTION_2 = Prediction(
    "Depth 8, width 10, and the identity as activation: 691 parameters. What does the curve f(x) look like?",
    ["wilder than with tanh", "a straight line", "a parabola", "it depends on the seed"],
    answer=1,
    because=[
        "More layers, but none of them bends anything.",
        "Wx + b of Wx + b has the same form again: all eight layers become one matrix and one bias. The proof follows "
        "below.",
        "For that something would have to be multiplied by itself. The input is only multiplied by weights.",
        "The seed decides how steep it is and where, but not its shape.",
    ],
)
PREDICTION_3 = Prediction(
    "With tanh, the init scale goes from 1 to 4. What happens to the curve f(x)?",
    ["it gets steps: steep in places, flat in others", "nothing", "it is stretched vertically, otherwise unchanged"],
    answer=0,
    because=[
        "Large weights bring tanh close to -1 or +1 over most of the range. Where z crosses 0 it jumps from one to the "
        "other.",
        "The weights multiply everything that flows through the network; it must show.",
        "The last layer stretches it, but something else changes, too: the hidden layers end in tanh, which cannot go "
        "beyond -1 and 1.",
    ],
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


def _is_under_way(result):
    return 0 < result.reached < len(result.sizes) - 1


def _is_straight(result):
    return np.abs(np.diff(result.values, 2)).max() < 1e-9 * np.abs(result.values).max()


def _has_steps(result):
    """Whether the steepest place is more than ten times as steep as most of the curve."""
    slopes = np.abs(np.gradient(result.values, result.grid))
    return slopes.max() > 10 and np.median(slopes) < slopes.max() / 10


def _has_parallel_stripes(result):
    """Whether the surface does not change at a right angle to the weights of the only unit in layer 1."""
    along_x2, along_x1 = np.gradient(result.values, result.grid, result.grid)
    w1, w2 = result.W[1][0]
    across = np.abs(w2 * along_x1 - w1 * along_x2) / np.hypot(w1, w2)
    return len(result.W[1]) == 1 and np.median(across) < 1e-3 * np.hypot(along_x1, along_x2).max()


def _straight_pieces(result):
    """How many sets of active ReLU units there are along the boundary: within each of them it is straight."""
    a = np.stack(np.meshgrid(result.grid, result.grid), axis=-1)
    active = []
    for W, b in zip(result.W[1:-1], result.b[1:-1], strict=True):
        a = np.maximum(a @ W.T + b, 0)
        active.append(a > 0)
    sign = result.values > 0
    beside = sign[:, 1:] != sign[:, :-1]
    return len(np.unique(np.concatenate(active, axis=-1)[:, 1:][beside], axis=0))


def _has_kinks_and_fewer_with_eight_units(result):
    eight = forward_pass_surface(activation="relu", seed=2, width=8)
    return result.activation == "relu" and 8 < _straight_pieces(eight) < _straight_pieces(result)


TRIES = {
    "forward_pass": (
        Try(
            "Press *Play* and watch the layers from left to right. What does a layer wait for? "
            "Then move *input x*: which units change?",
            {"percent": 52},
            "A layer needs the values of the layer before it, so the layers are computed one after another. A new "
            "input can change every unit to its right; the weights stay as they are.",
            _is_under_way,
            general=True,
        ),
        Try(
            "For section 8, after its two guesses: set *activation* to identity, and move everything else. Which "
            "shapes can the curve have?",
            {"activation": "identity", "depth": 8},
            "Straight lines only. Without a curved function a network of any depth does what one layer does, and its "
            "curve is a straight line. Section 8 proves it.",
            _is_straight,
            general=True,
        ),
        Try(
            "For section 8, after its two guesses, too: set *init scale* to 1, press *Freeze*, then raise it slowly "
            "to 4. What becomes of the curve? Move *input x*, and look at the hidden units.",
            {"init_scale": 4.0},
            "It gets steps. With large weights tanh is near −1 or 1 at most inputs. At a step a hidden unit goes from "
            "one end to the other within a small part of the range, and the output jumps with it. Where all units of "
            "one layer are at an end, the curve is flat.",
            _has_steps,
            held={"init_scale": 1.0},
            general=True,
        ),
    ),
    "forward_pass_surface": (
        Try(
            "Set *width* to 1. Why are all the stripes parallel?",
            {"width": 1},
            "The one unit of layer 1 sees only $w_1 x_1 + w_2 x_2 + b$. Where this sum is the same, all that follows "
            "is the same, and these places lie on parallel lines.",
            _has_parallel_stripes,
            general=True,
        ),
        Try(
            "Set *activation* to ReLU, $\\max(0, z)$, and *seed* to 2 (under *more*). What is the black boundary made "
            "of? Count its kinks with *width* 1, then with 6.",
            {"activation": "relu", "seed": 2},
            "Of straight pieces. With width 1 there is one line without a kink; with width 6 there are more than ten "
            "kinks, one wherever a hidden unit is switched on or off. More units can make more kinks, but need not: "
            "with 8 units there are fewer here.",
            _has_kinks_and_fewer_with_eight_units,
            held={"activation": "relu", "seed": 2, "width": 1},
        ),
        Try(
            "Press ▶, the play button. When does the dot on the surface appear?",
            {"percent": 52},
            "At the end: the surface is the output, and the output is known once the pass has gone through all layers.",
            _is_under_way,
            general=True,
        ),
    ),
}
