"""Answers to lesson 6's exercises: right ones, written differently, and likely slips."""

import numpy as np


def elu(z, alpha, *, left=np.expm1):
    return np.where(z > 0, z, alpha * left(np.minimum(z, 0)))


def slope(z, alpha):
    return np.where(z > 0, 1, alpha * np.exp(np.minimum(z, 0)))


def by_masks(z, alpha):
    z[z < 0] = alpha * np.expm1(z[z < 0])
    return z, np.where(z > 0, 1, z + alpha)


def by_loops(z, alpha):
    values = [x if x > 0 else alpha * (np.exp(x) - 1) for x in z]
    return values, [1 if x > 0 else alpha * np.exp(x) for x in z]


def counted(Z):
    dead = 0
    for unit in Z.T:
        dead += max(unit) <= 0
    return dead / Z.shape[1]


ANSWERS = {
    "elu_and_slope": (
        "z, alpha",
        [
            "(elu(z, alpha), slope(z, alpha))",
            "by_masks(z, alpha)",
            "by_loops(z, alpha)",
            "[np.maximum(z, 0) + alpha * np.expm1(np.minimum(z, 0)), (z > 0) + (z <= 0) * slope(z, alpha)]",
            "(np.where(z > 0, z, alpha * (np.exp(z) - 1)), np.where(z > 0, 1.0, alpha * np.exp(z)))",
            "np.array([elu(z, alpha), slope(z, alpha)])",
        ],
        [
            "(elu(z, alpha), slope(z, 1.0))",
            "(elu(z, 1.0), slope(z, alpha))",
            "(slope(z, alpha), elu(z, alpha))",
            "elu(z, alpha)",
            "(elu(z, alpha), elu(z, alpha) + alpha)",
            "(elu(z, alpha, left=np.exp), slope(z, alpha))",
            "(np.maximum(z, alpha * z), slope(z, alpha))",
            "(np.maximum(z, 0), (z > 0) * 1.0)",
            "(elu(z, alpha), np.exp(np.minimum(z, 0)) - alpha)",
            "(elu(z, alpha), (z > 0) * 1.0)",
            "(np.minimum(z, alpha * np.expm1(np.minimum(z, 0))), slope(z, alpha))",
            "(-elu(-z, alpha), slope(z, alpha))",
            "(np.where(z > 0, z, alpha * np.expm1(z / alpha)), slope(z, alpha))",
            "(elu(z, alpha), -slope(z, alpha))",
            "(np.nanmean(elu(z, alpha)), slope(z, alpha))",
            "((z > 0) * z + (z <= 0) * alpha * (np.exp(z) - 1), slope(z, alpha))",
        ],
    ),
    "slope_gradient": (
        "Z, dJ_dA",
        [
            "(dJ_dA * np.minimum(Z, 0)).sum(axis=0)",
            "np.einsum('mn,mn->n', dJ_dA, Z * (Z < 0))",
            "sum(dJ_dA * np.where(Z < 0, Z, 0))",
            "[column[z < 0] @ z[z < 0] for column, z in zip(dJ_dA.T, Z.T)]",
            "np.diag(dJ_dA.T @ ((Z - np.abs(Z)) / 2))",
        ],
        [
            "(dJ_dA * np.minimum(Z, 0)).mean(axis=0)",
            "(dJ_dA * np.minimum(Z, 0)).sum()",
            "(dJ_dA * np.minimum(Z, 0)).sum(axis=1)",
            "(dJ_dA * Z).sum(axis=0)",
            "(dJ_dA * np.maximum(Z, 0)).sum(axis=0)",
            "(dJ_dA * (Z < 0)).sum(axis=0)",
            "dJ_dA * np.minimum(Z, 0)",
            "-(dJ_dA * np.minimum(Z, 0)).sum(axis=0)",
            "np.minimum(Z, 0).sum(axis=0)",
            "np.minimum(dJ_dA * Z, 0).sum(axis=0)",
            "np.median(dJ_dA * np.minimum(Z, 0), axis=0)",
            "(dJ_dA * np.minimum(Z, 0)).sum(axis=0, keepdims=True)",
            "(dJ_dA * 0.25 * np.minimum(Z, 0)).sum(axis=0)",
        ],
    ),
    "dead": (
        "Z",
        [
            "(Z <= 0).all(axis=0).mean()",
            "counted(Z)",
            "np.mean(Z.max(axis=0) <= 0)",
            "1 - np.mean(np.any(Z > 0, axis=0))",
            "np.sum(np.maximum(Z, 0).sum(axis=0) == 0) / len(Z[0])",
            "sum(not (unit > 0).any() for unit in Z.T) / Z.shape[1]",
        ],
        [
            "(Z <= 0).mean()",
            "(Z < 0).all(axis=0).mean()",
            "(Z <= 0).any(axis=0).mean()",
            "(Z <= 0).all(axis=1).mean()",
            "(Z <= 0).all(axis=0).sum()",
            "np.mean(np.median(Z, axis=0) <= 0)",
            "np.mean(Z.mean(axis=0) <= 0)",
            "np.mean(Z.min(axis=0) <= 0)",
            "np.mean(np.any(Z > 0, axis=0))",
            "(Z[0] <= 0).mean()",
            "(Z[-1] <= 0).mean()",
            "float((Z <= 0).all())",
            "(Z <= 0).all(axis=0)",
            "(Z == 0).all(axis=0).mean()",
            "(Z <= 0).all(axis=0).sum() / len(Z)",
            "np.mean(Z.sum(axis=0) <= 0)",
        ],
    ),
    "killing_eta": (
        "w, b, a, delta",
        [
            "(w @ a + b) / (delta * (a @ a + 1))",
            "(np.sum(w * a) + b) / delta / (1 + np.sum(a**2))",
            "np.dot(np.append(w, b), np.append(a, 1)) / (delta * np.linalg.norm(np.append(a, 1)) ** 2)",
            "np.array((b + a @ w) / (delta + delta * a @ a))",
            "float((sum(w * a) + b) * delta ** -1 / (sum(x * x for x in a) + 1))",
        ],
        [
            "(w @ a + b) / (delta * (a @ a))",
            "(w @ a) / (delta * (a @ a + 1))",
            "(w @ a + b) / (a @ a + 1)",
            "(w @ a + b) / delta",
            "(w @ a + b) / (delta * (a.sum() + 1))",
            "(w @ a + b) / (delta * (np.linalg.norm(a) + 1))",
            "(w @ a + b) * delta / (a @ a + 1)",
            "-(w @ a + b) / (delta * (a @ a + 1))",
            "(w @ a + b) / (delta * (w @ w + 1))",
            "(w @ a + b) / (delta**2 * (a @ a + 1))",
            "2 * (w @ a + b) / (delta * (a @ a + 1))",
            "np.max(w / (delta * a))",
            "np.median(w / (delta * a))",
            "np.array([(w @ a + b) / (delta * (a @ a + 1))])",
            "(w @ a + b) / (delta * (a @ a + a.size))",
        ],
    ),
}
