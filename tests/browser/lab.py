"""JupyterLab on loopback and a headless Chromium that drives it: shared by the browser tests and the benchmark."""

import contextlib
import json
import os
import pathlib
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from jupyter_client import BlockingKernelClient
from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM_ARGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                 "--no-first-run"]  # fmt: skip
SETTINGS = {
    # Cells off the screen exist too, so that every explorer of a page can be found.
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "extensionmanager-extension/plugin": {"enabled": False},
    "docmanager-extension/plugin": {"autosave": False},
}


def find_chromium():
    """The browser's path: $DNNLIB_CHROMIUM, else the first that is installed."""
    candidates = [os.environ.get("DNNLIB_CHROMIUM"), "/usr/bin/chromium", *map(shutil.which, CHROMIUM_NAMES)]
    for path in filter(None, candidates):
        if pathlib.Path(path).exists():
            return path
    raise RuntimeError("No Chromium found: run `apt-get install chromium`, or set DNNLIB_CHROMIUM to a browser's path.")


class Lab:
    """A JupyterLab server of its own: free port, random token, temporary folders for notebooks and settings."""

    def __init__(self, folder, notebooks):
        self.folder, self.token = pathlib.Path(folder), secrets.token_hex(16)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        for name in ("work", "settings", "config", "data", "runtime", "workspaces", "ipython"):
            (self.folder / name).mkdir(parents=True)
        shutil.copytree(ROOT / "labextension", self.folder / "data" / "labextensions" / "dnnlib")
        for notebook in notebooks:
            shutil.copy(notebook, self.folder / "work")
        for name, values in SETTINGS.items():
            path = self.folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values))

    def __enter__(self):
        options = {
            "ServerApp.ip": "127.0.0.1", "ServerApp.port": self.port, "ServerApp.port_retries": 0,
            "IdentityProvider.token": self.token, "ServerApp.root_dir": str(self.folder / "work"),
            "ServerApp.open_browser": False, "ServerApp.allow_root": True, "LabApp.expose_app_in_browser": True,
            "LabApp.news_url": None, "LabApp.extension_manager": "readonly",
            "JupyterNotebookApp.expose_app_in_browser": True,
        }  # fmt: skip
        command = [sys.executable, "-m", "jupyterlab", *(f"--{key}={value}" for key, value in options.items())]
        self.log = (self.folder / "server.log").open("w")
        self.process = subprocess.Popen(command, env=self._environment(), stdout=self.log, stderr=self.log)
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()  # the server shuts its kernels down
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()

    def _environment(self):
        path = os.pathsep.join([str(ROOT), str(pathlib.Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
        folders = {f"JUPYTER_{name.upper()}_DIR": name for name in ("config", "data", "runtime")}
        folders |= {
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
            "IPYTHONDIR": "ipython",
        }
        return (
            os.environ | {k: str(self.folder / v) for k, v in folders.items()} | {"PYTHONPATH": path.rstrip(os.pathsep)}
        )

    def _wait_until_it_answers(self, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError):
                return self.get("api/status")
            time.sleep(0.2)
        raise RuntimeError(f"JupyterLab did not start:\n{(self.folder / 'server.log').read_text()[-3000:]}")

    def get(self, path, method="GET"):
        """An answer of the server's REST interface."""
        headers = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.url}/{path}", headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or "null")

    def shut_down(self, notebook):
        """End a notebook's kernel."""
        self.get(f"api/sessions/{self._session(notebook)['id']}", method="DELETE")

    def _session(self, notebook):
        return next(session for session in self.get("api/sessions") if session["path"] == notebook)

    def kernel(self, notebook):
        """A client of the kernel on which a notebook runs."""
        session = self._session(notebook)
        client = BlockingKernelClient(
            connection_file=str(self.folder / "runtime" / f"kernel-{session['kernel']['id']}.json")
        )
        client.load_connection_file()
        client.start_channels()
        return Kernel(client)


class Kernel:
    """The kernel behind a page, asked directly."""

    def __init__(self, client):
        self.client = client

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.stop_channels()

    def ask(self, call, timeout=120):
        """The value of an expression over the module `probe`, e.g. `ask("explorers()")`; through JSON."""
        expression = f"__import__('json').dumps(__import__('probe').{call}, default=repr)"
        reply = self.client.execute_interactive(
            "", user_expressions={"it": expression}, store_history=False, output_hook=lambda _: None, timeout=timeout
        )
        answer = reply["content"]["user_expressions"]["it"]
        if answer["status"] != "ok":
            raise RuntimeError(f"{call}: {answer['ename']}: {answer['evalue']}")
        return json.loads(eval(answer["data"]["text/plain"]))  # the repr of a str


@contextlib.contextmanager
def chromium(*arguments):
    """A headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*CHROMIUM_ARGS, *arguments])
        try:
            yield browser
        finally:
            browser.close()


def is_loopback(url):
    """Whether an address stays on this machine (or in the page)."""
    return url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "blob:", "data:", "about:"))


def note(console, problem):
    """Keep what a page reports, but of JupyterLite's extension: `make site` installs it, no JupyterLab loads it."""
    if "@jupyterlite/" not in problem:
        console.append(problem)


class Page:
    """A notebook open in JupyterLab, or in Notebook 7 on the same server.

    `console` and `strangers` collect error messages and requests to other hosts.

    Unguarded, it lets every request pass unseen: to watch them takes processor time from what is to be timed.
    """

    def __init__(self, browser, lab, notebook, width=1280, height=900, guarded=True, app="lab"):
        self.lab, self.notebook, self.console, self.strangers = lab, notebook, [], []
        self.page = browser.new_page(viewport={"width": width, "height": height})
        self.page.on("console", lambda message: message.type == "error" and note(self.console, message.text))
        self.page.on("pageerror", lambda problem: note(self.console, str(problem)))
        if guarded:
            self.page.on("request", lambda r: is_loopback(r.url) or self.strangers.append(r.url))
            self.page.route(lambda url: not is_loopback(url), lambda route: route.abort())
        place = {"lab": f"lab/workspaces/{secrets.token_hex(4)}/tree", "notebook": "notebooks"}[app]
        self.page.goto(f"{lab.url}/{place}/{notebook}?token={lab.token}")
        self._wait_for_the_kernel()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.page.close()
        self.lab.shut_down(self.notebook)

    def _wait_for_the_kernel(self):
        self.page.wait_for_selector(".jp-Notebook", timeout=60_000)
        self.page.evaluate((pathlib.Path(__file__).parent / "page.js").read_text())
        self.page.wait_for_function("dnn.connected()", timeout=60_000)

    def save(self):
        self.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
        self.page.wait_for_function("!window.jupyterapp.shell.currentWidget.context.model.dirty")

    def reload(self):
        """Load the page again; its kernel lives on."""
        self.page.reload()
        self._wait_for_the_kernel()

    def restart(self):
        """Restart the kernel, without the question that the menu asks."""
        self.page.evaluate("dnn.restart()")
        self.page.wait_for_function("dnn.connected()", timeout=60_000)

    def run_all(self, timeout=300, sharp=False):
        """Run all cells, and wait until they have run and their widgets are drawn.

        Unless sharp, pictures stay as they first are: none of twice the resolution comes after a rest.
        """
        if not sharp:
            with self.lab.kernel(self.notebook) as kernel:
                kernel.ask("keep_first_pictures()")
        self.page.evaluate("dnn.run()")
        self.page.wait_for_function("dnn.finished()", timeout=timeout * 1000)

    def errors(self):
        """The error outputs of all cells."""
        return self.page.evaluate("dnn.errors()")

    def control(self, mark):
        """The element of a control that takes the keyboard."""
        place = self.page.locator(f".{mark}")
        return place.locator(".noUi-handle, select, input[type=checkbox], input[type=number]").first

    def picture(self, mark):
        """A digest (SHA-256) of the PNG that an explorer shows."""
        return self.page.evaluate("mark => dnn.digest(mark)", mark)
