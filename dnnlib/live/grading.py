"""Grade filled handouts: students' code runs in processes of its own, and only what it returned is judged here.

Run it where students' code may run: in a container, or under an account of its own. A process that loops, ends Python
or changes the package ends or changes itself, and has a limit of memory; it can still read and write files.
"""

import argparse
import ast
import contextlib
import copy
import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from numbers import Real
from pathlib import Path

import numpy as np

from dnnlib.live.attempt import heard
from dnnlib.live.verdict import Verdict

__all__ = ["grade", "main"]

CHECK = re.compile(r"exercises\.(\w+)\.(\w+)\.check\(\s*(\w+)\s*\)")
PASSED_OVER = {"explorer", "prediction", "solution"}
WARNING = "This runs students' code. Do it in a container, or under an account of its own."
MEMORY = 4 * 2**30  # bytes that a process of students' code may take
MARKS = {True: "right", False: "not right", None: "not yet"}


def main(find, arguments=None):
    """`python -m dnnlib.exercises NOTEBOOK ...`: print a table of exercises by student.

    Parameters
    ----------
    find : callable
        The exercises of a lesson, by the lesson's name.
    arguments : sequence of str or None
        None for those of the command.

    Returns
    -------
    int
        The exit status: 0, or 2 if a file is no notebook.
    """
    parser = argparse.ArgumentParser(prog="python -m dnnlib.exercises", description=WARNING)
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, default=60, help="for which a cell or an answer may run (60)")
    parser.add_argument("--answers", nargs=2, metavar=("FILE", "SKIP"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.answers:
        _answer(options.notebooks[0], Path(options.answers[0]), set(options.answers[1].split(",")), find)
        return 0
    print(WARNING)
    tables, unread = {}, 0
    for path in options.notebooks:
        try:
            verdicts = grade(path, find, seconds=options.seconds)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
            print(f"{path} is no notebook that can be read: {_line(problem)}")
            unread = 2
        else:
            lessons = tuple(dict.fromkeys(lesson for lesson, _ in verdicts))
            tables.setdefault(lessons, {})[path] = verdicts
    for students in tables.values():
        _print_table(students)
    return unread


def _print_table(students):
    """A row for each student, and below it what is not right. An exercise that somebody has deleted is "not yet"."""
    asked = dict.fromkeys(exercise for verdicts in students.values() for exercise in verdicts)
    names = [name for _, name in asked]
    widths = [max(len(name), len("not right")) for name in names]
    first = max(map(len, map(str, students)))
    print(f"\n{'':{first}}  " + "  ".join(map(str.ljust, names, widths)))
    for path, verdicts in students.items():
        marks = [MARKS[verdicts[one].passed] if one in verdicts else MARKS[None] for one in asked]
        print(f"{path!s:{first}}  " + "  ".join(map(str.ljust, marks, widths)))
    for path, verdicts in students.items():
        for (_, name), verdict in verdicts.items():
            if verdict.passed is False:
                print(f"{path}, {name}: {_line(verdict.headline)}")


def _line(text):
    """A text as one line without control characters, which could write over the table."""
    return "".join(c if c.isprintable() else " " for c in str(text))


def grade(path, find, seconds=60.0):
    """Judge the exercises of one filled notebook.

    Parameters
    ----------
    path : path
        A notebook whose cells call ``exercises.<lesson>.<exercise>.check(answer)``.
    find : callable
        The exercises of a lesson, by the lesson's name.
    seconds : float
        For which a cell or an answer may run.

    Returns
    -------
    dict of (str, str) to Verdict
        By the lesson's and the exercise's name, in the order of the notebook.
    """
    asked = [(match[1], match[2]) for cell in _cells(path) for match in CHECK.finditer(cell["source"])]
    given = _run(path, seconds)
    verdicts = {}
    for lesson, name in dict.fromkeys(asked):
        with contextlib.suppress(AttributeError):  # a check that the lesson does not have
            verdicts[lesson, name] = _judge(getattr(find(lesson), name), given.get(name))
    return verdicts


def _judge(exercise, record):
    """The verdict on what an answer returned."""
    try:
        return exercise.check(_Given(record))
    except Exception as problem:  # a record that a student's code has written itself
        return Verdict(False, f"what it returned cannot be read: {type(problem).__name__}.")


STOPPED = {"raised": ["Stopped", "it did not come to this case, but ran too long or ended Python"]}


class _Given:
    """In place of a student's function: returns, case by case, what that returned."""

    def __new__(cls, record):
        if record is None:
            return super().__new__(cls)
        if "value" in record:
            return _decode(record["value"])
        return super().__new__(cls)

    def __init__(self, record):
        self.results = iter(record["results"] if record else [{"value": {"kind": "nothing"}}])

    def __call__(self, *_, **__):
        result = next(self.results, STOPPED)
        if "raised" in result:
            kind, words = result["raised"]
            raise NotImplementedError if kind == "NotImplementedError" else type(kind, (Exception,), {})(words)
        return _decode(result["value"])


def _cells(path):
    """The code cells that count: each with its source and its id."""
    cells = json.loads(Path(path).read_text(encoding="utf8"))["cells"]
    for number, cell in enumerate(cells):
        if cell["cell_type"] == "code" and not PASSED_OVER & set(cell["metadata"].get("tags", ())):
            source = cell["source"]
            yield {"source": source if isinstance(source, str) else "".join(source), "id": str(number)}


def _run(path, seconds):
    """What the answers of a notebook returned, by exercise. A process that stops is begun again behind the place."""
    given, skip = {}, set()
    with tempfile.TemporaryDirectory() as folder:
        while True:
            file = Path(folder) / f"{len(skip)}.jsonl"
            file.touch()
            at, ended = _watch(path, file, skip, seconds)
            for line in _read(file).splitlines():
                # The last line of a process that was ended; or what a student's code has written itself.
                with contextlib.suppress(ValueError, TypeError, KeyError):
                    record = json.loads(line)
                    given[record["exercise"]] = record
            if ended or at is None or at in skip:
                return given
            skip.add(at)
            if at.startswith("answer "):
                given.setdefault(at.removeprefix("answer "), {"results": []})


def _watch(path, file, skip, seconds):
    """Run a process until it ends, or stays too long at one place; the place, and whether all was done."""
    command = [sys.executable, "-m", "dnnlib.exercises", str(path), "--answers", str(file), ",".join(skip) or "-"]
    apart = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    apart |= {"start_new_session": True, "env": os.environ | {"OPENBLAS_NUM_THREADS": "1"}}
    process, size, since = subprocess.Popen(command, **apart), 0, time.monotonic()
    while process.poll() is None:
        time.sleep(0.05)
        if file.stat().st_size != size:
            size, since = file.stat().st_size, time.monotonic()
        elif time.monotonic() - since > seconds:
            process.kill()
            process.wait()
    with contextlib.suppress(AttributeError, OSError):  # what the students' code has started itself
        os.killpg(process.pid, signal.SIGKILL)
    places = re.findall(r'"at": "([^"]*)"', _read(file))
    return (places[-1] if places else None), "end" in places


def _read(file):
    return file.read_text(encoding="utf8", errors="replace")


def _answer(path, file, skip, find):
    """In the process of its own: run the cells, try each answer on its cases, write down what it returns."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    names = {"__name__": "__main__"}
    with file.open("a", encoding="utf8") as out:

        def write(**record):
            out.write(json.dumps(record) + "\n")
            out.flush()

        for cell in _cells(path):
            problem = STOPPED
            if cell["id"] not in skip:
                write(at=cell["id"])
                problem = _execute(cell["source"], names)
            for lesson, name, answer in CHECK.findall(cell["source"]):
                if answer in names and f"answer {name}" not in skip:
                    write(at=f"answer {name}")
                    write(exercise=name, **_tried(names[answer], getattr(find(lesson), name, None)))
                elif answer not in names and problem:
                    write(exercise=name, results=[problem])
        write(at="end")


def _execute(source, names):
    """Run a cell but for its checks; what it raises ends the cell alone, and is returned."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            code = ast.parse(source)
            code.body = [line for line in code.body if not CHECK.search(ast.unparse(line))]
            exec(compile(code, "cell", "exec"), names)
    except BaseException as problem:
        return _raised(problem)


def _raised(problem):
    return {"raised": [type(problem).__name__, str(problem)[:300]]}


def _tried(answer, exercise):
    """What an answer returns on each case of an exercise, or the answer itself if it is no function."""
    if not callable(answer):
        return {"value": _encode(answer)}
    results = []
    for case in getattr(exercise, "cases", [()]):
        try:
            with heard() as (printed, _):
                value = answer(*copy.deepcopy(case))
            if value is None and printed.getvalue().strip():
                raise RuntimeError("it prints but returns nothing: write return in place of print")
            results.append({"value": _encode(value)})
        except BaseException as problem:
            results.append(_raised(problem))
    return {"results": results}


def _encode(value):
    """A value as JSON, of the few kinds that an answer may have; another kind by its name alone."""
    if value is None or value is ...:
        return {"kind": "nothing"}
    if isinstance(value, (bool, int, float, str)) and type(value).__module__ == "builtins":
        return {"kind": "plain", "value": value}
    if isinstance(value, (list, tuple)):
        return {"kind": type(value).__name__, "value": [_encode(part) for part in value]}
    if isinstance(value, dict):
        return {"kind": "dict", "value": [[_encode(key), _encode(part)] for key, part in value.items()]}
    if isinstance(value, (np.ndarray, np.generic)) and not np.ma.isMaskedArray(value):
        value = value.real if value.dtype.kind == "c" and not np.any(value.imag) else value
        if value.dtype.kind == "O":
            return _encode(value.tolist())
        if value.dtype.kind in "biuf":
            plain = value.astype(float) if value.dtype.kind == "f" else value
            return {"kind": "array", "type": plain.dtype.str, "value": plain.tolist()}
    elif isinstance(value, Real):  # such as a fraction
        return {"kind": "plain", "value": float(value)}
    return {"kind": "other", "value": type(value).__name__}


def _decode(record):
    """The value again; what is no number, text or row of them is an object that no check takes."""
    kind, value = record["kind"], record.get("value")
    if kind in ("list", "tuple"):
        parts = [_decode(part) for part in value]
        return tuple(parts) if kind == "tuple" else parts
    if kind == "dict":
        return {_decode(key): _decode(part) for key, part in value}
    if kind == "array":
        return np.array(value, dtype=record["type"])[()]
    if kind == "plain":
        return value
    return None if kind == "nothing" else object()
