"""The experiment of lesson 1: the drawn network is the network, and its curve is its function."""

import numpy as np
import pytest

from dnnlib import ACTIVATIONS, experiments
from dnnlib.lessons.forward_pass.experiment import small_network


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_curve_is_the_network_and_the_discs_are_its_units(activation):
    result = experiments.forward_pass(depth=4, width=3, activation=activation, x=0.5, seed=8)
    network = small_network(1, 4, 3, activation, 1.5, 8)
    assert np.allclose(result.values, network.forward(result.grid[:, None]).output[:, 0])
    trace = network.forward([[0.5]])
    assert all(np.array_equal(a, b[0]) for a, b in zip(result.a, trace.a, strict=True))
    assert result.output == trace.output[0, 0]


def test_the_surface_has_x1_along_its_columns():
    result = experiments.forward_pass_surface(depth=2, width=4, x1=1.0, x2=-2.0)
    network = small_network(2, 2, 4, "tanh", 1.5, 3)
    i, k = 10, 60
    expected = network.forward([[result.grid[k], result.grid[i]]]).output[0, 0]
    assert np.isclose(result.values[i, k], expected)


def test_a_new_unit_or_layer_leaves_the_old_weights_where_they_are():
    narrow, wide = (small_network(1, 3, width, "tanh", 1.0, 5) for width in (3, 4))
    assert np.array_equal(narrow.W[1], wide.W[1][:3])
    assert np.allclose(narrow.W[2] * np.sqrt(3), wide.W[2][:3, :3] * 2)
    shallow, deep = (small_network(1, depth, 3, "tanh", 1.0, 5) for depth in (3, 4))
    assert np.array_equal(shallow.W[2], deep.W[2])


def test_without_a_nonlinearity_the_curve_is_a_straight_line():
    result = experiments.forward_pass(depth=8, width=10, activation="identity")
    assert np.allclose(np.diff(result.values, 2), 0, atol=1e-9)
    assert result.parameters == 691


def test_large_weights_make_steps():
    steepest = [np.abs(np.diff(experiments.forward_pass(init_scale=s).values)).max() for s in (1.0, 4.0)]
    assert steepest[1] > 10 * steepest[0]


def test_the_parameters_have_their_deviations_and_the_result_its_network():
    network = small_network(1, 3, 10, "tanh", 1.5, 0)
    stores = [np.random.default_rng(0).standard_normal((3, 10, 11))[l] for l in range(3)]
    for l in (1, 2, 3):
        n_out, n_in = network.W[l].shape
        assert np.allclose(network.W[l] * np.sqrt(n_in) / 1.5, stores[l - 1][:n_out, :n_in])
        assert np.allclose(network.b[l] / 0.75, stores[l - 1][:n_out, 10])
    result = experiments.forward_pass_surface(depth=1, width=4, activation="relu", x1=0.3, x2=-0.7)
    assert (result.sizes, result.activation, result.x.tolist()) == ((2, 1), "identity", [0.3, -0.7])
    assert result.output == pytest.approx(result.W[1][0] @ [0.3, -0.7] + result.b[1][0])
    assert (result.grid[0], result.grid[-1], result.parameters) == (-3, 3, 3)
    assert experiments.forward_pass(depth=2, activation="relu").activation == "relu"
