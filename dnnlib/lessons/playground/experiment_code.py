"""A watched training as five lines of dnnlib that do it again, to the last digit."""

from dnnlib.lessons.playground.experiment_data import DATA

__all__ = ["as_code"]

# One BLAS thread, as in the explorers: two add up in another order, which changes last digits.
SHORT = """\
from numpy.random import default_rng; from threadpoolctl import threadpool_limits; from dnnlib import Network, datasets, one_hot, train
{data}
_, network = threadpool_limits(1), Network({network})
for progress in train(network, X, {Y}, eta={eta!r}, momentum={momentum!r}, batch_size={batch_size}, epochs={epochs}, rng={seed}):
    pass  # progress.epoch, progress.loss
"""  # noqa: E501
LONG = """\
from itertools import islice; from numpy.random import default_rng; from threadpoolctl import threadpool_limits; from dnnlib import Network, datasets, one_hot, train
{data}
_, network, rng = threadpool_limits(1), Network({network}), default_rng({seed})
for eta, momentum, batch_size, n in {stretches}:
    list(islice(train(network, X, {Y}, eta=eta, momentum=momentum, batch_size=batch_size, epochs=n, rng=rng, every="step"), n))
"""  # noqa: E501


def as_code(training):
    """Five lines of Python after which `network` is the training's network, bit by bit.

    If eta, momentum and batch size never changed and the last pass over the data is complete, the lines are one plain
    call of `train`; otherwise one call for each stretch of n steps.

    Parameters
    ----------
    training : Training

    Returns
    -------
    str
    """
    s, task = training.settings, training.task
    arguments = training.architecture()
    sizes = arguments.pop("sizes")
    network = ", ".join([str(sizes), *(f"{name}={value!r}" for name, value in arguments.items())])
    common = {"data": DATA[s["data"]], "network": network, "Y": task.targets, "seed": s["seed"]}
    if len(training.stretches) == 1 and not training.in_a_pass:
        eta, momentum, batch_size, _ = training.stretches[0]
        how = {"eta": eta, "momentum": momentum, "batch_size": batch_size, "epochs": training.passes}
        return SHORT.format(**common, **how)
    return LONG.format(**common, stretches=training.stretches)
