"""Every explorer there is, found in the package: a new one is tested without being named anywhere."""

import inspect

from threadpoolctl import threadpool_limits

from dnnlib import explorers
from dnnlib.lessons.playground.experiment import Training
from dnnlib.lessons.playground.explorers_playground import OF_THE_PICTURE, Playground

STEPS = 2  # of a playground: momentum shows at the second
PATIENCE = 120  # seconds for stepwise work to end; fails when it does not


def topics():
    """The names of all functions in `dnnlib.explorers` that make an explorer."""
    return [name for name in dir(explorers) if callable(getattr(explorers, name))]


def make(topic, **settings):
    """An explorer, by its name."""
    return getattr(explorers, topic)(**settings)


def keywords(topic):
    """The names of the keywords of a function that makes an explorer, without the one that says what is in view."""
    return [name for name in inspect.signature(getattr(explorers, topic)).parameters if name != "show"]


def is_playground(explorer):
    """Whether an explorer trains on and on, instead of showing one result for its settings."""
    return isinstance(explorer, Playground)


def trains(explorer):
    """Whether an explorer's pictures take long."""
    return explorer.stepwise or is_playground(explorer)


def finish(explorer):
    """Have an explorer show what its controls say: the end of stepwise work, a playground's first steps."""
    if is_playground(explorer):
        explorer.start_over()
        for _ in range(STEPS):
            explorer.one_step()
    assert explorer.wait(PATIENCE), f"still running: {explorer.settings}"


def computed(explorer, settings=None):
    """What an explorer's experiment gives for settings, the present ones by default, when it is called directly."""
    settings = settings or explorer.settings
    with threadpool_limits(1):  # as the explorer computes: two threads add up in another order
        if not is_playground(explorer):
            *_, result = explorer._results(**settings)
            return result
        training = Training(**{name: value for name, value in settings.items() if name not in OF_THE_PICTURE})
        training.advance(STEPS)
        return training.snapshot()
