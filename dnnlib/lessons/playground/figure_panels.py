"""Panels of a network in training: curves over the epochs, and what goes on in each layer."""

import itertools

import numpy as np
from matplotlib.ticker import MaxNLocator, NullLocator

from dnnlib.live import style
from dnnlib.live.panels import PowersOfTen

__all__ = ["DEEPEST", "CurvePanels", "LayerPanels", "SpreadPanel", "TimePanels", "TrainingPanels", "time_limits"]

DEEPEST = 20
DEPTHS = (4, 10, DEEPEST)  # where an axis of layers ends
TICKS = 5  # at most so many layers are numbered
HELD_OUT = {"color": style.RED, "linestyle": (0, (4, 1.5)), "linewidth": 2.0}
HELD = style.LINES["ghost"]
CURVES = ("loss", "held_out_loss", "accuracy", "held_out_accuracy")  # fields of a Snapshot, over its epochs
LARGEST_LOSS = 1e6  # where its axis ends at the latest
CURVED = 6  # layers that have a curve over time
LAYERS = (style.BLUE, style.SKY, style.GREEN, style.AMBER, style.RED, style.PURPLE)  # of their curves, from below
TEN = 10  # epochs by which the last stretch moves on: every move draws the background anew
LABEL = 0.11  # of the height of a panel: what the number of a layer needs
OVERFLOW = "the weights have\noverflowed"
SMALLEST_UPDATE, LARGEST_UPDATE = 1.2e-7, 8.0  # what fell off the axis lies on its edge


class CurvePanels:
    """Loss and accuracy over the epochs, with marks where a knob was turned.

    Parameters
    ----------
    figure : LiveFigure
    loss_ax, accuracy_ax : matplotlib.axes.Axes

    Attributes
    ----------
    whole_run : bool
        Whether the whole run is seen, or the last stretch.
    """

    whole_run = True

    def __init__(self, figure, loss_ax, accuracy_ax):
        self.figure, self.loss_ax, self.accuracy_ax = figure, loss_ax, accuracy_ax
        style.style_axes(loss_ax, "Loss", "epoch")
        style.style_axes(accuracy_ax, "Accuracy", "epoch")
        loss_ax.set(yscale="log", ylim=(1e-2, 1e1), xlim=(0, 10))
        loss_ax.yaxis.set_major_locator(PowersOfTen())
        loss_ax.yaxis.set_minor_locator(NullLocator())
        accuracy_ax.set(ylim=(0, 1.02), xlim=(0, 10), yticks=[0, 0.5, 1])
        self.curves = {}
        for ax, training, held_out in ((loss_ax, *CURVES[:2]), (accuracy_ax, *CURVES[2:])):
            self.curves[training] = figure.held_line(ax, **style.LINES["measured"])
            self.curves[held_out] = figure.held_line(ax, held=HELD | {"linewidth": 1.2}, **HELD_OUT)
        self.time_axes = [loss_ax, accuracy_ax]
        self.marks = [mark_line(figure, ax) for ax in self.time_axes]
        for ax in self.time_axes:
            ax.xaxis.set_major_locator(MaxNLocator(4, integer=True))
        lines = [self.curves["loss"].now, self.curves["held_out_loss"].now]
        look = {"fontsize": style.SIZE, "ncols": 2, "frameon": False, "handlelength": 2.2, "columnspacing": 1.2}
        place = {"loc": "lower right", "bbox_to_anchor": (1, 0.97), "borderaxespad": 0, "borderpad": 0.1}
        loss_ax.legend(lines, ["training", "held out"], **look, **place)
        beside = {"fontsize": style.SIZE, "ha": "right", "va": "bottom", "color": style.TEXT, "clip_on": False}
        self.held_words = figure.moving(accuracy_ax.text(1, 1.03, "", transform=accuracy_ax.transAxes, **beside))
        self.turned = style.set_label(loss_ax, 0, 0.12, transform=loss_ax.get_xaxis_transform(), va="center")
        self.reasons = {loss_ax: reason_label(loss_ax, 0.3)}

    def draw(self, snapshot, held=None, held_words="grey: held run"):
        """Set everything to a snapshot; `held` is an earlier one, drawn in grey, or None."""
        for name, curve in self.curves.items():
            curve.set(snapshot, held, lambda s, name=name: (s.epochs, getattr(s, name)))
            curve.now.set_marker("" if snapshot.step else "o")  # a line of one point is not seen
        set_marks(self.marks, snapshot.marks)
        self.held_words.set_text("" if held is None else held_words)
        self.reasons[self.loss_ax].set_text(_reasons(snapshot)[0])
        shown = [snapshot] if held is None else [snapshot, held]
        limits = time_limits(shown, self.whole_run)
        for ax in self.time_axes:
            set_time(ax, limits)
        self._name_the_last_mark(snapshot)
        losses = np.concatenate([[*s.loss, *s.held_out_loss] for s in shown])
        losses = [*losses, 0.1, 1.0]  # the common ones, so that the axis stays as the loss falls
        style.set_limits(self.loss_ax, y=style.stepped_log_limits(losses, step=1, floor=1e-6, ceiling=LARGEST_LOSS))

    def _name_the_last_mark(self, snapshot):
        """Write what was turned last beside its mark, on the side where there is room."""
        if not snapshot.turned:
            self.turned.set_text("")
            return
        low, high = self.loss_ax.get_xlim()
        mark, right = snapshot.marks[-1], snapshot.marks[-1] > (low + high) / 2
        self.turned.set(x=mark + (-0.01 if right else 0.01) * (high - low), ha="right" if right else "left")
        self.turned.set_text(snapshot.turned)


class SpreadPanel:
    """The spread of activations and of delta, layer by layer.

    Parameters
    ----------
    figure : LiveFigure
    ax : matplotlib.axes.Axes
    """

    def __init__(self, figure, ax):
        self.figure, self.spread_ax, self.layer_axes = figure, ax, [ax]
        style.style_axes(ax, r"Spread: ● $a^l$  ■ $\delta^l$", "layer $l$")
        ax.set(yscale="log", ylim=(1e-4, 1e2))
        ax.yaxis.set_major_locator(PowersOfTen())
        ax.yaxis.set_minor_locator(NullLocator())
        self.numbers = {}
        self.number_layers(ax)
        forward, backward = style.LINES["forward"] | {"marker": "o"}, style.LINES["backward"] | {"marker": "s"}
        grey = {"color": style.GHOST, "linewidth": 1.2, "fillstyle": "none", "ms": 5, "zorder": 1.8}
        self.activations = figure.held_line(ax, ms=5, held=forward | grey, **forward)
        self.gradients = figure.held_line(ax, ms=5, held=backward | grey, **backward)
        self.reasons = {ax: reason_label(ax)}

    def number_layers(self, ax):
        """Give axes numbers of layers as texts that move: other ticks would need another background."""
        ax.set(xlim=(0.5, DEPTHS[0] + 0.5), xticks=[])
        ax.xaxis.set_label_coords(0.5, -0.22)
        look = {"fontsize": style.SIZE, "ha": "center", "va": "top", "color": style.TEXT, "clip_on": False}
        texts = [ax.text(0, -0.06, "", transform=ax.get_xaxis_transform(), **look) for _ in range(TICKS)]
        self.numbers[ax] = self.figure.moving(texts)

    def draw(self, snapshot, held=None):
        """Set everything to a snapshot, and to a held one."""
        self.activations.set(snapshot, held, lambda s: by_layer(s.readout.activation_spread))
        self.gradients.set(snapshot, held, lambda s: by_layer(s.readout.gradient_spread))
        for ax, words in zip(self.reasons, _reasons(snapshot)[1:], strict=False):
            self.reasons[ax].set_text(words)
        shown = [snapshot] if held is None else [snapshot, held]
        spreads = np.concatenate([[*s.readout.activation_spread, *s.readout.gradient_spread] for s in shown])
        style.set_limits(self.spread_ax, y=style.stepped_log_limits(spreads, step=2, floor=1e-14, ceiling=1e8))
        deepest = max(len(s.update) for s in shown)
        for ax, numbers in self.numbers.items():
            style.set_limits(ax, x=(0.5, next(end for end in DEPTHS if end >= deepest) + 0.5))
            layers = _some(self.layers_on(ax, snapshot, deepest))
            for text, layer in itertools.zip_longest(numbers, layers):
                text.set_x(layer or 0)
                text.set_text("" if layer is None else f"{layer}")

    def layers_on(self, ax, snapshot, deepest):
        """How many layers are numbered below axes."""
        return deepest


class LayerPanels(SpreadPanel):
    """Spread, update size and stuck units, layer by layer.

    Parameters
    ----------
    figure : LiveFigure
    spread_ax, update_ax, saturated_ax : matplotlib.axes.Axes
    """

    def __init__(self, figure, spread_ax, update_ax, saturated_ax):
        super().__init__(figure, spread_ax)
        self.update_ax, self.saturated_ax = update_ax, saturated_ax
        self.layer_axes = [spread_ax, update_ax, saturated_ax]
        style.style_axes(update_ax, "Relative update", "layer $l$")
        style.style_axes(saturated_ax, "Share of stuck units", "hidden layer $l$")
        for ax in (update_ax, saturated_ax):
            self.number_layers(ax)
            self.reasons[ax] = reason_label(ax)
        update_axis(update_ax)
        saturated_ax.set(ylim=(0, 1.02), yticks=[0, 0.5, 1])
        self.update = figure.held_line(update_ax, **style.LINES["measured"], marker="o", ms=5)
        look = {"color": style.AMBER, "edgecolor": style.TEXT, "hatch": "//"}
        self.bars = figure.moving(saturated_ax.bar(range(1, DEEPEST), 0, 0.7, **look))

    def draw(self, snapshot, held=None):
        """Set everything to a snapshot, and to a held one."""
        super().draw(snapshot, held)
        self.update.set(snapshot, held, lambda s: by_layer(clipped_update(s.update)))
        saturated = np.full(DEEPEST - 1, np.nan)  # no bar where there is no layer
        if snapshot.finite:
            saturated[: len(snapshot.readout.saturated)] = snapshot.readout.saturated
        for bar, share in zip(self.bars, saturated, strict=True):
            bar.set_height(share)

    def layers_on(self, ax, snapshot, deepest):
        """The output layer has no bar of stuck units, and no number there."""
        return len(snapshot.update) - 1 if ax is self.saturated_ax else deepest


class TrainingPanels(CurvePanels):
    """Five panels that follow a `Snapshot`: loss and accuracy; spread, update size and stuck units by layer.

    Parameters
    ----------
    figure : LiveFigure
    axes : sequence of five matplotlib.axes.Axes
    """

    def __init__(self, figure, axes):
        super().__init__(figure, *axes[:2])
        self.layers = LayerPanels(figure, *axes[2:])

    def draw(self, snapshot, held=None, held_words="grey: held run"):
        """Set everything to a snapshot; `held` is an earlier one, drawn in grey, or None."""
        super().draw(snapshot, held, held_words)
        self.layers.draw(snapshot, held)


class TimePanels:
    """Update sizes and stuck units over the epochs, a curve for each layer.

    Of more than `CURVED` layers some are drawn, the first and the last among them. The number of its layer stands at
    the end of each curve.

    Parameters
    ----------
    figure : LiveFigure
    update_ax, stuck_ax : matplotlib.axes.Axes
    """

    def __init__(self, figure, update_ax, stuck_ax):
        self.update_ax, self.stuck_ax = self.time_axes = [update_ax, stuck_ax]
        style.style_axes(update_ax, "Relative update", "epoch")
        style.style_axes(stuck_ax, "Share of stuck units", "epoch")
        update_axis(update_ax)
        stuck_ax.set(ylim=(-0.02, 1.02), yticks=[0, 0.5, 1])
        self.marks = [mark_line(figure, ax) for ax in self.time_axes]
        self.curves, self.names, self.reasons = {}, {}, {}
        look = {"fontsize": style.SIZE, "ha": "left", "va": "center", "clip_on": False}
        for ax in self.time_axes:
            ax.set_xlim(0, 10)
            ax.xaxis.set_major_locator(MaxNLocator(3, integer=True))
            ax.xaxis.set_label_coords(0.5, -0.16)
            self.curves[ax] = [figure.line(ax, color=c, linewidth=1.8) for c in LAYERS]
            self.names[ax] = [
                figure.moving(ax.text(1.02, 0, "", transform=ax.transAxes, color=style.TEXT, **look)) for _ in LAYERS
            ]
            self.reasons[ax] = reason_label(ax)

    def draw(self, snapshot, limits):
        """Set everything to a snapshot, seen from epoch to epoch."""
        updates = clipped_update(snapshot.updates)
        for ax, values in ((self.update_ax, updates), (self.stuck_ax, snapshot.stuck)):
            set_time(ax, limits)
            shown = spaced(values.shape[1], CURVED)
            ends = values[-1, shown] if len(shown) else np.array([])
            heights = _apart(_height(ax, ends))
            for k, (curve, name) in enumerate(zip(self.curves[ax], self.names[ax], strict=True)):
                there = k < len(shown) and snapshot.finite
                curve.set_data(*((snapshot.epochs, values[:, shown[k]]) if there else ([], [])))
                curve.set_marker("" if snapshot.step else "o")
                name.set_text(f"{shown[k] + 1}" if there and np.isfinite(heights[k]) else "")
                name.set_y(heights[k] if there and np.isfinite(heights[k]) else 0)
        set_marks(self.marks, snapshot.marks)
        _, _, update, stuck = _reasons(snapshot)
        self.reasons[self.update_ax].set_text(update)
        self.reasons[self.stuck_ax].set_text(stuck)


def mark_line(figure, ax):
    """A moving line for upright marks in axes, each from the bottom to the top."""
    look = {"color": style.TEXT, "linestyle": ":", "linewidth": 1.4, "zorder": 1.5}
    return figure.moving(ax.plot([], [], transform=ax.get_xaxis_transform(), **look)[0])


def set_marks(lines, marks):
    """Set lines of `mark_line` to stand at these epochs."""
    x = np.repeat(marks, 3)
    for line in lines:
        line.set_data(x, np.tile([0, 1, np.nan], len(marks)))


def reason_label(ax, height=0.75):
    """A moving text for the reason why axes are empty."""
    return style.set_label(ax, 0.5, height, transform=ax.transAxes, ha="center", va="center")


def update_axis(ax):
    """Make the upright axis one of relative updates."""
    ax.set(yscale="log", ylim=(1e-7, 1e1))
    ax.set_yticks(
        [1e-7, 1e-5, 1e-3, 1e-1, 1e1], [r"${\leq}10^{-7}$", "$10^{-5}$", "$10^{-3}$", "$10^{-1}$", r"${\geq}10$"]
    )
    ax.minorticks_off()
    ax.axhline(1e-3, **style.LINES["reference"] | {"color": style.BLACK})


def clipped_update(update):
    """What falls off the axis of updates lies on its edge."""
    return np.clip(update, SMALLEST_UPDATE, LARGEST_UPDATE)


def time_limits(shown, whole_run):
    """The epochs that are seen: the whole run, or the last stretch of the first snapshot."""
    last = max(s.epochs[-1] for s in shown)
    if whole_run or shown[0].since <= 0:
        return style.stepped_limits([max(last, 10.0)])
    since = TEN * np.floor(shown[0].since / TEN)
    return since, since + style.stepped_limits([max(last - since, 10.0)])[1]


def set_time(ax, limits):
    """Set the epochs that are seen; the last stretch moves on, whatever else only widens."""
    figure = ax.figure
    widens = figure.only_widens
    figure.only_widens = widens and limits[0] == 0
    style.set_limits(ax, x=limits)
    figure.only_widens = widens


def spaced(count, most):
    """At most so many of 0 ... count - 1, evenly spaced, the first and the last among them."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(int)) if count else []


def _height(ax, values):
    """Where values lie in axes, from 0 at the bottom to 1 at the top."""
    with np.errstate(all="ignore"):
        places = ax.transScale.transform(np.column_stack([np.ones(len(values)), values]))[:, 1]
    low, high = ax.transScale.transform([[1, end] for end in ax.get_ylim()])[:, 1]
    return (places - low) / (high - low)


def _apart(heights):
    """Heights moved until no two labels overlap; the order stays."""
    if not len(heights):
        return heights
    order = np.argsort(heights, kind="stable")
    out = np.array(heights, dtype=float)
    for below, above in itertools.pairwise(order):
        if out[above] < out[below] + LABEL:
            out[above] = out[below] + LABEL
    return out - max(0.0, np.nanmax(out, initial=0.0) - 1)


def by_layer(values):
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
