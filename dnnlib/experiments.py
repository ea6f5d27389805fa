"""Experiments: plain functions from parameters to frozen results of arrays, on NumPy alone.

With what several lessons measure: the spreads of a deep network's layers, and their theory.
"""

from dnnlib._lazy import face
from dnnlib.mean_field import gaussian_mean, gradient_map_theory, mean_field  # noqa: F401
from dnnlib.signals import layer_spreads  # noqa: F401

__getattr__, __dir__ = face(__name__, "experiment")
