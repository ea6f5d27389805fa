"""Lesson 8: all rungs of the ladder trained side by side: same network, same data, same seeds."""

from dataclasses import dataclass

from dnnlib.lessons.initialization.experiment import LADDER, REPORTS, initialization_steps

__all__ = ["Ladder", "ladder", "ladder_steps"]


@dataclass(frozen=True)
class Ladder:
    """The training curves of all rungs, and their signals before the first step.

    Attributes
    ----------
    runs : dict of str to Initialization
        By the names in ``LADDER``, as far as each has come.
    depth, width, activation, init_scale, eta
        The settings.
    progress : float in [0, 1]
    """

    runs: dict
    depth: int
    width: int
    activation: str
    init_scale: float
    eta: float
    progress: float


def ladder_steps(depth=10, width=50, activation="tanh", init_scale=1.0, eta=0.1, seed=0):
    """Train the seven rungs in turns, so that all curves grow together.

    Parameters
    ----------
    depth : int >= 1
    width : int >= 1
    activation : str
    init_scale : float >= 0
        Multiplies every weight of every rung.
    eta : float >= 0
    seed : int

    Yields
    ------
    Ladder

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    common = {"depth": depth, "width": width, "activation": activation, "init_scale": init_scale, "eta": eta}
    going = {name: initialization_steps(init=name, seed=seed, **common) for name in LADDER}
    runs = {name: next(run) for name, run in going.items()}
    yield Ladder(dict(runs), **common, progress=0.0)
    for report in range(1, REPORTS + 1):
        for name, run in going.items():
            runs[name] = next(run, runs[name])
        yield Ladder(dict(runs), **common, progress=report / REPORTS)


def ladder(**settings):
    """The finished run of ``ladder_steps``, with the same arguments."""
    *_, result = ladder_steps(**settings)
    return result
