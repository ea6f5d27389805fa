"""Figures: each is built once, then updated from results."""

from dnnlib._lazy import face
from dnnlib._requirements import require

require("numpy", "matplotlib")

__getattr__, __dir__ = face(__name__, "figure")
