"""Explorers: one function a topic, e.g. `explorers.vanishing_gradients()`, each a panel of sliders and a live picture.

One module a lesson, imported when it is first used.
"""

from dnnlib._lazy import lazy_package
from dnnlib._surroundings import require

require("numpy", "matplotlib", "ipywidgets", "threadpoolctl")

__getattr__, __dir__ = lazy_package(__name__)
