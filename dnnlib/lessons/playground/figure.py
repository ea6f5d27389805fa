"""The playground: what a network in training has learned, and how it gets on."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, PowerNorm

from dnnlib.lessons.playground.experiment_view import REACH, SHOWN, PlaneView
from dnnlib.lessons.playground.figure_panels import TrainingPanels
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure

__all__ = ["PlaygroundFigure"]

CLASSES = LinearSegmentedColormap.from_list("classes", [style.SKY, "#FFFFFF", style.AMBER])
MARKED = 24  # confusions that get their number written
DARK = 7  # above this count a cell is too dark for a red number
LEFT, SQUARE = 0.6, 3.95  # inches: where the square on the left begins, and its side


class PlaygroundFigure(LiveFigure):
    """On the left the plane or the confusion of the digits, on the right five panels of the training."""

    size = (11.6, 6.2)

    def build(self):
        self._build_plane()
        self._build_digits()
        upper = self._row(2, 3.5, 1.95, [0.62, 0.62])
        lower = self._row(3, 0.62, 1.95, [0.62, 0.62, 0.5])
        self.panels = TrainingPanels(self, [*upper, *lower])
        self.panels.key(self, 1 - 0.32 / self.get_figheight())
        x, y = 0.012, 1 - 0.06 / self.get_figheight()
        self.headline = self.moving(self.text(x, y, "", fontsize=style.TITLE_SIZE, va="top", color=style.TEXT))

    def _row(self, columns, bottom, height, gaps):
        """Axes side by side to the right of the square, each with room for its labels on its left; in inches."""
        start = LEFT + SQUARE + 0.3
        room = self.get_figwidth() - start - 0.2
        width = (room - sum(gaps)) / columns
        lefts = start + np.cumsum(gaps) + width * np.arange(columns)
        return [self._axes(left, bottom, width, height) for left in lefts]

    def _axes(self, left, bottom, width, height):
        across, up = self.get_size_inches()
        return self.add_axes([left / across, bottom / up, width / across, height / up])

    def _build_plane(self):
        self.plane = ax = self._axes(LEFT, 5.45 - SQUARE, SQUARE, SQUARE)
        style.style_axes(ax, "What it has learned", "$x_1$", "$x_2$", grid=False)
        ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xticks=[-2, 0, 2], yticks=[-2, 0, 2])
        extent = (-REACH, REACH, -REACH, REACH)
        look = {"cmap": CLASSES, "vmin": 0, "vmax": 1, "origin": "lower", "interpolation": "bilinear"}
        self.score = self.moving(ax.imshow(np.zeros((2, 2)), extent=extent, aspect="auto", zorder=1, **look))
        dots = {"linestyle": "", "markersize": 5, "markeredgewidth": 0.7, "color": style.BLACK}
        faces = [("o", style.BLUE, "class 0"), ("^", style.RED, "class 1"), ("o", "white", "_"), ("^", "white", "_")]
        self.points = [self._dots(marker=m, markerfacecolor=c, label=t, zorder=4, **dots) for m, c, t in faces]
        self.ghost_boundary = self._dots(marker=".", linestyle="", markersize=4, color=style.GHOST, zorder=2)
        self.boundary = self._dots(marker=".", linestyle="", markersize=4, color=style.BLACK, zorder=3)
        across = self.get_figwidth()
        words = "circle: class 0, triangle: class 1, white: held out\nblack dots: the boundary, grey: the held run's"
        self.key = self.text(LEFT / across, 0.12, words, fontsize=style.SIZE, va="top", color=style.TEXT)

    def _dots(self, **look):
        line = self.line(self.plane, **look)
        return line

    def _build_digits(self):
        square = 3.2
        self.matrix = ax = self._axes(LEFT, 5.45 - square, square, square)
        style.style_axes(ax, "Confusion, held out", "read as", "is a", grid=False)
        ax.set(xlim=(-0.5, 9.5), ylim=(9.5, -0.5), xticks=range(10), yticks=range(10))
        look = {"cmap": "Blues", "norm": PowerNorm(0.5, 0, 50), "interpolation": "nearest"}
        self.confusion = self.moving(ax.imshow(np.zeros((10, 10)), aspect="auto", zorder=1, **look))
        words = {"fontsize": style.SIZE, "ha": "center", "va": "center", "color": style.RED, "weight": "bold"}
        self.counts = [self.moving(ax.text(0, 0, "", zorder=3, **words)) for _ in range(MARKED)]
        self.sheet_ax = ax = self._axes(LEFT - 0.3, 0.1, SQUARE + 0.3, 1.4)
        style.style_axes(ax, "Misread: what it is > what was read", grid=False).set_axis_off()
        ax.spines[:].set_visible(False)
        ax.set(xlim=(0, 54), ylim=(22, 0))
        look = {"cmap": "Greys", "vmin": 0, "vmax": 1, "interpolation": "nearest", "extent": (0, 54, 22, 0)}
        self.sheet = self.moving(ax.imshow(np.zeros((22, 54)), aspect="auto", zorder=1, **look))
        places = [(9 * (k % 6) + 4, 11 * (k // 6) + 9.4) for k in range(SHOWN)]
        words = {"fontsize": style.SIZE, "ha": "center", "va": "center", "color": style.TEXT}
        self.readings = [self.moving(ax.text(x, y, "", zorder=3, **words)) for x, y in places]

    def draw_result(self, result, ghost=None):
        in_plane = isinstance(result.view, PlaneView)
        for thing, shown in ((self.plane, in_plane), (self.key, in_plane), (self.matrix, not in_plane),
                             (self.sheet_ax, not in_plane)):  # fmt: skip
            if thing.get_visible() != shown:
                thing.set_visible(shown)
        for artist in self._movers:
            if artist.axes in (self.plane, self.matrix, self.sheet_ax):
                artist.set_visible(artist.axes.get_visible())
        (self._draw_plane if in_plane else self._draw_digits)(result.view, ghost and ghost.view)
        self.panels.draw(result, ghost)
        self.headline.set(text=_headline(result), color=style.TEXT if result.finite else style.WARN)

    def _draw_plane(self, view, ghost):
        task = view.task
        self.score.set_data(view.score)
        for X, labels, lines in ((task.X, task.labels, self.points[:2]),
                                 (task.X_held_out, task.labels_held_out, self.points[2:])):  # fmt: skip
            for label, line in enumerate(lines):
                line.set_data(*X[labels == label].T)
        self.boundary.set_data(*view.boundary.T)
        self.ghost_boundary.set_visible(isinstance(ghost, PlaneView))
        if isinstance(ghost, PlaneView):
            self.ghost_boundary.set_data(*ghost.boundary.T)

    def _draw_digits(self, view, ghost):
        self.confusion.set_data(view.confusion)
        for text, (meant, read, count) in zip(self.counts, view.errors(MARKED), strict=True):
            look = "white" if count > DARK else style.RED
            text.set(position=(read, meant), text=f"{count}" if count else "", color=look)
        self.sheet.set_data(view.sheet)
        for text, words in zip(self.readings, view.words(), strict=True):
            text.set_text(words)

    def describe(self, result):
        return _headline(result) + " " + _what_stands_out(result) if result.finite else _headline(result)


def _headline(s):
    """Where the training stands, in one line."""
    if not s.finite:
        return f"Epoch {s.epoch:.3g}, step {s.step}: the loss is no number any more, the weights have overflowed."
    return (
        f"Epoch {s.epoch:.3g}, step {s.step}: accuracy {s.accuracy[-1]:.2g} in training, "
        f"{s.held_out_accuracy[-1]:.2g} held out; loss {s.loss[-1]:.2g} and {s.held_out_loss[-1]:.2g}."
    )


def _what_stands_out(s):
    """The layers in words."""
    gradient, stuck = s.readout.gradient_spread, s.readout.stuck
    below = f" and {gradient[0]:.1g} at layer 1" if len(gradient) > 1 else ", the only one"
    words = [f"The gradient's spread is {gradient[-1]:.1g} at layer {len(gradient)}{below}."]
    if s.step:
        words.append(
            f"A step changes the weights of a layer by {s.update.min():.1g} to {s.update.max():.1g} of their size."
        )
    if len(stuck):
        words.append(f"The layer with most stuck units has {100 * stuck.max():.0f} % of them stuck.")
    numbers = [s.loss, s.held_out_loss, s.readout.activation_spread, gradient, s.update if s.step else 0.0]
    if not all(np.isfinite(array).all() for array in numbers):
        words.append("Some numbers have overflowed on the way.")
    return " ".join(words)
