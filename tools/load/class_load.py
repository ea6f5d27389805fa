"""A class at one computer: kernels of lesson 7, each with a student who drags for 3 seconds out of 10.

    python tools/load/class_load.py                          the table, for 1, 5, 10, 20 and 30 students
    python tools/load/class_load.py --students 1 2           some sizes only
    python tools/load/class_load.py --write docs/class.md    and put the table where the advice is

Every kernel is a process of its own, spoken to over loopback as JupyterLab's page does: one move in flight, 20 moves a
second at most, the newest value next. No browser and no server stand between, whose time comes on top.
"""

import argparse
import contextlib
import os
import pathlib
import platform
import sys
import threading

import numpy as np
import psutil

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tools.load.report import Row, table, write
from tools.load.student import Student

SIZES = (1, 5, 10, 20, 30)
DEEP = 10  # students in the run at depth 50
SPARE = 200  # MiB a student that have to be free before a run begins
LIMIT = 600  # seconds for all kernels of a run to start


def main():
    arguments = _arguments()
    rows = [_run(count, None, arguments) for count in arguments.students]
    if arguments.deep:
        rows.append(_run(arguments.deep, 50, arguments))
    print(table(rows))
    if arguments.write:
        write(arguments.write, rows, _machine())
    return int(any(row.crashes or row.lost for row in rows))


def _run(count, depth, arguments):
    """One size of class: start everybody at once, drag, look at what is left."""
    free = psutil.virtual_memory().available / 2**20
    if free < SPARE * count:
        raise SystemExit(f"{count} students need about {SPARE * count:,} MiB of free memory, and {free:,.0f} are free.")
    print(f"{count} students ...", file=sys.stderr, flush=True)
    rng = np.random.default_rng(count)
    ready = threading.Barrier(count + 1, timeout=LIMIT)
    students = [Student(depth, arguments.seconds, rng.uniform(0, 10), ready) for _ in range(count)]
    try:
        for student in students:
            student.start()
        with contextlib.suppress(threading.BrokenBarrierError):  # somebody's lesson ended early: the row says so
            ready.wait()  # until all have opened the explorer
        psutil.cpu_percent()
        for student in students:
            student.join(arguments.seconds + LIMIT)
        busy = psutil.cpu_percent() / 100 * psutil.cpu_count()
        memory = [student.memory() for student in students]
    finally:
        ready.abort()
        for student in students:
            student.close()
    return Row.of(students, memory, busy)


def _machine():
    processor = next((line.partition(":")[2].strip() for line in _cpuinfo() if line.startswith("model name")), "")
    version = platform.python_version()
    return f"{os.cpu_count()} cores ({processor or platform.machine()}), {platform.system()}, Python {version}"


def _cpuinfo():
    path = pathlib.Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, nargs="+", default=SIZES, choices=range(1, 31), metavar="N")
    parser.add_argument("--deep", type=int, default=DEEP, metavar="N", help="students of the run at depth 50; 0: none")
    parser.add_argument("--seconds", type=float, default=30, help="how long each run drags (at most 120)")
    parser.add_argument("--write", type=pathlib.Path, metavar="FILE", help="put the table between this file's markers")
    arguments = parser.parse_args()
    if not 0 <= arguments.deep <= 30 or not 10 <= arguments.seconds <= 120:
        parser.error("--deep takes 0 to 30, --seconds 10 to 120")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
