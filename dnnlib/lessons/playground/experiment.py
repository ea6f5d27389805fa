"""A network in training that can be watched: step by step, with settings that change on the way."""

import re
from collections import deque

import numpy as np

from dnnlib.activations import Activation
from dnnlib.lessons.playground.experiment_data import as_data, source, task
from dnnlib.lessons.playground.experiment_view import Snapshot, readings, readout, stuck_units, view
from dnnlib.network import Network
from dnnlib.training import train

__all__ = ["DEFAULTS", "STEP_SETTINGS", "Training", "as_code", "watched_training"]

FOREVER = 10**9  # epochs: a watched training ends when nobody asks for the next step
MOST_RECORDS = 512  # points of a curve; beyond, every second one is dropped
RECENT = 40  # passes of which every point is kept
STRETCH = 30  # epochs: the least length of the last stretch
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
    "weight_decay": 0.0,
    "noise": 0.0,
    "share": 1.0,
    "seed": 0,
}
#: The settings of a step, which can change between two steps; all else needs a new network.
STEP_SETTINGS = ("eta", "momentum", "batch_size", "weight_decay")
KNOBS = ("rate η", "momentum", "batch size", "weight decay")  # the same in words


class Training:
    """A network, its data, and the `dnnlib.train` that is under way.

    Parameters
    ----------
    data : str or pair
        A name from `DATA`, or the learner's own (X, y): any number of inputs, two or more classes.
    depth : int
        L, the number of affine maps.
    width : int
        Units in every hidden layer.
    activation, init : str, Activation, function
        Names from `ACTIVATIONS` and `INITIALIZERS`, or the learner's own, as for `Network`.
    output_loss : pair of str
        Output function and loss, one of `OUTPUT_LOSSES`.
    init_scale : float
    batch_norm : bool
    eta, momentum : float
    batch_size : int
        Under batch norm the least size from there on is taken that leaves no batch of one.
    weight_decay : float
    noise : float
        Standard deviation of what is added to every input, times the inputs' own.
    share : float
        The share of the training examples that is used; the held-out ones are always the same.
    seed : int
        Seeds the weights and, by itself, the shuffling. The data are always the same.

    Attributes
    ----------
    network : Network
    stretches : list of tuple
        (eta, momentum, batch_size, weight_decay, steps): what was done. A change on the way begins a new stretch, that
        is a new call of `train`, with a fresh shuffle and with the velocity of momentum at 0.
    step, passes : int
        Steps so far; passes over the data that the present stretch has completed.
    in_a_pass : bool
        Whether the last step did not end a pass.
    marks : list of float
        The epochs at which a knob was turned: where the second stretch and later ones begin.
    """

    def __init__(self, **settings):
        if unknown := sorted(settings.keys() - DEFAULTS.keys()):
            raise ValueError(f"settings must be among {', '.join(DEFAULTS)}, got {', '.join(unknown)}")
        self.settings = DEFAULTS | settings
        self.settings["data"] = as_data(self.settings["data"])
        s = self.settings
        self.task = task(s["data"], *s["output_loss"], s["noise"], s["share"])
        self.network = Network(**self.architecture())
        self.rng = np.random.default_rng(self.settings["seed"])
        self.stretches, self.marks = [], []
        self.step = self.seen = self.passes = 0
        self.in_a_pass = False
        self.update = np.full(self.network.L, np.nan)
        self._steps = None  # the `train` of the present stretch
        self._records, self._recent = [], deque(maxlen=RECENT)
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
        """Set eta, momentum, batch_size or weight_decay for the next step. May be called from another thread."""
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
        if self._steps is None or self.stretches[-1][:-1] != now:
            self._begin_stretch(*now)
        before = [W.copy() for W in self.network.W[1:]]
        progress = next(self._steps)
        self.stretches[-1] = (*now, self.stretches[-1][-1] + 1)
        self.step += 1
        self._measure(before)
        self._count(progress.epoch, batch_size=now[2])
        return np.isfinite(progress.loss) or np.isfinite(self.network.W[-1]).all()

    def step_settings(self):
        """eta, momentum, batch size and weight decay of the next step; batch norm leaves nothing of a batch of one."""
        s = self.settings
        size, m = s["batch_size"], len(self.task.X)
        while s["batch_norm"] and s["depth"] > 1 and (size == 1 or m % size == 1):
            size += 1
        return s["eta"], s["momentum"], size, s["weight_decay"]

    def _begin_stretch(self, *now):
        how = self.how(*now) | {"epochs": FOREVER, "every": "step"}
        self._steps = train(self.network, self.task.X, self.task.Y, rng=self.rng, **how)
        if self.stretches:
            self.marks.append(self.epoch)
        self.stretches.append((*now, 0))
        self.passes = 0

    @staticmethod
    def how(eta, momentum, batch_size, weight_decay):
        """The settings of a step as arguments of `train`."""
        return {"eta": eta, "momentum": momentum, "batch_size": batch_size, "weight_decay": weight_decay}

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
        point = self._point()
        self._recent.append(point)
        if self.passes % self._stride == 0:
            self._records.append(point)
        if len(self._records) > MOST_RECORDS:
            self._records, self._stride = self._records[::2], 2 * self._stride

    def _point(self):
        """Epochs; loss and accuracy in training; the same held out; update sizes; shares of stuck units."""
        t = self.task
        training, held_out = readings(self.network, t.X, t.Y), readings(self.network, t.X_held_out, t.Y_held_out)
        return np.array([self.epoch, *training, *held_out, *self.update, *stuck_units(self.network, t)])

    def snapshot(self):
        """What can be seen now, a `Snapshot`."""
        recent = list(self._recent)
        records = [point for point in self._records if point[0] < recent[0][0]] + recent
        if records[-1][0] != self.epoch:
            records.append(self._point())
        table, first_stuck = np.array(records), 5 + self.network.L
        if self.step:  # before the first step there was no update: that curve begins with the first known one
            table[0, 5:first_stuck] = table[1, 5:first_stuck]
        epochs, loss, accuracy, held_out_loss, held_out_accuracy = table[:, :5].T
        return Snapshot(
            settings=self.settings,
            step=self.step,
            epoch=epochs[-1],
            epochs=epochs,
            loss=loss,
            held_out_loss=held_out_loss,
            accuracy=accuracy,
            held_out_accuracy=held_out_accuracy,
            updates=table[:, 5:first_stuck],
            stuck=table[:, first_stuck:],
            marks=np.array(self.marks),
            turned=self._turned(),
            since=max(0.0, min(self.marks[-1] if self.marks else 0.0, self.epoch - STRETCH)),
            readout=readout(self.network, self.task),
            view=view(self.network, self.task),
        )

    def _turned(self):
        """What was turned last, in words."""
        if not self.marks:
            return ""
        before, now = self.stretches[-2], self.stretches[-1]
        changes = zip(KNOBS, before[:-1], now[:-1], strict=True)
        return ", ".join(f"{name} {new:.3g}" for name, old, new in changes if old != new)


def _relative_update(old, W):
    """||W - old|| / ||old|| (7.4); of a matrix that was 0 the norm of the new one counts, and no change is 0."""
    change = np.linalg.norm(W - old)
    return change and change / (np.linalg.norm(old) or np.linalg.norm(W))


def watched_training(epochs, **settings):
    """Train for some epochs, and look: a `Snapshot`. Settings as for `Training`, the rest as in `DEFAULTS`."""
    training = Training(**settings)
    for _ in range(epochs):
        if not training.advance_epoch():
            break
    return training.snapshot()


IMPORTS = """\
import numpy as np
from threadpoolctl import threadpool_limits

from dnnlib import Network, accuracy, datasets, one_hot, train

threadpool_limits(1)  # two threads add up in another order, which changes last digits
"""
PLAIN = """\
for progress in train(
    network, X, Y, eta={eta!r}, momentum={momentum!r}, batch_size={batch_size},
    weight_decay={weight_decay!r}, epochs={epochs}, rng=rng,
):
    pass  # progress.epoch, progress.loss
"""
TURNED = """\
stretches = [  # rate, momentum, batch size, weight decay, steps
{stretches}
]
for eta, momentum, batch_size, weight_decay, steps in stretches:
    training = train(
        network, X, Y, eta=eta, momentum=momentum, batch_size=batch_size,
        weight_decay=weight_decay, epochs=steps, rng=rng, every="step",
    )
    for _ in range(steps):
        next(training)
"""
RESULT = """\
trace = network.forward(X_held_out, training=False)
print(f"held out: {accuracy(trace.output, labels_held_out):.3f}")
"""


def as_code(training):
    """A runnable cell after which `network` is the training's network, bit by bit.

    If no knob was turned and the last pass over the data is complete, it has one plain call of `train`; otherwise one
    call for each stretch of steps. What the learner has brought, it calls by its name.
    """
    s = training.settings
    if len(training.stretches) <= 1 and not training.in_a_pass:
        now = training.stretches[0][:-1] if training.stretches else training.step_settings()
        trained = PLAIN.format(**training.how(*now), epochs=training.passes)
    else:
        trained = TURNED.format(stretches="\n".join(f"    {stretch}," for stretch in training.stretches))
    lines = [*source(s["data"], s["noise"], s["share"]), f"Y = {training.task.targets}", *_network_lines(training)]
    return "\n".join([IMPORTS, *lines, f"rng = np.random.default_rng({s['seed']})", trained + RESULT])


def _network_lines(training):
    """The call of `Network`, one argument a line."""
    arguments = training.architecture()
    yield "network = Network("
    yield f"    {arguments.pop('sizes')},"
    for name, value in arguments.items():
        if isinstance(value, str):
            written = f'"{value}",'
        elif name in ("activation", "init"):
            written = f"{_own_name(value)},  # your own"
        else:
            written = f"{value!r},"
        yield f"    {name}={written}"
    yield ")"


def _own_name(value):
    """The name by which a cell calls what the learner has brought."""
    name = value.name if isinstance(value, Activation) else getattr(value, "__name__", "init")
    return re.sub(r"\W", "_", name)
