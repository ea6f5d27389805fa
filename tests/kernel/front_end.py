"""What a page does with a kernel, without a page: run cells, keep the widgets' models, send moves and clicks."""

import base64
import queue
import time

from jupyter_client import KernelManager

PATIENCE = 120  # seconds for something to happen; a wait ends as soon as it has, and fails when it has not
DATA_URL = b"data:image/png;base64,"  # as which an explorer's picture travels
LATE = "No such comm"  # what a kernel says to a page that moves a widget which is closed


class FrontEnd:
    """A kernel of its own, and the widgets' models as the kernel's messages make them.

    Parameters
    ----------
    **surroundings
        Passed on to the kernel's process: `cwd`, `env`.

    Attributes
    ----------
    models : dict of str to dict
        The state of every widget, by model id; pictures are PNG.
    answered : dict of str to float
        When the kernel was done with a message (`time.monotonic()`), by message id.
    pictures : list of (str, str, float)
        Every new `value` that came with bytes: the message that caused it, the model, and when.
    errors : list of str
        What the kernel wrote to stderr, and the errors of cells.
    """

    def __init__(self, **surroundings):
        self.models, self.answered, self.pictures, self.errors = {}, {}, [], []
        self._under_way, self._waiting = {}, {}
        self.manager = KernelManager(kernel_name="python3")
        self.manager.start_kernel(extra_arguments=["--log-level=ERROR"], **surroundings)
        self.client = self.manager.blocking_client()
        self.client.start_channels()

    def __enter__(self):
        try:
            self.client.wait_for_ready(timeout=PATIENCE)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    @property
    def pid(self):
        """The kernel's process."""
        return self.manager.provisioner.pid

    # ------------------------------------------------------------------ messages

    def send(self, kind, content, *, subshell=None, metadata=None):
        """Send a message on the shell channel; its id."""
        message = self.client.session.msg(kind, content, metadata=metadata)
        message["header"]["subshell_id"] = subshell
        self.client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def listen(self, seconds):
        """Take in one message of the kernel; False if none came."""
        try:
            message = self.client.get_iopub_msg(timeout=seconds)
        except queue.Empty:
            return False
        kind, content, cause = message["msg_type"], message["content"], message["parent_header"].get("msg_id")
        if kind == "status" and content["execution_state"] == "idle":
            self.answered[cause] = time.monotonic()
            self._send_waiting(cause)
        elif kind == "error" or (kind == "stream" and content["name"] == "stderr"):
            said = content.get("text") or "\n".join(content["traceback"])
            if not said.startswith(LATE):
                self.errors.append(said)
        elif kind in ("comm_open", "comm_msg") and content["data"].get("method", "update") == "update":
            self._update(message, cause)
        return True

    def _update(self, message, cause):
        data = message["content"]["data"]
        model = message["content"]["comm_id"]
        state = dict(data.get("state", {}))
        for path, buffer in zip(data.get("buffer_paths", ()), message["buffers"], strict=True):
            value = bytes(buffer)
            state[path[0]] = base64.b64decode(value.removeprefix(DATA_URL)) if value.startswith(DATA_URL) else value
        self.models.setdefault(model, {}).update(state)
        if isinstance(state.get("value"), bytes):
            self.pictures.append((cause, model, time.monotonic()))

    def until(self, condition, seconds=PATIENCE):
        """Take in messages until something is so."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"it did not happen; the kernel said: {self.errors}"
            self.listen(0.05)

    # ------------------------------------------------------------------ what a learner does

    def start(self, code, cell=None, subshell=None):
        """Begin to run a cell, which may have an identity; its message id."""
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        return self.send("execute_request", content, subshell=subshell, metadata={"cellId": cell} if cell else None)

    def run(self, code, cell=None, subshell=None):
        """Run a cell to its end."""
        cause = self.start(code, cell, subshell)
        self.until(lambda: cause in self.answered)
        assert not self.errors, self.errors[-1]

    def ask(self, expression, subshell=None):
        """The value of an expression of numbers, texts, lists and dicts."""
        content = {"code": "", "silent": True, "user_expressions": {"it": expression}, "allow_stdin": False}
        cause, reply = self.send("execute_request", content, subshell=subshell), None
        while reply is None or reply["parent_header"].get("msg_id") != cause:
            reply = self.client.get_shell_msg(timeout=PATIENCE)
        self.until(lambda: cause in self.answered)
        answer = reply["content"]["user_expressions"]["it"]
        assert answer["status"] == "ok", answer
        return eval(answer["data"]["text/plain"])

    def subshell(self):
        """Ask for a thread of the kernel that answers beside a running cell, as JupyterLab does for widgets.

        ipykernel 7.4 answers a widget on the thread that last wrote to it, whatever the front end asks for: a widget
        that shall move beside a running cell has to be opened on the subshell.
        """
        message = self.client.session.msg("create_subshell_request", {})
        self.client.control_channel.send(message)
        reply = self.client.get_control_msg(timeout=PATIENCE)
        assert reply["content"]["status"] == "ok", reply["content"]
        return reply["content"]["subshell_id"]

    def move(self, model, value, subshell=None):
        """Set a control, as a slider that is dragged does."""
        data = {"method": "update", "state": {"value": value}, "buffer_paths": []}
        return self.send("comm_msg", {"comm_id": model, "data": data}, subshell=subshell)

    def slide(self, model, values, subshell=None):
        """Set a control again and again without a pause, as ipywidgets does it in a page.

        One message of a control is under way; of what the control is set to meanwhile, the newest follows.

        ipykernel 7.4 needs that: of two messages to one widget, the first may go to the thread that opened it and the
        second, sent after the first one's echo, to the subshell; under way together they may be taken in either order.
        """
        for value in values:
            if model in self._under_way:
                self._waiting[model] = value, subshell
            else:
                self._under_way[model] = self.move(model, value, subshell)

    def resting(self, model):
        """Whether the kernel has been sent, and has answered, all that a control was slid to."""
        return model not in self._under_way

    def _send_waiting(self, answered):
        for model in [model for model, cause in self._under_way.items() if cause == answered]:
            del self._under_way[model]
            if model in self._waiting:
                value, subshell = self._waiting.pop(model)
                self.slide(model, [value], subshell)

    def click(self, model, subshell=None):
        """Press a button."""
        data = {"method": "custom", "content": {"event": "click"}}
        return self.send("comm_msg", {"comm_id": model, "data": data}, subshell=subshell)
