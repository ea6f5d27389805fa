"""Draw docs/forward_pass.png, the README's picture: the explorer of lesson 1 as JupyterLab shows it.

python -m tools.draw_readme_picture
"""

import tempfile
from pathlib import Path

import nbformat

from tests.browser.lab import Lab, Page, chromium

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "forward_pass.png"
CODE = "from dnnlib import explorers\nexplorers.forward_pass(depth=5, width=6, init_scale=2.0)"


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.ipynb"
        kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
        cells = [nbformat.v4.new_code_cell(CODE)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
        with Lab(Path(folder) / "lab", [path]) as lab, chromium() as browser, Page(browser, lab, path.name) as page:
            page.run_all(sharp=True)
            page.page.locator(".jp-OutputArea-output .widget-vbox").first.screenshot(path=PICTURE)
    print(PICTURE)


if __name__ == "__main__":
    main()
