"""Lay the extension of JupyterLab out for this Python, as `pip install .` does and `pip install -e .` does not.

python tools/lay_out_extension.py
"""

import shutil
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "labextension"

if __name__ == "__main__":
    shutil.copytree(SOURCE, Path(sys.prefix) / "share" / "jupyter" / "labextensions" / "dnnlib", dirs_exist_ok=True)
