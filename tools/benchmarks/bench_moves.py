"""What a move of every slider of every explorer costs the kernel, in milliseconds of processor time; no browser.

    python tools/benchmarks/bench_moves.py                                 all of them
    python tools/benchmarks/bench_moves.py vanishing_gradients dead        those whose names contain one of these
    python tools/benchmarks/bench_moves.py --before ../dnn-lessons-0.1.0   beside another copy of the repository

A move is the experiment, the drawing and the encoding, each to a place where the explorer has not been. Every explorer
has a process of its own; with `--before`, the two copies run in turn. Of stepwise explorers and the playground the
first picture is timed. Prints medians, and marks what became dearer by more than 1 ms and a tenth; asserts nothing.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
MOVES = 25  # of each slider, or as many as it has places
SLACK = 1.0, 1.1  # milliseconds, and times: the larger one is allowed


def names():
    """All explorers."""
    from dnnlib import explorers

    return [name for name in dir(explorers) if callable(getattr(explorers, name))]


def places(slider, value, moves):
    """Values of a slider, evenly over its range and in a fixed mixed order, without the present one."""
    if hasattr(slider, "base"):
        low, high, step = slider.min, slider.max, slider.step
    else:
        low, high, step = slider.min, slider.max, getattr(slider, "step", 1)
    number = round((high - low) / step)
    every = [low + step * (i * number // min(number, moves)) for i in range(min(number, moves) + 1)]
    values = [slider.base**place for place in every] if hasattr(slider, "base") else every
    mixed = values[::2] + values[1::2][::-1]
    return [place for place in mixed if abs(place - value) > 1e-9 * abs(value)][:moves]


def measure(name, moves=MOVES):
    """Milliseconds of each slider of one explorer, by the slider's name."""
    from dnnlib import explorers

    explorer, medians = getattr(explorers, name)(), {}
    start = explorer.settings
    for slider, control in explorer.controls.items():
        if not hasattr(control, "min") or not hasattr(control, "readout"):
            continue
        times = []
        for place in places(control, start[slider], moves):
            before = time.process_time()
            control.value = place
            times.append(1000 * (time.process_time() - before))
            explorer.stop()
        if explorer.error.value:
            raise RuntimeError(f"{name}, {slider}: {explorer.error.value}")
        medians[slider] = statistics.median(times[1:] or times)
        explorer.move(**start)
        explorer.stop()
    return medians


def in_process(root, *arguments):
    """Run this script in a process that imports the dnnlib of a copy of the repository."""
    environment = os.environ | {"PYTHONPATH": str(root), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, __file__, *arguments]
    done = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def repeated(root, name, rounds):
    """Medians over processes, slider by slider."""
    runs = [in_process(root, "--one", name) for _ in range(rounds)]
    return {slider: statistics.median(run[slider] for run in runs) for slider in runs[0]}


def report(chosen, before, rounds):
    """The table: with `before`, two columns and marks."""
    print(f"{'explorer: slider, ms of processor time':50} {'before':>8} {'now':>8}")
    for name in chosen:
        try:
            then = repeated(before, name, rounds) if before else {}
        except RuntimeError:
            then = {}  # an explorer that was not there
        for slider, now in repeated(ROOT, name, rounds).items():
            was = then.get(slider)
            mark = "  dearer" if was is not None and now > max(was + SLACK[0], was * SLACK[1]) else ""
            print(f"{f'{name}: {slider}':50} {'' if was is None else f'{was:.1f}':>8} {now:8.1f}{mark}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("explorers", nargs="*", help="parts of explorers' names (all of them)")
    parser.add_argument("--before", type=pathlib.Path, help="another copy of the repository")
    parser.add_argument("--rounds", type=int, default=3, help="processes for each explorer (3)")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one)))
    else:
        chosen = [name for name in names() if not options.explorers or any(part in name for part in options.explorers)]
        report(chosen, options.before and options.before.resolve(), options.rounds)


if __name__ == "__main__":
    main()
