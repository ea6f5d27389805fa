"""Build the site: the book at the root, and JupyterLite, in which the notebooks run in the browser alone, in lite/.

Usage: python site/build.py [--pyodide FOLDER] [--out build/site]

Without a folder the pages fetch Pyodide, when they are asked to run something, from the address that JupyterLite names.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import urllib.request
from email.parser import HeaderParser
from pathlib import Path
from zipfile import ZipFile

import jupyterlite_pyodide_kernel.constants as kernel
import nbformat
from pages import lead, page

SITE = Path(__file__).resolve().parent
ROOT = SITE.parent
OF_THE_WHEEL = ("dnnlib", "labextension", "pyproject.toml", "README.md", "LICENSE")
MATHJAX = {"mathjax": "4.1.3", "@mathjax/mathjax-newcm-font": "4.1.3"}
# What a kernel holds when its first cell runs; `dnnlib` and the packages that Pyodide lacks are added as wheels.
LOADED = ["micropip", "ipython", "jedi", "matplotlib", "pillow", "threadpoolctl"]
COMM = "comm==0.2.3"
QUIET = "ignore:JsProxy.as_object_map() is deprecated:RuntimeWarning"  # what threadpoolctl does there


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pyodide", help="a folder with a Pyodide, which is made part of the site, or its address")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "site")
    options = parser.parse_args()
    out = options.out.resolve()
    pyodide = options.pyodide or kernel.PYODIDE_CDN_URL
    if "://" not in pyodide and not (Path(pyodide) / kernel.PYODIDE_LOCK).is_file():
        parser.error(f"{pyodide} has no {kernel.PYODIDE_LOCK}: `make pyodide` lays out a Pyodide in build/pyodide")
    shutil.rmtree(out, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        book(Path(folder), out)
        lite(Path(folder), out / "lite", pyodide)
    files = [path for path in out.rglob("*") if path.is_file()]
    print(f"{out}: {len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.0f} MB")


def run(*command, cwd=None):
    """Run a command; what it says is shown when it fails."""
    done = subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}")
    return done.stdout


# ------------------------------------------------------------------------------------------------ the book


def documents():
    """The places of pages in the book, by the paths of their sources."""
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    texts = sorted((ROOT / "docs").rglob("*.md"))
    places = {f"notebooks/{path.name}": path.name for path in notebooks}
    return places | {name: name for path in texts if (name := path.relative_to(ROOT).as_posix())}


def book(folder, out):
    """Lay out the sources of the book, and build it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]
    places, home, source = documents(), project["urls"]["Repository"], folder / "book"
    for path, place in places.items():
        (source / place).parent.mkdir(parents=True, exist_ok=True)
        if path.endswith(".ipynb"):
            notebook = page(nbformat.read(ROOT / path, as_version=4))
            for cell in notebook.cells:
                if cell.cell_type == "markdown":
                    cell.source = lead(cell.source, path, places, home)
            nbformat.write(notebook, source / place)
        else:
            (source / place).write_text(lead((ROOT / path).read_text(encoding="utf8"), path, places, home), "utf8")
    first, *lessons = (place for place in places.values() if place.endswith(".ipynb"))
    texts = [place for place in places.values() if place.endswith(".md")]
    plans = [place for place in texts if place.startswith("docs/teaching/")]
    others = [place for place in texts if place not in plans]
    trees = [tree([first]), tree(lessons, "The lessons", ":numbered: 1")]
    trees += [tree(plans, "For teachers: a plan for each lesson"), tree(others, "Beside the lessons")]
    (source / "index.md").write_text((SITE / "index.md").read_text(encoding="utf8") + "\n".join(trees), "utf8")
    strictly = ["-q", "-n", "-W", "--keep-going"]
    run(sys.executable, "-m", "sphinx", *strictly, "-c", SITE, "-d", folder / "doctrees", source, out)
    mathjax(folder, out / "_static" / "mathjax")


def tree(names, caption="", option=""):
    """A table of contents."""
    head = ["```{toctree}", *([f":caption: {caption}"] if caption else []), *([option] if option else [])]
    return "\n".join([*head, "", *names, "```", ""])


def mathjax(folder, out):
    """MathJax with its font, from the npm packages."""
    for name, version in MATHJAX.items():
        archive = run("npm", "pack", "--silent", f"{name}@{version}", cwd=folder).split()[-1]
        with tarfile.open(folder / archive) as packed:
            packed.extractall(folder / name, filter="data")
    (program, font) = (folder / name / "package" for name in MATHJAX)
    ignore = shutil.ignore_patterns("*svg*", "*mml-*", "*nofont*", "node-main*", "*.md", "*.cjs", "adaptors")
    shutil.copytree(program, out, ignore=ignore)
    shutil.copytree(font / "chtml", out / "newcm" / "chtml")
    shutil.copy(font / "chtml.js", out / "newcm")


# ------------------------------------------------------------------------------------------------ JupyterLite


def lite(folder, out, pyodide):
    """Build JupyterLite with all notebooks and with `dnnlib` in its kernel."""
    files = folder / "lite" / "files" / "notebooks"
    shutil.copytree(ROOT / "notebooks", files, ignore=shutil.ignore_patterns(".*"))
    extensions = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
    names = ["@jupyter-widgets/jupyterlab-manager", kernel.PYODIDE_KERNEL_NPM_NAME]
    config = {
        "apps": ["lab", "repl"],
        "contents": [str(files.parent)],
        "output_dir": str(out),
        "ignore_sys_prefix": ["federated_extensions"],
        "federated_extensions": [*(str(extensions / name) for name in names), str(ROOT / "labextension")],
        "no_sourcemaps": True,
    }
    (folder / "lite" / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": config}))
    run(sys.executable, "-m", "jupyterlite_core", "build", cwd=folder / "lite")
    static = out / "static" / kernel.PYODIDE
    own = "://" not in pyodide
    if own:
        shutil.copytree(pyodide, static)
    static.mkdir(parents=True, exist_ok=True)
    wheels(folder, static, extensions / kernel.PYODIDE_KERNEL_NPM_NAME / "static" / kernel.PYPI_WHEELS)
    added = lock(static, None if own else pyodide)
    settings = {
        kernel.LOAD_PYODIDE_OPTIONS: {
            kernel.OPTION_LOCK_FILE_URL: f"./static/{kernel.PYODIDE}/{kernel.PYODIDE_LOCK}",
            kernel.OPTION_PACKAGES: [*LOADED, *added],
            "env": {"PYTHONWARNINGS": QUIET},
        },
        kernel.PYODIDE_URL: f"{'./static/' + kernel.PYODIDE if own else pyodide}/{kernel.PYODIDE_MJS}",
        kernel.DISABLE_PYPI_FALLBACK: own,
    }
    path = out / "jupyter-lite.json"
    whole = json.loads(path.read_text())
    data = whole["jupyter-config-data"]
    data |= {"appName": "How deep networks work", "exposeAppInBrowser": True}
    plugins = data.setdefault("litePluginSettings", {})
    plugins[kernel.PYODIDE_KERNEL_PLUGIN_ID] = plugins.get(kernel.PYODIDE_KERNEL_PLUGIN_ID, {}) | settings
    path.write_text(json.dumps(whole, indent=2))


def wheels(folder, out, of_the_kernel):
    """Collect the wheels that the kernel holds beyond what Pyodide has."""
    source = folder / "source"
    source.mkdir()
    for name in OF_THE_WHEEL:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-w", out, source)
    widgets = re.search(r"^ipywidgets==\S+", (ROOT / "requirements.txt").read_text(), re.MULTILINE)[0]
    run(sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "-d", out, widgets, COMM)
    for name in ("ipykernel", "piplite", "pyodide_kernel"):
        shutil.copy(next(of_the_kernel.glob(f"{name}-*.whl")), out)


def lock(out, address):
    """Write the list of packages that the kernel can load, those of a Pyodide elsewhere by their addresses.

    Returns the names of those that were added to Pyodide's own.
    """
    path = out / kernel.PYODIDE_LOCK
    content = json.loads(urllib.request.urlopen(f"{address}/{path.name}").read() if address else path.read_text())
    known = {package["file_name"] for package in content["packages"].values()}
    added = []
    for wheel in sorted(out.glob("*.whl")):
        if wheel.name not in known:
            about = HeaderParser().parsestr(metadata(wheel))
            name = re.sub(r"[-_.]+", "-", about["Name"]).lower()
            added.append(name)
            content["packages"][name] = {
                "name": name, "version": about["Version"], "file_name": wheel.name, "depends": [],
                "imports": [name.replace("-", "_")], "install_dir": "site", "package_type": "package",
                "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(), "unvendored_tests": False,
            }  # fmt: skip
    for package in content["packages"].values():
        if address and package["name"] not in added:
            package["file_name"] = f"{address}/{package['file_name']}"
    path.write_text(json.dumps(content))
    return added


def metadata(wheel):
    """What a wheel says of itself."""
    with ZipFile(wheel) as archive:
        return archive.read(next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))).decode()


if __name__ == "__main__":
    main()
