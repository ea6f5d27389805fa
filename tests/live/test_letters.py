"""Cached letters look like Matplotlib's own and stand where they are put."""

import io

import numpy as np
import pytest
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.patches import Rectangle

from dnnlib.live import letters
from dnnlib.live.figure import LiveFigure
from dnnlib.live.letters import Letters


class Page(LiveFigure):
    def build(self):
        self.ax = self.add_axes((0, 0, 1, 1), xlim=(0, 1), ylim=(0, 1))
        self.ax.set_axis_off()
        self.ax.spines[:].set_visible(False)
        self.letters = self.moving(Letters(self.ax, mono=True))


def ink(draw):
    """What a drawing puts on a white page: 1 where it is darkest, row 0 at the top."""
    page = Page(4, 2)
    draw(page)
    page.render()
    return 1 - np.asarray(page.canvas.get_renderer().buffer_rgba())[:, :, 0] / 255


def box(picture):
    """First and last row and column with ink."""
    rows, columns = np.nonzero(picture.max(axis=1) > 0.3)[0], np.nonzero(picture.max(axis=0) > 0.3)[0]
    return np.array([rows[0], rows[-1], columns[0], columns[-1]])


@pytest.mark.parametrize("text", ["0.1234 -56.78 [e]", "δ² = (W³)ᵀ δ³ ⊙", "∂C/∂W"])
def test_a_line_looks_as_matplotlib_writes_it(text):
    ours = ink(lambda page: page.letters.write((0.1, 0.5, text, "black", "left", "center")))
    theirs = ink(
        lambda page: page.ax.text(0.1, 0.5, text, family="DejaVu Sans Mono", fontsize=11, va="center", color="black")
    )
    assert np.abs(box(ours) - box(theirs))[2:].max() <= 4  # pixels: whole advances, and hinting
    assert ours.sum() == pytest.approx(theirs.sum(), rel=0.1)


def test_alignment_and_lines():
    def at(*entry):
        return box(ink(lambda page: page.letters.write(entry)))

    left, centre, right = (at(0.5, 0.5, "HHHH", "black", ha, "center") for ha in ("left", "center", "right"))
    assert left[2] >= 200 > centre[2] > right[2]
    assert centre[2] + centre[3] == pytest.approx(400, abs=3)
    assert right[3] <= 200
    one, two = at(0.1, 0.9, "H"), at(0.1, 0.9, "H\nH")
    assert two[0] == one[0]
    assert two[1] - one[1] == pytest.approx(1.3 * 11 * 100 / 72, abs=1)


def test_colour_place_and_emptiness():
    page = Page(4, 2)
    page.letters.write((0.5, 0.5, "H", "#D55E00"), (np.nan, 0.5, "lost"), (0.5, 0.5, " \n "))
    page.render()
    darkest = np.asarray(page.canvas.get_renderer().buffer_rgba())[:, :, :3].reshape(-1, 3).min(axis=0)
    assert np.allclose(darkest, [0xD5, 0x5E, 0x00], atol=3)
    assert page.letters.text == "H\nlost\n \n "


def test_new_words_leave_the_background_alone():
    page = Page(4, 2)
    for words in ("one", "two", "three\nfour"):
        page.letters.write((0.1, 0.5, words))
        page.render()
    assert page.background_draws == 1


def test_a_box_behind_the_letters_lightens_what_lies_under_them():
    def darkness(box):
        page = Page(4, 2)
        page.ax.set_facecolor("black")
        page.ax.add_patch(Rectangle((0, 0), 1, 1, color="black"))
        letters = page.moving(Letters(page.ax, box=box))
        letters.write((0.5, 0.5, "HHHH", "white", "center", "center"))
        page.render()
        return 255 - np.asarray(page.canvas.get_renderer().buffer_rgba())[98, 180:220, 0].min()

    assert darkness(0.0) == 255
    assert darkness(0.7) == pytest.approx(255 * 0.3, abs=3)


def written(words, monkeypatch=None, **look):
    """The ink of a moving text, drawn from cached letters; by Matplotlib itself if a monkeypatch is given."""
    if monkeypatch is not None:
        monkeypatch.setattr(letters, "is_plain", lambda text: False)
    return ink(lambda page: page.moving(page.ax.text(0.5, 0.5, words, color="black", **look)))


@pytest.mark.parametrize("va", ["top", "center", "baseline", "bottom"])
@pytest.mark.parametrize("ha", ["left", "center", "right"])
@pytest.mark.parametrize("words", ["slope 0.1234", "η = 0.3: limit 1\nper layer"])
@pytest.mark.parametrize("size", [11, 15])
def test_a_moving_text_looks_and_stands_as_matplotlib_has_it(words, ha, va, size, monkeypatch):
    look = {"ha": ha, "va": va, "fontsize": size}
    ours, theirs = written(words, **look), written(words, monkeypatch, **look)
    assert np.abs(box(ours) - box(theirs)).max() <= 4  # pixels: whole advances, and hinting
    assert ours.sum() == pytest.approx(theirs.sum(), rel=0.1)


@pytest.mark.parametrize(
    ("words", "look"),
    [
        ("$a^1$", {}),
        ("text", {"rotation": 30}),
        ("text", {"style": "italic"}),
        ("text", {"alpha": 0.5}),
        ("text", {"clip_on": True}),
        ("text", {"va": "center_baseline"}),
        ("text", {"bbox": {"facecolor": "white", "edgecolor": "black"}}),
        ("text", {"bbox": {"facecolor": "white", "edgecolor": "none", "boxstyle": "round"}}),
    ],
)
def test_what_letters_cannot_show_is_drawn_by_matplotlib(words, look, monkeypatch):
    np.testing.assert_array_equal(written(words, **look), written(words, monkeypatch, **look))


def test_the_box_behind_a_moving_text(monkeypatch):
    def lightened(**kw):
        def draw(page):
            page.ax.add_patch(Rectangle((0, 0), 1, 1, color="black"))
            frame = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 2}
            page.moving(page.ax.text(0.5, 0.5, "HHHH", color="white", ha="center", va="top", bbox=frame))

        if kw:
            monkeypatch.setattr(letters, "is_plain", lambda text: False)
        return 1 - ink(draw)

    ours, theirs = lightened(), lightened(by_matplotlib=True)
    assert np.abs(box(ours) - box(theirs)).max() <= 3
    assert np.median(ours[ours > 0]) == pytest.approx(np.median(theirs[theirs > 0]), abs=0.02)


def test_other_backends_get_their_own_text():
    page, file = Page(4, 2), io.StringIO()
    page.moving(page.ax.text(0.5, 0.5, "text"))
    FigureCanvasSVG(page)
    page.savefig(file, format="svg")
    assert "<!-- text -->" in file.getvalue()  # drawn as outlines, which Matplotlib marks
