"""Pictures that come with their words: for who cannot see them, and for pages that a picture does not reach.

What is live is stored beside it as a picture or a question, in outputs of its own. While the live view is on the page,
a style that comes with it hides those; once it is gone, with its kernel, they are what is left.
"""

import base64
import html

__all__ = ["LIVE_CLASS", "LIVE_STYLE", "Described", "bundle", "folded"]

WIDGET = "application/vnd.jupyter.widget-view+json"
# What stands in a live view's place once it is gone; the extension in labextension/ puts it over the page's error.
GONE = "Run this cell to make it live."
RESTARTED = "The kernel was restarted: run this cell again to make it live."

# Of the live view, which is a box; its HTML has LIVE_STYLE in it.
LIVE_CLASS = "dnnlib-live"
# A view inside another widget has nothing of its own stored below it.
_VIEW = f".{LIVE_CLASS}:not(.widget-box *, .widget-output *)"
# One output of a cell, as JupyterLab, Notebook 7, Voila and nbconvert name it, and as VS Code does.
_OUTPUT = ":is(.jp-OutputArea-child, .output_container)"
LIVE_STYLE = f"""<style>
/* stored below: a question, or a picture and its words */
{_OUTPUT}:has({_VIEW}) + *, {_OUTPUT}:has({_VIEW} .widget-image) + * + * {{ display: none; }}
.{LIVE_CLASS} .jupyter-widgets-disconnected {{ pointer-events: none; }}
.{LIVE_CLASS} .jupyter-widgets-disconnected::before {{ content: none; }}
.{LIVE_CLASS}.jupyter-widgets-disconnected::before {{
  content: "{RESTARTED}"; font: inherit; font-weight: bold; color: inherit; padding: 0; }}
</style>"""


class Described:
    """What is shown in a notebook as a picture, with the words folded up below.

    A picture's alternative text is carried along as metadata, but JupyterLab and the pages of `nbconvert --to html`
    drop it. So the words are shown as an output of their own, which needs no script and is read out everywhere.
    A live view is an output of its own, too: pages that take it for the best of several forms would show nothing else.

    A class that inherits from this one has `alt_text` and `_repr_mimebundle_() -> (data, metadata)`.
    """

    words_title = "The picture in words"

    def _ipython_display_(self):
        from IPython.display import display  # there is one: it is IPython that asks

        if self._repr_mimebundle_ is None:  # a closed widget; IPython then shows its repr
            raise NotImplementedError
        data, metadata = self._repr_mimebundle_()
        if WIDGET in data:
            display({WIDGET: data.pop(WIDGET), "text/plain": GONE}, raw=True)
        display(data, metadata=metadata, raw=True)
        if self.alt_text:
            display({"text/html": folded(self.words_title, self.alt_text)}, raw=True)


def bundle(png, words):
    """A PNG and its words as a notebook stores them: data and metadata by MIME type."""
    return {"image/png": base64.b64encode(png).decode(), "text/plain": words}, {"image/png": {"alt": words}}


def folded(title, words):
    """HTML of words that are seen once somebody clicks the title."""
    return f'<details><summary>{html.escape(title)}</summary><p>{html.escape(words)}</p></details>'
