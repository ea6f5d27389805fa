"""The package as a wheel, where there is only NumPy beside it."""

import subprocess
import sys
import venv
from zipfile import ZipFile

import pytest

from tests.repository.house import ROOT, copy_repository, environment

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel that pip builds from what git holds."""
    folder = tmp_path_factory.mktemp("wheel")
    repository = copy_repository(folder / "repository")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, repository]
    subprocess.run(pip, check=True)
    return next(folder.glob("dnnlib-*.whl"))


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    """Run code in an environment that holds the wheel and NumPy: a function from code to the finished process."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder / "python", with_pip=True)
    variables = environment(folder / "python")
    interpreter = next(folder.glob("python/[bS]*/python*"))
    subprocess.run([interpreter, "-m", "pip", "install", "--quiet", wheel], env=variables, check=True)

    def run(code):
        return subprocess.run(
            [interpreter, "-c", code], cwd=folder, env=variables, capture_output=True, text=True, check=False
        )

    return run


def test_the_wheel_holds_every_module_and_the_data(wheel):
    wanted = {
        p.relative_to(ROOT).as_posix()
        for p in (ROOT / "dnnlib").rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    }
    assert wanted <= set(ZipFile(wheel).namelist())


def test_the_wheel_lays_the_extension_out_where_jupyterlab_looks(wheel):
    folder = f"{wheel.name.split('-py3')[0]}.data/data/share/jupyter/labextensions/dnnlib"
    laid_out = {name for name in ZipFile(wheel).namelist() if name.startswith(folder)}
    assert laid_out == {f"{folder}/{path.name}" for path in (ROOT / "labextension").iterdir()} != set()


def test_with_numpy_alone_the_mathematics_works(python):
    run = python("from dnnlib import datasets; X, labels = datasets.digits(); print(X.shape, labels.shape)")
    assert run.stdout.strip() == "(1797, 64) (1797,)", run.stderr


def test_with_numpy_alone_the_explorers_say_what_is_missing(python):
    run = python("from dnnlib import explorers; explorers.forward_pass()")
    assert run.returncode == 1
    assert "dnnlib needs matplotlib" in run.stderr.splitlines()[-1]
    assert "pip install" in run.stderr.splitlines()[-1]
