"""The drawn network shows the values that it is given, where its units stand."""

from itertools import pairwise

import numpy as np
import pytest

from dnnlib.live.figure import LiveFigure
from dnnlib.live.graph import NetworkGraph, positions


class Drawing(LiveFigure):
    def build(self):
        self.graph = NetworkGraph(self, self.add_axes((0, 0, 1, 1)))

    def show(self, sizes, values, weight=1.0, **options):
        weights = [None, *(np.full((n, k), weight) for k, n in pairwise(sizes))]
        self.graph.set(sizes, [np.asarray(v, dtype=float) for v in values], weights, **options)
        self.render()


def written(drawing):
    return list(drawing.graph._letters.entries)


def test_every_disc_carries_its_value():
    drawing = Drawing()
    drawing.show((2, 3, 1), [[0.5, -0.25], [1.23, 0.0, -37.4], [1e5]])
    assert [entry[2] for entry in written(drawing)] == [".50", "-.25", "1.2", "0", "-37", "1e5"]
    places = np.concatenate(positions((2, 3, 1)))
    assert np.allclose([entry[:2] for entry in written(drawing)], places)


def test_nan_leaves_a_disc_blank_and_infinity_is_shown():
    drawing = Drawing()
    drawing.show((2, 1), [[np.nan, 0.5], [np.inf]])
    assert [entry[2] for entry in written(drawing)] == [".50", "∞"]


def test_too_many_units_go_without_numbers_and_come_back():
    drawing = Drawing()
    drawing.show((1, 12, 1), [[1], np.ones(12), [1]])
    assert written(drawing) == []
    drawing.show((1, 2, 1), [[1], np.ones(2), [1]], captions=["a", "b", "c"])
    assert len(written(drawing)) == 4
    drawing.show((1, 1), [[1], [1]])
    assert len(written(drawing)) == 2
    assert not any(text.get_visible() for text in drawing.graph._texts)


def test_numbers_can_be_read_on_every_colour():
    drawing = Drawing()
    drawing.show((2, 1), [[0.1, 0.9], [-1.0]])
    assert [entry[3] for entry in written(drawing)] == ["#222222", "white", "white"]


@pytest.mark.parametrize(("weight", "solid"), [(0.5, True), (-0.5, False)])
def test_a_line_runs_from_unit_to_unit_and_shows_its_sign(weight, solid):
    drawing = Drawing()
    drawing.show((1, 2), [[1], [1, 1]], weight)
    lines = drawing.graph.positive if solid else drawing.graph.negative
    assert np.allclose(np.array(lines.get_segments())[1], drawing.graph.segment(1, 1, 0))
    assert len((drawing.graph.negative if solid else drawing.graph.positive).get_segments()) == 0


def drawn_lines(graph, rng, sizes, signs=1):
    """What a graph's lines are after it was given random weights."""
    weights = [None, *(signs * np.abs(rng.standard_normal((n, k))) for k, n in pairwise(sizes))]
    graph.set(sizes, [np.ones(n) for n in sizes], weights)
    return [
        [np.array(one) for one in (lines.get_segments(), lines.get_linewidths(), lines.get_colors())]
        for lines in (graph.positive, graph.negative)
    ]


@pytest.mark.parametrize(("sizes", "signs"), [((2, 3, 1), 1), ((2, 3, 1), -1), ((3, 2, 1), 1), ((2, 1, 3), 1)])
def test_the_lines_do_not_depend_on_what_was_drawn_before(sizes, signs):
    old = Drawing().graph
    for _ in range(2):
        drawn_lines(old, np.random.default_rng(1), (2, 3, 1))
    for one, other in zip(
        drawn_lines(old, np.random.default_rng(2), sizes, signs),
        drawn_lines(Drawing().graph, np.random.default_rng(2), sizes, signs),
        strict=True,
    ):
        for ours, fresh in zip(one, other, strict=True):
            np.testing.assert_array_equal(ours, fresh)


def test_another_scale_of_weights_draws_other_lines():
    drawing = Drawing()
    drawing.show((1, 1), [[1], [1]], 0.5)
    thin = drawing.graph.positive.get_linewidths()[0]
    drawing.show((1, 1), [[1], [1]], 0.5, weight_scale=0.5)
    assert drawing.graph.positive.get_linewidths()[0] > 1.5 * thin


def test_equal_weights_are_not_set_again():
    drawing = Drawing()
    for value in (0.1, 0.2):
        drawing.show((2, 2), [[value, value], [value, 1.0]])
        stale = drawing.graph.positive.stale
        drawing.graph.set((2, 2), [np.ones(2), np.ones(2)], [None, np.ones((2, 2))])
        assert not stale
        assert not drawing.graph.positive.stale
        assert drawing.graph.discs.stale


def test_new_values_leave_the_background_alone():
    drawing = Drawing()
    for value in (0.1, 0.2, 0.3):
        drawing.show((2, 2), [[value, value], [value, 1.0]])
    assert drawing.background_draws == 1
