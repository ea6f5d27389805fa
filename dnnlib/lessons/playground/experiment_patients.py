"""What is wrong with this network? Nine networks with one fault each, and what could be done about it."""

from dataclasses import dataclass
from functools import lru_cache

from dnnlib._checks import one_of
from dnnlib.lessons.playground.experiment import DEFAULTS, Training
from dnnlib.lessons.playground.experiment_view import Snapshot

__all__ = [
    "ALSO_TRUE",
    "CURED",
    "FAULTS",
    "PATIENTS",
    "READINGS",
    "REMEDIES",
    "SIGNS",
    "Diagnosis",
    "diagnosis",
    "diagnosis_steps",
    "fits",
    "reads",
    "reason",
    "settings_of",
    "sick",
    "treatment",
    "untreated",
]

CURED = 0.85  # held-out accuracy at which a network counts as cured
EPOCHS = 15
#: What all patients would have in common, were they well.
WELL = DEFAULTS | {
    "data": "digits",
    "depth": 4,
    "width": 32,
    "activation": "tanh",
    "output_loss": ("softmax", "cross_entropy"),
    "init": "xavier_normal",
    "eta": 0.05,
    "batch_size": 32,
}

#: Each patient's fault, and the settings in which it shows.
PATIENTS = {
    "A": ("learning rate too small", {"eta": 1e-5}),
    "B": ("weights too large", {"init_scale": 10.0}),
    "C": (
        "labels shuffled",
        {"data": "digits, labels shuffled", "width": 64, "activation": "relu", "init": "he_normal", "eta": 0.02},
    ),
    "D": ("dead ReLUs", {"activation": "relu", "init": "he_normal", "eta": 0.5}),
    "E": ("vanishing gradient", {"depth": 10, "activation": "sigmoid"}),
    "F": (
        "saturated sigmoid with squared error",
        {"output_loss": ("sigmoid", "mse"), "activation": "relu", "init_scale": 3.0, "eta": 0.02},
    ),
    "G": ("weights too small", {"init": "normal", "init_scale": 0.01, "depth": 6}),
    "H": ("learning rate too big", {"eta": 1.0}),
    "I": ("all weights equal", {"init": "constant", "init_scale": 0.05, "eta": 0.02}),
}
FAULTS = sorted(fault for fault, _ in PATIENTS.values())
#: What is true of a patient, too, and how the two hang together: one has led to the other.
ALSO_TRUE = {
    "D": ("learning rate too big", "The steps are the cause, and the dead ReLUs are the symptom."),
    "F": ("weights too large", "The weights are the cause, and the saturated outputs are the symptom."),
    "G": (
        "vanishing gradient",
        "The weights are the cause; batch norm would undo what they do to every layer.",
    ),
}
#: What the curves of a network with this fault show.
SIGNS = {
    "all weights equal": "a loss that starts at ln 10 and stays, although no layer's delta is tiny",
    "vanishing gradient": "a delta that shrinks from layer to layer, with hardly any unit stuck",
    "dead ReLUs": "nearly all units stuck, and a delta of exactly 0 in the layers below the output",
    "labels shuffled": "a training accuracy that rises above the held-out accuracy",
    "learning rate too big": "a loss that starts near ln 10, and steps after which nearly all units are stuck",
    "learning rate too small": "tiny updates in all layers alike, although no layer's delta is tiny",
    "saturated sigmoid with squared error": "a delta that is tiny already at the output",
    "weights too large": "a loss that starts far above ln 10",
    "weights too small": "activations that fade from layer to layer, with hardly any unit stuck",
}


def _short(value):
    """A power of ten with one digit before it: 3e-2; what is 0 stays 0."""
    return f"{value:.0e}".replace("e-0", "e-").replace("e+0", "e") if value else "0"


def _loss(s):
    return f"the loss goes from {s.loss[0]:.2g} to {s.loss[-1]:.2g}"


def _stuck(s):
    stuck = s.readout.saturated
    return f"{100 * stuck.min():.0f} to {100 * stuck.max():.0f} % of a layer's units are stuck"


def _delta(s):
    delta = s.readout.gradient_spread
    return f"delta is {_short(delta[0])} at layer 1 and {_short(delta[-1])} at the output"


def _update(s):
    return f"the updates are {_short(s.update.min())} to {_short(s.update.max())}"


def _activations(s):
    a = s.readout.activation_spread
    return f"the activations spread by {_short(a[0])} in layer 1 and by {_short(a[-2])} in layer {len(a) - 1}"


#: What to look at for a fault: from a `Snapshot` to a clause with its numbers.
READINGS = {
    "all weights equal": lambda s: f"{_loss(s)}, and {_delta(s)}",
    "dead ReLUs": lambda s: f"{_stuck(s)}, and {_delta(s)}",
    "labels shuffled": lambda s: (
        f"{100 * s.accuracy[-1]:.0f} % are right in training and {100 * s.held_out_accuracy[-1]:.0f} % held out"
    ),
    "learning rate too big": lambda s: f"{_loss(s)}, and {_stuck(s)}",
    "learning rate too small": lambda s: f"{_update(s)}, and {_delta(s)}",
    "saturated sigmoid with squared error": _delta,
    "vanishing gradient": lambda s: f"{_delta(s)}, and {_stuck(s)}",
    "weights too large": _loss,
    "weights too small": lambda s: f"{_activations(s)}, and {_stuck(s)}",
}


def _fitting_weights(s):
    return {"init": "he_normal" if s["activation"] == "relu" else "xavier_normal", "init_scale": 1.0}


def _cross_entropy(s):
    sigmoid = s["output_loss"][0] == "sigmoid"
    return {"output_loss": ("sigmoid", "binary_cross_entropy") if sigmoid else ("softmax", "cross_entropy")}


#: Remedies: from a patient's settings to what is changed in them.
REMEDIES = {
    "Xavier or He weights": _fitting_weights,
    "a learning rate 20 times smaller": lambda s: {"eta": s["eta"] / 20},
    "a learning rate 1000 times larger": lambda s: {"eta": s["eta"] * 1000},
    "leaky ReLU": lambda s: {"activation": "leaky_relu"},
    "cross-entropy as the loss": _cross_entropy,
    "batch norm": lambda s: {"batch_norm": True},
    "the true labels": lambda s: {"data": "digits"},
}


@dataclass(frozen=True)
class Diagnosis:
    """A patient, what the learner thinks of it, and what a remedy did.

    Attributes
    ----------
    patient : str
    fault : str or None
        What the learner named.
    right : bool or None
        Whether that is true of the patient; None if nothing was named.
    remedy : str or None
    sick : Snapshot
        The patient's training.
    treated : Snapshot or None
        The training with the remedy, as far as it has come.
    progress : float
        How far that is, 0 to 1.
    """

    patient: str
    fault: str | None
    right: bool | None
    remedy: str | None
    sick: Snapshot
    treated: Snapshot | None
    progress: float

    @property
    def cured(self):
        """Whether the treated network came to read; None without a remedy or before the treatment's end."""
        if self.treated is None or self.progress < 1:
            return None
        return reads(self.treated)


def settings_of(patient, remedy=None):
    """The settings of a patient's `Training`, by name, with a remedy or without.

    Raises
    ------
    ValueError
        If `PATIENTS` or `REMEDIES` does not have it.
    """
    one_of("patient", patient, PATIENTS)
    settings = WELL | PATIENTS[patient][1]
    return settings if remedy is None else settings | REMEDIES[one_of("remedy", remedy, REMEDIES)](settings)


def fits(patient, fault):
    """Whether a fault is true of a patient: as the cause or as the symptom."""
    return fault in (PATIENTS[patient][0], ALSO_TRUE.get(patient, ("", ""))[0])


def treatment(patient, remedy=None):
    """The training of a patient, epoch by epoch, as (share of the way, Snapshot)."""
    training = Training(**settings_of(patient, remedy))
    for epoch in range(1, EPOCHS + 1):
        more = training.advance_epoch()
        yield epoch / EPOCHS if more else 1.0, training.snapshot()
        if not more:
            return


def reads(snapshot):
    """Whether a network has come to read digits: its held-out accuracy reached `CURED` at any time."""
    return bool(snapshot.held_out_accuracy.max() >= CURED)


@lru_cache(maxsize=len(PATIENTS))
def sick(patient):
    """The end of a patient's untreated training, a `Snapshot`; cached, for it is shown beside every remedy."""
    *_, (_, snapshot) = treatment(patient)
    return snapshot


def reason(diagnosis):
    """Why a verdict is as it is, in numbers: what the patient shows of the named fault, and what a remedy did.

    Parameters
    ----------
    diagnosis : Diagnosis

    Returns
    -------
    of_the_fault, of_the_remedy : str
        A clause each; "" for what was not named, or is not over.
    """
    d = diagnosis
    of_the_fault = "" if d.right is None else READINGS[d.fault](d.sick)
    if d.cured is None or not d.treated.finite:
        return of_the_fault, ""
    if not d.cured:
        return of_the_fault, f"{_loss(d.treated)}, and {_stuck(d.treated)}"
    return of_the_fault, READINGS[PATIENTS[d.patient][0]](d.treated)


def untreated():
    """All nine patients: a dict from their letters to the ends of their trainings, each a `Snapshot`."""
    return {patient: sick(patient) for patient in PATIENTS}


def diagnosis_steps(patient, fault=None, remedy=None):
    """Name a fault and try a remedy, watching it epoch by epoch.

    Parameters
    ----------
    patient : str
        A key of `PATIENTS`.
    fault : str or None
        One of `FAULTS`; None or "" as long as none is named.
    remedy : str or None
        A key of `REMEDIES`; None or "" for none.

    Yields
    ------
    Diagnosis
    """
    fault, remedy = fault or None, remedy or None
    one_of("patient", patient, PATIENTS)
    right = None if fault is None else fits(patient, one_of("fault", fault, FAULTS))
    if remedy is None:
        yield Diagnosis(patient, fault, right, None, sick(patient), None, 1.0)
        return
    for progress, snapshot in treatment(patient, remedy):
        yield Diagnosis(patient, fault, right, remedy, sick(patient), snapshot, progress)


def diagnosis(patient, fault=None, remedy=None):
    """The end of `diagnosis_steps`, with the same parameters; a `Diagnosis`."""
    *_, last = diagnosis_steps(patient, fault, remedy)
    return last
