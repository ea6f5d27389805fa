"""Lesson 10: the playground, and the sick networks."""

from dnnlib.activations import ACTIVATIONS
from dnnlib.initializers import INITIALIZERS
from dnnlib.lessons.playground.exercises import TRIES
from dnnlib.lessons.playground.experiment import STEP_SETTINGS
from dnnlib.lessons.playground.experiment_data import DATA, DEFINED_PAIRS
from dnnlib.lessons.playground.experiment_patients import FAULTS, PATIENTS, REMEDIES
from dnnlib.lessons.playground.explorers_patients import SickNetwork
from dnnlib.lessons.playground.explorers_playground import SPEEDS, Playground
from dnnlib.lessons.playground.figure import PlaygroundFigure
from dnnlib.lessons.playground.figure_diagnosis import DiagnosisFigure
from dnnlib.live import controls

__all__ = ["playground", "sick_network"]

NEXT_STEP = "takes effect at the next step: it shows once the training goes on"
BATCHES = [2**k for k in range(10)]


def playground(
    data="spirals",
    depth=3,
    width=16,
    activation="relu",
    output_loss=("sigmoid", "binary_cross_entropy"),
    init="he_normal",
    init_scale=1.0,
    batch_norm=False,
    eta=0.1,
    momentum=0.9,
    batch_size=16,
    seed=0,
    speed="epoch",
    epochs=0,
    *,
    show=None,
):
    """Train a network live, on points in the plane or on handwritten digits.

    Parameters as for `experiments.playground.Training`: depth 1 to 20, width 1 to 64, init scale 0.01 to 100, eta 1e-5
    to 10, momentum 0 to 0.99, batch size a power of two up to 512. Further:

    Parameters
    ----------
    speed : {"slow", "step", "epoch", "fast"}
    epochs : int
        Trained before the first picture.

    Returns
    -------
    Playground
    """
    shown = {
        "data": controls.choice("data", data, list(DATA)),
        "depth": controls.int_slider("depth", depth, 1, 20),
        "width": controls.int_slider("width", width, 1, 64),
        "activation": controls.activation_choice(activation, ACTIVATIONS),
        "output_loss": controls.choice("output", output_loss, [(_words(pair), pair) for pair in DEFINED_PAIRS]),
        "init": controls.choice("init", init, list(INITIALIZERS)),
        "init_scale": controls.log_slider("init scale", init_scale, -2, 2, 0.1),
        "batch_norm": controls.switch("batch norm", batch_norm),
        "eta": controls.log_slider("rate η", eta, -5, 1, 0.1),
        "momentum": controls.float_slider("momentum", momentum, 0, 0.99),
        "batch_size": controls.choice("batch size", batch_size, BATCHES),
        "seed": controls.seed_control(seed),
        "speed": controls.choice("speed", speed, [(words, name) for name, words in SPEEDS.items()]),
    }
    for name in (*STEP_SETTINGS, "speed"):
        controls.picture_neutral(shown[name], NEXT_STEP)
    in_view = show or ("data", "depth", "width", "activation", "eta")
    title = "Playground: a network in training"
    tries = TRIES["playground"]
    return Playground(PlaygroundFigure(), shown, title=title, epochs=epochs, show=in_view, tries=tries)


def sick_network(patient="A", fault="", remedy="", *, show=None):
    """What is wrong with this network? Name the fault from the curves, choose a remedy, and see whether it trains.

    Each verdict says why, and a score is kept.

    Parameters
    ----------
    patient : str
        "A" to "I".
    fault : str
        What you think is wrong, "" for nothing yet.
    remedy : str
        What you try, "" for nothing yet.

    Returns
    -------
    SickNetwork
    """
    shown = {
        "patient": controls.choice("patient", patient, list(PATIENTS)),
        "fault": controls.choice("fault", fault, [("not named yet", ""), *((f, f) for f in FAULTS)]),
        "remedy": controls.choice("remedy", remedy, [("none yet", ""), *((r, r) for r in REMEDIES)]),
    }

    title = "What is wrong with this network?"
    in_view = show or ("patient", "fault", "remedy")
    return SickNetwork(DiagnosisFigure(), shown, title=title, show=in_view, tries=TRIES["sick_network"])


def _words(pair):
    return " + ".join(name.replace("_", " ") for name in pair)
