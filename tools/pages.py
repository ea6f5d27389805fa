"""What slides and printed pages share: exporters that ask no other host, and the files that stand beside a page."""

import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from nbconvert import HTMLExporter, SlidesExporter

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / "tools" / "templates"
WIDGET = "application/vnd.jupyter.widget-view+json"
MATHJAX = {"mathjax": "4.1.3", "@mathjax/mathjax-newcm-font": "4.1.3"}
REVEAL = {"reveal.js": "5.2.1"}


def exporter(template):
    """An exporter with one of the templates beside this file, which load all from the folder `static`."""
    kind = SlidesExporter if template == "slides" else HTMLExporter
    folder = str(TEMPLATES)
    return kind(template_name=template, extra_template_basedirs=[folder], extra_template_paths=[folder])


def without_widgets(cells):
    """Drop the live views: what is stored below them, a picture or a question, stays."""
    for cell in cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if WIDGET not in output.get("data", {})]
    return cells


def lay_out(static, packages):
    """Lay out npm packages in a folder, once."""
    for name, version in packages.items():
        target = static / re.sub(r".*/", "", name)
        if not target.exists():
            with tempfile.TemporaryDirectory() as folder:
                npm = shutil.which("npm") or sys.exit("npm, of Node.js, is needed: it fetches MathJax and reveal.js.")
                command = [npm, "pack", "--silent", f"{name}@{version}"]
                done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
                with tarfile.open(Path(folder) / done.stdout.split()[-1]) as packed:
                    packed.extractall(folder, filter="data")
                shutil.copytree(Path(folder) / "package", target)


def lay_out_mathjax(static):
    """MathJax with its font, in the folder in which the templates look for them."""
    lay_out(static, MATHJAX)
    newcm = static / "mathjax" / "newcm"
    if not newcm.exists():
        newcm.mkdir()
        font = static / "mathjax-newcm-font"
        shutil.copytree(font / "chtml", newcm / "chtml")
        shutil.copy(font / "chtml.js", newcm)
