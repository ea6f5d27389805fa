"""Predictions and exercises of the lessons with their checks, by lesson: `exercises.forward_pass.one_layer`."""

from dnnlib._lazy import face
from dnnlib._requirements import require

require("numpy", "matplotlib", "ipywidgets")

from dnnlib.live.exercise import Exercise, Prediction, Verdict  # noqa: E402, F401 - after what they need was asked for

__getattr__, __dir__ = face(__name__, "exercises", flat=False)
