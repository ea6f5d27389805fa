"""How fast the mathematics is, as ratios of times measured side by side in one run, on one BLAS thread.

    python tools/benchmarks/bench_network.py [--json]

(a) One forward and one backward pass of a deep network (depth 50, width 100, batch 256, tanh), as a multiple of the
    bare matrix products: the same shapes, the same stored operands, written to places that are there already.
(b) One epoch of 64-30-10 on the 1,797 digits in batches of 32, plain gradient descent: PyTorch (eager, without its
    DataLoader) and scikit-learn (`MLPClassifier.partial_fit`) as multiples of ours, each in the same precision.

The contestants take turns of a few runs each, so that whatever else the machine does hits all of them, and the first
run of a turn, which finds the caches full of another's data, does not count. What is compared is the median of the
processor's time.
"""

import argparse
import json
import statistics
import sys
import time
from importlib.metadata import version

import numpy as np
from threadpoolctl import threadpool_limits

from dnnlib import Network, datasets, train

TURNS, RUNS = 20, 4
BATCH, ETA = 32, 0.1


def medians(contestants):
    """The median processor time of a run of each, in milliseconds."""
    times = {name: [] for name in contestants}
    for _ in range(TURNS):
        for name, run in contestants.items():
            run()
            times[name] += [timed(run) for _ in range(RUNS - 1)]
    return {name: 1e3 * statistics.median(values) for name, values in times.items()}


def timed(run):
    start = time.process_time()
    run()
    return time.process_time() - start


# ------------------------------------------------------------------------------------------- (a) against the products


def deep_pass(dtype, depth=50, width=100, m=256):
    """Forward + backward, and the three products of each layer alone."""
    rng = np.random.default_rng(0)
    network = Network([width] * (depth + 1), activation="tanh", rng=rng, dtype=dtype)
    X, Y = (rng.standard_normal((m, width)).astype(dtype) for _ in "XY")
    trace = network.forward(X)
    delta = network.backward(trace, Y).delta
    W, a = network.W, trace.a
    rows, square = np.empty((depth + 1, m, width), dtype), np.empty((depth + 1, width, width), dtype)

    def passes():
        network.backward(network.forward(X), Y)

    def products():
        for l in range(1, depth + 1):
            np.dot(a[l - 1], W[l].T, out=rows[l])
        for l in range(depth, 0, -1):
            np.dot(delta[l].T, a[l - 1], out=square[l])
            if l > 1:
                np.dot(delta[l], W[l], out=rows[l - 1])

    return {"passes": passes, "products": products}


# -------------------------------------------------------------------------------------------- (b) against the others


def ours(X, labels, dtype):
    network = Network([64, 30, 10], output="softmax", loss="cross_entropy", rng=0, dtype=dtype)
    epochs = train(network, X, labels, eta=ETA, epochs=10**9, batch_size=BATCH, rng=0)
    return lambda: next(epochs)


def pytorch(X, labels, dtype):
    import torch

    torch.set_num_threads(1)
    X, labels = torch.from_numpy(X.astype(dtype)), torch.from_numpy(labels)
    layers = torch.nn.Linear(64, 30, dtype=X.dtype), torch.nn.Tanh(), torch.nn.Linear(30, 10, dtype=X.dtype)
    network, loss = torch.nn.Sequential(*layers), torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(network.parameters(), ETA)

    def epoch():
        order = torch.randperm(len(X))
        for rows in order.split(BATCH):
            optimizer.zero_grad()
            loss(network(X[rows]), labels[rows]).backward()
            optimizer.step()

    return epoch


def scikit_learn(X, labels, dtype):
    from sklearn.neural_network import MLPClassifier

    # What only it does by default, an L2 penalty and momentum, is switched off.
    options = {"activation": "tanh", "solver": "sgd", "alpha": 0, "momentum": 0, "nesterovs_momentum": False}
    network = MLPClassifier((30,), batch_size=BATCH, learning_rate_init=ETA, random_state=0, **options)
    X = X.astype(dtype)
    network.partial_fit(X, labels, classes=np.arange(10))
    return lambda: network.partial_fit(X, labels)


OTHERS = {"torch": pytorch, "scikit-learn": scikit_learn}


def installed(package):
    try:
        return version(package)
    except ModuleNotFoundError:
        return None


# ------------------------------------------------------------------------------------------------------------- report


def measure():
    """Every ratio by name, with what was wanted and the times behind it."""
    found = []
    for dtype in (np.float32, np.float64):
        precision = np.dtype(dtype).name
        t = medians(deep_pass(dtype))
        found.append((f"deep pass / products, {precision}", t["passes"] / t["products"], "<=", 1.4, t))
        here = {name: make for name, make in OTHERS.items() if installed(name)}
        data = datasets.digits()
        t = medians({"ours": ours(*data, dtype)} | {name: make(*data, dtype) for name, make in here.items()})
        found += [(f"epoch of {name} / ours, {precision}", t[name] / t["ours"], ">=", 3, t) for name in here]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    arguments = parser.parse_args()
    with threadpool_limits(1):
        found = measure()
    absent = [name for name in OTHERS if not installed(name)]
    if arguments.json:
        json.dump({"absent": absent, "ratios": {what: round(ratio, 3) for what, ratio, *_ in found}}, sys.stdout)
        print()
        return
    for what, ratio, sign, goal, times in found:
        met = ratio <= goal if sign == "<=" else ratio >= goal
        behind = ", ".join(f"{name} {t:.2f} ms" for name, t in times.items())
        print(f"{what:38} {ratio:5.2f}   (goal {sign} {goal}: {'met' if met else 'MISSED'}; {behind})")
    for name in absent:
        print(f"{name} is not installed, so nothing was compared with it: make bench-deps")


if __name__ == "__main__":
    main()
