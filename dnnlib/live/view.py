"""The parts of an explorer that are seen, and what they look like."""

import base64
import html
import pathlib
import traceback

import ipywidgets as widgets
import traitlets

from dnnlib.live import versions
from dnnlib.live.tries import TryBox
from dnnlib.live.values import format_value
from dnnlib.live.words import LIVE_STYLE

__all__ = ["Picture", "caption", "freeze_note", "listed", "parts", "problem_line", "push_button", "show", "stopped"]

# Of JupyterLab's theme, of VS Code's, or of a white page: no red has a contrast of 4.5 to 1 with white and with #111.
ERROR_COLOUR = "var(--jp-error-color1, var(--vscode-errorForeground, #B00020))"


# Side by side from 840 pixels on: JupyterLab leaves 848 of 1280 beside its list of files.
LEFT, RIGHT = "1 1 268px", "9999 1 560px"
# A narrow readout leaves a track of 120 pixels in the left column.
# In a low window, as of a beamer at 150 % (1280 x 720 are then 853 x 480), controls and picture stand side by side all
# the same, and no picture is higher than the window: who steps through a lesson before a class sees all of it.
STYLE = """<style>
.dnnlib-explorer .widget-readout { min-width: 46px; width: 46px }
@media (max-height: 560px) and (min-width: 760px) {
.dnnlib-explorer .dnnlib-side { flex: 1 1 230px !important }
.dnnlib-explorer .dnnlib-side .widget-label { min-width: 72px; width: 72px }
.dnnlib-explorer .dnnlib-side .jupyter-button { flex: 0 0 auto; padding: 0 7px }
.dnnlib-explorer .dnnlib-picture { flex: 9999 1 400px !important }
.dnnlib-explorer .dnnlib-picture img {
width: auto !important; max-width: 100% !important; max-height: calc(100vh - 150px) }
}
</style>"""
NOTE_HEIGHT = "4.4em"  # three lines: for what is held, or for what went wrong
NOTE = f'style="line-height: 1.4; max-height: {NOTE_HEIGHT}; overflow: auto" tabindex="0"'


def parts(explorer, shown, play):
    """Make an explorer's widgets, and return them from top to bottom.

    Controls and the try stand to the left of the picture where there is width for both, else above it. What comes and
    goes has its place reserved: nothing moves when a picture is held, a note is written or an error is told.

    Parameters
    ----------
    explorer : Explorer
    shown : sequence of str
        The controls in view; the others lie in a fold.
    play : str or None
        The slider that *Play* moves from end to end.

    Returns
    -------
    list of ipywidgets.Widget
    """
    explorer.image = _picture(explorer.title, explorer.figure.bbox.width)
    explorer.caption = widgets.HTML()
    explorer.note = widgets.HTML()
    explorer.error = widgets.HTML()
    explorer.remark = widgets.HTML(remarks(explorer.controls))
    explorer.buttons = explorer.make_buttons()
    notes, below = explorer.make_notes()
    left = [_column([explorer.controls[name] for name in shown])]
    if rest := [control for name, control in explorer.controls.items() if name not in shown]:
        left.append(_fold("more", _column(rest)))
    explorer.player = None
    if play is not None:
        explorer.player = _player(explorer.controls[play])
        explorer.buttons = {"play": _play_button(explorer.player), **explorer.buttons}
        left.append(explorer.player)
    left.insert(0 if explorer.buttons_first else len(left), _row(explorer.buttons.values()))
    told = [explorer.error, *notes, explorer.remark, explorer.note]
    left.append(_column(told, height=NOTE_HEIGHT, overflow="auto"))
    if explorer.tries:
        explorer.try_box = TryBox(explorer.tries, explorer.show_me)
        left.append(explorer.try_box)
    right = [*explorer.make_head(), explorer.image]
    if explorer.stepwise:
        explorer.progress = _progress()
        right.append(explorer.progress)
    right += [explorer.caption, *below]
    sides = (left, LEFT, "dnnlib-side"), (right, RIGHT, "dnnlib-picture")
    look = {"min_width": "0", "overflow": "visible"}
    body = [_column(column, flex=flex, **look).add_class(name) for column, flex, name in sides]
    return [_title_line(explorer.title), _row(body, align_items="flex-start", grid_gap="0 12px")]


def remarks(controls):
    """What is to be said of things that the learner has brought, as HTML; mostly nothing."""
    words = " ".join(getattr(control, "remark", "") for control in controls.values()).strip()
    look = f"color: {ERROR_COLOUR}; font-weight: bold"
    return f'<div role="status" {NOTE}><span style="{look}">{html.escape(words)}</span></div>' if words else ""


def _progress():
    """A bar under the picture that keeps its place while nothing is under way."""
    bar = widgets.FloatProgress(0.0, min=0.0, max=1.0, layout=widgets.Layout(width="100%", height="8px"))
    show(bar, False)
    return bar


def _column(children, **layout):
    return widgets.VBox(list(children), layout=widgets.Layout(**layout))


def _row(children, **layout):
    return widgets.Box(list(children), layout=widgets.Layout(flex_flow="row wrap", **layout))


def _fold(title, content):
    """What is seen once its title is clicked; the browser opens it without asking the kernel."""
    fold = widgets.Accordion([content], selected_index=None)
    fold.set_title(0, title)
    return fold


def _player(slider):
    """A widget that moves a slider through its range. Its own buttons have no names, so they are hidden."""
    player = versions.player(min=slider.min, max=slider.max, value=slider.value, step=slider.step, interval=80)
    player.page_link = widgets.jslink((player, "value"), (slider, "value"))  # a widget, which is closed with the player
    widgets.link((slider, "max"), (player, "max"))
    player.layout.display = "none"
    return player


def _play_button(player):
    """The button that starts and stops a player."""

    def turn():
        player.playing = not player.playing

    def name(_=None):
        button.description = "❚❚ Pause" if player.playing else "▶ Play"

    button = push_button("▶ Play", "Run through it, about twelve steps a second", turn)
    player.observe(name, names="playing")
    return button


def _data_url(png, _):
    """The data URL of a picture."""
    return b"data:image/png;base64," + base64.b64encode(png)


class Picture(widgets.Image):
    """A live image: PNG in the kernel, a data URL on its way to the page.

    A browser shows a data URL some 6 ms sooner than the blob that ipywidgets makes of PNG, which it has to fetch first.
    """

    value = type(widgets.Image.value)().tag(sync=True, to_json=_data_url)
    format = traitlets.Unicode("png").tag(sync=True, to_json=lambda *_: "url")
    tooltip = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    description = traitlets.Unicode("").tag(sync=True)  # an empty one: without it the page shows no tooltip


def _picture(title, width):
    """The live image: as wide as its place, at most 1.5 times its natural width in pixels."""
    layout = widgets.Layout(width="100%", max_width=f"{1.5 * width:.0f}px", height="auto")
    return Picture(tooltip=title, layout=layout)


def _title_line(title):
    """The explorer's title; no heading element, the page's outline belongs to the lesson."""
    look = "font-size: 1.25em; font-weight: bold; line-height: 1.4"
    return widgets.HTML(f'{LIVE_STYLE}{STYLE}<div style="{look}">{html.escape(title)}</div>')


def caption(text):
    """The words under the picture, which a screen reader reads out when they change."""
    shown = html.escape(text)
    return f'<div role="status" aria-live="polite" style="line-height: 1.4; max-width: 85em">{shown}</div>'


def stopped(progress, text):
    """The words of a picture whose computation was stopped on the way."""
    return f"Stopped after {100 * progress:.0f} % of the way; move a control to begin anew. {text}"


def push_button(label, tooltip, action):
    """A button as wide as its label."""
    button = widgets.Button(description=label, tooltip=tooltip, layout=widgets.Layout(width="auto"))
    button.on_click(lambda _: action())
    return button


def show(widget, shown):
    """Show or hide a widget; hidden, it keeps its place and takes no focus."""
    widget.layout.visibility = None if shown else "hidden"


def freeze_note(controls, held, now):
    """The settings in which what is held differs from what is shown."""
    changed = [name for name in controls if held[name] != now[name]]
    if not changed:
        return f"<div {NOTE}>held: this picture</div>"
    note = f"held: {listed(controls, held, changed)}<br><b>now: {listed(controls, now, changed)}</b>"
    return f"<div {NOTE}>{note}</div>"


def problem_line(problem):
    """An exception in one or two lines: kind, message, and where it was raised."""
    place = traceback.extract_tb(problem.__traceback__)[-1]
    where = f"{place.name}, {pathlib.Path(place.filename).name}:{place.lineno}"
    words = html.escape(f"{type(problem).__name__}: {problem} ({where})") + "<br>The picture is the last good one."
    return f'<div role="alert" {NOTE}><span style="color: {ERROR_COLOUR}; font-weight: bold">{words}</span></div>'


def listed(controls, settings, names):
    """Controls with their values, as HTML."""
    words = ((controls[name].description or name, format_value(controls[name], settings[name])) for name in names)
    return html.escape(", ".join(f"{label} {value}" for label, value in words))
