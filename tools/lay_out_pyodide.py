"""Lay out a Pyodide (Python for browsers) with what the lessons need, from the package registries alone.

Usage: python tools/lay_out_pyodide.py FOLDER

`make site PYODIDE=FOLDER` makes it a part of the site, which then asks no other host; the tests of the site need that.
Where a browser reaches the kernel's own address, the site does without.

The core is the npm package `pyodide`. NumPy, Matplotlib and Pillow for WebAssembly come out of a package on PyPI that
carries them for its own pages: these files are taken out of it, nothing of it is installed or run. All else is pure
Python, from PyPI. The lock file is made to agree with what was found. Some 31 MB; 110 MB are fetched for it.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from zipfile import ZipFile

CORE = "pyodide@314.0.6"
FILES = ["pyodide.mjs", "pyodide.js", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "package.json"]
CARRIER, WHEELS = "open-webui==0.12.4", "open_webui/frontend/pyodide/"
WANTED = ["ipython", "jedi", "matplotlib", "micropip", "numpy", "pillow", "threadpoolctl"]
LOCK = "pyodide-lock.json"


def main():
    out = Path(sys.argv[1]).resolve()
    if (out / LOCK).exists():
        print(f"{out} is there already")
        return
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        core = fetch_core(work)
        found = fetch_built(work)
        lock = json.loads((core / LOCK).read_text())
        for package in needed(lock["packages"]):
            about = lock["packages"][package]
            if package not in found:
                found[package] = fetch_pure(work / package, f"{about['name']}=={about['version']}")
        out.mkdir(parents=True, exist_ok=True)
        for file in FILES:
            shutil.copy(core / file, out)
        lock["packages"] = {
            package: lock["packages"][package] | taken(found[package], out) for package in needed(lock["packages"])
        }
        (out / LOCK).write_text(json.dumps(lock))
    size = sum(file.stat().st_size for file in out.iterdir()) / 1e6
    print(f"{out}: {len(lock['packages'])} packages, {size:.0f} MB")


def fetch_core(work):
    """The core, unpacked."""
    subprocess.run(["npm", "pack", "--silent", CORE], cwd=work, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(next(work.glob("pyodide-*.tgz"))) as archive:
        archive.extractall(work / "core", filter="data")
    return work / "core" / "package"


def fetch_built(work):
    """The wheels that were built for WebAssembly, by the names of their packages."""
    wheel = fetch_pure(work / "carrier", CARRIER, python="3.12")
    with ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.startswith(WHEELS) and name.endswith(".whl")]
        paths = [Path(archive.extract(name, work / "built")) for name in names]
    return {normal(path.name.split("-")[0]): path for path in paths}


def fetch_pure(folder, requirement, python="3.14"):
    """A wheel of pure Python."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    what = ["--only-binary=:all:", "--platform", "any", "--python-version", python, "-d", str(folder), requirement]
    subprocess.run(command + what, check=True)
    return next(folder.glob("*.whl"))


def needed(packages):
    """The names of what is wanted and of all that it depends on, sorted."""
    names, todo = set(), list(WANTED)
    while todo:
        name = normal(todo.pop())
        if name not in names:
            names.add(name)
            todo += packages[name]["depends"]
    return sorted(names)


def normal(name):
    """A package's name as the lock file writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def taken(wheel, out):
    """Copy a wheel, and say what the lock file has to say of it."""
    shutil.copy(wheel, out)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return {"version": wheel.name.split("-")[1], "file_name": wheel.name, "sha256": digest}


if __name__ == "__main__":
    main()
