"""One version of everything: the places that name versions agree."""

import re
import tomllib

import pytest

import dnnlib
from dnnlib._requirements import MINIMUM
from tests.repository.house import ROOT

FILES = ["requirements.txt", "requirements-dev.txt", "tools/benchmarks/requirements.txt", "site/requirements.txt"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]


def pins(text):
    """Every `name==version` in a text."""
    return dict(re.findall(r"^\s*([A-Za-z][\w.-]*)==([\w.]+)\s*$", text, re.MULTILINE))


def read(name):
    return (ROOT / name).read_text(encoding="utf8")


def promised():
    """The minimum of each package in pyproject.toml."""
    lines = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["lessons"]
    return dict(re.match(r"([\w-]+)>=([\d.]+)", line).groups() for line in lines)


def test_numpy_is_the_only_hard_dependency():
    assert [re.match(r"[\w-]+", line)[0] for line in PROJECT["dependencies"]] == ["numpy"]


def test_the_sentence_about_versions_says_what_pyproject_promises():
    assert {name: low for name, low in promised().items() if name in MINIMUM} == MINIMUM


def test_the_pins_keep_the_promise():
    numbers = {
        name: [tuple(map(int, v.split("."))) for v in (pins(read("requirements.txt"))[name], MINIMUM[name])]
        for name in MINIMUM
    }
    assert all(pinned >= lowest for pinned, lowest in numbers.values()), numbers


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "tools/benchmarks/requirements.txt", "site/requirements.txt"]
)
def test_everything_is_pinned_but_jupyterlab(name):
    lines = [line for line in read(name).splitlines() if line.strip() and not line.startswith(("#", "-r "))]
    free = [line for line in lines if not pins(line)]
    assert free == (["jupyterlab>=4.4,<5"] if name == "requirements.txt" else [])
    assert name != "requirements.txt" or "jupyterlab>=4.4,<5" in PROJECT["optional-dependencies"]["lessons"]


def test_pre_commit_uses_the_pinned_tools():
    hooks = dict(re.findall(r"([\w-]+)==([\d.]+)", read(".pre-commit-config.yaml")))
    pinned = pins(read("requirements-dev.txt"))
    assert {name: version for name, version in hooks.items() if name != "pre-commit-hooks"} == {
        name: pinned[name] for name in hooks if name != "pre-commit-hooks"
    }


def test_the_workflow_uses_the_pinned_tools():
    named = dict(re.findall(r"--with ([\w-]+)==([\d.]+)", read(".github/workflows/tests.yml")))
    pinned = pins(read("requirements.txt")) | pins(read("requirements-dev.txt"))
    assert named == {name: pinned[name] for name in named} != {}


def test_one_version_of_the_package():
    newest = re.search(r"^## \[?(\d+\.\d+\.\d+)", read("CHANGELOG.md"), re.MULTILINE)[1]
    cited = re.search(r"^version: (\S+)$", read("CITATION.cff"), re.MULTILINE)[1]
    assert {PROJECT["version"], dnnlib.__version__, newest, cited} == {PROJECT["version"]}


def test_the_data_carry_their_licence():
    licence = read("dnnlib/data/LICENSE-digits.md")
    assert "CC BY 4.0" in licence or "Creative Commons Attribution 4.0" in licence
    assert "CC BY 4.0" in read("README.md")


@pytest.mark.parametrize("name", ["README.md", "CITATION.cff"])
def test_every_link_to_the_repository_is_the_same(name):
    home = PROJECT["urls"]["Repository"].removeprefix("https://github.com/")
    named = re.findall(r"(?:github\.com/|mybinder\.org/v2/gh/|github\.com%2F)([\w-]+)(?:/|%2F)([\w-]+)", read(name))
    assert {"/".join(pair) for pair in named} == {home}


def test_every_link_to_the_site_is_the_same():
    home = PROJECT["urls"]["Homepage"]
    named = re.findall(r"https://[\w-]+\.github\.io/[\w-]+", read("README.md"))
    assert set(named) == {home}
