r"""Every formula of the lessons against independent means, and the lessons' `\tag{...}`s against the register."""

import collections
import json
import re

import numpy as np
import pytest

from tests.formulas.registry import FORMULAS, HERE, Sides, formula, load

NOTEBOOKS = sorted((HERE.parents[1] / "notebooks").glob("*.ipynb"))
load()


@pytest.mark.parametrize("entry", FORMULAS, ids=lambda entry: entry.tag)
def test_both_sides_agree_and_every_slip_shows(entry):
    assert entry.faults() == []


def tags_of(path):
    """The tags of a notebook's Markdown, in order."""
    cells = json.loads(path.read_text(encoding="utf8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return re.findall(r"\\tag\*?\{([^}]*)\}", text)


def test_every_tag_has_one_check_and_every_check_one_tag():
    taught = collections.Counter(tag for path in NOTEBOOKS for tag in tags_of(path))
    checked = collections.Counter(entry.tag for entry in FORMULAS)
    differences = {
        "taught without a check": sorted(taught.keys() - checked.keys()),
        "checked but not taught": sorted(checked.keys() - taught.keys()),
        "taught twice": sorted(tag for tag, times in taught.items() if times > 1),
        "checked twice": sorted(tag for tag, times in checked.items() if times > 1),
    }
    assert {what: tags for what, tags in differences.items() if tags} == {}


def test_a_check_stands_in_the_file_of_its_lesson():
    homes = {entry.tag: entry.check.__module__.rpartition(".")[2] for entry in FORMULAS}
    assert homes == {tag: f"lesson_{int(tag.split('.')[0]):02d}" for tag in homes}


# ------------------------------------------------------------------------------- the register itself must have teeth


def faults(left, right, broken, **tolerances):
    register = []
    formula("0.1", register=register, **tolerances)(lambda rng: Sides(left, right, broken))
    return register[0].faults()


def test_agreement_with_visible_slips_passes():
    slips = {"sign": -np.ones(3), "shape": np.ones((3, 1)), "nan": np.full(3, np.nan)}
    assert faults(np.ones(3), [1, 1, 1], slips) == []


@pytest.mark.parametrize("left", [[1, 1 + 1e-9], [1, np.nan], [1.0], [[1, 1]], ([1], [1])], ids=str)
def test_a_difference_of_the_sides_is_found(left):
    assert "sides differ" in faults(left, [1, 1], {"sign": [-1, -1]})[0]


def test_a_slip_within_ten_tolerances_is_found():
    assert "blind to the slip 'half'" in faults([1.0], [1.0], {"sign": [-1.0], "half": [1 + 5e-12]})[0]
    assert faults([1.0], [1.0], {"half": [1 + 5e-11]}) == []


def test_tolerances_are_entry_by_entry():
    assert faults([1e6, 1e-6 + 1e-12], [1e6, 1e-6], {"x": [0, 0]})
    assert not faults([1e6, 1e-6 + 1e-12], [1e6, 1e-6], {"x": [0, 0]}, atol=1e-11)
    assert faults([1.0, 1e-300], [1.0, 0.0], {"x": [0, 0]})


def test_several_arrays_of_different_shapes_are_one_side():
    right = (np.eye(2), np.ones(3))
    assert faults(right, right, {"second": (np.eye(2), 2 * np.ones(3))}) == []
    assert faults(right, right, {"neither": right})


@pytest.mark.parametrize("right", [[], [0.0, 0.0], [np.inf], [np.nan]], ids=str)
def test_a_right_side_that_says_nothing_is_found(right):
    assert "right side" in faults(right, right, {"x": [1.0]})[0]


@pytest.mark.parametrize("broken", [{}, None, [1.0]], ids=str)
def test_no_check_without_a_slip(broken):
    with pytest.raises(ValueError, match="broken"):
        Sides(1.0, 1.0, broken)


@pytest.mark.parametrize("tag", ["1", "1.", "one", "1.2.3", "(1.2)"])
def test_a_tag_is_lesson_dot_number(tag):
    with pytest.raises(ValueError, match="tag="):
        formula(tag)


def test_no_check_without_a_tolerance():
    with pytest.raises(ValueError, match="rtol"):
        formula("1.1", rtol=0)


def test_the_numbers_are_the_same_in_every_run():
    register = []
    formula("1.1", register=register)(lambda rng: Sides(rng.normal(size=3), 0, {"x": 1}))
    assert np.array_equal(register[0].sides().left, register[0].sides().left)
