"""The sheets of `make colours`: what the colour-blind see of the stored pictures."""

import io

import nbformat
import numpy as np
import pytest
from PIL import Image

from dnnlib.live.png import encode_png
from dnnlib.live.words import bundle
from tools.colour_blindness import KINDS, pictures, seen, sheet

GREY = np.array([[[90, 90, 90], [200, 200, 200]]], np.uint8)
REDDISH, GREENISH = np.array([[[200, 60, 60]]], np.uint8), np.array([[[120, 130, 60]]], np.uint8)


@pytest.mark.parametrize("kind", KINDS)
def test_grey_is_seen_by_everybody(kind):
    assert seen(GREY, kind) == pytest.approx(GREY, abs=1)


def test_without_medium_cones_red_comes_close_to_green_and_stays_far_from_it_without_short_ones():
    apart = {kind: np.abs(seen(REDDISH, kind).astype(int) - seen(GREENISH, kind)).max() for kind in KINDS}
    assert apart["deuteranomaly"] < 40 < 70 < apart["tritanomaly"]


def test_a_sheet_holds_the_picture_and_three_others():
    rgba = np.random.default_rng(0).integers(0, 256, (5, 7, 4), dtype=np.uint8)
    rgba[..., 3] = 255
    rgb = rgba[..., :3]
    made = np.asarray(sheet(encode_png(rgba)))
    np.testing.assert_array_equal(made[:5, :7], rgb)
    quarters = [made[:5, 7:], made[5:, :7], made[5:, 7:]]
    for quarter, kind in zip(quarters, KINDS, strict=True):
        np.testing.assert_array_equal(quarter, seen(rgb, kind))


def test_all_stored_pictures_of_a_notebook_are_found(tmp_path):
    png = encode_png(np.zeros((2, 3, 4), np.uint8))
    outputs = [
        nbformat.v4.new_output("display_data", bundle(png, "black")[0]),
        nbformat.v4.new_output("stream", text="no"),
    ]
    cells = [nbformat.v4.new_markdown_cell("words"), nbformat.v4.new_code_cell("1", outputs=outputs)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "book.ipynb")
    (found,) = pictures(tmp_path / "book.ipynb")
    assert Image.open(io.BytesIO(found)).size == (3, 2)
