"""Every output with every loss at logits where naive formulas overflow, against decimals of 120 digits."""

import numpy as np
import pytest

from dnnlib import LOSSES, Network
from dnnlib.output_loss import OUTPUT_LOSSES, OUTPUTS, output_loss
from tests import reference

LOGITS = [[1e4, -1e4, 3], [-1e4, 1e4, 0], [1e4, 1e4, 1e4], [-1e4, -1e4, -1e4], [1e4, 1e4 - 1, -5], [0, -1e4, -1e4 + 2],
          [1e3, 0, -1e3], [30, -30, 0.5], [0.25, -0.5, 1], [0, 0, 0]]  # fmt: skip
TARGETS = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0.25, 0.25, 0.5], [1, 1, 1], [0, 0, 0], [0.5, 0, 1]]
every = pytest.mark.parametrize(("output", "loss"), reference.OUTPUT_LOSSES, ids=str)


def network_at(z, output, loss, dtype=np.float64):
    """A network whose logits are z for every input."""
    network = Network([1, len(z)], output=output, loss=loss, rng=0, dtype=dtype)
    network.b[1][:] = z
    return network


def targets(loss, output):
    rows = TARGETS if (output, loss) != ("softmax", "cross_entropy") else TARGETS[:4]
    return rows if loss != "mse" else [*rows, [-3, 5, 0.5]]


@every
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("z", LOGITS, ids=str)
def test_loss_and_delta_are_exact_at_any_logits(output, loss, z, dtype):
    network, eps = network_at(z, output, loss, dtype), float(np.finfo(dtype).eps)
    trace = network.forward([[0.0]])
    for y in targets(loss, output):
        cost, delta = reference.exact_cost_and_delta(output, loss, z, np.array(y, dtype))
        got = network.backward(trace, [y]).delta[1][0]
        assert network.loss(trace, [y]) == pytest.approx(cost, rel=20 * eps, abs=5 * eps * np.abs(z).max())
        np.testing.assert_allclose(got, delta, rtol=50 * eps, atol=4 * eps)


@pytest.mark.parametrize(
    ("loss", "y"),
    [("cross_entropy", 1), *[(loss, y) for loss in ("mse", "binary_cross_entropy") for y in (0, 0.25, 1)]],
)
def test_a_single_class_is_always_certain(loss, y):
    network = network_at([7.0], "softmax", loss)
    trace = network.forward([[0.0]])
    expected = {"mse": (1 - y) ** 2 / 2, "cross_entropy": 0, "binary_cross_entropy": 0 if y == 1 else np.inf}[loss]
    assert network.loss(trace, [[y]]) == expected
    assert np.isfinite(network.backward(trace, [[y]]).delta[1]).all()
    if y == 1:
        assert network.backward(trace, [[y]]).delta[1] == 0


@pytest.mark.parametrize(("output", "loss"), [("identity", "mse"), ("sigmoid", "binary_cross_entropy"),
                                              ("softmax", "cross_entropy")])  # fmt: skip
def test_the_matched_pairs_share_the_delta_a_minus_y(output, loss):
    network = network_at([0.3, -1.2, 0.8], output, loss)
    trace = network.forward(np.zeros((4, 1)))
    Y = np.eye(3)[[0, 1, 2, 2]]
    np.testing.assert_allclose(network.backward(trace, Y).delta[1], (trace.output - Y) / 4, rtol=1e-15)


def test_the_defined_pairs():
    assert set(OUTPUT_LOSSES) == set(reference.OUTPUT_LOSSES)
    assert OUTPUTS == ("identity", "sigmoid", "softmax")
    assert all(output_loss(*names) is pair for names, pair in OUTPUT_LOSSES.items())


@every
def test_the_cost_from_the_logits_is_the_loss_of_the_outputs(output, loss):
    rng = np.random.default_rng(3)
    network = network_at(rng.normal(size=3), output, loss)
    trace = network.forward(np.zeros((5, 1)))
    Y = rng.dirichlet(np.ones(3), size=5)
    assert network.loss(trace, Y) == pytest.approx(LOSSES[loss](trace.output, Y), rel=1e-13)


@every
def test_the_cost_is_that_of_each_example(output, loss):
    rng = np.random.default_rng(4)
    z, Y = rng.normal(size=(5, 3)), rng.dirichlet(np.ones(3), size=5)
    exact = [reference.exact_cost_and_delta(output, loss, *rows)[0] for rows in zip(z, Y, strict=True)]
    np.testing.assert_allclose(OUTPUT_LOSSES[output, loss].cost(z, Y), exact, rtol=1e-13)
