"""Lesson 9: one normalized unit, a deep network with and without it, and a sweep over weight scales."""

import numpy as np

from dnnlib.activations import ACTIVATIONS
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.numbers import short

__all__ = ["DeepNetFigure", "ScaleSweepFigure", "UnitFigure"]

TOP = 3.9  # of the sweep's panel, where losses that are larger are drawn


class UnitFigure(LiveFigure):
    """A batch of one unit before and after normalization, and its histogram; draws a ``OneUnit``."""

    BINS = np.linspace(-6, 6, 42)  # an odd number of bins: 0 lies in the middle of one

    def build(self):
        before, after, shape = style.panels(self, 3, ratios=(1, 1, 1.1), gap=0.85)
        self.before = _Batch(self, before, "Before: z", "example", "z")
        self.after = _Batch(self, after, "After: γ ẑ + β", "example", "what the activation receives")
        style.style_axes(shape, "Its distribution", "γ ẑ + β", "density")
        self.shape = shape
        shape.set(xlim=(-6, 6), ylim=(0, 1), xticks=range(-6, 7, 3))
        style.label_ends(shape.xaxis, -6, 6)
        self.held = self.line(shape, drawstyle="steps-mid", **style.LINES["ghost"])
        heights = np.zeros(len(self.BINS) - 1)
        self.bars = self.moving(shape.stairs(heights, self.BINS, color=style.BLUE, fill=True, alpha=0.75))
        self.normal = self.line(shape, label="normal curve", **style.LINES["theory"])
        self.moving(shape.legend(handles=[self.normal], loc="upper right", fontsize=style.SIZE, frameon=False))

    def draw_result(self, result, ghost=None):
        self.before.set(result.z, result.mean, result.std, None if ghost is None else ghost.z)
        self.after.set(result.out, result.beta, abs(result.gamma), None if ghost is None else ghost.out)
        density = self._density(result)
        self.bars.set_data(density)
        style.set_limits(self.shape, y=style.stepped_limits([density.max(), 1.0]))
        self.normal.set_visible(abs(result.gamma) >= 0.2)  # a narrower one is a needle
        x = np.linspace(-6, 6, 121)
        width = max(abs(result.gamma), 0.2)
        self.normal.set_data(x, np.exp(-(((x - result.beta) / width) ** 2) / 2) / (width * np.sqrt(2 * np.pi)))
        self.held.set_visible(ghost is not None)
        if ghost is not None:
            self.held.set_data((self.BINS[1:] + self.BINS[:-1]) / 2, self._density(ghost))

    def _density(self, result):
        counts = np.histogram(np.clip(result.out, -6, 6), self.BINS)[0]
        return counts / len(result.out) / (self.BINS[1] - self.BINS[0])

    def describe(self, result):
        rest = result.out[1:]
        return (
            f"A batch of {len(result.z)}. Before, its mean is {short(result.mean)} and its standard deviation "
            f"{short(result.std)}; after, {short(result.out.mean())} and {short(result.out.std())}. The dragged "
            f"example goes from {short(result.z[0])} to {short(result.out[0])}; the others now spread by "
            f"{short(rest.std())} around {short(rest.mean())}."
        )


class _Batch:
    """The values of a batch, example by example, with mean and one standard deviation to each side."""

    def __init__(self, figure, ax, title, xlabel, ylabel):
        style.style_axes(ax, title, xlabel, ylabel)
        self.ax = ax
        ax.set_xlim(-0.03, 1.03)
        ax.set_xticks([])
        self.band = figure.moving(ax.axhspan(0, 1, color=style.BLUE, alpha=0.15, linewidth=0))
        self.mean = figure.moving(ax.axhline(0, color=style.BLUE, linewidth=1.5))
        self.held = figure.line(ax, "o", color=style.GHOST, markersize=4, fillstyle="none")
        self.dots = figure.line(ax, "o", color=style.BLUE, markersize=5)
        self.outlier = figure.line(ax, "D", color=style.RED, markersize=9, zorder=4)

    def set(self, values, mean, std, held):
        x = np.linspace(0, 1, len(values))
        self.dots.set_data(x[1:], values[1:])
        self.outlier.set_data(x[:1], values[:1])
        self.mean.set_ydata([mean, mean])
        self.band.set_y(mean - std)
        self.band.set_height(2 * std)
        self.held.set_visible(held is not None)
        if held is not None:
            self.held.set_data(np.linspace(0, 1, len(held)), held)
        shown = values if held is None else np.concatenate([values, held])
        style.set_limits(self.ax, y=style.stepped_limits([1.05 * np.abs(shown).max(), 5.0], symmetric=True))


class DeepNetFigure(LiveFigure):
    """Activation spread, gradient spread and loss of a deep network; draws a ``DeepNet``."""

    def build(self):
        left, middle, right = style.panels(self, 3, gap=0.95)
        self.forward = _Spread(self, left, "activations", "root mean square of $a^l$", "forward")
        self.backward = _Spread(self, middle, "gradients", "root mean square of $m\\,\\delta^l$", "backward")
        style.style_axes(right, "Loss while it trains", "step", "loss of the batch")
        right.set(xlim=(0, 40), ylim=(0, 4))
        right.axhline(np.log(10), **style.LINES["reference"])
        style.set_label(right, 39.5, np.log(10) + 0.08, "ln 10: knows nothing", ha="right")
        self.loss = self.held_line(right, **style.LINES["measured"])
        look = {"ha": "center", "fontsize": style.SIZE, "color": style.WARN}
        self.overflow = [self.moving(ax.text(0.5, 0.3, "", transform=ax.transAxes, **look)) for ax in (left, right)]

    def draw_result(self, result, ghost=None):
        self.forward.set(result, ghost)
        self.backward.set(result, ghost)
        self.loss.set(result, ghost, lambda r: (np.arange(len(r.losses)), _capped(r.losses)))
        for words, values in zip(self.overflow, (result.activations, result.losses), strict=True):
            words.set_text("" if np.isfinite(values).all() else "the numbers overflow")

    def describe(self, result):
        losses = result.losses
        words = (
            f"Depth {result.depth}, {ACTIVATIONS[result.activation].label}, init scale {result.init_scale:.2g}, "
            f"{'with' if result.batch_norm else 'without'} batch norm. {_layers(result)}"
        )
        if not len(losses):
            return words
        if not np.isfinite(losses).all():
            return words + f" Training diverged: the loss overflowed at step {int(np.argmax(~np.isfinite(losses)))}."
        return words + f" After {len(losses)} steps the loss has gone from {short(losses[0])} to {short(losses[-1])}."


def _layers(result):
    """A sentence on activations and gradients, layer by layer."""
    a, g = ([short(value, zero=0) for value in values] for values in (result.activations, result.gradients))
    hidden = result.depth - 1
    if hidden == 0:
        return "The only layer is the output."
    way = f"go from {a[0]} in layer 1 to {a[hidden - 1]} in layer {hidden}, the last hidden one"
    if hidden == 1:
        way = f"reach {a[0]} in layer 1, the only hidden one"
    return f"The activations {way}; the gradients go from {g[-1]} in layer {result.depth} back to {g[0]} in layer 1."


def _capped(losses):
    """Losses for a panel that ends at 4: larger ones, NaN and infinite ones lie above its edge."""
    return np.minimum(np.nan_to_num(losses, nan=1e6, posinf=1e6), 1e6)


class _Spread:
    """A spread per layer on a logarithmic axis with stepped limits; `name` is its field of a ``DeepNet``."""

    def __init__(self, figure, ax, name, ylabel, role):
        style.style_axes(ax, name.capitalize(), "layer l", ylabel)
        ax.set(yscale="log", xlim=(0.5, 20.5), xticks=[1, 5, 10, 15, 20])
        self.ax = ax
        self.name = name
        self.line = figure.held_line(ax, marker="o", markersize=5, **style.LINES[role])

    def set(self, result, ghost):
        shown = [getattr(one, self.name) for one in (result, ghost) if one is not None]
        style.set_limits(self.ax, y=style.stepped_log_limits(np.concatenate([*shown, [1e-3, 10.0]]), step=4))
        self.line.set(result, ghost, lambda r: (np.arange(1, r.depth + 1), getattr(r, self.name)))


class ScaleSweepFigure(LiveFigure):
    """The loss after training over the weight scale, with and without batch norm; draws a ``ScaleSweep``."""

    size = (9.0, 4.4)

    def build(self):
        (self.ax,) = style.panels(self)
        ax = style.style_axes(self.ax, "After 32 steps", "standard deviation of the initial weights", "loss")
        ax.set(xscale="log", xlim=(0.8e-4, 1.25), ylim=(0, 4), yticks=range(5))
        style.label_ends(ax.yaxis, high=4)
        ax.axhline(np.log(10), **style.LINES["reference"])
        ax.text(1e-4, np.log(10) + 0.14, "ln 10: has learned nothing", fontsize=style.SIZE)
        look = {"marker": "o", "markersize": 7, "label": "with batch norm"}
        self.normalized = self.held_line(ax, **look, **style.LINES["forward"])
        look = {"marker": "s", "markersize": 7, "label": "without"}
        self.plain = self.held_line(ax, **look, **style.LINES["backward"])
        self.diverged = self.line(ax, "^", color=style.RED, markersize=11, zorder=5, label="diverged")
        handles = [self.normalized.now, self.plain.now, self.diverged]
        place = {"loc": "lower right", "bbox_to_anchor": (1, 1), "ncols": 3, "borderaxespad": 0.1}
        self.moving(ax.legend(handles=handles, fontsize=style.SIZE, frameon=False, **place))

    def draw_result(self, result, ghost=None):
        self.normalized.set(result, ghost, lambda r: (r.scales, _inside(r.normalized)))
        self.plain.set(result, ghost, lambda r: (r.scales, _inside(r.plain)))
        diverged = np.isinf(result.plain) | np.isinf(result.normalized)
        self.diverged.set_data(result.scales[diverged], np.full(diverged.sum(), TOP))

    def describe(self, result):
        done = ~np.isnan(result.plain)
        plain, normalized = result.plain[done], result.normalized[done]
        diverged = np.isinf([plain, normalized]).sum()
        words = (
            f"Depth {result.depth}, {ACTIVATIONS[result.activation].label}: of {done.sum()} weight scales from 1e-4 "
            f"to 1, {np.sum(plain < 1.15)} train to half of ln 10 without batch norm, and {np.sum(normalized < 1.15)} "
            "with it."
        )
        return words + (f" {diverged} of the runs diverged to an infinite loss." if diverged else "")


def _inside(losses):
    """Losses for a panel that ends at 4: larger ones at its top, infinite ones not drawn."""
    return np.where(np.isfinite(losses), np.minimum(losses, TOP), np.nan)
