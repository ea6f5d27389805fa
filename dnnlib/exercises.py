"""Predictions and exercises of the lessons with their checks, by lesson: `exercises.forward_pass.one_layer`.

As a command, `python -m dnnlib.exercises build/handout/*.ipynb` judges what students have filled in.
"""

import sys

from dnnlib._lazy import face
from dnnlib._requirements import require

require("numpy", "matplotlib", "ipywidgets")

from dnnlib.live.exercise import Exercise, Prediction, Verdict  # noqa: E402, F401 - after what they need was asked for

__getattr__, __dir__ = face("dnnlib.exercises", "exercises", flat=False)

if __name__ == "__main__":
    from dnnlib.live.grading import main

    sys.exit(main(__getattr__))
