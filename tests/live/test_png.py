"""PNG files are read back by another library, pixel by pixel."""

import io
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from isal import isal_zlib
from PIL import Image

from dnnlib.live import png
from dnnlib.live.png import encode_png


def chunks(file):
    """Kind and data of every part of a PNG file."""
    place = len(b"\x89PNG\r\n\x1a\n")
    while place < len(file):
        size = int.from_bytes(file[place : place + 4], "big")
        yield file[place + 4 : place + 8], file[place + 8 : place + 8 + size]
        place += 12 + size


@pytest.mark.parametrize("deflate", [zlib, isal_zlib])
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 99))
def test_pillow_reads_the_same_pixels(deflate, height, width, seed):
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 4), dtype=np.uint8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(png, "deflate", deflate)
        file = encode_png(pixels)
    with Image.open(io.BytesIO(file)) as image:
        assert image.mode == "RGBA"
        rows = b"".join(data for kind, data in chunks(file) if kind == b"IDAT")
        assert len(zlib.decompress(rows)) == height * (1 + width * 4)
        np.testing.assert_array_equal(np.asarray(image), pixels)


def test_a_view_that_is_not_contiguous():
    pixels = np.arange(6 * 8 * 5, dtype=np.uint8).reshape(6, 8, 5)[::-1, ::2, 1:]
    with Image.open(io.BytesIO(encode_png(pixels))) as image:
        np.testing.assert_array_equal(np.asarray(image), pixels)


def test_flat_areas_cost_next_to_nothing():
    assert len(encode_png(np.full((460, 1100, 4), 255, np.uint8))) < 20_000


@pytest.mark.parametrize(
    "wrong",
    [np.zeros((2, 2, 4)), np.zeros((2, 2), np.uint8), np.zeros((2, 2, 3), np.uint8), np.zeros((0, 2, 4), np.uint8)],
)
def test_bad_input(wrong):
    with pytest.raises(ValueError, match=r"rgba must be a uint8 array .* got \w+ of shape"):
        encode_png(wrong)
