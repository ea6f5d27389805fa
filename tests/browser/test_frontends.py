"""The other front ends that learners meet: Notebook 7, and Voila, which shows a lesson as a page without its code."""

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.browser.lab import ROOT, is_loopback, note

pytestmark = pytest.mark.browser

LESSON = ROOT / "notebooks" / "01_forward_pass.ipynb"
EXPLORERS, PICTURES = 2, 4  # of that lesson
MINUTE = 60_000  # milliseconds
# Voila's own page asks for an icon font, and loads extensions that are made for JupyterLab alone.
VOILA_ASKS = "https://cdn.jsdelivr.net/npm/@fortawesome/fontawesome-free@"
VOILA_SAYS = ("Failed to load resource: net::ERR_FAILED", "Error: The getter for the shared module is not a function.")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def server(folder, module, *options):
    """A front end on a port and with settings of its own: its address, once it answers. Ends it with its kernels."""
    names = ("config", "data", "runtime")
    private = {f"JUPYTER_{name.upper()}_DIR": str(folder / name) for name in names} | {"IPYTHONDIR": str(folder / "ip")}
    port = free_port()
    with (folder / "server.log").open("w") as log:
        command = [sys.executable, "-m", module, *(option.format(port=port) for option in options)]
        variables = os.environ | private | {"PYTHONPATH": str(ROOT), "JUPYTER_PREFER_ENV_PATH": "1"}
        process = subprocess.Popen(command, env=variables, cwd=folder, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}", process, folder / "server.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def wait_for(address, process, log):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with (
            contextlib.suppress(ConnectionError, urllib.error.URLError),
            socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), timeout=5),
        ):
            return
        time.sleep(0.2)
    raise RuntimeError(f"{address} does not answer:\n{log.read_text()[-3000:]}")


@contextlib.contextmanager
def opened(browser, address):
    """A page, with what it says on its console, and what it asks other hosts for."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    console, strangers = [], []
    page.on("console", lambda message: message.type == "error" and note(console, message.text))
    page.on("pageerror", lambda problem: note(console, str(problem)))
    page.on("request", lambda request: is_loopback(request.url) or strangers.append(request.url))
    page.route(lambda url: not is_loopback(url), lambda route: route.abort())
    page.goto(address, timeout=2 * MINUTE)
    try:
        yield page, console, strangers
    finally:
        page.close()


def picture_moves_with_the_first_slider(page):
    """By keyboard: the picture of the first explorer becomes another, and its words too."""
    page.locator(".widget-image").first.wait_for(timeout=2 * MINUTE)
    picture, words = page.locator(".widget-image").first, page.locator(".widget-html [role=status]").first
    before = picture.get_attribute("src"), words.inner_text()
    take_hold(page, page.locator(".noUi-handle").first)
    page.keyboard.press("End")  # Notebook 7 takes the arrows for itself: they move from cell to cell
    page.wait_for_function(
        """([src, words]) => document.querySelector(".widget-image").src !== src
          && document.querySelector(".widget-html [role=status]").innerText !== words""",
        arg=before,
        timeout=MINUTE,
    )
    page.wait_for_function("document.querySelector('.widget-image').naturalWidth > 500", timeout=MINUTE)


def take_hold(page, handle):
    """Focus a slider's handle for good: a notebook that has just run draws the focus to a cell once more."""
    for _ in range(20):
        handle.scroll_into_view_if_needed()
        handle.focus()
        page.wait_for_timeout(300)
        if handle.evaluate("handle => document.activeElement === handle"):
            return
    raise AssertionError("the slider does not keep the focus")


def test_notebook_7(browser, tmp_path):
    token = secrets.token_hex(16)
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / LESSON.name).write_bytes(LESSON.read_bytes())
    options = [
        "--ServerApp.ip=127.0.0.1", "--ServerApp.port={port}", "--ServerApp.port_retries=0", "--no-browser",
        f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={tmp_path / 'work'}", "--allow-root",
        "--JupyterNotebookApp.expose_app_in_browser=True", "--LabApp.news_url=None",
    ]  # fmt: skip
    with (
        server(tmp_path, "notebook", *options) as address,
        opened(browser, f"{address}/notebooks/{LESSON.name}?token={token}") as (page, console, strangers),
    ):
        page.wait_for_function(
            "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'", timeout=MINUTE
        )
        console.clear()  # what the front end said before anything ran is its own affair
        page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
        picture_moves_with_the_first_slider(page)
        assert page.locator("[data-mime-type='application/vnd.jupyter.error'], .jp-mod-error").count() == 0
        assert console == []
        assert strangers == []


def test_voila_shows_the_whole_lesson(browser, tmp_path):
    options = [str(LESSON), "--Voila.ip=127.0.0.1", "--port={port}", "--no-browser", "--show_tracebacks=True"]
    with server(tmp_path, "voila", *options) as address, opened(browser, address) as (page, console, strangers):
        picture_moves_with_the_first_slider(page)
        assert page.locator(".widget-image").count() == EXPLORERS
        assert page.locator(".jp-RenderedImage img:visible").count() == PICTURES - EXPLORERS
        assert page.locator("details > summary", has_text="picture in words").count() == PICTURES
        assert page.get_by_text("Traceback (most recent call last)").count() == 0
        assert page.locator("h1").count() == 1
        assert [text for text in console if not text.startswith(VOILA_SAYS)] == []
        assert [url for url in strangers if not url.startswith(VOILA_ASKS)] == []
