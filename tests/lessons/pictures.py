"""Look at an explorer's picture: what its axes show, what lies over its curves, how small its letters are."""

from itertools import pairwise

import numpy as np
from matplotlib.legend import Legend
from matplotlib.text import Text

from dnnlib.live.explorer import SLIDERS
from dnnlib.live.letters import Letters
from tests.lessons.every import PATIENCE


def slid(explorer):
    """Move every slider to both of its ends as a hand would, each from the start; yields its name after each move."""
    for name, control in explorer.controls.items():
        if not isinstance(control, SLIDERS):
            continue
        logarithmic = hasattr(control, "base")
        for end in (control.min, control.max):
            control.value = control.base**end if logarithmic else end
            assert explorer.wait(PATIENCE)
            assert explorer.error.value == ""
            yield name
        explorer.reset()
        assert explorer.wait(PATIENCE)


def shown_limits(figure):
    """The limits (low x, high x, low y, high y) of all axes, shape (axes, 4)."""
    return np.array([[*ax.get_xlim(), *ax.get_ylim()] for ax in figure.axes])


def hold_or_widen(before, after):
    """Whether no axis shows less than before."""
    sides = np.array([-1, 1, -1, 1])
    return (sides * after >= sides * before).all()


def curves_under_legends(figure):
    """The curves and marks that run below a legend, by their colours."""
    figure.canvas.draw()
    legends = [
        legend for owner in (figure, *figure.axes) for legend in owner.get_children() if isinstance(legend, Legend)
    ]
    boxes = [legend.get_window_extent().padded(-2) for legend in legends]
    return [line.get_color() for ax in figure.axes for line in ax.lines if any(_runs_in(line, box) for box in boxes)]


def _runs_in(line, box):
    points = line.get_transform().transform(np.asarray(line.get_xydata(), dtype=float).reshape(-1, 2))
    if not (len(points) and line.get_visible()):
        return False
    parts = [np.linspace(*pair, 50) for pair in pairwise(points)] or [points]
    x, y = np.concatenate(parts).T
    inside = line.axes.bbox
    seen = (x >= inside.x0) & (x <= inside.x1) & (y >= inside.y0) & (y <= inside.y1)
    return bool((seen & (x > box.x0) & (x < box.x1) & (y > box.y0) & (y < box.y1)).any())


def letters_sizes(figure):
    """The sizes of all letters that are seen, in points."""
    texts = {text.get_size() for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()}
    return texts | {letters._font[1] for letters in figure.findobj(Letters) if letters.entries}
