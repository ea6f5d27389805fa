"""Lesson 8, the main figure: spreads and histograms by layer before the first step, and the loss while it trains."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from dnnlib.activations import as_activation
from dnnlib.initializers import initializer_name
from dnnlib.lessons.initialization.experiment import EPOCHS, LADDER, ROWS
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.panels import BIN_TICKS, axes_at, layer_limits, layer_points, log_axes, log_window, spread_words
from dnnlib.signals import BINS

__all__ = ["InitializationFigure", "beside_title", "loss_axes", "loss_points"]

TOP = 4.0  # of the loss axis
FULLEST = 0.8  # height of the fullest bin, rows


def loss_points(run):
    """A training curve as x and y: what leaves the axis, or is NaN, lies at its upper end."""
    return run.epochs, np.minimum(np.nan_to_num(run.loss, nan=TOP, posinf=TOP), TOP - 0.03)


def loss_axes(ax, title="Loss (guessing: ln 10)"):
    """Fixed axes for training curves on the digits; the line of mere guessing has its name among the ticks."""
    style.style_axes(ax, title, "epoch")
    ax.set(xlim=(0, EPOCHS), ylim=(0, TOP), xticks=range(0, EPOCHS + 1, 2))
    ax.set_yticks([0, 1, np.log(10), TOP], ["0", "1", "ln 10", f"≥ {TOP:g}"])
    ax.axhline(np.log(10), **style.LINES["reference"])
    return ax


def beside_title(ax, **look):
    """A moving text at the right end of the title's line, where it covers no curve."""
    place = {"ha": "right", "va": "baseline", "transform": ax.transAxes}
    return ax.figure.moving(ax.text(1.0, 1.03, "", **place, **{"fontsize": style.SIZE, "color": style.TEXT} | look))


class InitializationFigure(LiveFigure):
    """Spreads of activations and gradients, histograms, and the training curve. Takes an ``Initialization``."""

    size = (8.0, 5.2)

    def build(self):
        self.a = self._build_spread("forward", 3.05, "Std of $a^l$")
        self.delta = self._build_spread("backward", 0.62, r"Rms of $\delta^l$", "layer $l$")
        self.held = beside_title(self.a.now.axes)
        self.nothing = beside_title(self.delta.now.axes)
        self._build_histograms()
        ax = loss_axes(axes_at(self, 4.85, 0.62, 2.95, 1.2))
        self.loss = self.held_line(ax, **style.LINES["measured"])
        self.overflow = beside_title(ax, color=style.WARN)

    def _build_spread(self, role, bottom, title, xlabel=""):
        ax = style.style_axes(axes_at(self, 0.75, bottom, 3.0, 1.8), title, xlabel)
        log_axes(ax)
        ax.set_xlim(layer_limits(10))
        ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        return self.held_line(ax, marker="o", ms=5, **style.LINES[role])

    def _build_histograms(self):
        self.histograms = ax = axes_at(self, 4.85, 2.65, 2.95, 2.2)
        style.style_axes(ax, "Histograms of $a^l$", grid=False)
        ax.set(ylim=(ROWS + 0.5, 0.1), yticks=[], xlim=(-1, 1), xticks=BIN_TICKS)
        style.label_ends(ax.xaxis, BIN_TICKS[0], BIN_TICKS[-1])
        ax.spines["left"].set_visible(False)
        edges = np.linspace(-1, 1, BINS + 1)
        outline = {"color": style.GHOST, "linestyle": (0, (1, 1.2)), "linewidth": 1.6}
        look = {"ha": "right", "va": "bottom", "fontsize": style.SIZE, "color": style.TEXT}
        self.rows = []
        for row in range(1, ROWS + 1):
            empty = np.full(BINS, row)
            bars = self.moving(ax.stairs(empty, edges, baseline=row, fill=True, color=style.SKY))
            held = self.moving(ax.stairs(empty, edges, baseline=row, **outline))
            name = self.moving(ax.text(-0.03, row + 0.1, "", transform=ax.get_yaxis_transform(), **look))
            self.rows.append((bars, held, name))

    def draw_result(self, result, ghost=None):
        shown = [result] if ghost is None else [result, ghost]
        layers = layer_limits(*(r.depth for r in shown))
        self.a.set(result, ghost, lambda r: layer_points(r.a))
        style.set_limits(self.a.now.axes, layers, log_window(*(r.a for r in shown)))
        self.delta.set(result, ghost, lambda r: layer_points(r.delta))
        style.set_limits(self.delta.now.axes, layers, log_window(*(r.delta for r in shown)))
        self.held.set_text("" if ghost is None else "dotted: held")
        self.nothing.set_text(_nothing_words(result))
        self.loss.set(result, ghost, loss_points)
        self.overflow.set_text("" if np.isfinite(result.loss).all() else "overflow")
        self._draw_histograms(result, ghost)

    def _draw_histograms(self, result, ghost):
        layers = list(result.histograms)
        for row, (bars, held, name) in enumerate(self.rows, 1):
            _set_bars(bars, result, row)
            _set_bars(held, ghost, row)
            name.set_text(f"layer {layers[row - 1]}" if layers and row in (1, len(layers)) else "")
        margin = 0.02 * (result.edges[-1] - result.edges[0])
        style.set_limits(self.histograms, (result.edges[0] - margin, result.edges[-1] + margin))

    def describe(self, result):
        label = LADDER[result.init].label if result.init in LADDER else initializer_name(result.init)
        head = (
            f"{label} times {result.init_scale:.2g}, depth {result.depth}, width {result.width}, "
            f"{as_activation(result.activation).label}. "
        )
        return head + _signal_words(result) + _training_words(result)


def _set_bars(bars, result, row):
    """Show a result's histogram number `row` on the line of that number, where there is one; the axis points down."""
    shares = [] if result is None else list(result.histograms.values())[row - 1 : row]
    bars.set_visible(bool(shares))
    if shares:
        bars.set_data(row - FULLEST * shares[0] / max(shares[0].max(), 1e-12), result.edges, row)


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
