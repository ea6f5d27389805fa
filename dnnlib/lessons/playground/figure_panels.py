"""Panels of a network in training: curves over the epochs, and what goes on in each layer."""

import numpy as np
from matplotlib.ticker import MaxNLocator, NullFormatter

from dnnlib.live import style

__all__ = ["DEEPEST", "TrainingPanels"]

DEEPEST = 20
HELD_OUT = {"color": style.RED, "linestyle": (0, (4, 1.5)), "linewidth": 2.0}
HELD = style.LINES["ghost"]
CURVES = ("loss", "held_out_loss", "accuracy", "held_out_accuracy")  # fields of a Snapshot, over its epochs
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

    def _build_curves(self):
        style.style_axes(self.loss_ax, "Loss", "epoch")
        style.style_axes(self.accuracy_ax, "Accuracy", "epoch")
        self.loss_ax.set(yscale="log", ylim=(1e-2, 1e1), xlim=(0, 10))
        self.loss_ax.yaxis.set_minor_formatter(NullFormatter())
        self.accuracy_ax.set(ylim=(0, 1.02), xlim=(0, 10))
        self.curves = {}
        for ax, training, held_out in ((self.loss_ax, *CURVES[:2]), (self.accuracy_ax, *CURVES[2:])):
            ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
            self.curves[training] = self.figure.held_line(ax, **style.LINES["measured"])
            self.curves[held_out] = self.figure.held_line(ax, held=HELD | {"linewidth": 1.2}, **HELD_OUT)

    def _build_layers(self):
        style.style_axes(self.spread_ax, r"Spread: ● $a^l$  ■ $\delta^l$", "layer $l$")
        style.style_axes(self.update_ax, "Relative update", "layer $l$")
        style.style_axes(self.saturated_ax, "Share of stuck units", "hidden layer $l$")
        self.spread_ax.set(yscale="log", ylim=(1e-4, 1e2))
        self.update_ax.set(yscale="log", ylim=(1e-7, 1e1))
        self.update_ax.set_yticks(
            [1e-7, 1e-5, 1e-3, 1e-1, 1e1], [r"${\leq}10^{-7}$", "$10^{-5}$", "$10^{-3}$", "$10^{-1}$", r"${\geq}10$"]
        )
        self.update_ax.minorticks_off()
        self.saturated_ax.set(ylim=(0, 1.02))
        for ax in self.layer_axes:
            ax.set_xlim(0.5, 4.5)
            ax.xaxis.set_major_locator(MaxNLocator(5, integer=True, min_n_ticks=1))
        self.update_ax.axhline(1e-3, **style.LINES["reference"] | {"color": style.BLACK})
        self.activations = self.figure.held_line(self.spread_ax, **style.LINES["forward"], marker="o", ms=5)
        self.gradients = self.figure.held_line(self.spread_ax, **style.LINES["backward"], marker="s", ms=5)
        self.update = self.figure.held_line(self.update_ax, **style.LINES["measured"], marker="o", ms=5)
        look = {"color": style.AMBER, "edgecolor": style.TEXT, "hatch": "//"}
        self.bars = self.figure.moving(self.saturated_ax.bar(range(1, DEEPEST), 0, 0.7, **look))

    def key(self, y, held="held run"):
        """Draw the key of the curves, in one line that ends at the right edge of the figure at height y."""
        loss, held_out_loss = self.curves["loss"], self.curves["held_out_loss"]
        look = {"fontsize": style.SIZE, "ncols": 3, "frameon": False, "handlelength": 2.4, "borderaxespad": 0}
        lines = [loss.now, held_out_loss.now, loss.held]
        self.figure.legend(lines, ["training", "held-out", held], loc="center right", bbox_to_anchor=(0.99, y), **look)

    def draw(self, snapshot, held=None):
        """Set everything to a snapshot; `held` is an earlier one, drawn in grey, or None."""
        for name, curve in self.curves.items():
            curve.set(snapshot, held, lambda s, name=name: (s.epochs, getattr(s, name)))
        self.activations.set(snapshot, held, lambda s: _by_layer(s.readout.activation_spread))
        self.gradients.set(snapshot, held, lambda s: _by_layer(s.readout.gradient_spread))
        self.update.set(snapshot, held, lambda s: _by_layer(np.clip(s.update, SMALLEST_UPDATE, LARGEST_UPDATE)))
        saturated = np.zeros(DEEPEST - 1)
        if snapshot.finite:
            saturated[: len(snapshot.readout.saturated)] = snapshot.readout.saturated
        for bar, share in zip(self.bars, saturated, strict=True):
            bar.set_height(share)
        self._set_limits([snapshot] if held is None else [snapshot, held])

    def _set_limits(self, shown):
        last = max(s.epochs[-1] for s in shown)
        losses = np.concatenate([[*s.loss, *s.held_out_loss] for s in shown])
        spreads = np.concatenate([[*s.readout.activation_spread, *s.readout.gradient_spread] for s in shown])
        for ax in (self.loss_ax, self.accuracy_ax):
            style.set_limits(ax, x=style.stepped_limits([max(last, 10.0)]))
        style.set_limits(self.loss_ax, y=style.stepped_log_limits(losses, step=1, floor=1e-6, ceiling=1e6))
        style.set_limits(self.spread_ax, y=style.stepped_log_limits(spreads, step=2, floor=1e-14, ceiling=1e8))
        depth = max(len(s.update) for s in shown)
        for ax in self.layer_axes:
            style.set_limits(ax, x=(0.5, max(depth, 3) + 0.5))


def _by_layer(values):
    """Values of the layers 1 ... L as x and y."""
    return np.arange(1, len(values) + 1), values
