"""From a key on a slider to the painted picture, in a real browser; and what the kernel needs in memory.

    python tools/benchmarks/bench_slider.py                                  forward_pass, slider depth
    python tools/benchmarks/bench_slider.py vanishing_gradients:depth ...    others: explorer:slider
    python tools/benchmarks/bench_slider.py "vanishing_gradients(depth=50):init_scale"     with other settings
    python tools/benchmarks/bench_slider.py --moves 100 demo:depth           `demo`: that of tests/live
    python tools/benchmarks/bench_slider.py --jump "vanishing_gradients(depth=50):init_scale"      five steps at a time

One session, side by side, in turn: a bare echo (a slider that changes a tiny image), the explorers, and `interact` with
an inline Matplotlib figure of the same content. Every move goes to a new place, as it were: what experiments keep for
single places of the slider is forgotten after it. Prints medians, 95th percentiles and ratios; asserts nothing.
"""

import argparse
import pathlib
import statistics
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import write_notebook  # noqa: E402
from tests.browser.lab import Lab, Page, chromium  # noqa: E402

STEP, JUMP = ("ArrowUp", "ArrowDown"), ("PageUp", "PageDown")
ECHO = """
import ipywidgets, numpy as np
from dnnlib.live.png import encode_png
slider, image = ipywidgets.IntSlider(0, 0, 50), ipywidgets.Image(width=16)
def echo(change):
    image.value = encode_png(np.full((16, 16, 4), change["new"], np.uint8))
slider.observe(echo, "value")
echo({"new": 0})
box = ipywidgets.VBox([slider, image])
box.add_class("bench-echo").add_class("bench-0")
slider.add_class("bench-slider-0")
box
"""
OURS = """
explorer_{place} = {make}
explorer_{place}.add_class("bench-{place}")
explorer_{place}.controls["{control}"].add_class("bench-slider-{place}")
{forget}
explorer_{place}
"""
# After a move the experiments forget what they keep for this slider's places, so the next is a place that nobody has
# been to. Which caches these are, two new places tell: they are the ones that missed. Others hold what no move changes.
FORGET = """
import sys
def caches_{place}():
    for name, module in list(sys.modules.items()):
        if name == "dnnlib.mean_field" or name.startswith("dnnlib.lessons.") and ".experiment" in name:
            yield from (value for value in vars(module).values() if hasattr(value, "cache_clear"))
before_{place} = {{cache: cache.cache_info().misses for cache in caches_{place}()}}
slider_{place} = explorer_{place}.controls["{control}"]
is_log = isinstance(slider_{place}, ipywidgets.FloatLogSlider)  # its ends are exponents
for end in (slider_{place}.min, slider_{place}.max):
    slider_{place}.value = slider_{place}.base**end if is_log else end
missed_{place} = [c for c, misses in before_{place}.items() if c.cache_info().misses >= misses + 2]
explorer_{place}.reset()
slider_{place}.observe(lambda _: [cache.cache_clear() for cache in missed_{place}], "value")
"""
# A new figure of the same size and artists for every move, drawn by pyplot: what a notebook does without dnnlib.
INTERACT = """
%matplotlib inline
import matplotlib.figure, matplotlib.pyplot as plt
model_{place} = {make}
class Inline_{place}(type(model_{place}.figure)):
    draw = matplotlib.figure.Figure.draw  # drawn, encoded and shown by Matplotlib, not by what explorers do instead
    _ipython_display_ = _repr_mimebundle_ = None
def draw_{place}({control}, model=model_{place}):
    result = next(model._results(**model.settings | {{"{control}": {control}}}))
    plt.figure(FigureClass=lambda **_: Inline_{place}()).set_result(result)
    plt.show()
control = model_{place}.controls["{control}"]
same_slider = type(control)(**{{name: getattr(control, name) for name in ("value", "min", "max", "step")}})
widget_{place} = ipywidgets.interactive(draw_{place}, {control}=same_slider, model=ipywidgets.fixed(model_{place}))
widget_{place}.add_class("bench-{place}")
widget_{place}.children[0].add_class("bench-slider-{place}")
widget_{place}
"""


def make(name):
    """The expression that makes an explorer, whose name may come with settings."""
    call = name if "(" in name else f"{name}()"
    return call if name == "demo" else f"explorers.{call}"


def cells(targets):
    """The notebook: the echo, then each explorer and its counterpart with `interact`."""
    yield ECHO
    yield "from dnnlib.explorers import *\nfrom dnnlib import explorers\nfrom tests.live.demo_explorer import demo"
    for number, (name, control) in enumerate(targets):
        made = make(name)
        place = 1 + 2 * number
        forget = FORGET.format(place=place, control=control)
        yield OURS.format(place=place, make=made, control=control, forget=forget)
        yield INTERACT.format(place=2 + 2 * number, make=made, control=control)


def measure(page, place, moves, keys):
    """Milliseconds from key to paint for each of some moves, by one key and the other in turn."""
    handle = page.page.locator(f".bench-slider-{place} .noUi-handle").first
    handle.scroll_into_view_if_needed()
    handle.focus()
    return [one_move(page, place, keys[move % 2]) for move in range(moves)]


def one_move(page, place, key):
    page.page.evaluate("selector => dnn.quiet(selector)", f".bench-{place}")  # so that no move waits for another
    page.page.evaluate("selector => { dnn.time(selector); }", f".bench-{place}")
    page.page.keyboard.press(key)
    return page.page.evaluate("dnn.timing")


def session(browser, folder, targets, moves, keys=STEP, rounds=4):
    """Times by place, measured in turn in one session."""
    write_notebook(folder / "bench.ipynb", "Benchmark", [cell.strip() for cell in cells(targets)])
    places = range(1 + 2 * len(targets))
    times = {place: [] for place in places}
    server = Lab(folder / "server", [folder / "bench.ipynb"])
    with server as lab, Page(browser, lab, "bench.ipynb", guarded=False) as page:
        page.run_all()
        if page.errors():
            raise RuntimeError("\n".join(page.errors()))
        page.page.wait_for_timeout(2000)
        for place in places:
            measure(page, place, 4, keys)  # warm up
        for _ in range(rounds):
            for place in places:
                times[place] += measure(page, place, max(1, moves // rounds), keys)
    return times


def memory(browser, folder, name, control):
    """The kernel's resident MiB after 100 and after 1,100 moves, alone on a page; widgets; draws."""
    folder.mkdir()
    source = "from tests.live.demo_explorer import demo" if name == "demo" else "from dnnlib import explorers"
    made = make(name)
    write_notebook(folder / "memory.ipynb", "Memory", [source, made])
    with Lab(folder / "server", [folder / "memory.ipynb"]) as lab, Page(browser, lab, "memory.ipynb") as page:
        page.run_all()
        with lab.kernel("memory.ipynb") as kernel:
            mark = kernel.ask("explorers()")[0]["mark"]
            seen = [kernel.ask("resident()")]
            for times in (100, 1000):
                widgets = kernel.ask(f"move({mark!r}, {control!r}, {times})", timeout=600)
                seen.append(kernel.ask("resident()"))
            return *seen, widgets, kernel.ask(f"draws({mark!r})")


def report(times, targets):
    """The table."""
    names = ["bare echo"]
    for name, control in targets:
        names += [f"{name} ({control})", "  as interact, inline figure"]
    print(f"{'slider to painted picture, ms':40} {'median':>8} {'p95':>8}")
    for name, values in zip(names, times.values(), strict=True):
        print(f"{name:40} {statistics.median(values):8.1f} {statistics.quantiles(values, n=20)[-1]:8.1f}")
    medians = [statistics.median(values) for values in times.values()]
    for number, (name, _) in enumerate(targets):
        ours, theirs = medians[1 + 2 * number : 3 + 2 * number]
        print(
            f"{name}: {ours / medians[0]:.2f} x echo (wanted: at most 1.4), interact {theirs / ours:.1f} x (at least 6)"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", default=["forward_pass:depth"], metavar="explorer:slider")
    parser.add_argument("--moves", type=int, default=60, help="moves of each slider (60)")
    parser.add_argument("--jump", action="store_true", help="move by five steps at a time")
    parser.add_argument("--no-memory", action="store_true", help="leave the memory out")
    options = parser.parse_args()
    targets = [target.rsplit(":", 1) for target in options.targets]
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = pathlib.Path(name)
        report(session(browser, folder, targets, options.moves, JUMP if options.jump else STEP), targets)
        for explorer, control in targets if not options.no_memory else []:
            place = folder / f"memory-{explorer.partition('(')[0]}-{control}"
            start, some, many, widgets, draws = memory(browser, place, explorer, control)
            print(
                f"{explorer}: kernel at {start:.0f} MiB, {some:.0f} after 100 moves, {many:.0f} after 1,100 "
                f"(wanted: under 130 and flat); {widgets} widgets; background drawn {draws} times"
            )


if __name__ == "__main__":
    main()
