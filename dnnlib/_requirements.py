"""Check that optional dependencies are installed and new enough."""

import importlib.metadata
import re

#: The oldest version of each package that does; pyproject.toml names the same ones.
MINIMUM = {"numpy": "2.0", "matplotlib": "3.10", "ipywidgets": "7.7", "threadpoolctl": "3.2"}


def require(*packages, minimum=MINIMUM):
    """Raise an ImportError that says what to do if a package is missing or too old.

    Parameters
    ----------
    *packages : str
        Names in `minimum`.
    minimum : mapping of str to str
        The oldest version that does, by package.

    Raises
    ------
    ImportError
        With one sentence that names every package at fault, what was found, and the command that mends it.
    """
    faults = [fault for package in packages if (fault := _fault(package, minimum[package]))]
    if faults:
        wanted = " ".join(f'"{package}>={minimum[package]}"' for package in packages)
        raise ImportError(f"dnnlib needs {' and '.join(faults)}. Run: python -m pip install {wanted}")


def _fault(package, lowest):
    """What is wrong with the installed version of a package; empty if nothing is."""
    try:
        found = importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return f"{package} {lowest} or newer, which is not installed here"
    return "" if _numbers(found) >= _numbers(lowest) else f"{package} {lowest} or newer, but finds {found}"


def _numbers(version):
    return tuple(int(n) for n in re.findall(r"\d+", version)[:3])


# Everything needs NumPy, and `import dnnlib` loads this module first: the sentence comes before any other's traceback.
require("numpy")
