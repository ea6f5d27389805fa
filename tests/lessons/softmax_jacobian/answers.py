"""Answers to lesson 5's exercises: right ones, written differently, and likely slips."""

import numpy as np


def shifted(z, by):
    e = np.exp(z - by)
    return e / e.sum()


def stable(z):
    return shifted(z, np.max(z))


def log_p(Z):
    Z = Z - Z.max(axis=1, keepdims=True)
    return Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))


def of_labels(table, labels):
    return table[np.arange(len(labels)), labels]


def hits(Z, labels):
    return np.eye(Z.shape[1])[labels]


def in_place(Z, labels):
    Z -= Z.max(axis=1, keepdims=True)
    np.exp(Z, out=Z)
    Z /= Z.sum(axis=1, keepdims=True)
    Z[np.arange(len(Z)), labels] -= 1
    Z /= len(Z)
    return Z


def of_the_batch(Z):
    e = np.exp(Z - Z.max())
    return e / e.sum(axis=1, keepdims=True)


ANSWERS = {
    "stable_softmax": (
        "z",
        [
            "stable(z)",
            "list(stable(z))",
            "np.exp(z - np.logaddexp.reduce(z))",
            "[1 / np.sum(np.exp(z - x)) if x > z.max() - 700 else 0.0 for x in z]",
            "tuple(math.exp(x - max(z)) / sum(math.exp(y - max(z)) for y in z) for x in z)",
            "stable(np.float32(z))",
        ],
        [
            "np.exp(z) / np.exp(z).sum()",
            "shifted(z, z.min())",
            "shifted(z, z.mean())",
            "shifted(z, np.median(z))",
            "shifted(z, z[0])",
            "shifted(z, np.abs(z).max())",
            "shifted(z, z.sum())",
            "shifted(z, z[-1])",
            "shifted(np.clip(z, -700, 700), 0)",
            "np.exp(z - z.max())",
            "np.exp(z - z.max()) / np.exp(z - z.max()).max()",
            "stable(z / z.size)",
            "stable(2 * z)",
            "np.log(stable(z) + 1e-300)",
            "(z == z.max()) / np.sum(z == z.max())",
            "stable(z)[::-1]",
            "np.nan_to_num(np.exp(z) / np.exp(z).sum())",
            "1 / (1 + np.exp(-z))",
        ],
    ),
    "jacobian": (
        "z",
        [
            "np.diag(stable(z)) - np.outer(stable(z), stable(z))",
            "stable(z)[:, None] * (np.eye(len(z)) - stable(z))",
            "stable(z)[None, :] * (np.eye(z.size) - stable(z)[:, None])",
            "[[p * ((i == j) - q) for j, q in enumerate(stable(z))] for i, p in enumerate(stable(z))]",
            "np.array([(stable(z + 1e-6 * e) - stable(z - 1e-6 * e)) / 2e-6 for e in np.eye(len(z))]).T",
        ],
        [
            "np.diag(stable(z))",
            "np.diag(stable(z) * (1 - stable(z)))",
            "np.outer(stable(z), stable(z))",
            "stable(z) * (1 - stable(z))",
            "np.diag(stable(z)) + np.outer(stable(z), stable(z))",
            "np.outer(stable(z), stable(z)) - np.diag(stable(z))",
            "np.diag(stable(z)) - stable(z) @ stable(z)",
            "np.outer(stable(z), 1 - stable(z))",
            "np.eye(len(z)) - np.outer(stable(z), stable(z))",
            "np.diag(stable(z)) - np.outer(stable(z), stable(z)) / 2",
            "np.diag(z) - np.outer(z, z)",
            "(np.diag(stable(z)) - np.outer(stable(z), stable(z))).ravel()",
            "stable(z)[:, None] * (1 - np.eye(len(z)) - stable(z))",
        ],
    ),
    "log_likelihood": (
        "Z, labels",
        [
            "-of_labels(log_p(Z), labels).mean()",
            "-np.mean([row[label] for row, label in zip(log_p(Z), labels)])",
            "np.mean(np.logaddexp.reduce(Z, axis=1) - of_labels(Z, labels))",
            "-(hits(Z, labels) * log_p(Z)).sum() / len(Z)",
            "float(-np.trace(log_p(Z)[:, labels]) / len(labels))",
        ],
        [
            "-of_labels(log_p(Z), labels).sum()",
            "of_labels(log_p(Z), labels).mean()",
            "-np.log(of_labels(np.exp(log_p(Z)), labels)).mean()",
            "-np.log(of_labels(of_the_batch(Z), labels)).mean()",
            "-np.log(of_labels(np.exp(log_p(Z)), labels) + 1e-12).mean()",
            "-log_p(Z).mean()",
            "-np.median(of_labels(log_p(Z), labels))",
            "-of_labels(log_p(Z), labels)",
            "-of_labels(log_p(Z), labels).max()",
            "-of_labels(Z, labels).mean()",
            "-of_labels(log_p(Z), labels).mean() / np.log(Z.shape[1])",
            "-log_p(Z)[:, labels].mean()",
            "-of_labels(log_p(Z), labels - 1).mean()",
            "-np.log(of_labels(np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True), labels)).mean()",
            "-np.log(np.mean(of_labels(np.exp(log_p(Z)), labels)))",
        ],
    ),
    "delta": (
        "Z, labels",
        [
            "(np.exp(log_p(Z)) - hits(Z, labels)) / len(Z)",
            "in_place(Z, labels)",
            "[(stable(z) - e) / len(Z) for z, e in zip(Z, hits(Z, labels))]",
            "np.float32((np.exp(log_p(Z)) - hits(Z, labels)) / len(labels))",
            "(np.exp(log_p(Z)) - (labels[:, None] == np.arange(Z.shape[1]))) / len(Z)",
        ],
        [
            "np.exp(log_p(Z)) - hits(Z, labels)",
            "(hits(Z, labels) - np.exp(log_p(Z))) / len(Z)",
            "(np.exp(log_p(Z)) - hits(Z, labels)) / Z.size",
            "np.exp(log_p(Z)) / len(Z)",
            "(log_p(Z) - hits(Z, labels)) / len(Z)",
            "(Z - hits(Z, labels)) / len(Z)",
            "(np.exp(log_p(Z)) - hits(Z, labels)) / Z.shape[1]",
            "((np.exp(log_p(Z)) - hits(Z, labels)) / len(Z)).sum(axis=0)",
            "-hits(Z, labels) / np.exp(log_p(Z)) / len(Z)",
            "(np.exp(log_p(Z)) - labels[:, None]) / len(Z)",
            "(np.exp(log_p(Z)) - hits(Z, labels - 1)) / len(Z)",
            "2 * (np.exp(log_p(Z)) - hits(Z, labels)) / len(Z)",
            "(np.exp(log_p(Z)) - hits(Z, labels)).T / len(Z)",
        ],
    ),
}
