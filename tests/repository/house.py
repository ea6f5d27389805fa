"""Where things stand in the repository, for the tests of it."""

import ast
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "dnnlib").rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LESSONS = [path for path in NOTEBOOKS if "00" < path.name[:2] < "11"]


@cache
def tree(path):
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf8"))


def name_of(path):
    """The dotted name of a module of the package."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def committed():
    """Every file that git would commit, as paths; in a copy without git, every file outside hidden folders."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    if (ROOT / ".git").exists():
        names = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
        return sorted(ROOT / name for name in names if name and (ROOT / name).is_file())
    return sorted(p for p in ROOT.rglob("*") if p.is_file() and not p.relative_to(ROOT).parts[0].startswith("."))


def copy_repository(to):
    """What somebody who clones gets: every file that git holds, and nothing else."""
    for path in committed():
        target = to / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    return to


def environment(prefix):
    """A process environment in which `prefix` is the Python, and nothing of this process's own shines through."""
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "JUPYTER", "PYTEST"))}
    scripts = Path(prefix) / ("Scripts" if os.name == "nt" else "bin")
    home = Path(prefix).parent / "home"
    home.mkdir(exist_ok=True)
    return keep | {
        "KERNEL_PYTHON_PREFIX": str(prefix),
        "NB_PYTHON_PREFIX": str(prefix),
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
    }
