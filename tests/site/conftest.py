"""The site, built once, and served on loopback to a browser that can reach no other host."""

import contextlib
import functools
import http.server
import os
import pathlib
import subprocess
import sys
import threading

import pytest

from tests.browser.lab import chromium, find_chromium

ROOT = pathlib.Path(__file__).resolve().parents[2]
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"


PYODIDE = os.environ.get("DNNLIB_PYODIDE", "")


def build(out, pyodide):
    """Build the site."""
    command = [sys.executable, ROOT / "site" / "build.py", "--pyodide", pyodide, "--out", out]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The folder with the site, which has a Pyodide of its own."""
    assert PYODIDE, "make test-site lays out a Pyodide, and says where"
    return build(tmp_path_factory.mktemp("site") / "site", PYODIDE)


class Handler(http.server.SimpleHTTPRequestHandler):
    """What `python -m http.server` does, without its log, and open to pages of other hosts as a CDN is."""

    def log_message(self, *_):
        pass

    def end_headers(self):
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()


@contextlib.contextmanager
def served(folder):
    """Serve a folder, and give its address."""
    handler = functools.partial(Handler, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def address(built):
    """Where the site is served."""
    with served(built) as there:
        yield there


@pytest.fixture(scope="session")
def browser():
    """A browser for which there is no host but this machine."""
    find_chromium()
    with chromium(ALONE) as running:
        yield running


@pytest.fixture
def visit(browser, address):
    """Open a page of the site: a function from path and width of the window to the page.

    Each page has what it asked for in `asked`; at the end nothing was asked of another host, and nothing was missing.
    """
    opened, wrong = [], []

    def open_page(path, width=1280, height=800):
        page = browser.new_page(viewport={"width": width, "height": height})
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("response", lambda answer: answer.status >= 400 and wrong.append(f"{answer.status} {answer.url}"))
        page.on("pageerror", lambda problem: wrong.append(str(problem)))
        page.goto(f"{address}/{path}")
        opened.append(page)
        return page

    yield open_page
    own = (f"{address}/", f"ws{address.removeprefix('http')}/", "blob:", "data:", "about:")
    strangers = [url for page in opened for url in page.asked if not url.startswith(own)]
    for page in opened:
        page.close()
    assert strangers == []
    # JupyterLab asks a server for the place of a file that a message names; a browser asks for an icon.
    assert [line for line in wrong if not any(name in line for name in ("/lite/api/", "favicon.ico"))] == []
