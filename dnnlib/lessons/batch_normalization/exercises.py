"""Lesson 9: predictions, exercises, and what to try in its explorers."""

import numpy as np

from dnnlib.batchnorm import batchnorm_forward
from dnnlib.lessons.batch_normalization.experiment import batch_normalization, deep_net
from dnnlib.live.exercise import Exercise, Prediction, drawing
from dnnlib.live.tries import Try

__all__ = ["PREDICTION_1", "PREDICTION_2", "PREDICTION_3", "TRIES", "backward", "fold", "forward"]

PREDICTION_1 = Prediction(
    "In a batch of 16 one example's z is moved from 3 to 50. What does batch norm do to the other fifteen?",
    ["it squeezes them together, near the mean", "it spreads them out", "nothing, for their own z did not change"],
    answer=0,
    because=(
        "Mean and variance belong to the whole batch. One far example makes the variance huge, and the others are "
        "divided by its root. So they come close to one another.",
        "The whole batch has variance 1 afterwards. But the outlier takes up nearly all of it.",
        "Their z did not change, but the mean and the standard deviation by which they are normalized did.",
    ),
)
PREDICTION_2 = Prediction(
    "All weights of a layer before batch norm are multiplied by 10. Its output stays as it was. What happens to the "
    "gradient of these weights?",
    ["it grows tenfold", "it shrinks to a tenth", "nothing"],
    answer=1,
    because=(
        "It goes the other way: the same change of a weight is now a ten times smaller share of it.",
        "Only the direction of the weights counts, and the same step turns weights that are ten times as long only a "
        "tenth as far. So the loss reacts a tenth as much.",
        "The loss stays, its slope does not: the same step is now a ten times smaller share of the weights.",
    ),
)
PREDICTION_3 = Prediction(
    "Eight layers, seven of them ReLU, 32 steps at rate 0.1, twenty weight scales from 0.0001 to 1, each 1.6 times the "
    "one before. "
    "How many of the twenty networks bring their loss below half of ln 10 with batch norm?",
    ["all, because batch norm makes the scale irrelevant", "about half", "none"],
    answer=1,
    because=(
        "The scale cancels in the activations and in what goes back through the hidden layers, but not in the "
        "gradient of the weights themselves: it changes how fast they move. And at the smallest scales epsilon counts.",
        "The three smallest stand still: there the variance of z is far below epsilon, and batch norm does not work. "
        "All others learn, but only those from about 0.01 to 0.6 learn enough in 32 steps.",
        "That is the plain network's result at this budget. With batch norm many learn faster.",
    ),
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


SMALL = 10**-0.5  # the init scale of the deep network at the start
LARGE = 10**0.5


def _skewness(values):
    """The mean of the third power of standardized values: 0 for a normal distribution."""
    return np.mean(((values - values.mean()) / values.std()) ** 3)


def _humps():
    """The mean fourth power of standardized values with two humps: 3 for a normal distribution."""
    return np.mean(batch_normalization(batch_size=256, shape="two humps").z_hat ** 4)


def _plain():
    """The deep network without batch norm, as its explorer starts."""
    return deep_net(init_scale=SMALL)


def _below_half(losses):
    """How many scales train to half of ln 10."""
    return np.sum(losses < np.log(10) / 2)


TRIES = {
    "batch_normalization": (
        Try(
            "Press *Freeze*, then drag *outlier z* from 3 to 50 and watch the other fifteen, before and after.",
            {"outlier": 50.0},
            "Before, they stay where they are. After, they are squeezed together near the mean: the outlier makes "
            "the standard deviation of the batch twelve times as large, and all are divided by it. The outlier itself "
            "only comes to 3.9, the most that a batch of 16 allows, $\\sqrt{15}$.",
            lambda result: (
                result.z[1:].std() > 8 * result.out[1:].std()
                and result.out[1:].std() < 0.15
                and batch_normalization().out[1:].std() > 0.7
                and abs(result.out[0] - np.sqrt(15)) < 0.1
            ),
            held={"outlier": 3.0},
            general=True,
        ),
        Try(
            "Outlier at 50, *Freeze*, then raise *batch size* from 16 to 256. What happens to the outlier, and what to "
            "the others?",
            {"outlier": 50.0, "batch_size": 256},
            "The others have more room: in a larger batch one example changes the standard deviation less, and theirs "
            "is 0.3 instead of less than 0.1. But the outlier now stands out even more, at 15 instead of 3.9.",
            lambda result: (
                result.out[1:].std() > 2.5 * batch_normalization(outlier=50.0).out[1:].std()
                and 0.25 < result.out[1:].std() < 0.35
                and abs(result.out[0] - 15.2) < 0.3
            ),
            held={"outlier": 50.0},
            general=True,
        ),
        Try(
            "Outlier 3, 256 examples, *skewed* or *two humps*. Does the histogram ever become the dashed normal curve?",
            {"batch_size": 256, "shape": "skewed"},
            "No. Mean and variance are 0 and 1, as the normal curve's are, but the shape is that of before: a long "
            "tail to the right, or two humps. Subtracting and dividing only moves and stretches.",
            lambda result: (
                np.isclose(_skewness(result.out), _skewness(result.z))
                and _skewness(result.out) > 1
                and _humps() < 2 < 2.5 < np.mean(batch_normalization(batch_size=256).z_hat ** 4)
            ),
            general=True,
        ),
        Try(
            "Set *gamma γ* to 0. What can the next layer still know about an example?",
            {"gamma": 0.0},
            "Nothing: all examples become $\\beta$, and the unit is switched off. (Its $\\gamma$ still has a gradient, "
            "so training can switch it on again.)",
            lambda result: np.ptp(result.out) == 0,
            general=True,
        ),
    ),
    "deep_net": (
        Try(
            "Depth 8, init scale 0.32: press *Freeze*, then switch *batch norm* on. What changes, in the activations, "
            "in the gradient, and in the loss?",
            {"batch_norm": True},
            "Every layer brings its pre-activations back to variance 1, whatever the weights' scale. So the "
            "activations stay at 0.64 in all hidden layers instead of falling a thousandfold, the gradient reaches "
            "layer 1, and the loss falls.",
            lambda result: (
                result.activations[:-1].min() > 0.6
                and _plain().activations[0] > 500 * _plain().activations[-2]
                and result.gradients[0] > 500 * _plain().gradients[0]
                and result.losses[-1] < 0.5
                and _plain().losses[-1] > 2.2
            ),
            held={},
            general=True,
        ),
        Try(
            "With batch norm on, press *Freeze*, then lower *init scale* to 0.001. Are the activations still of "
            "one size?",
            {"batch_norm": True, "init_scale": 1e-3},
            "No, they shrink from layer to layer. Batch norm divides by the root of the variance plus "
            "$\\varepsilon = 10^{-5}$ (section 2). Where the variance of $z$ is far below $\\varepsilon$, it divides "
            "by a constant, and the size of $z$ is not repaired.",
            lambda result: (
                result.activations[-2] < 0.01 * result.activations[0]
                and deep_net(init_scale=0.1, batch_norm=True).activations[-2] > 0.6
            ),
            held={"batch_norm": True},
            general=True,
        ),
        Try(
            "ReLU, depth 20, init scale 3.2: press *Freeze* without batch norm, then switch it on. What comes under "
            "control, and what does not?",
            {"activation": "relu", "depth": 20, "init_scale": LARGE, "batch_norm": True},
            "Without it the activations grow to a million or more, and the loss overflows within three steps. With it "
            "they stay at 0.7, and the loss falls from 5 to below 2. The gradient, though, still grows, some forty or "
            "fifty times on its way to layer 1: batch norm keeps the activations, not the gradient.",
            lambda result: (
                np.all((result.activations[:-1] > 0.5) & (result.activations[:-1] < 1))
                and 20 < result.gradients[0] / result.gradients[-1] < 100
                and result.losses[-1] < 2.1 < result.losses[0]
                and not np.isfinite(deep_net(activation="relu", depth=20, init_scale=LARGE).losses[:3]).all()
            ),
            held={"activation": "relu", "depth": 20, "init_scale": LARGE},
            general=True,
        ),
    ),
    "scale_sweep": (
        Try(
            "Press *Freeze* at depth 8, then lower *depth* to 2. Do more scales learn with batch norm, or more without "
            "it?",
            {"depth": 2},
            "With batch norm some 17 of the 20 scales come below half of ln 10, instead of 9. Without it "
            "none or a few do in 32 steps; with more steps, a good scale learns without it, too.",
            lambda result: _below_half(result.normalized) >= 15 and _below_half(result.plain) <= 3,
            held={},
            general=True,
        ),
    ),
}
