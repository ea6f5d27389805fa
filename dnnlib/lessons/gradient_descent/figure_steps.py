"""Lesson 2: a walk along one weight, and one step against its promise."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from dnnlib.lessons.gradient_descent.figure import key, named, near, readout
from dnnlib.live.figure import LiveFigure
from dnnlib.live.style import GREY, LINES, PURPLE, RED, panels, set_limits, stepped_limits, style_axes

__all__ = ["ChangeFigure", "WalkFigure"]


class WalkFigure(LiveFigure):
    """Accuracy and loss while one weight moves; draws a ``Walk``."""

    def build(self):
        self.panels = accuracy, loss = panels(self, 2, left=0.85, bottom=1.1)
        style_axes(accuracy, "Accuracy: a staircase", "weight $w^1_{11}$", "share of right answers")
        style_axes(loss, "Loss: a slope everywhere", "weight $w^1_{11}$", "loss $J$")
        accuracy.set(xlim=(-4, 4), ylim=(0, 1.02))
        loss.set(xlim=(-4, 4))
        self.curves, self.held, self.slopes, self.points, self.trained, self.words = [], [], [], [], [], []
        for ax, drawstyle in ((accuracy, "steps-mid"), (loss, "default")):
            self.curves += self.moving(ax.plot([], [], **LINES["measured"], drawstyle=drawstyle))
            self.held += self.moving(ax.plot([], [], **LINES["ghost"], drawstyle=drawstyle))
            self.slopes += self.moving(ax.plot([], [], **LINES["backward"], zorder=3))
            self.points += self.moving(ax.plot([], [], "o", color=RED, markersize=9, zorder=4))
            self.trained += self.moving(ax.plot([], [], **LINES["reference"]))
            self.words.append(readout(self, ax, y=0.12 if ax is accuracy else 0.97))
        lines = [self.curves[1], self.slopes[1], self.trained[1], self.held[1]]
        key(self, named(("measured", "slope at the cursor", "where training put it", "held"), lines))

    def draw_result(self, result, ghost=None):
        values = (result.accuracy, result.loss)
        shown = result.loss if ghost is None else np.concatenate([result.loss, ghost.loss])
        set_limits(self.panels[1], y=(0.0, stepped_limits(shown[np.isfinite(shown)] * 1.02)[1]))
        far = 1e6 * self.panels[1].get_ylim()[1]
        heights, tilts = (result.accuracy_here, result.loss_here), (0.0, result.slope_here)
        for i, ax in enumerate(self.panels):
            self.curves[i].set_data(result.w, near(values[i], far))
            self.points[i].set_data([result.here], near([heights[i]], far))
            ends = np.array([-0.8, 0.8])
            self.slopes[i].set_data(result.here + ends, near(heights[i] + tilts[i] * ends, far))
            self.trained[i].set_data([result.trained] * 2, ax.get_ylim())
            self.held[i].set_visible(ghost is not None)
        if ghost is not None:
            self.held[0].set_data(ghost.w, near(ghost.accuracy))
            self.held[1].set_data(ghost.w, near(ghost.loss, far))
        self.words[0].set_text(f"{result.accuracy_here:.3g} here, slope 0")
        finite = np.isfinite(result.loss_here)
        self.words[1].set_text(
            f"J = {result.loss_here:.3g} here, slope {result.slope_here:.2g}" if finite else "overflow"
        )

    def describe(self, result):
        levels, step = len(set(result.accuracy.tolist())), result.w[1] - result.w[0]
        if not np.isfinite(result.loss).any():
            return "Training has overflowed: the loss is not a finite number anywhere along the walk."
        kinds = "one value" if levels == 1 else f"only {levels} different values"
        return (
            f"While the weight w^1_11 goes from -4 to 4 the accuracy over {result.examples} examples takes {kinds} and "
            f"stays as it is over {result.flat_share:.0%} of the steps of {step:.2g}; the loss changes over "
            f"{result.moving_share:.0%} of them. "
            f"At w = {result.here:.2g} the accuracy is {result.accuracy_here:.2g} with slope 0, the loss "
            f"{result.loss_here:.2g} with slope {result.slope_here:.2g}."
        )


class ChangeFigure(LiveFigure):
    """The loss after one step, and the share of the promised fall that comes; draws a ``Change``."""

    def build(self):
        self.near, self.share = panels(self, 2, left=0.85, bottom=1.1)
        style_axes(self.near, "The loss after one step", "learning rate $η$", "$J(θ - ηg)$")
        style_axes(self.share, "Share of the promised fall", "learning rate $η$", "measured / predicted")
        self.share.set(xscale="log", xlim=(1e-3, 10), ylim=(-2, 1.5))
        self.share.axhline(0, color=GREY, linewidth=1)
        self.near.xaxis.set_major_locator(MaxNLocator(5))  # small learning rates have many digits
        promise = self.line(self.near, **LINES["theory"])
        self.promised = [promise, self.share.axhline(1, **LINES["theory"])]
        second = {"color": PURPLE, "linestyle": (0, (6, 1.5, 1.5, 1.5)), "linewidth": 2}
        self.lines, self.seconds, self.held, self.cursors = [], [], [], []
        for ax in (self.near, self.share):
            self.lines += self.moving(ax.plot([], [], **LINES["measured"]))
            self.seconds += self.moving(ax.plot([], [], **second))
            self.held += self.moving(ax.plot([], [], **LINES["ghost"]))
            self.cursors += self.moving(ax.plot([], [], "o", color=RED, markersize=9, zorder=4))
        self.words = readout(self, self.share, x=0.03, y=0.3, ha="left")
        lines = [self.lines[0], self.promised[0], self.seconds[0], self.held[0]]
        key(self, named(("measured", "first order (2.2)", "second order (2.3)", "held"), lines))

    def draw_result(self, result, ghost=None):
        self._set_window(result)
        etas = np.append(0.0, result.etas)
        first, second = result.first_order(result.etas), result.second_order(etas)
        self.promised[0].set_data(etas, result.J + result.first_order(etas))
        self.seconds[0].set_data(etas, near(result.J + second))
        self.seconds[1].set_data(result.etas, near(second[1:] / first))
        self._measured(self.lines, result)
        for line in self.held:
            line.set_visible(ghost is not None)
        if ghost is not None:
            self._measured(self.held, ghost)
        change, promise = result.measured_here, result.first_order(result.eta)
        self.cursors[0].set_data([result.eta], near([result.J + change]))
        self.cursors[1].set_data([result.eta], near([change / promise]))
        self.words.set_text(f"η = {result.eta:.2g}\npromised {promise:.2g}\nmeasured {change:.2g}")

    def _set_window(self, result):
        """The left panel reaches beyond the learning rate at which the second-order curve is back at J."""
        right = stepped_limits([1.2 * min(result.turn, 4.0)])[1]
        top = stepped_limits([1.5 * result.J])[1]
        set_limits(self.near, (0.0, right), (-0.4 * top, top))
        set_limits(self.share, (result.etas[0], result.etas[-1]))

    def _measured(self, lines, result):
        lines[0].set_data(np.append(0.0, result.etas), near(np.append(result.J, result.J + result.measured)))
        lines[1].set_data(result.etas, near(result.ratio))

    def describe(self, result):
        change, promise = result.measured_here, result.first_order(result.eta)
        came = f"changes it by {change:.2g}" if np.isfinite(change) else "overflows"
        turn = f"at eta = {result.turn:.2g}" if np.isfinite(result.turn) else "nowhere"
        return (
            f"From a loss of {result.J:.2g}, one step with eta = {result.eta:.2g} should change the loss by "
            f"{promise:.2g} to first order and {came}; the two agree for small eta and part as eta grows. To second "
            f"order the fall turns into a rise {turn}."
        )
