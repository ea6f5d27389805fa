"""A network in training that can be watched: step by step, with settings that change on the way."""

import numpy as np

from dnnlib.lessons.playground.experiment_data import task
from dnnlib.lessons.playground.experiment_snapshot import Snapshot, readings
from dnnlib.lessons.playground.experiment_view import readout, view
from dnnlib.network import Network
from dnnlib.training import train

__all__ = ["HEALTHY", "ON_THE_WAY", "Training", "watched_training"]

FOREVER = 10**9  # epochs: a watched training ends when nobody asks for the next step
MOST_RECORDS = 512  # points of a curve; beyond, every second one is dropped
MEMORY = 0.1  # weight of the newest step in the running mean of the update sizes

#: What a training starts with, unless told otherwise.
HEALTHY = {
    "data": "spirals", "depth": 3, "width": 16, "activation": "relu",
    "output_loss": ("sigmoid", "binary_cross_entropy"), "init": "he_normal", "init_scale": 1.0, "batch_norm": False,
    "eta": 0.1, "momentum": 0.9, "batch_size": 16, "seed": 0,
}  # fmt: skip
#: What can change between two steps; all else needs a new network.
ON_THE_WAY = ("eta", "momentum", "batch_size")


class Training:
    """A network, its data, and the `dnnlib.train` that is under way.

    Parameters
    ----------
    data : str
        A name from `playground_data.DATA`.
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
        if unknown := sorted(settings.keys() - HEALTHY.keys()):
            raise ValueError(f"settings must be among {', '.join(HEALTHY)}, got {', '.join(unknown)}")
        self.settings = HEALTHY | settings
        self.task = task(self.settings["data"], *self.settings["output_loss"])
        self.network = Network(**self.architecture())
        self.rng = np.random.default_rng(self.settings["seed"])
        self.stretches, self._steps, self._records = [], None, []
        self.step = self.seen = self.passes = 0
        self._stride = 1  # passes from one record to the next
        self.in_a_pass = False
        self.update = np.full(self.network.L, np.nan)
        self._record()

    def architecture(self):
        """The arguments of `Network`."""
        s = self.settings
        output, loss = s["output_loss"]
        sizes = [self.task.X.shape[1], *[s["width"]] * (s["depth"] - 1), self.task.n_out]
        return {
            "sizes": sizes, "activation": s["activation"], "output": output, "loss": loss, "init": s["init"],
            "scale": s["init_scale"], "batch_norm": s["batch_norm"], "rng": s["seed"],
        }  # fmt: skip

    def change(self, **values):
        """Set eta, momentum or batch_size for the next step. May be called from another thread."""
        self.settings = self.settings | values

    def advance(self, steps=1):
        """Train for a number of steps; stops early where the weights are no numbers any more.

        Returns
        -------
        bool
            Whether the training can go on.
        """
        return all(self._one_step() for _ in range(steps))

    def advance_epoch(self):
        """Train to the end of the present pass over the data; returns whether the training can go on."""
        more = self._one_step()
        while more and self.in_a_pass:
            more = self._one_step()
        return more

    def _one_step(self):
        """One step of `train`, with the settings that are wanted now."""
        eta, momentum, batch_size = wanted = self.wanted()
        if self._steps is None or self.stretches[-1][:3] != wanted:
            self._begin(eta, momentum, batch_size)
        before = [W.copy() for W in self.network.W[1:]]
        progress = next(self._steps)
        self.stretches[-1] = (*wanted, self.stretches[-1][3] + 1)
        self.step += 1
        self._measure(before)
        self._count(progress.epoch, batch_size)
        return np.isfinite(progress.loss) or np.isfinite(self.network.W[-1]).all()

    def wanted(self):
        """eta, momentum and batch size of the next step; of a batch of one, batch norm would leave nothing."""
        s = self.settings
        return (
            s["eta"],
            s["momentum"],
            max(s["batch_size"], 2) if s["batch_norm"] and s["depth"] > 1 else s["batch_size"],
        )

    def _begin(self, eta, momentum, batch_size):
        """A new stretch: from here on other settings hold."""
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
        """The running mean of the relative size of an update, layer by layer."""
        pairs = zip(before, self.network.W[1:], strict=True)
        now = np.array([_relative_update(old, W) for old, W in pairs])
        self.update = now if self.step == 1 else self.update + MEMORY * (now - self.update)

    def _record(self):
        """A point of the curves after every pass; after every second, fourth ... where there would be too many."""
        if self.passes % self._stride == 0:
            self._records.append(self._point())
        if len(self._records) > MOST_RECORDS:
            self._records, self._stride = self._records[::2], 2 * self._stride

    def _point(self):
        t = self.task
        training, held_out = readings(self.network, t.X, t.Y), readings(self.network, t.X_held_out, t.Y_held_out)
        return self.seen / len(t.X), *training, *held_out

    def snapshot(self):
        """What can be seen now.

        Returns
        -------
        Snapshot
        """
        records = (
            self._records if self._records[-1][0] == self.seen / len(self.task.X) else [*self._records, self._point()]
        )
        epochs, loss, accuracy, held_out_loss, held_out_accuracy = np.array(records).T
        return Snapshot(
            self.settings, self.step, epochs[-1], epochs, loss, held_out_loss, accuracy, held_out_accuracy, self.update,
            readout(self.network, self.task), view(self.network, self.task),
        )  # fmt: skip


def _relative_update(old, W):
    """||W - old|| / ||old||; of a matrix that was 0 the norm of the new one counts, and no change is 0."""
    change = _norm(W - old)
    return change and change / (_norm(old) or _norm(W))


def _norm(W):
    return np.sqrt(np.vdot(W, W))


def watched_training(epochs, **settings):
    """Train for some epochs, and look.

    Parameters
    ----------
    epochs : int
    **settings
        As for `Training`; the rest is as in `HEALTHY`.

    Returns
    -------
    Snapshot
    """
    training = Training(**settings)
    for _ in range(epochs):
        if not training.advance_epoch():
            break
    return training.snapshot()
