"""One look for all figures: colours and lines by role, sizes readable from the back of a class, axes that stay put.

The colours are those of Okabe and Ito ("Color Universal Design", 2008), which people with every common form of colour
blindness tell apart. A role has a line style of its own besides, so that no meaning hangs on colour alone.
"""

import numpy as np

__all__ = [
    "AMBER", "BACKWARD", "BLACK", "BLUE", "CYCLE", "FORWARD", "GHOST", "GREEN", "GREY", "GRID", "LINES", "MARKERS",
    "MEASURED", "PURPLE", "RED", "SIZE", "SKY", "TARGET", "TEXT", "THEORY", "TITLE_SIZE", "WARN", "YELLOW",
    "label_ends", "panels", "set_label", "set_limits", "set_title", "stepped_limits", "stepped_log_limits",
    "style_axes",
]  # fmt: skip

BLACK, AMBER, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, RED, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
GREY = "#8C8C8C"

MEASURED = BLUE  # what the network did
THEORY = BLACK  # what a formula says it should have done
GHOST = GREY  # an earlier result, held for comparison
FORWARD = BLUE  # activations, on their way up
BACKWARD = RED  # gradients, on their way down
TARGET = GREEN  # what was asked for: labels, the true function
WARN = RED  # saturated, dead, overflowed
TEXT = "#222222"
GRID = "#DDDDDD"
CYCLE = (BLUE, RED, GREEN, PURPLE, AMBER, SKY, BLACK)  # for things without a role, e.g. the units of a layer

# Keyword arguments for `Axes.plot`, by role.
LINES = {
    "measured": {"color": MEASURED, "linestyle": "-", "linewidth": 2.2},
    "theory": {"color": THEORY, "linestyle": (0, (5, 2)), "linewidth": 1.8},
    "ghost": {"color": GHOST, "linestyle": (0, (1, 1.2)), "linewidth": 2.2, "zorder": 1.8},
    "forward": {"color": FORWARD, "linestyle": "-", "linewidth": 2.2},
    "backward": {"color": BACKWARD, "linestyle": (0, (6, 1.5, 1.5, 1.5)), "linewidth": 2.2},
    "target": {"color": TARGET, "linestyle": (0, (3, 1.5)), "linewidth": 2.0},
    "reference": {"color": GREY, "linestyle": ":", "linewidth": 1.2},
}
MARKERS = ("o", "s", "^", "D", "v", "P", "X")  # in the order of CYCLE

SMALLEST = 1e-300  # an axis never ends nearer to 0: powers of ten lose their digits there
SIZE, TITLE_SIZE = 11, 12  # points, at 100 dots per inch


def set_title(ax, title):
    """Give axes a title at a fixed place: without one, Matplotlib looks for room in every drawing.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    title : str
    """
    ax.set_title(title, fontsize=TITLE_SIZE, color=TEXT, loc="left", y=1.0)


def style_axes(ax, title="", xlabel="", ylabel="", *, grid=True):
    """Give axes the common look: title, labels, readable sizes, two spines, a faint grid behind the data.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    title, xlabel, ylabel : str
        In sentence case, with the unit or the scale where there is one.
    grid : bool
        Whether to draw grid lines (not over images).

    Returns
    -------
    matplotlib.axes.Axes
        `ax`.
    """
    set_title(ax, title)
    ax.set_xlabel(xlabel, fontsize=SIZE, color=TEXT)
    ax.set_ylabel(ylabel, fontsize=SIZE, color=TEXT)
    ax.tick_params(labelsize=SIZE, colors=TEXT)
    ax.spines[["top", "right"]].set_visible(False)
    ax.yaxis.set_offset_position("right")  # a power of ten that all ticks share: at the left the title stands
    ax.set_axisbelow(True)
    ax.grid(grid, color=GRID, linewidth=0.8) if grid else ax.grid(False)
    return ax


def label_ends(axis, low=None, high=None):
    """Label the ticks at an axis' ends with what lies beyond: "≤ −3" and "≥ 3".

    Parameters
    ----------
    axis : matplotlib.axis.Axis
    low, high : float, optional
    """

    def words(x, _):
        sign = "≤ " if x == low else "≥ " if x == high else ""
        return f"{sign}{x:g}".replace("-", "−")

    axis.set_major_formatter(words)


def panels(figure, columns=1, rows=1, *, ratios=None, left=0.85, right=0.25, bottom=0.72, top=0.5, gap=0.95, vgap=1.0):
    """Axes in a grid of fixed size: margins in inches, so that nothing shifts when a label gets longer.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    columns, rows : int
    ratios : sequence of float, optional
        Relative widths of the columns.
    left, right, bottom, top : float
        Outer margins, inches.
    gap, vgap : float
        Room between columns and between rows (for tick labels and titles), inches.

    Returns
    -------
    list of matplotlib.axes.Axes
        Row by row.
    """
    width, height = figure.get_size_inches()
    across = (width - left - right - gap * (columns - 1)) / columns
    down = (height - bottom - top - vgap * (rows - 1)) / rows
    if across <= 0 or down <= 0:
        raise ValueError(f"columns={columns}, rows={rows} do not fit in {width} x {height} inches; use a larger figure")
    grid = figure.add_gridspec(
        rows, columns, width_ratios=ratios,
        left=left / width, right=1 - right / width, bottom=bottom / height, top=1 - top / height,
        wspace=gap / across, hspace=vgap / down,
    )  # fmt: skip
    return [figure.add_subplot(cell) for cell in grid]


def stepped_log_limits(values, *, step=2, floor=1e-30, ceiling=1e30):
    """Limits for a logarithmic axis, at whole steps of decades, so that the axis jumps rarely.

    Parameters
    ----------
    values : array_like
        What has to be seen; entries that are not positive and finite do not count.
    step : int
        The limits are powers of 10^step.
    floor, ceiling : float
        The limits never lie outside.

    Returns
    -------
    tuple of two floats
        The lower and upper limit, at least one step apart.
    """
    values = np.asarray(values, dtype=float).ravel()
    values = values[np.isfinite(values) & (values > 0)]
    if not values.size:
        return 10.0**-step, 1.0
    exponents = np.log10(np.clip([values.min(), values.max()], floor, ceiling))
    low, high = step * np.floor(exponents[0] / step), step * np.ceil(exponents[1] / step)
    return 10.0**low, 10.0 ** max(high, low + step)


def stepped_limits(values, *, symmetric=False, start=0.0):
    """Limits for a linear axis, at 1, 2, 5, 10, 20 ..., so that the axis jumps rarely.

    Parameters
    ----------
    values : array_like
        What has to be seen; entries that are not finite do not count.
    symmetric : bool
        Whether the lower limit is minus the upper one, else it is `start`.
    start : float
        The lower limit if no value lies under it (then it is the stepped one).

    Returns
    -------
    tuple of two floats
        The lower and upper limit.
    """
    values = np.asarray(values, dtype=float).ravel()
    values = values[np.isfinite(values)]
    high = _step_up(values.max(initial=0.0))
    low = -_step_up(-values.min(initial=0.0))
    if symmetric:
        return -max(high, -low, 1e-12), max(high, -low, 1e-12)
    return min(low, start), max(high, start + 1e-12)


def _step_up(value):
    """The least of ..., 0.5, 1, 2, 5, 10, ... that is not under value; 0 for what is not positive."""
    if value <= 0:
        return 0.0
    value = max(value, SMALLEST)
    decade = 10.0 ** np.floor(np.log10(value))
    return float(next(decade * step for step in (1, 2, 5, 10) if decade * step >= value * (1 - 1e-12)))


def set_label(ax, x, y, words="", *, opacity=0.8, pad=1, **look):
    """Make a moving text that is read over whatever runs there: on a white box, above all lines.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Of a ``LiveFigure``.
    x, y : float
        In data coordinates; in shares of the axes with ``transform=ax.transAxes``.
    words : str
        To begin with.
    opacity : float in [0, 1]
        The box's.
    pad : float
        How far the box goes beyond the words, points.
    **look
        For `Axes.text`.

    Returns
    -------
    matplotlib.text.Text
    """
    box = {"facecolor": "white", "edgecolor": "none", "alpha": opacity, "pad": pad}
    look = {"fontsize": SIZE, "color": TEXT, "zorder": 5} | look
    return ax.figure.moving(ax.text(x, y, words, bbox=box, **look))


def set_limits(ax, x=None, y=None):
    """Set axis limits where they differ from the present ones: setting equal ones redraws the background for nothing.

    While the figure `only_widens`, the new limits hold the present ones, too.
    A ``LiveFigure`` caches a background for each of its last limits, and is not marked as changed.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    x, y : tuple of two floats, optional
        The new limits.
    """
    known = getattr(ax.figure, "caches_backgrounds", False) and not ax.figure.stale
    for limits, present, change in ((x, ax.get_xlim(), ax.set_xlim), (y, ax.get_ylim(), ax.set_ylim)):
        if limits is not None and getattr(ax.figure, "only_widens", False):
            limits = min(limits[0], present[0]), max(limits[1], present[1])
        if limits is not None and tuple(limits) != tuple(present):
            change(limits)
    if known:
        ax.figure.stale = False
