"""Show every stored picture as people with the three forms of dichromacy see it.

    python -m tools.colour_blindness [notebooks/07_vanishing_gradients.ipynb ...]

Writes one sheet for each picture into build/colours: as it is, then without the long, the medium and the short cones.
They are there to be looked at: is every line, area and mark still told apart, by colour or by shape?
"""

import base64
import io
import sys
from pathlib import Path

import nbformat
import numpy as np
from colorspacious import cspace_convert
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "colours"
KINDS = ("protanomaly", "deuteranomaly", "tritanomaly")  # at severity 100: none of these cones


def seen(rgb, kind):
    """A picture, uint8 of shape (h, w, 3), as it is seen (Machado, Oliveira & Fernandes 2009)."""
    colours, where = np.unique(rgb.reshape(-1, 3), axis=0, return_inverse=True)
    space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
    changed = np.clip(cspace_convert(colours / 255, space, "sRGB1"), 0, 1)
    return np.rint(255 * changed).astype(np.uint8)[where.ravel()].reshape(rgb.shape)


def sheet(png):
    """The picture and its three versions, two by two."""
    with Image.open(io.BytesIO(png)) as image:
        rgb = np.asarray(image.convert("RGB"))
    one, two, three = (seen(rgb, kind) for kind in KINDS)
    return Image.fromarray(np.vstack([np.hstack([rgb, one]), np.hstack([two, three])]))


def pictures(path):
    """The stored pictures of a notebook."""
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                yield base64.b64decode(output["data"]["image/png"])


def main():
    paths = [Path(name) for name in sys.argv[1:]] or sorted((ROOT / "notebooks").glob("*.ipynb"))
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in paths:
        for number, png in enumerate(pictures(path), 1):
            sheet(png).save(FOLDER / f"{path.stem}_{number:02d}.png")
    print(f"{len(list(FOLDER.glob('*.png')))} sheets in {FOLDER}")


if __name__ == "__main__":
    main()
