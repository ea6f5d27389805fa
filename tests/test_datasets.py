"""The data sets: shapes, ranges, seeds, and that they are what their names say."""

import hashlib

import numpy as np
import pytest

from dnnlib import datasets

#: sha256 of the pixels 0 ... 16, row by row, and then of the labels, one byte each
DIGITS = "87ff0c9e40dc7e2c0e34e7257799c2e3f3aec1a016363bb11cad869ec428a826"
plane = pytest.mark.parametrize("name", ["two_clouds", "xor", "rings", "spirals"])


def test_the_digits_are_the_file_that_the_sources_describe():
    X, labels = datasets.digits()
    assert (X.shape, X.dtype, labels.shape, labels.dtype) == ((1797, 64), np.float64, (1797,), np.int64)
    assert (X.min(), X.max()) == (0, 1)
    np.testing.assert_array_equal(16 * X, np.round(16 * X))
    np.testing.assert_array_equal(np.bincount(labels), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    pixels = hashlib.sha256((16 * X).astype(np.uint8).tobytes() + labels.astype(np.uint8).tobytes()).hexdigest()
    assert pixels == DIGITS


def test_the_digits_cannot_be_spoilt_for_the_next_caller():
    X, labels = datasets.digits()
    X[:], labels[:] = -1, -1
    fresh, right = datasets.digits()
    assert fresh.min() == 0
    assert right.min() == 0


def test_the_plane_sets_by_name():
    assert list(datasets.PLANE) == ["two_clouds", "xor", "rings", "spirals"]
    assert all(f is getattr(datasets, name) for name, f in datasets.PLANE.items())


@plane
@pytest.mark.parametrize("m", [2, 7, 400])
def test_shape_balance_and_seed(name, m):
    f = datasets.PLANE[name]
    X, labels = f(m, rng=3)
    assert (X.shape, X.dtype, labels.shape, labels.dtype) == ((m, 2), np.float64, (m,), np.int64)
    assert set(labels) <= {0, 1}
    if name != "xor":
        assert labels.sum() == m // 2
    again, again_labels = f(m, rng=np.random.default_rng(3))
    np.testing.assert_array_equal(X, again)
    np.testing.assert_array_equal(labels, again_labels)
    assert not np.array_equal(X, f(m, rng=4)[0])


@plane
def test_the_default_is_400_shuffled_points(name):
    X, labels = datasets.PLANE[name](rng=0)
    assert X.shape == (400, 2)
    assert 50 < np.sum(labels[1:] != labels[:-1]) < 350
    assert len(np.unique(X, axis=0)) == 400


@pytest.mark.parametrize(("name", "noise"), [("two_clouds", 0.5), ("xor", 0.15), ("rings", 0.1), ("spirals", 0.05)])
def test_the_default_noise_is_added_to_the_exact_points(name, noise):
    f, m = datasets.PLANE[name], 4000
    added = f(m, rng=0)[0] - f(m, rng=0, noise=0)[0]
    assert np.abs(added.mean(axis=0)).max() < 5 * noise / np.sqrt(m)
    assert np.abs(added.std(axis=0) - noise).max() < 5 * noise / np.sqrt(2 * m)


def test_two_clouds_lie_around_their_centres():
    X, labels = datasets.two_clouds(4000, rng=0, noise=0.5)
    for c, centre in ((0, -1), (1, 1)):
        cloud = X[labels == c]
        assert np.abs(cloud.mean(axis=0) - centre).max() < 5 * 0.5 / np.sqrt(2000)
        assert np.abs(cloud.std(axis=0) - 0.5).max() < 5 * 0.5 / np.sqrt(4000)
    exact, classes = datasets.two_clouds(4, rng=0, noise=0)
    np.testing.assert_array_equal(exact, np.where(classes, 1, -1)[:, None] * np.ones(2))


def test_xor_without_noise_is_told_apart_by_the_sign_of_the_product():
    X, labels = datasets.xor(1000, rng=0, noise=0)
    np.testing.assert_array_equal(labels, X[:, 0] * X[:, 1] < 0)
    assert -1.5 <= X.min() < -1.48
    assert 1.48 < X.max() <= 1.5
    np.testing.assert_array_equal(labels, datasets.xor(1000, rng=0)[1])


def test_rings_have_their_radii():
    X, labels = datasets.rings(100, rng=0, noise=0)
    np.testing.assert_allclose(np.linalg.norm(X, axis=1), np.where(labels, 1.5, 0.6), rtol=1e-14)
    X, _ = datasets.rings(8000, rng=0, noise=0)
    counts = np.histogram(np.arctan2(X[:, 1], X[:, 0]), bins=8, range=(-np.pi, np.pi))[0]
    assert np.abs(counts - 1000).max() < 5 * np.sqrt(1000)


def test_spirals_turn_once_and_a_half_and_face_each_other():
    X, labels = datasets.spirals(2000, rng=0, noise=0)
    radius = np.linalg.norm(X, axis=1)
    assert 1.8 * np.sqrt(0.02) <= radius.min() < 0.3
    assert 1.75 < radius.max() <= 1.8
    angle = 3 * np.pi * radius / 1.8 + np.pi * labels
    np.testing.assert_allclose(X, radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1), atol=1e-12)


@pytest.mark.parametrize(("m", "held_out", "aside"), [(100, 0.25, 25), (10, 0.01, 1), (10, 0.999, 9), (2, 0.5, 1)])
def test_split_sets_a_share_aside_and_loses_nobody(m, held_out, aside):
    X, labels = np.arange(m)[:, None] * [1.0, 10.0], np.arange(m)
    parts = datasets.split(X, labels, rng=0, held_out=held_out)
    assert [len(part) for part in parts] == [m - aside, m - aside, aside, aside]
    np.testing.assert_array_equal(np.sort(np.concatenate(parts[1::2])), labels)
    for rows, names in (parts[:2], parts[2:]):
        np.testing.assert_array_equal(rows[:, 1], 10 * names)
    again = datasets.split(X, labels, rng=np.random.default_rng(0), held_out=held_out)
    assert all(np.array_equal(one, two) for one, two in zip(parts, again, strict=True))


def test_split_shuffles_and_holds_a_quarter_by_default():
    _, labels, _, aside = datasets.split(np.zeros((100, 1)), np.arange(100), rng=0)
    assert len(aside) == 25
    assert not np.array_equal(labels, np.sort(labels))
    assert not np.array_equal(aside, np.sort(aside))


def test_split_takes_one_hot_rows_and_lists():
    parts = datasets.split([[1.0], [2.0], [3.0]], np.eye(3), rng=0)
    assert [part.shape for part in parts] == [(2, 1), (2, 3), (1, 1), (1, 3)]
