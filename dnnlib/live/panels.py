"""Axes of the figures that show a quantity layer by layer, and numbers in columns of text."""

import numpy as np
from matplotlib.ticker import Locator, NullLocator

from dnnlib.live.numbers import number

__all__ = [
    "BIN_TICKS",
    "PowersOfTen",
    "axes_at",
    "beside",
    "column",
    "layer_limits",
    "layer_points",
    "log_axes",
    "log_window",
    "loggable",
    "matrix",
    "row",
    "spread_words",
]

DOWN, UP = (2, 8, 20, 50, 96), (1, 8, 20, 50, 96)  # decades under and over 1 that a logarithmic axis shows
STEPS = (1, 2, 5, 10, 20, 50)  # decades from tick to tick
BIN_TICKS = (-3, -1, 0, 1, 3)  # of a histogram; the outer ones are in sight where an activation has no bound
TICKS = 6  # at most so many steps on an axis


def axes_at(figure, x, y, width, height):
    """New axes, whose lower left corner and size are given in inches."""
    w, h = figure.get_size_inches()
    return figure.add_axes((x / w, y / h, width / w, height / h))


def layer_limits(*depths):
    """Limits for an axis of layers: 10, 25 or 50 layers, so that it jumps rarely."""
    return 0.0, next(end for end in (10, 25, 50) if end >= max(depths)) + 1.0


def loggable(values):
    """What a logarithmic axis can show: NaN for all else."""
    return np.where(np.isfinite(values) & (values > 0), values, np.nan)


def layer_points(values):
    """Values of the layers 0, 1, 2 ... as the x and y of a line over a logarithmic axis."""
    return np.arange(len(values)), loggable(values)


def log_window(*values):
    """Limits for a logarithmic axis around 1 in a few steps, so that it jumps rarely."""
    logs = [np.log10(v[np.isfinite(v) & (v > 0)]) for v in values]
    low, high = min(x.min(initial=0) for x in logs), max(x.max(initial=0) for x in logs)
    down, up = (next((d for d in steps if d > x), 96) for steps, x in ((DOWN, 0.1 - low), (UP, 0.1 + high)))
    return 10.0**-down, 10.0**up


def log_axes(ax):
    """Make the vertical axis logarithmic, with few ticks: its background is redrawn when the limits step."""
    ax.set_yscale("log")
    ax.yaxis.set_major_locator(PowersOfTen())
    ax.yaxis.set_minor_locator(NullLocator())
    ax.set_ylim(1e-8, 10)


def spread_words(a, digits=2):
    """How the activations' spread changes from the first hidden layer to the last."""
    if len(a) == 3:
        return f"The activations of layer 1, the only hidden one, spread by {a[1]:.{digits}g}"
    first, last = f"{a[1]:.{digits}g}", f"{a[-2]:.{digits}g}"
    return f"The activations' spread goes from {first} in layer 1 to {last} in layer {len(a) - 2}"


class PowersOfTen(Locator):
    """Ticks at powers of ten that are 1, 2, 5, 10, 20 or 50 decades apart, with 1 among them where it is in sight.

    Matplotlib's own choose any number of decades: 10^5, 10^-6, 10^-17, from which nobody reads a factor.
    """

    def __call__(self):
        """The ticks for the present limits."""
        return self.tick_values(*self.axis.get_view_interval())

    def tick_values(self, vmin, vmax):
        """The ticks between two positive limits."""
        low, high = np.log10(sorted((vmin, vmax)))
        step = next((s for s in STEPS if (high - low) / s <= TICKS), STEPS[-1])
        return 10.0 ** (step * np.arange(np.ceil(low / step), np.floor(high / step) + 1))


def matrix(name, values):
    """A matrix under its name, in brackets.

    Parameters
    ----------
    name : str
        At most as wide as the matrix.
    values : ndarray, shape (n, k)

    Returns
    -------
    list of str
        The name and n lines, all of one width.
    """
    cells = [[number(value) for value in line] for line in values]
    width = max(7, *(len(cell) for line in cells for cell in line))
    lines = ["[" + " ".join(cell.rjust(width) for cell in line) + "]" for line in cells]
    total = max(len(name), len(lines[0]))
    return [name.center(total), *(line.center(total) for line in lines)]


def column(name, values):
    """A vector under its name, as a column: shape (n,) gives n lines."""
    return matrix(name, np.reshape(values, (-1, 1)))


def row(name, values):
    """A vector under its name, as one line."""
    return matrix(name, np.reshape(values, (1, -1)))


def beside(*blocks):
    """Set blocks of lines beside each other; a plain string, such as "=", stands at the first line of numbers.

    Parameters
    ----------
    *blocks : list of str or str
        From ``matrix``, ``column``, ``row``, or a sign between them.

    Returns
    -------
    str
        Lines of text, for a font of fixed width.
    """
    blocks = [["", block] if isinstance(block, str) else block for block in blocks]
    height = max(len(block) for block in blocks)
    padded = []
    for block in blocks:
        width = max(map(len, block))
        padded.append([line.ljust(width) for line in block] + [" " * width] * (height - len(block)))
    return "\n".join(" ".join(lines).rstrip() for lines in zip(*padded, strict=True))
