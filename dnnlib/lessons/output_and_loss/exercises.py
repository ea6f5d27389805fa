"""Lesson 4: predictions and exercises."""

import numpy as np

from dnnlib.activations import sigmoid, sigmoid_prime
from dnnlib.lessons.output_and_loss.experiment import output_and_loss
from dnnlib.lessons.output_and_loss.experiment_deep import output_and_loss_deep
from dnnlib.live.exercise import Exercise, Prediction, drawing
from dnnlib.live.tries import Try

__all__ = [
    "PREDICTION_1",
    "PREDICTION_2",
    "PREDICTION_3",
    "TRIES",
    "delta_squared_error",
    "matching_cost",
    "stable_cost",
    "train_neuron",
]  # fmt: skip

PREDICTION_1 = Prediction(
    "Two sigmoid neurons with the same input should both say 0. One says 0.5, the other 0.8. Squared error, the same "
    "learning rate: how far do their z move in the next step?",
    [
        "the one at 0.8 moves 1.6 times as far, like its error",
        "the one at 0.5 moves 1.6 times as far, like its slope",
        "nearly as far",
        "the one at 0.5 moves about 8 times as far",
    ],
    answer=2,
    because=[
        "Its error is 1.6 times as large. But z sees the error times the slope of the sigmoid, and that is smaller at "
        "0.8.",
        "The slopes are 0.25 and 0.16. But they are multiplied by the errors, and the error at 0.5 is smaller.",
        "The step is proportional to the error times the slope, a² (1 - a): 0.125 at 0.5 and 0.128 at 0.8. The neuron "
        "that is more wrong learns no faster; at 0.98 it would be seven times slower.",
        "That would be so beside a neuron at 0.98: a² (1 - a) is 0.125 at 0.5 and 0.128 at 0.8, but 0.019 at 0.98.",
    ],
)
PREDICTION_2 = Prediction(
    "A neuron starts at w = b = 2.5 with input 1, so it says 0.993; it should say 0. Learning rate 0.15. Binary "
    "cross-entropy brings it below 1/2 in 20 steps. How many does squared error need?",
    [
        "about 20 as well",
        "about 560",
        "about 250: 0.993 is hardly more than the 0.982 of the explorer",
        "it never gets there",
    ],
    answer=1,
    because=[
        "Its first step is 150 times shorter.",
        "555. Its delta at the start is 0.007 instead of 0.99, and it stays tiny for some 400 steps.",
        "Hardly more in a, but 1 - a is 2.7 times smaller, and with it delta.",
        "Its delta is small, but never 0: it moves a little in every step, and faster and faster.",
    ],
)
PREDICTION_3 = Prediction(
    "A network of 4 layers with one sigmoid output is sure and wrong: the slope of the sigmoid at its output is 0.018. "
    "How large is delta of layer 1 under squared error, compared with that under binary cross-entropy?",
    ["0.018 times as large", "0.018 to the power of 4 times as large", "just as large: layer 1 does not know the loss"],
    answer=0,
    because=[
        "The recursion of lesson 3 multiplies delta by numbers that do not depend on the loss. Whatever factor the "
        "output's delta has, every earlier delta has once.",
        "The factor belongs to the output unit, which is passed once. The other layers have slopes of their own, the "
        "same under both losses.",
        "It does not know the loss, but it gets its delta from the layers above, and that of the output is smaller.",
    ],
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
    "the binary cross-entropy, from the logit",
    _stable_cost,
    cases=[(0.0, 1.0), (2.0, 0.0), (-3.0, 1.0), (1.5, 0.25), (40.0, 0.0), (1000.0, 0.0), (-1000.0, 1.0), (1000.0, 1.0)],
)


def _train_neuron(w, b, x, y, eta, steps):
    for _ in range(steps):
        delta = sigmoid(w * x + b) - y
        w, b = w - eta * delta * x, b - eta * delta
    return float(sigmoid(w * x + b))


train_neuron = Exercise(
    "the output of a neuron after training with binary cross-entropy",
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


def _waits_on_the_plateau(result):
    squared_error, cross_entropy = result.a
    return result.step == 0 and squared_error[150] > 0.9 and squared_error[-1] < 0.25 and cross_entropy[50] < 0.2


def _steepest(result):
    """The step at which the output under squared error falls fastest."""
    return (-np.diff(result.a[0])).argmax()


def _no_plateau_is_left(result):
    return _steepest(result) == 0 and 35 < _steepest(output_and_loss(weight=0.0)) < 50 < _steepest(output_and_loss())


def _mirror_image(result):
    at_the_target = output_and_loss(target=1.0)
    return np.allclose(result.a, 1 - output_and_loss().a) and np.abs(at_the_target.a - 1).max() < 0.02


def _larger_rate_rescues(result):
    needed = (result.a > 0.05).sum(axis=1)
    return needed[0] < 10 and needed[1] == 1 and output_and_loss().a[0, -1] > 0.05


def _sure_and_wrong(result):
    """Whether bars vanish under squared error, unless linear, and grow beyond 1 for two pairs only."""
    longest = np.abs(result.delta).max(axis=-1)
    vanish, grow = longest[1:, 0].max() < 0.02, longest[0, 0] > 4 and longest[2, 1] > 1.5
    return vanish and grow and abs(longest[1:, 2] - 1).max() < 0.02 and longest[1, 1] < 1


def _factor_of_four(result):
    return np.abs(result.delta[1] / result.delta[0] - 4).max() < 0.2 and 0.23 < result.slope <= 0.25


def _starved_on_the_way_down(result):
    first, last = result.delta[1, [0, -1]]
    return last > 0.5 and first < last / 100 and result.error[1, -1] > 0.49


def _saturated_by_weights(result):
    return result.slope < 0.05 and (result.delta[1] / result.delta[0]).min() > 8


def _own_rate(result):
    both = output_and_loss_deep(eta=1.0, rate_ratio=10.0).error[:, -1]
    return result.error[0, -1] < result.error[1, -1] and 3 * both[1] < both[0] < 0.02


TRIES = {
    "output_and_loss": (
        Try(
            "Set *step* to 0 and press *Play*: two neurons with the same start learn at the same rate. Watch the full "
            "marks on the cost curves. Which one waits?",
            {"step": 0},
            "The one under squared error. After 150 steps it still says more than 0.9: where $a$ is near 1 its cost is "
            "flat, a plateau. Binary cross-entropy is steep there, and the neuron is below 0.2 after 50 steps.",
            _waits_on_the_plateau,
        ),
        Try(
            "Lower *weight w* slowly from 2 to $-2$. How long does squared error wait?",
            {"weight": -2.0},
            "Ever shorter, without a sharp end. Its output falls fastest at step 221 for $w = 2$, at step 42 for "
            "$w = 0$, and at $w = -2$, where it starts at 1/2, in the very first step. The plateau is where "
            "$a (1 - a)$ is small.",
            _no_plateau_is_left,
            held={},
        ),
        Try(
            "Set *target y* to 1. Why does squared error not wait now? Where would you have to start to make it wait?",
            {"target": 1.0, "weight": -2.0, "bias": -2.0},
            "From $w = b = 2$ the neuron says 0.98 and is right from the start. It has to be sure of the opposite: at "
            "$w = b = -2$ it says 0.018, and all is the mirror image of before.",
            _mirror_image,
        ),
        Try(
            "Press *Freeze*, then raise *rate η*. Can squared error be rescued by a larger rate? Section 6 "
            "asks whether that is fair.",
            {"eta": 20.0},
            "Here it can: at $\\eta = 20$ it needs 7 steps, and with the target 0 no step is too large. "
            "(Binary cross-entropy needs one.)",
            _larger_rate_rescues,
            held={},
        ),
    ),
    "output_and_loss_pairs": (
        Try(
            "Bars are $\\delta$, strokes are $a - y$. Make the network sure and wrong: *logit z₁* at 4, the others at "
            "$-4$, *target* 2. Which bars vanish, and which grow?",
            {"z1": 4.0, "z2": -4.0, "z3": -4.0, "label": 2},
            "Under squared error the bars of sigmoid and softmax vanish: a saturated output has no slope. Linear with "
            "squared error grows to −5, softmax with binary cross-entropy to 2 at unit 1, twice the error. "
            "Cross-entropy pushes with 1, but behind a sigmoid it moves the target unit alone.",
            _sure_and_wrong,
        ),
    ),
    "output_and_loss_deep": (
        Try(
            "Set *out. bias* to 0. What is left of the difference between the losses, and why is it a factor of 4?",
            {"output_bias": 0.0},
            "In every layer $\\delta$ is four times as large under binary cross-entropy. The outputs now start near "
            "1/2, where $\\sigma'$ is 1/4, and by (4.9) that is the whole difference.",
            _factor_of_four,
            general=True,
        ),
        Try(
            "Press *Freeze*, then choose *activation* sigmoid. Does binary cross-entropy help the first layer?",
            {"activation": "sigmoid"},
            "Hardly. At the output $\\delta^L$ is as large as before, 0.69. But on the way down every hidden layer "
            "multiplies it by a slope of at most 1/4. Under a hundredth arrives at layer 1. At this rate nothing is "
            "learned in 300 steps; a larger rate helps.",
            _starved_on_the_way_down,
            held={},
            general=True,
        ),
        Try(
            "With tanh, set *out. bias* to 0 and raise *init scale* to 10. What becomes of the factor of 4?",
            {"output_bias": 0.0, "init_scale": 10.0},
            "It grows to 8 and more. Large weights make large logits, so most outputs are saturated without any bias. "
            "(Each example has a factor of its own; the few that are not saturated weigh most.)",
            _saturated_by_weights,
            held={"output_bias": 0.0},
            general=True,
        ),
        Try(
            "Give squared error its own rate: raise *rate ratio*, its rate as a multiple of *rate η*, to 10. Is "
            "binary cross-entropy beaten?",
            {"rate_ratio": 10.0},
            "At $\\eta = 0.1$, yes: after 300 steps squared error is a little ahead. But binary cross-entropy may "
            "take larger steps, too: raise *rate η* to 1, and it ends at 0.002 against 0.011.",
            _own_rate,
            held={},
            general=True,
        ),
    ),
}
