"""Lesson 5: probabilities, the Jacobian as a heat map, and the loss of an untrained network."""

import numpy as np
from matplotlib import colormaps

from dnnlib.activations import as_activation
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.letters import Letters
from dnnlib.live.numbers import fixed

__all__ = ["InitialLossFigure", "SoftmaxFigure", "StallFigure"]

CLASSES = ("1", "2", "3", "4")


class SoftmaxFigure(LiveFigure):
    """Bars of p, the Jacobian with its row sums, bars of p - y; draws a ``SoftmaxView``."""

    size = (8.0, 4.8)

    def build(self):
        upper, lower = style.panels(self, rows=2, left=0.75, right=4.75, vgap=0.75)
        (heat_map,) = style.panels(self, left=4.1, right=0.15)
        self.p = _Bars(self, upper, "Probabilities p", "", "p", (0, 1.25), style.BLUE)
        self._build_heat_map(heat_map)
        self.delta = _Bars(self, lower, "What flows back: p - y", "class", "p - y", (-1.45, 1.45), style.RED)
        lower.axhline(0, color=style.TEXT, linewidth=1)

    def _build_heat_map(self, ax):
        style.style_axes(ax, "Jacobian S = diag(p) - p pᵀ", "logit j", "probability i", grid=False)
        extent = (-0.5, 3.5, 3.5, -0.5)
        self.heat = self.moving(
            ax.imshow(np.zeros((4, 4)), cmap=colormaps["PuOr_r"], vmin=-0.25, vmax=0.25, extent=extent)
        )
        ax.set(xlim=(-0.5, 4.9), ylim=(3.5, -0.5), aspect="auto")
        ax.set_xticks(range(4), CLASSES)
        ax.set_yticks(range(4), CLASSES)
        ax.text(4.25, 3.6, "row sum", fontsize=style.SIZE, ha="center", va="top", color=style.TEXT)
        self.entries = self.moving(Letters(ax))

    def draw_result(self, result, ghost=None):
        self.p.set(result.p, None if ghost is None else ghost.p)
        self.delta.set(result.delta, None if ghost is None else ghost.delta)
        self.heat.set_data(result.S)
        entries = [
            (j, i, fixed(value), "white" if abs(value) > 0.13 else style.TEXT, "center", "center")
            for (i, j), value in np.ndenumerate(result.S)
        ]
        sums = [(4.25, i, fixed(total), style.TEXT, "center", "center") for i, total in enumerate(result.S.sum(axis=1))]
        self.entries.write(*entries, *sums)

    def describe(self, result):
        shares = ", ".join(f"{p:.2f}" for p in result.p)
        return (
            f"Logits {', '.join(f'{z:.2g}' for z in result.z)} at temperature {result.temperature:.3g} give the "
            f"probabilities {shares}. The largest entry of the Jacobian is {np.abs(result.S).max():.2f}, and each of "
            f"its rows sums to 0. The right class is {result.label + 1}: the cost is {abs(result.loss):.2f}, and p - y "
            f"is {', '.join(fixed(d) for d in result.delta)}."
        )


class _Bars:
    """Four bars with their numbers, and short lines at the held values."""

    def __init__(self, figure, ax, title, xlabel, ylabel, limits, colour):
        style.style_axes(ax, title, xlabel, ylabel)
        ax.set(xlim=(-0.6, 3.6), ylim=limits)
        ax.set_xticks(range(4), CLASSES)
        self.bars = figure.moving(ax.bar(range(4), np.zeros(4), width=0.7, color=colour))
        self.held = figure.moving(ax.hlines(np.zeros(4), np.arange(4) - 0.42, np.arange(4) + 0.42, colors=style.GHOST))
        self.held.set(linewidths=3, linestyles=(0, (1, 0.8)), zorder=3)
        self.numbers = figure.moving(Letters(ax, box=0.85))
        ax.set_yticks([-1, 0, 1] if limits[0] < 0 else [0, 0.5, 1])
        self.shift = 0.07 * (limits[1] - limits[0])  # half the height of a line of text

    def set(self, values, held):
        numbers = []
        for x, (bar, value) in enumerate(zip(self.bars, values, strict=True)):
            bar.set_height(value)
            y = value + self.shift if value >= 0 else value - self.shift
            numbers.append((x, y, fixed(value), style.TEXT, "center", "center"))
        self.numbers.write(*numbers)
        self.held.set_visible(held is not None)
        if held is not None:
            self.held.set_segments([[(x - 0.42, y), (x + 0.42, y)] for x, y in enumerate(held)])


class InitialLossFigure(LiveFigure):
    """An untrained network on the digits; draws an ``InitialLoss``."""

    BINS = np.linspace(0, 1, 21)

    size = (8.0, 4.8)

    def build(self):
        upper, lower = style.panels(self, rows=2, left=0.75, right=4.75, vgap=1.0)
        (loss,) = style.panels(self, left=4.35, right=0.2)
        style.style_axes(upper, "One digit, ten answers", "class", "p")
        upper.set(xlim=(-0.8, 9.8), ylim=(0, 1.3), xticks=range(10), yticks=[0, 0.5, 1])
        upper.axhline(0.1, **style.LINES["reference"])
        self.right_class = self.moving(upper.bar([0], [1.3], width=1, color=style.GREEN, alpha=0.2)[0])
        self.bars = self.moving(upper.bar(range(10), np.zeros(10), color=style.BLUE))
        self.right_words = style.set_label(upper, 0, 1.28, "right class", opacity=0, va="top", color=style.TEXT)
        style.style_axes(lower, "How sure it is", "largest p of a digit", "share of digits")
        lower.set(xlim=(0, 1), ylim=(0, 1), yticks=[0, 0.5, 1])
        held = {"color": style.GHOST, "linewidth": 2, "linestyle": ":", "zorder": 3}
        self.held_shares = self.moving(lower.stairs(np.zeros(20), self.BINS, **held))
        self.shares = self.moving(lower.stairs(np.zeros(20), self.BINS, color=style.BLUE, fill=True, alpha=0.85))
        self._build_loss(loss)

    def _build_loss(self, ax):
        self.loss_axes = ax
        style.style_axes(ax, "Loss before training", "init scale", "loss (nats)")
        ax.set(xscale="log", yscale="log", xlim=(0.09, 11.1), ylim=(0.1, 1000))
        ax.axhline(np.log(10), color=style.GREY, linewidth=1.2, linestyle=":")
        below = {"fontsize": style.SIZE, "color": style.TEXT, "ha": "right", "va": "top"}
        ax.text(10, np.log(10) * 0.9, "ln 10 = 2.30", **below)
        self.curve = self.held_line(ax, label="measured", **style.LINES["measured"])
        self.theory = self.line(ax, label="normal logits", **style.LINES["theory"])
        self.point = self.line(ax, "o", color=style.RED, markersize=9, zorder=4)
        self.moving(ax.legend(loc="upper left", fontsize=style.SIZE, frameon=False))
        self.words = style.set_label(ax, 0.03, 0.8, transform=ax.transAxes, va="top")

    def draw_result(self, result, ghost=None):
        for bar, p in zip(self.bars, result.p[0], strict=True):
            bar.set_height(p)
        label = int(result.labels[0])
        self.right_class.set_x(label - 0.5)
        side = "left" if label < 5 else "right"
        self.right_words.set(x=label + (0.6 if side == "left" else -0.6), ha=side)
        self.shares.set_data(self._shares(result))
        self.curve.set(result, ghost, lambda r: (r.scales, r.losses))
        self.theory.set_data(result.scales, result.theory)
        self.point.set_data([result.init_scale], [result.loss])
        self.words.set_text(f"here: {result.loss:#.3g}\nnormal logits: {_of_normal_logits(result):#.3g}")
        style.set_limits(self.loss_axes, y=(0.1, style.stepped_log_limits([1e3, result.losses.max()], step=3)[1]))
        self.held_shares.set_visible(ghost is not None)
        if ghost is not None:
            self.held_shares.set_data(self._shares(ghost))

    def _shares(self, result):
        return np.histogram(result.p.max(axis=1), self.BINS)[0] / len(result.p)

    def describe(self, result):
        name = as_activation(result.activation).label
        scale = result.init_scale
        normal = _of_normal_logits(result)
        return (
            f"An untrained network of depth {result.depth} with {name} and init scale {scale:.2g}: its logits "
            f"spread by {result.spread:.2g}, its loss on the digits is {result.loss:#.3g} where ln 10 is 2.30 "
            f"and normal logits of that spread would cost {normal:#.3g}, and its largest probability is "
            f"{result.p.max(axis=1).mean():.2f} on average."
        )


def _of_normal_logits(result):
    """The loss of normal logits at the present init scale, between those over the scales."""
    return np.exp(np.interp(np.log(result.init_scale), np.log(result.scales), np.log(result.theory)))


class StallFigure(LiveFigure):
    """The probability of the right class while two losses train; draws a ``Stall``."""

    size = (8.0, 4.0)

    def build(self):
        (ax,) = style.panels(self)
        style.style_axes(ax, "From confidently wrong to right", "step", "p of the right class")
        ax.set(xlim=(0, 300), ylim=(0, 1.02))
        self.likelihood = self.line(ax, label="cross-entropy", **style.LINES["forward"])
        self.squared = self.line(ax, label="squared error", **style.LINES["backward"])
        self.moving(ax.legend(loc="lower right", fontsize=style.SIZE, frameon=False))

    def draw_result(self, result, ghost=None):
        self.likelihood.set_data(result.steps, result.log_likelihood)
        self.squared.set_data(result.steps, result.squared_error)

    def describe(self, result):
        def first(curve):
            passed = np.flatnonzero(curve > 0.5)
            return f"passes one half at step {passed[0]}" if passed.size else f"is still at {curve[-1]:.2f} at the end"

        return (
            f"Softmax trained from a confidently wrong start. With cross-entropy the right class "
            f"{first(result.log_likelihood)}; with squared error it {first(result.squared_error)}."
        )
