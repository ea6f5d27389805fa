"""Answers to lesson 2's exercises: right ones, written differently, and likely slips."""

import math

import numpy as np


def step(w, b, X, y, eta, *, share=1.0, of=np.mean):
    error = X @ w + b - y
    return w - eta * X.T @ error / len(y), b - eta * share * of(error)


def in_place(w, b, X, y, eta):
    error = X @ w
    error += b - y
    w -= eta * error @ X / error.size
    b -= eta * error.mean()
    return [w, b]


def one_after_the_other(w, b, X, y, eta):
    w = w - eta * X.T @ (X @ w + b - y) / len(y)
    return w, b - eta * np.mean(X @ w + b - y)


def by_examples(w, b, X, y, eta):
    dw, db = 0 * w, 0.0
    for x, target in zip(X, y, strict=True):
        error = w @ x + b - target
        dw, db = dw + error * x / len(y), db + error / len(y)
    return tuple(w - eta * dw), b - eta * db


def batches(m, B, epochs):
    return sum(1 for _ in range(epochs) for _ in range(0, m, B))


def ends(H):
    values = np.linalg.eigvalsh(H)
    return values[0], values[-1]


def from_ends(low, high):
    return 2 / (low + high), (high - low) / (high + low)


def shrinking(kappa, factor):
    steps, distance = 0, 1.0
    while distance > factor:
        steps, distance = steps + 1, distance * (kappa - 1) / (kappa + 1)
    return steps


def exact(kappa, factor):
    return math.log(factor) / math.log((kappa - 1) / (kappa + 1))


ANSWERS = {
    "linear_step": (
        "w, b, X, y, eta",
        [
            "step(w, b, X, y, eta)",
            "in_place(w, b, X, y, eta)",
            "by_examples(w, b, X, y, eta)",
            "(w + eta * np.mean((y - X @ w - b)[:, None] * X, axis=0), b + eta * np.mean(y - X @ w - b))",
            "(w - eta / len(X) * np.dot(X @ w + b - y, X), np.float64(b - eta / len(X) * np.sum(X @ w + b - y)))",
        ],
        [
            "step(w, b, X, y, eta * len(y))",
            "step(w, b, X, y, -eta)",
            "step(w, b, X, y, eta, share=0.0)",
            "step(w, b, X, y, 2 * eta)",
            "step(w, b, X, y, eta, of=np.median)",
            "step(w, b, X, y, eta, of=np.sum)",
            "step(w, b, X, y, eta, of=np.max)",
            "one_after_the_other(w, b, X, y, eta)",
            "step(w, b, X, y, eta)[::-1]",
            "step(w, b, X, -y, eta)",
            "step(w, 0, X, y, eta)",
            "step(w, b, X, y, eta)[0]",
            "(w, b)",
            "(w - eta * np.sign(X.T @ (X @ w + b - y)), step(w, b, X, y, eta)[1])",
            "step(w, b, X, y, eta / np.size(w))",
        ],
    ),
    "updates": (
        "m, batch_size, epochs",
        [
            "epochs * math.ceil(m / batch_size)",
            "epochs * -(-m // batch_size)",
            "batches(m, batch_size, epochs)",
            "float(epochs * np.ceil(m / batch_size))",
            "epochs * (m // batch_size + (m % batch_size > 0))",
            "np.int64(epochs * ((m + batch_size - 1) // batch_size))",
        ],
        [
            "epochs * (m // batch_size)",
            "epochs * round(m / batch_size)",
            "epochs * int(m / batch_size + 0.5)",
            "math.ceil(m / batch_size)",
            "math.ceil(epochs * m / batch_size)",
            "epochs * (m // batch_size + 1)",
            "epochs * m / batch_size",
            "epochs * m",
            "epochs * batch_size",
            "epochs + math.ceil(m / batch_size)",
            "epochs * math.ceil(batch_size / m)",
            "epochs * max(1, m // batch_size)",
            "epochs * m * batch_size",
        ],
    ),
    "best_eta_and_rate": (
        "H",
        [
            "from_ends(*ends(H))",
            "list(from_ends(*ends(H)))",
            "np.array(from_ends(*ends(H)))",
            "from_ends(min(np.linalg.eigvals(H).real), max(np.linalg.eigvals(H).real))",
            "(2 / sum(ends(H)), (np.linalg.cond(H) - 1) / (np.linalg.cond(H) + 1))",
            "(2 / sum(ends(H)), 1 - 2 / sum(ends(H)) * ends(H)[0])",
            "from_ends(*np.linalg.svd(H, compute_uv=False)[[-1, 0]])",
        ],
        [
            "(2 / ends(H)[1], from_ends(*ends(H))[1])",
            "from_ends(min(np.diag(H)), max(np.diag(H)))",
            "(from_ends(*ends(H))[0], -from_ends(*ends(H))[1])",
            "(1 / ends(H)[1], from_ends(*ends(H))[1])",
            "(len(H) / np.trace(H), from_ends(*ends(H))[1])",
            "(1 / np.median(np.linalg.eigvalsh(H)), from_ends(*ends(H))[1])",
            "(1 / np.mean(np.linalg.eigvalsh(H)), from_ends(*ends(H))[1])",
            "(2 / np.trace(H), from_ends(*ends(H))[1])",
            "(1 / np.sqrt(np.prod(ends(H))), from_ends(*ends(H))[1])",
            "from_ends(*ends(H))[::-1]",
            "(from_ends(*ends(H))[0], np.linalg.cond(H))",
            "(from_ends(*ends(H))[0], 1 / np.linalg.cond(H))",
            "(from_ends(*ends(H))[0], 1 - 1 / np.linalg.cond(H))",
            "(1 / sum(ends(H)), from_ends(*ends(H))[1])",
            "(from_ends(*ends(H))[0], from_ends(*ends(H))[1] ** 2)",
            "from_ends(*np.linalg.eigvalsh(H)[:2])",
            "from_ends(np.min(H), np.max(H))",
        ],
    ),
    "steps_needed": (
        "kappa, factor",
        [
            "math.ceil(exact(kappa, factor))",
            "shrinking(kappa, factor)",
            "float(np.ceil(exact(kappa, factor)))",
            "math.floor(exact(kappa, factor)) + 1",
            "-int(np.log10(factor) // np.log10((kappa + 1) / (kappa - 1)))",
            "math.ceil(-math.log(factor) / (math.log1p(1 / kappa) - math.log1p(-1 / kappa)))",
        ],
        [
            "int(exact(kappa, factor))",
            "round(exact(kappa, factor))",
            "exact(kappa, factor)",
            "math.ceil(exact(kappa, factor)) + 1",
            "math.ceil(exact(kappa, factor) / 2)",
            "math.ceil(2 * exact(kappa, factor))",
            "math.ceil(math.log(factor) / math.log(1 - 1 / kappa))",
            "math.ceil(-math.log(factor) * kappa)",
            "math.ceil(-math.log(factor) * kappa / 2)",
            "math.ceil(math.log(factor) / math.log(1 / kappa))",
            "math.ceil(math.log(factor) / math.log((kappa - 1) / kappa))",
            "math.ceil(kappa / factor)",
            "math.ceil(exact(kappa, factor) + 0.5)",
        ],
    ),
}
