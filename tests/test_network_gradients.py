"""Backpropagation against HIPS autograd, for every activation, output, loss, with batch norm and without."""

import numpy as np
import pytest
from autograd import grad

from dnnlib import ACTIVATIONS, Network
from dnnlib.gradcheck import check_gradients
from tests import reference
from tests.test_network import LARGE, disturbed

NAMES = ("W", "b", "gamma", "beta", "alpha")
every_pair = pytest.mark.parametrize(("output", "loss"), reference.OUTPUT_LOSSES, ids=str)
both = pytest.mark.parametrize("batch_norm", [False, True])


def data(network, m, seed=5):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(m, network.sizes[0]))
    return X, rng.dirichlet(np.ones(network.sizes[-1]), size=m)


def assert_gradients_agree(network, m=6):
    """J to twelve digits and dJ/dp to nine (entries that cancel to almost 0: to 1e-11 of the largest)."""
    X, Y = data(network, m)
    parameters = {k: getattr(network, k) for k in NAMES}
    names = (network.activation, network.output, network.loss_name)
    trace = network.forward(X)
    gradients = network.backward(trace, Y)
    assert network.loss(trace, Y) == pytest.approx(reference.mean_loss(parameters, X, Y, *names), rel=1e-12)
    for k in NAMES:
        others = {name: p for name, p in parameters.items() if name != k}
        kept = [l for l, p in enumerate(parameters[k]) if p is not None]
        assert [l for l, g in enumerate(getattr(gradients, k)) if g is not None] == kept
        for l in kept:

            def J(p, k=k, l=l, others=others):
                return reference.mean_loss(others | {k: [*parameters[k][:l], p, *parameters[k][l + 1 :]]}, X, Y, *names)

            expected = grad(J)(parameters[k][l])
            np.testing.assert_allclose(
                getattr(gradients, k)[l], expected, rtol=1e-9, atol=1e-11 * np.abs(expected).max() + 1e-15
            )
    assert [d if d is None else d.shape for d in gradients.delta] == [None, *[(m, n) for n in network.sizes[1:]]]
    return gradients


@pytest.mark.parametrize("activation", ACTIVATIONS)
@every_pair
@both
def test_every_activation_with_every_pair(activation, output, loss, batch_norm):
    assert_gradients_agree(
        disturbed([4, 5, 6, 3], activation=activation, output=output, loss=loss, batch_norm=batch_norm)
    )


@both
@pytest.mark.parametrize("activation", [["tanh", "relu", "prelu"], ["sigmoid", "identity", "elu"],
                                        ["prelu", "leaky_relu", "prelu"]], ids=str)  # fmt: skip
def test_a_different_activation_in_each_layer(activation, batch_norm):
    sizes = [3, 6, 4, 5, 2]
    assert_gradients_agree(disturbed(sizes, activation=activation, output="softmax", loss="mse", batch_norm=batch_norm))


@every_pair
def test_no_hidden_layer(output, loss):
    assert_gradients_agree(disturbed([4, 3], output=output, loss=loss))


@both
def test_a_network_whose_pass_lives_in_one_block(batch_norm):
    network = disturbed(LARGE, activation=["tanh", "prelu", "elu"], output="softmax", loss="cross_entropy",
                        batch_norm=batch_norm)  # fmt: skip
    assert_gradients_agree(network, m=200)


def test_delta_is_the_gradient_by_z():
    network = disturbed([3, 4, 2], activation="tanh", output="sigmoid", loss="mse")
    X, Y = data(network, 5)
    delta = network.backward(network.forward(X), Y).delta
    # b^l enters z^l alone, so one row's delta is dJ/db^l of that row, weighted by its share of the batch.
    for i in range(5):
        alone = network.backward(network.forward(X[i : i + 1]), Y[i : i + 1])
        for l in (1, 2):
            np.testing.assert_allclose(delta[l][i], alone.b[l] / 5, rtol=1e-12)


def test_labels_are_one_hot_rows():
    network = disturbed([3, 4, 3], output="softmax", loss="cross_entropy")
    trace = network.forward(np.random.default_rng(0).normal(size=(4, 3)))
    labels = np.array([2, 0, 1, 1])
    assert network.loss(trace, labels) == network.loss(trace, np.eye(3)[labels])
    np.testing.assert_array_equal(network.backward(trace, labels).W[1], network.backward(trace, np.eye(3)[labels]).W[1])


@pytest.mark.parametrize("activation", ACTIVATIONS)
@every_pair
@both
def test_float32_stays_float32_and_is_near_float64(activation, output, loss, batch_norm):
    make = {"activation": activation, "output": output, "loss": loss, "batch_norm": batch_norm}
    single, double = (disturbed([4, 5, 6, 3], dtype=dtype, **make) for dtype in (np.float32, np.float64))
    X, Y = data(double, 6)
    traces = [network.forward(X) for network in (single, double)]
    gradients = [network.backward(trace, Y) for network, trace in zip((single, double), traces, strict=True)]
    for k in ("W", "b", "delta", "gamma", "beta", "alpha"):
        for one, two in zip(*(getattr(g, k) for g in gradients), strict=True):
            if two is not None:
                assert (one.dtype, two.dtype) == (np.float32, np.float64)
                np.testing.assert_allclose(one, two, rtol=1e-2, atol=1e-4 * np.abs(two).max() + 1e-6)
    assert {v.dtype for v in (*traces[0].a, *traces[0].z[1:])} == {np.dtype(np.float32)}
    assert all(v.dtype == np.float32 for cache in traces[0].batch_norm if cache for v in cache)
    if batch_norm:
        single.update_running_statistics(traces[0])
        assert single.running_mean[1].dtype == single.running_var[1].dtype == np.float32


@both
def test_deep_networks(batch_norm):
    network = Network([3, *[8] * 20, 2], activation="tanh", batch_norm=batch_norm, rng=3)
    X, Y = data(network, 5)
    assert check_gradients(network, X, Y).max_relative_error_complex < 1e-9
