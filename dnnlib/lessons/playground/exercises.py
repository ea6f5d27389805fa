"""Lesson 10: predictions, three functions to write, nine patients to judge, and the project."""

from dataclasses import dataclass, field

import numpy as np

from dnnlib.lessons.playground.experiment import watched_training
from dnnlib.lessons.playground.experiment_patients import (
    ALSO_TRUE,
    CURED,
    FAULTS,
    PATIENTS,
    REMEDIES,
    SIGNS,
    fits,
    reads,
    sick,
    treatment,
)
from dnnlib.lessons.playground.experiment_project import BUDGET, GOAL, READER, held_out_accuracy, standard_error
from dnnlib.lessons.playground.experiment_view import confusion
from dnnlib.live.attempt import heard, own_line, plain
from dnnlib.live.exercise import Exercise, Prediction, Verdict, drawing
from dnnlib.live.tries import Try

__all__ = [
    "CONFUSION_MATRIX",
    "NINE_PATIENTS",
    "PREDICTION_1",
    "PREDICTION_2",
    "PREDICTION_3",
    "PROJECT",
    "RELATIVE_UPDATE",
    "STANDARD_ERROR",
    "TRIES",
    "Patients",
    "Project",
]  # fmt: skip

PREDICTION_2 = Prediction(
    "A network 2-4-4-1 (four units in each hidden layer) is trained for hundreds of epochs on two spirals that wind "
    "one and a half times. What will its boundary look like?",
    ["It follows both spirals", "A few bends, with part of the points on the wrong side", "A straight line"],
    1,
    "Eight hidden units can fold the plane a few times, not often enough. Sixteen in each layer are enough.",
)
PREDICTION_1 = Prediction(
    "The labels of the training digits are shuffled, so that there is nothing to learn. What does a wide network do?",
    [
        "Training accuracy rises all the same, held-out accuracy stays near 10 %",
        "The loss overflows",
        "Training and held-out accuracy both stay near 10 %",
    ],
    0,
    "It learns single images by heart. That is why a network is judged on examples that it has not seen.",
)
PREDICTION_3 = Prediction(
    "Sigmoid, 10 layers, Xavier weights, handwritten digits. Which single change makes it train?",
    ["A learning rate 1000 times larger", "A learning rate 20 times smaller", "Batch norm"],
    2,
    "The gradient has to pass nine slopes of at most 1/4. No learning rate fits layer 1 and layer 10 at once; batch "
    "norm keeps every layer's spread, and with it the gradient.",
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


@dataclass
class Patients:
    """Nine diagnoses with remedies: the faults are compared, and every remedy is tried.

    Attributes
    ----------
    tried : dict
        Whether the network came to read, by (patient, remedy): what was tried once is not tried again.
    """

    tried: dict = field(default_factory=dict)

    def check(self, answer):
        """Judge `answer`, a dict from patient to (fault, remedy); what stands as `...` is still to come.

        Returns
        -------
        Verdict
            With a line for each patient that was judged, as long as not all are right.
        """
        if not isinstance(answer, dict) or set(answer) != set(PATIENTS):
            return Verdict(False, f"hand in a dict with the keys {', '.join(PATIENTS)}.")
        still_open = [patient for patient in PATIENTS if _open(answer[patient])]
        judged = {patient: self._judge(patient, answer[patient]) for patient in PATIENTS if patient not in still_open}
        right = sum(passed for passed, _ in judged.values())
        lines = tuple(
            (patient, f"{'right' if passed else 'wrong'}: {why}") for patient, (passed, why) in judged.items()
        )
        to_come = f"still to be named: patient {', '.join(still_open)}."
        if right < len(judged):
            score = f"{right} of {len(PATIENTS)} patients are right"
            return Verdict(False, f"{score}; {to_come}" if still_open else f"{score}.", lines)
        if still_open:
            return Verdict(None, to_come, lines)
        return Verdict(True, f"all {len(PATIENTS)} faults named, and all {len(PATIENTS)} networks train.")

    def _judge(self, patient, said):
        """Whether a pair (fault, remedy) is right, and why."""
        if not isinstance(said, (tuple, list)) or len(said) != 2:
            return False, f"write a pair (fault, remedy), got {said!r}."
        fault, remedy = said
        if fault not in FAULTS or remedy not in list(REMEDIES):
            return False, f"choose a fault from FAULTS and a remedy from REMEDIES, got {fault!r}, {remedy!r}."
        if not fits(patient, fault):
            return False, f"{fault!r} does not fit. Its sign would be: {SIGNS[fault]}."
        if not self._cures(patient, remedy):
            return False, (
                f"{fault!r} fits, but with the remedy {remedy!r} the network does not come to read "
                f"{100 * CURED:.0f} % of the held-out digits."
            )
        _, link = ALSO_TRUE.get(patient, ("", ""))
        return True, f"{fault!r}. Its sign: {SIGNS[fault]}. {link}".rstrip()

    def _cures(self, patient, remedy):
        if (patient, remedy) not in self.tried:
            snapshots = (snapshot for _, snapshot in treatment(patient, remedy))
            self.tried[patient, remedy] = any(map(reads, snapshots))  # up to the first that reads
        return self.tried[patient, remedy]


def _open(said):
    """Whether an answer, or one half of it, is still to come."""
    return said is ... or said is None or (isinstance(said, (tuple, list)) and any(half is ... for half in said))


class Project:
    """The best reader of digits within a budget.

    The data and the seed are given: a seed only shuffles luck.
    """

    def check(self, answer):
        """Judge `answer`, a function without arguments that returns (epochs, settings).

        Returns
        -------
        Verdict
        """
        if not callable(answer):
            return Verdict(None, "hand in the function itself, without calling it.")
        with heard():
            try:
                return self._judge(answer())
            except KeyboardInterrupt:
                raise
            except BaseException as problem:
                return Verdict(False, f"your function raised {plain(problem)}.", own_line(problem, answer))

    def _judge(self, given):
        if given is None or given is ...:
            return Verdict(None, "the settings are still to be chosen.")
        if not (isinstance(given, (tuple, list)) and len(given) == 2 and isinstance(given[1], dict)):
            return Verdict(False, "return a pair: the number of epochs, and a dict of settings.")
        epochs, settings = given
        known = [name for name in READER if name not in ("data", "noise", "share", "seed")]
        unknown = [str(name) for name in settings if name not in known]
        if unknown or not _whole(epochs) or not 1 <= epochs <= BUDGET:
            wrong = f"settings {', '.join(unknown)} are not yours to choose" if unknown else f"epochs={epochs!r}"
            return Verdict(False, f"{wrong}: choose 1 to {BUDGET} epochs and settings among {', '.join(known)}.")
        try:
            reached = held_out_accuracy(epochs, **settings)
        except (ValueError, TypeError) as problem:
            yours = f"{epochs} epochs, {settings}"
            return Verdict(False, f"these settings cannot be used: {problem}.", (("yours", yours),))
        words = f"{100 * reached:.1f} % of the held-out digits after {epochs} epochs"
        return Verdict(reached >= GOAL, words if reached >= GOAL else f"{words}; wanted are {100 * GOAL:.0f} %.")


def _whole(epochs):
    return isinstance(epochs, (int, np.integer)) and not isinstance(epochs, bool)


NINE_PATIENTS, PROJECT = Patients(), Project()

EPOCHS_OF_A_TRY = 30  # of the playground


def _trained(snapshot, **changes):
    """The accuracy, and the held-out one, of a run with other settings, as long as a try's."""
    other = watched_training(EPOCHS_OF_A_TRY, **snapshot.settings | changes)
    return other.accuracy[-1], other.held_out_accuracy[-1]


def _four_units_are_too_few(s):
    return s.accuracy[-1] < 0.95 < _trained(s, width=16)[0]


def _the_last_layer_is_dead(s):
    return s.readout.saturated[-1] > 0.9 and s.accuracy[-1] < 0.7 and s.loss[-1] > 0.9 * np.log(2)


def _the_smaller_rate_reads(s):
    return s.held_out_accuracy[-1] > 0.92 and _trained(s, eta=0.1)[1] < 0.87


def _only_clouds_need_no_hidden_layer(s):
    straight = s.accuracy[-1] < 0.75 and _trained(s, data="rings")[0] < 0.75
    return (
        straight
        and _trained(s, data="two_clouds")[0] > 0.95
        and _trained(s, depth=2)[0] > 0.85
        and _trained(s, depth=2, data="rings")[0] > 0.99
    )


def _only_one_starts_high(d):
    others = [sick(patient).loss[0] for patient in PATIENTS if patient not in "BF"]
    return d.sick.loss[0] > 5 * np.log(10) and all(2 < loss < 3 for loss in others)


def _all_updates_are_tiny(d):
    deep = sick("E").update
    return d.sick.update.max() < 2e-5 and deep[0] < 1e-6 and deep[-1] > 1e-3


#: What to try, by the explorer in which it is tried.
TRIES = {
    "playground": (
        Try(
            "Give each hidden layer four units (*width* 4) and press *Play*. Does the boundary still follow both "
            "spirals? The grey run has 16.",
            {"width": 4},
            "It bends a few times, and a tenth to a third of the points stays on the wrong side. Eight hidden units "
            "cannot fold the plane often enough. With 16 in each layer nearly every point is right after 30 epochs.",
            _four_units_are_too_few,
            held={"width": 16},
            general=True,
        ),
        Try(
            "Set *rate η* to 1 and play. The loss stays high. Which of the layers' panels says why?",
            {"eta": 1.0},
            "The share of stuck units: in the last hidden layer nearly all ReLUs are dead. The first steps were too "
            "large and pushed them to where their slope is 0. No gradient passes there, the updates fall off their "
            "axis, and the loss stays near $\\ln 2$, the price of a guess between two classes.",
            _the_last_layer_is_dead,
            general=True,
        ),
        Try(
            "Choose the data *digits* with *softmax + cross entropy*. The rate that suits the spirals, 0.1, is held in "
            "grey. Start over with 0.01. Which run reads more of the held-out digits?",
            {"data": "digits", "output_loss": ("softmax", "cross_entropy"), "eta": 0.01},
            "The run with 0.01: it reads about 95 % of them, the other one half to five sixths. With 64 inputs the "
            "same rate takes larger steps: at 0.1 they kill a third to three quarters of the units.",
            _the_smaller_rate_reads,
            held={"data": "digits", "output_loss": ("softmax", "cross_entropy"), "eta": 0.1},
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
            "Patient B, at 20: before the first step its outputs are large, and sure of wrong digits. All others start "
            "near 2.3, but F at 3.7, whose loss is not cross-entropy.",
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
