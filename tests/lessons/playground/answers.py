"""Answers to lesson 10's exercises: right ones, written differently, and likely slips."""

from collections import Counter

import numpy as np


def counts(labels, read, classes):
    table = np.zeros((classes, classes), dtype=int)
    np.add.at(table, (labels, read), 1)
    return table


def by_pairs(labels, read, classes):
    seen = Counter(zip(labels.tolist(), read.tolist(), strict=True))
    return [[seen[i, j] for j in range(classes)] for i in range(classes)]


def once(labels, read, classes):
    table = np.zeros((classes, classes))
    table[labels, read] += 1
    return table


def size(x, order=None):
    return np.linalg.norm(x, order)


ANSWERS = {
    "RELATIVE_UPDATE": (
        "before, after",
        [
            "size(after - before) / size(before)",
            "np.sqrt(((after - before) ** 2).sum() / (before**2).sum())",
            "size(before - after, 'fro') / size(before, 'fro')",
            "np.sqrt(np.mean((after - before) ** 2) / np.mean(before**2))",
            "float(size((after - before).ravel()) / size(before.ravel()))",
        ],
        [
            "size(after - before)",
            "size(after - before) / size(after)",
            "size(after - before, 2) / size(before, 2)",
            "np.abs(after - before).max() / np.abs(before).max()",
            "np.mean(np.abs(after - before)) / np.mean(np.abs(before))",
            "((after - before) ** 2).sum() / (before**2).sum()",
            "(size(after) - size(before)) / size(before)",
            "size((after - before) / before)",
            "np.median(np.abs((after - before) / before))",
            "np.mean((after - before) / before)",
            "size(after - before, 1) / size(before, 1)",
            "size(before) / size(after - before)",
            "np.std(after - before) / np.std(before)",
            "size(after) / size(before)",
            "(after - before) / size(before)",
            "np.linalg.norm(after - before, axis=0) / size(before)",
        ],
    ),
    "CONFUSION_MATRIX": (
        "labels, read, classes",
        [
            "counts(labels, read, classes)",
            "by_pairs(labels, read, classes)",
            "1.0 * counts(labels, read, classes)",
            "np.eye(classes)[labels].T @ np.eye(classes)[read]",
            "np.bincount(classes * labels + read, minlength=classes**2).reshape(classes, classes)",
            "[[np.sum((labels == i) & (read == j)) for j in range(classes)] for i in range(classes)]",
        ],
        [
            "counts(read, labels, classes)",
            "once(labels, read, classes)",
            "counts(labels, labels, classes)",
            "counts(read, read, classes)",
            "counts(labels, read, classes) / len(labels)",
            "counts(labels, read, classes) + 1",
            "counts(labels, read, classes).sum(axis=1)",
            "np.diag(np.diag(counts(labels, read, classes)))",
            "counts(labels, read, classes) - np.diag(np.diag(counts(labels, read, classes)))",
            "counts(labels[1:], read[1:], classes)",
            "counts(labels, read, classes + 1)",
            "counts(labels, read, classes)[::-1]",
            "np.mean(labels == read)",
            "counts(labels, read, classes).astype(bool)",
            "counts(labels, classes - 1 - read, classes)",
        ],
    ),
    "STANDARD_ERROR": (
        "p, m",
        [
            "np.sqrt(p * (1 - p) / m)",
            "(p * (1 - p)) ** 0.5 / m**0.5",
            "np.sqrt((p - p**2) / m)",
            "np.sqrt(p / m) * np.sqrt(1 - p)",
            "np.std(np.arange(10_000) < 10_000 * p) / np.sqrt(m)",
        ],
        [
            "p * (1 - p) / m",
            "np.sqrt(p * (1 - p))",
            "np.sqrt(p * (1 - p)) / m",
            "np.sqrt(p / m)",
            "np.sqrt((1 - p) / m)",
            "1 / np.sqrt(m)",
            "0.5 / np.sqrt(m)",
            "np.sqrt(p * (1 - p) / (m - 1))",
            "2 * np.sqrt(p * (1 - p) / m)",
            "np.sqrt(p * (1 - p) * m)",
            "p / np.sqrt(m)",
            "np.sqrt(p * (1 + p) / m)",
            "p * (1 - p)",
        ],
    ),
}
