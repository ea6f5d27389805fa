"""Lesson 2: what mini-batches do to path, loss and gradient, and the loss against the learning rate."""

import numpy as np

from dnnlib.lessons.gradient_descent.figure import LOSSES, key, level_lines, near, readout, square_and_two
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.style import GREEN, LINES, RED, panels, set_limits, stepped_log_limits, style_axes

__all__ = ["NoiseFigure", "RateSweepFigure"]

FULL = {"color": style.PURPLE, "linestyle": (0, (4, 1.5)), "linewidth": 1.4}


class NoiseFigure(LiveFigure):
    """The path of a fitted line, the loss of a network, and the noise of its gradient; draws a ``Noise``."""

    LEVELS = 2.2 * np.linspace(0.1, 1, 7) ** 2

    size = (8.0, 5.1)

    def build(self):
        plane, loss, self.noise = square_and_two(self)
        style_axes(plane, "Fitting a line", "slope", "intercept", grid=False)
        plane.set(xlim=(-1.5, 2.5), ylim=(-1.5, 2.5), aspect="equal")
        style_axes(loss, "A network", "epochs", "loss $J$")
        self.network = loss
        loss.set(yscale="log", xlim=(0, 20), ylim=LOSSES, xticks=range(0, 21, 5))
        style_axes(self.noise, "Noise of its gradient", "batch size $B$", "$|g_B - g|$")
        self.noise.set(xscale="log", yscale="log", xlim=(0.8, 160), xticks=[1, 4, 16, 64], xticklabels=[1, 4, 16, 64])
        self.noise.minorticks_off()
        self.levels = self.line(plane, color=style.GREY, linewidth=0.9)
        self.full = self.line(plane, **FULL, zorder=3)
        self.path = self.held_line(plane, **LINES["measured"] | {"linewidth": 1.3})
        self.minimum = self.line(plane, "*", color=GREEN, markersize=13, zorder=4)
        self.loss = self.held_line(loss, marker="o", markersize=4, **LINES["measured"])
        self.dots = self.held_line(self.noise, "o", color=LINES["measured"]["color"], markersize=7)
        self.theory = self.line(self.noise, **LINES["theory"])
        self.length = self.line(self.noise, **LINES["reference"])
        self.cursor = self.line(self.noise, "o", color=RED, markersize=13, fillstyle="none", zorder=4)
        self.path_words = readout(plane)
        self.loss_words = readout(loss)
        lines = {"measured": self.loss.now, "minimum": self.minimum, "formula (2.10)": self.theory}
        lines |= {"all examples in each step": self.full, "length of the gradient": self.length}
        self.held_key = key(self, lines, self.loss.held, columns=3)

    def draw_result(self, result, ghost=None):
        self.held_key.set_visible(ghost is not None)
        self.levels.set_data(*level_lines(result.hessian, self.LEVELS, result.minimum))
        self.full.set_data(*near(result.full_path, 1e3).T)
        self.minimum.set_data(*result.minimum[:, None])
        self.path.set(result, ghost, lambda r: near(r.path, 1e3).T)
        self.loss.set(result, ghost, lambda r: (r.epochs, near(r.network_loss)))
        self._draw_noise(result, ghost)
        self.path_words.set_text(f"{len(result.path) - 1} steps in 4 epochs")
        first, last = result.network_loss[0], result.network_loss[-1]
        set_limits(self.network, y=stepped_log_limits([*LOSSES, first], step=1))
        self.loss_words.set_text(f"J = {last:.2g}" if last < 1e3 * first else "exploded")

    def _draw_noise(self, result, ghost):
        B, drawn = result.batch_sizes, result.expected > 0
        here = (result.batch_size == B) & drawn
        self.dots.set(result, ghost, lambda r: (r.batch_sizes[r.expected > 0], near(r.measured[r.expected > 0])))
        self.theory.set_data(B[drawn], near(result.expected[drawn]))
        self.length.set_data([0.8, 160], [result.gradient_length] * 2)
        self.cursor.set_data(B[here], near(result.measured[here]))
        set_limits(self.noise, y=stepped_log_limits([*result.measured[drawn], result.gradient_length], step=1))

    def describe(self, result):
        here = np.flatnonzero(result.batch_sizes == result.batch_size)[0]
        noise = result.measured[here] / result.gradient_length if result.gradient_length > 0 else np.nan
        size = "none" if result.expected[here] == 0 else f"{noise:.2g} times the gradient's length"
        first, last = result.network_loss[0], result.network_loss[-1]
        went = f"started at {first:.2g} and has exploded"
        if last < 1e3 * first:
            went = f"goes from {first:.2g} to {last:.2g}"
        return (
            f"Batches of {result.batch_size} of 128 examples, {-(-128 // result.batch_size)} steps an epoch: the noise "
            f"of one batch's gradient is {size}. In {result.epochs[-1]:.0f} epochs the network's loss {went}."
        )


class RateSweepFigure(LiveFigure):
    """The loss against the learning rate, and learning curves for five of them; draws a ``Sweep``."""

    SHOWN = slice(0, None, 4)

    size = (8.0, 4.7)

    def build(self):
        by_eta, curves = panels(self, 2, left=0.8, bottom=1.4, right=0.25, gap=0.85)
        style_axes(by_eta, "Loss after training", "learning rate $η$", "loss $J$")
        by_eta.set(xscale="log", yscale="log", xlim=(8e-5, 1.25), ylim=(1e-2, 1e2))
        style_axes(curves, "On the way", "epochs", "loss $J$")
        curves.set(yscale="log", xlim=(0, 10), ylim=(1e-2, 1e2), xticks=range(0, 11, 2))
        self.loss = self.held_line(by_eta, marker="o", markersize=6, **LINES["measured"])
        self.first = self.line(by_eta, **FULL)
        self.gone = self.line(by_eta, "x", color=RED, markersize=9, markeredgewidth=2.5)
        self.best = self.line(by_eta, "o", color=GREEN, markersize=14, fillstyle="none", markeredgewidth=2)
        lines = {"now": self.loss.now, "after 1 epoch": self.first, "least": self.best}
        looks = zip(style.CYCLE, style.MARKERS, ("0.0001", "0.001", "0.01", "0.1", "1"), strict=False)
        self.curves = [self.line(curves, color=c, marker=m, label=f"$η$ = {name}") for c, m, name in looks]
        lines |= {line.get_label(): line for line in self.curves}
        self.held_key = key(self, lines, self.loss.held, columns=4)
        self.words = readout(by_eta)
        self.words.set_color(RED)

    def draw_result(self, result, ghost=None):
        now, best = result.loss[-1], result.best
        self.held_key.set_visible(ghost is not None)
        self.loss.set(result, ghost, lambda r: (r.etas, near(r.loss[-1])))
        self.first.set_data(result.etas, near(result.loss[min(1, len(result.loss) - 1)]))
        gone = _exploded(result)
        self.gone.set_data(gone, np.full(len(gone), 50.0))
        self.best.set_data(result.etas[[best]], near(now[[best]]))
        for line, losses in zip(self.curves, result.loss.T[self.SHOWN], strict=True):
            line.set_data(np.arange(len(losses)), near(losses))
        self.words.set_text("" if not gone.size else "× exploded" if gone.size < len(now) else "all have exploded")

    def describe(self, result):
        now, best = result.loss[-1], result.best
        trained = f"A network trained on 512 digits for {len(result.loss) - 1} epochs with {len(now)} learning rates"
        if not np.isfinite(now[best]):
            return f"{trained} from 0.0001 to 1: with every one of them the loss has overflowed."
        gone = _exploded(result)
        end = f"from eta = {gone.min():.2g} on it has exploded" if gone.size else "none has exploded"
        return (
            f"{trained} from 0.0001 to 1: the loss is least, {now[best]:.2g}, at eta = {result.etas[best]:.2g}, where "
            f"{result.accuracy[best]:.0%} of the images are read rightly; with eta = 0.0001 it is {now[0]:.2g}; {end}."
        )


def _exploded(result):
    """The learning rates with which the loss is now 100 or more, or not finite."""
    return result.etas[~(result.loss[-1] < 100)]
