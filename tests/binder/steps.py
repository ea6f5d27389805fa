"""The Dockerfile that Binder would build from this repository, rendered by repo2docker itself, and its steps."""

import contextlib
import re

from repo2docker.app import Repo2Docker


def build_pack(repository):
    """The first of repo2docker's build packs that takes the repository, in its own order."""
    app = Repo2Docker()
    with contextlib.chdir(repository):
        pack = next(pack for pack in (make(app.base_image) for make in app.buildpacks) if pack.detect())
    pack.platform = "linux/amd64"
    return pack


def dockerfile(repository):
    """The Dockerfile, as text."""
    pack = build_pack(repository)
    with contextlib.chdir(repository):
        return pack.render({})


def steps(text, prefix):
    """The commands of a Dockerfile that contain a text, without Docker's own words."""
    joined = re.sub(r"\\\n", " ", text)
    return [
        line.removeprefix("RUN").strip() for line in joined.splitlines() if line.startswith("RUN") and prefix in line
    ]
