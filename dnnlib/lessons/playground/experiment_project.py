"""The project: the best reader of digits that 200 epochs can buy, and what mattered for it."""

from dataclasses import dataclass

import numpy as np

from dnnlib.lessons.playground.experiment import DEFAULTS, Training
from dnnlib.lessons.playground.experiment_view import readings
from dnnlib.training import train

__all__ = [
    "BUDGET",
    "CHANGES",
    "GOAL",
    "READER",
    "WhatMattered",
    "held_out_accuracy",
    "standard_error",
    "what_mattered",
]

BUDGET = 200  # epochs
GOAL = 0.97  # held-out accuracy
#: A reader of digits from which the others differ by one change.
READER = DEFAULTS | {
    "data": "digits",
    "width": 32,
    "output_loss": ("softmax", "cross_entropy"),
    "eta": 0.05,
    "batch_size": 32,
}
#: The changes, one a row.
CHANGES = {
    "as it is": {},
    "twice as wide": {"width": 64},
    "batch norm": {"batch_norm": True},
    "no momentum": {"momentum": 0.0},
    "squared error": {"output_loss": ("softmax", "mse")},
    "width 4": {"width": 4},
    "no hidden layer": {"depth": 1},
    "eta 100 times smaller": {"eta": 5e-4},
    "weights 100 times smaller": {"init_scale": 0.01},
}


@dataclass(frozen=True)
class WhatMattered:
    """Held-out accuracy of several trainings, each change with the same seeds.

    Attributes
    ----------
    names : list of str
        The changes; the first is none.
    accuracy : ndarray, shape (changes, seeds)
    epochs, held_out : int
        Length of each training, and the number of held-out examples.
    """

    names: list
    accuracy: np.ndarray
    epochs: int
    held_out: int

    @property
    def mean(self):
        """Mean over the seeds, shape (changes,)."""
        return self.accuracy.mean(axis=1)

    @property
    def standard_error(self):
        """Of the first row's accuracy on this many examples."""
        return standard_error(self.mean[0], self.held_out)


def standard_error(p, m):
    """Standard deviation of a share p that is counted on m independent examples: sqrt(p (1 - p) / m) (10.6)."""
    return float(np.sqrt(p * (1 - p) / m))


def held_out_accuracy(epochs, **settings):
    """The held-out accuracy after some epochs. Settings as for `Training`, the rest as in `READER`."""
    start = Training(**READER | settings)
    network, task = start.network, start.task
    for _ in train(network, task.X, task.Y, **start.how(*start.step_settings()), epochs=epochs, rng=start.rng):
        pass
    _, accuracy = readings(network, task.X_held_out, task.Y_held_out)
    return accuracy


def what_mattered(changes=None, *, seeds=(0, 1, 2), epochs=15):
    """Train every change with every seed.

    Parameters
    ----------
    changes : dict of str to dict, optional
        Names and settings; `CHANGES` by default.
    seeds : sequence of int
    epochs : int

    Returns
    -------
    WhatMattered
    """
    changes = CHANGES if changes is None else changes
    accuracy = [[held_out_accuracy(epochs, seed=seed, **change) for seed in seeds] for change in changes.values()]
    return WhatMattered(list(changes), np.array(accuracy), epochs, len(Training(**READER).task.X_held_out))
