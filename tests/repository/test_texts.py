"""What the repository says about itself is true, for everybody and on every machine."""

import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from tests.repository.house import LESSONS, NOTEBOOKS, ROOT, committed

DOCUMENTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
WORKFLOWS = [".github/workflows/tests.yml", ".github/workflows/site.yml"]
# A path with a home folder or a root of one machine in it; built from pieces, so as not to find itself.
OF_ONE_MACHINE = re.compile(
    "|".join(["/" + "home/", "/" + "root/", "/" + "Users/", r"[A-Z]:\\+Users", "/" + "work/", "file:" + "//"])
)


def read(name):
    return (ROOT / name).read_text(encoding="utf8")


def texts():
    """Every committed file that is text."""
    for path in committed():
        try:
            yield path, path.read_text(encoding="utf8")
        except UnicodeDecodeError:
            continue


def test_no_text_names_a_path_of_one_machine():
    named = {str(path.relative_to(ROOT)): found[0] for path, text in texts() if (found := OF_ONE_MACHINE.search(text))}
    assert not named


def test_no_large_file_is_committed():
    assert not [str(path.relative_to(ROOT)) for path in committed() if path.stat().st_size > 3_000_000]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_relative_links_lead_somewhere(document):
    text = read(document)
    links = re.findall(r"\]\(([^)#\s]+)", text) + re.findall(r'(?:src|href)="([^"#]+)"', text)
    lost = [link for link in links if "://" not in link and not (ROOT / link).exists()]
    assert not lost


@pytest.mark.parametrize(
    "document",
    ["README.md", "CONTRIBUTING.md", "docs/class.md", "Makefile", "pyproject.toml", ".ci/run", "conftest.py"],
)
def test_every_file_that_is_named_is_there(document):
    text = re.sub(r"```.*?```", "", read(document), flags=re.DOTALL)
    named = set(re.findall(r"\b(?:dnnlib|tests|tools|docs|notebooks|binder)/[\w./*-]*[\w*]", text))
    invented = {name for name in named if "topic" in name or "NN" in name}  # what a newcomer is going to write
    assert not [name for name in named - invented if not any(ROOT.glob(name))]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_within_a_document_lead_somewhere(document):
    text = read(document)
    headings = {
        re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    assert {anchor for anchor in re.findall(r"\]\(#([^)]+)\)", text) if anchor not in headings} == set()


@pytest.mark.skipif(shutil.which("make") is None, reason="this machine has no make")
@pytest.mark.parametrize("document", [*DOCUMENTS, ".ci/run", *WORKFLOWS])
def test_every_make_target_that_is_named_exists(document):
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^|run: |# |=\S+ )make ([a-z-]+)(?=`| |$)", read(document), re.MULTILINE))
    assert named - targets == set()


@pytest.mark.skipif(shutil.which("make") is None, reason="this machine has no make")
def test_make_explains_every_target():
    shown = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    phony = re.search(r"^\.PHONY: (.+)$", read("Makefile"), re.MULTILINE)[1].split()
    assert re.findall(r"^make ([a-z-]+) ", shown, re.MULTILINE) == phony


def title(path):
    """The first heading of a notebook."""
    cells = nbformat.read(path, as_version=4).cells
    return re.search(r"^# (.+)$", "\n".join(c.source for c in cells if c.cell_type == "markdown"), re.MULTILINE)[1]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_readme_lists_every_notebook(path):
    assert f"[{title(path)}](notebooks/{path.name})" in read("README.md")


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_readme_offers_every_lesson_on_binder(path):
    assert f"?urlpath=lab/tree/notebooks/{path.name}" in read("README.md")


SNIPPETS = re.findall(r"^```python\n(.*?)^```$", read("README.md"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("code", SNIPPETS)
def test_the_readme_s_code_runs_and_prints_what_it_says(code):
    run = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    said = [line.partition("# -> ")[2] for line in code.splitlines() if "# -> " in line]
    assert run.stdout.splitlines() == said != []


def test_the_readme_has_code():
    assert SNIPPETS
