"""Lesson 8: predictions, exercises, and what to try in its explorers."""

from functools import cache

import numpy as np

from dnnlib.lessons.initialization.experiment import LADDER, initialization
from dnnlib.lessons.initialization.experiment_decay import variance_decay
from dnnlib.lessons.initialization.experiment_symmetry import constant_weights
from dnnlib.live.exercise import Exercise, Prediction, drawing
from dnnlib.live.tries import Try

__all__ = [
    "PREDICTION_1",
    "PREDICTION_2",
    "PREDICTION_3",
    "PREDICTION_4",
    "TRIES",
    "he_leaky",
    "product_variance",
    "unit_variance",
    "xavier_bound",
]  # fmt: skip

PREDICTION_1 = Prediction(
    "Four hidden units start with the same weights, all 0.5, and learn for 200 steps. How do they differ afterwards?",
    ["they have become quite different", "a little, and ever more", "not at all", "only in their outgoing weights"],
    answer=2,
    because=(
        "That is what we want from training. But a step can only separate units whose gradients differ, and these "
        "have the same gradient.",
        "Small differences do grow in training, but here there is none to grow: equal units get equal gradients.",
        "Equal weights give equal activations, equal deltas and equal gradients, so every step keeps them equal. "
        "Four units do the work of one.",
        "The outgoing weights start equal as well, and their gradients are delta times the same activation.",
    ),
)
PREDICTION_2 = Prediction(
    "A unit has 100 inputs, all equal to 1, and 100 independent weights with mean 0 and standard deviation 0.1. "
    "What is the standard deviation of its pre-activation z?",
    ["10, because 100 terms of size 0.1 are added", "0.1, as for one weight", "0, because the signs cancel", "1"],
    answer=3,
    because=(
        "That would be right if all weights had the same sign. With random signs most of the sum cancels.",
        "Adding more random terms makes the sum vary more than a single term does.",
        "The mean of z is 0, but a single z is not: 60 weights may be positive and 40 negative.",
        "Variances add up: 100 times 0.01 is 1, and the root of 1 is 1. The sum grows like the root of the number of "
        "terms.",
    ),
)
PREDICTION_3 = Prediction(
    "Ten tanh layers of 500 units, weights of standard deviation 1: nearly all units are saturated. The gradient does "
    "not vanish, it even grows on its way to layer 1. Why does such a network not learn?",
    ["all slopes are exactly 0", "large weights cannot change", "the gradient holds only for a very small step"],
    answer=2,
    because=(
        "Most are nearly 0, but not all: the units in the middle of their range pass a large gradient on.",
        "They change as gradient and rate say, and the gradient is large. But it soon points elsewhere.",
        "A change of the weights by a thousandth of themselves already turns the gradient in a different direction.",
    ),
)
PREDICTION_4 = Prediction(
    "A tanh network under Xavier, 100 layers deep. What does the variance of its pre-activations do?",
    [
        "it keeps shrinking, ever more slowly",
        "it falls by the same factor in every layer",
        "it settles at a fixed value",
    ],
    answer=0,
    because=(
        "The variance falls like 1/(2l): the smaller it is, the less tanh takes away, but it never stops.",
        "That is so for weights that are too small. Here the factor itself comes closer and closer to 1.",
        "It may look like that after some ten layers. But tanh takes away a little from every value, and nothing "
        "gives it back.",
    ),
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


CAREFUL = ("fan_in", "xavier_normal", "xavier_uniform", "he_normal")
LEARNING_RATE = 10**-1.5  # 0.032, a stop of the slider


def _growth(result):
    """By what factor the largest difference of two units grows."""
    return result.apart[-1] / result.apart[0]


def _end(result):
    """The last loss of a run."""
    return result.loss[-1]


def _at_its_ends(result):
    """The least share of a layer's activations that lie in the outer bins."""
    return min(shares[0] + shares[-1] for shares in result.histograms.values())


def _strays(width):
    """By what factor networks stray from the recursion at most, on their way through 100 layers: the usual one."""
    runs = [variance_decay(width=width, seed=seed) for seed in range(10)]
    return np.exp(np.median([np.abs(np.log(run.q[1:] / run.theory[1:])).max() for run in runs]))


def _learns(run):
    """Whether a rung's loss ends below a half."""
    return _end(run) < 0.5


def _stands_still(run):
    """Whether a rung ends where mere guessing stands."""
    return _end(run) > 2.2


@cache
def _run(**settings):
    """A run to compare with."""
    return initialization(**settings)


def _half(seed):
    """ReLU where every layer loses half of the second moment."""
    return _run(init="fan_in", activation="relu", depth=15, eta=LEARNING_RATE, seed=seed)


def _first(result):
    """The rung whose loss is lowest after the first epoch."""
    early = {name: run.loss[3] for name, run in result.runs.items() if len(run.loss) > 3}
    return min(early, key=early.get)


TRIES = {
    "constant_weights": (
        Try(
            "Leave *noise* at 0. Four units are drawn, each with marks of its own. How many lines do you see?",
            {},
            "One. The four units start equal and get equal gradients in every step, so they stay equal, and four units "
            "do the work of one.",
            lambda result: result.equal and np.ptp(result.weights, axis=1).max() < 1e-9,
            general=True,
        ),
        Try(
            "Set *noise* to a millionth, press *Freeze*, then set it to a thousandth. By what factor does the "
            "difference of two units grow in 200 steps?",
            {"noise": 1e-3},
            "By the same factor in both cases, which is 50 to 200 depending on the seed: while they are small, "
            "differences grow in proportion. In 200 steps they do not come to matter: the loss is still that of equal "
            "units.",
            lambda result: (
                30 < _growth(result) < 300
                and 0.9 < _growth(constant_weights(noise=1e-3)) / _growth(constant_weights(noise=1e-6)) < 1.1
                and abs(_end(result) - _end(constant_weights())) < 0.01
            ),
            held={"noise": 1e-6},
            general=True,
        ),
        Try(
            "Set *width* to 1 and press *Freeze*. Raise it to 8 without noise, then set *noise* to 1. When do more "
            "units help?",
            {"width": 8, "noise": 1.0},
            "Only when they differ. Eight equal units end at a loss of 0.5, as one unit does; eight units with noise "
            "end at 0.1.",
            lambda result: (
                _end(result) < 0.2 and min(_end(constant_weights(width=width)) for width in range(1, 9)) > 0.4
            ),
            held={"width": 1},
            general=True,
        ),
    ),
    "initialization": (
        Try(
            "Press *Freeze* at *tiny*, then choose *Xavier normal*. What do the histograms and the gradient look like "
            "where the loss falls? So how large should the weights be?",
            {"init": "xavier_normal"},
            "All histograms stay wide, and the gradient that reaches layer 1 is about a tenth of that at the top, "
            "instead of 3e-10. Something arrives in both directions, so the network learns. So the standard deviation "
            "should be about 0.1 here: ten times that of *tiny*, a tenth of that of *large*.",
            lambda result: (
                result.a[-2] > 0.1
                and 0.05 < result.delta[1] / result.delta[-1] < 0.2
                and _end(result) < 0.5
                and _run().delta[1] < 1e-9
                and _stands_still(_run())
            ),
            held={},
            general=True,
        ),
        Try(
            "Choose *large* with tanh: the histograms pile up at both ends. Does the gradient vanish?",
            {"init": "large"},
            "No, it explodes: it grows by a factor of 500 to 1,500 on its way to layer 1. Four of five units stand at "
            "the ends, and pass nearly nothing on; but the others pass it on times weights of size 1, and the sum "
            "over them grows. Nothing is learned.",
            lambda result: (
                _at_its_ends(result) > 0.75
                and 500 < result.delta[1] / result.delta[-1] < 1500
                and _stands_still(result)
            ),
            general=True,
        ),
        Try(
            "ReLU, depth 15, rate 0.032 (under *more*): *Freeze* at $1/\\sqrt n$, then *He*. What does "
            "the factor 2 do?",
            {"init": "he_normal", "activation": "relu", "depth": 15, "eta": LEARNING_RATE},
            "Under $1/\\sqrt n$ every layer loses half of its mean square: less than 2 per cent of the spread is "
            "left after 14 layers, and in ten epochs the network has hardly begun to learn. *He* gives the half back, "
            "and its loss comes close to 0.",
            lambda result: (
                _learns(result)
                and result.a[-2] > 0.3
                and _half(seed=0).a[-2] < 0.02
                and min(_end(_half(seed=seed)) for seed in range(3)) > 1.5
            ),
            held={"init": "fan_in", "activation": "relu", "depth": 15, "eta": LEARNING_RATE},
            general=True,
        ),
        Try(
            "Choose sigmoid, and go through all weights. Does any of them learn?",
            {"init": "large", "activation": "sigmoid"},
            "One does: *large*. Sigmoid's slope is at most 1/4, and only weights of this size make up for it (at "
            "width 100). The rules of Xavier and He were not made for a slope of 1/4: under them nothing is learned.",
            lambda result: (
                _end(result) < 1
                and all(_stands_still(_run(init=init, activation="sigmoid")) for init in LADDER if init != "large")
            ),
            general=True,
        ),
    ),
    "variance_decay": (
        Try(
            "Init scale 1. Compare the measured variance, the recursion and $1/(2l)$.",
            {},
            "On the left the recursion and $1/(2l)$ are one line after some 30 layers: the reciprocal grows by 2 in "
            "each layer. One network of 100 units follows them at first, then strays by a factor of 2 or even 4.",
            lambda result: (
                np.all(np.abs(2 * np.arange(30, 101) * result.theory[30:] - 1) < 0.08)
                and np.all(np.abs(np.log(result.q[1:] / result.theory[1:])) < np.log(6))
            ),
            general=True,
        ),
        Try(
            "Init scale 0.95, *Freeze*, then 1.05. Which curve bends down, and which one levels off?",
            {"init_scale": 1.05},
            "At 0.95 the variance falls exponentially, and is some millionths in layer 100. At 1.05 it levels off "
            "near 0.05, as (8.14) says for $\\sigma_w^2 = 1.05^2$: what tanh takes away is given back.",
            lambda result: (
                0.02 < result.q[100] < 0.1
                and 0.5 < result.q[100] / result.q[50] < 3
                and variance_decay(init_scale=0.95, width=100).q[100] < 2e-5
                and variance_decay(init_scale=0.95, width=100).q[50] > 20 * variance_decay(init_scale=0.95).q[100]
            ),
            held={"init_scale": 0.95},
            general=True,
        ),
        Try(
            "Set *width* to 50 and change the seed some times, then the same with 200. How far does one network stray "
            "from the recursion?",
            {"width": 200},
            "With 50 units most networks are off by a factor of 3 or 4 somewhere on the way, now and then by "
            "10 or 20; with 200 units by a factor of 1.5 to 2. A wider network strays less.",
            lambda result: (
                np.exp(np.abs(np.log(result.q[1:] / result.theory[1:])).max()) < 2.5
                and 2.5 < _strays(50) > 1.5 * _strays(200)
            ),
            held={"width": 50},
            general=True,
        ),
        Try(
            "ReLU: init scale 1, *Freeze*, then 1.41. (He is $\\sqrt 2 = 1.4142$.) What is left after a "
            "hundred layers?",
            {"activation": "relu", "init_scale": 1.41},
            "At 1 every layer halves the variance, which is 1e-30 in the end. At 1.41 the recursion still has 0.55 of "
            "it: the small rest to the root of 2 costs nearly half over 100 layers. A network of 100 units strays far "
            "around that, but stays within sight.",
            lambda result: (
                0.5 < result.theory[100] / result.theory[1] < 0.6
                and 0.01 < result.q[100] < 10
                and variance_decay(activation="relu").q[100] < 1e-25
            ),
            held={"activation": "relu", "init_scale": 1.0},
            general=True,
        ),
    ),
    "ladder": (
        Try(
            "tanh: which ways to draw the weights learn, and which stand still?",
            {},
            "Four of them ($1/\\sqrt n$, both of Xavier, He) learn, and He is the first. *Tiny* and *large* "
            "stand still. *Constant* comes down a little: each of its hidden layers acts like one unit.",
            lambda result: (
                all(_learns(result.runs[name]) for name in CAREFUL)
                and all(_stands_still(result.runs[name]) for name in ("tiny", "large"))
                and 1.2 < _end(result.runs["constant"]) < 2.2
                and _first(result) == "he_normal"
            ),
            general=True,
        ),
        Try(
            "Press *Freeze* at tanh and switch to ReLU. Who is ahead after the first epoch?",
            {"activation": "relu"},
            "He, clearly: it alone keeps the size of the signal. $1/\\sqrt n$ and Xavier still deliver a few per cent "
            "after ten layers, and learn later. *Large*, which only stood still with tanh, now overflows.",
            lambda result: (
                _first(result) == "he_normal"
                and result.runs["he_normal"].a[-2] > 5 * result.runs["xavier_normal"].a[-2]
                and not np.isfinite(result.runs["large"].loss).all()
            ),
            held={},
            general=True,
        ),
        Try(
            "tanh: press *Freeze* at depth 10, and lower *depth* to 3. Which ones learn now that did not?",
            {"depth": 3},
            "*Large* learns, and *tiny* begins to: over two hidden layers a wrong factor acts only two or three "
            "times. Among the other random ones there is hardly a difference left.",
            lambda result: (
                _end(result.runs["large"]) < 0.5
                and 1 < _end(result.runs["tiny"]) < 2
                and all(_end(result.runs[name]) < 0.2 for name in CAREFUL)
            ),
            held={},
            general=True,
        ),
    ),
}
