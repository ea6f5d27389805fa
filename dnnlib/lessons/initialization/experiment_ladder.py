"""Lesson 8: all rungs of the ladder trained side by side: same network, same data, same seeds."""

from dataclasses import dataclass

from dnnlib.lessons.initialization.experiment import LADDER, REPORTS, Settings, initialization_steps

__all__ = ["Ladder", "ladder", "ladder_steps"]


@dataclass(frozen=True)
class Ladder(Settings):
    """The settings, and the training curves of all rungs with their signals before the first step.

    Attributes
    ----------
    runs : dict of str to Initialization
        By the names in ``LADDER``, as far as each has come.
    progress : float in [0, 1]
    """

    eta: float
    runs: dict
    progress: float


def ladder_steps(depth=10, width=50, activation="tanh", init_scale=1.0, eta=0.1, seed=0):
    """Train the seven rungs in turns, so that all curves grow together.

    Parameters as for ``initialization_steps``; the init scale multiplies every weight of every rung.

    Yields
    ------
    Ladder

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    settings = {"depth": depth, "width": width, "activation": activation, "init_scale": init_scale, "eta": eta}
    steps = {name: initialization_steps(init=name, seed=seed, **settings) for name in LADDER}
    runs = {name: next(steps[name]) for name in LADDER}
    yield Ladder(**settings, runs=runs, progress=0.0)
    for report in range(1, REPORTS + 1):
        runs = {name: next(steps[name], runs[name]) for name in LADDER}
        yield Ladder(**settings, runs=runs, progress=report / REPORTS)


def ladder(**settings):
    """The finished run of ``ladder_steps``, with the same arguments."""
    *_, result = ladder_steps(**settings)
    return result
