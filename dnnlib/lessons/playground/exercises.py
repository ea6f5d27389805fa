"""Lesson 10: predictions, three functions to write, nine patients to judge, and the project."""

from dataclasses import dataclass, field

import numpy as np

from dnnlib.lessons.playground.experiment_patients import CURED, FAULTS, PATIENTS, REMEDIES, reads, treatment
from dnnlib.lessons.playground.experiment_project import BUDGET, GOAL, READER, held_out_accuracy, standard_error
from dnnlib.lessons.playground.experiment_view import confusion
from dnnlib.live.exercise import Exercise, Prediction, Verdict

__all__ = [
    "CONFUSION_MATRIX",
    "FIRST_BOUNDARY",
    "NINE_PATIENTS",
    "PROJECT",
    "RELATIVE_UPDATE",
    "SHUFFLED",
    "STANDARD_ERROR",
    "TOO_DEEP",
    "Patients",
    "Project",
]  # fmt: skip

FIRST_BOUNDARY = Prediction(
    "A network 2-4-4-1 (four units in each hidden layer) is trained for hundreds of epochs on two spirals that wind "
    "one and a half times. What will its boundary look like?",
    ["It follows both spirals", "A straight line", "A few bends, with part of the points on the wrong side"],
    2,
    "Eight hidden units can fold the plane a few times, not often enough. Sixteen in each layer are enough.",
)
SHUFFLED = Prediction(
    "The labels of the training digits are shuffled, so that there is nothing to learn. What does a wide network do?",
    [
        "Training and held-out accuracy both stay near 10 %",
        "Training accuracy rises all the same, held-out accuracy stays near 10 %",
        "The loss overflows",
    ],
    1,
    "It learns single images by heart. That is why a network is judged on examples that it has not seen.",
)
TOO_DEEP = Prediction(
    "Sigmoid, 10 layers, Xavier weights, handwritten digits. Which single change makes it train?",
    ["A learning rate 20 times smaller", "Batch norm", "A learning rate 1000 times larger"],
    1,
    "The gradient has to pass nine slopes of at most 1/4. No learning rate fits layer 1 and layer 10 at once; batch "
    "norm keeps every layer's spread, and with it the gradient.",
)


def _relative_update(before, after):
    return float(np.linalg.norm(after - before) / np.linalg.norm(before))


_rng = np.random.default_rng(10)
_W = _rng.standard_normal((3, 4))
RELATIVE_UPDATE = Exercise(
    "the relative size of an update",
    _relative_update,
    [(np.array([[3.0, 4.0]]), np.array([[3.0, 4.5]])), (_W, 1.01 * _W), (_W, _W - 1e-3 * _rng.standard_normal((3, 4)))],
)
CONFUSION_MATRIX = Exercise(
    "the confusion matrix",
    confusion,
    [
        (np.array([0, 1, 1]), np.array([0, 1, 0]), 2),
        (np.array([2, 2, 0]), np.array([0, 0, 2]), 3),
        (_rng.integers(0, 10, 200), _rng.integers(0, 10, 200), 10),
    ],
)
STANDARD_ERROR = Exercise("the standard error", standard_error, [(0.5, 100), (0.97, 449), (0.1, 10)])


@dataclass
class Patients:
    """Nine diagnoses with remedies: the names are compared, and every remedy is tried."""

    tried: dict = field(default_factory=dict)

    def check(self, answer):
        """Judge `answer`, a dict from patient to (fault, remedy); what stands as `...` is still to come.

        Returns
        -------
        Verdict
        """
        if not isinstance(answer, dict) or set(answer) != set(PATIENTS):
            return Verdict(False, f"hand in a dict with the keys {', '.join(PATIENTS)}.")
        for patient, said in answer.items():
            if said not in (..., None) and not (isinstance(said, tuple | list) and len(said) == 2):
                return Verdict(False, f"patient {patient}: write a pair (fault, remedy), got {said!r}.")
        open_ones = [patient for patient, said in answer.items() if said in (..., None) or ... in said]
        for patient, said in answer.items():
            if patient not in open_ones and (words := self._fault(patient, *said)):
                return Verdict(False, words)
        if open_ones:
            return Verdict(None, f"still to be named: patient {', '.join(open_ones)}.")
        return Verdict(True, f"all {len(PATIENTS)} faults named, and all {len(PATIENTS)} networks train.")

    def _fault(self, patient, fault, remedy):
        """What is wrong with one answer, or an empty string."""
        if fault not in FAULTS or remedy not in REMEDIES:
            return (
                f"patient {patient}: choose a fault from FAULTS and a remedy from REMEDIES, got {fault!r}, {remedy!r}."
            )
        if fault != PATIENTS[patient][0]:
            return f"patient {patient}: {fault!r} does not fit, or is not what the list calls its fault."
        if (patient, remedy) not in self.tried:
            snapshots = (snapshot for _, snapshot in treatment(patient, remedy))
            self.tried[patient, remedy] = any(map(reads, snapshots))  # up to the first that reads
        if not self.tried[patient, remedy]:
            return (
                f"patient {patient}: with {remedy} it does not come to read {100 * CURED:.0f} % of the held-out digits."
            )
        return ""


class Project:
    """The best reader of digits within a budget."""

    def check(self, answer):
        """Judge `answer`, a function without arguments that returns (epochs, settings).

        Returns
        -------
        Verdict
        """
        given = answer()
        if given is None or given is ...:
            return Verdict(None, "the settings are still to be chosen.")
        epochs, settings = given
        known = [name for name in READER if name != "data"]
        unknown = sorted(settings.keys() - set(known))
        if unknown or not 1 <= epochs <= BUDGET:
            wrong = f"unknown settings {', '.join(unknown)}" if unknown else f"{epochs} epochs"
            return Verdict(False, f"{wrong}: choose 1 to {BUDGET} epochs and settings among {', '.join(known)}.")
        reached = held_out_accuracy(epochs, **settings)
        words = f"{100 * reached:.1f} % of the held-out digits after {epochs} epochs"
        return Verdict(reached >= GOAL, words if reached >= GOAL else f"{words}; wanted are {100 * GOAL:.0f} %.")


NINE_PATIENTS, PROJECT = Patients(), Project()
