"""Answers to lesson 8's exercises: right ones, written differently, and likely slips."""

import numpy as np


def in_place(W, A):
    W /= np.std(A @ W.T)
    return W


ANSWERS = {
    "product_variance": (
        "mean_x, var_x, mean_y, var_y",
        [
            "var_x * var_y + var_x * mean_y**2 + var_y * mean_x**2",
            "(var_x + mean_x**2) * (var_y + mean_y**2) - (mean_x * mean_y) ** 2",
            "var_x * (var_y + mean_y**2) + var_y * mean_x * mean_x",
            "np.float64(var_y * (var_x + mean_x**2) + var_x * mean_y**2)",
            "np.dot([var_x, var_x, mean_x**2], [var_y, mean_y**2, var_y])",
        ],
        [
            "var_x * var_y",
            "var_x + var_y",
            "var_x * mean_y**2 + var_y * mean_x**2",
            "(var_x + mean_x**2) * (var_y + mean_y**2)",
            "var_x * var_y + var_x * mean_y + var_y * mean_x",
            "var_x * var_y + var_x * mean_y**2",
            "var_x * var_y + var_y * mean_x**2",
            "var_x * var_y - (mean_x * mean_y) ** 2",
            "var_x * var_y + var_x * mean_x**2 + var_y * mean_y**2",
            "math.sqrt(var_x * var_y)",
            "var_x * var_y + (mean_x * mean_y) ** 2",
            "var_x * var_y + var_x * abs(mean_y) + var_y * abs(mean_x)",
            "(mean_x + var_x) * (mean_y + var_y)",
            "var_x * var_y + 2 * (var_x * mean_y**2 + var_y * mean_x**2)",
        ],
    ),
    "xavier_bound": (
        "n_in, n_out",
        [
            "np.sqrt(6 / (n_in + n_out))",
            "math.sqrt(3) * math.sqrt(2 / (n_in + n_out))",
            "(6 / (n_in + n_out)) ** 0.5",
            "np.sqrt(3 * 2 / np.sum([n_in, n_out]))",
            "np.sqrt(12 * 2 / (n_in + n_out)) / 2",
        ],
        [
            "np.sqrt(2 / (n_in + n_out))",
            "np.sqrt(3 / n_in)",
            "np.sqrt(6 / n_in)",
            "6 / (n_in + n_out)",
            "np.sqrt(3 / (n_in + n_out))",
            "np.sqrt(12 / (n_in + n_out))",
            "np.sqrt(6) / (n_in + n_out)",
            "np.sqrt(1 / n_in)",
            "np.sqrt(3 / n_out)",
            "np.sqrt(6 / (n_in * n_out))",
            "np.sqrt(6) / np.hypot(n_in, n_out)",
            "(-np.sqrt(6 / (n_in + n_out)), np.sqrt(6 / (n_in + n_out)))",
            "np.sqrt(3 / np.sqrt(n_in * n_out))",
            "(np.sqrt(3 / n_in) + np.sqrt(3 / n_out)) / 2",
            "np.sqrt((n_in + n_out) / 6)",
        ],
    ),
    "he_leaky": (
        "n_in, slope",
        [
            "np.sqrt(2 / ((1 + slope**2) * n_in))",
            "math.sqrt(2 / n_in) / math.hypot(1, slope)",
            "(2 / n_in / (1 + slope**2)) ** 0.5",
            "1 / np.sqrt(n_in * (1 + slope**2) / 2)",
            "np.sqrt(1 / n_in) / np.sqrt(np.mean([1, slope * slope]))",
        ],
        [
            "np.sqrt(2 / n_in)",
            "np.sqrt(2 / ((1 + slope) * n_in))",
            "2 / ((1 + slope**2) * n_in)",
            "np.sqrt(1 / ((1 + slope**2) * n_in))",
            "np.sqrt(2 / n_in) / (1 + slope)",
            "np.sqrt(2 / ((1 + slope) ** 2 * n_in))",
            "np.sqrt(2 * (1 + slope**2) / n_in)",
            "np.sqrt(1 / n_in)",
            "np.sqrt(2 / (1 + slope**2)) / n_in",
            "np.sqrt(2 / (1 + slope**2))",
            "np.sqrt(6 / ((1 + slope**2) * n_in))",
            "np.sqrt(2 / n_in) * (1 - slope)",
            "np.sqrt(2 / (n_in + slope**2))",
            "np.sqrt(2 / ((1 + slope**4) * n_in))",
        ],
    ),
    "unit_variance": (
        "W, A",
        [
            "W / (A @ W.T).std()",
            "in_place(W, A)",
            "W / np.sqrt(np.mean((A @ W.T) ** 2) - np.mean(A @ W.T) ** 2)",
            "(W.T / np.std(W @ A.T)).T",
            "(W * np.var(A @ W.T) ** -0.5).tolist()",
        ],
        [
            "W / W.std()",
            "W / (A @ W.T).var()",
            "W / np.sqrt(np.mean((A @ W.T) ** 2))",
            "W / (A @ W.T).std(axis=0)[:, None]",
            "W / (A @ W.T).std(ddof=1)",
            "W / np.sqrt(W.shape[1])",
            "W * (A @ W.T).std()",
            "W / (A @ W.T).std(axis=0).mean()",
            "W / (A @ W.T).std(axis=1).mean()",
            "W / A.std()",
            "W / np.median(np.abs(A @ W.T))",
            "W / (np.abs(A @ W.T).max() or 1)",
            "W",
            "1 / (A @ W.T).std()",
            "(W - W.mean()) / (A @ W.T).std()",
            "W / np.tanh(A @ W.T).std()",
            "-W / (A @ W.T).std()",
        ],
    ),
}
