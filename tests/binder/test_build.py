"""The steps of Binder's Dockerfile, performed in a fresh virtual environment, and a lesson run in what they make."""

import re
import subprocess
import venv

import pytest

from tests.binder.steps import dockerfile, steps
from tests.repository.house import copy_repository, environment

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """A virtual environment in which every step of the Dockerfile that is ours has run: (repository, environment)."""
    folder = tmp_path_factory.mktemp("image")
    repository = copy_repository(folder / "repository")
    venv.create(folder / "python", with_pip=True)
    variables = environment(folder / "python")
    text = dockerfile(repository)
    for step in [*steps(text, "pip install"), *steps(text, "postBuild")]:
        subprocess.run(["bash", "-c", step], cwd=repository, env=variables, check=True)
    return repository, variables


def run(image, *command):
    """Run a command in the image: the finished process, with all it said as `stdout`."""
    repository, variables = image
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.run(command, cwd=repository, env=variables, check=False, **streams)


def test_dnnlib_comes_from_the_repository(image):
    where = run(image, "python", "-c", "import sys; sys.path.remove(''); import dnnlib; print(dnnlib.__file__)")
    assert where.stdout.strip() == str(image[0] / "dnnlib" / "__init__.py")


def test_the_first_lesson_runs_and_says_what_it_has_stored(image):
    lesson = "notebooks/01_forward_pass.ipynb"
    result = run(image, "python", "-m", "pytest", "-q", "--nbval", "--nbval-current-env", lesson)
    assert result.returncode == 0, result.stdout


def test_jupyterlab_starts_without_asking_about_news(image):
    said = run(image, "jupyter", "labextension", "list").stdout
    assert "@jupyterlab/apputils-extension:announcements" in said[said.index("Disabled extensions:") :]


def test_jupyterlab_finds_the_extension(image):
    said = run(image, "jupyter", "labextension", "list").stdout
    assert re.search(r"^\s*dnnlib v\S+ .*enabled.*OK", said, re.MULTILINE), said
