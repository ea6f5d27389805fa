"""Answers to lesson 4's exercises: right ones, written differently, and likely slips."""

import math

import numpy as np


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))


def slope(z):
    return sigmoid(z) * sigmoid(-z)


def train(w, b, x, y, eta, steps, *, factor=lambda a: 1.0, input_of=lambda x: x, bias=True):
    for _ in range(steps):
        a = sigmoid(w * x + b)
        delta = (a - y) * factor(a)
        w, b = w - eta * delta * input_of(x), b - eta * delta * bias
    return sigmoid(w * x + b)


def one_after_the_other(w, b, x, y, eta, steps):
    for _ in range(steps):
        w -= eta * (sigmoid(w * x + b) - y) * x
        b -= eta * (sigmoid(w * x + b) - y)
    return sigmoid(w * x + b)


def in_z(w, b, x, y, eta, steps):
    z = w * x + b
    while steps:
        z, steps = z + eta * (x * x + 1) * (y - sigmoid(z)), steps - 1
    return 1 / (1 + math.exp(-z))


ANSWERS = {
    "delta_squared_error": (
        "Z, Y",
        [
            "(sigmoid(Z) - Y) * sigmoid(Z) * (1 - sigmoid(Z)) / Z.shape[0]",
            "(sigmoid(Z) - Y) * slope(Z) / len(Y)",
            "-(Y - 1 / (1 + np.exp(-Z))) * np.exp(-Z) / (1 + np.exp(-Z)) ** 2 / len(Z)",
            "[(sigmoid(z) - y) * slope(z) / len(Z) for z, y in zip(Z, Y)]",
            "(np.tanh(Z / 2) / 2 + 0.5 - Y) / (4 * np.cosh(Z / 2) ** 2) / len(Z)",
        ],
        [
            "(sigmoid(Z) - Y) * slope(Z)",
            "(sigmoid(Z) - Y) / len(Z)",
            "(Y - sigmoid(Z)) * slope(Z) / len(Z)",
            "(sigmoid(Z) - Y) * slope(Z) / Z.size",
            "2 * (sigmoid(Z) - Y) * slope(Z) / len(Z)",
            "(Z - Y) * slope(Z) / len(Z)",
            "(sigmoid(Z) - Y) * sigmoid(Z) / len(Z)",
            "(sigmoid(Z) - Y) ** 2 * slope(Z) / len(Z)",
            "((sigmoid(Z) - Y) * slope(Z)).mean(axis=0)",
            "(sigmoid(Z) - Y) * (1 - sigmoid(Z) ** 2) / len(Z)",
            "(sigmoid(Z) - Y) * slope(sigmoid(Z)) / len(Z)",
            "(sigmoid(Z) - Y) * slope(Z) / Z.shape[1]",
            "np.abs(sigmoid(Z) - Y) * slope(Z) / len(Z)",
        ],
    ),
    "stable_cost": (
        "z, y",
        [
            "np.logaddexp(0, z) - y * z",
            "max(z, 0.0) - y * z + math.log1p(math.exp(-abs(z)))",
            "y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z)",
            "(math.log1p(math.exp(-z)) + (1 - y) * z) if z > 0 else (math.log1p(math.exp(z)) - y * z)",
            "np.float64(abs(z) / 2 + (0.5 - y) * z + np.log1p(np.exp(-abs(z))))",
        ],
        [
            "np.log(1 + np.exp(z)) - y * z",
            "np.log1p(np.exp(z)) - y * z",
            "-y * np.log(sigmoid(z)) - (1 - y) * np.log(1 - sigmoid(z))",
            "np.logaddexp(0, z)",
            "np.logaddexp(0, -z) - y * z",
            "np.logaddexp(0, z) + y * z",
            "y * z - np.logaddexp(0, z)",
            "max(z, 0) - y * z",
            "np.log1p(np.exp(min(z, 700))) - y * z",
            "np.log1p(np.exp(-abs(z))) - y * z",
            "-y * np.log(sigmoid(z) + 1e-12) - (1 - y) * np.log(1 - sigmoid(z) + 1e-12)",
            "(sigmoid(z) - y) ** 2 / 2",
            "np.logaddexp(0, z) / np.log(2) - y * z",
            "np.logaddexp(0, np.clip(z, -500, 500)) - y * z",
        ],
    ),
    "train_neuron": (
        "w, b, x, y, eta, steps",
        [
            "train(w, b, x, y, eta, steps)",
            "in_z(w, b, x, y, eta, steps)",
            "float(train(w, b, x, y, eta, steps))",
            "np.array(train(w, b, x, y, eta, steps))",
            "np.float32(train(w, b, x, y, eta, steps))",
            "1 - sigmoid(-np.log(1 / train(w, b, x, y, eta, steps) - 1) * -1)",
        ],
        [
            "train(w, b, x, y, eta, steps, factor=lambda a: a * (1 - a))",
            "train(w, b, x, y, eta, steps, input_of=lambda x: 1)",
            "one_after_the_other(w, b, x, y, eta, steps)",
            "train(w, b, x, y, eta, steps, bias=False)",
            "train(w, b, x, y, -eta, steps)",
            "train(w, b, x, y, eta, steps + 1)",
            "train(w, b, x, y, eta, max(steps - 1, 0))",
            "train(w, b, x, y, eta, 1)",
            "train(w, b, x, 1 - y, eta, steps)",
            "train(w, b, x, y, 2 * eta, steps)",
            "train(w, b, x, round(y), eta, steps)",
            "train(w, b, abs(x), y, eta, steps)",
            "train(w, b, x, y, eta, steps) - y",
            "train(w, 0, x, y, eta, steps)",
            "(train(w, b, x, y, eta, steps), w)",
        ],
    ),
    "matching_cost": (
        "z, y",
        [
            "np.logaddexp(z, -z) - np.log(2) - y * z",
            "abs(z) + np.log1p(np.exp(-2 * abs(z))) - np.log(2) - y * z",
            "np.logaddexp(0, -2 * z) + z - math.log(2) - y * z",
            "np.logaddexp(0, 2 * z) - z - math.log(2) - y * z",
            "math.log((1 + math.exp(-2 * abs(z))) / 2) + abs(z) - y * z",
        ],
        [
            "(np.tanh(z) - y) ** 2 / 2 - y**2 / 2",
            "np.log(np.cosh(z)) - y * z",
            "np.logaddexp(z, -z) - y * z",
            "np.logaddexp(z, -z) - np.log(2) + y * z",
            "abs(z) - y * z",
            "np.logaddexp(z, -z) - np.log(2)",
            "np.tanh(z) - y",
            "np.logaddexp(0, z) - np.log(2) - y * z",
            "y * z - np.logaddexp(z, -z) + np.log(2)",
            "abs(z) - np.log(2) - y * z if z else 0.0",
            "-y * np.log(np.cosh(z))",
            "np.logaddexp(z, -z) / 2 - np.log(2) / 2 - y * z",
            "np.log(np.cosh(np.clip(z, -500, 500))) - y * z",
            "1 - np.tanh(z) ** 2",
        ],
    ),
}
