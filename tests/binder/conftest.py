"""Binder's images are Linux, and so is repo2docker; their steps are bash."""

import sys

collect_ignore_glob = ["*"] if sys.platform == "win32" else []
