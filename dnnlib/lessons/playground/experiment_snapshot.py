"""A training at one moment, as data."""

from dataclasses import dataclass

import numpy as np

from dnnlib.lessons.playground.experiment_view import DigitsView, PlaneView, Readout
from dnnlib.losses import accuracy

__all__ = ["Snapshot", "readings"]


@dataclass(frozen=True)
class Snapshot:
    """A training at one moment.

    Attributes
    ----------
    settings : dict
        The parameters, by name.
    step : int
        Updates so far.
    epoch : float
        Passes over the training data so far: examples seen / examples there are.
    epochs, loss, held_out_loss, accuracy, held_out_accuracy : ndarray, shape (k,)
        The curves: one point at the start, one after each pass (of long runs every second, fourth ...), one now.
    update : ndarray, shape (L,)
        ||change of W^l|| / ||W^l|| of a step, averaged over about the last ten; NaN before the first.
    readout : Readout
        What the layers do with the first examples.
    view : PlaneView or DigitsView
        What the network has learned, to be looked at.
    """

    settings: dict
    step: int
    epoch: float
    epochs: np.ndarray
    loss: np.ndarray
    held_out_loss: np.ndarray
    accuracy: np.ndarray
    held_out_accuracy: np.ndarray
    update: np.ndarray
    readout: Readout
    view: PlaneView | DigitsView

    @property
    def finite(self):
        """Whether the loss is still a number."""
        return bool(np.isfinite(self.loss[-1]))


def readings(network, X, Y):
    """Loss and accuracy, with the running statistics where there is batch norm."""
    trace = network.forward(X, training=False)
    return network.loss(trace, Y), accuracy(trace.output, Y)
