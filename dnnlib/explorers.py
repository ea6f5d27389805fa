"""Explorers: one function a topic, `explorers.vanishing_gradients()`, each a panel of sliders and a live picture.

Every function takes `show` as well: the names of the controls in view, in their order; the others lie under *more*.
`explorers.reset_all()` resets every explorer of the page.
"""

import sys

from dnnlib._lazy import face
from dnnlib._requirements import require

require("numpy", "matplotlib", "ipywidgets", *(["threadpoolctl"] if sys.platform != "emscripten" else []))

from dnnlib.live.explorer import Explorer, reset_all  # noqa: E402, F401 - after what they need was asked for

__getattr__, __dir__ = face(__name__, "explorers")
