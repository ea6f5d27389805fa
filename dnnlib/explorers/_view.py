"""The parts of an explorer that are seen, and what they look like."""

import html
import traceback

import ipywidgets as widgets
import traitlets

__all__ = ["Picture", "caption", "controls_grid", "freeze_note", "problem_line", "push_button", "title_line", "tree"]


class Picture(widgets.Image):
    """An image with a name for screen readers: the front end shows a tooltip only if there is an empty description."""

    description = traitlets.Unicode("").tag(sync=True)


def picture(title, width):
    """The live image: as wide as its place, at most 1.25 times its natural width in pixels."""
    layout = widgets.Layout(width="100%", max_width=f"{1.25 * width:.0f}px", height="auto")
    return Picture(format="png", tooltip=title, layout=layout)


def title_line(title):
    """The explorer's title; no heading element, the page's outline belongs to the lesson."""
    return widgets.HTML(f'<div style="font-size: 1.35em; font-weight: bold; line-height: 1.5">{html.escape(title)}</div>')


def controls_grid(controls):
    """The controls in as many columns as there is room for."""
    layout = widgets.Layout(grid_template_columns="repeat(auto-fill, minmax(25.5em, 1fr))", width="100%", max_width="90em")
    return widgets.GridBox(list(controls), layout=layout)


def caption(text):
    """The words under the picture, which a screen reader reads out when they change."""
    shown = html.escape(text)
    return f'<div role="status" aria-live="polite" style="line-height: 1.4; max-width: 85em">{shown}</div>'


def push_button(label, tooltip, action, shown=True):
    """A button."""
    button = widgets.Button(description=label, tooltip=tooltip, layout=widgets.Layout(width="auto", min_width="6em"))
    button.on_click(lambda _: action())
    show(button, shown)
    return button


def show(widget, shown):
    """Show or hide a widget; hidden, it takes no room and no focus."""
    widget.layout.display = None if shown else "none"


def freeze_note(held, differences):
    """What is held, and what is different now.

    Parameters
    ----------
    held : dict of str to str
        Labels and values of the settings held.
    differences : dict of str to str
        Labels and present values of those that have changed since.
    """
    note = "held: " + _listed(held)
    if differences:
        note += f"<br><b>now: {_listed(differences)}</b>"
    return f'<div style="line-height: 1.4">{note}</div>'


def problem_line(problem):
    """An exception in one or two lines: kind, message, and where it was raised."""
    place = traceback.extract_tb(problem.__traceback__)[-1:]
    where = f" ({place[0].name}, {place[0].filename.replace(chr(92), '/').rsplit('/', 1)[-1]}:{place[0].lineno})" if place else ""
    words = html.escape(f"{type(problem).__name__}: {problem}{where}")
    return f'<div role="alert" style="color: #B00020; font-weight: bold">{words}<br>The picture is the last good one.</div>'


def tree(widget):
    """A widget and all that belong to it, layouts and styles included."""
    yield widget
    for part in ("layout", "style"):
        if isinstance(getattr(widget, part, None), widgets.Widget):
            yield getattr(widget, part)
    for child in getattr(widget, "children", ()):
        yield from tree(child)


def _listed(settings):
    return ", ".join(f"{html.escape(label)} {html.escape(value)}" for label, value in settings.items())
