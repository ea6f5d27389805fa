"""Lesson 9: one normalized unit, a deep network with and without it, and a sweep over weight scales."""

import numpy as np

from dnnlib.activations import as_activation
from dnnlib.lessons.batch_normalization.experiment import STEPS
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.numbers import short
from dnnlib.live.panels import axes_at, log_axes

__all__ = ["DeepNetFigure", "ScaleSweepFigure", "UnitFigure"]

EDGE = 6.0  # of the axes of one unit's values; what lies beyond is drawn at the rim
TOP = 3.9  # of the sweep's panel, where losses that are larger are drawn


class UnitFigure(LiveFigure):
    """A batch of one unit before and after normalization, and its histogram; draws a ``OneUnit``."""

    size = (8.0, 5.0)
    BINS = np.linspace(-EDGE, EDGE, 42)  # an odd number of bins: 0 lies in the middle of one

    def build(self):
        self.before = _Batch(self, axes_at(self, 0.75, 2.45, 3.0, 2.15), "Before: z")
        self.after = _Batch(self, axes_at(self, 4.75, 2.45, 3.0, 2.15), "After: γ ẑ + β")
        shape = style.style_axes(axes_at(self, 0.75, 0.62, 7.0, 1.2), "Distribution of γ ẑ + β (density)", "γ ẑ + β")
        self.shape = shape
        shape.set(xlim=(-EDGE, EDGE), ylim=(0, 1), xticks=range(-6, 7, 2))
        style.label_ends(shape.xaxis, -EDGE, EDGE)
        self.held = self.line(shape, drawstyle="steps-mid", **style.LINES["ghost"])
        heights = np.zeros(len(self.BINS) - 1)
        self.bars = self.moving(shape.stairs(heights, self.BINS, color=style.BLUE, fill=True, alpha=0.75))
        self.normal = self.line(shape, label="normal curve", **style.LINES["theory"])
        place = {"loc": "lower right", "bbox_to_anchor": (1, 1), "borderaxespad": 0.1, "borderpad": 0}
        look = {"frameon": False, "fontsize": style.SIZE}
        self.normal_name = self.moving(shape.legend(handles=[self.normal], **place, **look))
        self.held_words = _beside_title(shape, x=0.74)

    def draw_result(self, result, ghost=None):
        self.before.set(result.z, result.mean, result.std, None if ghost is None else ghost.z)
        self.after.set(result.out, result.beta, abs(result.gamma), None if ghost is None else ghost.out)
        density = self._density(result)
        self.bars.set_data(density)
        held = np.zeros(1) if ghost is None else self._density(ghost)
        style.set_limits(self.shape, y=style.stepped_limits([density.max(), held.max(), 1.0]))
        for artist in (self.normal, self.normal_name):
            artist.set_visible(abs(result.gamma) >= 0.2)  # a narrower one is a needle
        x = np.linspace(-EDGE, EDGE, 121)
        width = max(abs(result.gamma), 0.2)
        self.normal.set_data(x, np.exp(-(((x - result.beta) / width) ** 2) / 2) / (width * np.sqrt(2 * np.pi)))
        self.held_words.set_text("" if ghost is None else "grey: held")
        self.held.set_visible(ghost is not None)
        if ghost is not None:
            self.held.set_data((self.BINS[1:] + self.BINS[:-1]) / 2, held)

    def _density(self, result):
        counts = np.histogram(np.clip(result.out, -EDGE, EDGE), self.BINS)[0]
        return counts / len(result.out) / (self.BINS[1] - self.BINS[0])

    def describe(self, result):
        rest = result.out[1:]
        return (
            f"A batch of {len(result.z)}. Before, its mean is {short(result.mean)} and its standard deviation "
            f"{short(result.std)}; after, {short(result.out.mean())} and {short(result.out.std())}. The moved "
            f"example goes from {short(result.z[0])} to {short(result.out[0])}; the others have standard "
            f"deviation {short(rest.std())} around {short(rest.mean())}."
        )


class _Batch:
    """The values of a batch, example by example, with mean and one standard deviation to each side.

    The axis stays what it is, so that a value means the same wherever the outlier goes: beyond it the outlier stands at
    the rim, with its number.
    """

    def __init__(self, figure, ax, title):
        style.style_axes(ax, title, "example")
        ax.set(xlim=(-0.04, 1.04), ylim=(-1.07 * EDGE, 1.07 * EDGE), xticks=[], yticks=range(-6, 7, 3))
        style.label_ends(ax.yaxis, -EDGE, EDGE)
        self.band = figure.moving(ax.axhspan(0, 1, color=style.BLUE, alpha=0.15, linewidth=0))
        self.mean = figure.moving(ax.axhline(0, color=style.BLUE, linewidth=1.5))
        self.held = figure.line(ax, "o", color=style.GHOST, markersize=4, fillstyle="none")
        self.dots = figure.line(ax, "o", color=style.BLUE, markersize=5)
        self.outlier = figure.line(ax, "D", color=style.RED, markersize=9, zorder=4)
        self.number = style.set_label(ax, 0.05, 0.0, va="center", color=style.RED)

    def set(self, values, mean, std, held):
        x = np.linspace(0, 1, len(values))
        seen = np.clip(values, -EDGE, EDGE)
        self.dots.set_data(x[1:], seen[1:])
        self.outlier.set_data(x[:1], seen[:1])
        self.number.set_text("" if seen[0] == values[0] else short(values[0]).replace("-", "−"))
        self.number.set_position((0.05, seen[0]))
        self.mean.set_ydata([mean, mean])
        self.band.set_y(mean - std)
        self.band.set_height(2 * std)
        self.held.set_visible(held is not None)
        if held is not None:
            self.held.set_data(np.linspace(0, 1, len(held)), np.clip(held, -EDGE, EDGE))


class DeepNetFigure(LiveFigure):
    """Activation spread, gradient spread and loss of a deep network; draws a ``DeepNet``."""

    size = (8.0, 5.0)

    def build(self):
        upper = axes_at(self, 0.8, 2.9, 3.1, 1.7)
        lower = axes_at(self, 0.8, 0.62, 3.1, 1.7)
        right = axes_at(self, 4.8, 0.62, 2.95, 3.98)
        hidden = "Hidden activations: rms of $a^l$"
        self.forward = _Spread(self, upper, hidden, "forward", lambda result: result.activations[:-1])
        gradients = r"Gradients: rms of $m\,\delta^l$"
        self.backward = _Spread(self, lower, gradients, "backward", lambda result: result.gradients)
        lower.set_xlabel("layer $l$")
        style.style_axes(right, "Loss of the batch, nats", "step")
        right.set(xlim=(0, STEPS), ylim=(0, 4))
        right.set_yticks([0, 1, np.log(10), 3, 4], ["0", "1", "ln 10", "3", "4"])
        right.axhline(np.log(10), **style.LINES["reference"])
        self.loss = self.held_line(right, **style.LINES["measured"])
        self.overflow = [_beside_title(ax, color=style.WARN) for ax in (upper, right)]
        self.held = _beside_title(lower)

    def draw_result(self, result, ghost=None):
        self.forward.set(result, ghost)
        self.backward.set(result, ghost)
        self.loss.set(result, ghost, lambda r: (np.arange(len(r.losses)), _capped(r.losses)))
        for words, values in zip(self.overflow, (result.activations, result.losses), strict=True):
            words.set_text("" if np.isfinite(values).all() else "overflow")
        if result.depth == 1:
            self.overflow[0].set_text("none")
        self.held.set_text("" if ghost is None else "dotted: held")

    def describe(self, result):
        losses = result.losses
        words = (
            f"Depth {result.depth}, {as_activation(result.activation).label}, init scale {result.init_scale:.2g}, "
            f"{'with' if result.batch_norm else 'without'} batch norm. {_layers(result)}"
        )
        if not len(losses):
            return words
        if not np.isfinite(losses).all():
            return words + f" Training diverged: the loss overflowed at step {int(np.argmax(~np.isfinite(losses)))}."
        return words + f" After {len(losses)} steps the loss has gone from {short(losses[0])} to {short(losses[-1])}."


def _beside_title(ax, x=1.0, **look):
    """A moving text in the title's line, by default at its right end, where it covers no curve."""
    place = {"ha": "right", "va": "baseline", "transform": ax.transAxes}
    return ax.figure.moving(ax.text(x, 1.03, "", **place, **{"fontsize": style.SIZE, "color": style.TEXT} | look))


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
    """A spread per layer on a logarithmic axis with stepped limits; `values` takes it from a ``DeepNet``."""

    def __init__(self, figure, ax, title, role, values):
        style.style_axes(ax, title)
        log_axes(ax)
        ax.set(xlim=(0.5, 20.5), xticks=[1, 5, 10, 15, 20])
        self.ax = ax
        self.values = values
        self.line = figure.held_line(ax, marker="o", markersize=5, **style.LINES[role])

    def set(self, result, ghost):
        shown = [self.values(one) for one in (result, ghost) if one is not None]
        style.set_limits(self.ax, y=style.stepped_log_limits(np.concatenate([*shown, [1e-3, 10.0]]), step=4))
        self.line.set(result, ghost, lambda r: (1 + np.arange(len(self.values(r))), self.values(r)))


class ScaleSweepFigure(LiveFigure):
    """The loss after training over the weight scale, with and without batch norm; draws a ``ScaleSweep``."""

    size = (8.0, 4.6)

    def build(self):
        (ax,) = style.panels(self, left=0.75, bottom=0.65, top=0.5)
        style.style_axes(ax, "", "standard deviation of the initial weights", "mean loss of steps 25 to 32, nats")
        ax.set(xscale="log", xlim=(0.8e-4, 1.25), ylim=(0, 4))
        ax.set_yticks([0, np.log(10) / 2, np.log(10), 3, 4], ["0", "½ ln 10", "ln 10", "3", "≥ 4"])
        ax.axhline(np.log(10), **style.LINES["reference"])
        self.normalized = self._swept(ax, "o", "with batch norm", style.LINES["forward"])
        self.plain = self._swept(ax, "s", "without", style.LINES["backward"])
        self.diverged = self.line(ax, "^", color=style.RED, markersize=11, zorder=5)
        handles = [self.normalized.now, self.plain.now]
        place = {"loc": "lower left", "bbox_to_anchor": (0, 1), "ncols": 2, "borderaxespad": 0.1}
        ax.legend(handles=handles, fontsize=style.SIZE, frameon=False, **place)
        self.overflow = _beside_title(ax, color=style.WARN)
        self.held = _beside_title(ax, x=0.8)

    def _swept(self, ax, marker, label, look):
        """A curve with marks at the scales; its held twin has the same marks, hollow."""
        held = style.LINES["ghost"] | {"marker": marker, "markersize": 7, "fillstyle": "none"}
        return self.held_line(ax, marker=marker, markersize=7, label=label, held=held, **look)

    def draw_result(self, result, ghost=None):
        self.normalized.set(result, ghost, lambda r: (r.scales, _inside(r.normalized)))
        self.plain.set(result, ghost, lambda r: (r.scales, _inside(r.plain)))
        diverged = np.isinf(result.plain) | np.isinf(result.normalized)
        self.diverged.set_data(result.scales[diverged], np.full(diverged.sum(), TOP))
        self.overflow.set_text("▲ overflow" if diverged.any() else "")
        self.held.set_text("" if ghost is None else "grey: held")

    def describe(self, result):
        done = ~np.isnan(result.plain)
        plain, normalized, scales = result.plain[done], result.normalized[done], result.scales[done]
        diverged = np.isinf([plain, normalized]).sum()
        counted = f"of {len(scales)} weight scales from 1e-4 to 1"
        if result.progress < 1:
            counted = (
                f"so far only {len(scales)} of {len(result.scales)} weight scales, up to {scales[-1]:.1g}; of these"
            )
        words = (
            f"Depth {result.depth}, {as_activation(result.activation).label}: {counted}, {np.sum(plain < 1.15)} train "
            f"to half of ln 10 without batch norm, and {np.sum(normalized < 1.15)} with it."
        )
        return words + (f" {diverged} of the runs diverged to an infinite loss." if diverged else "")


def _inside(losses):
    """Losses for a panel that ends at 4: larger ones at its top, infinite ones not drawn."""
    return np.where(np.isfinite(losses), np.minimum(losses, TOP), np.nan)
