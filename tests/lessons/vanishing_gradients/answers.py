"""Answers to lesson 7's exercises: right ones, written differently, and likely slips."""

import math

import numpy as np


def clip(dW, db, most, *, norm=None):
    norm = math.sqrt((dW**2).sum() + (db**2).sum()) if norm is None else norm
    shrink = min(1, most / norm)
    return dW * shrink, db * shrink


def in_place(dW, db, most):
    norm = np.linalg.norm(np.concatenate([dW.ravel(), db]))
    if norm > most:
        dW *= most / norm
        db *= most / norm
    return [dW, db]


def counted(factor, size):
    gradient, layers = 1.0, 0
    while gradient >= size:
        gradient *= factor
        layers += 1
    return layers


ANSWERS = {
    "factor_of_slopes": (
        "slopes, init_scale",
        [
            "init_scale * np.sqrt(np.mean(slopes**2))",
            "np.sqrt(np.mean((init_scale * slopes) ** 2))",
            "init_scale * math.sqrt(np.var(slopes) + np.mean(slopes) ** 2)",
            "init_scale * np.sqrt(np.vdot(slopes, slopes) / np.size(slopes))",
            "np.float64(np.linalg.norm(init_scale * slopes) / slopes.size**0.5)",
        ],
        [
            "init_scale * np.mean(slopes)",
            "init_scale**2 * np.sqrt(np.mean(slopes**2))",
            "np.sqrt(np.mean(slopes**2))",
            "init_scale * np.mean(np.abs(slopes))",
            "init_scale * np.std(slopes)",
            "init_scale * np.linalg.norm(slopes)",
            "init_scale * np.sqrt(np.median(slopes**2))",
            "init_scale * np.max(slopes)",
            "init_scale**2 * np.mean(slopes**2)",
            "init_scale * np.mean(slopes**2)",
            "init_scale * np.abs(slopes)",
            "init_scale * np.sqrt(np.mean(slopes**2, axis=0))",
            "init_scale * np.mean(slopes**4) ** 0.25",
            "init_scale * np.sqrt(np.sum(slopes**2) / max(slopes.size - 1, 2))",
        ],
    ),
    "critical_scale": (
        "alpha",
        [
            "math.sqrt(2 / (1 + alpha**2))",
            "(2 / (1 + alpha**2)) ** 0.5",
            "1 / np.sqrt((1 + alpha**2) / 2)",
            "np.sqrt(2) / np.hypot(1, alpha)",
            "1 / np.sqrt(np.mean([1, alpha * alpha]))",
        ],
        [
            "math.sqrt(2)",
            "2 / (1 + alpha**2)",
            "math.sqrt(2 / (1 + alpha))",
            "math.sqrt(2) / (1 + alpha)",
            "math.sqrt(1 / (1 + alpha**2))",
            "math.sqrt((1 + alpha**2) / 2)",
            "2 / (1 + alpha)",
            "1.0",
            "math.sqrt(2 * (1 + alpha**2))",
            "math.sqrt(2 / (1 - alpha**2 + 2e-9))",
            "math.sqrt(2 / (1 + alpha**4))",
            "(math.sqrt(2 / (1 + alpha**2)),)",
            "-math.sqrt(2 / (1 + alpha**2))",
        ],
    ),
    "layers_until": (
        "factor, size",
        [
            "counted(factor, size)",
            "math.floor(math.log(size) / math.log(factor)) + 1",
            "next(n for n in itertools.count() if factor**n < size)",
            "float(np.floor(np.log2(size) / np.log2(factor)) + 1)",
            "int(np.argmax(factor ** np.arange(10_000) < size))",
            "np.sum(factor ** np.arange(10_000) >= size)",
        ],
        [
            "math.floor(math.log(size) / math.log(factor))",
            "math.ceil(math.log(size) / math.log(factor))",
            "round(math.log(size) / math.log(factor))",
            "math.log(size) / math.log(factor)",
            "math.ceil(math.log(size) / math.log(factor)) + 1",
            "math.floor(math.log(factor) / math.log(size)) + 1",
            "math.floor(1 / size) + 1",
            "math.floor(size / factor) + 1",
            "next(n for n in itertools.count() if factor**n <= size)",
            "math.floor((1 - size) / (1 - factor)) + 1",
            "math.floor(-math.log(size)) + 1",
            "counted(factor, size) - 1",
            "counted(factor**2, size)",
            "round(math.log(size) / math.log(factor)) + 1",
        ],
    ),
    "clip_gradient": (
        "dW, db, most",
        [
            "clip(dW, db, most)",
            "in_place(dW, db, most)",
            "clip(dW, db, most, norm=np.hypot(np.linalg.norm(dW), np.linalg.norm(db)))",
            "[part / max(1, np.sqrt(np.vdot(dW, dW) + db @ db) / most) for part in (dW, db)]",
            "tuple(part.tolist() for part in clip(dW, db, most))",
        ],
        [
            "(np.clip(dW, -most, most), np.clip(db, -most, most))",
            "tuple(g * most / np.sqrt((dW**2).sum() + (db**2).sum()) for g in (dW, db))",
            "(dW, db)",
            "clip(dW, db, most)[::-1]",
            "tuple(g * min(1, most / np.linalg.norm(g)) for g in (dW, db))",
            "clip(dW, db, most, norm=np.linalg.norm(dW))",
            "clip(dW, db, most, norm=np.abs(dW).sum() + np.abs(db).sum())",
            "clip(dW, db, most, norm=max(np.abs(dW).max(), np.abs(db).max()))",
            "clip(dW, db, most, norm=(dW**2).sum() + (db**2).sum())",
            "clip(dW, db, most, norm=np.hypot(np.linalg.norm(dW, 2), np.linalg.norm(db)))",
            "clip(dW, db, most, norm=np.linalg.norm(dW) + np.linalg.norm(db))",
            "(clip(dW, db, most)[0], db)",
            "clip(dW, db, 1.0)",
            "clip(dW, db, 2 * most)",
            "clip(dW, db, most)[0]",
            "clip(dW, db, most, norm=np.sqrt(np.mean(np.append(dW, db) ** 2)))",
        ],
    ),
}
