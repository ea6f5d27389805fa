"""What is missing or too old is said in one sentence, with the command that mends it."""

import importlib.metadata
import subprocess
import sys

import pytest

from dnnlib._requirements import MINIMUM, require
from tests.repository.house import ROOT


def test_what_is_installed_here_does():
    require(*MINIMUM)


def test_a_missing_package_is_named_with_the_command():
    with pytest.raises(
        ImportError, match=r"needs no-such-package 1\.5 or newer, which is not installed here\. Run: .*pip"
    ):
        require("no-such-package", minimum={"no-such-package": "1.5"})


@pytest.mark.parametrize(("found", "lowest"), [("1.26.4", "2.0"), ("3.9", "3.10"), ("8.0.7", "8.1")])
def test_an_old_package_is_named_with_both_versions(monkeypatch, found, lowest):
    monkeypatch.setattr(importlib.metadata, "version", lambda package: found)
    with pytest.raises(ImportError, match=rf"needs numpy {lowest} or newer, but finds {found}\."):
        require("numpy", minimum={"numpy": lowest})


@pytest.mark.parametrize(
    ("found", "lowest"), [("2.0.0", "2.0"), ("3.10.0rc1", "3.9"), ("2.4.6+local", "2.0"), ("10.0", "9.1")]
)
def test_a_new_enough_package_passes(monkeypatch, found, lowest):
    monkeypatch.setattr(importlib.metadata, "version", lambda package: found)
    require("numpy", minimum={"numpy": lowest})


def test_all_that_is_wrong_is_said_at_once(monkeypatch):
    monkeypatch.setattr(importlib.metadata, "version", lambda package: "0.1")
    with pytest.raises(ImportError, match=r"numpy 2\.0 .* and matplotlib 3\.10 "):
        require("numpy", "matplotlib")


@pytest.mark.parametrize(
    ("statement", "package"), [("import dnnlib.figures", "matplotlib"), ("import dnnlib.explorers", "ipywidgets")]
)
def test_the_sentence_comes_before_any_traceback_of_others(statement, package):
    hide = (
        "import importlib.metadata as m; version = m.version\n"
        f"m.version = lambda name: '0.1' if name == {package!r} else version(name)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", hide + statement], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert run.stderr.splitlines()[-1].startswith(f"ImportError: dnnlib needs {package} ")
