"""The exercises of lesson 3: a stub is no error, a wrong answer is named, the solution passes and is right."""

import numpy as np
import pytest

from dnnlib import Network, check_gradients, exercises

TOPIC = exercises.backpropagation


def chain(w, b, x, y):
    """By differences in place of the chain rule: central, step 1e-5, one extrapolation."""

    def cost(w):
        a = x
        for w_l, b_l in zip(w, b, strict=True):
            a = np.tanh(w_l * a + b_l)
        return (a - y) ** 2 / 2

    def slope(l, h):
        up, down = np.array(w, dtype=float), np.array(w, dtype=float)
        up[l] += h
        down[l] -= h
        return (cost(up) - cost(down)) / (2 * h)

    return np.array([(4 * slope(l, 1e-3) - slope(l, 2e-3)) / 3 for l in range(len(w))])


def both(X, Y, W1, b1, W2, b2, m=None):
    A1 = np.tanh(X @ W1.T + b1)
    delta2 = (A1 @ W2.T + b2 - Y) / (m or len(X))
    delta1 = (delta2 @ W2) * (1 - A1**2)
    return delta1.T @ X, delta1.sum(0), delta2.T @ A1, delta2.sum(0)


def back(W, delta, z):
    return (delta @ W) / np.cosh(z) ** 2


RIGHT_AND_WRONG = {
    "chain_gradients": (
        lambda w, b, x, y: TOPIC.chain_gradients.reference(w, b, x, y),
        {"sign": lambda w, b, x, y: -chain(w, b, x, y), "one only": lambda w, b, x, y: chain(w, b, x, y)[:1]},
    ),
    "one_layer_back": (
        back,
        {
            "transposed": lambda W, delta, z: (delta @ W.T) / np.cosh(z) ** 2,
            "phi for phi'": lambda W, delta, z: (delta @ W) * np.tanh(z),
        },
    ),
    "layer_gradients": (
        lambda delta, a: (np.einsum("ij,ik->jk", delta, a), np.ones(len(delta)) @ delta),
        {
            "transposed": lambda delta, a: (a.T @ delta, delta.sum(0)),
            "no sum": lambda delta, a: (delta.T @ a, delta),
            "mean": lambda delta, a: (delta.T @ a, delta.mean(0)),
            "one value": lambda delta, a: delta.T @ a,
        },
    ),
    "both_layers": (both, {"without 1/m": lambda *case: both(*case, m=1), "swapped": lambda *case: both(*case)[::-1]}),
}


@pytest.mark.parametrize("name", RIGHT_AND_WRONG)
def test_stub_wrong_and_right(name):
    exercise, (right, wrong) = getattr(TOPIC, name), RIGHT_AND_WRONG[name]
    assert exercise.check(lambda *case: ...).passed is None
    assert exercise.check(right).passed is True
    for slip, answer in wrong.items():
        verdict = exercise.check(answer)
        assert verdict.passed is False, slip
        assert "case" in verdict.words


def test_the_chain_agrees_with_differences():
    for case in TOPIC.chain_gradients.cases:
        assert np.allclose(TOPIC.chain_gradients.reference(*case), chain(*case), rtol=1e-8, atol=1e-11)


def test_both_layers_are_the_gradients_of_a_network():
    for X, Y, W1, b1, W2, b2 in TOPIC.both_layers.cases:
        network = Network([W1.shape[1], *map(len, (W1, W2))], rng=0)
        for l, (W, b) in enumerate([(W1, b1), (W2, b2)], 1):
            network.W[l][:], network.b[l][:] = W, b
        check = check_gradients(network, X, Y)
        expected = TOPIC.both_layers.reference(X, Y, W1, b1, W2, b2)
        assert np.allclose(np.concatenate([np.ravel(g) for g in expected]), check.complex_step, rtol=1e-10)


@pytest.mark.parametrize("name", ["COST_FIRST", "RELU_FIRST", "STEP_FIRST"])
def test_predictions_commit(name):
    prediction = getattr(TOPIC, name)
    prediction.view()
    prediction.commit(prediction.answer)
    assert "Right." in prediction.reply.value
    assert prediction.choice.disabled
