"""Panels of a network in training: curves over the epochs, and what goes on in each layer."""

import numpy as np
from matplotlib.ticker import MaxNLocator, NullFormatter

from dnnlib.live import style

__all__ = ["DEEPEST", "TrainingPanels"]

DEEPEST = 20
HELD_OUT = {"color": style.RED, "linestyle": (0, (4, 1.5)), "linewidth": 2.0}
BEHIND = style.LINES["ghost"]
FLOOR, CEILING = 1e-8, 1e2  # of what is drawn on logarithmic axes


class TrainingPanels:
    """Five panels that follow a `Snapshot`: loss and accuracy; spread, update size and stuck units by layer.

    Parameters
    ----------
    figure : LiveFigure
        Registers the moving artists.
    axes : sequence of five matplotlib.axes.Axes
    """

    def __init__(self, figure, axes):
        self.figure = figure
        self.loss_ax, self.accuracy_ax, self.spread_ax, self.update_ax, self.stuck_ax = axes
        self._build_curves()
        self._build_layers()

    def _line(self, ax, **look):
        (line,) = self.figure.moving(ax.plot([], [], **look))
        return line

    def _build_curves(self):
        style.style_axes(self.loss_ax, "Loss", "epoch")
        style.style_axes(self.accuracy_ax, "Accuracy", "epoch")
        self.loss_ax.set(yscale="log", ylim=(1e-2, 1e1), xlim=(0, 10))
        self.loss_ax.yaxis.set_minor_formatter(NullFormatter())
        for ax in (self.loss_ax, self.accuracy_ax):
            ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        self.accuracy_ax.set(ylim=(0, 1.02), xlim=(0, 10))
        self.curves, self.behind = [], []
        for ax in (self.loss_ax, self.accuracy_ax):
            self.behind += [self._line(ax, **BEHIND), self._line(ax, **BEHIND | {"linewidth": 1.2})]
            self.curves += [self._line(ax, **style.LINES["measured"]), self._line(ax, **HELD_OUT)]

    def _build_layers(self):
        style.style_axes(self.spread_ax, r"Spread: ● $a^l$  ■ $\delta^l$", "layer $l$")
        style.style_axes(self.update_ax, "Relative update", "layer $l$")
        style.style_axes(self.stuck_ax, "Share of stuck units", "hidden layer $l$")
        self.spread_ax.set(yscale="log", ylim=(1e-4, 1e2))
        self.update_ax.set(yscale="log", ylim=(1e-7, 1e1))
        self.update_ax.set_yticks(
            [1e-7, 1e-5, 1e-3, 1e-1, 1e1], [r"${\leq}10^{-7}$", "$10^{-5}$", "$10^{-3}$", "$10^{-1}$", r"${\geq}10$"]
        )
        self.update_ax.minorticks_off()
        self.stuck_ax.set(ylim=(0, 1.02))
        for ax in (self.spread_ax, self.update_ax, self.stuck_ax):
            ax.set_xlim(0.5, 4.5)
            ax.xaxis.set_major_locator(MaxNLocator(5, integer=True, min_n_ticks=1))
        self.update_ax.axhline(1e-3, **style.LINES["reference"] | {"color": style.BLACK})
        marks = {"marker": "o", "markersize": 5}
        self.behind += [self._line(self.spread_ax, **BEHIND), self._line(self.spread_ax, **BEHIND)]
        self.behind += [self._line(self.update_ax, **BEHIND)]
        self.forward = self._line(self.spread_ax, **style.LINES["forward"], **marks)
        self.backward = self._line(self.spread_ax, **style.LINES["backward"], **marks | {"marker": "s"})
        self.update = self._line(self.update_ax, **style.LINES["measured"], **marks)
        layers = np.arange(1, DEEPEST)
        look = {"color": style.AMBER, "edgecolor": style.TEXT, "hatch": "//"}
        self.bars = self.figure.moving(self.stuck_ax.bar(layers, np.zeros(DEEPEST - 1), 0.7, **look))

    def key(self, figure, y, behind="held run"):
        """The key of the curves, in one line that ends at the right edge of the figure at height y."""
        lines = [*self.curves[:2], self.behind[0]]
        look = {"fontsize": style.SIZE, "ncols": 3, "frameon": False, "handlelength": 2.4, "borderaxespad": 0}
        figure.legend(lines, ["training", "held-out", behind], loc="center right", bbox_to_anchor=(0.99, y), **look)

    def draw(self, snapshot, behind=None):
        """Set everything to a snapshot; `behind` is an earlier one, drawn in grey, or None."""
        shown = [snapshot] if behind is None else [snapshot, behind]
        self._set_limits(snapshot, shown)
        for line, (x, y) in zip([*self.curves, *self._layer_lines()], _series(snapshot), strict=True):
            line.set_data(x, y)
        for line in self.behind:
            line.set_visible(behind is not None)
        if behind is not None:
            for line, (x, y) in zip(self.behind, _series(behind), strict=True):
                line.set_data(x, y)
        stuck = np.zeros(DEEPEST - 1)
        if snapshot.finite:
            stuck[: len(snapshot.readout.stuck)] = snapshot.readout.stuck
        for bar, share in zip(self.bars, stuck, strict=True):
            bar.set_height(share)

    def _layer_lines(self):
        return self.forward, self.backward, self.update

    def _set_limits(self, snapshot, shown):
        last = max(s.epochs[-1] for s in shown)
        losses = np.concatenate([np.r_[s.loss, s.held_out_loss] for s in shown])
        spreads = np.concatenate([np.r_[s.readout.activation_spread, s.readout.gradient_spread] for s in shown])
        for ax in (self.loss_ax, self.accuracy_ax):
            style.set_limits(ax, x=style.stepped_limits([max(last, 10.0)]))
        style.set_limits(self.loss_ax, y=style.stepped_log_limits(losses, step=1, floor=1e-6, ceiling=1e6))
        style.set_limits(self.spread_ax, y=style.stepped_log_limits(spreads, step=2, floor=1e-14, ceiling=1e8))
        depth = max(len(s.update) for s in shown)
        for ax in (self.spread_ax, self.update_ax, self.stuck_ax):
            style.set_limits(ax, x=(0.5, max(depth, 3) + 0.5))


def _series(s):
    """What the lines show, as pairs of x and y, in their order; what fell off the axes lies on their edge."""
    layers = np.arange(1, len(s.update) + 1)
    curves = [(s.epochs, y) for y in (s.loss, s.held_out_loss, s.accuracy, s.held_out_accuracy)]
    update = np.clip(s.update, 1.2e-7, 8.0)
    return [*curves, (layers, s.readout.activation_spread), (layers, s.readout.gradient_spread), (layers, update)]
