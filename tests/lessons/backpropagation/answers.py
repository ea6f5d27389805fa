"""Answers to lesson 3's exercises: right ones, written differently, and likely slips."""

import numpy as np


def activations(w, b, x):
    a = [x]
    for w_l, b_l in zip(w, b, strict=True):
        a.append(np.tanh(w_l * a[-1] + b_l))
    return a


def chain(w, b, x, y, *, slope=lambda a: 1 - a**2, weight=True, last=True, input_of=lambda l: l - 1):
    a = activations(w, b, x)
    slopes, blame = [0.0] * len(w), a[-1] - y
    for l in range(len(w), 0, -1):
        delta = blame * (slope(a[l]) if last or l < len(w) else 1)
        slopes[l - 1] = delta * a[input_of(l)]
        blame = delta * (w[l - 1] if weight else 1)
    return slopes


def chain_with_pop(w, b, x, y):
    a = activations(w, b, x)
    slopes, blame = [], a[-1] - y
    while w:
        delta = blame * (1 - a.pop() ** 2)
        slopes.append(delta * a[-1])
        blame = delta * w.pop()
    return np.array(slopes[::-1])


def forward_mode(w, b, x, y):
    """Move one weight after the other, and carry its derivative forward."""
    slopes = []
    for moved in range(len(w)):
        a, da = x, 0.0
        for l, (w_l, b_l) in enumerate(zip(w, b, strict=True)):
            da = (w_l * da + (a if l == moved else 0.0)) / np.cosh(w_l * a + b_l) ** 2
            a = np.tanh(w_l * a + b_l)
        slopes.append((a - y) * da)
    return tuple(slopes)


def by_differences(w, b, x, y, h=1e-6):
    def cost(l, change):
        moved = [w_l + change * (i == l) for i, w_l in enumerate(w)]
        return (activations(moved, b, x)[-1] - y) ** 2 / 2

    return [(cost(l, h) - cost(l, -h)) / (2 * h) for l in range(len(w))]


def both(X, Y, W1, b1, W2, b2, *, m=None, slope=lambda A: 1 - A**2, W=None, at_output=lambda A: 1.0):
    A1 = np.tanh(X @ W1.T + b1)
    A2 = A1 @ W2.T + b2
    delta2 = (A2 - Y) / (m or len(X)) * at_output(A2)
    delta1 = (delta2 @ (W2 if W is None else W)) * slope(A1)
    return delta1.T @ X, delta1.sum(axis=0), delta2.T @ A1, delta2.sum(axis=0)


def both_by_examples(X, Y, W1, b1, W2, b2):
    sums = [0 * W1, 0 * b1, 0 * W2, 0 * b2]
    for x, y in zip(X, Y, strict=True):
        a = np.tanh(W1 @ x + b1)
        delta2 = (W2 @ a + b2 - y) / len(X)
        delta1 = W2.T @ delta2 * (1 - a**2)
        for total, part in zip(sums, (np.outer(delta1, x), delta1, np.outer(delta2, a), delta2), strict=True):
            total += part
    return sums


ANSWERS = {
    "chain_gradients": (
        "w, b, x, y",
        [
            "chain(w, b, x, y)",
            "np.array(chain(w, b, x, y))",
            "chain_with_pop(w, b, x, y)",
            "forward_mode(w, b, x, y)",
            "by_differences(w, b, x, y)",
            "[np.float32(slope) for slope in chain(w, b, x, y)]",
        ],
        [
            "-np.array(chain(w, b, x, y))",
            "chain(w, b, x, y)[:1]",
            "chain(w, b, x, y)[::-1]",
            "2 * np.array(chain(w, b, x, y))",
            "chain(w, b, x, y, slope=lambda a: 1 - a)",
            "chain(w, b, x, y, slope=lambda a: a * (1 - a))",
            "chain(w, b, x, y, slope=lambda a: 1)",
            "chain(w, b, x, y, weight=False)",
            "chain(w, b, x, y, last=False)",
            "chain(w, b, x, y, input_of=lambda l: l)",
            "chain(w, b, x, -y)",
            "chain(w, np.zeros(len(w)), x, y)",
            "np.sum(chain(w, b, x, y))",
            "np.array(chain(w, b, x, y))[:, None]",
            "np.abs(chain(w, b, x, y))",
            "chain(w, b, x, y, slope=lambda a: 1 - np.tanh(a) ** 2)",
        ],
    ),
    "one_layer_back": (
        "W, delta, z",
        [
            "(delta @ W) * (1 - np.tanh(z) ** 2)",
            "(delta @ W) / np.cosh(z) ** 2",
            "(W.T @ delta.T).T * (1 - np.tanh(z) ** 2)",
            "[d @ W * (1 - np.tanh(row) ** 2) for d, row in zip(delta, z)]",
            "np.einsum('mk,kj->mj', delta, W) * 4 / (np.exp(z) + np.exp(-z)) ** 2",
        ],
        [
            "(delta @ W.T) / np.cosh(z) ** 2",
            "(delta @ W) * np.tanh(z)",
            "delta @ W",
            "(delta @ W) * (1 - np.tanh(z))",
            "(delta @ W) * (1 - z**2)",
            "(delta @ W) / np.cosh(z)",
            "(delta @ W) / np.cosh(z) ** 2 / len(z)",
            "-(delta @ W) / np.cosh(z) ** 2",
            "((delta @ W) / np.cosh(z) ** 2).T",
            "((delta @ W) / np.cosh(z) ** 2).sum(axis=0)",
            "(delta @ W) / np.cosh(z.T) ** 2",
            "(delta @ W) * (z > 0)",
            "(delta @ W) / np.cosh(np.tanh(z)) ** 2",
            "delta @ (W / np.cosh(z.mean(axis=0)) ** 2)",
        ],
    ),
    "layer_gradients": (
        "delta, a",
        [
            "(delta.T @ a, delta.sum(axis=0))",
            "(np.einsum('ij,ik->jk', delta, a), np.ones(len(delta)) @ delta)",
            "[(a.T @ delta).T, sum(delta)]",
            "(sum(np.outer(d, x) for d, x in zip(delta, a)), np.sum(delta, 0))",
            "((delta.T @ a).tolist(), tuple(len(delta) * delta.mean(axis=0)))",
        ],
        [
            "(a.T @ delta, delta.sum(axis=0))",
            "(delta.T @ a, delta)",
            "(delta.T @ a, delta.mean(axis=0))",
            "delta.T @ a",
            "(delta.T @ a / len(a), delta.sum(axis=0))",
            "(delta.T @ a / len(a), delta.mean(axis=0))",
            "(delta.T @ a, delta.sum(axis=1))",
            "(delta.sum(axis=0), delta.T @ a)",
            "(delta.T @ a, delta.sum())",
            "(delta.T @ a, delta.sum(axis=0, keepdims=True))",
            "(-delta.T @ a, -delta.sum(axis=0))",
            "(delta.T @ a, a.sum(axis=0))",
            "(delta @ a.T, delta.sum(axis=0))",
            "(delta.T @ a, np.median(delta, axis=0))",
        ],
    ),
    "both_layers": (
        "X, Y, W1, b1, W2, b2",
        [
            "both(X, Y, W1, b1, W2, b2)",
            "list(both(X, Y, W1, b1, W2, b2))",
            "both_by_examples(X, Y, W1, b1, W2, b2)",
            "both(X, Y, W1, b1, W2, b2, slope=lambda A: 1 / np.cosh(X @ W1.T + b1) ** 2)",
            "tuple((part / len(X)).tolist() for part in both(X, Y, W1, b1, W2, b2, m=1))",
        ],
        [
            "both(X, Y, W1, b1, W2, b2, m=1)",
            "both(X, Y, W1, b1, W2, b2)[::-1]",
            "both(X, Y, W1, b1, W2, b2, m=Y.size)",
            "both(X, Y, W1, b1, W2, b2, slope=lambda A: A)",
            "both(X, Y, W1, b1, W2, b2, slope=lambda A: 1)",
            "both(X, Y, W1, b1, W2, b2, slope=lambda A: A * (1 - A))",
            "both(X, Y, W1, b1, W2, b2, W=-W2)",
            "both(X, -Y, W1, b1, W2, b2)",
            "both(X, Y, W1, 0 * b1, W2, b2)",
            "both(X, Y, W1, b1, W2, 0 * b2)",
            "both(X, Y, W1, b1, W2, b2)[:2]",
            "both(X, Y, W1, b1, W2, b2, at_output=lambda A: 1 - np.tanh(A) ** 2)",
            "both(X, Y, W1, b1, W2, b2, m=len(X) / 2)",
            "[part.T for part in both(X, Y, W1, b1, W2, b2)]",
            "tuple(np.float64(part.sum()) for part in both(X, Y, W1, b1, W2, b2))",
        ],
    ),
}
