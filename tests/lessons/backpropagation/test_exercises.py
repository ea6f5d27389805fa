"""Lesson 3: its references agree with differences and with a network."""

import numpy as np

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
