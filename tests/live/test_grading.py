"""Filled handouts, graded: right and wrong answers, and those that loop, end Python or change the check."""

import subprocess
import sys
import time

import nbformat
import psutil
import pytest

from dnnlib import exercises
from dnnlib.live import grading

TOPIC = "forward_pass"
RIGHT = {
    "parameter_count": "    return sum(n * (k + 1) for k, n in zip(sizes[:-1], sizes[1:]))",
    "one_layer": "    return W @ a + b",
    "batch_forward": "    return np.tanh(X @ W1.T + b1) @ W2.T + b2",
    "collapse": "    return W2 @ W1, W2 @ b1 + b2",
}
ARGUMENTS = {
    "parameter_count": "sizes",
    "one_layer": "W, b, a",
    "batch_forward": "X, W1, b1, W2, b2",
    "collapse": "W1, b1, W2, b2",
}


def filled(path, before="", **bodies):
    """A handout of lesson 1 as a student hands it in, with these bodies of functions instead of right ones."""
    cells = ["import numpy as np\nfrom dnnlib import exercises, explorers", before]
    for name, body in (RIGHT | bodies).items():
        cells.append(f"def {name}({ARGUMENTS[name]}):\n{body}\n\n\nexercises.{TOPIC}.{name}.check({name})")
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells]), path)
    return path


def marks(path, seconds=5.0):
    verdicts = grading.grade(path, lambda lesson: getattr(exercises, lesson), seconds=seconds)
    return {name: verdict.passed for (_, name), verdict in verdicts.items()}


def test_right_answers_are_right(tmp_path):
    assert marks(filled(tmp_path / "a.ipynb")) == dict.fromkeys(RIGHT, True)


def test_a_stub_is_not_yet_and_a_wrong_answer_not_right(tmp_path):
    path = filled(tmp_path / "a.ipynb", one_layer="    return ...", collapse="    return W1 @ W2, b1")
    assert marks(path) == {"parameter_count": True, "one_layer": None, "batch_forward": True, "collapse": False}


@pytest.mark.parametrize(
    "body",
    [
        "    while True: pass",
        "    import os; os._exit(0)",
        "    import sys; sys.exit()",
        "    raise KeyboardInterrupt",
        "    return 1 / 0",
        "    W[:] = 0; b[:] = 0; a[:] = 0; return W @ a + b",
        "    print(W @ a + b)",
        "    return {'z': object()}",
        "    return one_layer(W, b, a)",
        "    return np.ones((30000, 30000))",
        "    return W @ a +",
        "    raise ValueError('\\x1b[2J')",
    ],
)
def test_whatever_an_answer_does_the_others_are_judged(tmp_path, body):
    path = filled(tmp_path / "a.ipynb", one_layer=body)
    assert marks(path, seconds=2.0) == dict.fromkeys(RIGHT, True) | {"one_layer": False}


@pytest.mark.parametrize(
    "before",
    [
        "type(exercises.forward_pass.one_layer).check = lambda *_: print('Right')",
        "from dnnlib.live import exercise\nexercise.Exercise._judge = lambda *_: None",
        "from dnnlib.live import grading; grading._tried = lambda *_: {'value': {'kind': 'plain', 'value': 1}}",
        "class exercises: pass",
        "while True: pass",
        "import os; os._exit(1)",
        "1 / 0",
        "import sys\nopen(sys.argv[-2], 'a').write('\"exercise\"\\n5\\n{\"exercise\": []}\\n')",
        "import sys\nopen(sys.argv[-2], 'ab').write(b'\\xff\\n')",
    ],
)
def test_a_cell_that_changes_the_check_or_stops_changes_no_verdict(tmp_path, before):
    path = filled(tmp_path / "a.ipynb", before, one_layer="    return W @ a - b")
    assert marks(path, seconds=2.0)["one_layer"] is not True


def test_the_command_prints_a_table_by_student_and_says_what_it_does(tmp_path):
    paths = [filled(tmp_path / "ann.ipynb"), filled(tmp_path / "bo.ipynb", one_layer="    return a")]
    command = [sys.executable, "-m", "dnnlib.exercises", *map(str, paths)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "runs students' code" in printed
    assert "container" in printed
    rows = {line.split()[0]: line for line in printed.splitlines() if line.startswith(str(tmp_path))}
    assert rows[str(paths[0])].split()[1:] == ["right"] * 4
    assert "not right" in next(line for line in printed.splitlines() if line.startswith(str(paths[1])))


def test_what_counts_in_the_lesson_counts_here(tmp_path):
    body = "    from fractions import Fraction\n    return np.array([Fraction(float(x)) for x in W @ a + b])"
    path = filled(tmp_path / "a.ipynb", one_layer=body, batch_forward="    raise NotImplementedError")
    assert marks(path) == dict.fromkeys(RIGHT, True) | {"batch_forward": None}


def test_no_process_that_an_answer_has_started_stays(tmp_path):
    note = tmp_path / "pid"
    body = f"    import subprocess; open({str(note)!r}, 'w').write(str(subprocess.Popen(['sleep', '300']).pid))"
    marks(filled(tmp_path / "a.ipynb", one_layer=body))
    until = time.monotonic() + 5
    while alive(int(note.read_text())) and time.monotonic() < until:
        time.sleep(0.05)
    assert not alive(int(note.read_text()))


def alive(pid):
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_one_bad_file_and_a_deleted_exercise_leave_the_table_of_the_others(tmp_path, capsys):
    paths = [tmp_path / "notes.ipynb", filled(tmp_path / "ann.ipynb"), filled(tmp_path / "bo.ipynb")]
    paths[0].write_text('{"cells": 3}')
    book = nbformat.read(paths[2], as_version=4)
    book.cells = book.cells[:-1]
    nbformat.write(book, paths[2])
    assert grading.main(lambda lesson: getattr(exercises, lesson), list(map(str, paths))) == 2
    printed = capsys.readouterr().out
    assert f"{paths[0]} is no notebook" in printed
    rows = [line.split()[1:] for line in printed.splitlines() if line.startswith((str(paths[1]), str(paths[2])))]
    assert rows == [["right"] * 4, ["right"] * 3 + ["not", "yet"]]


def test_a_file_that_is_no_notebook_is_named(tmp_path, capsys):
    path = tmp_path / "notes.ipynb"
    path.write_text("no json")
    assert grading.main(lambda lesson: getattr(exercises, lesson), [str(path)]) == 2
    assert str(path) in capsys.readouterr().out
