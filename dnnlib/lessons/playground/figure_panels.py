"""Panels of a network in training: curves over the epochs, and what goes on in each layer."""

import itertools

import numpy as np
from matplotlib.ticker import MaxNLocator, NullLocator

from dnnlib.live import style
from dnnlib.live.panels import PowersOfTen

__all__ = ["DEEPEST", "TrainingPanels"]

DEEPEST = 20
DEPTHS = (4, 10, DEEPEST)  # where an axis of layers ends
TICKS = 5  # at most so many layers are numbered
HELD_OUT = {"color": style.RED, "linestyle": (0, (4, 1.5)), "linewidth": 2.0}
HELD = style.LINES["ghost"]
CURVES = ("loss", "held_out_loss", "accuracy", "held_out_accuracy")  # fields of a Snapshot, over its epochs
LARGEST_LOSS = 1e6  # where its axis ends at the latest
OVERFLOW = "the weights have\noverflowed"
SMALLEST_UPDATE, LARGEST_UPDATE = 1.2e-7, 8.0  # what fell off the axis lies on its edge


class TrainingPanels:
    """Five panels that follow a `Snapshot`: loss and accuracy; spread, update size and saturated units by layer.

    Parameters
    ----------
    figure : LiveFigure
    axes : sequence of five matplotlib.axes.Axes
    """

    def __init__(self, figure, axes):
        self.figure = figure
        self.loss_ax, self.accuracy_ax, self.spread_ax, self.update_ax, self.saturated_ax = axes
        self.layer_axes = (self.spread_ax, self.update_ax, self.saturated_ax)
        self._build_curves()
        self._build_layers()
        self._build_words()

    def _build_curves(self):
        style.style_axes(self.loss_ax, "Loss", "epoch")
        style.style_axes(self.accuracy_ax, "Accuracy", "epoch")
        self.loss_ax.set(yscale="log", ylim=(1e-2, 1e1), xlim=(0, 10))
        self.accuracy_ax.set(ylim=(0, 1.02), xlim=(0, 10), yticks=[0, 0.5, 1])
        self.curves = {}
        for ax, training, held_out in ((self.loss_ax, *CURVES[:2]), (self.accuracy_ax, *CURVES[2:])):
            ax.xaxis.set_major_locator(MaxNLocator(4, integer=True))
            self.curves[training] = self.figure.held_line(ax, **style.LINES["measured"])
            self.curves[held_out] = self.figure.held_line(ax, held=HELD | {"linewidth": 1.2}, **HELD_OUT)

    def _build_layers(self):
        style.style_axes(self.spread_ax, r"Spread: ● $a^l$  ■ $\delta^l$", "layer $l$")
        style.style_axes(self.update_ax, "Relative update", "layer $l$")
        style.style_axes(self.saturated_ax, "Share of stuck units", "hidden layer $l$")
        self.spread_ax.set(yscale="log", ylim=(1e-4, 1e2))
        self.update_ax.set(yscale="log", ylim=(1e-7, 1e1))
        for ax in (self.loss_ax, self.spread_ax):
            ax.yaxis.set_major_locator(PowersOfTen())
            ax.yaxis.set_minor_locator(NullLocator())
        self.update_ax.set_yticks(
            [1e-7, 1e-5, 1e-3, 1e-1, 1e1], [r"${\leq}10^{-7}$", "$10^{-5}$", "$10^{-3}$", "$10^{-1}$", r"${\geq}10$"]
        )
        self.update_ax.minorticks_off()
        self.saturated_ax.set(ylim=(0, 1.02), yticks=[0, 0.5, 1])
        for ax in self.layer_axes:
            ax.set(xlim=(0.5, DEPTHS[0] + 0.5), xticks=[])
            ax.xaxis.set_label_coords(0.5, -0.22)
        self.numbers = {ax: self._build_numbers(ax) for ax in self.layer_axes}
        self.update_ax.axhline(1e-3, **style.LINES["reference"] | {"color": style.BLACK})
        forward, backward = style.LINES["forward"] | {"marker": "o"}, style.LINES["backward"] | {"marker": "s"}
        grey = {"color": style.GHOST, "linewidth": 1.2, "fillstyle": "none", "ms": 5, "zorder": 1.8}
        self.activations = self.figure.held_line(self.spread_ax, ms=5, held=forward | grey, **forward)
        self.gradients = self.figure.held_line(self.spread_ax, ms=5, held=backward | grey, **backward)
        self.update = self.figure.held_line(self.update_ax, **style.LINES["measured"], marker="o", ms=5)
        look = {"color": style.AMBER, "edgecolor": style.TEXT, "hatch": "//"}
        self.bars = self.figure.moving(self.saturated_ax.bar(range(1, DEEPEST), 0, 0.7, **look))

    def _build_numbers(self, ax):
        """The numbers of layers below axes, as texts that move: other ticks would need another background."""
        look = {"fontsize": style.SIZE, "ha": "center", "va": "top", "color": style.TEXT, "clip_on": False}
        place = ax.get_xaxis_transform()
        return [self.figure.moving(ax.text(0, -0.06, "", transform=place, **look)) for _ in range(TICKS)]

    def _build_words(self):
        """The key of the curves beside a title, what is held beside another, and in each panel why it is empty."""
        lines = [self.curves["loss"].now, self.curves["held_out_loss"].now]
        look = {"fontsize": style.SIZE, "ncols": 2, "frameon": False, "handlelength": 2.2, "columnspacing": 1.2}
        place = {"loc": "lower right", "bbox_to_anchor": (1, 0.97), "borderaxespad": 0, "borderpad": 0.1}
        self.loss_ax.legend(lines, ["training", "held out"], **look, **place)
        beside = {"fontsize": style.SIZE, "ha": "right", "va": "bottom", "color": style.TEXT, "clip_on": False}
        ax = self.accuracy_ax
        self.held_words = self.figure.moving(ax.text(1, 1.03, "", transform=ax.transAxes, **beside))
        self.reasons = {
            ax: style.set_label(ax, 0.5, height, transform=ax.transAxes, ha="center", va="center")
            for ax, height in zip((self.loss_ax, *self.layer_axes), (0.3, 0.75, 0.75, 0.75), strict=True)
        }

    def draw(self, snapshot, held=None, held_words="grey: held run"):
        """Set everything to a snapshot; `held` is an earlier one, drawn in grey, or None."""
        for name, curve in self.curves.items():
            curve.set(snapshot, held, lambda s, name=name: (s.epochs, getattr(s, name)))
            curve.now.set_marker("" if snapshot.step else "o")  # a line of one point is not seen
        self.activations.set(snapshot, held, lambda s: _by_layer(s.readout.activation_spread))
        self.gradients.set(snapshot, held, lambda s: _by_layer(s.readout.gradient_spread))
        self.update.set(snapshot, held, lambda s: _by_layer(np.clip(s.update, SMALLEST_UPDATE, LARGEST_UPDATE)))
        saturated = np.full(DEEPEST - 1, np.nan)  # no bar where there is no layer
        if snapshot.finite:
            saturated[: len(snapshot.readout.saturated)] = snapshot.readout.saturated
        for bar, share in zip(self.bars, saturated, strict=True):
            bar.set_height(share)
        self.held_words.set_text("" if held is None else held_words)
        for ax, words in zip(self.reasons, _reasons(snapshot), strict=True):
            self.reasons[ax].set_text(words)
        self._set_limits([snapshot] if held is None else [snapshot, held])
        self._set_layers(len(snapshot.update), deepest=max(len(s.update) for s in (snapshot, held or snapshot)))

    def _set_limits(self, shown):
        last = max(s.epochs[-1] for s in shown)
        losses = np.concatenate([[*s.loss, *s.held_out_loss] for s in shown])
        spreads = np.concatenate([[*s.readout.activation_spread, *s.readout.gradient_spread] for s in shown])
        for ax in (self.loss_ax, self.accuracy_ax):
            style.set_limits(ax, x=style.stepped_limits([max(last, 10.0)]))
        losses = [*losses, 0.1, 1.0]  # the common ones, so that the axis stays as the loss falls
        style.set_limits(self.loss_ax, y=style.stepped_log_limits(losses, step=1, floor=1e-6, ceiling=LARGEST_LOSS))
        style.set_limits(self.spread_ax, y=style.stepped_log_limits(spreads, step=2, floor=1e-14, ceiling=1e8))

    def _set_layers(self, depth, deepest):
        """End the axes of layers at one of `DEPTHS`, and number the layers that there are."""
        for ax, numbers in self.numbers.items():
            style.set_limits(ax, x=(0.5, next(end for end in DEPTHS if end >= deepest) + 0.5))
            layers = _some(depth - 1 if ax is self.saturated_ax else deepest)
            for text, layer in itertools.zip_longest(numbers, layers):
                text.set_x(layer or 0)
                text.set_text("" if layer is None else f"{layer}")


def _by_layer(values):
    """Values of the layers 1 ... L as x and y."""
    return np.arange(1, len(values) + 1), values


def _some(layers):
    """At most TICKS of the layers 1, 2 ..., evenly spaced."""
    step = next(step for step in (1, 2, 3, 5) if layers <= TICKS * step)
    return list(range(step, layers + 1, step))


def _reasons(s):
    """Why the panels of the loss, the spread, the updates and the stuck units are empty; "" where they are not."""
    overflow = "" if s.finite else OVERFLOW
    loss = "above this axis" if s.loss[-1] > LARGEST_LOSS else ""
    update = "" if np.isfinite(s.update).any() else OVERFLOW if s.step else "no step yet"
    hidden = "no hidden layer" if len(s.update) == 1 else ""
    return overflow or loss, overflow, overflow or update, overflow or hidden
