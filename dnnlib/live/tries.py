"""Things to try in an explorer, one at a time beside its picture, each with what is then to be seen."""

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import ipywidgets as widgets

__all__ = ["Try", "TryBox", "as_html", "listed"]


@dataclass(frozen=True)
class Try:
    """Something to try in an explorer.

    Attributes
    ----------
    text : str
        What to do and what to look for. ``$...$`` is mathematics, ``*...*`` the name of a control or button.
    settings : dict
        The controls' values with which the answer is seen; the other controls are at their start.
    answer : str
        What is then to be seen, and why.
    holds : callable
        ``holds(result) -> bool``: what the text promises, of the result at ``settings``.
    held : dict or None
        Settings whose result is held behind: what the comparison starts from.
    general : bool
        Whether the answer speaks in general, and so has to hold for every seed.
    """

    text: str
    settings: Mapping
    answer: str
    holds: Callable
    held: Mapping | None = field(default=None, kw_only=True)
    general: bool = field(default=False, kw_only=True)


class TryBox(widgets.VBox):
    """One try at a time: its text, a button that shows it, the folded answer, and the way to the next one.

    Parameters
    ----------
    tries : sequence of Try
        At least one.
    show : callable
        Called with the present try by *Show me*.
    """

    def __init__(self, tries, show):
        self.tries, self.place = tuple(tries), 0
        self.words = widgets.HTMLMath()
        self.head = widgets.HTML(layout=widgets.Layout(flex="1 1 auto"))
        self.back = _button("‹", "The try before this one", lambda: self.turn(-1))
        self.forth = _button("›", "The next try", lambda: self.turn(1))
        self.show_me = _button("Show me", "Set the controls as this try asks", lambda: show(self.present))
        row = widgets.HBox(
            [self.head, self.show_me, self.back, self.forth], layout=widgets.Layout(align_items="center")
        )
        super().__init__([row, self.words])
        self.turn(0)

    @property
    def present(self):
        """The try that is shown."""
        return self.tries[self.place]

    def turn(self, steps):
        """Show the try that comes so many steps later; at the ends it stays."""
        self.place = min(max(self.place + steps, 0), len(self.tries) - 1)
        self.head.value = f"<b>Try {self.place + 1} of {len(self.tries)}</b>"
        self.back.disabled = self.place == 0
        self.forth.disabled = self.place == len(self.tries) - 1
        self.words.value = _page(self.present)


def listed(tries):
    """HTML of all tries with their answers folded up, for pages without a kernel; empty without any."""
    items = "".join(f"<li>{_page(one)}</li>" for one in tries)
    return f"<p><b>Try this</b></p><ol>{items}</ol>" if items else ""


def _page(one):
    """HTML of a try: its text, and its answer in a fold."""
    fold = f"<details><summary>What you should see</summary>{as_html(one.answer)}</details>"
    return f'<div style="line-height: 1.4">{as_html(one.text)}{fold}</div>'


def as_html(text):
    """HTML of a text, with what stands between asterisks in italics; mathematics is left alone."""
    parts = html.escape(text, quote=False).split("$")
    return "$".join(part if i % 2 else _emphasis(part) for i, part in enumerate(parts))


def _emphasis(text):
    pieces = text.split("*")
    return "".join(f"<i>{piece}</i>" if i % 2 else piece for i, piece in enumerate(pieces))


def _button(label, tooltip, do):
    width = "auto" if len(label) > 1 else "2.6em"
    button = widgets.Button(description=label, tooltip=tooltip, layout=widgets.Layout(width=width))
    button.on_click(lambda _: do())
    return button
