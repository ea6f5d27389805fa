"""The table of a class load test, and the advice that follows from it."""

import os
import sys
from dataclasses import dataclass

import numpy as np

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
SMOOTH = 250  # ms at the 95th percentile up to which a slider still feels as if it moved the picture
HEAD = (
    "| students | depth | latency, ms: median | 95 % below | pictures a second while dragging | opened after, s: median"
    " | last | cores busy | memory a student, MiB: PSS | RSS | crashes | lost updates |"
)


@dataclass(frozen=True)
class Row:
    """What one size of class came to; times in seconds, memory in MiB."""

    students: int
    depth: str
    latency: np.ndarray
    rate: float
    opened: np.ndarray
    busy: float
    memory: np.ndarray
    crashes: int
    lost: int

    @classmethod
    def of(cls, students, memory, busy):
        """Sum up what the students have seen."""
        for student in students:
            if student.problem is not None:
                print(f"a student's lesson ended early: {student.problem!r}", file=sys.stderr)
        latency = np.array([seconds for student in students for seconds in student.latency])
        dragged = sum(student.dragged for student in students)
        return cls(
            students=len(students), depth=students[0].settings.removeprefix("depth=") or "default", latency=latency,
            rate=latency.size / dragged if dragged else 0.0, opened=np.array([s.opened for s in students]), busy=busy,
            memory=np.array(memory), lost=sum(s.lost for s in students),
            crashes=sum(map(_crashed, students, memory)),
        )  # fmt: skip

    @property
    def slowest(self):
        """The latency below which 95 % of the moves stay, ms."""
        return float(np.percentile(self.latency, 95)) * 1000 if self.latency.size else np.inf

    def line(self):
        """One line of the table."""
        pss, rss = np.nanmedian(self.memory, axis=0)
        middle = np.median(self.latency) * 1000 if self.latency.size else np.inf
        return (
            f"| {self.students} | {self.depth} | {middle:.0f} | {self.slowest:.0f} | {self.rate:.1f} "
            f"| {np.median(self.opened):.1f} | {self.opened.max():.1f} | {self.busy:.1f} "
            f"| {pss:.0f} | {rss:.0f} | {self.crashes} | {self.lost} |"
        )


def _crashed(student, memory):
    """Whether a student's lesson ended early, never ended, or has no kernel any more."""
    return student.problem is not None or student.is_alive() or bool(np.isnan(memory[1]))


def table(rows):
    """The rows as a Markdown table."""
    return "\n".join([HEAD, "|" + " ---: |" * (HEAD.count("|") - 1), *(row.line() for row in rows)])


def advice(rows, cores):
    """What the table says about a hub's size."""
    plain = [row for row in rows if row.depth == "default"]
    smooth = [row.students for row in plain if row.slowest <= SMOOTH and not row.crashes and not row.lost]
    if smooth:
        share = f"{max(smooth) / cores:.3g}"
        cpu = f"Up to {max(smooth)} students on {cores} cores, 19 of 20 moves were shown within {SMOOTH} ms:"
        cpu += f" count on a core for every {share} students who are in the lesson at the same time."
    else:
        cpu = f"No size of class stayed within {SMOOTH} ms for 19 of 20 moves: these cores are too few, or were busy."
    used = max(np.nanmedian(row.memory[:, 0]) for row in rows)
    most = max(plain, key=lambda row: row.students)
    room = (
        f"Keep {np.ceil(used * 1.5 / 10) * 10:.0f} MiB of memory for each student's kernel: {used:.0f} were measured,"
    )
    room += " and their own work wants some too. JupyterLab's server needs memory of its own."
    opening = f"When {most.students} students open the lesson in the same moment, the last has it after"
    opening += f" {most.opened.max():.0f} seconds."
    return f"- {cpu}\n- {room}\n- {opening}"


def write(path, rows, machine):
    """Put the table and the advice between a document's markers."""
    text = path.read_text(encoding="utf8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    found = f"Measured on {machine}.\n\n{table(rows)}\n\n{advice(rows, os.cpu_count())}"
    path.write_text(f"{before}{BEGIN}\n{found}\n{END}{after}", encoding="utf8", newline="\n")
