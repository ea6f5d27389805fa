"""Vectors and matrices as lines of text in columns, which stay where they are while the numbers change."""

import numpy as np

from dnnlib.live.numbers import number

__all__ = ["beside", "column", "matrix", "row"]


def matrix(name, values):
    """A matrix under its name, in brackets.

    Parameters
    ----------
    name : str
        At most as wide as the matrix.
    values : ndarray, shape (n, k)

    Returns
    -------
    list of str
        The name and n lines, all of one width.
    """
    cells = [[number(value) for value in line] for line in values]
    width = max(7, *(len(cell) for line in cells for cell in line))
    lines = ["[" + " ".join(cell.rjust(width) for cell in line) + "]" for line in cells]
    total = max(len(name), len(lines[0]))
    return [name.center(total), *(line.center(total) for line in lines)]


def column(name, values):
    """A vector under its name, as a column: shape (n,) gives n lines."""
    return matrix(name, np.reshape(values, (-1, 1)))


def row(name, values):
    """A vector under its name, as one line."""
    return matrix(name, np.reshape(values, (1, -1)))


def beside(*blocks):
    """Set blocks of lines beside each other; a plain string, such as "=", stands at the first line of numbers.

    Parameters
    ----------
    *blocks : list of str or str
        From ``matrix``, ``column``, ``row``, or a sign between them.

    Returns
    -------
    str
        Lines of text, for a font of fixed width.
    """
    blocks = [["", block] if isinstance(block, str) else block for block in blocks]
    height = max(len(block) for block in blocks)
    padded = []
    for block in blocks:
        width = max(map(len, block))
        padded.append([line.ljust(width) for line in block] + [" " * width] * (height - len(block)))
    return "\n".join(" ".join(lines).rstrip() for lines in zip(*padded, strict=True))
