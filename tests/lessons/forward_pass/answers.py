"""Answers to lesson 1's exercises: right ones, written differently, and likely slips."""

import numpy as np


def with_pop(sizes):
    total, n = 0, sizes.pop(0)
    while sizes:
        total, n = total + (n + 1) * sizes[0], sizes.pop(0)
    return total


def in_place(W, b, a):
    W *= a
    b += W.sum(axis=1)
    return b


def by_loops(W, b, a):
    z = [float(bias) for bias in b]
    for i in range(len(z)):
        for j in range(len(a)):
            z[i] += W[i, j] * a[j]
    return z


def tanh_layer(x, W, b):
    return np.tanh(W @ x + b)


ANSWERS = {
    "parameter_count": (
        "sizes",
        [
            "sum(sizes[l] * (sizes[l - 1] + 1) for l in range(1, len(sizes)))",
            "with_pop(sizes)",
            "np.dot(sizes[:-1], sizes[1:]) + sum(sizes[1:])",
            "float(sum(a * b + b for a, b in itertools.pairwise(sizes)))",
            "np.sum((np.array(sizes[:-1]) + 1) * sizes[1:])",
            "np.array(sum(np.empty((b, a + 1)).size for a, b in itertools.pairwise(sizes)))",
        ],
        [
            "sum(a * b for a, b in itertools.pairwise(sizes))",
            "sum(a * b for a, b in itertools.pairwise(sizes)) + sum(sizes)",
            "sum(a * b + a for a, b in itertools.pairwise(sizes))",
            "sum(a * b + 1 for a, b in itertools.pairwise(sizes))",
            "sum(a * b for a, b in itertools.pairwise(sizes)) + len(sizes) - 1",
            "sum(sizes)",
            "sum(sizes[1:])",
            "int(np.prod(sizes)) + sum(sizes[1:])",
            "sum((a + 1) * (b + 1) for a, b in itertools.pairwise(sizes))",
            "sum(a * b + b for a, b in itertools.pairwise(sizes)) + 1",
            "[a * b + b for a, b in itertools.pairwise(sizes)]",
            "str(sum(a * b + b for a, b in itertools.pairwise(sizes)))",
        ],
    ),
    "one_layer": (
        "W, b, a",
        [
            "W @ a + b",
            "b + a @ W.T",
            "np.dot(W, a) + b",
            "(W * a).sum(axis=1) + b",
            "by_loops(W, b, a)",
            "in_place(W, b, a)",
            "np.einsum('ij,j->i', W, a) + b",
        ],
        [
            "W @ a",
            "W @ a - b",
            "W @ (a + b[:1])",
            "W.T @ a + b",
            "np.tanh(W @ a + b)",
            "W @ b + a",
            "(W * a).mean(axis=1) + b",
            "(W @ a + b)[:, None]",
            "W @ a + b.sum()",
            "np.abs(W @ a + b)",
            "W @ a + a",
            "np.round(W @ a + b)",
            "W @ a + 2 * b",
            "(W @ a + b) * (1 + 1e-3j)",
            "np.ma.masked_all(b.shape)",
        ],
    ),
    "batch_forward": (
        "X, W1, b1, W2, b2",
        [
            "np.tanh(X @ W1.T + b1) @ W2.T + b2",
            "(W2 @ np.tanh(W1 @ X.T + b1[:, None]) + b2[:, None]).T",
            "[W2 @ tanh_layer(x, W1, b1) + b2 for x in X]",
            "np.array([W2 @ tanh_layer(x, W1, b1) + b2 for x in X])",
            "np.einsum('mj,kj->mk', 1 - 2 / (1 + np.exp(2 * (X @ W1.T + b1))), W2) + b2",
        ],
        [
            "np.tanh(X @ W1.T + b1) @ W2.T",
            "np.tanh(X @ W1.T) @ W2.T + b2",
            "np.tanh(X @ W1 + b1) @ W2 + b2",
            "np.tanh(X @ W1.T + b1) @ W2 + b2",
            "np.tanh(np.tanh(X @ W1.T + b1) @ W2.T + b2)",
            "(X @ W1.T + b1) @ W2.T + b2",
            "np.maximum(X @ W1.T + b1, 0) @ W2.T + b2",
            "np.tanh(X @ W1.T - b1) @ W2.T + b2",
            "np.tanh(X @ W1.T + b1) @ W2.T - b2",
            "(np.tanh(X @ W1.T + b1) @ W2.T + b2).T",
            "(np.tanh(X @ W1.T + b1) @ W2.T + b2).mean(axis=0)",
            "np.tanh(X @ W1.T + b1) @ W2.T + b2.mean()",
            "np.tanh(W1 @ X + b1) @ W2.T + b2",
            "np.sinh(X @ W1.T + b1) @ W2.T + b2",
        ],
    ),
    "collapse": (
        "W1, b1, W2, b2",
        [
            "(W2 @ W1, W2 @ b1 + b2)",
            "[W2 @ W1, b1 @ W2.T + b2]",
            "((W1.T @ W2.T).T, b2 + (W2 * b1).sum(axis=1))",
            "((W2 @ W1).tolist(), list(W2 @ b1 + b2))",
            "(np.einsum('ij,jk->ik', W2, W1), np.dot(W2, b1) + b2)",
        ],
        [
            "(W2 @ W1, b1.sum() + b2)",
            "(W2 @ W1, b2)",
            "(W2 @ W1, W2 @ b1)",
            "(W1 @ W2, W2 @ b1 + b2)",
            "((W2 @ W1).T, W2 @ b1 + b2)",
            "(W2 @ b1 + b2, W2 @ W1)",
            "(W2 @ W1, W2 @ b1 - b2)",
            "(W2 @ W1, (W2 @ b1 + b2)[:, None])",
            "W2 @ W1",
            "(W2 @ W1, W2.T @ b1 + b2)",
            "(W2 @ W1, W2 @ b1 + b2, 0)",
            "(np.tanh(W2 @ W1), W2 @ b1 + b2)",
            "(W2 @ W1, W2 @ (b1 + 1) + b2)",
        ],
    ),
}
