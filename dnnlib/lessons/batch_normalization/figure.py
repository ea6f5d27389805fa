"""Lesson 9: one normalized unit, a deep network with and without it, and a sweep over weight scales."""

import numpy as np

from dnnlib.activations import ACTIVATIONS
from dnnlib.live.figure import LiveFigure
from dnnlib.live.style import (
    BLUE,
    GHOST,
    LINES,
    RED,
    SIZE,
    WARN,
    name_ends,
    panels,
    set_label,
    set_limits,
    stepped_limits,
    stepped_log_limits,
    style_axes,
)

__all__ = ["DeepNetFigure", "ScaleSweepFigure", "UnitFigure"]


class UnitFigure(LiveFigure):
    """A batch of one unit before and after normalization, and its histogram; draws a ``OneUnit``."""

    BINS = np.linspace(-6, 6, 42)  # an odd number of bins: 0 lies in the middle of one

    def build(self):
        before, after, shape = panels(self, 3, ratios=(1, 1, 1.1), gap=0.85)
        self.before = _Batch(self, before, "Before: z", "example", "z")
        self.after = _Batch(self, after, "After: γ ẑ + β", "example", "what the activation receives")
        style_axes(shape, "Its distribution", "γ ẑ + β", "density")
        self.shape = shape
        shape.set(xlim=(-6, 6), ylim=(0, 1), xticks=range(-6, 7, 3))
        name_ends(shape.xaxis, -6, 6)
        self.held = self.line(shape, drawstyle="steps-mid", label="held", **LINES["ghost"])
        self.bars = self.moving(
            shape.stairs(np.zeros(len(self.BINS) - 1), self.BINS, color=BLUE, fill=True, alpha=0.75)
        )
        self.normal = self.line(shape, label="normal curve", **LINES["theory"])
        self.moving(shape.legend(handles=[self.normal], loc="upper right", fontsize=SIZE, frameon=False))

    def draw_result(self, result, ghost=None):
        self.before.set(result.z, result.mean, result.std, None if ghost is None else ghost.z)
        self.after.set(result.out, result.beta, abs(result.gamma), None if ghost is None else ghost.out)
        density = self._density(result)
        self.bars.set_data(density)
        set_limits(self.shape, y=stepped_limits([density.max(), 1.0]))
        self.normal.set_visible(abs(result.gamma) >= 0.2)  # a narrower one is a needle
        x, width = np.linspace(-6, 6, 121), max(abs(result.gamma), 0.2)
        self.normal.set_data(x, np.exp(-(((x - result.beta) / width) ** 2) / 2) / (width * np.sqrt(2 * np.pi)))
        middle = (self.BINS[1:] + self.BINS[:-1]) / 2
        self.held.set_data(([], []) if ghost is None else (middle, self._density(ghost)))

    def _density(self, result):
        counts = np.histogram(np.clip(result.out, -6, 6), self.BINS)[0]
        return counts / len(result.out) / (self.BINS[1] - self.BINS[0])

    def describe(self, result):
        rest = result.out[1:]
        return (
            f"A batch of {len(result.z)}. Before, its mean is {_short(result.mean)} and its standard deviation "
            f"{_short(result.std)}; after, {_short(result.out.mean())} and {_short(result.out.std())}. The dragged "
            f"example goes from {_short(result.z[0])} to {_short(result.out[0])}; the others now spread by "
            f"{_short(rest.std())} around {_short(rest.mean())}."
        )


class _Batch:
    """The values of a batch, example by example, with mean and one standard deviation to each side."""

    def __init__(self, figure, ax, title, xlabel, ylabel):
        style_axes(ax, title, xlabel, ylabel)
        self.ax = ax
        ax.set_xlim(-0.03, 1.03)
        ax.set_xticks([])
        self.band = figure.moving(ax.axhspan(0, 1, color=BLUE, alpha=0.15, linewidth=0))
        self.mean = figure.moving(ax.axhline(0, color=BLUE, linewidth=1.5))
        self.held = figure.line(ax, "o", color=GHOST, markersize=4, fillstyle="none")
        self.dots = figure.line(ax, "o", color=BLUE, markersize=5)
        self.outlier = figure.line(ax, "D", color=RED, markersize=9, zorder=4)

    def set(self, values, mean, std, held):
        x = np.linspace(0, 1, len(values))
        self.dots.set_data(x[1:], values[1:])
        self.outlier.set_data(x[:1], values[:1])
        self.held.set_data(([], []) if held is None else (np.linspace(0, 1, len(held)), held))
        self.mean.set_ydata([mean, mean])
        self.band.set_y(mean - std)
        self.band.set_height(2 * std)
        reach = values if held is None else np.concatenate([values, held])
        set_limits(self.ax, y=stepped_limits([1.05 * np.abs(reach).max(), 5.0], symmetric=True))


class DeepNetFigure(LiveFigure):
    """Activation spread, gradient spread and loss of a deep network; draws a ``DeepNet``."""

    def build(self):
        left, middle, right = panels(self, 3, gap=0.95)
        self.forward = _Spread(self, left, "Activations", "root mean square of $a^l$", "forward")
        self.backward = _Spread(self, middle, "Gradients", "root mean square of $m\\,\\delta^l$", "backward")
        style_axes(right, "Loss while it trains", "step", "loss of the batch")
        right.set(xlim=(0, 40), ylim=(0, 4))
        right.axhline(np.log(10), **LINES["reference"])
        set_label(right, 39.5, np.log(10) + 0.08, "ln 10: knows nothing", ha="right")
        self.held = self.line(right, **LINES["ghost"])
        self.loss = self.line(right, **LINES["measured"])
        look = {"ha": "center", "fontsize": SIZE, "color": WARN}
        self.overflow = [self.moving(ax.text(0.5, 0.3, "", transform=ax.transAxes, **look)) for ax in (left, right)]

    def draw_result(self, result, ghost=None):
        self.forward.set(result.activations, None if ghost is None else ghost.activations)
        self.backward.set(result.gradients, None if ghost is None else ghost.gradients)
        for words, values in zip(self.overflow, (result.activations, result.losses), strict=True):
            words.set_text("" if np.isfinite(values).all() else "the numbers overflow")
        for line, run in ((self.loss, result), (self.held, ghost)):
            shown = [] if run is None else np.minimum(np.nan_to_num(run.losses, nan=1e6, posinf=1e6), 1e6)
            line.set_data(np.arange(len(shown)), shown)

    def describe(self, result):
        a, g, losses = result.activations, result.gradients, result.losses
        how, last = "with" if result.batch_norm else "without", result.depth - 1
        words = (
            f"Depth {result.depth}, {ACTIVATIONS[result.activation].label}, init scale {result.init_scale:.2g}, {how} "
            "batch norm."
        )
        if last:
            way = f"reach {_short(a[0], 0)} in layer 1, the only hidden one"
            if last > 1:
                end = _short(a[last - 1], 0)
                way = f"go from {_short(a[0], 0)} in layer 1 to {end} in layer {last}, the last hidden one"
            words += (
                f" The activations {way}; the gradients go from {_short(g[-1], 0)} in layer {result.depth} back to "
                f"{_short(g[0], 0)} in layer 1."
            )
        else:
            words += " The only layer is the output."
        if not len(losses):
            return words
        if not np.isfinite(losses).all():
            return words + f" Training diverged: the loss overflowed at step {int(np.argmax(~np.isfinite(losses)))}."
        return words + f" After {len(losses)} steps the loss has gone from {_short(losses[0])} to {_short(losses[-1])}."


class _Spread:
    """A spread per layer on a logarithmic axis with stepped limits."""

    def __init__(self, figure, ax, title, ylabel, role):
        style_axes(ax, title, "layer l", ylabel)
        ax.set(yscale="log", xlim=(0.5, 20.5), xticks=[1, 5, 10, 15, 20])
        self.ax = ax
        self.held = figure.line(ax, **LINES["ghost"])
        self.line = figure.line(ax, marker="o", markersize=5, **LINES[role])

    def set(self, values, held):
        both = values if held is None else np.concatenate([values, held])
        set_limits(self.ax, y=stepped_log_limits([*both, 1e-3, 10.0], step=4))
        self.line.set_data(np.arange(1, len(values) + 1), values)
        self.held.set_data(([], []) if held is None else (np.arange(1, len(held) + 1), held))


class ScaleSweepFigure(LiveFigure):
    """The loss after training over the weight scale, with and without batch norm; draws a ``ScaleSweep``."""

    size = (9.0, 4.4)

    def build(self):
        (self.ax,) = panels(self)
        ax = style_axes(self.ax, "After 32 steps", "standard deviation of the initial weights", "loss")
        ax.set(xscale="log", xlim=(0.8e-4, 1.25), ylim=(0, 4), yticks=range(5))
        name_ends(ax.yaxis, high=4)
        ax.axhline(np.log(10), **LINES["reference"])
        ax.text(1e-4, np.log(10) + 0.14, "ln 10: has learned nothing", fontsize=SIZE)
        curves = (("normalized", "with batch norm", "forward", "o"), ("plain", "without", "backward", "s"))
        for name, label, role, marker in curves:
            held = self.line(ax, **LINES["ghost"])
            line = self.line(ax, marker=marker, markersize=7, label=label, **LINES[role])
            setattr(self, name, (line, held))
        self.diverged = self.line(ax, "^", color=RED, markersize=11, zorder=5, label="diverged")
        handles = [self.normalized[0], self.plain[0], self.diverged]
        place = {"loc": "lower right", "bbox_to_anchor": (1, 1), "ncols": 3, "borderaxespad": 0.1}
        self.moving(ax.legend(handles=handles, fontsize=SIZE, frameon=False, **place))

    def draw_result(self, result, ghost=None):
        for name in ("normalized", "plain"):
            line, held = getattr(self, name)
            line.set_data(result.scales, _below(getattr(result, name)))
            held.set_data(([], []) if ghost is None else (ghost.scales, _below(getattr(ghost, name))))
        gone = np.isinf(result.plain) | np.isinf(result.normalized)
        self.diverged.set_data(result.scales[gone], np.full(gone.sum(), 3.9))

    def describe(self, result):
        done = ~np.isnan(result.plain)
        best = {k: np.sum(getattr(result, k)[done] < 1.15) for k in ("plain", "normalized")}
        diverged = int(np.isinf(result.plain[done]).sum() + np.isinf(result.normalized[done]).sum())
        words = (
            f"Depth {result.depth}, {ACTIVATIONS[result.activation].label}: of {done.sum()} weight scales from 1e-4 "
            f"to 1, {best['plain']} train to half of ln 10 without batch norm, and {best['normalized']} with it."
        )
        return words + (f" {diverged} of the runs diverged to an infinite loss." if diverged else "")


def _below(values):
    """Losses for the panel: what is too large stands at the top, and what diverged is left to the triangles."""
    return np.where(np.isfinite(values), np.minimum(values, 3.9), np.nan)


def _short(value, rounding=1e-9):
    """Two significant digits; 0 for what is no larger than rounding errors, and no minus before it."""
    if not np.isfinite(value):
        return "infinity (overflow)" if value > 0 else "no number (overflow)"
    return f"{value:.2g}" if abs(value) > rounding else "0"
