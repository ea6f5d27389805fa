"""Lesson 2: predictions, exercises and things to try, on gradient descent and the learning rate."""

import math

import numpy as np

from dnnlib.lessons.gradient_descent.experiment import gradient_descent
from dnnlib.lessons.gradient_descent.experiment_noise import learning_rate_sweep
from dnnlib.lessons.gradient_descent.experiment_steps import predicted_change
from dnnlib.live.exercise import Exercise, Prediction, drawing
from dnnlib.live.tries import Try

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
    "You turn one weight of a trained network slowly from -4 to 4 and read off which share of its 40 answers is right. "
    "What does its curve look like?",
    ["a staircase with flat steps", "a straight ramp", "noise without pattern", "a smooth hill"],
    answer=0,
    because=[
        "An answer is right or wrong, and 40 examples allow only 41 different shares. Between two steps nothing "
        "changes.",
        "A share of 40 answers can only jump, by 1/40 or more at a time.",
        "The answers depend on the weight without any chance: the same weight gives the same share.",
        "The outputs change smoothly, but each answer is only right or wrong. So the share jumps.",
    ],
)
PREDICTION_2 = Prediction(
    "On a bowl four times as steep in one direction as in the other, gradient descent diverges beyond a learning rate "
    "of 1. At which learning rate does it arrive fastest?",
    ["0.1", "0.5", "0.999", "0.8"],
    answer=3,
    because=[
        "Safe, but the flat direction shrinks by only 5 % a step.",
        "That is best for the steep direction alone, which arrives in one step. The flat one shrinks by 25 % a step.",
        "Just below the limit the steep direction jumps to and fro: it shrinks by 0.2 % a step.",
        "Here both directions shrink by the same factor, 0.6. Formula (2.5) of lesson 2 gives the rate.",
    ],
)
PREDICTION_3 = Prediction(
    "The batch grows from 4 to 16 examples out of very many. The noise of its gradient (the typical distance from the "
    "gradient over all examples) becomes ...",
    ["16 times smaller", "4 times smaller", "2 times smaller", "no smaller"],
    answer=2,
    because=[
        "Four times the examples cannot do so much: even the square of the noise becomes only 4 times smaller.",
        "Its square becomes 4 times smaller, by (2.10). The noise itself is the root of that.",
        "Noise falls with the square root of the batch size: four times the work, half the noise.",
        "Errors of different examples partly cancel in the mean, so a larger batch is more exact.",
    ],
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


def _is_a_staircase(walk):
    """Whether the accuracy rests over most small steps of the weight, while the loss changes over each of them."""
    return walk.flat_share > 0.6 and walk.moving_share > 0.99 and len(set(walk.accuracy)) <= walk.examples + 1


def _curves_agree_at(change, eta):
    """(measured / first order, measured / second order) at the nearest of the drawn learning rates."""
    i = np.abs(change.etas - eta).argmin()
    eta = change.etas[i]
    return change.measured[i] / change.first_order(eta), change.measured[i] / change.second_order(eta)


def _parts_from_the_line_first(change):
    line, parabola = _curves_agree_at(change, 0.1)
    return (
        abs(line - 1) > 5 * abs(parabola - 1) and abs(change.measured_here / change.second_order(change.eta) - 1) > 0.1
    )


def _turns_earlier(change):
    return change.turn < 0.9 * predicted_change(change.eta, 3, "tanh", 1.0, seed=0).turn


def _is_fastest_here(descent):
    """Whether the distance falls faster than with slightly smaller and slightly larger learning rates."""
    kappa = descent.bowl.curvatures.max() / descent.bowl.curvatures.min()
    others = (gradient_descent(descent.eta + d, kappa, 30, 1, "tanh", 1.0, 0).bowl.rate for d in (-0.02, 0.02))
    return descent.bowl.rate < min(others)


def _is_flat_from(eta, descent):
    """Whether a smaller learning rate brings the bowl nearly as far."""
    smaller = gradient_descent(eta, 50, 30, 1, "tanh", 1.0, 0).bowl.rate
    return abs(smaller - descent.bowl.rate) < 0.005


def _zigzags(descent):
    """Whether each step crosses the floor of the valley."""
    steep = descent.bowl.path[:10, 1]
    return (steep[1:] * steep[:-1] < 0).all()


def _explodes(losses):
    return not (losses < 1e3 * losses[0]).all()


def _limit_moves(descent):
    """Whether the limits are those that are told, and ReLU takes the largest rate."""

    def explodes(eta, activation="tanh", init_scale=1.0):
        return _explodes(gradient_descent(eta, 10, 30, 3, activation, init_scale, 0).network_loss)

    first = [explodes(eta) for eta in (0.7, 0.81, 0.82, 0.86)]
    larger = [explodes(eta, init_scale=2.0) for eta in (0.53, 0.54)]
    told = first == [False, False, True, False] and larger == [False, True]
    return told and _explodes(descent.network_loss) and not explodes(1.2, "relu")


def _dance(noise):
    """The typical distance from the minimum in the last of the four epochs."""
    last = noise.path[-(len(noise.path) // 4) :]
    return np.sqrt(((last - noise.minimum) ** 2).sum(axis=1).mean())


def _follows_the_formula(noise):
    """Whether the noise halves from batches of 1 to 4, falls faster at the end, and is as (2.10) says throughout."""
    measured = noise.measured[:-1]
    agrees = np.abs(measured / noise.expected[:-1] - 1).max() < 0.15
    return agrees and 1.7 < measured[0] / measured[2] < 2.3 and measured[5] / measured[6] > 1.55


def _first_exploded(sweep):
    """The index of the least learning rate whose loss has exploded."""
    return int((~(sweep.loss[-1] < 100)).argmax())


def _lowers_the_cliff(sweep):
    *_, small = learning_rate_sweep(2, 30, "tanh", 0.5, 32, seed=0)
    return sweep.etas[_first_exploded(sweep)] < small.etas[_first_exploded(small)] / 3


TRIES = {
    "accuracy_and_loss": (
        Try(
            "Drag *weight* along the walk. Does the dash-dotted line on the left, the slope of the accuracy, ever "
            "tilt?",
            {"w": -1.0},
            "Never. Between two steps of the staircase the accuracy does not change at all, so its slope is 0. The "
            "loss has a slope nearly everywhere.",
            _is_a_staircase,
            general=True,
        ),
        Try(
            "Lower *examples* to 5. How many levels can the accuracy have now, and how many does it have?",
            {"examples": 5},
            "At most six: 0, 1, ... 5 right answers of five. On this walk it has three; with most other seeds one to "
            "three.",
            lambda walk: len(set(walk.accuracy)) <= 3,
            general=True,
        ),
        Try(
            "Change *depth* and *init scale*. What becomes of the two curves, and what stays?",
            {"depth": 5},
            "Both curves change. The accuracy stays a staircase and the loss stays smooth.",
            _is_a_staircase,
            held={},
            general=True,
        ),
        Try(
            "Set *activation* to sigmoid. Is there still a slope to go by?",
            {"activation": "sigmoid"},
            "Hardly: the loss looks flat, and its slope, written above, is much smaller than before. It is not 0, "
            "but training makes almost no way with it. Lesson 7 tells why.",
            lambda walk: np.ptp(walk.loss) < 0.03 and 0 < abs(walk.slope_here) < 0.005,
            held={},
            general=True,
        ),
    ),
    "predicted_change": (
        Try(
            "Move *rate η* from its left end up to 1. Which curve does the red dot leave first, the straight line or "
            "the parabola?",
            {"eta": 1.0},
            "The straight line, which knows only the slope. The parabola knows the curvature, too, and is good up to "
            "much larger η; at 1 it fails as well.",
            _parts_from_the_line_first,
            general=True,
        ),
        Try(
            "Press *Freeze*, then raise *init scale* to 2. Does the prediction fail at a smaller or at a larger η? Try "
            "*depth* 8, too.",
            {"init_scale": 2.0},
            "At a smaller one: the loss is more curved. With init scale 2 it was so for each of 20 seeds, with depth 8 "
            "for 17 of them.",
            _turns_earlier,
            held={},
        ),
    ),
    "gradient_descent": (
        Try(
            "Press ▶, the play button, and watch the path go down into the bowl. Which direction is done first?",
            {"percent": 10},
            "The steep one. After a few steps the path is on the floor of the valley, and creeps along it.",
            lambda descent: (
                abs(descent.first(descent.bowl.path)[-1, 1]) < 0.01 < descent.first(descent.bowl.path)[-1, 0]
            ),
        ),
        Try(
            "Raise *rate η* slowly from 0.3. When does the path begin to zigzag? Where is it fastest?",
            {"eta": 0.91},
            "It zigzags from 0.5 on: each step then goes beyond the floor of the valley. It is fastest at 0.91, near "
            "the limit.",
            lambda descent: _zigzags(descent) and _is_fastest_here(descent),
        ),
        Try(
            "What happens at *rate η* 1.00, and at 1.01?",
            {"eta": 1.01},
            "At 1.00 the path jumps to and fro across the valley without end; at 1.01 the jumps grow with each step.",
            lambda descent: descent.bowl.rate > 1,
            held={"eta": 1.0},
        ),
        Try(
            "Raise *condition* to 50. Which rates are good now?",
            {"condition": 50, "eta": 0.98},
            "From 0.9 to 0.98 all look nearly alike. Formula (2.5) of lesson 2 will say 0.98, closer to the limit than "
            "before. And all of them are slow: a long valley is slow with every η.",
            lambda descent: _is_fastest_here(descent) and descent.bowl.rate > 0.95 and _is_flat_from(0.9, descent),
        ),
        Try(
            "At the lower right the same η trains a network. Where is its limit? Press *Freeze*, then change *init "
            "scale*, *depth* or *activation*: does it move?",
            {"eta": 0.7, "init_scale": 2.0},
            "It moves. The loss first explodes at 0.82, and with init scale 2 at 0.54. (The limit is not sharp: at "
            "0.86 this run survives.) With ReLU it does not explode up to 1.2, it jumps about and ends higher. The "
            "limit depends on the network, and nobody can read it off in advance.",
            _limit_moves,
            held={"eta": 0.7},
        ),
    ),
    "batch_noise": (
        Try(
            "Go with *batch size* from 128 down to 1. Compare the steps in four epochs, and what the path does at its "
            "end.",
            {"batch_size": 1},
            "512 steps instead of 4. Four steps stop long before the minimum, but go straight; 512 noisy ones arrive, "
            "and then keep moving around it.",
            lambda noise: len(noise.path) == 513 and 0.2 < _dance(noise) < 0.8,
            held={"batch_size": 128},
            general=True,
        ),
        Try(
            "Stay at *batch size* 1, and lower *rate η*. What becomes of the motion around the minimum?",
            {"batch_size": 1, "eta": 0.02},
            "It gets smaller, as (2.11) says: a smaller η takes less of each batch's noise. The way to the minimum "
            "takes more steps.",
            lambda noise: _dance(noise) < 0.1,
            held={"batch_size": 1},
            general=True,
        ),
        Try(
            "Where is the noise larger than the gradient itself?",
            {"batch_size": 1},
            "Where the dots are above the dotted line: with batches of one and two, and just so with four. From eight "
            "on it is smaller.",
            lambda noise: (
                (noise.measured[:2] > noise.gradient_length).all()
                and (noise.measured[3:] < noise.gradient_length).all()
            ),
            general=True,
        ),
        Try(
            "Press *Freeze*, then change *init scale* and *depth*. What happens to the height of the dots, and what "
            "to the shape of their curve?",
            {"init_scale": 2.0},
            "They move up or down together. The shape stays, for it is that of (2.10): four times the batch, half the "
            "noise, and less still as the batch nears the whole set.",
            _follows_the_formula,
            held={},
            general=True,
        ),
    ),
    "learning_rate_sweep": (
        Try(
            "Where is the best learning rate, and how far is it from the first that explodes?",
            {},
            "They are neighbours: 0.1 and 0.18 here, 0.18 and 0.32 with some other seeds. Here the best stands right "
            "before the first that explodes; with other settings there may be a rate between.",
            lambda sweep: _first_exploded(sweep) == sweep.best + 1,
            general=True,
        ),
        Try(
            "Set *init scale* to 0.5, press *Freeze*, then set it to 2. Does the first rate that explodes get larger "
            "or smaller?",
            {"init_scale": 2.0},
            "Smaller, from 0.56 to 0.1: larger weights make the loss more curved.",
            _lowers_the_cliff,
            held={"init_scale": 0.5},
        ),
        Try(
            "Does *depth* change it, too? Press *Freeze* and try 6.",
            {"depth": 6},
            "Hardly: it stays within one point of the sweep.",
            lambda sweep: 0.17 < sweep.etas[_first_exploded(sweep)] < 0.32,
            held={},
            general=True,
        ),
        Try(
            "Press *Freeze*, then set *batch size* to 512: the same epochs, but one step in each of them instead of "
            "16. What happens to the small η?",
            {"batch_size": 512},
            "They get nowhere: ten tiny steps hardly change the loss. Even the best η ends higher than before.",
            lambda sweep: sweep.loss[-1, 0] > 0.9 * sweep.loss[0, 0],
            held={},
            general=True,
        ),
    ),
}
