"""Lesson 2: gradient descent on a bowl and on a network."""

import numpy as np

from dnnlib.live.figure import LiveFigure
from dnnlib.live.style import BLACK, GREEN, GREY, LINES, SIZE, panels, set_label, style_axes

__all__ = ["DescentFigure"]

AROUND = np.linspace(0, 2 * np.pi, 121)


def key(figure, lines):
    """Name lines in one row under the panels; no result moves it or lies under it."""
    look = {"fontsize": SIZE, "frameon": False}
    figure.legend(list(lines.values()), list(lines), loc="lower center", ncols=len(lines), **look)


def readout(ax, x=0.97, y=0.97, ha="right"):
    """A moving text in a corner of a panel."""
    return set_label(ax, x, y, opacity=0.85, pad=2, transform=ax.transAxes, ha=ha, va="top")


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

    size = (12.5, 4.8)

    def build(self):
        plane, distance, loss = panels(self, 3, ratios=(1.08, 1, 1), left=0.75, bottom=1.1)
        style_axes(plane, "A bowl, seen from above", "flat direction $θ_1$", "steep direction $θ_2$", grid=False)
        plane.set(xlim=(-2.6, 2.6), ylim=(-2.6, 2.6), aspect="equal")
        style_axes(distance, "Distance from its minimum", "step $t$", r"$\|θ_t\|$")
        distance.set(yscale="log", xlim=(0, 60), ylim=(1e-6, 1e4))
        style_axes(loss, "A real network, same $η$", "step $t$", "loss $J$")
        loss.set(yscale="log", xlim=(0, 200), ylim=(1e-3, 1e1))
        (minimum,) = plane.plot([0], [0], "*", color=GREEN, markersize=13)
        self.levels = self.line(plane, color=GREY, linewidth=0.9)
        self.start = self.line(plane, "s", color=BLACK, markersize=8, zorder=4)
        self.path = self.held_line(plane, marker="o", markersize=4, **LINES["measured"] | {"linewidth": 1.6})
        self.distance = self.held_line(distance, **LINES["measured"])
        self.theory = self.line(distance, **LINES["theory"], zorder=3)
        self.loss = self.held_line(loss, **LINES["measured"])
        self.path_words = readout(plane, y=0.1)
        self.distance_words = readout(distance)
        self.loss_words = readout(loss)
        lines = {"start": self.start, "minimum": minimum, "measured": self.distance.now}
        key(self, lines | {"theory: slowest direction": self.theory, "held": self.distance.held})

    def draw_result(self, result, ghost=None):
        bowl = result.bowl
        self.levels.set_data(*level_lines(np.diag(bowl.curvatures), self.LEVELS))
        self.start.set_data(*bowl.path[:1].T)
        self.theory.set_data(*_by_step(bowl.distance[0] * bowl.expected_rate ** np.arange(len(bowl.path))))
        self.path.set(result, ghost, lambda r: near(r.bowl.path, 1e3).T)
        self.distance.set(result, ghost, lambda r: _by_step(r.bowl.distance))
        self.loss.set(result, ghost, lambda r: _by_step(r.network_loss))
        self.path_words.set_text(f"η = {result.eta:.3g}: limit {bowl.limit:.3g}, best {bowl.best:.3g}")
        self.distance_words.set_text(f"× {bowl.rate:.3g} a step" if bowl.distance[1] else "there in one step")
        self.loss_words.set_text(_end(result.network_loss))

    def describe(self, result):
        bowl = result.bowl
        kappa = bowl.curvatures.max() / bowl.curvatures.min()
        return (
            f"A bowl with condition number {kappa:.3g}; eta = {result.eta:.3g}, where the limit is {bowl.limit:.2g} "
            f"and the best {bowl.best:.2g}: {_fate(bowl)}, by a factor {bowl.rate:.3g} a step "
            f"(theory {bowl.expected_rate:.3g}). "
            f"With the same eta the network's loss {_course(result.network_loss)}."
        )


def _by_step(values):
    return np.arange(len(values)), near(values)


def _explosion(losses):
    """The first step with a loss a thousand times the first one, or without a finite one; None if there is none."""
    exploded = ~(losses < 1e3 * losses[0])
    return int(exploded.argmax()) if exploded.any() else None


def _end(losses):
    step = _explosion(losses)
    return f"J = {losses[-1]:.2g} at the end" if step is None else f"exploded at step {step}"


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
