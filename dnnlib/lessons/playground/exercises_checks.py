"""Lesson 10: the checks of the nine patients and of the project."""

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
from dnnlib.lessons.playground.experiment_project import BUDGET, GOAL, READER, SEEDS, paired_error, read_rightly
from dnnlib.live.attempt import heard, own_line, plain
from dnnlib.live.exercise import Verdict

__all__ = ["NINE_PATIENTS", "PROJECT", "Patients", "Project"]


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

    Data and seeds are given: the settings are judged by their mean over the same seeds, on the same images, and are
    compared with the first row's in pairs.
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
            yours = np.array([read_rightly(epochs, seed=seed, **settings) for seed in SEEDS])
        except (ValueError, TypeError) as problem:
            lines = (("yours", f"{epochs} epochs, {settings}"),)
            return Verdict(False, f"these settings cannot be used: {problem}.", lines)
        return self._compare(yours, epochs)

    def _compare(self, yours, epochs):
        """The verdict on what was read rightly, shape (seeds, m)."""
        plain_row = np.array([read_rightly(PLAIN_EPOCHS, seed=seed) for seed in SEEDS])
        better, error = 100 * (yours.mean() - plain_row.mean()), 200 * paired_error(yours, plain_row)
        each = ", ".join(f"{100 * share:.1f}" for share in yours.mean(axis=1))
        lines = (
            ("seeds", f"{each} % with the seeds {', '.join(map(str, SEEDS))}"),
            ("paired", f"{better:+.1f} ± {error:.1f} points against the first row, on the same images and seeds"),
        )
        words = (
            f"{100 * yours.mean():.1f} % of the held-out digits after {epochs} epochs, the mean of {len(SEEDS)} seeds"
        )
        passed = bool(yours.mean() >= GOAL)
        return Verdict(passed, f"{words}." if passed else f"{words}; wanted are {100 * GOAL:.1f} %.", lines)


def _whole(epochs):
    return isinstance(epochs, (int, np.integer)) and not isinstance(epochs, bool)


PLAIN_EPOCHS = 15  # of the first row
NINE_PATIENTS, PROJECT = Patients(), Project()
