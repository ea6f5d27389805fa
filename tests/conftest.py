"""What all tests share: hypothesis without deadlines (no test asserts a time), in CI the same examples each run."""

import os
import threading
from collections import OrderedDict

import pytest
from hypothesis import Phase, settings

settings.register_profile("developer", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
# A mutant is dead at the first example that fails; the simplest one is of no interest.
settings.register_profile("mutants", deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate])
settings.load_profile("ci" if os.environ.get("CI") else "developer")


class EqualFiles:
    """In the place of the library that deflates: equal data get the very bytes that they got before."""

    MOST = 500  # of some 90 KB each

    def __init__(self, library):
        self.library, self.crc32 = library, library.crc32
        self.known, self.lock = OrderedDict(), threading.Lock()

    def compress(self, data, level):
        key = len(data), level, self.library.crc32(data), self.library.adler32(data)
        with self.lock:
            if key not in self.known:
                self.known[key] = self.library.compress(data, level)
            self.known.move_to_end(key)
            while len(self.known) > self.MOST:
                self.known.popitem(last=False)
            return self.known[key]


@pytest.fixture(autouse=True, scope="session")
def equal_pictures_are_equal_files():
    """Let tests compare pictures by their bytes.

    ISA-L deflates the same rows of pixels to other bytes once in many thousand pictures: two files of 89,400 bytes
    differed in one of them and gave the same rows. What has to be equal is what is seen.
    """
    from dnnlib.live import png

    library = png.deflate
    png.deflate = EqualFiles(library)
    yield
    png.deflate = library
