"""A sick network's curves, and those of a treated one over them; and what mattered for reading digits."""

import numpy as np

from dnnlib.lessons.playground.figure_panels import TrainingPanels
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.numbers import percent

__all__ = ["DiagnosisFigure", "WhatMatteredFigure"]

FAR = 10  # standard errors from which words call a mean far worse


class DiagnosisFigure(LiveFigure):
    """A patient's five panels; once a remedy is tried, the patient turns grey behind the treated network."""

    size = (11.4, 6.2)

    def build(self):
        upper = style.panels(self, 2, left=0.6, bottom=3.55, top=0.8, gap=0.7)
        lower = style.panels(self, 3, left=0.6, bottom=0.62, top=3.6, gap=0.7)
        self.panels = TrainingPanels(self, [*upper, *lower])
        self.panels.key(1 - 0.42 / self.get_figheight(), held="before, or held")
        look = {"fontsize": style.SIZE + 1, "va": "top", "color": style.TEXT, "clip_on": False}
        self.headline = self.moving(self.text(0.012, 0.988, "", **look))

    def draw_result(self, result, ghost=None):
        held = None
        if ghost is not None:
            held = ghost.treated or ghost.sick
        elif result.treated is not None:
            held = result.sick
        self.panels.draw(result.treated or result.sick, held)
        self.headline.set_text(_verdict(result))

    def describe(self, result):
        s = result.treated or result.sick
        who = "the treated network" if result.treated else "the network"
        if not s.finite:
            return f"{_verdict(result)} After {s.epoch:.3g} epochs the weights of {who} have overflowed."
        return (
            f"{_verdict(result)} After {s.epoch:.3g} epochs {who} reads {percent(s.held_out_accuracy[-1])} of the "
            f"held-out digits; its loss went from {s.loss[0]:.2g} to {s.loss[-1]:.2g}. "
            f"The gradient's spread is {s.readout.gradient_spread[0]:.1g} at layer 1."
        )


def _verdict(d):
    """The patient, the learner's word and the remedy's effect, in one line."""
    words = [f"Patient {d.patient}."]
    if d.right is not None:
        words.append(f"You say: {d.fault}. {'Right.' if d.right else 'No, look again.'}")
    if d.remedy is not None:
        no = "that does not help." if d.treated is None or d.treated.finite else "its weights overflow."
        effect = {None: "training ...", True: "it trains.", False: no}[d.cured]
        words.append(f"With {d.remedy}: {effect}")
    return " ".join(words)


class WhatMatteredFigure(LiveFigure):
    """One row for each change: the held-out accuracy with each seed, their mean, and a band that chance can explain."""

    size = (10.0, 4.6)

    def build(self):
        (self.ax,) = style.panels(self, left=2.6)
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
