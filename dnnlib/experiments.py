"""Experiments: plain functions from parameters to frozen results of arrays, on NumPy alone."""

from dnnlib._lazy import face

__getattr__, __dir__ = face(__name__, "experiment")
