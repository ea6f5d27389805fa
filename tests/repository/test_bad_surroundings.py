"""Where things are not as they should be: it works all the same, or one sentence says what to do."""

import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repository.house import NOTEBOOKS, ROOT
from tools import execute_notebooks

POSIX = pytest.mark.skipif(shutil.which("make") is None or os.name == "nt", reason="this machine has no make")
NOWHERE = "/dev/null/there"  # a folder that nobody can make or write to, root neither
EXPLORE = """
from dnnlib import explorers
explorer = explorers.vanishing_gradients()
explorer.move(depth=5)
print(explorer.error.value, explorer.settings["depth"])
"""


def python(code, **environment):
    """Run code in a fresh Python that takes every warning for an error, without a display."""
    kept = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY", "MPLBACKEND"}}
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, cwd=ROOT, env=kept | environment, capture_output=True, text=True, check=False)


HIDE = """
import importlib.metadata as m
version = m.version
def found(name):
    if name == {package!r}:
        raise m.PackageNotFoundError(name)
    return version(name)
m.version = found
"""


@pytest.mark.parametrize(
    ("package", "statement"),
    [("numpy", "import dnnlib"), ("numpy", "from dnnlib import Network"), ("matplotlib", "import dnnlib.figures"),
     ("ipywidgets", "import dnnlib.explorers"), ("threadpoolctl", "from dnnlib import explorers")],
)  # fmt: skip
def test_a_missing_package_is_named_with_the_command(package, statement):
    run = python(HIDE.format(package=package) + statement)
    assert run.returncode == 1
    wanted = (
        rf"dnnlib needs {package} [\d.]+ or newer, which is not installed here\. Run: python -m pip install .*{package}"
    )
    assert re.match(f"ImportError: {wanted}", run.stderr.splitlines()[-1])


def test_an_old_numpy_is_named_before_anything_of_it_is_used():
    old = "import importlib.metadata as m\nm.version = lambda name: '1.26.4'\n"
    run = python(old + "import dnnlib")
    assert run.stderr.splitlines()[-1].startswith(
        "ImportError: dnnlib needs numpy 2.0 or newer, but finds 1.26.4. Run: "
    )


@pytest.mark.parametrize("backend", ["TkAgg", "QtAgg", "module://there.is.none"])
def test_without_a_display_whatever_backend_is_asked_for(backend):
    run = python(EXPLORE, MPLBACKEND=backend)
    assert (run.returncode, run.stdout.strip(), run.stderr) == (0, "5", "")


def test_where_no_settings_can_be_written():
    run = python(EXPLORE, HOME=NOWHERE, MPLCONFIGDIR=NOWHERE)
    assert (run.returncode, run.stdout.strip()) == (0, "5")
    assert "set the MPLCONFIGDIR environment variable to a writable directory" in run.stderr  # Matplotlib's own words


@POSIX
@pytest.mark.parametrize("version", ["3.10.14", "3.15.0"])
def test_a_python_that_is_too_old_or_too_new(version, tmp_path):
    numbers = tuple(int(n) for n in version.split("."))
    code = f"import sys; sys.version_info = {numbers}; exec(sys.argv.pop(1))"
    fake = tmp_path / f"python{numbers[0]}.{numbers[1]}"
    fake.write_text(f'#!/bin/sh\nshift\nexec {sys.executable} -c "{code}" "$@"\n')
    fake.chmod(0o755)
    run = make("test", f"VENV={tmp_path}/venv", "UV=", f"PYTHON={fake}")
    assert run.returncode == 2
    assert "The lessons need Python 3.11 to 3.14, and" in run.stderr
    assert "PYTHON=python3.12 make lab" in run.stderr
    assert not (tmp_path / "venv").exists()


def make(*arguments):
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture
def venv(tmp_path):
    """This Python as an environment that make takes for finished."""
    folder = tmp_path / "venv"
    folder.mkdir()
    (folder / "bin").symlink_to(Path(sys.executable).parent)
    for stamp in (".made", ".lessons", ".dev"):
        (folder / stamp).touch()
    return folder


@POSIX
def test_the_port_is_taken(venv, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        options = f"--no-browser --allow-root --ServerApp.ip=127.0.0.1 --ServerApp.port={taken}"
        folders = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("RUNTIME", "CONFIG", "DATA")}
        command = ["make", "lab", f"VENV={venv}", f"LAB_ARGS={options}"]
        lab = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | folders, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        try:
            said = read_until(lab.stderr, r"127\.0\.0\.1:(\d+)/lab")
        finally:
            os.killpg(lab.pid, signal.SIGTERM)
            lab.communicate(timeout=60)
    assert f"The port {taken} is already in use, trying another port." in said
    assert not said.strip().endswith(f":{taken}")


def read_until(stream, pattern):
    """The lines up to one that matches, that one up to its match's first group."""
    said = ""
    for line in stream:
        if match := re.search(pattern, line):
            return said + line[: match.end(1)]
        said += line
    raise AssertionError(f"it ended without saying {pattern}:\n{said}")


def test_notebooks_that_cannot_be_written_are_named_before_they_are_run(tmp_path, monkeypatch, capsys):
    locked = tmp_path / NOTEBOOKS[0].name
    shutil.copy(NOTEBOOKS[0], locked)
    locked.chmod(stat.S_IREAD)
    monkeypatch.setattr(execute_notebooks.os, "access", lambda path, mode: False)  # root may write all the same
    monkeypatch.setattr(execute_notebooks, "execute", lambda *_: pytest.fail("it was run all the same"))
    monkeypatch.setattr(sys, "argv", ["execute_notebooks.py", str(locked)])
    assert execute_notebooks.main() == 1
    assert capsys.readouterr().err == (
        f"{locked}: cannot be stored (Permission denied). "
        "Copy the repository into a folder that you may write to, and run `make notebooks` there.\n"
    )
