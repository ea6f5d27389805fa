"""Lesson 2: a walk along one weight, and one step against its promise."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from dnnlib.lessons.gradient_descent.figure import key, near, readout
from dnnlib.live.figure import LiveFigure
from dnnlib.live.style import GREY, LINES, PURPLE, RED, panels, set_limits, stepped_limits, style_axes

__all__ = ["ChangeFigure", "WalkFigure"]

HERE = {"color": RED, "markersize": 9, "zorder": 4}  # the dot at the cursor
SECOND = {"color": PURPLE, "linestyle": (0, (6, 1.5, 1.5, 1.5)), "linewidth": 2}


class WalkFigure(LiveFigure):
    """Accuracy and loss while one weight moves; draws a ``Walk``."""

    size = (8.0, 4.4)

    def build(self):
        self.panels = panels(self, 2, left=0.8, right=0.2, bottom=1.1, gap=0.85)
        accuracy, loss = self.panels
        style_axes(accuracy, "Accuracy", "weight $w^1_{11}$", "share of right answers")
        style_axes(loss, "Loss", "weight $w^1_{11}$", "loss $J$")
        accuracy.set(xlim=(-4, 4), ylim=(0, 1.02))
        loss.set(xlim=(-4, 4))
        steps = {"drawstyle": "steps-mid"}
        self.accuracy = self.held_line(accuracy, held=LINES["ghost"] | steps, **LINES["measured"], **steps)
        self.loss = self.held_line(loss, **LINES["measured"])
        self.slopes = [self.line(ax, **LINES["backward"], zorder=3) for ax in self.panels]
        self.points = [self.line(ax, "o", **HERE) for ax in self.panels]
        self.trained = [self.moving(ax.axvline(0.0, **LINES["reference"])) for ax in self.panels]
        self.accuracy_words = readout(accuracy)
        self.loss_words = readout(loss)
        lines = {"measured": self.loss.now, "slope at the cursor": self.slopes[1]}
        self.held_key = key(self, lines | {"where training put it": self.trained[1]}, self.loss.held)

    def draw_result(self, result, ghost=None):
        shown = result.loss if ghost is None else np.concatenate([result.loss, ghost.loss])
        self.held_key.set_visible(ghost is not None)
        top = stepped_limits(shown[np.isfinite(shown)] * 1.02)[1]
        far = 1e6 * top
        set_limits(self.panels[1], y=(0.0, top))
        self.accuracy.set(result, ghost, lambda r: (r.w, r.accuracy))
        self.loss.set(result, ghost, lambda r: (r.w, near(r.loss, far)))
        ends = np.array([-0.8, 0.8])
        here = ((result.accuracy_here, 0.0), (result.loss_here, result.slope_here))
        for i, (height, slope) in enumerate(here):
            self.points[i].set_data([result.here], near([height], far))
            self.slopes[i].set_data(result.here + ends, near(height + slope * ends, far))
            self.trained[i].set_xdata([result.trained] * 2)
        self.accuracy_words.set_text(f"{result.accuracy_here:.3g} here, slope 0")
        loss_here = f"{result.loss_here:.3g} here, slope {result.slope_here:.2g}"
        self.loss_words.set_text(loss_here if np.isfinite(result.loss_here) else "overflow")

    def describe(self, result):
        if not np.isfinite(result.loss).any():
            return "Training has overflowed: the loss is not a finite number anywhere along the walk."
        levels, step = len(set(result.accuracy.tolist())), result.w[1] - result.w[0]
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

    size = (8.0, 4.6)

    def build(self):
        self.near, self.share = both = panels(self, 2, left=0.8, right=0.25, bottom=1.1, top=0.75, gap=0.85)
        style_axes(self.near, "The loss after one step\n ", "learning rate $η$", "$J(θ - ηg)$")
        style_axes(self.share, "Share of the promised fall\n ", "learning rate $η$", "measured / promised")
        self.share.set(xscale="log", xlim=(1e-3, 10), ylim=(-2, 1.5))
        self.share.axhline(0, color=GREY, linewidth=1)
        self.share.axhline(1, **LINES["theory"])
        self.near.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))  # small learning rates have many digits
        self.first = self.line(self.near, **LINES["theory"])
        self.losses, self.shares = (self.held_line(ax, **LINES["measured"]) for ax in both)
        self.seconds = [self.line(ax, **SECOND) for ax in both]
        self.cursors = [self.line(ax, "o", **HERE) for ax in both]
        self.fall_words = readout(self.near)
        self.share_words = readout(self.share)
        lines = {"measured": self.losses.now, "first order (2.2)": self.first}
        self.held_key = key(self, lines | {"second order (2.7)": self.seconds[0]}, self.losses.held)

    def draw_result(self, result, ghost=None):
        self.held_key.set_visible(ghost is not None)
        self._set_window(result)
        etas = np.append(0.0, result.etas)
        first, second = result.first_order(etas), result.second_order(etas)
        self.first.set_data(etas, result.J + first)
        self.seconds[0].set_data(etas, near(result.J + second))
        self.seconds[1].set_data(result.etas, near(second[1:] / first[1:]))
        self.losses.set(result, ghost, _losses)
        self.shares.set(result, ghost, lambda r: (r.etas, near(r.ratio)))
        change, promise = result.measured_here, result.first_order(result.eta)
        self.cursors[0].set_data([result.eta], near([result.J + change]))
        self.cursors[1].set_data([result.eta], near([change / promise]))
        self.fall_words.set_text(f"promised {promise:.2g}, measured {change:.2g}")
        self.share_words.set_text(f"{change / promise:.3g} at η = {result.eta:.2g}" if promise else "no slope")

    def _set_window(self, result):
        """The left panel reaches beyond the learning rate at which the second-order curve is back at J."""
        right = stepped_limits([1.2 * min(result.turn, 4.0)])[1]
        top = stepped_limits([1.5 * result.J])[1]
        set_limits(self.near, (0.0, right), (-0.4 * top, top))
        set_limits(self.share, (result.etas[0], result.etas[-1]))

    def describe(self, result):
        change, promise = result.measured_here, result.first_order(result.eta)
        came = f"changes it by {change:.2g}" if np.isfinite(change) else "overflows"
        turn = f"at eta = {result.turn:.2g}" if np.isfinite(result.turn) else "nowhere"
        return (
            f"From a loss of {result.J:.2g}, one step with eta = {result.eta:.2g} should change the loss by "
            f"{promise:.2g} to first order and {came}; the two agree for small eta and part as eta grows. To second "
            f"order the fall turns into a rise {turn}."
        )


def _losses(result):
    """Learning rates from 0 on, and J after a step with each."""
    return np.append(0.0, result.etas), near(np.append(result.J, result.J + result.measured))
