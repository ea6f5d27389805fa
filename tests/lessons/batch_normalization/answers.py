"""Answers to lesson 9's exercises: right ones, written differently, and likely slips."""

import numpy as np


def forward(z, gamma, beta, eps=1e-5, axis=0, ddof=0):
    return (
        gamma * (z - z.mean(axis=axis, keepdims=True)) / np.sqrt(z.var(axis=axis, ddof=ddof, keepdims=True) + eps)
        + beta
    )


def in_place(z, gamma, beta):
    z -= z.mean(axis=0)
    z /= np.sqrt((z**2).mean(axis=0) + 1e-5)
    z *= gamma
    z += beta
    return z


def backward(dout, z_hat, std, gamma, *, mean=1.0, spread=1.0, of=np.mean):
    g = gamma * dout
    return (g - mean * of(g, axis=0) - spread * z_hat * of(g * z_hat, axis=0)) / std


ANSWERS = {
    "forward": (
        "z, gamma, beta",
        [
            "forward(z, gamma, beta)",
            "in_place(z, gamma, beta)",
            "beta + (z - np.mean(z, 0)) * (gamma * (z.var(axis=0) + 1e-5) ** -0.5)",
            "np.array([forward(unit[:, None], g, b)[:, 0] for unit, g, b in zip(z.T, gamma, beta)]).T",
            "[list(row) for row in forward(z, gamma, beta)]",
            "forward(2 * z, gamma, beta, eps=4e-5)",
        ],
        [
            "forward(z, gamma, beta, eps=0)",
            "forward(z, gamma, beta, eps=1e-8)",
            "forward(z, gamma, beta, eps=1e-3)",
            "forward(z, gamma, beta, axis=1)",
            "forward(z, gamma, beta, axis=None)",
            "forward(z, gamma, beta, ddof=1)",
            "gamma * (z - z.mean(axis=0)) / (z.std(axis=0) + 1e-5) + beta",
            "forward(z, 1.0, 0.0)",
            "forward(z, gamma, 0 * beta)",
            "forward(z, beta, gamma)",
            "gamma * z / np.sqrt(z.var(axis=0) + 1e-5) + beta",
            "gamma * (z - z.mean(axis=0)) / (z.var(axis=0) + 1e-5) + beta",
            "gamma * (z - np.median(z, axis=0)) / np.sqrt(z.var(axis=0) + 1e-5) + beta",
            "gamma * (forward(z, 1.0, 0.0) + beta)",
            "z.mean(axis=0)",
            "gamma * (z - z.mean(axis=0)) / np.sqrt((z**2).mean(axis=0) + 1e-5) + beta",
        ],
    ),
    "backward": (
        "dout, z_hat, std, gamma",
        [
            "backward(dout, z_hat, std, gamma)",
            "backward(dout, z_hat, std / gamma, 1.0)",
            "gamma / (len(dout) * std) * (len(dout) * dout - dout.sum(axis=0) - z_hat * (dout * z_hat).sum(axis=0))",
            "backward(dout, z_hat, std, gamma, of=lambda x, axis: np.sum(x, axis) / len(x))",
            "[list(row) for row in backward(dout, z_hat, std, gamma)]",
        ],
        [
            "gamma * dout / std",
            "backward(dout, z_hat, std, gamma, mean=0.0)",
            "backward(dout, z_hat, std, gamma, spread=0.0)",
            "backward(dout, z_hat, std, gamma, of=np.sum)",
            "backward(dout, z_hat, std, gamma, of=np.median)",
            "backward(dout, z_hat, std, gamma, mean=-1.0)",
            "backward(dout, z_hat, std, gamma, spread=-1.0)",
            "backward(dout, z_hat, std, 1.0)",
            "backward(dout, z_hat, std**2, gamma)",
            "backward(dout, z_hat, 1.0, gamma)",
            "-backward(dout, z_hat, std, gamma)",
            "backward(dout, z_hat, 1 / std, gamma)",
            "backward(dout, z_hat, std, gamma**2)",
            "backward(dout, z_hat, std, gamma).sum(axis=0)",
            "backward(z_hat, dout, std, gamma)",
            "backward(dout, z_hat, std, gamma, of=np.max)",
            "backward(dout, z_hat * std, std, gamma)",
        ],
    ),
    "fold": (
        "W, gamma, beta, mean, std",
        [
            "((gamma / std)[:, None] * W, beta - gamma * mean / std)",
            "(np.diag(gamma / std) @ W, beta - gamma / std * mean)",
            "[(W.T * (gamma / std)).T, gamma * (0 - mean) / std + beta]",
            "((W.T / std * gamma).T.tolist(), list(beta - mean / std * gamma))",
            "(np.array([g / s * w for g, s, w in zip(gamma, std, W)]), beta - gamma * mean / std)",
        ],
        [
            "((gamma / std)[:, None] * W, beta)",
            "(gamma[:, None] * W, beta - gamma * mean / std)",
            "(W / std[:, None], beta - gamma * mean / std)",
            "((gamma / std)[:, None] * W, beta + gamma * mean / std)",
            "((gamma / std)[:, None] * W, beta - mean / std)",
            "((gamma / std)[:, None] * W, beta - gamma * mean)",
            "((gamma / std**2)[:, None] * W, beta - gamma * mean / std**2)",
            "((gamma / np.sqrt(std))[:, None] * W, beta - gamma * mean / np.sqrt(std))",
            "((gamma * std)[:, None] * W, beta - gamma * mean * std)",
            "(beta - gamma * mean / std, (gamma / std)[:, None] * W)",
            "(((gamma / std)[:, None] * W).T, beta - gamma * mean / std)",
            "((gamma / std)[:, None] * W, gamma * (beta - mean) / std)",
            "((gamma / std)[:, None] * W, beta - gamma * mean / std - W.sum(axis=1))",
            "(gamma / std * W if W.shape[0] == W.shape[1] else W, beta - gamma * mean / std)",
            "(W, beta)",
        ],
    ),
}
