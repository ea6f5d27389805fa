"""The cells of a notebook run on one kernel, in order, so `pytest -n 2` must not share them out."""

import pytest


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Keep the tests of a file in one process, as with `--dist loadfile`, where no other way is asked for."""
    if config.getvalue("dist") == "load":
        from xdist.scheduler import LoadFileScheduling

        return LoadFileScheduling(config, log)
    return None
