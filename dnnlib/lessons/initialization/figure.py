"""Lesson 8, the main figure: spreads and histograms by layer before the first step, and the loss while it trains."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from dnnlib.activations import ACTIVATIONS
from dnnlib.lessons.initialization.experiment import EPOCHS, LADDER, ROWS
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.layers import BIN_TICKS, axes_at, layer_limits, log_axes, log_window, spread_words
from dnnlib.signals import BINS

__all__ = ["InitializationFigure", "loss_axes", "seen", "shown_loss"]

TOP = 4.0  # of the loss axis
LOUD = 0.8  # height of the fullest bin, rows


def seen(values):
    """What a logarithmic axis can show: NaN for all else."""
    return np.where(np.isfinite(values) & (values > 0), values, np.nan)


def shown_loss(run):
    """A training curve as x and y: what leaves the axis, or is no number any more, lies at its upper end."""
    return run.epochs, np.minimum(np.nan_to_num(run.loss, nan=TOP, posinf=TOP), TOP - 0.03)


def loss_axes(ax, title="Loss while it trains"):
    """Fixed axes for training curves on the digits, with the line of mere guessing."""
    style.style_axes(ax, title, "epoch", "mean loss, nats")
    ax.set(xlim=(0, EPOCHS), ylim=(0, TOP), xticks=range(0, EPOCHS + 1, 2), yticks=np.arange(TOP + 1))
    style.label_ends(ax.yaxis, high=TOP)
    ax.axhline(np.log(10), **style.LINES["reference"])
    style.set_label(ax, EPOCHS, np.log(10) - 0.08, "guessing: ln 10", ha="right", va="top")
    return ax


class InitializationFigure(LiveFigure):
    """Spreads of activations and gradients, histograms, and the training curve. Takes an ``Initialization``."""

    size = (11.0, 5.6)

    def build(self):
        """Make the panels and what moves in them."""
        self._build_spread("forward", 3.4, "Activations: std of $a^l$", "")
        self._build_spread("backward", 0.72, r"Gradient: rms of $\delta^l$", "layer $l$")
        ax = self.backward[0]
        look = {"ha": "center", "fontsize": style.SIZE, "transform": ax.transAxes}
        self.nothing = self.moving(ax.text(0.5, 0.5, "", **look))
        self._build_histograms()
        ax = loss_axes(axes_at(self, 8.1, 0.72, 2.65, 4.35))
        self.loss_held = self.line(ax, label="held", **style.LINES["ghost"])
        self.loss = self.line(ax, label="now", **style.LINES["measured"])
        handles = [self.loss, self.loss_held]
        look = {"ha": "center", "fontsize": style.SIZE, "color": style.WARN}
        self.overflow = self.moving(ax.text(EPOCHS / 2, 1.2, "", **look))
        ax.legend(handles=handles, loc="upper right", fontsize=style.SIZE, frameon=False, ncol=2)

    def _build_spread(self, role, bottom, title, xlabel):
        ax = style.style_axes(axes_at(self, 0.85, bottom, 3.1, 1.7), title, xlabel)
        log_axes(ax)
        ax.set_xlim(layer_limits(10))
        ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        held = self.line(ax, **style.LINES["ghost"])
        line = self.line(ax, marker="o", ms=5, **style.LINES[role])
        setattr(self, role, (ax, line, held))

    def _build_histograms(self):
        ax = style.style_axes(
            axes_at(self, 5.0, 0.72, 2.2, 4.35), "Histograms of $a^l$", "activation (fullest bin = 1)", grid=False
        )
        ax.set(ylim=(ROWS + 0.5, 0.1), yticks=[], xlim=(-1, 1), xticks=BIN_TICKS)
        style.label_ends(ax.xaxis, BIN_TICKS[0], BIN_TICKS[-1])
        ax.spines["left"].set_visible(False)
        self.histograms, self.rows = ax, []
        edges, empty = np.linspace(-1, 1, BINS + 1), np.zeros(BINS)
        for row in range(1, ROWS + 1):
            bars = self.moving(ax.stairs(empty + row, edges, baseline=row, fill=True, color=style.SKY))
            held = self.moving(
                ax.stairs(empty + row, edges, baseline=row, color=style.GHOST, linestyle=(0, (1, 1.2)), linewidth=1.6)
            )
            look = {"ha": "right", "va": "bottom", "fontsize": style.SIZE, "color": style.TEXT}
            name = self.moving(ax.text(-0.03, row + 0.1, "", transform=ax.get_yaxis_transform(), **look))
            self.rows.append((bars, held, name))

    def draw_result(self, result, ghost=None):
        """Set every panel to an ``Initialization``, and the held one behind it."""
        for role, name in (("forward", "a"), ("backward", "delta")):
            ax, line, held = getattr(self, role)
            values, old = getattr(result, name), getattr(ghost, name) if ghost else np.empty(0)
            line.set_data(np.arange(len(values)), seen(values))
            held.set_data(np.arange(len(old)), seen(old))
            depths = layer_limits(result.depth, ghost.depth if ghost else 1)
            style.set_limits(ax, depths, log_window(values, old))
        self.nothing.set_text(_nothing_words(result))
        self.loss.set_data(*shown_loss(result))
        self.overflow.set_text("" if np.isfinite(result.loss).all() else "the loss overflows")
        self.loss_held.set_data(*(shown_loss(ghost) if ghost else ([], [])))
        self._draw_histograms(result, ghost)

    def _draw_histograms(self, result, ghost):
        present, held = list(result.histograms.items()), list(ghost.histograms.items()) if ghost else []
        for row, (bars, shadow, name) in enumerate(self.rows, 1):
            bars.set_visible(row <= len(present))
            shadow.set_visible(row <= len(held))
            name.set_text(f"layer {present[row - 1][0]}" if row in (1, len(present)) and present else "")
            if row <= len(present):
                bars.set_data(_heights(present[row - 1][1], row), result.edges, row)
            if row <= len(held):
                shadow.set_data(_heights(held[row - 1][1], row), ghost.edges, row)
        margin = 0.02 * (result.edges[-1] - result.edges[0])
        style.set_limits(self.histograms, (result.edges[0] - margin, result.edges[-1] + margin))

    def describe(self, result):
        """Rung and settings, spread and gradient from end to end, and what training made of it."""
        head = (
            f"{LADDER[result.init][0]} times {result.init_scale:.2g}, depth {result.depth}, width {result.width}, "
            f"{ACTIVATIONS[result.activation].label}. "
        )
        return head + _signal_words(result) + _training_words(result)


def _heights(shares, row):
    """Bars that stand on line number ``row`` of an axis that points down."""
    return row - LOUD * shares / max(shares.max(), 1e-12)


def _nothing_words(result):
    """What the panel of the gradient says where it has nothing, or not everything, to show."""
    if not (np.isfinite(result.a).all() and np.isfinite(result.delta).all()):
        return "the numbers overflow"
    return "no gradient reaches layer 1" if result.depth > 1 and result.delta[1] == 0 else ""


def _signal_words(result):
    a, delta, L = result.a, result.delta, result.depth
    if L == 1:
        return f"There is no hidden layer; the logits spread by {a[1]:.1g}. "
    if not (np.isfinite(a).all() and np.isfinite(delta).all()):
        return "Before the first step the numbers overflow. "
    words = f"{spread_words(a, digits=1)}; "
    if delta[1] > 0:
        return words + f"a gradient of size 1 at layer {L} reaches layer 1 with size {delta[1]:.1g}. "
    return words + "no gradient reaches layer 1. "


def _training_words(result):
    if not len(result.loss):
        return "Not trained yet."
    if not np.isfinite(result.loss).all():
        return f"In epoch {int(result.epochs[-1]) + 1} of training the loss overflows."
    end = "below 0.1" if result.loss[-1] < 0.1 else f"{result.loss[-1]:.1f}"
    return f"After {round(result.epochs[-1])} epochs the loss is {end} (guessing: 2.3)."
