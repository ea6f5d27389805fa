"""Lesson 7, the main figure: spreads by layer, histograms, idle units, and where the network stands on the map."""

import numpy as np
from matplotlib.ticker import Locator

from dnnlib.activations import as_activation
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.numbers import percent
from dnnlib.live.panels import BIN_TICKS, axes_at, layer_limits, log_axes, spread_words
from dnnlib.mean_field import DEEPEST, SCALES
from dnnlib.signals import idle_kind

__all__ = [
    "CURSOR", "HELD_CURSOR", "WINDOW", "LayerTicks", "PredictedMap", "SignalsFigure", "cursor", "held_legend",
    "inside", "map_axes", "set_window",
]  # fmt: skip

WINDOW = 1e-20, 1e10  # of axes of gradients: never another, so a steeper line is a smaller factor at every setting
SPREADS = 1e-6, 1e6  # of axes of activations
CONTOURS = {-6: "1e−6", 0: "1", 6: "1e6"}  # logarithms of the gradient, and their labels
UPPER, LOWER = 3.76, 1.74  # the bottoms of the two rows of panels, inches
SCALE_TICKS = (0.1, 0.3, 1, 3, 10)
CURSOR = {"linestyle": "", "marker": "o", "ms": 11, "mew": 2.5, "mfc": style.YELLOW, "mec": "black", "clip_on": False}
HELD_CURSOR = CURSOR | {"mfc": "none", "mec": style.GHOST}


def set_window(ax, window=WINDOW):
    """Make the vertical axis logarithmic with limits that stay; what lies beyond is drawn at its ends (``inside``)."""
    log_axes(ax)
    ax.set_ylim(window)
    low, high = window

    def words(x, _):
        sign = r"\leq " if x <= 1.01 * low else r"\geq " if x >= 0.99 * high else ""
        power = round(np.log10(x))
        return f"${sign}10^{{{power}}}$" if power else "1"

    ax.yaxis.set_major_formatter(words)


def inside(values, window=WINDOW):
    """Values as an axis with this window shows them: those beyond at its ends, no number nowhere."""
    return np.clip(values, *window)


def held_legend(figure, line, place, words="held"):
    """A legend of a held line, its lower left corner at a place of the figure; to be seen only while one is held."""
    look = {"bbox_to_anchor": place, "loc": "lower left", "borderaxespad": 0, "borderpad": 0}
    legend = figure.moving(figure.legend([line], [words], frameon=False, fontsize=style.SIZE, **look))
    legend.set_visible(False)
    return legend


class LayerTicks(Locator):
    """Ticks at layer 1 and at every fifth or tenth layer.

    Parameters
    ----------
    hidden : bool
        Whether the axis ends before the output layer.
    """

    def __init__(self, hidden=False):
        self.hidden = hidden

    def __call__(self):
        """The ticks for the present limits."""
        return self.tick_values(*self.axis.get_view_interval())

    def tick_values(self, vmin, vmax):
        """The ticks between two limits as of ``layer_limits``."""
        last = round(vmax) - 1
        step = 10 if last > 25 else 5
        return [1, *range(step, last + (not self.hidden), step)]


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
    ax.set_yticks(range(10, DEEPEST + 1, 10))
    bar = figure.colorbar(image, cax=colours, ticks=[-12, -6, 0, 6, 12], extend="both")
    bar.ax.set_yticklabels(["$10^{-12}$", "$10^{-6}$", "1", "$10^{6}$", "$10^{12}$"], fontsize=style.SIZE)
    return image


def cursor(result):
    """The point of a network on the map, as x and y."""
    return [np.log10(result.init_scale)], [result.depth]


class PredictedMap:
    """A map that shows a prediction, with labelled lines of equal gradient: dashed below 1, dotted above, solid at 1.

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
        look = {"linestyles": ["--", "-", ":"], "linewidths": [1.2, 2, 1.4], "colors": "black"}
        points = np.log10(SCALES), np.arange(2, DEEPEST + 1), np.log10(values[1:])
        self.contours = self.image.axes.contour(*points, levels=list(CONTOURS), **look)
        self.image.axes.clabel(self.contours, fmt=CONTOURS, fontsize=style.SIZE, inline_spacing=2)


class SignalsFigure(LiveFigure):
    """How large activations and gradients are in every layer, measured and predicted.

    Left the root mean square of delta^l and the standard deviation of a^l by layer; right the predicted gradient at
    layer 1 on a map of depth against init scale with this network as a point on it, and the share of saturated or dead
    units; below them histograms of the activations of three layers. Takes a ``Signals``.
    """

    size = (8.0, 5.4)

    def build(self):
        self.delta, self.delta_theory = self._build_spread(UPPER, "backward", r"Gradient: rms of $\delta^l$", WINDOW)
        self.a, self.a_theory = self._build_spread(LOWER, "forward", "Activations: std of $a^l$", SPREADS)
        self.a.now.axes.set_xlabel("layer $l$", fontsize=style.SIZE, labelpad=1)
        ax = self.delta.now.axes
        self.factor = self.moving(ax.text(1, 1.05, "", transform=ax.transAxes, ha="right", fontsize=style.SIZE))
        width, height = self.size
        look = {"loc": "lower right", "frameon": False, "fontsize": style.SIZE, "borderaxespad": 0, "borderpad": 0}
        self.legend([self.a_theory], ["theory"], bbox_to_anchor=(4.2 / width, 3.12 / height), **look)
        self.held = held_legend(self, self.delta.held, (0.8 / width, 1.2 / height))
        self._build_idle()
        self._build_map()
        self._build_histograms()

    def _build_spread(self, bottom, role, title, window):
        ax = style.style_axes(axes_at(self, 0.8, bottom, 3.4, 1.28), title)
        set_window(ax, window)
        ax.set_xlim(layer_limits(50))
        ax.xaxis.set_major_locator(LayerTicks())
        measured = self.held_line(ax, marker="o", ms=4, clip_on=False, **style.LINES[role])
        return measured, self.line(ax, **style.LINES["theory"])

    def _build_idle(self):
        self.idle_ax = ax = style.style_axes(axes_at(self, 5.1, LOWER, 2.7, 1.28))
        ax.set(xlim=layer_limits(50), ylim=(-0.03, 1.03), yticks=[0, 0.5, 1], yticklabels=["0 %", "50 %", "100 %"])
        ax.xaxis.set_major_locator(LayerTicks(hidden=True))
        self.idle = self.held_line(ax, **style.LINES["measured"] | {"color": style.WARN, "marker": "s", "ms": 4})
        look = {"transform": ax.transAxes, "ha": "center", "va": "bottom", "fontsize": style.SIZE}
        self.none = self.moving(ax.text(0.5, 0.5, "", **look))
        look = {"transform": ax.transAxes, "va": "bottom", "fontsize": style.TITLE_SIZE, "color": style.TEXT}
        self.idle_title = self.moving(ax.text(0, 1.05, "", **look))

    def _build_map(self):
        ax = axes_at(self, 5.1, UPPER, 2.0, 1.28)
        style.style_axes(ax, "Theory: gradient at layer 1", "init scale", "depth", grid=False)
        ax.xaxis.labelpad = 1
        self.map = PredictedMap(map_axes(self, ax, axes_at(self, 7.2, UPPER, 0.12, 1.28)))
        ax.set_yticks([10, 30, 50])
        self.cursor = self.held_line(ax, held=HELD_CURSOR, **CURSOR)

    def _build_histograms(self):
        self.histograms = []
        for left in (0.8, 3.25, 5.7):
            ax = style.style_axes(axes_at(self, left, 0.33, 2.1, 0.62), grid=False)
            ax.set(ylim=(0, 1.05), yticks=[], xlim=(-1, 1), xticks=BIN_TICKS)
            style.label_ends(ax.xaxis, BIN_TICKS[0], BIN_TICKS[-1])
            empty, edges = np.zeros(2), np.linspace(-1, 1, 3)
            bars = self.moving(ax.stairs(empty, edges, fill=True, color=style.SKY))
            held = self.moving(ax.stairs(empty, edges, color=style.GHOST, linestyle=(0, (1, 1.2)), linewidth=2))
            look = {"transform": ax.transAxes, "va": "bottom", "fontsize": style.SIZE, "color": style.TEXT}
            name = self.moving(ax.text(0, 1.05, "", **look))
            self.histograms.append((ax, bars, held, name))
        self.histograms[0][0].set_ylabel("share", fontsize=style.SIZE)

    def draw_result(self, result, ghost=None):
        self.a.set(result, ghost, lambda r: _points(r.a, 0, SPREADS))
        self.a_theory.set_data(*_points(result.theory.a, 0, SPREADS))
        self.delta.set(result, ghost, lambda r: _points(r.delta, 1))
        self.delta_theory.set_data(*_points(result.theory.delta, 1))
        self.factor.set_text(_factor_words(result))
        self._draw_histograms(result, ghost)
        self.map.set(result.map)
        self.cursor.set(result, ghost, cursor)
        self._draw_idle(result, ghost)
        self.held.set_visible(ghost is not None)
        layers = layer_limits(*(r.depth for r in (result, ghost) if r is not None))
        for ax in (self.a.now.axes, self.delta.now.axes, self.idle_ax):
            style.set_limits(ax, layers)

    def _draw_histograms(self, result, ghost):
        layers = list(result.histograms)
        reach = result.edges[-1] - result.edges[0]
        for i, (ax, bars, held, name) in enumerate(self.histograms):
            _set_bars(bars, result, i)
            _set_bars(held, ghost, i)
            further = f"Activations in layer {layers[i]}" if i < len(layers) else "(no further layer)"
            name.set_text(further if layers else "(no hidden layer)")
            style.set_limits(ax, (result.edges[0] - 0.03 * reach, result.edges[-1] + 0.03 * reach))

    def _draw_idle(self, result, ghost):
        kind, label = idle_kind(result.activation), as_activation(result.activation).label
        self.idle_title.set_text(f"{(kind or 'saturated').capitalize()} units by layer")
        self.idle.set(result, ghost, lambda r: (np.arange(1, r.depth), r.idle[1:-1]))
        self.idle.now.set_visible(kind is not None)
        words = "" if kind else f"{label}: the slope never fades"
        self.none.set_text(words if result.depth > 1 else "no hidden layer")

    def describe(self, result):
        norm = ", batch norm" if result.batch_norm else ""
        label = as_activation(result.activation).label
        head = f"Depth {result.depth}, width {result.width}, {label}, init scale {result.init_scale:.2g}{norm}: "
        if result.depth == 1:
            return head + f"a single linear layer; its outputs have a spread of {result.a[1]:.2g}."
        if not (np.isfinite(result.a).all() and np.isfinite(result.delta).all()):
            bad = np.flatnonzero(~(np.isfinite(result.a) & np.isfinite(result.delta)))[0]
            return head + f"the numbers overflow at layer {bad}, and nothing of the picture above it can be trusted."
        way = " between normalized layers" if result.batch_norm else ""
        factor = f", {_factor_words(result)}{way} (theory {_factor(result.gain_theory)})"
        return head + (
            f"a gradient of size 1 at layer {result.depth} arrives at layer 1 with size {result.delta[1]:.2g}"
            f"{factor if _factor_words(result) else ''}. {spread_words(result.a)}.{_idle_words(result)}"
        )


def _points(values, first, window=WINDOW):
    """Values of the layers from ``first`` on, as the x and y of a line."""
    return np.arange(first, len(values)), inside(values[first:], window)


def _factor(value):
    return f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"


def _factor_words(result):
    """The factor per layer in words, where there is one: batch norm needs two normalized layers."""
    return f"{_factor(result.gain)} × per layer" if result.depth > 1 + result.batch_norm else ""


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
