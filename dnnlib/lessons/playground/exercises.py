"""Lesson 10: predictions, three functions to write, nine patients to judge, and the project."""

from dataclasses import dataclass, field

import numpy as np

from dnnlib.lessons.playground.experiment_patients import (
    ALSO_TRUE,
    CURED,
    FAULTS,
    PATIENTS,
    REMEDIES,
    SIGNS,
    fits,
    reads,
    treatment,
)
from dnnlib.lessons.playground.experiment_project import BUDGET, GOAL, READER, held_out_accuracy, standard_error
from dnnlib.lessons.playground.experiment_view import confusion
from dnnlib.live.attempt import heard, own_line, plain
from dnnlib.live.exercise import Exercise, Prediction, Verdict, drawing

__all__ = [
    "CONFUSION_MATRIX",
    "NINE_PATIENTS",
    "PREDICTION_1",
    "PREDICTION_2",
    "PREDICTION_3",
    "PROJECT",
    "RELATIVE_UPDATE",
    "STANDARD_ERROR",
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
        known = [name for name in READER if name not in ("data", "seed")]
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
