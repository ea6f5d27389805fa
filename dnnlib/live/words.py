"""Pictures with their words, for readers who cannot see them."""

import base64
import html

__all__ = ["Described", "bundle", "folded"]


class Described:
    """A picture in a notebook, with its words folded up below.

    A picture's alternative text is carried along as metadata, but JupyterLab and the pages of `nbconvert --to html`
    drop it. So the words are shown as an output of their own, which needs no script and is read out everywhere.

    A class that inherits from this one has `alt_text` and `_repr_mimebundle_() -> (data, metadata)`.
    """

    words_title = "The picture in words"

    def _ipython_display_(self):
        from IPython.display import display  # there is one: it is IPython that asks

        if self._repr_mimebundle_ is None:  # a closed widget; IPython then shows its repr
            raise NotImplementedError
        data, metadata = self._repr_mimebundle_()
        display(data, metadata=metadata, raw=True)
        if self.alt_text:
            display({"text/html": folded(self.words_title, self.alt_text)}, raw=True)


def bundle(png, words):
    """A PNG and its words as a notebook stores them: data and metadata by MIME type."""
    return {"image/png": base64.b64encode(png).decode(), "text/plain": words}, {"image/png": {"alt": words}}


def folded(title, words):
    """HTML of words that are seen once somebody clicks the title."""
    return f"<details><summary>{html.escape(title)}</summary><p>{html.escape(words)}</p></details>"
