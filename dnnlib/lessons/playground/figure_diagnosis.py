"""A sick network's curves, and those of a treated one over them; and what mattered for reading digits."""

import textwrap

import numpy as np

from dnnlib.lessons.playground.experiment_patients import SIGNS
from dnnlib.lessons.playground.figure_panels import TrainingPanels
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.numbers import percent
from dnnlib.live.panels import axes_at

__all__ = ["DiagnosisFigure", "WhatMatteredFigure"]

LETTERS = 90  # in a line above the panels
FAR = 10  # standard errors from which words call a mean far worse


class DiagnosisFigure(LiveFigure):
    """A patient's five panels; once a remedy is tried, the patient turns grey behind the treated network."""

    size = (8.0, 5.2)

    def build(self):
        upper = [axes_at(self, left, 2.75, 3.1, 1.3) for left in (0.6, 4.5)]
        lower = [axes_at(self, left, 0.48, 1.95, 1.25) for left in (0.6, 3.3, 5.87)]
        self.panels = TrainingPanels(self, [*upper, *lower])
        look = {"fontsize": style.SIZE, "va": "top", "color": style.TEXT, "clip_on": False}
        height = self.get_figheight()
        self.lines = [self.moving(self.text(0.01, 1 - y / height, "", **look)) for y in (0.06, 0.26, 0.46)]

    def draw_result(self, result, ghost=None):
        held, words = None, "grey: held"
        if ghost is not None:
            held = ghost.treated or ghost.sick
        elif result.treated is not None:
            held, words = result.sick, "grey: untreated"
        self.panels.draw(result.treated or result.sick, held, words)
        written = [_patient(result), *textwrap.wrap(_verdict(result), LETTERS)]
        for k, line in enumerate(self.lines):
            line.set_text(written[k] if k < len(written) else "")

    def describe(self, result):
        s = result.treated or result.sick
        who = "the treated network" if result.treated else "the network"
        verdict = " ".join(filter(None, [_patient(result), _verdict(result)]))
        if not s.finite:
            return f"{verdict} After {s.epoch:.3g} epochs the weights of {who} have overflowed."
        return (
            f"{verdict} After {s.epoch:.3g} epochs {who} reads {percent(s.held_out_accuracy[-1])} of the "
            f"held-out digits; its loss went from {s.loss[0]:.2g} to {s.loss[-1]:.2g}. "
            f"The gradient's spread is {s.readout.gradient_spread[0]:.1g} at layer 1."
        )


def _patient(d):
    """The patient, and what a remedy did to it."""
    words = f"Patient {d.patient}, activation {d.sick.settings['activation']}."
    if d.remedy is None:
        return words
    if d.cured is None:
        return f"{words} With {d.remedy}: training ..."
    if d.cured:
        return f"{words} With {d.remedy}: it trains."
    if not d.treated.finite:
        return f"{words} With {d.remedy}: its weights overflow."
    best = percent(d.treated.held_out_accuracy.max())
    return f"{words} With {d.remedy}: no help, it reads {best}."


def _verdict(d):
    """Whether the learner's word is right, and by which sign one sees it."""
    if d.right is None:
        return ""
    return f"You say: {d.fault}. {'Right, its sign is' if d.right else 'No, its sign would be'} {SIGNS[d.fault]}."


class WhatMatteredFigure(LiveFigure):
    """One row for each change: the held-out accuracy with each seed, their mean, and a band that chance can explain."""

    size = (8.0, 4.6)

    def build(self):
        (self.ax,) = style.panels(self, left=2.3)
        style.style_axes(self.ax, "What mattered: held-out accuracy, one change a row", "accuracy")
        self.ax.set(xlim=(0, 1.02))
        self.band = self.ax.axvspan(0, 0, color=style.YELLOW, alpha=0.6, zorder=1)
        seed = {"marker": "o", "mfc": "none", "color": style.MEASURED, "label": "one seed"}
        mean = {"marker": "|", "ms": 20, "mew": 3, "color": style.BLACK, "label": "mean of the seeds"}
        self.seeds, self.means = (self.line(self.ax, linestyle="", zorder=3, **look) for look in (seed, mean))
        self.ax.legend(fontsize=style.SIZE, loc="upper left")

    def draw_result(self, result, ghost=None):
        rows, seeds = result.accuracy.shape
        self.ax.set(yticks=range(rows), yticklabels=result.names, ylim=(rows - 0.5, -0.5))
        self.band.set(x=result.mean[0] - 2 * result.standard_error, width=4 * result.standard_error)
        self.seeds.set_data(result.accuracy.ravel(), np.repeat(range(rows), seeds))
        self.means.set_data(result.mean, range(rows))

    def describe(self, result):
        low = result.mean[0] - FAR * result.standard_error
        worse = [name for name, mean in zip(result.names, result.mean, strict=True) if mean < low]
        return (
            f"Held-out accuracy after {result.epochs} epochs of {len(result.names)} trainings, one change each. "
            f"Far worse than the first: {', '.join(worse) or 'none'}. The others lie close together at the right."
        )
