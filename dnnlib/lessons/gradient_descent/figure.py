"""Lesson 2: gradient descent on a bowl and on a network."""

import numpy as np
from matplotlib.transforms import offset_copy

from dnnlib.live.figure import LiveFigure
from dnnlib.live.style import (
    BLACK,
    GREEN,
    GREY,
    LINES,
    RED,
    SIZE,
    set_label,
    set_limits,
    stepped_log_limits,
    style_axes,
)

__all__ = ["DescentFigure"]

LOSSES = (1e-3, 1e1)  # the axis of the network's loss reaches at least so far
AROUND = np.linspace(0, 2 * np.pi, 121)


def key(figure, lines, held, columns=None):
    """Name lines under the panels, where no result moves them; the legend for what is held is returned."""
    look = {"fontsize": SIZE, "frameon": False, "columnspacing": 1.4}
    figure.legend(list(lines.values()), list(lines), loc="lower left", ncols=columns or len(lines), **look)
    return figure.moving(figure.legend([held], ["held"], loc="lower right", **look))


def readout(ax):
    """A moving text on the line of a panel's title, where no curve runs."""
    above = offset_copy(ax.transAxes, ax.figure, y=6, units="points")
    return set_label(ax, 1, 1, transform=above, ha="right")


def square_and_two(figure):
    """A square panel, and two above one another beside it."""
    width, height = figure.get_size_inches()
    boxes = (0.8, 1.15, 3.5, 3.5), (5.15, 3.35, 2.65, 1.3), (5.15, 1.15, 2.65, 1.3)  # inches
    return [figure.add_axes((x / width, y / height, w / width, h / height)) for x, y, w, h in boxes]


def near(values, far=1e12):
    """Values that can be drawn: NaN takes the place of what is not finite or far outside the axes."""
    values = np.asarray(values, dtype=float)
    return np.where(np.abs(values) < far, values, np.nan)


def level_lines(hessian, levels, centre=(0.0, 0.0)):
    """The ellipses (theta - centre)^T H (theta - centre) / 2 = level as one line: x and y, with NaN between them."""
    values, vectors = np.linalg.eigh(hessian)
    circle = np.append(np.stack([np.cos(AROUND), np.sin(AROUND)]), [[np.nan], [np.nan]], axis=1)
    ellipse = vectors @ (circle / np.sqrt(values)[:, None])
    return np.concatenate([np.sqrt(2 * level) * ellipse for level in levels], axis=1) + np.reshape(centre, (2, 1))


class DescentFigure(LiveFigure):
    """The bowl with the path, the distance from its minimum, and the loss of a network; draws a ``Descent``."""

    LEVELS = 4.0 * np.linspace(0.15, 1, 7) ** 2  # of J; the outermost touches the start on the steep axis

    size = (8.0, 5.1)

    def build(self):
        plane, distance, self.network = square_and_two(self)
        style_axes(plane, "A bowl from above", "flat direction $θ_1$", "steep direction $θ_2$", grid=False)
        plane.set(xlim=(-2.6, 2.6), ylim=(-2.6, 2.6), aspect="equal")
        style_axes(distance, "Distance", "step $t$", r"$\|θ_t\|$")
        distance.set(yscale="log", xlim=(0, 60), ylim=(1e-6, 1e4), yticks=[1e-6, 1e-3, 1, 1e3])
        style_axes(self.network, "A network", "step $t$", "loss $J$")
        self.network.set(yscale="log", xlim=(0, 200), ylim=LOSSES)
        (minimum,) = plane.plot([0], [0], "*", color=GREEN, markersize=13)
        self.levels = self.line(plane, color=GREY, linewidth=0.9)
        self.start = self.line(plane, "s", color=BLACK, markersize=8, zorder=4)
        self.path = self.held_line(plane, marker="o", markersize=4, **LINES["measured"] | {"linewidth": 1.6})
        self.last = self.line(plane, "o", color=RED, markersize=9, zorder=4)
        self.distance = self.held_line(distance, **LINES["measured"])
        self.theory = self.line(distance, **LINES["theory"], zorder=3)
        self.loss = self.held_line(self.network, **LINES["measured"])
        self.path_words = readout(plane)
        self.distance_words = readout(distance)
        self.loss_words = readout(self.network)
        lines = {"start": self.start, "minimum": minimum, "measured": self.distance.now}
        self.held_key = key(self, lines | {"theory: slowest direction": self.theory}, self.distance.held)

    def draw_result(self, result, ghost=None):
        bowl, losses = result.bowl, result.network_loss
        self.held_key.set_visible(ghost is not None)
        self.levels.set_data(*level_lines(np.diag(bowl.curvatures), self.LEVELS))
        self.start.set_data(*bowl.path[:1].T)
        self.theory.set_data(*_by_step(bowl.distance[0] * bowl.expected_rate ** np.arange(len(bowl.path))))
        self.path.set(result, ghost, lambda r: near(r.first(r.bowl.path), 1e3).T)
        self.last.set_data(*near(result.first(bowl.path)[-1:], 1e3).T)
        self.distance.set(result, ghost, lambda r: _by_step(r.first(r.bowl.distance)))
        self.loss.set(result, ghost, lambda r: _by_step(r.first(r.network_loss)))
        set_limits(self.network, y=stepped_log_limits([*LOSSES, losses[0]], step=1))
        self.path_words.set_text(f"η = {result.eta:.3g}, {len(result.first(bowl.path)) - 1} steps")
        rate = f"× {bowl.rate:.3g} a step" if bowl.distance[1] else "there in one step"
        self.distance_words.set_text(rate if result.percent == 100 else "")
        self.loss_words.set_text(_end(result.first(losses)))

    def describe(self, result):
        bowl = result.bowl
        kappa = bowl.curvatures.max() / bowl.curvatures.min()
        shown = "" if result.percent == 100 else f" Shown are the first {result.percent} % of the steps."
        return (
            f"A bowl with condition number {kappa:.3g}; eta = {result.eta:.3g}: "
            f"{_fate(bowl)}, by a factor {bowl.rate:.3g} a step "
            f"(theory {bowl.expected_rate:.3g}). "
            f"With the same eta the network's loss {_course(result.network_loss)}.{shown}"
        )


def _by_step(values):
    return np.arange(len(values)), near(values)


def _explosion(losses):
    """The first step with a loss a thousand times the first one, or without a finite one; None if there is none."""
    exploded = ~(losses < 1e3 * losses[0])
    return int(exploded.argmax()) if exploded.any() else None


def _end(losses):
    step = _explosion(losses)
    return f"J = {losses[-1]:.2g}" if step is None else f"explodes at step {step}"


def _course(losses):
    step = _explosion(losses)
    if step is None:
        return f"goes from {losses[0]:.2g} to {losses[-1]:.2g} in {len(losses) - 1} steps"
    end = "" if np.isfinite(losses[-1]) else ", and overflows"
    return f"starts at {losses[0]:.2g} and explodes: more than a thousandfold within {-(-step // 10) * 10} steps{end}"


def _fate(bowl):
    if np.isclose(bowl.rate, 1, rtol=0, atol=1e-6):
        return "the path jumps to and fro without end"
    return "the path converges" if bowl.rate < 1 else "the path diverges"
