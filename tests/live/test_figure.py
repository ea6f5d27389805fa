"""A live figure draws the background once, and shows the same whichever way it is drawn."""

import base64
import io

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import StepPatch
from matplotlib.text import Annotation, Text
from PIL import Image

from dnnlib.live import style
from dnnlib.live.figure import LiveFigure
from dnnlib.live.letters import Letters, is_plain
from tests.live.demo_explorer import SpreadFigure, experiment

START = {"depth": 10, "init_scale": 1.0, "activation": "tanh", "batch_norm": False, "seed": 0}


def result(**changes):
    return experiment(**START | changes)


def pixels(png):
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def saved(figure):
    file = io.BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()


class Everything(LiveFigure):
    """One artist of every kind that a lesson moves."""

    def build(self):
        linear, log, bars, image = style.panels(self, 4, gap=0.7)
        linear.set(xlim=(0, 4), ylim=(0, 1))
        log.set(xlim=(0, 4), ylim=(1e-6, 1), yscale="log")
        x = np.arange(5.0)
        self.lines = self.moving([linear.plot(x, x)[0], log.plot(x, x)[0]])
        self.bars = self.moving(bars.bar(x, x))
        self.image = self.moving(image.imshow(np.ones((5, 5)), vmin=0, vmax=1))
        self.dots = self.moving(linear.scatter(x, x))
        self.letters = self.moving(linear.text(0, 0, "text"))
        self.arrow = self.moving(log.annotate("here", (1, 0.1), xytext=(2, 0.1), arrowprops={"arrowstyle": "->"}))
        self.area = self.moving(linear.fill_between(x, 0 * x, x))
        self.stairs = self.moving(bars.stairs(x, np.arange(6.0)))

    def draw_result(self, result, ghost=None):
        x, y = np.arange(5.0), np.array([0.5, *[result] * 4])
        for line in self.lines:
            line.set_data(x, y)
        for bar in self.bars:
            bar.set_height(result)
        self.image.set_data(np.outer(y, np.ones(5)))
        self.dots.set_offsets(np.c_[x, y])
        self.letters.set_position((result, 0.5))
        self.arrow.xy = (1, result)
        self.area.set_data(x, 0 * x, y)
        self.stairs.set_data(y)

    def describe(self, result):
        return f"All values are {result}."


def test_render_is_the_picture_that_savefig_gives():
    figure = SpreadFigure.of(result(), ghost=result(depth=30))
    np.testing.assert_array_equal(pixels(figure.render()), pixels(saved(figure)))
    figure.set_result(result(depth=20))
    np.testing.assert_array_equal(pixels(figure.render()), pixels(saved(figure)))
    assert figure.render() == SpreadFigure.of(result(depth=20)).render()  # nothing of the former results is left


def test_a_move_keeps_the_background():
    figure = SpreadFigure.of(result())
    pictures = set()
    for depth in range(1, 20):
        figure.set_result(result(depth=depth), ghost=result(depth=5))
        pictures.add(figure.render())
    assert len(pictures) == 19
    assert figure.background_draws == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda figure: figure.axes[0].set_xlim(0, 20),
        lambda figure: figure.axes[1].set_title("Another title"),
        lambda figure: figure.axes[1].set_yticks([0, 0.5]),
        lambda figure: figure.set_size_inches(8, 4),
        LiveFigure.invalidate,
    ],
)
def test_what_stands_still_is_drawn_anew_when_it_changes(change):
    figure = SpreadFigure.of(result())
    figure.render()
    change(figure)
    figure.render()
    picture = figure.render()
    assert figure.background_draws == 2
    np.testing.assert_array_equal(pixels(picture), pixels(saved(figure)))


def test_limits_that_come_back_bring_their_background_back():
    figure = SpreadFigure.of(result())
    seen = {}
    for top in [10, 20, 10, 20, 10]:
        style.set_limits(figure.axes[0], x=(0, top))
        seen.setdefault(top, []).append(figure.render())
    assert [len(set(pictures)) for pictures in seen.values()] == [1, 1]
    assert figure.background_draws == 2
    np.testing.assert_array_equal(pixels(seen[10][0]), pixels(saved(figure)))


def test_few_backgrounds_are_cached():
    figure = SpreadFigure.of(result())
    for top in [10, 20, 30, 40, 50, 10]:
        style.set_limits(figure.axes[0], x=(0, top))
        figure.render()
    assert figure.background_draws == 6


def test_a_picture_of_twice_the_resolution_changes_nothing():
    figure = SpreadFigure.of(result())
    plain = figure.render()
    sharp = figure.render(scale=2)
    assert pixels(sharp).shape[:2] == tuple(2 * n for n in pixels(plain).shape[:2])
    assert figure.render() == plain
    assert figure.render(scale=2) == sharp
    assert figure.background_draws == 2


def test_limits_only_widen_where_that_is_asked_for():
    figure = SpreadFigure.of(result())
    ax = figure.axes[0]
    style.set_limits(ax, x=(0, 10))
    figure.only_widens = True
    style.set_limits(ax, x=(2, 20))
    assert ax.get_xlim() == (0, 20)
    figure.only_widens = False
    style.set_limits(ax, x=(2, 5))
    assert ax.get_xlim() == (2, 5)


@pytest.mark.parametrize("first", [True, False])
def test_another_change_beside_the_limits_is_noticed(first):
    figure = SpreadFigure.of(result())
    style.set_limits(figure.axes[0], x=(0, 10))
    figure.render()
    changes = [
        lambda: style.set_limits(figure.axes[0], x=(0, 20)),
        lambda: figure.axes[1].set_title("Another title"),
    ]
    for change in changes if first else changes[::-1]:
        change()
    figure.render()
    style.set_limits(figure.axes[0], x=(0, 10))
    np.testing.assert_array_equal(pixels(figure.render()), pixels(saved(figure)))


def test_the_order_is_that_of_zorder():
    class Two(LiveFigure):
        def build(self):
            ax = style.panels(self)[0]
            ax.set(xlim=(0, 1), ylim=(0, 1))
            self.moving(ax.axhspan(0, 1, color=style.RED, zorder=3))
            self.moving(ax.axhspan(0, 1, color=style.BLUE, zorder=1))

    middle = pixels(Two().render())[230, 550]
    assert tuple(middle) == (0xD5, 0x5E, 0x00)


def test_axes_switched_off_get_no_spines():
    class Bare(LiveFigure):
        def build(self):
            ax = style.panels(self)[0]
            ax.set_axis_off()
            self.moving(ax.text(0.5, 0.5, ""))

    assert pixels(Bare().render()).min() == 255


def test_a_moving_legend_is_laid_out_once(monkeypatch):
    class Keyed(LiveFigure):
        def build(self):
            ax = style.style_axes(style.panels(self)[0])
            ax.set(xlim=(0, 1), ylim=(0, 1))
            self.area = self.moving(ax.axhspan(0, 1, color=style.BLUE, label="area"))
            self.key = self.moving(ax.legend(loc="upper right", framealpha=0.8))

    figure, drawn = Keyed(), []
    plainly = Legend.draw
    monkeypatch.setattr(Legend, "draw", lambda self, renderer: (drawn.append(1), plainly(self, renderer)))
    for colour in (style.BLUE, style.RED, style.GREEN):
        figure.area.set_facecolor(colour)
        png = figure.render()
    assert len(drawn) == 1
    figure.key.get_texts()[0].set_text("another name")
    assert not np.array_equal(pixels(figure.render()), pixels(png))
    assert len(drawn) == 2
    figure.axes[0].set_xlim(0, 2)  # another background, and what was cached is forgotten
    png = figure.render()
    assert len(drawn) == 3
    np.testing.assert_allclose(pixels(png), pixels(saved(figure)), atol=2)  # blended once more


def test_a_moving_legend_must_have_a_fixed_place():
    class Searching(LiveFigure):
        def build(self):
            ax = style.panels(self)[0]
            ax.plot([0, 1], label="line")
            self.moving(ax.legend(loc="best"))

    with pytest.raises(ValueError, match="a moving legend must have a fixed place"):
        Searching()


def test_a_moving_text_of_the_figure_itself_is_drawn_from_letters():
    class Headed(LiveFigure):
        def build(self):
            self.words = self.moving(self.text(0.5, 0.5, "words"))

    assert is_plain(Headed().words)


def test_a_line_without_points_costs_nothing(monkeypatch):
    figure, drawn = Everything.of(0.3), []
    figure.render()
    monkeypatch.setattr(Line2D, "draw", lambda self, renderer: drawn.append(self))
    figure.lines[0].set_data([], [])
    figure.render()
    assert figure.lines[0] not in drawn
    assert figure.lines[1] in drawn


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e300, -1e300, 1e25, 0.0, -1.0, 1e-300])
def test_values_that_cannot_be_drawn_neither_fail_nor_warn(value, caplog):
    figure = Everything.of(value)
    assert figure.render()
    assert saved(figure)
    assert caplog.records == []


def test_a_bundle_for_the_page():
    figure = SpreadFigure.of(result())
    data, metadata = figure._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]) == figure.render()
    assert data["text/plain"] == metadata["image/png"]["alt"] == figure.alt_text
    assert figure.alt_text.startswith("The spread goes from 0.63 at layer 1 to 0.21")


def test_a_notebook_shows_the_picture_and_below_it_the_words(monkeypatch):
    class Meant(SpreadFigure):
        def describe(self, result):
            return "below <1> & falling"

    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, **more: shown.append((data, more)))
    Meant.of(result())._ipython_display_()
    (picture, more), (words, _) = shown
    assert more == {"metadata": {"image/png": {"alt": "below <1> & falling"}}, "raw": True}
    assert set(picture) == {"image/png", "text/plain"}
    page = "<details><summary>The picture in words</summary><p>below &lt;1&gt; &amp; falling</p></details>"
    assert words == {"text/html": page}


def test_a_figure_knows_what_it_shows():
    now, before = result(), result(depth=3)
    figure = SpreadFigure.of(now, before)
    assert isinstance(figure, Figure)
    assert figure.result is now
    assert figure.ghost is before


def test_what_a_lesson_must_override():
    with pytest.raises(NotImplementedError, match=r"must override build\(\)"):
        LiveFigure()


class Layers(LiveFigure):
    """Three axes, two of them one over the other; in each what moves lies in an order of its own."""

    def build(self):
        places = [(0.05, 0.1, 0.4, 0.8), (0.55, 0.1, 0.4, 0.8), (0.3, 0.3, 0.4, 0.4)]
        self.parts = []
        for place in places:
            ax = self.add_axes(place)
            ax.set(xlim=(0, 4), ylim=(0, 1))
            lines = [ax.plot([], [], linewidth=12, zorder=zorder)[0] for zorder in (3, 2, 6)]
            bars = ax.stairs(np.zeros(3), np.arange(4.0), fill=True, zorder=2.2)
            words = ax.text(1, 0.5, "words", fontsize=30, zorder=5)
            arrow = ax.annotate("here", (1, 0.1), xytext=(2, 0.5), arrowprops={"width": 5}, zorder=4)
            legend = ax.legend(lines[:1], ["a line"], loc="upper right")
            legend.set_zorder(5.5)
            letters = Letters(ax, size=25, zorder=2.6)
            self.parts += self.moving([*lines, bars, words, arrow, legend, letters])
        self.parts.append(self.moving(self.text(0.5, 0.5, "over all", fontsize=40)))

    def draw_result(self, result, ghost=None):
        for place, value in result:
            part = self.parts[place]
            part.set_visible(value > 0.1)
            if isinstance(part, Line2D):
                part.set_data([0, value, 4] if value > 0.2 else [], [0, 1, value] if value > 0.2 else [])
            elif isinstance(part, StepPatch):
                part.set_data([value, 0.5, 1 - value])
            elif isinstance(part, Annotation):
                part.xy = (value, 0.1)
            elif isinstance(part, Text):
                part.set_text(f"{value:.1f}")
            elif isinstance(part, Letters):
                part.write((value, value, f"{value:.1f}"))
            else:
                part.get_texts()[0].set_text(f"{value:.1f}")

    def describe(self, result):
        return f"{len(result)} parts change."


@pytest.mark.parametrize("seed", range(3))
def test_the_picture_does_not_depend_on_the_way_to_it(seed):
    rng = np.random.default_rng(seed)
    figure, fresh = Layers(6, 3, 50), Layers(6, 3, 50)
    for _ in range(6):
        places = rng.choice(len(figure.parts), rng.choice([1, 1, 2, 8]), replace=False)
        for _ in range(3):  # again and again the same ones
            changes = [(place, rng.random()) for place in places]
            for one in (figure, fresh):
                one.set_result(changes)
            fresh.invalidate()
            assert figure.render() == fresh.render()


@pytest.mark.parametrize("show", [saved, lambda figure: figure.canvas.draw()])
def test_a_change_that_was_first_shown_elsewhere(show):
    figure, fresh = Layers(6, 3, 50), Layers(6, 3, 50)
    for part in figure.parts + fresh.parts:
        if isinstance(part, Legend | Annotation):  # their drawing has everything drawn anew
            part.remove()
    figure.set_result([(0, 0.5)])
    figure.render()
    figure.render()
    figure.parts[0].set_linewidth(3)
    show(figure)
    fresh.set_result([(0, 0.5)])
    fresh.parts[0].set_linewidth(3)
    assert figure.render() == fresh.render()


def test_a_drawing_that_fails_leaves_nothing_behind(monkeypatch):
    figure, fresh = Layers(6, 3, 50), Layers(6, 3, 50)
    for changes in [(0, 0.5), (2, 0.5)], [(2, 0.6)], [(2, 0.7)]:
        figure.set_result(changes)
        figure.render()
    figure.set_result([(0, 0.9), (2, 0.9)])
    with monkeypatch.context() as patch:
        patch.setattr(figure.parts[2], "draw", lambda renderer: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            figure.render()
    fresh.set_result([(0, 0.9), (2, 0.9)])
    assert figure.render() == fresh.render()
