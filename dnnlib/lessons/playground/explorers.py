"""Lesson 10: the playground, and the sick networks."""

from dnnlib.activations import ACTIVATIONS
from dnnlib.initializers import INITIALIZERS
from dnnlib.lessons.playground.exercises import TRIES
from dnnlib.lessons.playground.experiment import STEP_SETTINGS
from dnnlib.lessons.playground.experiment_data import DATA, DEFINED_PAIRS, as_data
from dnnlib.lessons.playground.experiment_patients import FAULTS, PATIENTS, REMEDIES
from dnnlib.lessons.playground.explorers_patients import SickNetwork
from dnnlib.lessons.playground.explorers_playground import SPEEDS, TIMES, Playground
from dnnlib.lessons.playground.figure import LOWER, PlaygroundFigure
from dnnlib.lessons.playground.figure_diagnosis import DiagnosisFigure
from dnnlib.live import controls

__all__ = ["playground", "sick_network"]

NEXT_STEP = "takes effect at the next step: it shows once the training goes on"
STRETCH = "the last stretch begins where a knob was turned last, or 30 epochs ago"
BATCHES = [2**k for k in range(10)]
DECAYS = [0.0, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1]


def playground(
    data="spirals",
    depth=4,
    width=8,
    activation="relu",
    output_loss=("sigmoid", "binary_cross_entropy"),
    init="he_normal",
    init_scale=1.0,
    batch_norm=False,
    eta=0.032,
    momentum=0.9,
    batch_size=16,
    weight_decay=0.0,
    noise=0.0,
    share=1.0,
    seed=0,
    picture="units",
    time="whole run",
    speed="epoch",
    epochs=0,
    *,
    show=None,
):
    """Train a network live, on points in the plane, on handwritten digits, or on data of your own.

    Parameters as for `experiments.playground.Training`: depth 1 to 20, width 1 to 64, init scale 0.01 to 100, eta 1e-5
    to 10, momentum 0 to 0.99, batch size a power of two up to 512, weight decay one of `DECAYS`, noise 0 to 1, share
    0.02 to 1. `data=(X, y)` is your own: points in the plane or any number of inputs, two or more classes. Further:

    Parameters
    ----------
    picture : {"units", "layers over time"}
        What is drawn below the boundary and the loss.
    time : {"whole run", "last stretch"}
        What curves over time show. The last stretch begins where a knob was turned last, or 30 epochs ago.
    speed : {"slow", "step", "epoch", "fast"}
    epochs : int
        Trained before the first picture.

    Returns
    -------
    Playground
    """
    data = as_data(data)
    sets = [*DATA, *([] if isinstance(data, str) else [("yours", data)])]
    shown = {
        "data": controls.choice("data", data, sets),
        "depth": controls.int_slider("depth", depth, 1, 20),
        "width": controls.int_slider("width", width, 1, 64),
        "activation": controls.activation_choice(activation, ACTIVATIONS),
        "output_loss": controls.choice("output", output_loss, [(_words(pair), pair) for pair in DEFINED_PAIRS]),
        "init": controls.init_choice(init, INITIALIZERS),
        "init_scale": controls.log_slider("init scale", init_scale, -2, 2, 0.1),
        "batch_norm": controls.switch("batch norm", batch_norm),
        "eta": controls.log_slider("rate η", eta, -5, 1, 0.1),
        "momentum": controls.float_slider("momentum", momentum, 0, 0.99),
        "batch_size": controls.choice_slider("batch size", batch_size, BATCHES),
        "weight_decay": controls.choice_slider("decay", weight_decay, DECAYS),
        "noise": controls.float_slider("noise", noise, 0, 1),
        "share": controls.float_slider("data used", share, 0.02, 1, 0.02),
        "seed": controls.seed_control(seed),
        "picture": controls.choice("picture", picture, list(LOWER)),
        "time": controls.choice("time", time, list(TIMES)),
        "speed": controls.choice("speed", speed, [(words, name) for name, words in SPEEDS.items()]),
    }
    shown["momentum"].style.description_width = "6em"  # its label is longer than those of other lessons
    for name in (*STEP_SETTINGS, "speed"):
        controls.picture_neutral(shown[name], NEXT_STEP)
    controls.picture_neutral(shown["time"], STRETCH)
    in_view = show or ("data", "depth", "width", "eta", "picture")
    title = "Playground: a network in training"
    return Playground(PlaygroundFigure(), shown, title=title, epochs=epochs, show=in_view, tries=_tries(data))


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


def _tries(data):
    """What there is to try where a playground begins with this data: that of the clouds belongs to them."""
    if not isinstance(data, str):
        return ()
    of_clouds = data == "two_clouds"
    return [one for one in TRIES["playground"] if (one.settings.get("data") == "two_clouds") == of_clouds]


def _words(pair):
    return " + ".join(name.replace("_", " ") for name in pair)
