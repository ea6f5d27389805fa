"""Open explorers in JupyterLab in a headless Chromium: a screenshot of each, and how high and wide it stands.

python -m tools.look build/looks forward_pass "vanishing_gradients(depth=50)"     some explorers
python -m tools.look build/looks --all --size 1024x700 --dark                     all of them, in a smaller window
python -m tools.look build/looks --tries forward_pass                             with each of its tries shown, too
"""

import argparse
import pathlib
import tempfile

import nbformat

from dnnlib import explorers
from tests.browser.lab import Lab, Page, chromium

DARK = "jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})"
SIZES = {"1280x800": (1280, 800), "1920x1080": (1920, 1080), "1024x700": (1024, 700), "390x844": (390, 844)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("explorers", nargs="*")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--size", choices=SIZES, default="1280x800")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--tries", action="store_true", help="a picture of every try as well")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    named = dir_of_explorers() if options.all else options.explorers
    calls = [name if "(" in name else f"{name}()" for name in named]
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "looks.ipynb"
        cells = ["from dnnlib import explorers", *(f"explorers.{call}" for call in calls)]
        cells = [nbformat.v4.new_code_cell(source) for source in cells]
        kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
        with Lab(pathlib.Path(folder) / "lab", [path]) as lab, chromium() as browser:
            width, height = SIZES[options.size]
            with Page(browser, lab, path.name, width=width, height=height) as page:
                if options.dark:
                    page.page.evaluate(DARK)
                page.run_all(sharp=True)
                for place, call in enumerate(calls):
                    look(page.page, place, call, options)


def look(page, place, call, options):
    """Take the screenshots of one explorer."""
    box = page.locator(".dnnlib-explorer").nth(place)
    box.scroll_into_view_if_needed()
    page.wait_for_timeout(900)  # the picture of twice the resolution
    size = box.bounding_box()
    picture = box.locator("img").first.bounding_box()
    top, bottom = size["y"], picture["y"] + picture["height"]
    print(
        f"{call:40s} {options.size}: {size['width']:.0f} x {size['height']:.0f} px, title to the picture's end "
        f"{bottom - top:.0f}, picture {picture['width']:.0f} x {picture['height']:.0f}",
        flush=True,
    )
    tracks = [track.bounding_box() for track in box.locator(".slider-container:visible").all()]
    left = box.locator("> .widget-box > .widget-box").first.bounding_box()
    widths = [round(track["width"]) for track in tracks if track]
    print(f"    left column {left['width']:.0f} x {left['height']:.0f}, tracks {widths}")
    name = f"{place:02d}_" + call.split("(")[0] + ("_dark" if options.dark else "")
    box.screenshot(path=options.folder / f"{name}_{options.size}.png")
    for number in range(tries(call) if options.tries else 0):
        if number:
            box.get_by_title("The next try").click()
        box.get_by_text("Show me").click()
        page.wait_for_timeout(2500)
        box.screenshot(path=options.folder / f"{name}_{options.size}_try{number + 1}.png")


def tries(call):
    """How many tries an explorer has."""
    return len(getattr(explorers, call.split("(")[0])().tries)


def dir_of_explorers():
    """The names of all explorers."""
    return [name for name in dir(explorers) if name.islower()]


if __name__ == "__main__":
    main()
