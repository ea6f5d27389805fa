"""A sick network's curves, and those of a treated one over them; and what mattered for reading digits."""

import textwrap

import numpy as np

from dnnlib.activations import as_activation
from dnnlib.lessons.playground.experiment_patients import SIGNS, reason
from dnnlib.lessons.playground.figure_panels import TrainingPanels
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.numbers import percent
from dnnlib.live.panels import axes_at

__all__ = ["DiagnosisFigure", "PatientsFigure", "WhatMatteredFigure"]

LETTERS = 92  # in a line above the panels
LINES = 5  # above the panels
HALF = 0.5  # held-out accuracy above which a remedy helps
NEAR = 8  # percentage points: what differs by more is written as a number
MOST_ROWS = 20


class DiagnosisFigure(LiveFigure):
    """A patient's five panels; once a remedy is tried, the patient turns grey behind the treated network."""

    size = (8.0, 5.5)

    def build(self):
        upper = [axes_at(self, left, 2.75, 3.1, 1.3) for left in (0.6, 4.5)]
        lower = [axes_at(self, left, 0.48, 1.95, 1.25) for left in (0.6, 3.3, 5.87)]
        self.panels = TrainingPanels(self, [*upper, *lower])
        look = {"fontsize": style.SIZE, "va": "top", "color": style.TEXT, "clip_on": False}
        height = self.get_figheight()
        self.lines = [self.moving(self.text(0.01, 1 - y / height, "", **look)) for y in 0.06 + 0.2 * np.arange(LINES)]

    def draw_result(self, result, ghost=None):
        held, words = None, "grey: held"
        if ghost is not None:
            held = ghost.treated or ghost.sick
        elif result.treated is not None:
            held, words = result.sick, "grey: untreated"
        self.panels.draw(result.treated or result.sick, held, words)
        written = textwrap.wrap(_said(result), LETTERS)
        for k, line in enumerate(self.lines):
            line.set_text(written[k] if k < len(written) else "")

    def describe(self, result):
        s = result.treated or result.sick
        who = "the treated network" if result.treated else "the network"
        verdict = _said(result)
        if not s.finite:
            return f"{verdict} After {s.epoch:.3g} epochs the weights of {who} have overflowed."
        return (
            f"{verdict} After {s.epoch:.3g} epochs {who} reads {percent(s.held_out_accuracy[-1])} of the "
            f"held-out digits; its loss went from {s.loss[0]:.2g} to {s.loss[-1]:.2g}. "
            f"The gradient's spread is {s.readout.gradient_spread[0]:.1g} at layer 1."
        )


def _said(d):
    """The patient, the verdict on the fault that was named, and on the remedy, each with its reason."""
    words = f"Patient {d.patient}, activation {as_activation(d.sick.settings['activation']).label}."
    of_the_fault, of_the_remedy = reason(d)
    if d.right is not None:
        judged = f"Right: its sign is {SIGNS[d.fault]}" if d.right else f"No: its sign would be {SIGNS[d.fault]}"
        words += f" You say: {d.fault}. {judged}; {'' if d.right else 'but '}here {of_the_fault}."
    if d.remedy is not None:
        words += f" With {d.remedy}: {_outcome(d)}"
        words += f": {of_the_remedy}." if of_the_remedy else "."
    return words


def _outcome(d):
    """What a remedy did."""
    if d.cured is None:
        return "training .."
    if not d.treated.finite:
        return "no help, its weights overflow"
    best = percent(d.treated.held_out_accuracy.max())
    if d.cured:
        return f"it trains and reads {best}"
    if d.treated.held_out_accuracy.max() > HALF:
        return f"it helps, but {best} are too few"
    return f"no help, it reads {best}"


class PatientsFigure(LiveFigure):
    """The curves of several trainings, one row each: a page on which they can be compared without a kernel.

    The result is a dict from names to `Snapshot`.
    """

    size = (8.0, 11.6)
    columns = ("Loss", "Accuracy", "Spread", "Update", "Stuck")

    def build(self):
        lefts = [0.62 + 1.52 * k for k in range(5)]
        bottoms = [0.45 + 1.2 * k for k in range(8, -1, -1)]
        self.rows = [[axes_at(self, x, y, 1.05, 0.82) for x in lefts] for y in bottoms]
        for k, row in enumerate(self.rows):
            for ax, title in zip(row, self.columns, strict=True):
                style.style_axes(ax, title if k == 0 else "")
        xlabels = ("epoch", "epoch", "layer", "layer", "hidden layer")
        for ax, words in zip(self.rows[-1], xlabels, strict=True):
            ax.set_xlabel(words, fontsize=style.SIZE)
        look = {"fontsize": style.TITLE_SIZE, "weight": "bold", "color": style.TEXT, "va": "top"}
        width, height = self.get_size_inches()
        self.names = [self.text(0.03 / width, (y + 0.82) / height, "", **look) for y in bottoms]
        words = (
            "Blue: training, activations, updates. Red, dashed: held out; red, squares: delta. Bars: share of units."
        )
        self.text(0.03 / width, 1 - 0.05 / height, words, fontsize=style.SIZE, va="top", color=style.TEXT)

    def draw_result(self, result, ghost=None):
        for row, name, (who, snapshot) in zip(self.rows, self.names, result.items(), strict=True):
            name.set_text(who)
            _draw_row(row, snapshot)

    def describe(self, result):
        # In words as rough as what every processor agrees on: some of these trainings are chaotic.
        rows = (
            f"{who} ({as_activation(s.settings['activation']).label}) starts with a loss of {s.loss[0]:.2g} and ends "
            f"{_rough(s.loss[-1])}"
            for who, s in result.items()
        )
        best = max(s.held_out_accuracy[-1] for s in result.values())
        readers = (
            "None of them reads half of the held-out digits" if best < 0.5 else "Some of them read half of the digits"
        )
        return f"{next(iter(result.values())).epoch:.0f} epochs each. " + "; ".join(rows) + f". {readers}."


def _rough(loss):
    """A loss in words."""
    if loss < 1:
        return "below 1"
    return "between 1 and 10" if loss < 10 else "above 10"


def _draw_row(row, s):
    """One training in five panels."""
    loss, accuracy, spread, update, stuck = row
    for ax, name in ((loss, "loss"), (accuracy, "accuracy")):
        ax.plot(s.epochs, getattr(s, name), **style.LINES["measured"])
        ax.plot(s.epochs, getattr(s, f"held_out_{name}"), color=style.RED, linestyle=(0, (4, 1.5)), linewidth=2)
        ax.set(xlim=(0, s.epochs[-1]), xticks=[0, 5, 10])
    loss.set(yscale="log", ylim=(0.1, 100), yticks=[0.1, 1, 10, 100])
    accuracy.set(ylim=(0, 1.02), yticks=[0, 0.5, 1])
    layers = np.arange(1, len(s.update) + 1)
    spread.plot(layers, s.readout.activation_spread, marker="o", ms=4, **style.LINES["forward"])
    spread.plot(layers, s.readout.gradient_spread, marker="s", ms=4, **style.LINES["backward"])
    spread.set(yscale="log", ylim=(1e-14, 1e2), yticks=[1e-12, 1e-8, 1e-4, 1])
    update.plot(layers, np.maximum(s.update, 1e-8), marker="o", ms=4, **style.LINES["measured"])
    update.axhline(1e-3, color=style.BLACK, linestyle=":", linewidth=1.2)
    update.set(yscale="log", ylim=(1e-8, 1e1), yticks=[1e-7, 1e-5, 1e-3, 1e-1])
    stuck.bar(layers[:-1], s.readout.saturated, 0.7, color=style.AMBER, edgecolor=style.TEXT, hatch="//")
    stuck.set(ylim=(0, 1.02), yticks=[0, 0.5, 1])
    for ax in (spread, update, stuck):
        ax.set(xlim=(0.4, 10.6), xticks=[1, 4, 7, 10])
    for ax in (loss, spread, update):
        ax.minorticks_off()


class WhatMatteredFigure(LiveFigure):
    """One row for each change: the held-out accuracy with each seed, and the paired difference to the first row."""

    size = (8.0, 4.8)

    def build(self):
        self.ax, self.paired = axes_at(self, 2.2, 0.6, 2.35, 3.6), axes_at(self, 4.95, 0.6, 2.85, 3.6)
        style.style_axes(self.ax, "Held-out accuracy", "accuracy")
        style.style_axes(self.paired, "Minus the first row, paired", "percentage points")
        self.ax.set(xlim=(0, 1.02), xticks=[0, 0.5, 1])
        self.paired.set(xlim=(-NEAR, NEAR / 2), yticks=[])
        self.paired.axvline(0, color=style.BLACK, linewidth=1)
        seed = {"marker": "o", "mfc": "none", "color": style.MEASURED, "linestyle": ""}
        mean = {"marker": "|", "ms": 18, "mew": 3, "color": style.BLACK, "linestyle": ""}
        self.seeds, self.means = (self.line(self.ax, zorder=3, **look) for look in (seed, mean))
        self.bars = self.line(self.paired, color=style.AMBER, linewidth=9, solid_capstyle="butt", zorder=2)
        self.changes = self.line(self.paired, zorder=4, **mean)
        self.apart = self.line(self.paired, zorder=3, **seed)
        self.far = [self.moving(self.paired.text(0, 0, "", fontsize=style.SIZE, va="center")) for _ in range(MOST_ROWS)]
        words = ["one seed", "mean of the seeds", "± 2 standard errors of the difference"]
        place = {"loc": "upper left", "bbox_to_anchor": (0.01, 1), "ncols": 3, "frameon": False, "columnspacing": 1.2}
        self.legend([self.seeds, self.means, self.bars], words, fontsize=style.SIZE, **place)

    def draw_result(self, result, ghost=None):
        rows, seeds, _ = result.right.shape
        self.ax.set(yticks=range(rows), yticklabels=result.names, ylim=(rows - 0.5, -0.5))
        self.paired.set(ylim=(rows - 0.5, -0.5))
        self.seeds.set_data(result.accuracy.ravel(), np.repeat(range(rows), seeds))
        self.means.set_data(result.mean, range(rows))
        points, error = 100 * result.differences, 200 * result.paired_errors
        mean = points.mean(axis=1)
        near = np.abs(mean) < NEAR
        ends = np.column_stack([mean - error, mean + error, np.full(rows, np.nan)])[near]
        self.bars.set_data(ends.ravel(), np.repeat(np.arange(rows)[near], 3))
        self.changes.set_data(mean[near], np.arange(rows)[near])
        self.apart.set_data(points[near].ravel(), np.repeat(np.arange(rows)[near], seeds))
        for row, text in enumerate(self.far[:rows]):
            text.set(position=(-0.97 * NEAR, row), text="" if near[row] else f"◄ {mean[row]:.0f}")

    def describe(self, result):
        error = 2 * result.paired_errors
        change = result.differences.mean(axis=1)
        clear = [name for name, by, e in zip(result.names, change, error, strict=True) if by < -e]
        better = [name for name, by, e in zip(result.names, change, error, strict=True) if by > e]
        return (
            f"Held-out accuracy after {result.epochs} epochs of {len(result.names)} trainings, one change each, with "
            f"the same {result.right.shape[1]} seeds and the same {result.right.shape[2]} images. Worse than the first "
            f"by more than two paired standard errors: {', '.join(clear) or 'none'}. Better by more: "
            f"{', '.join(better) or 'none'}."
        )
