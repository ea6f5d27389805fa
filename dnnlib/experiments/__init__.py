"""Experiments: plain functions from parameters to frozen results of arrays. NumPy only; one module a lesson."""

from dnnlib._lazy import lazy_package

__getattr__, __dir__ = lazy_package(__name__)
