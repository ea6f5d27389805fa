"""What lesson 1 says in general, over seeds, widths and depths."""

import numpy as np
import pytest

from dnnlib import Network

X = np.linspace(-2, 2, 4097)[:, None]


def pieces(network, X):
    """Count the straight pieces of a curve: one, and one more behind each corner."""
    bent = np.abs(np.diff(network.forward(X).output[:, 0], 2)) > 1e-9
    return 1 + int(bent[0]) + np.count_nonzero(bent[1:] & ~bent[:-1])


def random_networks(sizes, first_seed, n=100):
    for seed in range(first_seed, first_seed + n):
        rng = np.random.default_rng(seed)
        network = Network(sizes, activation="relu", rng=rng)
        for l in range(1, network.L):
            network.b[l][:] = rng.normal(0, 0.5, len(network.b[l]))
        yield network


def follow(f, units):
    """Return one hidden layer of ReLU units whose curve meets f at units + 1 places."""
    corners = np.linspace(-2, 2, units + 1)
    slopes = np.diff(f(corners)) / np.diff(corners)
    network = Network([1, units, 1], activation="relu", rng=0)
    network.W[1][:, 0] = 1.0
    network.b[1][:] = -corners[:-1]
    network.W[2][0] = np.diff(slopes, prepend=0.0)
    network.b[2][:] = f(corners[0])
    return network


@pytest.mark.parametrize("f", [np.sin, np.exp, np.tanh, lambda x: x**4 - x])
def test_four_times_the_units_follow_a_smooth_curve_with_a_sixteenth_of_the_error(f):
    errors = [np.abs(follow(f, n).forward(X).output[:, 0] - f(X[:, 0])).max() for n in (16, 64, 256)]
    assert errors[0] / errors[1] == pytest.approx(16, rel=0.25)
    assert errors[1] / errors[2] == pytest.approx(16, rel=0.1)


@pytest.mark.parametrize("units", [1, 3, 12])
def test_one_hidden_layer_makes_at_most_one_piece_more_than_it_has_units(units):
    assert all(pieces(network, X) <= units + 1 for network in random_networks([1, units, 1], 0))


@pytest.mark.parametrize("layers", range(1, 9))
def test_each_layer_of_two_units_can_double_the_pieces(layers):
    network = Network([1] + [2] * layers + [1], activation="relu", rng=0)
    for l in range(1, layers + 1):
        network.W[l][:] = [[1.0], [1.0]] if l == 1 else [[2.0, -4.0], [2.0, -4.0]]
        network.b[l][:] = [0.0, -0.5]
    network.W[layers + 1][:] = [[2.0, -4.0]]
    assert pieces(network, np.linspace(0, 1, 4097)[:, None]) == 2**layers


@pytest.mark.parametrize("first_seed", [0, 1000])
def test_twelve_random_units_make_as_many_pieces_in_two_layers_as_in_one_and_fewest_in_six(first_seed):
    shapes = [[1, 12, 1], [1, 6, 6, 1], [1, 2, 2, 2, 2, 2, 2, 1]]
    one, two, six = (np.mean([pieces(net, X) for net in random_networks(sizes, first_seed)]) for sizes in shapes)
    assert 0.85 < two / one < 1.15
    assert six < one / 2


@pytest.mark.parametrize("first_seed", [0, 1000])
def test_in_random_layers_of_two_units_often_nothing_gets_through(first_seed):
    silent = 0
    for network in random_networks([1, 2, 2, 2, 2, 2, 2, 1], first_seed):
        trace = network.forward(X)
        silent += any((a == 0).all() for a in trace.a[1:-1])
    assert silent > 30


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("sizes", [[3, 2], [3, 7, 2], [4, 5, 1, 5, 3], [2] * 12])
def test_without_a_nonlinear_function_any_depth_is_one_affine_map(sizes, seed):
    rng = np.random.default_rng(seed)
    network = Network(sizes, activation="identity", rng=rng)
    for b in network.b[1:]:
        b[:] = rng.standard_normal(b.shape)
    x, y = rng.standard_normal((2, sizes[0]))
    between, at_x, at_y = network.forward([0.3 * x + 0.7 * y, x, y]).output
    np.testing.assert_allclose(between, 0.3 * at_x + 0.7 * at_y, rtol=1e-10, atol=1e-12)
