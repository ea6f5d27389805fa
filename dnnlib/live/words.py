"""Pictures with their words, for readers who cannot see them.

What is live is stored beside it as a picture or a question, in outputs of its own. While the live view is on the page,
a style that comes with it hides those; once it is gone, with its kernel, they are what is left.
"""

import base64
import html

__all__ = ["LIVE_CLASS", "LIVE_STYLE", "Described", "bundle", "display_apart", "folded"]

WIDGET = "application/vnd.jupyter.widget-view+json"
# Stored in the live view's own output, and shown where the view is gone or has lost its kernel. The extension in
# labextension/ puts it over the page's error message.
GONE = "Run this cell to make it live. In a new session, run the cell with the imports first."

# The class of a live view, which is a box; LIVE_STYLE stands in its HTML. Inside another widget a view has nothing
# of its own stored below it.
LIVE_CLASS = "dnnlib-live"
_VIEW = f".{LIVE_CLASS}:not(.widget-box *, .widget-output *)"
# An output of a cell with such a view in it: in JupyterLab, Notebook 7, Voila and pages of nbconvert; in VS Code; in
# pages of MyST-NB. What is stored below it is one output, a question, or two, a picture and its words.
_OUTPUTS = (":is(.jp-OutputArea-child, .output_container):has({})", ".widget-subarea:has({}) + script")
_STORED = [output.format(_VIEW) + " + *" for output in _OUTPUTS]
_STORED += [output.format(_VIEW + " .widget-image") + " + * + *" for output in _OUTPUTS]
LIVE_STYLE = f"""<style>
{", ".join(_STORED)} {{ display: none; }}
.{LIVE_CLASS}.jupyter-widgets-disconnected > * {{ pointer-events: none; }}
.{LIVE_CLASS} .jupyter-widgets-disconnected::before {{ content: none; }}
.{LIVE_CLASS}.jupyter-widgets-disconnected::before {{
  content: "{GONE}"; font: inherit; font-weight: bold; color: inherit; padding: 0; }}
</style>"""


class Described:
    """A picture in a notebook, with its words folded up below.

    A picture's alternative text is carried along as metadata, but JupyterLab and the pages of `nbconvert --to html`
    drop it. So the words are shown as an output of their own, which needs no script and is read out everywhere.

    A class that inherits from this one has `alt_text` and `_repr_mimebundle_() -> (data, metadata)`.
    """

    words_title = "The picture in words"
    listed_below = ""  # HTML that is stored below the words

    def _ipython_display_(self):
        from IPython.display import display  # there is one: it is IPython that asks

        if self._repr_mimebundle_ is None:  # a closed widget; IPython then shows its repr
            raise NotImplementedError
        data, metadata = self._repr_mimebundle_()
        display_apart(data, metadata)
        if self.alt_text:
            words = folded(self.words_title, self.alt_text, is_open=WIDGET in data)
            display({"text/html": words + self.listed_below}, raw=True)


def display_apart(data, metadata):
    """Display a live view, if there is one, and the other forms below it, as an output of their own.

    In one output, pages that take a widget for the best of all forms would show it alone, or nothing.
    """
    from IPython.display import display

    if WIDGET in data:
        display({WIDGET: data[WIDGET], "text/html": f"<p><b>{GONE}</b></p>", "text/plain": GONE}, raw=True)
    display({kind: form for kind, form in data.items() if kind != WIDGET}, metadata=metadata, raw=True)


def bundle(png, words):
    """A PNG and its words as a notebook stores them: data and metadata by MIME type."""
    return {"image/png": base64.b64encode(png).decode(), "text/plain": words}, {"image/png": {"alt": words}}


def folded(title, words, is_open=False):
    """HTML of words below a title that folds them up; those that are open are printed, too."""
    tag = "details open" if is_open else "details"
    return f"<{tag}><summary>{html.escape(title)}</summary><p>{html.escape(words)}</p></details>"
