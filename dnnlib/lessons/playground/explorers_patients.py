"""The explorer of the patients, which keeps the score."""

import ipywidgets as widgets

from dnnlib.lessons.playground.experiment_patients import PATIENTS, diagnosis_steps
from dnnlib.live.explorer import Explorer


class SickNetwork(Explorer):
    """An explorer of the sick networks, with a score of what has been named and cured.

    Fault and remedy are asked afresh for each patient.

    Parameters
    ----------
    figure, controls, title, show, tries
        As for `Explorer`; the controls are *patient*, *fault* and *remedy*.

    Attributes
    ----------
    named, cured : dict of str to int
        By patient: how many faults were named until one was right, how many remedies were tried until one cured.
    """

    _dropped = (*Explorer._dropped, "score")

    def __init__(self, figure, controls, *, title, show=None, tries=()):
        self.named, self.cured = {}, {}
        self._guesses = {kind: {patient: set() for patient in PATIENTS} for kind in ("fault", "remedy")}
        controls["patient"].observe(self._ask_afresh, "value")  # before the explorer observes it, which draws
        super().__init__(None, figure, controls, title=title, show=show, tries=tries, steps=diagnosis_steps)

    def make_notes(self):
        """The score, below the buttons."""
        self.score = widgets.HTML(self._written_score())
        return [self.score], []

    def reset(self):
        """All controls back to their start values; the score begins anew, too."""
        self.named, self.cured = {}, {}
        for guesses in self._guesses.values():
            for said in guesses.values():
                said.clear()
        super().reset()

    def _ask_afresh(self, _):
        """What was said of one patient is not said of the next."""
        self.controls["fault"].value = self.controls["remedy"].value = ""

    def _show(self, result, settings):
        super()._show(result, settings)
        d = result
        if d.right is not None:
            self._count("fault", d.patient, d.fault, d.right, self.named)
        if d.cured is not None:
            self._count("remedy", d.patient, d.remedy, d.cured, self.cured)
        self.score.value = self._written_score()

    def _count(self, kind, patient, said, right, done):
        """Count an answer, unless it was given before or the patient is done."""
        if patient not in done:
            self._guesses[kind][patient].add(said)
            if right:
                done[patient] = len(self._guesses[kind][patient])

    def _written_score(self):
        parts = (_score("named", self.named), _score("cured", self.cured))
        return f'<div role="status" style="line-height: 1.4"><b>Score</b>: {"; ".join(parts)}.</div>'


def _score(word, done):
    """How many patients are done, how many of them at the first answer, and which ones."""
    letters = f" ({', '.join(sorted(done))})" if done else ""
    return f"{len(done)} of {len(PATIENTS)} {word}{letters}, {sum(n == 1 for n in done.values())} at the first try"
