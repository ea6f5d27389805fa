"""What lesson 5 says in general, over starts, rates and seeds."""

import numpy as np
import pytest

from dnnlib import Network, datasets, experiments

RATES = 0.5 * 2.0 ** np.arange(10)


def steps_needed(probabilities):
    """The steps after which the probability stays above 0.9, infinite if it does not."""
    wrong = np.flatnonzero(probabilities <= 0.9)
    return wrong[-1] + 1 if wrong[-1] + 1 < len(probabilities) else np.inf


def needed(start):
    """The steps needed at each rate, for cross-entropy and for squared error."""
    runs = [experiments.stall(start=start, eta=eta, steps=400) for eta in RATES]
    return np.array([[steps_needed(run.log_likelihood), steps_needed(run.squared_error)] for run in runs]).T


@pytest.mark.parametrize("start", [4.0, 6.0, 8.0])
def test_at_one_rate_cross_entropy_is_never_slower(start):
    ours, other = needed(start)
    assert (ours <= other).all()
    assert ours[0] < other[0] / 4


@pytest.mark.parametrize("start", [4.0, 6.0, 8.0])
def test_at_its_own_rate_squared_error_needs_a_few_steps_too(start):
    assert needed(start)[1].min() <= 5


def test_the_rate_that_squared_error_needs_depends_on_the_start_and_that_of_cross_entropy_does_not():
    rates = [[RATES[np.argmax(steps <= 10)] for steps in needed(start)] for start in (4.0, 6.0, 8.0)]
    (low, middle, high) = rates
    assert low[0] == middle[0] == high[0]
    assert low[1] < middle[1] < high[1]
    assert high[1] == 8 * middle[1]


@pytest.mark.parametrize("seed", range(5))
def test_inputs_that_are_too_large_cost_as_much_as_weights_that_are(seed):
    X, labels = datasets.digits()
    network = Network([64, 50, 50, 10], activation="relu", output="softmax", loss="cross_entropy", rng=seed)
    losses = [network.loss(network.forward(factor * X), labels) for factor in (1, 16, 255)]
    assert losses[0] < 3 < 5 < losses[1] < losses[2] / 5
