"""The playground: what a network in training has learned, and how it gets on."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, PowerNorm, to_rgb
from matplotlib.ticker import MaxNLocator

from dnnlib.lessons.playground.experiment_view import COLUMNS, ROWS, SHOWN, TILE, PlaneView
from dnnlib.lessons.playground.figure_panels import CurvePanels, SpreadPanel, TimePanels, time_limits
from dnnlib.lessons.playground.figure_units import UnitsPanel
from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.numbers import percent
from dnnlib.live.panels import axes_at

__all__ = ["LOWER", "PlaygroundFigure"]

CLASSES = LinearSegmentedColormap.from_list("classes", [style.SKY, "#FFFFFF", style.AMBER])
MARKS = ("o", "^", "s", "D", "v")  # of the classes' points; colours and marks together tell 35 classes apart
COLOURS = (style.BLUE, style.RED, style.GREEN, style.AMBER, style.PURPLE, style.SKY, style.BLACK)
NAMED = 6  # classes that the key names
MARKED = 24  # confusions that get their number written
MANY = 100  # epochs from which no part of one is written
DARK = 7  # above this count a cell is too dark for a red number
SIDE, TOP = 2.3, 5.9  # inches: of the square on the left, and where it ends
LEFT, MIDDLE, RIGHT = 0.5, 2.95, 4.75  # inches: where the square, what belongs to it and the curves begin
#: What the lower half shows.
LOWER = ("units", "layers over time")


class PlaygroundFigure(LiveFigure):
    """The plane or the confusion of the classes, beside the curves of the training; below, the units or the layers.

    Attributes
    ----------
    lower : str
        One of `LOWER`.
    whole_run : bool
        Whether curves over time show the whole run, or the last stretch.
    """

    size = (8.0, 6.45)
    lower = "units"
    whole_run = True

    def build(self):
        self._build_plane()
        self._build_digits()
        width = self.get_figwidth() - RIGHT - 0.35
        self.curves = CurvePanels(
            self, axes_at(self, RIGHT, TOP - 0.92, width, 0.92), axes_at(self, RIGHT, TOP - SIDE, width, 0.92)
        )
        loss = self.curves.loss_ax
        loss.set_xlabel("")
        loss.tick_params(labelbottom=False)  # those of the accuracy, below
        look = {"fontsize": style.SIZE, "va": "top", "color": style.TEXT, "clip_on": False}
        self.headline = self.moving(self.text(0.01, 1 - 0.05 / self.get_figheight(), "", **look))
        self._build_lower()

    def _build_lower(self):
        ax = axes_at(self, 0.1, 0.05, self.get_figwidth() - 0.2, 2.76)
        self.units = UnitsPanel(self, ax)
        lefts = (0.6, 3.25, 5.9)
        spread, update, stuck = (axes_at(self, left, 0.55, 1.8, 1.95) for left in lefts)
        self.spread = SpreadPanel(self, spread)
        spread.xaxis.set_label_coords(0.5, -0.16)
        self.over_time = TimePanels(self, update, stuck)
        self.of_lower = {LOWER[0]: [ax], LOWER[1]: [spread, update, stuck]}

    def _build_plane(self):
        self.plane = ax = axes_at(self, LEFT, TOP - SIDE, SIDE, SIDE)
        style.style_axes(ax, "What it has learned", "$x_1$", "$x_2$", grid=False)
        ax.yaxis.labelpad = -4
        look = {"origin": "lower", "interpolation": "bilinear", "aspect": "auto", "zorder": 1}
        self.score = self.moving(ax.imshow(np.zeros((2, 2)), cmap=CLASSES, vmin=0, vmax=1, **look))
        dots = {"linestyle": "", "ms": 4, "mew": 0.6, "color": style.BLACK}
        # Points of training are filled, those held out are white; a class has its mark and its colour.
        self.points, self.held_out = [], []
        self._dots = dots
        self._add_classes(2)
        dots = {"linestyle": "", "marker": ".", "ms": 3}
        held = dots | {"color": style.GHOST, "zorder": 2}
        self.boundary = self.held_line(ax, held=held, color=style.BLACK, zorder=3, **dots)
        place = MIDDLE / self.get_figwidth(), TOP / self.get_figheight()
        self._key = {"fontsize": style.SIZE, "frameon": False, "handlelength": 1.0, "borderaxespad": 0}
        self._key |= {"markerscale": 1.4, "loc": "upper left", "bbox_to_anchor": place}
        self.key, self._keyed = None, None
        self._show_key(("0", "1"))
        self._set_extent((-2.4, 2.4, -2.4, 2.4))

    def _add_classes(self, count):
        """Make the points of further classes, until there are so many."""
        for k in range(len(self.points), count):
            mark, colour = MARKS[k % len(MARKS)], COLOURS[k % len(COLOURS)]
            self.points.append(self.line(self.plane, marker=mark, mfc=colour, zorder=4, **self._dots))
            self.held_out.append(self.line(self.plane, marker=mark, mfc="white", zorder=4, **self._dots))

    def _show_key(self, names):
        """Name the classes beside the plane."""
        if names == self._keyed:
            return
        if self.key is not None:
            self.key.remove()
        lines = [*self.points[: min(len(names), NAMED)], self.held_out[0], self.boundary.now]
        words = [f"class {name:.8}" for name in names[:NAMED]]
        self.key = self.legend(lines, [*words, "held out", "boundary"], **self._key)
        self._keyed = names

    def _set_extent(self, extent):
        """Set the part of the plane that is drawn."""
        low_1, high_1, low_2, high_2 = extent
        if self.score.get_extent() != list(extent) or self.plane.get_xlim() != (low_1, high_1):
            self.score.set_extent(extent)
            ticks = [-2, 0, 2] if extent == (-2.4, 2.4, -2.4, 2.4) else None
            self.plane.set(xlim=(low_1, high_1), ylim=(low_2, high_2))
            self.plane.set_xticks(_ticks(low_1, high_1) if ticks is None else ticks)
            self.plane.set_yticks(_ticks(low_2, high_2) if ticks is None else ticks)

    def _build_digits(self):
        self.matrix = ax = axes_at(self, LEFT, TOP - SIDE, SIDE, SIDE)
        style.style_axes(ax, "Confusion, held out", "read as", "is a", grid=False)
        look = {"cmap": "Blues", "norm": PowerNorm(0.5, 0, 50), "interpolation": "nearest"}
        self.confusion = self.moving(ax.imshow(np.zeros((10, 10)), aspect="auto", zorder=1, **look))
        self._matrix_names = None
        self._name_classes(tuple("0123456789"))
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

    def _name_classes(self, names):
        """Name the rows and columns of the confusion."""
        if names == self._matrix_names:
            return
        k = len(names)
        self.matrix.set(xlim=(-0.5, k - 0.5), ylim=(k - 0.5, -0.5))
        self.confusion.set_extent((-0.5, k - 0.5, k - 0.5, -0.5))
        step = 1 + (k - 1) // 10
        self.matrix.set_xticks(range(0, k, step), [f"{name:.3}" for name in names[::step]])
        self.matrix.set_yticks(range(0, k, step), [f"{name:.3}" for name in names[::step]])
        self._matrix_names = names

    def draw_result(self, result, ghost=None):
        in_plane = isinstance(result.view, PlaneView)
        self._set_visible([self.plane, self.key], in_plane)
        self._set_visible([self.matrix], not in_plane)
        self._set_visible([self.misread], not in_plane and len(result.view.images) > 0)
        for name, axes in self.of_lower.items():
            self._set_visible(axes, name == self.lower)
        if in_plane:
            held = None if ghost is None or not isinstance(ghost.view, PlaneView) else ghost.view
            self._draw_plane(result.view, held)
        else:
            self._draw_digits(result.view)
        self.curves.whole_run = self.whole_run
        self.curves.draw(result, ghost)
        if self.lower == LOWER[0]:
            self.units.draw(result.view.units)
        else:
            self.spread.draw(result, ghost)
            self.over_time.draw(result, time_limits([result], self.whole_run))
        self.headline.set(text=_headline(result), color=style.TEXT if result.finite else style.WARN)

    @staticmethod
    def _set_visible(things, shown):
        for thing in things:
            if thing.get_visible() != shown:
                thing.set_visible(shown)

    def _draw_plane(self, view, held):
        task = view.task
        self._add_classes(len(task.names))
        self._set_extent(task.extent)
        self._show_key(task.names)
        if len(task.names) == 2:
            self.score.set_data(view.score)
        else:
            self.score.set_data(_mixed(view))
        for k, (training, held_out) in enumerate(zip(self.points, self.held_out, strict=True)):
            training.set_data(*task.X[task.labels == k].T)
            held_out.set_data(*task.X_held_out[task.labels_held_out == k].T)
        self.boundary.set(view, held, lambda view: view.boundary.T)

    def _draw_digits(self, view):
        self._name_classes(view.names)
        self.confusion.set_data(view.confusion)
        for text, (meant, read, count) in zip(self.counts, view.errors(MARKED), strict=True):
            colour = "white" if count > DARK else style.RED
            text.set(position=(read, meant), text=f"{count}" if count else "", color=colour)
        self.montage.set_data(view.montage)
        for text, words in zip(self.captions, view.captions, strict=True):
            text.set_text(words)

    def describe(self, result):
        return _headline(result) + " " + _what_stands_out(result) if result.finite else _headline(result)


def _mixed(view):
    """The plane in the winner's colour, the paler the less it leads: shape (SIDE, SIDE, 3)."""
    paint = np.array([to_rgb(COLOURS[k % len(COLOURS)]) for k in range(len(view.task.names))])
    share = 0.15 + 0.45 * np.nan_to_num(view.score)[..., None]
    return 1 - share * (1 - paint[view.winner])


def _ticks(low, high):
    """Three round numbers between two ends."""
    return [tick for tick in MaxNLocator(3).tick_values(low, high) if low <= tick <= high]


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
