"""What a caller hands to an experiment stays as it was: arrays, lists, and networks with their statistics."""

import copy

import numpy as np
import pytest

from dnnlib import Network, check_gradients, experiments, train

RNG = np.random.default_rng(0)


def network(batch_norm=False):
    return Network([3, 4, 2], batch_norm=batch_norm, rng=0)


def arrays(value):
    """Copies of all arrays that an argument holds."""
    if isinstance(value, np.ndarray):
        return [value.copy()]
    if isinstance(value, Network):
        return arrays(list(vars(value).values()))
    if isinstance(value, dict):
        return arrays(list(value.values()))
    if isinstance(value, (list, tuple)):
        return [array for part in value for array in arrays(part)]
    return [np.asarray(value)] if isinstance(value, (int, float)) else []


X, Y = RNG.normal(size=(6, 3)), RNG.normal(size=(6, 2))
NET = network()
CALLS = {
    "bowl": lambda a: experiments.bowl(*a),
    "count_multiplications": lambda a: experiments.count_multiplications(*a),
    "curvature_along": lambda a: experiments.curvature_along(*a),
    "descend": lambda a: list(experiments.descend(lambda theta: theta, *a)),
    "example_gradients": lambda a: experiments.example_gradients(*a),
    "expected_noise": lambda a: experiments.expected_noise(*a),
    "measured_noise": lambda a: experiments.measured_noise(*a, rng=np.random.default_rng(0)),
    "measured_rate": lambda a: experiments.measured_rate(*a),
    "readings": lambda a: experiments.readings(*a),
    "check_gradients": lambda a: check_gradients(*a),
    "train": lambda a: list(train(network(), *a, eta=0.1, epochs=2, batch_size=4, rng=np.random.default_rng(0))),
    "held_out_accuracy": lambda a: experiments.held_out_accuracy(1, **a[0]),
    "what_mattered": lambda a: experiments.what_mattered(a[0], seeds=a[1], epochs=1),
}
ARGUMENTS = {
    "bowl": ([0.2, 2.0], [1.0, 1.0], 0.5, 10),
    "count_multiplications": ([3, 4, 2],),
    "curvature_along": (NET, X, Y, [RNG.normal(size=p.shape) for _, _, p in NET.parameters()]),
    "descend": (np.array([1.0, 2.0]), 0.1, 3),
    "example_gradients": (NET, X, Y),
    "expected_noise": (X, [2, 4]),
    "measured_noise": (X, [2, 4]),
    "measured_rate": (0.5 ** np.arange(8.0),),
    "readings": (network(batch_norm=True), X, Y),
    "check_gradients": (NET, X, Y),
    "train": (X, Y),
    "held_out_accuracy": ({"width": 4},),
    "what_mattered": ({"as it is": {}, "narrow": {"width": 4}}, [0, 1]),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_changes_none_of_its_arguments(name):
    arguments = copy.deepcopy(ARGUMENTS[name])
    before = arrays(arguments)
    CALLS[name](arguments)
    after = arrays(arguments)
    assert len(before) == len(after) > 0
    assert all(np.array_equal(one, other) for one, other in zip(before, after, strict=True))
