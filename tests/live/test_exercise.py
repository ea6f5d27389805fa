"""The checks of exercises: what is right, what is wrong, and what is said."""

import re
import sys
import warnings
from fractions import Fraction

import numpy as np
import pytest

from dnnlib.live.exercise import Exercise, Prediction, Verdict, drawing
from dnnlib.live.verdict import badge

double = Exercise("the double", lambda x: 2 * x, cases=[(1.0,), (np.array([1.0, 2.0]),)])
product = Exercise("W a", lambda W, a: W @ a, cases=[(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([5.0, 6.0]))])
both = Exercise(
    "sum and sums",
    lambda A: (A.sum(), A.sum(axis=0)),
    cases=[(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),)],
    results=("the sum", "the sums"),
)
thrice = Exercise("three numbers", lambda x: 3 * x, cases=[(np.array([1.0, 2.0, 4.0]),)])
count = Exercise("the length", len, cases=[([4, 5, 6],)])


def test_right():
    verdict = double.check(lambda x: x + x)
    assert verdict.passed is True
    assert repr(verdict) == "Right: the double, in all 2 cases."


def test_wrong_comes_in_lines_input_yours_expected_and_where():
    verdict = double.check(lambda x: x + 1)
    assert repr(verdict).splitlines() == [
        "Not right: case 2 of 2: the result is different from what is expected.",
        "  input      x = [1, 2]",
        "  yours      [2, 3]",
        "  expected   [2, 4]",
        "  different  1 of 2 entries, the first at [1]: 3, not 4",
    ]


@pytest.mark.parametrize(("off", "yours", "expected"), [(1e-3, "3.003", "3"), (1.2e-4, "3.00036", "3")])
def test_as_many_digits_as_differ(off, yours, expected):
    verdict = Exercise("x", lambda x: x, cases=[(3.0,)]).check(lambda x: x * (1 + off))
    assert dict(verdict.lines)["yours"] == yours
    assert dict(verdict.lines)["expected"] == expected


def test_digits_are_added_until_two_numbers_are_written_differently():
    precise = Exercise("x", lambda x: x, cases=[(1234567.0,)], rtol=0, atol=0)
    lines = dict(precise.check(lambda x: x + 0.25).lines)
    assert (lines["yours"], lines["expected"]) == ("1234567.2", "1234567")


def test_a_wrong_shape_is_named_first_and_the_transpose_is_recognized():
    column = lambda W, a: (W @ a)[:, None]  # noqa: E731
    assert "shape (2, 1), but the shape should be (2,)" in product.check(column).headline
    turned = Exercise("A", lambda A: A, cases=[(np.ones((2, 3)),)])
    assert turned.check(np.transpose).headline.endswith("should be (2, 3); that is the transpose.")


def test_which_of_several_results_is_wrong():
    verdict = both.check(lambda A: (A.sum(), A.mean(axis=0)))
    assert "the sums (the 2nd of 2) is different" in verdict.headline
    assert "the sum (the 1st of 2)" in both.check(lambda A: (0.0, A.sum(axis=0))).headline


@pytest.mark.parametrize("answer", [lambda A: A.sum(), lambda A: (A.sum(),), lambda A: {}, lambda A: iter([1, 2])])
def test_too_few_results_are_named(answer):
    verdict = both.check(answer)
    assert verdict.passed is False
    assert "2 results are expected: the sum, the sums" in verdict.headline


def test_a_factor_is_told():
    assert "every entry is 0.5 times what is expected" in both.check(lambda A: (A.sum(), A.mean(axis=0))).words
    assert "every entry is -1 times" in thrice.check(lambda x: -3 * x).words
    assert "factor" not in thrice.check(lambda x: x + 1).words


# ------------------------------------------------------------------------------------------------ what is a number


@pytest.mark.parametrize(
    "form",
    [list, tuple, np.array, np.float32, lambda x: [np.float64(v) for v in x], lambda x: [Fraction(v) for v in x]],
)
def test_a_right_answer_is_right_in_every_form(form):
    assert thrice.check(lambda x: form(3 * x)).passed is True


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda x: 3 * x + 1e-12j, "imaginary part"),
        (lambda x: np.ma.masked_array(3 * x, mask=[0, 0, 1]), "a masked array"),
        (lambda x: [np.ma.masked, *(3 * x[1:])], "a masked array"),
        (lambda x: "3 6 12", "text, not a number"),
        (lambda x: (3 * x).astype(str), "text, not a number"),
        (lambda x: object(), "of the type object"),
        (lambda x: [None, 6, 12], "of the type NoneType"),
        (lambda x: {3.0, 6.0, 12.0}, "of the type set"),
        (lambda x: [[3.0], [6.0, 12.0]], "parts have different lengths"),
        (lambda x: [3.0, np.nan, 12.0], "different"),
        (lambda x: [3.0, np.inf, 12.0], "different"),
        (lambda x: np.array([]), "shape (0,)"),
    ],
)
def test_rubbish_is_not_right(answer, words):
    verdict = thrice.check(answer)
    assert verdict.passed is False
    assert words in verdict.words


def test_nan_is_right_only_where_it_is_expected():
    gap = Exercise("a gap", lambda x: x, cases=[(np.array([np.nan, 1.0]),)])
    assert gap.check(lambda x: x).passed is True
    assert gap.check(lambda x: [1.0, np.nan]).passed is False
    assert gap.check(lambda x: [np.nan, np.nan]).passed is False


@pytest.mark.parametrize(("given", "passed"), [(3, True), (3.0, True), (np.int8(3), True), (3.0001, False), (4, False)])
def test_whole_numbers_agree_exactly(given, passed):
    assert count.check(lambda sizes: given).passed is passed


# ------------------------------------------------------------------------------------------------ what an answer does


def test_an_exception_names_the_learners_own_line_and_the_shapes_in_it():
    def answer(W, a):
        turned = W[:1].T
        return turned @ a

    lines = dict(product.check(answer).lines)
    first = answer.__code__.co_firstlineno
    assert lines["your line"] == f"{first + 2}: return turned @ a"
    assert lines["shapes"] == "turned (2, 1), a (2,)"


def test_the_line_is_the_learners_even_if_a_library_raises():
    def helper(x):
        return np.linalg.inv(x)

    def answer(W, a):
        return helper(a)

    verdict = product.check(answer)
    assert "LinAlgError" in verdict.headline
    assert dict(verdict.lines)["your line"].endswith(": return np.linalg.inv(x)")


def ends_python():
    sys.exit()


def calls_itself(*arguments):
    return calls_itself(*arguments)


class Hostile:
    """An object of which every question raises."""

    def __getattr__(self, name):
        raise RuntimeError(name)

    def __len__(self):
        return 1 / 0

    def __call__(self, *arguments):
        return self


class UnspeakableError(Exception):
    def __str__(self):
        raise ValueError


def unspeakable(*arguments):
    raise UnspeakableError


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda x: x.nonsense, "AttributeError"),
        (lambda x: ends_python(), "SystemExit: the function ends Python"),
        (calls_itself, "RecursionError: a function calls itself again and again"),
        (lambda: 1, "TypeError"),
        (lambda x, y: 1, "TypeError"),
        (unspeakable, "UnspeakableError"),
        (lambda x: sys.stdout.close() or 4 * x, "different"),
        (np.linalg.inv, "LinAlgError"),
        (type, "of the type type"),
    ],
)
def test_check_never_raises(answer, words):
    verdict = thrice.check(answer)
    assert verdict.passed is False
    assert words in verdict.headline
    assert verdict._repr_html_()


def test_an_object_that_fails_at_every_question_is_told_too():
    assert "RuntimeError" in thrice.check(Hostile()).headline
    assert thrice.check(lambda x: Hostile()).passed is False
    assert both.check(lambda x: Hostile()).passed is False
    assert both.check(lambda x: (Hostile(), Hostile())).passed is False


def test_an_interrupt_passes():
    def answer(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        thrice.check(answer)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda W, a: W @ a[:1], "in a product A @ B the inner sizes must be equal, but they are 2 and 1"),
        (lambda W, a: W @ 3, "the product @ takes arrays on both sides, but one side is a single number"),
        (lambda W, a: W[:, :1] + np.ones((3, 3)), "arrays of the shapes (2,1) and (3,3) do not fit together"),
        (lambda W, a: np.dot(W, a[:1]), "the shapes (2,2) and (1,) do not fit in a product"),
        (lambda W, a: np.tanh("a"), "tanh takes numbers, but was given something else"),
        (lambda W, a: np.array([1, 2]).__iadd__(a), "an array of type int64 cannot hold the result of add in place"),
        (lambda W, a: max(W, a), "a single yes or no is needed here"),
        (lambda W, a: float(a), "one number is needed here, but this is an array of several"),
        (lambda W, a: np.linalg.solve(W, np.ones((3, 1))), "the shapes do not fit in solve"),
    ],
)
def test_the_inner_texts_of_numpy_are_said_in_a_sentence(answer, words):
    headline = product.check(answer).headline
    assert words in headline
    assert not re.search("gufunc|signature|ufunc|dtype|casting", headline)


@pytest.mark.parametrize("stub", [lambda x: ..., lambda x: None, lambda x: (x, ...), 3.0])
def test_not_yet(stub):
    assert double.check(stub).passed is None


def test_not_implemented_is_not_yet():
    def stub(x):
        raise NotImplementedError

    assert double.check(stub).passed is None


def test_print_in_place_of_return_is_told(capsys):
    verdict = double.check(lambda x: print(2 * x))
    assert verdict.passed is False
    assert "prints but returns nothing: write return in place of print" in verdict.headline
    assert dict(verdict.lines)["printed"] == "2.0"
    assert capsys.readouterr().out == ""


def test_what_a_wrong_answer_printed_is_shown():
    assert dict(double.check(lambda x: print("here") or 0.0).lines)["printed"] == "here"
    assert double.check(lambda x: print("here") or 2 * x).passed is True


@pytest.mark.parametrize("state", ["ignore", "warn", "raise"])
def test_an_overflow_is_mentioned_and_no_warning_gets_out(state):
    large = Exercise("1", lambda x: 1.0, cases=[(np.float64(1000.0),)])
    with np.errstate(all=state), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        verdict = large.check(lambda x: 1 / (1 + 1 / np.exp(x)))
        assert np.geterr()["over"] == state
    assert not warned
    assert repr(verdict) == "Right: 1, in all 1 cases.\n  warning  overflow encountered in exp"


def test_no_answer_can_change_a_case_or_what_is_right():
    lists = Exercise("the sum", sum, cases=[([1, 2, 3],), ([4, 5],)])
    assert [lists.check(lambda sizes: sizes.pop() + sum(sizes)).passed for _ in range(3)] == [True] * 3
    seen = []

    def keeps(x):
        for former in seen:
            former[...] = 0
        seen.append(x)
        x *= 3
        return x

    assert [thrice.check(keeps).passed for _ in range(3)] == [True] * 3
    assert thrice.cases[0][0].tolist() == [1.0, 2.0, 4.0]
    assert thrice.check(lambda x: np.array([])).passed is False


def test_texts_do_not_depend_on_print_options():
    plain = repr(thrice.check(lambda x: x / 7))
    with np.printoptions(precision=2, sign="+", formatter={"all": lambda value: "?"}):
        assert repr(thrice.check(lambda x: x / 7)) == plain


def test_a_large_array_is_told_by_its_shape_and_its_first_wrong_entry():
    large = Exercise("A", lambda A: A, cases=[(np.ones((40, 30)),)])

    def one_off(A):
        A[3, 4] = 2
        return A

    lines = dict(large.check(one_off).lines)
    assert lines["yours"] == "an array of shape (40, 30)"
    assert lines["different"] == "1 of 1200 entries, the first at [3, 4]: 2, not 1"


# ------------------------------------------------------------------------------------------------ how it looks


def contrast(one, other):
    """The contrast of two colours after WCAG 2."""

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return np.dot([0.2126, 0.7152, 0.0722], linear)

    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("passed", "mark"), [(True, "✓"), (False, "✗"), (None, "…")])
def test_a_verdict_has_a_mark_in_a_colour_that_is_not_needed(passed, mark):
    assert mark in badge(passed)
    ground = re.search("background: (#......)", badge(passed))[1]
    ink = re.search("; color: (#......)", badge(passed))[1]
    assert contrast(ground, ink) >= 4.5


def test_the_page_says_what_the_text_says_and_escapes_it():
    verdict = Verdict(False, "a < b", (("yours", "<script>"), ("expected", "1\n2")))
    page = verdict._repr_html_()
    assert "a &lt; b" in page
    assert "&lt;script&gt;" in page
    assert "word-break: normal" in page  # JupyterLab breaks preformatted text inside words and numbers
    assert repr(verdict) == "Not right: a < b\n  yours     <script>\n  expected  1\n            2"


def test_drawn_numbers_are_never_the_same_twice():
    numbers = drawing(seed=0)
    drawn = [numbers(3, 3) for _ in range(20)]
    assert all(not np.array_equal(drawn[i], drawn[j]) for i in range(20) for j in range(i))
    assert np.array_equal(np.round(drawn[0], 2), drawn[0])
    assert np.array_equal(drawing(seed=0)(3, 3), drawn[0])


def test_the_names_of_the_face_are_these():
    from dnnlib import exercises

    assert exercises.Exercise is Exercise
    assert exercises.Prediction is Prediction
    assert exercises.Verdict is Verdict
    assert callable(exercises.forward_pass.one_layer.check)
