"""Lesson 10: predictions, three functions to write, and what to try."""

import numpy as np

from dnnlib.lessons.playground.experiment import watched_training
from dnnlib.lessons.playground.experiment_patients import PATIENTS, sick
from dnnlib.lessons.playground.experiment_project import standard_error
from dnnlib.lessons.playground.experiment_view import confusion
from dnnlib.live.exercise import Exercise, Prediction, drawing
from dnnlib.live.tries import Try

__all__ = [
    "CONFUSION_MATRIX",
    "PREDICTION_1",
    "PREDICTION_2",
    "PREDICTION_3",
    "PREDICTION_4",
    "RELATIVE_UPDATE",
    "STANDARD_ERROR",
    "TRIES",
]  # fmt: skip

PREDICTION_1 = Prediction(
    "A large network is trained on 60 noisy points, for hundreds of epochs. The training loss falls all the time. What "
    "does the loss on held-out points do?",
    [
        "It falls all the time, too, only more slowly",
        "It stays where it began, because these points are never trained on",
        "It falls at first, then rises far above its least value",
        "It rises from the first epoch on",
    ],
    2,
    [
        "That is what one hopes for, and with many examples it is nearly so. With 60 noisy ones the network soon "
        "learns what is true of these points alone.",
        "They are never trained on, and yet the first epochs help them: what is learned first is true of all points.",
        "What is learned first is true of all points. Later the network learns the noise of its 60 points by heart, "
        "and is sure of it where it is wrong. Whoever stops at the least held-out loss has the better network.",
        "The first epochs find the two clouds, and that helps new points as well. Only later is the noise learned.",
    ],
)
PREDICTION_2 = Prediction(
    "A ReLU network 2-3-3-3-1 (three units in each hidden layer) is trained for hundreds of epochs on two spirals that "
    "wind one and a half times. What will its boundary look like?",
    [
        "It follows both spirals",
        "A few straight pieces, with a fifth of the points or more on the wrong side",
        "One straight line",
        "A circle that holds half of the points",
    ],
    1,
    [
        "With eight units in each layer it does so. Three ReLU units in a layer bend the plane too few times, and some "
        "of them die on the way.",
        "Each ReLU unit bends the plane along one line. Three in a layer give a few bends. Eight in each layer are "
        "enough.",
        "That is what a network without a hidden layer would draw. Three layers of ReLU units do bend.",
        "Half right is what a guess gives. The boundary of a ReLU network has straight pieces, and a few bends do "
        "better.",
    ],
)
PREDICTION_3 = Prediction(
    "Two networks read the same 449 held-out images. One reads 96.4 % rightly, the other 97.3 %, which is four images "
    "more. Which is the better reader?",
    [
        "The second: it has more right",
        "The first, because the second must have overfitted",
        "They are equally good, because the difference is below one per cent",
        "One cannot tell from these two numbers",
    ],
    3,
    [
        "On these images it is. New ones may well turn the order round: of one network alone chance moves the share by "
        "0.8 percentage points or so.",
        "Overfitting lowers the held-out accuracy. A higher one speaks against it, not for it.",
        "A difference can be small and real. It takes more images, or pairs, to know.",
        "Chance moves each share by about 0.8 percentage points (Going deeper, B). Pairs tell more: on how many "
        "images is only one of the two right? And other seeds have to say the same.",
    ],
)
PREDICTION_4 = Prediction(
    "Momentum is turned from 0 up to 0.9, and nothing else is changed. The gradient stays about the same from step to "
    "step. What happens to the steps?",
    [
        "They become about ten times as long",
        "They become a tenth as long: nine tenths of the old velocity are in the way",
        "They keep their length, but their direction is smoother",
        "They grow from step to step without end",
    ],
    0,
    [
        "Each step adds up the gradients before it, with weights 1, 0.9, 0.81 ... Their sum is 1 / (1 - 0.9) = 10.",
        "Nothing is in the way where all gradients agree: the old velocity points where the new gradient points.",
        "That is true of a mean. Momentum takes a sum, whose weights add up to ten.",
        "Each old gradient fades by 0.9 at every step, so the sum has a limit: ten times one gradient.",
    ],
)


def _relative_update(before, after):
    return float(np.linalg.norm(after - before) / np.linalg.norm(before))


_numbers = drawing(seed=10)


def _digits(m):
    """Whole numbers from 0 to 9."""
    return (np.abs(100 * _numbers(m)) % 10).astype(int)


_W = _numbers(3, 4)
RELATIVE_UPDATE = Exercise(
    "the relative size of an update",
    _relative_update,
    [(np.array([[3.0, 4.0]]), np.array([[3.0, 4.5]])), (_W, 1.01 * _W), (_W, _W - 1e-3 * _numbers(3, 4))],
)
CONFUSION_MATRIX = Exercise(
    "the confusion matrix",
    confusion,
    [
        (np.array([0, 1, 1]), np.array([0, 1, 0]), 2),
        (np.array([2, 2, 0]), np.array([0, 0, 2]), 3),
        (_digits(200), _digits(200), 10),
    ],
)
STANDARD_ERROR = Exercise("the standard error", standard_error, [(0.5, 100), (0.97, 449), (0.1, 10)])

EPOCHS_OF_A_TRY = 60  # of the playground


def _trained(snapshot, **changes):
    """A run with other settings, as long as a try's."""
    return watched_training(EPOCHS_OF_A_TRY, **snapshot.settings | changes)


def _three_units_are_too_few(s):
    return s.accuracy[-1] < 0.85 and _trained(s, width=8).accuracy[-1] > 0.93


def _the_last_layer_is_dead(s):
    return s.stuck[-1].max() > 0.9 and s.accuracy[-1] < 0.7 and s.loss[-1] > 0.9 * np.log(2)


def _the_smaller_rate_reads(s):
    large = _trained(s, eta=0.1)
    return s.held_out_accuracy[-1] > 0.9 and large.held_out_accuracy[-1] < 0.2 and large.stuck[-1].max() > 0.9


def _only_clouds_need_no_hidden_layer(s):
    straight = s.accuracy[-1] < 0.75 and _trained(s, data="rings").accuracy[-1] < 0.75
    return (
        straight
        and _trained(s, data="two_clouds").accuracy[-1] > 0.95
        and _trained(s, depth=2).accuracy[-1] > 0.85
        and _trained(s, depth=2, data="rings").accuracy[-1] > 0.99
    )


def _decay_cures_overfitting(s):
    over = _trained(s, weight_decay=0.0)
    return (
        over.held_out_loss[-1] > 1.3 * over.held_out_loss.min()
        and over.accuracy[-1] > 0.9 > s.accuracy[-1]
        and s.held_out_loss[-1] < 0.8 * over.held_out_loss[-1]
        and s.held_out_accuracy[-1] > over.held_out_accuracy[-1]
    )


def _only_one_starts_high(d):
    others = [sick(patient).loss[0] for patient in PATIENTS if patient not in "BF"]
    return d.sick.loss[0] > 5 * np.log(10) and all(2 < loss < 3 for loss in others)


def _all_updates_are_tiny(d):
    deep = sick("E").update
    return d.sick.update.max() < 2e-5 and deep[0] < 1e-6 and deep[-1] > 1e-3


DIGITS = {"data": "digits", "output_loss": ("softmax", "cross_entropy"), "width": 16}
OVERFITTED = {"data": "two_clouds", "noise": 1.0, "share": 0.2, "width": 32}
#: What to try, by the explorer in which it is tried.
TRIES = {
    "playground": (
        Try(
            "Give each hidden layer three units (*width* 3) and press *Play*. Does the boundary still follow both "
            "spirals? The grey run has 8.",
            {"width": 3},
            "No: it bends a few times, and a fifth to a third of the points stays on the wrong side. With 8 units in "
            "each layer nearly every point is right after 60 epochs. Look at the units: each layer bends what the "
            "layer before it has drawn.",
            _three_units_are_too_few,
            held={"width": 8},
            general=True,
        ),
        Try(
            "Set *rate η* to 1 and play. The loss stays high. Choose the *picture* layers over time: which curve "
            "says why?",
            {"eta": 1.0, "picture": "layers over time"},
            "The share of stuck units: in one layer at least nearly all ReLUs are dead. The first steps were too large "
            "and pushed them to where their slope is 0. No gradient passes there, the updates fall off their axis, and "
            "the loss stays near $\\ln 2$, the price of a guess between two classes.",
            _the_last_layer_is_dead,
            general=True,
        ),
        Try(
            "Overfitting: 60 noisy points (*noise* 1, *data used* 0.2) and 32 units a layer. In grey, the held-out "
            "loss turns and rises. Does *decay* 0.03, a price for large weights, cure it?",
            OVERFITTED | {"weight_decay": 0.03},
            "Yes. The grey network gets nearly all its training points right and pays for it on new ones. With decay "
            "the training accuracy is lower, the held-out accuracy higher, and the held-out loss stays low. Stopping "
            "at the least grey loss, or more data (*data used* 1), help as well.",
            _decay_cures_overfitting,
            held=OVERFITTED,
            general=True,
        ),
        Try(
            "Choose the data *digits* with *softmax + cross entropy* and *width* 16. A rate of 0.1 is held in grey. "
            "Start over with 0.01. Which run reads more of the held-out digits?",
            DIGITS | {"eta": 0.01},
            "The run with 0.01: it reads more than nine in ten. A unit adds up 64 inputs here, not 2, and momentum "
            "0.9 lengthens the steps a lot: at 0.1 they kill nearly all units of a layer, and what is left "
            "is a guess. (Lesson 6 had no momentum, and could take 0.1.)",
            _the_smaller_rate_reads,
            held=DIGITS | {"eta": 0.1},
            general=True,
        ),
        Try(
            "Take *depth* 1, no hidden layer, and the data *xor*, then *rings* and *two_clouds*. Which of them does it "
            "separate? Then take *depth* 2.",
            {"data": "xor", "depth": 1},
            "Only the two clouds: without a hidden layer the boundary is a straight line. With one hidden layer "
            "about nine in ten points of *xor* are right, and all of *rings*.",
            _only_clouds_need_no_hidden_layer,
            general=True,
        ),
    ),
    "sick_network": (
        Try(
            "Look at every patient before you name a fault. Where does the loss start? A network that knows nothing "
            "says 10 % for every digit, and pays $\\ln 10 \\approx 2.3$. Who starts far above that?",
            {"patient": "B"},
            "Patient B, at 21: before the first step its outputs are large, and sure of wrong digits. All others start "
            "between 2.3 and 2.6, but F at 3.7, whose loss is not cross-entropy.",
            _only_one_starts_high,
        ),
        Try(
            "Compare the relative updates with the line at $10^{-3}$: first patient A, then patient E. In which layers "
            "are they too small?",
            {"patient": "A"},
            "In A in all layers alike, a hundred times under the line. In E only towards layer 1: there they are a "
            "hundred thousand times smaller than at the output. One rate for all layers cannot repair that.",
            _all_updates_are_tiny,
        ),
        Try(
            "Not every plausible remedy helps. Layer 1 of patient E hardly moves: does a learning rate 1000 times "
            "larger make it train?",
            {"patient": "E", "remedy": "a learning rate 1000 times larger"},
            "No. The layers near the output already moved enough; now their steps throw them far away. The loss rises "
            "above where it began, and the network reads no more than before.",
            lambda d: (
                d.cured is False and d.treated.held_out_accuracy[-1] < 0.2 and d.treated.loss[-1] > d.sick.loss[0]
            ),
        ),
    ),
}
