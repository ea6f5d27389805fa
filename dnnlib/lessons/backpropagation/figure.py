"""Lesson 3: a pass forward and back on the drawn network, its equation in numbers, and one weight nudged."""

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import LinearLocator

from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.graph import NetworkGraph
from dnnlib.live.letters import Letters
from dnnlib.live.numbers import compact, number, subscript, superscript
from dnnlib.live.panels import beside, column, matrix, row
from dnnlib.live.style import BACKWARD, BLUE, FORWARD, GREEN, LINES, RED, SIZE, TITLE_SIZE

__all__ = ["BackpropagationFigure"]

ROWS = (2.88, 3.12, 3.95, 4.8)  # formulas, two blocks of their numbers, the picked weight: inches from the top
NOTED = 0.166  # how far below a unit's middle its delta stands
LEAST = 1e-6  # the finest scale on which a change of C is drawn
KEY = "orange line: weight above 0; purple, dashed: below 0; blue: the picked weight; below a disc: δ"


class BackpropagationFigure(LiveFigure):
    """Draws a ``SteppedPass``: the graph beside the picked weight, below them the equations of the moment."""

    size = (8.0, 5.4)

    def build(self):
        page = self._add_axes(0, 0, *self.size)  # texts of the figure itself would redraw the background
        page.set_axis_off()
        page.spines[:].set_visible(False)
        page.set(xlim=(0, self.size[0]), ylim=(self.size[1], 0))
        page.text(0.1, 2.57, KEY, fontsize=SIZE, color=style.TEXT, va="top")
        self.numbers = self.moving(Letters(page, mono=True, spacing=1.2))
        self.headings = self.moving(Letters(page, size=TITLE_SIZE))
        self.headline = self.moving(Letters(page, size=TITLE_SIZE, bold=True))
        drawing = self._add_axes(0.0, 0.32, 4.6, 2.2)
        self.graph = NetworkGraph(self, drawing, disc=0.4)
        drawing.set_xlim(-0.09, 1.26)  # room for targets beside the output
        self.band = self.moving(drawing.add_patch(Rectangle((0, 0), 0, 0, linewidth=0, zorder=0.5)))
        self.picked = self.line(drawing, color=BLUE, linewidth=5, alpha=0.55, zorder=1.5)
        self.notes = self.moving(Letters(drawing, box=0.7))
        self._build_weight(self._add_axes(5.45, 0.55, 2.4, 1.45))

    def _add_axes(self, left, top, width, height):
        """Axes at a place in inches, from the figure's upper left corner."""
        across, down = self.size
        return self.add_axes((left / across, 1 - (top + height) / down, width / across, height / down))

    def _build_weight(self, ax):
        style.style_axes(ax, "", "change of the weight $w$", "change of $C$")
        ax.set(xlim=(-2.1, 2.1), xticks=range(-2, 3))
        ax.yaxis.set_major_locator(LinearLocator(5))
        ax.ticklabel_format(axis="y", scilimits=(-3, 4))
        ax.yaxis.set_label_coords(-0.31, 0.5)  # stays, however wide the ticks' labels are
        ax.axhline(0, **LINES["reference"])
        ax.axvline(0, **LINES["reference"])
        self.changes = self.held_line(ax, label="real", **LINES["measured"])
        self.tangent = self.line(ax, label="predicted, by $dC/dw$", **LINES["theory"])
        self.gap = self.line(ax, color=RED, linewidth=2.5, zorder=3)
        self.here = self.line(ax, "o", color=BLUE, markeredgecolor="white", markersize=10, zorder=4)
        look = {"frameon": False, "handlelength": 1.8, "columnspacing": 1.0, "borderaxespad": 0}
        ax.legend(fontsize=SIZE, loc="lower right", bbox_to_anchor=(1.02, 1.06), ncols=2, **look)
        self.weight_axes = ax

    def draw_result(self, result, ghost=None):
        self._draw_network(result)
        self._draw_weight(result, ghost)
        self._write(result)

    def _draw_network(self, result):
        network, moment, w = result.network, result.moment, result.picked
        reached = moment.layer if moment.kind in ("input", "forward") else network.L
        values = [a[0] if l <= reached else np.full_like(a[0], np.nan) for l, a in enumerate(result.trace.a)]
        captions = ["a⁰ = x", *(f"a{superscript(l)}" for l in range(1, network.L + 1))]
        self.graph.set(network.sizes, values, network.W, weight_scale=1.5, captions=captions)
        self.picked.set_data(*self.graph.segment(w.layer, w.j - 1, w.k - 1).T)
        self._draw_band(moment, network.L)
        self.notes.write(*self._notes(result))

    def _draw_band(self, moment, L):
        """Shade what takes part: where the numbers of this moment come from, and where they go."""
        l = moment.layer
        layers = {"input": (0, 0), "forward": (l - 1, l), "cost": (L, L), "backward": (l - 1, min(l + 1, L))}
        first, last = layers[moment.kind]
        left, right = (self.graph.places[layer][0, 0] for layer in (first, last))
        self.band.set_bounds(left - 0.06, 0, right - left + 0.12, 1.02)
        self.band.set(facecolor=BACKWARD if moment.kind == "backward" else FORWARD, alpha=0.13)

    def _notes(self, result):
        """Targets beside the output's units, and delta under every unit that the backward pass has reached."""
        L, moment = result.network.L, result.moment
        if moment.kind in ("cost", "backward"):
            for (x, y), target in zip(self.graph.places[L], result.y, strict=True):
                yield x + 0.08, y, f"y = {target:g}", GREEN, "left", "center"
        if moment.kind == "backward":
            for l in range(moment.layer, L + 1):
                for (x, y), delta in zip(self.graph.places[l], result.gradients.delta[l][0], strict=True):
                    yield x, y - NOTED, compact(delta), RED, "center", "center"

    def _write(self, result):
        moment = result.moment
        colour = BACKWARD if moment.kind == "backward" else FORWARD
        headline = f"Step {result.step} of {len(result.moments) - 1}: {_headline(moment)}"
        self.headline.write((0.1, 0.08, headline, colour))
        lines = _EQUATIONS[moment.kind](result, moment.layer)
        self.headings.write((0.1, ROWS[0], "     ".join(formula for formula, _ in lines), colour))
        numbers = [(0.1, y, words) for y, (_, words) in zip(ROWS[1:3], lines, strict=False)]
        self.numbers.write(*numbers, (0.1, ROWS[3], _weight_in_words(result.picked)))

    def _draw_weight(self, result, ghost):
        w = result.picked
        shown = w.changes if ghost is None else np.concatenate([w.changes, ghost.picked.changes])
        style.set_limits(self.weight_axes, y=style.stepped_limits([*shown, LEAST], symmetric=True))
        self.changes.set(result, ghost, lambda r: (r.picked.shifts, r.picked.changes))
        self.tangent.set_data(w.shifts, w.gradient * w.shifts)
        self.gap.set_data([w.nudge, w.nudge], [w.predicted, w.measured])
        self.here.set_data([w.nudge], [w.measured])

    def describe(self, result):
        w, L = result.picked, result.network.L
        return (
            f"A network of {L} layer{'s' * (L > 1)}, at step {result.step} of {len(result.moments) - 1}: "
            f"{_headline(result.moment)}. The example costs C = {result.cost:.2g}. The picked weight "
            f"w^{w.layer}_{{{w.j}{w.k}}} = {w.weight:.2g} has the gradient {w.gradient:.2g} by backpropagation and "
            f"{w.difference:.2g} by the central difference; nudged by {w.nudge:.2g}, C is predicted to change by "
            f"{w.predicted:.2g} and really changes by {w.measured:.2g}."
        )


def _headline(moment):
    l = moment.layer
    return {
        "input": "the input enters",
        "forward": f"forward through layer {l}",
        "cost": "the cost is read off",
        "backward": f"backward, error term of layer {l}",
    }[moment.kind]


def _input(result, l):
    return (("a⁰ = x", beside(column("a⁰", result.trace.a[0][0]))),)


def _forward(result, l):
    """The two steps of (1.4)."""
    W, b = result.network.W[l], result.network.b[l]
    z, a, below = result.trace.z[l][0], result.trace.a[l][0], result.trace.a[l - 1][0]
    u, v, phi = superscript(l), superscript(l - 1), _phi(result, l)
    linear = beside(column(f"z{u}", z), "=", matrix(f"W{u}", W), column(f"a{v}", below), "+", column(f"b{u}", b))
    return (
        (f"z{u} = W{u} a{v} + b{u}", linear),
        (f"a{u} = {phi}(z{u})", beside(column(f"a{u}", a), f"= {phi}", column(f"z{u}", z))),
    )


def _cost(result, L):
    u = superscript(L)
    a, y = column(f"a{u}", result.trace.a[L][0]), column("y", result.y)
    return ((f"C = ½ ‖a{u} - y‖²", beside("C = ½ ‖", a, "-", y, f"‖² = {number(result.cost)}")),)


def _backward(result, l):
    """(3.2) or (3.4), and (3.5)."""
    u, v, phi = superscript(l), superscript(l - 1), _phi(result, l)
    delta = column(f"δ{u}", result.gradients.delta[l][0])
    slope = column(f"{phi}′(z{u})", result.slopes[l])
    if l == result.network.L:
        a, y = column(f"a{u}", result.trace.a[l][0]), column("y", result.y)
        term = (f"δ{u} = (a{u} - y) ⊙ {phi}′(z{u})", beside(delta, "= (", a, "-", y, ") ⊙", slope))
    else:
        n = superscript(l + 1)
        transposed = matrix(f"(W{n})ᵀ", result.network.W[l + 1].T)
        above = column(f"δ{n}", result.gradients.delta[l + 1][0])
        term = (f"δ{u} = (W{n})ᵀ δ{n} ⊙ {phi}′(z{u})", beside(delta, "=", transposed, above, "⊙", slope))
    below = row(f"(a{v})ᵀ", result.trace.a[l - 1][0])
    outer = beside(matrix(f"∂C/∂W{u}", result.gradients.W[l]), "=", delta, below)
    return term, (f"∂C/∂W{u} = δ{u} (a{v})ᵀ     ∂C/∂b{u} = δ{u}", outer)


# For each kind of moment: pairs of a formula and the same in numbers.
_EQUATIONS = {"input": _input, "forward": _forward, "cost": _cost, "backward": _backward}


def _phi(result, l):
    return "σ" if l == result.network.L else result.network._activations[l].label


def _weight_in_words(w):
    u, v, j, k = superscript(w.layer), superscript(w.layer - 1), subscript(w.j), subscript(w.k)
    return "\n".join(
        [
            f"w{u}{j}{k} = {number(w.weight):<8} δ{u}{j} = {number(w.delta):<8} a{v}{k} = {number(w.a):<8}",
            f"dC/dw = δ a = {w.gradient:<10.3g} by a central difference: {w.difference:.3g}",
            f"nudge of w {w.nudge:+.2f}: change of C predicted {w.predicted:+.3g}, real {w.measured:+.3g}",
        ]
    )
