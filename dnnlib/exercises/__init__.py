"""Predictions and exercises of the lessons, and their checks. One module a lesson, imported when it is first used."""

from dnnlib._lazy import lazy_package
from dnnlib._surroundings import require

require("numpy", "matplotlib", "ipywidgets")

__getattr__, __dir__ = lazy_package(__name__)
