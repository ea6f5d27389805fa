"""The project: the best reader of digits that 200 epochs can buy, and what mattered for it."""

from dataclasses import dataclass

import numpy as np

from dnnlib.lessons.playground.experiment import DEFAULTS, Training
from dnnlib.lessons.playground.experiment_view import classes_read
from dnnlib.training import train

__all__ = [
    "BUDGET",
    "CHANGES",
    "GOAL",
    "READER",
    "SEEDS",
    "WhatMattered",
    "held_out_accuracy",
    "paired_error",
    "read_rightly",
    "standard_error",
    "what_mattered",
]

BUDGET = 200  # epochs
GOAL = 0.975  # held-out accuracy, the mean over the seeds
SEEDS = (0, 1, 2)
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
    "weight decay 0.001": {"weight_decay": 0.001},
    "eta 100 times smaller": {"eta": 5e-4},
    "weights 100 times smaller": {"init_scale": 0.01},
}


@dataclass(frozen=True)
class WhatMattered:
    """Which held-out images several trainings read rightly, each change with the same seeds and the same images.

    Attributes
    ----------
    names : list of str
        The changes; the first is none.
    right : ndarray of bool, shape (changes, seeds, m)
        Whether an image was read rightly.
    epochs : int
        Length of each training.
    """

    names: list
    right: np.ndarray
    epochs: int

    @property
    def accuracy(self):
        """Held-out accuracy, shape (changes, seeds)."""
        return self.right.mean(axis=2)

    @property
    def mean(self):
        """Mean accuracy of each change over the seeds."""
        return self.right.mean(axis=(1, 2))

    @property
    def standard_error(self):
        """Of one network like the first row's on new images (10.6)."""
        return standard_error(self.mean[0], self.right.shape[2])

    @property
    def differences(self):
        """Each accuracy minus that of the first row with the same seed, shape (changes, seeds)."""
        return self.accuracy - self.accuracy[0]

    @property
    def paired_errors(self):
        """Of each mean difference to the first row, shape (changes,)."""
        return np.array([paired_error(row, self.right[0]) for row in self.right])


def standard_error(p, m):
    """Of the share that is counted on m independent examples: sqrt(p (1 - p) / m) (10.6)."""
    return float(np.sqrt(p * (1 - p) / m))


def paired_error(one, other):
    """The standard error of the difference of two accuracies that were counted on the same images (10.7).

    Parameters
    ----------
    one, other : array_like of bool, shape (m,) or (seeds, m)
        Whether an image was read rightly; over several seeds an image counts with its mean.

    Returns
    -------
    float
    """
    d = np.asarray(one, dtype=float) - np.asarray(other, dtype=float)
    d = np.atleast_2d(d).mean(axis=0)
    return float(np.std(d, ddof=1) / np.sqrt(len(d)))


def read_rightly(epochs, **settings):
    """Which held-out images a training reads rightly after some epochs: bool, shape (m,).

    Settings as for `Training`, the rest as in `READER`.
    """
    start = Training(**READER | settings)
    network, task = start.network, start.task
    for _ in train(network, task.X, task.Y, **start.how(*start.step_settings()), epochs=epochs, rng=start.rng):
        pass
    return classes_read(network, task.X_held_out) == task.labels_held_out


def held_out_accuracy(epochs, **settings):
    """The held-out accuracy after some epochs. Settings as for `Training`, the rest as in `READER`."""
    return float(read_rightly(epochs, **settings).mean())


def what_mattered(changes=None, *, seeds=SEEDS, epochs=15):
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
    right = [[read_rightly(epochs, seed=seed, **change) for seed in seeds] for change in changes.values()]
    return WhatMattered(list(changes), np.array(right), epochs)
