"""Make digits.npz from scikit-learn's copy of the UCI digits (run once; needs scikit-learn)."""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

if __name__ == "__main__":
    digits = load_digits()
    np.savez_compressed(
        Path(__file__).with_name("digits.npz"),
        images=digits.data.astype(np.uint8),
        labels=digits.target.astype(np.uint8),
    )
