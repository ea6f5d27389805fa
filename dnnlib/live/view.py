"""The parts of an explorer that are seen, and what they look like."""

import base64
import html
import pathlib
import traceback

import ipywidgets as widgets
import traitlets
from ipywidgets.widgets.trait_types import CByteMemoryView

from dnnlib.live.values import format_value
from dnnlib.live.words import LIVE_STYLE

__all__ = ["Picture", "caption", "freeze_note", "parts", "problem_line", "show"]

# Of JupyterLab's theme, of VS Code's, or of a white page: no red has a contrast of 4.5 to 1 with white and with #111.
ERROR_COLOUR = "var(--jp-error-color1, var(--vscode-errorForeground, #B00020))"


def parts(explorer):
    """Make an explorer's widgets, and return them from top to bottom."""
    explorer.image = _picture(explorer.title, explorer.figure.bbox.width)
    explorer.caption = widgets.HTML()
    explorer.note = widgets.HTML()
    explorer.error = widgets.HTML()
    explorer.progress = widgets.FloatProgress(0.0, min=0.0, max=1.0, description="progress")
    explorer.buttons = {
        "freeze": _push_button("Freeze", "Hold this picture behind the next ones", explorer.freeze),
        "thaw": _push_button("Let go", "Drop the held picture", explorer.thaw, shown=False),
        "reset": _push_button("Reset", "All controls back to the start", explorer.reset),
        "stop": _push_button("Stop", "Stop here", explorer.stop, shown=False),
    }
    show(explorer.progress, False)
    below = [*explorer.buttons.values(), explorer.progress, explorer.note]
    row = widgets.Box(below, layout=widgets.Layout(flex_flow="row wrap", align_items="center"))
    head = [_title_line(explorer.title), _controls_grid(explorer.controls.values()), row, explorer.error]
    return [*head, explorer.image, explorer.caption]


def _data_url(png, _):
    """The data URL of a picture."""
    return b"data:image/png;base64," + base64.b64encode(png)


class Picture(widgets.Image):
    """A live image: PNG in the kernel, a data URL on its way to the page.

    A browser shows a data URL some 6 ms sooner than the blob that ipywidgets makes of PNG, which it has to fetch first.
    """

    value = CByteMemoryView().tag(sync=True, to_json=_data_url)
    format = traitlets.Unicode("png").tag(sync=True, to_json=lambda *_: "url")
    description = traitlets.Unicode("").tag(sync=True)  # an empty one: without it the page shows no tooltip


def _picture(title, width):
    """The live image: as wide as its place, at most 1.25 times its natural width in pixels."""
    layout = widgets.Layout(width="100%", max_width=f"{1.25 * width:.0f}px", height="auto")
    return Picture(tooltip=title, layout=layout)


def _title_line(title):
    """The explorer's title; no heading element, the page's outline belongs to the lesson."""
    look = "font-size: 1.35em; font-weight: bold; line-height: 1.5"
    return widgets.HTML(f'{LIVE_STYLE}<div style="{look}">{html.escape(title)}</div>')


def _controls_grid(controls):
    """The controls in as many columns as there is room for."""
    columns = "repeat(auto-fill, minmax(25em, 1fr))"
    layout = widgets.Layout(grid_template_columns=columns, width="100%", max_width="90em")
    return widgets.GridBox(list(controls), layout=layout)


def caption(text):
    """The words under the picture, which a screen reader reads out when they change."""
    shown = html.escape(text)
    return f'<div role="status" aria-live="polite" style="line-height: 1.4; max-width: 85em">{shown}</div>'


def _push_button(label, tooltip, action, shown=True):
    """A button."""
    button = widgets.Button(description=label, tooltip=tooltip, layout=widgets.Layout(width="auto", min_width="6em"))
    button.on_click(lambda _: action())
    show(button, shown)
    return button


def show(widget, shown):
    """Show or hide a widget; hidden, it takes no room and no focus."""
    widget.layout.display = None if shown else "none"


def freeze_note(controls, held, now):
    """The settings that are held, and those that are different now."""
    changed = [name for name in controls if held[name] != now[name]]
    note = f"held: {_listed(controls, held, controls)}"
    if changed:
        note += f"<br><b>now: {_listed(controls, now, changed)}</b>"
    return f'<div style="line-height: 1.4; margin-left: 1em">{note}</div>'


def problem_line(problem):
    """An exception in one or two lines: kind, message, and where it was raised."""
    place = traceback.extract_tb(problem.__traceback__)[-1]
    where = f"{place.name}, {pathlib.Path(place.filename).name}:{place.lineno}"
    words = html.escape(f"{type(problem).__name__}: {problem} ({where})") + "<br>The picture is the last good one."
    return f'<div role="alert" style="color: {ERROR_COLOUR}; font-weight: bold">{words}</div>'


def _listed(controls, settings, names):
    words = ((controls[name].description or name, format_value(controls[name], settings[name])) for name in names)
    return html.escape(", ".join(f"{label} {value}" for label, value in words))
