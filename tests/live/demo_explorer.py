"""A small experiment with a figure and an explorer: plain, and stepwise. What the base is tested and timed with."""

import time
from dataclasses import dataclass

import numpy as np

from dnnlib.live import controls, style
from dnnlib.live.explorer import Explorer
from dnnlib.live.figure import LiveFigure

MOST = 50
EDGES = np.linspace(-1, 1, 41)


@dataclass(frozen=True)
class Spread:
    """Standard deviation of the activations by layer, and the last layer's histogram."""

    spread: np.ndarray
    share: np.ndarray
    progress: float = 1.0


def experiment(depth, init_scale, activation, batch_norm, seed):
    """Send a batch of 256 through `depth` layers of width 100."""
    *_, result = steps(depth, init_scale, activation, batch_norm, seed)
    return result


def steps(depth, init_scale, activation, batch_norm, seed, pause=0.0):
    """The same, one result a layer."""
    rng = np.random.default_rng(seed)
    phi = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}[activation]
    a, spread = rng.standard_normal((256, 100), dtype=np.float32), np.full(depth, np.nan)
    for layer in range(depth):
        with np.errstate(over="ignore", invalid="ignore"):  # too large for float32 is a result too
            a = _layer(a, phi, rng, init_scale, batch_norm)
            spread[layer] = a.std()
        time.sleep(pause)
        yield Spread(spread.copy(), np.histogram(a, EDGES)[0] / a.size, (layer + 1) / depth)


def _layer(a, phi, rng, init_scale, batch_norm):
    z = a @ (rng.standard_normal((100, 100), dtype=np.float32) * np.float32(init_scale / 10)).T
    return phi(z / (z.std() + np.float32(1e-5)) if batch_norm else z)


def slow_steps(**settings):
    """Steps that take long enough to be watched and stopped."""
    yield from steps(**settings, pause=0.02)


class SpreadFigure(LiveFigure):
    """Three panels, as most lessons have them."""

    def build(self):
        by_layer, last, words = style.panels(self, 3, ratios=(2, 1, 1))
        style.style_axes(by_layer, "Spread of the activations", "layer $l$", "std of $a^l$")
        by_layer.set(yscale="log", xlim=(0, MOST + 1), ylim=(1e-10, 1e4))
        style.style_axes(last, "Last layer", "activation", "share of all")
        last.set(xlim=(-1, 1), ylim=(0, 1))
        style.style_axes(words, "In numbers", grid=False)
        words.set_axis_off()
        (self.line,) = self.moving(by_layer.plot([], [], marker="o", label="measured", **style.LINES["measured"]))
        (self.ghost_line,) = self.moving(by_layer.plot([], [], label="held", **style.LINES["ghost"]))
        by_layer.legend(fontsize=style.SIZE, loc="lower left")
        self.bars = self.moving(last.bar(EDGES[:-1], np.zeros(40), np.diff(EDGES), align="edge", color=style.MEASURED))
        self.words = self.moving(words.text(0, 0.9, "", fontsize=style.SIZE, va="top"))

    def draw_result(self, result, ghost=None):
        self.line.set_data(np.arange(1, len(result.spread) + 1), result.spread)
        self.ghost_line.set_visible(ghost is not None)
        if ghost is not None:
            self.ghost_line.set_data(np.arange(1, len(ghost.spread) + 1), ghost.spread)
        for bar, share in zip(self.bars, result.share, strict=True):
            bar.set_height(share)
        self.words.set_text("\n".join(f"$a^{{{l + 1}}}$: {s:.4g}" for l, s in enumerate(result.spread[:12])))

    def describe(self, result):
        reached = result.spread[np.isfinite(result.spread)]
        return f"The spread goes from {reached[0]:.2g} at layer 1 to {reached[-1]:.2g} at layer {reached.size}."


def _controls(depth, init_scale, activation, batch_norm, seed):
    return {
        "depth": controls.int_slider("depth", depth, 1, MOST),
        "init_scale": controls.log_slider("init scale", init_scale, -1, 1, 0.05),
        "activation": controls.choice("activation", activation, ["tanh", "relu"]),
        "batch_norm": controls.switch("batch norm", batch_norm),
        "seed": controls.seed_control(seed),
    }


def demo(depth=10, init_scale=1.0, activation="tanh", batch_norm=False, seed=0, **kw):
    """A plain explorer."""
    made = _controls(depth, init_scale, activation, batch_norm, seed)
    return Explorer(experiment, SpreadFigure(), made, title="How the spread changes from layer to layer", **kw)


def stepwise_demo(depth=10, init_scale=1.0, activation="tanh", batch_norm=False, seed=0, **kw):
    """A stepwise explorer."""
    made = _controls(depth, init_scale, activation, batch_norm, seed)
    return Explorer(None, SpreadFigure(), made, title="The same, layer by layer", steps=slow_steps, **kw)


def dead_demo():
    """An explorer one of whose controls, the seed, does nothing."""
    made = {"depth": controls.int_slider("depth", 10, 1, MOST), "seed": controls.seed_control(0)}
    return Explorer(
        lambda depth, seed: experiment(depth, 1.0, "tanh", False, 0), SpreadFigure(), made, title="Dead seed"
    )
