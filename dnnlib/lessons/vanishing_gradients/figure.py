"""Lesson 7, the main figure: spreads by layer, histograms, idle units, and where the network stands on the map."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from dnnlib.activations import ACTIVATIONS
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.layers import BIN_TICKS, axes_at, layer_limits, log_axes, log_window, spread_words
from dnnlib.mean_field import DEEPEST, SCALES
from dnnlib.signals import idle_kind

__all__ = ["SignalsFigure", "contours", "map_axes"]

LOWER, UPPER, HEIGHT = 0.82, 3.35, 1.72  # inches: where the panels of both rows begin, and how high they are
SCALE_TICKS = (0.1, 0.3, 1, 3, 10)


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
    image = ax.imshow(
        np.zeros((DEEPEST, SCALES.size)), cmap="RdBu_r", vmin=-12, vmax=12, origin="lower", aspect="auto",
        interpolation="nearest", extent=(-1 - step, 1 + step, 0.5, DEEPEST + 0.5),
    )  # fmt: skip
    ax.set(xlim=(-1.08, 1.08), ylim=(-1, DEEPEST + 2))  # room for a point at the edge
    ax.set_xticks(np.log10(SCALE_TICKS), [f"{s:g}" for s in SCALE_TICKS])
    bar = figure.colorbar(image, cax=colours, ticks=[-12, -6, 0, 6, 12], extend="both")
    bar.ax.set_yticklabels(["$10^{-12}$", "$10^{-6}$", "1", "$10^{6}$", "$10^{12}$"], fontsize=style.SIZE)
    return image


def contours(ax, values):
    """Lines of equal gradient on a map from depth 2: dashed where it vanishes, dotted where it explodes, solid at 1."""
    levels, styles = [-6, -3, 0, 3, 6], ["--", "--", "-", ":", ":"]
    drawn = ax.contour(
        np.log10(SCALES), np.arange(2, DEEPEST + 1), values[1:], levels=levels, linestyles=styles, colors="black",
        linewidths=[1, 1, 2, 1.2, 1.2],
    )  # fmt: skip
    return drawn


class SignalsFigure(LiveFigure):
    """How large activations and gradients are in every layer, measured and predicted.

    Left the standard deviation of a^l and the root mean square of delta^l by layer; in the middle histograms of the
    activations of three layers; right the predicted gradient at layer 1 on a map of depth against init scale with this
    network as a point on it, and the share of saturated or dead units. Takes a ``Signals``.
    """

    size = (11.0, 5.5)

    def build(self):
        """Make the panels and what moves in them."""
        self._build_spreads()
        self._build_histograms()
        self._build_map()
        self._build_idle()

    def _build_spreads(self):
        self.by_layer = {}
        rows = {
            "a": ("Activations: std of $a^l$", UPPER, "forward"),
            "delta": (r"Gradient: rms of $\delta^l$", LOWER, "backward"),
        }
        for name, (title, bottom, role) in rows.items():
            xlabel = "layer $l$" if name == "delta" else ""
            ax = style.style_axes(axes_at(self, 0.8, bottom, 4.0, HEIGHT), title, xlabel)
            log_axes(ax)
            ax.set_xlim(layer_limits(50))
            ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
            lines = {"ghost": style.LINES["ghost"], "measured": style.LINES[role] | {"marker": "o", "ms": 4}}
            lines["theory"] = style.LINES["theory"]
            self.by_layer[name] = {k: self.line(ax, **look) for k, look in lines.items()}
        up, down = self.by_layer["a"], self.by_layer["delta"]
        handles = [up["measured"], down["measured"], down["theory"], down["ghost"]]
        words = ["activations", "gradient", "theory", "held"]
        self.legend(
            handles, words, loc="lower left", ncol=4, frameon=False, fontsize=style.SIZE, bbox_to_anchor=(0.05, 0)
        )
        ax = down["measured"].axes
        self.factor = self.moving(ax.text(1, 1.05, "", transform=ax.transAxes, ha="right", fontsize=style.SIZE))

    def _build_histograms(self):
        self.histograms = []
        for i, bottom in enumerate((3.94, 2.38, LOWER)):
            ax = style.style_axes(
                axes_at(self, 5.35, bottom, 2.1, 1.13), "Histograms of $a^l$" if i == 0 else "", grid=False
            )
            ax.set(ylim=(0, 1.3), yticks=[], xlim=(-1, 1), xticks=BIN_TICKS)
            style.name_ends(ax.xaxis, BIN_TICKS[0], BIN_TICKS[-1])
            edges, empty = np.linspace(-1, 1, 3), np.zeros(2)
            bars = self.moving(ax.stairs(empty, edges, fill=True, color=style.SKY))
            ghost = self.moving(ax.stairs(empty, edges, color=style.GHOST, linestyle=(0, (1, 1.2)), linewidth=2))
            name = self.moving(
                ax.text(0.5, 0.985, "", transform=ax.transAxes, va="top", ha="center", fontsize=style.SIZE, zorder=0.9)
            )  # higher than any bar reaches, so it may as well lie under them and be drawn once
            self.histograms.append((ax, bars, ghost, name))
        ax.set_xlabel("activation (fullest bin = 1)", fontsize=style.SIZE)

    def _build_map(self):
        self.map_ax = style.style_axes(
            axes_at(self, 8.15, UPPER, 1.85, HEIGHT), "Gradient at layer 1 (theory)", "init scale", "depth", grid=False
        )
        self.image = map_axes(self, self.map_ax, axes_at(self, 10.08, UPPER, 0.12, HEIGHT))
        self.levels, self.shown_map = None, None
        look = {"marker": "o", "linestyle": "", "ms": 11, "mew": 2.5}
        self.map_ghost = self.line(self.map_ax, mfc="none", mec=style.GHOST, clip_on=False, **look)
        self.cursor = self.line(self.map_ax, mfc=style.YELLOW, mec="black", clip_on=False, **look)

    def _build_idle(self):
        self.idle_ax = style.style_axes(axes_at(self, 8.15, LOWER, 2.6, HEIGHT), "Saturated units", "layer $l$")
        self.idle_ax.set(
            xlim=layer_limits(50), ylim=(-0.03, 1.03), yticks=[0, 0.5, 1], yticklabels=["0 %", "50 %", "100 %"]
        )
        self.idle_ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        self.idle_ghost = self.line(self.idle_ax, **style.LINES["ghost"])
        look = style.LINES["measured"] | {"color": style.WARN, "marker": "s", "ms": 4}
        self.idle = self.line(self.idle_ax, **look)
        self.none = self.moving(
            self.idle_ax.text(
                0.5, 0.5, "", transform=self.idle_ax.transAxes, ha="center", va="bottom", fontsize=style.SIZE
            )
        )

    def draw_result(self, result, ghost=None):
        """Set every panel to a ``Signals``, and the held one behind it."""
        layers = layer_limits(result.depth, ghost.depth if ghost else 1)
        for name, lines in self.by_layer.items():
            shown = {"measured": getattr(result, name), "theory": getattr(result.theory, name)}
            shown["ghost"] = getattr(ghost, name) if ghost else np.empty(0)
            for key, values in shown.items():
                values = np.where(values > 0, values, np.nan)
                lines[key].set_data(np.arange(len(values)), values)
            style.set_limits(lines["measured"].axes, layers, log_window(*shown.values()))
        self.factor.set_text(f"{result.gain:.3g} × per layer" if result.depth > 1 else "")
        self._draw_histograms(result, ghost)
        self._draw_map(result, ghost)
        self._draw_idle(result, ghost, layers)

    def _draw_histograms(self, result, ghost):
        present = list(result.histograms.items())
        held = list(ghost.histograms.values()) if ghost else []
        for i, (ax, bars, shadow, name) in enumerate(self.histograms):
            bars.set_visible(i < len(present))
            shadow.set_visible(i < len(held))
            words = f"layer {present[i][0]}" if i < len(present) else "(no further layer)"
            name.set_text(words if present else "(no hidden layer)")
            if i < len(present):
                bars.set_data(_relative(present[i][1]), result.edges)
            if i < len(held):
                shadow.set_data(_relative(held[i]), ghost.edges)
            reach = result.edges[-1] - result.edges[0]
            style.set_limits(ax, (result.edges[0] - 0.03 * reach, result.edges[-1] + 0.03 * reach))

    def _draw_map(self, result, ghost):
        if self.shown_map is not result.map:  # a change of activation or batch norm
            self.shown_map = result.map
            self.image.set_data(np.log10(result.map))
            if self.levels is not None:
                self.levels.remove()
            self.levels = contours(self.map_ax, np.log10(result.map))
        self.cursor.set_data([np.log10(result.init_scale)], [result.depth])
        self.map_ghost.set_data(*([[np.log10(ghost.init_scale)], [ghost.depth]] if ghost else [[], []]))

    def _draw_idle(self, result, ghost, layers):
        kind, label = idle_kind(result.activation), ACTIVATIONS[result.activation].label
        title = f"{(kind or 'saturated').capitalize()} units"
        if self.idle_ax.get_title(loc="left") != title:
            style.set_title(self.idle_ax, title)
        self.idle.set_data(np.arange(1, result.depth), result.idle[1:-1])
        self.idle.set_visible(kind is not None)
        self.none.set_text("" if kind else f"{label}: the slope never fades")
        self.idle_ghost.set_data(*(np.arange(1, ghost.depth), ghost.idle[1:-1]) if ghost else ([], []))
        style.set_limits(self.idle_ax, layers)

    def describe(self, result):
        """The same in words: size of the gradient at layer 1, factor per layer, spread, idle units."""
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


def _relative(shares):
    return shares / max(shares.max(), 1e-12)


def _idle_words(result):
    kind = idle_kind(result.activation)
    if kind is None:
        return ""
    if result.idle.max() < 0.005:
        return f" Hardly a unit is {kind}."
    worst = 1 + int(np.argmax(result.idle[1:-1]))
    return f" Most {kind} units: {100 * result.idle[worst]:.0f} % in layer {worst}."
