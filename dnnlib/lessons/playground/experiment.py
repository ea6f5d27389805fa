"""A network in training that can be watched: step by step, with settings that change on the way."""

import numpy as np

from dnnlib.lessons.playground.experiment_data import DATA, task
from dnnlib.lessons.playground.experiment_view import Snapshot, readings, readout, view
from dnnlib.network import Network
from dnnlib.training import train

__all__ = ["DEFAULTS", "STEP_SETTINGS", "Training", "as_code", "watched_training"]

FOREVER = 10**9  # epochs: a watched training ends when nobody asks for the next step
MOST_RECORDS = 512  # points of a curve; beyond, every second one is dropped
NEWEST = 0.1  # weight of the newest step in the running mean of the update sizes

#: The settings of a training by default.
DEFAULTS = {
    "data": "spirals",
    "depth": 3,
    "width": 16,
    "activation": "relu",
    "output_loss": ("sigmoid", "binary_cross_entropy"),
    "init": "he_normal",
    "init_scale": 1.0,
    "batch_norm": False,
    "eta": 0.1,
    "momentum": 0.9,
    "batch_size": 16,
    "seed": 0,
}
#: The settings of a step, which can change between two steps; all else needs a new network.
STEP_SETTINGS = ("eta", "momentum", "batch_size")

# One BLAS thread, as in the explorers: two add up in another order, which changes last digits.
SHORT = """\
from numpy.random import default_rng; from threadpoolctl import threadpool_limits; from dnnlib import Network, datasets, one_hot, train
{data}
_, network = threadpool_limits(1), Network({network})
for progress in train(network, X, {Y}, eta={eta!r}, momentum={momentum!r}, batch_size={batch_size}, epochs={epochs}, rng={seed}):
    pass  # progress.epoch, progress.loss
"""  # noqa: E501
LONG = """\
from itertools import islice; from numpy.random import default_rng; from threadpoolctl import threadpool_limits; from dnnlib import Network, datasets, one_hot, train
{data}
_, network, rng = threadpool_limits(1), Network({network}), default_rng({seed})
for eta, momentum, batch_size, n in {stretches}:
    list(islice(train(network, X, {Y}, eta=eta, momentum=momentum, batch_size=batch_size, epochs=n, rng=rng, every="step"), n))
"""  # noqa: E501


class Training:
    """A network, its data, and the `dnnlib.train` that is under way.

    Parameters
    ----------
    data : str
        A name from `DATA`.
    depth : int
        L, the number of affine maps.
    width : int
        Units in every hidden layer.
    activation, init : str
        Names from `ACTIVATIONS` and `INITIALIZERS`.
    output_loss : pair of str
        Output function and loss, one of `OUTPUT_LOSSES`.
    init_scale : float
    batch_norm : bool
    eta, momentum : float
    batch_size : int
        Under batch norm at least 2 are taken.
    seed : int
        Seeds the weights and, by itself, the shuffling. The data are always the same.

    Attributes
    ----------
    network : Network
    stretches : list of tuple
        (eta, momentum, batch_size, steps): what was done. A change on the way begins a new stretch, that is a new call
        of `train`, with a fresh shuffle and with the velocity of momentum at 0.
    step, passes : int
        Steps so far; passes over the data that the present stretch has completed.
    in_a_pass : bool
        Whether the last step did not end a pass.
    """

    def __init__(self, **settings):
        if unknown := sorted(settings.keys() - DEFAULTS.keys()):
            raise ValueError(f"settings must be among {', '.join(DEFAULTS)}, got {', '.join(unknown)}")
        self.settings = DEFAULTS | settings
        self.task = task(self.settings["data"], *self.settings["output_loss"])
        self.network = Network(**self.architecture())
        self.rng = np.random.default_rng(self.settings["seed"])
        self.stretches = []
        self.step = self.seen = self.passes = 0
        self.in_a_pass = False
        self.update = np.full(self.network.L, np.nan)
        self._steps = None  # the `train` of the present stretch
        self._records = []
        self._stride = 1  # passes from one record to the next
        self._record()

    @property
    def epoch(self):
        """Passes over the data so far: examples seen / examples there are."""
        return self.seen / len(self.task.X)

    def architecture(self):
        """The arguments of `Network`."""
        s = self.settings
        output, loss = s["output_loss"]
        return {
            "sizes": [self.task.X.shape[1], *[s["width"]] * (s["depth"] - 1), self.task.n_out],
            "activation": s["activation"],
            "output": output,
            "loss": loss,
            "init": s["init"],
            "scale": s["init_scale"],
            "batch_norm": s["batch_norm"],
            "rng": s["seed"],
        }

    def change(self, **values):
        """Set eta, momentum or batch_size for the next step. May be called from another thread."""
        self.settings = self.settings | values

    def advance(self, steps=1):
        """Train for a number of steps, fewer if the weights overflow; returns whether the training can go on."""
        return all(self._one_step() for _ in range(steps))

    def advance_epoch(self):
        """Train to the end of the present pass over the data; returns whether the training can go on."""
        more = self._one_step()
        while more and self.in_a_pass:
            more = self._one_step()
        return more

    def _one_step(self):
        now = self.step_settings()
        if self._steps is None or self.stretches[-1][:3] != now:
            self._begin_stretch(*now)
        before = [W.copy() for W in self.network.W[1:]]
        progress = next(self._steps)
        self.stretches[-1] = (*now, self.stretches[-1][3] + 1)
        self.step += 1
        self._measure(before)
        self._count(progress.epoch, batch_size=now[-1])
        return np.isfinite(progress.loss) or np.isfinite(self.network.W[-1]).all()

    def step_settings(self):
        """eta, momentum and batch size of the next step; of a batch of one, batch norm would leave nothing."""
        s = self.settings
        least = 2 if s["batch_norm"] and s["depth"] > 1 else 1
        return s["eta"], s["momentum"], max(s["batch_size"], least)

    def _begin_stretch(self, eta, momentum, batch_size):
        how = {"eta": eta, "momentum": momentum, "batch_size": batch_size, "epochs": FOREVER, "every": "step"}
        self._steps = train(self.network, self.task.X, self.task.Y, rng=self.rng, **how)
        self.stretches.append((eta, momentum, batch_size, 0))
        self.passes = 0

    def _count(self, passes, batch_size):
        """Count the examples seen; at the end of a pass, which may have had a smaller batch, record the curves."""
        m = len(self.task.X)
        self.in_a_pass = passes == self.passes
        if self.in_a_pass:
            self.seen += batch_size
            return
        self.passes = passes
        self.seen += (m - 1) % min(batch_size, m) + 1
        self._record()

    @np.errstate(all="ignore")
    def _measure(self, before):
        """Follow the relative size of an update, layer by layer, by a running mean."""
        pairs = zip(before, self.network.W[1:], strict=True)
        now = np.array([_relative_update(old, W) for old, W in pairs])
        self.update = now if self.step == 1 else self.update + NEWEST * (now - self.update)

    def _record(self):
        """Add a point to the curves; one after every second, fourth ... pass where there would be too many."""
        if self.passes % self._stride == 0:
            self._records.append(self._point())
        if len(self._records) > MOST_RECORDS:
            self._records, self._stride = self._records[::2], 2 * self._stride

    def _point(self):
        """Epochs so far; loss and accuracy in training; loss and accuracy held out."""
        t = self.task
        training, held_out = readings(self.network, t.X, t.Y), readings(self.network, t.X_held_out, t.Y_held_out)
        return self.epoch, *training, *held_out

    def snapshot(self):
        """What can be seen now, a `Snapshot`."""
        records = list(self._records)
        if records[-1][0] != self.epoch:
            records.append(self._point())
        epochs, loss, accuracy, held_out_loss, held_out_accuracy = np.array(records).T
        return Snapshot(
            settings=self.settings,
            step=self.step,
            epoch=epochs[-1],
            epochs=epochs,
            loss=loss,
            held_out_loss=held_out_loss,
            accuracy=accuracy,
            held_out_accuracy=held_out_accuracy,
            update=self.update,
            readout=readout(self.network, self.task),
            view=view(self.network, self.task),
        )


def _relative_update(old, W):
    """||W - old|| / ||old|| (10.4); of a matrix that was 0 the norm of the new one counts, and no change is 0."""
    change = np.linalg.norm(W - old)
    return change and change / (np.linalg.norm(old) or np.linalg.norm(W))


def watched_training(epochs, **settings):
    """Train for some epochs, and look: a `Snapshot`. Settings as for `Training`, the rest as in `DEFAULTS`."""
    training = Training(**settings)
    for _ in range(epochs):
        if not training.advance_epoch():
            break
    return training.snapshot()


def as_code(training):
    """Five lines of Python after which `network` is the training's network, bit by bit.

    If eta, momentum and batch size never changed and the last pass over the data is complete, the lines are one plain
    call of `train`; otherwise one call for each stretch of n steps.
    """
    s, task = training.settings, training.task
    arguments = training.architecture()
    sizes = arguments.pop("sizes")
    network = ", ".join([str(sizes), *(f"{name}={value!r}" for name, value in arguments.items())])
    common = {"data": DATA[s["data"]], "network": network, "Y": task.targets, "seed": s["seed"]}
    if len(training.stretches) <= 1 and not training.in_a_pass:
        eta, momentum, batch_size = training.stretches[0][:3] if training.stretches else training.step_settings()
        how = {"eta": eta, "momentum": momentum, "batch_size": batch_size, "epochs": training.passes}
        return SHORT.format(**common, **how)
    return LONG.format(**common, stretches=training.stretches)
