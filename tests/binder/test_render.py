"""What Binder would build, as repo2docker renders it; no container engine is needed for that."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from repo2docker import buildpacks
from repo2docker.buildpacks.python import PythonBuildPack

from tests.binder.steps import build_pack, dockerfile, steps
from tests.repository.house import copy_repository


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    return copy_repository(tmp_path_factory.mktemp("repository"))


def test_binder_takes_it_for_a_python_repository_of_the_version_that_we_name(repository):
    pack = build_pack(repository)
    assert type(pack) is PythonBuildPack
    assert f"python-{pack.python_version}" == (repository / "binder" / "runtime.txt").read_text().strip()


def test_packages_and_dnnlib_are_installed_after_the_repository_is_there(repository):
    text = dockerfile(repository)
    (install,) = steps(text, "pip install")
    assert install.endswith('-r "binder/requirements.txt"')
    assert text.index("COPY --chown=1000:1000 src/ ${REPO_DIR}/") < text.index("pip install --no-cache-dir")


def test_the_post_build_script_runs_last(repository):
    text = dockerfile(repository)
    assert steps(text, "postBuild")[-1] == "./binder/postBuild"
    assert text.index("pip install --no-cache-dir") < text.index("RUN ./binder/postBuild")


def test_the_image_s_own_jupyterlab_is_one_that_we_take(repository):
    lock = next(path for path in build_pack(repository).get_build_script_files() if path.endswith("linux-64.lock"))
    text = (Path(buildpacks.__file__).parent / lock).read_text()
    version = re.search(r"/jupyterlab-(\d[\d.]*)-", text)[1]
    lines = (repository / "requirements.txt").read_text().splitlines()
    wanted = next(Requirement(line) for line in lines if line.startswith("jupyterlab"))
    assert wanted.specifier.contains(version)
