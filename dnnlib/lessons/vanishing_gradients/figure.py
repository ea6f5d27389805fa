"""Lesson 7, the main figure: spreads by layer, histograms, idle units, and where the network stands on the map."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from dnnlib.activations import ACTIVATIONS
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.layers import BIN_TICKS, axes_at, layer_limits, layer_points, log_axes, log_window, spread_words
from dnnlib.live.numbers import percent
from dnnlib.mean_field import DEEPEST, SCALES
from dnnlib.signals import idle_kind

__all__ = ["CURSOR", "HELD_CURSOR", "PredictedMap", "SignalsFigure", "cursor", "map_axes"]

LOWER, UPPER, HEIGHT = 0.82, 3.35, 1.72  # inches: where the panels of both rows begin, and how high they are
SCALE_TICKS = (0.1, 0.3, 1, 3, 10)
CURSOR = {"linestyle": "", "marker": "o", "ms": 11, "mew": 2.5, "mfc": style.YELLOW, "mec": "black", "clip_on": False}
HELD_CURSOR = CURSOR | {"mfc": "none", "mec": style.GHOST}


def map_axes(figure, ax, colours):
    """Make axes into a map of depth against init scale, coloured by the logarithm of the gradient at layer 1.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    ax, colours : matplotlib.axes.Axes
        For the map and for its colour bar.

    Returns
    -------
    matplotlib.image.AxesImage
    """
    step = np.log10(SCALES[1] / SCALES[0]) / 2
    extent = (-1 - step, 1 + step, 0.5, DEEPEST + 0.5)
    look = {"cmap": "RdBu_r", "vmin": -12, "vmax": 12, "origin": "lower", "interpolation": "nearest"}
    image = ax.imshow(np.zeros((DEEPEST, SCALES.size)), extent=extent, aspect="auto", **look)
    ax.set(xlim=(-1.08, 1.08), ylim=(-1, DEEPEST + 2))  # room for a point at the edge
    ax.set_xticks(np.log10(SCALE_TICKS), [f"{s:g}" for s in SCALE_TICKS])
    bar = figure.colorbar(image, cax=colours, ticks=[-12, -6, 0, 6, 12], extend="both")
    bar.ax.set_yticklabels(["$10^{-12}$", "$10^{-6}$", "1", "$10^{6}$", "$10^{12}$"], fontsize=style.SIZE)
    return image


def cursor(result):
    """The point of a network on the map, as x and y."""
    return [np.log10(result.init_scale)], [result.depth]


class PredictedMap:
    """A map that shows a prediction, with lines of equal gradient: dashed below 1, dotted above, solid at 1.

    Parameters
    ----------
    image : matplotlib.image.AxesImage
        From ``map_axes``.
    """

    def __init__(self, image):
        self.image = image
        self.values = None
        self.contours = None

    def set(self, values):
        """Show a ``gradient_map_theory``; the same one again costs nothing."""
        if values is self.values:
            return
        self.values = values
        self.image.set_data(np.log10(values))
        if self.contours is not None:
            self.contours.remove()
        look = {"linestyles": ["--", "--", "-", ":", ":"], "linewidths": [1, 1, 2, 1.2, 1.2], "colors": "black"}
        points = np.log10(SCALES), np.arange(2, DEEPEST + 1), np.log10(values[1:])
        self.contours = self.image.axes.contour(*points, levels=[-6, -3, 0, 3, 6], **look)


class SignalsFigure(LiveFigure):
    """How large activations and gradients are in every layer, measured and predicted.

    Left the standard deviation of a^l and the root mean square of delta^l by layer; in the middle histograms of the
    activations of three layers; right the predicted gradient at layer 1 on a map of depth against init scale with this
    network as a point on it, and the share of saturated or dead units. Takes a ``Signals``.
    """

    size = (11.0, 5.5)

    def build(self):
        self.a, self.a_theory = self._build_spread(UPPER, "forward", "Activations: std of $a^l$")
        self.delta, self.delta_theory = self._build_spread(
            LOWER, "backward", r"Gradient: rms of $\delta^l$", "layer $l$"
        )
        lines = [self.a.now, self.delta.now, self.delta_theory, self.delta.held]
        look = {"loc": "lower left", "bbox_to_anchor": (0.05, 0), "frameon": False, "fontsize": style.SIZE}
        self.legend(lines, ["activations", "gradient", "theory", "held"], ncols=4, **look)
        ax = self.delta.now.axes
        self.factor = self.moving(ax.text(1, 1.05, "", transform=ax.transAxes, ha="right", fontsize=style.SIZE))
        self._build_histograms()
        self._build_map()
        self._build_idle()

    def _build_spread(self, bottom, role, title, xlabel=""):
        ax = style.style_axes(axes_at(self, 0.8, bottom, 4.0, HEIGHT), title, xlabel)
        log_axes(ax)
        ax.set_xlim(layer_limits(50))
        ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        measured = self.held_line(ax, marker="o", ms=4, **style.LINES[role])
        return measured, self.line(ax, **style.LINES["theory"])

    def _build_histograms(self):
        self.histograms = []
        for bottom in (3.94, 2.38, LOWER):
            ax = style.style_axes(axes_at(self, 5.35, bottom, 2.1, 1.13), grid=False)
            ax.set(ylim=(0, 1.3), yticks=[], xlim=(-1, 1), xticks=BIN_TICKS)
            style.label_ends(ax.xaxis, BIN_TICKS[0], BIN_TICKS[-1])
            empty, edges = np.zeros(2), np.linspace(-1, 1, 3)
            bars = self.moving(ax.stairs(empty, edges, fill=True, color=style.SKY))
            held = self.moving(ax.stairs(empty, edges, color=style.GHOST, linestyle=(0, (1, 1.2)), linewidth=2))
            # Higher than any bar reaches, so it may as well lie under them and be drawn once.
            look = {"transform": ax.transAxes, "va": "top", "ha": "center", "fontsize": style.SIZE, "zorder": 0.9}
            name = self.moving(ax.text(0.5, 0.985, "", **look))
            self.histograms.append((ax, bars, held, name))
        style.set_title(self.histograms[0][0], "Histograms of $a^l$")
        ax.set_xlabel("activation (fullest bin = 1)", fontsize=style.SIZE)

    def _build_map(self):
        ax = axes_at(self, 8.15, UPPER, 1.85, HEIGHT)
        style.style_axes(ax, "Gradient at layer 1 (theory)", "init scale", "depth", grid=False)
        self.map = PredictedMap(map_axes(self, ax, axes_at(self, 10.08, UPPER, 0.12, HEIGHT)))
        self.cursor = self.held_line(ax, held=HELD_CURSOR, **CURSOR)

    def _build_idle(self):
        self.idle_ax = ax = style.style_axes(axes_at(self, 8.15, LOWER, 2.6, HEIGHT), "Saturated units", "layer $l$")
        ax.set(xlim=layer_limits(50), ylim=(-0.03, 1.03), yticks=[0, 0.5, 1], yticklabels=["0 %", "50 %", "100 %"])
        ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        self.idle = self.held_line(ax, **style.LINES["measured"] | {"color": style.WARN, "marker": "s", "ms": 4})
        look = {"transform": ax.transAxes, "ha": "center", "va": "bottom", "fontsize": style.SIZE}
        self.none = self.moving(ax.text(0.5, 0.5, "", **look))

    def draw_result(self, result, ghost=None):
        shown = [result] if ghost is None else [result, ghost]
        self.a.set(result, ghost, lambda r: layer_points(r.a))
        self.a_theory.set_data(*layer_points(result.theory.a))
        self.delta.set(result, ghost, lambda r: layer_points(r.delta))
        self.delta_theory.set_data(*layer_points(result.theory.delta))
        self.factor.set_text(f"{result.gain:.3g} × per layer" if result.depth > 1 else "")
        self._draw_histograms(result, ghost)
        self.map.set(result.map)
        self.cursor.set(result, ghost, cursor)
        self._draw_idle(result, ghost)
        layers = layer_limits(*(r.depth for r in shown))
        style.set_limits(self.a.now.axes, layers, log_window(result.theory.a, *(r.a for r in shown)))
        style.set_limits(self.delta.now.axes, layers, log_window(result.theory.delta, *(r.delta for r in shown)))
        style.set_limits(self.idle_ax, layers)

    def _draw_histograms(self, result, ghost):
        layers = list(result.histograms)
        reach = result.edges[-1] - result.edges[0]
        for i, (ax, bars, held, name) in enumerate(self.histograms):
            _set_bars(bars, result, i)
            _set_bars(held, ghost, i)
            further = f"layer {layers[i]}" if i < len(layers) else "(no further layer)"
            name.set_text(further if layers else "(no hidden layer)")
            style.set_limits(ax, (result.edges[0] - 0.03 * reach, result.edges[-1] + 0.03 * reach))

    def _draw_idle(self, result, ghost):
        kind, label = idle_kind(result.activation), ACTIVATIONS[result.activation].label
        title = f"{(kind or 'saturated').capitalize()} units"
        if self.idle_ax.get_title(loc="left") != title:
            style.set_title(self.idle_ax, title)
        self.idle.set(result, ghost, lambda r: (np.arange(1, r.depth), r.idle[1:-1]))
        self.idle.now.set_visible(kind is not None)
        self.none.set_text("" if kind else f"{label}: the slope never fades")

    def describe(self, result):
        norm = ", batch norm" if result.batch_norm else ""
        label = ACTIVATIONS[result.activation].label
        head = f"Depth {result.depth}, width {result.width}, {label}, init scale {result.init_scale:.2g}{norm}: "
        if result.depth == 1:
            return head + f"a single linear layer; its outputs have a spread of {result.a[1]:.2g}."
        if not (np.isfinite(result.a).all() and np.isfinite(result.delta).all()):
            bad = np.flatnonzero(~(np.isfinite(result.a) & np.isfinite(result.delta)))[0]
            return head + f"the numbers overflow at layer {bad}, and nothing of the picture above it can be trusted."
        return head + (
            f"a gradient of size 1 at layer {result.depth} arrives at layer 1 with size {result.delta[1]:.2g}, "
            f"{result.gain:.2f} × per layer (theory {result.gain_theory:.2f}). {spread_words(result.a)}."
            f"{_idle_words(result)}"
        )


def _set_bars(bars, result, i):
    """Show the i-th histogram of a result, its fullest bin 1 high, where there is one."""
    shares = [] if result is None else list(result.histograms.values())[i : i + 1]
    bars.set_visible(bool(shares))
    if shares:
        bars.set_data(shares[0] / max(shares[0].max(), 1e-12), result.edges)


def _idle_words(result):
    kind = idle_kind(result.activation)
    if kind is None:
        return ""
    if result.idle.max() < 0.005:
        return f" Hardly a unit is {kind}."
    worst = 1 + int(np.argmax(result.idle[1:-1]))
    return f" Most {kind} units: {percent(result.idle[worst])} in layer {worst}."
