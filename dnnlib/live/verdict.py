"""What a check says, as text and as a piece of a page."""

import html
from dataclasses import dataclass

__all__ = ["Verdict", "badge"]

# A mark, a word and a colour. White on each colour has a contrast of at least 6 to 1, whatever the page's own colours.
_LOOKS = {
    True: ("✓", "Right", "#1B6B33"),
    False: ("✗", "Not right", "#B3261E"),
    None: ("…", "Not yet", "#4A5A6A"),
}


@dataclass(frozen=True)
class Verdict:
    """What a check says.

    Attributes
    ----------
    passed : bool or None
        None while there is no answer yet.
    headline : str
        The verdict in one sentence.
    lines : sequence of (str, str)
        What it rests on, as pairs of label and text, such as ("expected", "3"). A text may have several lines.
    """

    passed: bool | None
    headline: str
    lines: tuple = ()

    @property
    def words(self):
        """All that is said: the headline, and the lines below it."""
        width = max((len(label) for label, _ in self.lines), default=0) + 2
        indented = [f"  {label:{width}}" + text.replace("\n", "\n" + " " * (width + 2)) for label, text in self.lines]
        return "\n".join([self.headline, *indented])

    def __repr__(self):
        return f"{_LOOKS[self.passed][1]}: {self.words}"

    def _repr_html_(self):
        rows = "".join(_row(label, text) for label, text in self.lines)
        return f"<div>{badge(self.passed)} {html.escape(self.headline)}</div>{rows}"


def badge(passed, word=None):
    """A mark and a word in white on a colour of their own, as HTML; the colour is not needed to read them."""
    mark, usual, colour = _LOOKS[passed]
    look = f"background: {colour}; color: #FFFFFF; padding: 1px 7px; border-radius: 3px; font-weight: bold"
    # `exact`: printers leave backgrounds out otherwise, and white words would stand on white paper.
    return f'<span style="{look}; print-color-adjust: exact">{mark} {html.escape(word or usual)}</span>'


def _row(label, text):
    """A label and a text of fixed pitch, which is broken between words and numbers only."""
    plain = "margin: 0; padding: 0; background: none; border: none"
    breaks = "white-space: pre-wrap; word-break: normal; overflow-wrap: normal; overflow-x: auto"
    return (
        '<div style="display: flex; line-height: 1.4; margin-top: 3px">'
        f'<span style="flex: 0 0 7em">{html.escape(label)}</span> '
        f'<pre style="{plain}; {breaks}">{html.escape(text)}</pre></div>'
    )
