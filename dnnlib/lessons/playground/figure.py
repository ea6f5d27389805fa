"""The playground: what a network in training has learned, and how it gets on."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, PowerNorm

from dnnlib.lessons.playground.experiment_view import COLUMNS, REACH, ROWS, SHOWN, TILE, PlaneView
from dnnlib.lessons.playground.figure_panels import TrainingPanels
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.numbers import percent
from dnnlib.live.panels import axes_at

__all__ = ["PlaygroundFigure"]

CLASSES = LinearSegmentedColormap.from_list("classes", [style.SKY, "#FFFFFF", style.AMBER])
MARKED = 24  # confusions that get their number written
MANY = 100  # epochs from which no part of one is written
DARK = 7  # above this count a cell is too dark for a red number
SIDE, TOP = 2.3, 4.82  # inches: of the square on the left, and where it ends
LEFT, MIDDLE, RIGHT = 0.5, 2.95, 4.75  # inches: where the square, what belongs to it and the curves begin


class PlaygroundFigure(LiveFigure):
    """The plane or the confusion of the digits; beside it the curves of the training, below it what the layers do."""

    size = (8.0, 5.4)

    def build(self):
        self._build_plane()
        self._build_digits()
        width = self.get_figwidth() - RIGHT - 0.35
        loss, accuracy = axes_at(self, RIGHT, 3.9, width, 0.92), axes_at(self, RIGHT, TOP - SIDE, width, 0.92)
        layers = [axes_at(self, left, 0.48, 1.95, 1.25) for left in (0.6, 3.3, 5.87)]
        self.panels = TrainingPanels(self, [loss, accuracy, *layers])
        loss.set_xlabel("")
        loss.tick_params(labelbottom=False)  # those of the accuracy, below
        look = {"fontsize": style.SIZE, "va": "top", "color": style.TEXT, "clip_on": False}
        self.headline = self.moving(self.text(0.01, 1 - 0.05 / self.get_figheight(), "", **look))

    def _build_plane(self):
        self.plane = ax = axes_at(self, LEFT, TOP - SIDE, SIDE, SIDE)
        style.style_axes(ax, "What it has learned", "$x_1$", "$x_2$", grid=False)
        ax.yaxis.labelpad = -4
        ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xticks=[-2, 0, 2], yticks=[-2, 0, 2])
        look = {"cmap": CLASSES, "vmin": 0, "vmax": 1, "origin": "lower", "interpolation": "bilinear"}
        extent = (-REACH, REACH, -REACH, REACH)
        self.score = self.moving(ax.imshow(np.zeros((2, 2)), extent=extent, aspect="auto", zorder=1, **look))
        dots = {"linestyle": "", "ms": 4, "mew": 0.6, "color": style.BLACK, "zorder": 4}
        faces = [("o", style.BLUE), ("^", style.RED), ("o", "white"), ("^", "white")]
        self.points = [self.line(ax, marker=marker, mfc=face, **dots) for marker, face in faces]
        dots = {"linestyle": "", "marker": ".", "ms": 3}
        held = dots | {"color": style.GHOST, "zorder": 2}
        self.boundary = self.held_line(ax, held=held, color=style.BLACK, zorder=3, **dots)
        words = ["class 0", "class 1", "held out", "held out", "boundary"]
        place = MIDDLE / self.get_figwidth(), TOP / self.get_figheight()
        look = {"fontsize": style.SIZE, "frameon": False, "handlelength": 1.0, "borderaxespad": 0, "markerscale": 1.4}
        lines = [*self.points, self.boundary.now]
        self.key = self.legend(lines, words, loc="upper left", bbox_to_anchor=place, **look)

    def _build_digits(self):
        self.matrix = ax = axes_at(self, LEFT, TOP - SIDE, SIDE, SIDE)
        style.style_axes(ax, "Confusion, held out", "read as", "is a", grid=False)
        ax.set(xlim=(-0.5, 9.5), ylim=(9.5, -0.5), xticks=range(10), yticks=range(10))
        look = {"cmap": "Blues", "norm": PowerNorm(0.5, 0, 50), "interpolation": "nearest"}
        self.confusion = self.moving(ax.imshow(np.zeros((10, 10)), aspect="auto", zorder=1, **look))
        words = {"fontsize": style.SIZE, "ha": "center", "va": "center", "zorder": 3}
        self.counts = [self.moving(ax.text(0, 0, "", weight="bold", **words)) for _ in range(MARKED)]
        height, width = ROWS * TILE[0], COLUMNS * TILE[1]
        self.misread = ax = axes_at(self, MIDDLE, TOP - 1.15 * height / width, 1.15, 1.15 * height / width)
        style.style_axes(ax, "Misread: is > read", grid=False).set_axis_off()
        ax.spines[:].set_visible(False)
        ax.set(xlim=(0, width), ylim=(height, 0))
        look = {"cmap": "Greys", "vmin": 0, "vmax": 1, "interpolation": "nearest", "extent": (0, width, height, 0)}
        self.montage = self.moving(ax.imshow(np.zeros((height, width)), aspect="auto", zorder=1, **look))
        places = [(TILE[1] * (k % COLUMNS) + 4, TILE[0] * (k // COLUMNS) + 9.4) for k in range(SHOWN)]
        self.captions = [self.moving(ax.text(x, y, "", color=style.TEXT, **words)) for x, y in places]

    def draw_result(self, result, ghost=None):
        in_plane = isinstance(result.view, PlaneView)
        for thing in (self.plane, self.key, self.matrix, self.misread):
            shown = in_plane if thing in (self.plane, self.key) else not in_plane
            if thing.get_visible() != shown:
                thing.set_visible(shown)
        if in_plane:
            held = None if ghost is None or not isinstance(ghost.view, PlaneView) else ghost.view
            self._draw_plane(result.view, held)
        else:
            self._draw_digits(result.view)
        self.panels.draw(result, ghost)
        self.headline.set(text=_headline(result), color=style.TEXT if result.finite else style.WARN)

    def _draw_plane(self, view, held):
        task = view.task
        self.score.set_data(view.score)
        for i, line in enumerate(self.points):
            X, labels = (task.X, task.labels) if i < 2 else (task.X_held_out, task.labels_held_out)
            line.set_data(*X[labels == i % 2].T)
        self.boundary.set(view, held, lambda view: view.boundary.T)

    def _draw_digits(self, view):
        self.confusion.set_data(view.confusion)
        for text, (meant, read, count) in zip(self.counts, view.errors(MARKED), strict=True):
            colour = "white" if count > DARK else style.RED
            text.set(position=(read, meant), text=f"{count}" if count else "", color=colour)
        self.montage.set_data(view.montage)
        for text, words in zip(self.captions, view.captions, strict=True):
            text.set_text(words)

    def describe(self, result):
        return _headline(result) + " " + _what_stands_out(result) if result.finite else _headline(result)


def _headline(s):
    """Where the training stands, in one line."""
    epoch = f"{s.epoch:.0f}" if s.epoch >= MANY else f"{s.epoch:.3g}"
    if not s.finite:
        return f"Epoch {epoch}, step {s.step}: the loss is no number any more, the weights have overflowed."
    return (
        f"Epoch {epoch}, step {s.step}: accuracy {s.accuracy[-1]:.3f} in training, "
        f"{s.held_out_accuracy[-1]:.3f} held out; loss {s.loss[-1]:.2g} and {s.held_out_loss[-1]:.2g}."
    )


def _what_stands_out(s):
    """The layers in words."""
    gradient, saturated = s.readout.gradient_spread, s.readout.saturated
    below = f" and {gradient[0]:.1g} at layer 1" if len(gradient) > 1 else ", the only one"
    words = [f"The gradient's spread is {gradient[-1]:.1g} at layer {len(gradient)}{below}."]
    if s.step:
        words.append(
            f"A step changes the weights of a layer by {s.update.min():.1g} to {s.update.max():.1g} of their size."
        )
    if len(saturated):
        words.append(f"The layer with most stuck units has {percent(saturated.max())} of them stuck.")
    numbers = [s.loss, s.held_out_loss, s.readout.activation_spread, gradient, s.update if s.step else 0.0]
    if not all(np.isfinite(array).all() for array in numbers):
        words.append("Some numbers have overflowed on the way.")
    return " ".join(words)
