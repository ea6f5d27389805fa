"""What lesson 3 says in general holds for several seeds, sizes and mistakes."""

import numpy as np
import pytest

from dnnlib import Network, check_gradients, tanh_prime

SEEDS = range(5)


def regression(seed, m=40):
    rng = np.random.default_rng(seed)
    X = rng.uniform(-2, 2, (m, 2))
    return X, np.sin(2 * X[:, :1]) * X[:, 1:]


def slopes_with_a_mistake(network, X, Y, mistake):
    """The lesson's lines, for 2-10-10-1 with a linear output, with one of them wrong."""
    trace = network.forward(X)
    delta3 = (trace.a[3] - Y) / len(X)
    delta2 = (delta3 @ network.W[3]) * (1 if mistake == "no slope" else tanh_prime(trace.z[2]))
    W2 = network.W[2].T if mistake == "transpose" else network.W[2]
    delta1 = (delta2 @ W2) * (1 if mistake == "no slope" else tanh_prime(trace.z[1]))
    if mistake == "first layer forgotten":
        delta1 = 0 * delta1
    deltas = [delta1, delta2, delta3]
    return [(delta.T @ trace.a[l], delta.sum(axis=0)) for l, delta in enumerate(deltas)]


@pytest.mark.parametrize("mistake", ["no slope", "transpose", "first layer forgotten"])
def test_with_a_wrong_gradient_the_loss_falls_all_the_same(mistake):
    for seed in SEEDS:
        X, Y = regression(seed)
        network = Network([2, 10, 10, 1], activation="tanh", rng=seed)
        right = network.backward(network.forward(X), Y).W[1]
        wrong = slopes_with_a_mistake(network, X, Y, mistake)[0][0]
        assert np.linalg.norm(wrong - right) > 0.1 * np.linalg.norm(right)  # a check would see it
        before = network.loss(network.forward(X), Y)
        for _ in range(200):
            for l, (dW, db) in enumerate(slopes_with_a_mistake(network, X, Y, mistake), start=1):
                network.W[l][:] -= 0.05 * dW
                network.b[l][:] -= 0.05 * db
        assert network.loss(network.forward(X), Y) < 0.95 * before


def errors_of_differences(seed, steps, kind):
    """Relative errors of central differences of 24 weights' slopes, with a loss computed in numbers of this kind."""
    rng = np.random.default_rng(seed)
    network = Network([3, 8, 2], activation="tanh", rng=seed)
    X, Y = rng.standard_normal((16, 3)), rng.standard_normal((16, 2))
    right = network.backward(network.forward(X), Y).W[1].ravel()
    W1, b1, W2, b2 = (p.astype(kind) for _, _, p in network.parameters())
    X, Y = X.astype(kind), Y.astype(kind)

    def loss(k, change):
        moved = W1.copy()
        moved.flat[k] += kind(change)
        outputs = np.tanh(X @ moved.T + b1) @ W2.T + b2
        return float(((outputs - Y) ** 2).sum(dtype=kind) / kind(2 * len(X)))

    found = [[(loss(k, h) - loss(k, -h)) / (2 * h) for k in range(W1.size)] for h in steps]
    return np.linalg.norm(np.array(found) - right, axis=1) / np.linalg.norm(right)


def test_in_32_bit_numbers_a_step_of_1e_5_fails_and_the_best_one_is_near_5e_3():
    steps = np.logspace(-6, 0, 25)
    for seed in SEEDS:
        errors = errors_of_differences(seed, steps, np.float32)
        assert 1e-3 < steps[np.argmin(errors)] < 2e-2
        assert errors_of_differences(seed, [1e-5], np.float32)[0] > 1e-3


def test_in_64_bit_numbers_a_step_of_1e_5_passes_and_much_longer_and_shorter_ones_do_not():
    for seed in SEEDS:
        long, good, tiny = errors_of_differences(seed, [0.1, 1e-5, 1e-15], np.float64)
        assert good < 1e-6
        assert long > 1e-4
        assert tiny > 1e-3


def kinks_in_reach(seed, m, h=1e-4):
    """For how many first-layer weights of a ReLU network a step of h takes some example across a kink."""
    rng = np.random.default_rng(seed)
    network = Network([4, 20, 2], activation="relu", init="he_normal", rng=seed)
    X = rng.standard_normal((m, 4))
    z = network.forward(X).z[1]
    return sum((np.abs(z[:, j]) < h * np.abs(X[:, k])).any() for j in range(20) for k in range(4))


def test_a_small_batch_has_fewer_kinks():
    found = [sum(kinks_in_reach(seed, m) for seed in SEEDS) for m in (2, 200, 2000)]
    assert found[0] < found[1] < found[2]


def test_across_a_kink_the_check_shows_a_mistake_that_is_none():
    network = Network([1, 1, 1], activation="relu", rng=0)
    for l in (1, 2):
        network.W[l][:] = 1.0
    at_kink, away = check_gradients(network, [[1e-6]], [[1.0]]), check_gradients(network, [[0.5]], [[1.0]])
    assert not at_kink.passed()
    assert away.passed()


def test_a_saturated_start_has_slopes_near_0():
    rng = np.random.default_rng(0)
    X, Y = rng.standard_normal((8, 3)), rng.uniform(size=(8, 2))
    for seed in SEEDS:
        sizes, words = [3, 6, 2], {"activation": "sigmoid", "output": "sigmoid", "loss": "mse", "rng": seed}
        usual, saturated = Network(sizes, **words), Network(sizes, scale=1000, **words)
        slopes = [np.median(np.abs(n.backward(n.forward(X), Y).W[1])) for n in (usual, saturated)]
        assert slopes[1] < 1e-6 * slopes[0]


def test_an_absolute_value_breaks_the_complex_step_silently():
    assert np.imag(np.abs(0.7 + 1e-30j)) == 0  # the slope is 1
    assert np.imag(np.exp(0.7 + 1e-30j)) / 1e-30 == pytest.approx(np.exp(0.7), rel=1e-14)


@pytest.mark.parametrize("n", [10, 100])
def test_from_a_batch_of_half_the_width_on_what_is_kept_needs_more_memory_than_the_weights(n):
    network = Network([n, n, n], activation="tanh", rng=0)
    for m, more in ((n // 2 - 1, False), (n // 2 + 1, True)):
        trace = network.forward(np.zeros((m, n)))
        assert (trace.z[1].size + trace.a[1].size > network.W[1].size) == more


def test_a_backward_pass_costs_less_than_two_forward_passes_in_multiplications():
    rng = np.random.default_rng(0)
    for _ in range(100):
        widths = rng.integers(1, 50, size=rng.integers(2, 9))
        forward = (widths[1:] * widths[:-1]).sum()
        backward = 2 * forward - widths[1] * widths[0]
        assert forward <= backward < 2 * forward
