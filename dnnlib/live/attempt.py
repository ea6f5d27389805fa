"""Run a learner's function: what it prints, warns of and raises is caught, and told in words."""

import contextlib
import inspect
import io
import linecache
import re
import warnings

import numpy as np

__all__ = ["heard", "own_line", "plain"]

# What NumPy says, as a pattern, and the same in a sentence.
_PLAIN = [
    (
        r"matmul: Input operand \d does not have enough dimensions.*",
        "the product @ takes arrays on both sides, but one side is a single number",
    ),
    (
        r"matmul: .*\(size (\d+) is different from (\d+)\)",
        r"in a product A @ B the inner sizes must be equal, but they are \2 and \1",
    ),
    (
        r"(\w+): .*gufunc signature.*\(size (\d+) is different from (\d+)\)",
        r"the shapes do not fit in \1: sizes that must be equal are \3 and \2",
    ),
    (r"(\w+): Input operand .*", r"the shapes do not fit in \1: an array has too few axes"),
    (r"ufunc '(\w+)' .*", r"\1 takes numbers, but was given something else"),
    (
        r"Cannot cast ufunc '(\w+)' output from dtype\('(\w+)'\) to dtype\('(\w+)'\).*",
        r"an array of type \3 cannot hold the result of \1 in place, which is of type \2",
    ),
    (r"only .* can be converted to Python scalars", "one number is needed here, but this is an array of several"),
    (
        r"The truth value of an array .*",
        "a single yes or no is needed here (as in if, and, or, min, max), but this is an array of several",
    ),
    (r"setting an array element with a sequence.*", "one number is needed in each place, but this is a list"),
    (
        r"operands could not be broadcast together with shapes (\(.*?\)) (\(.*?\)).*",
        r"arrays of the shapes \1 and \2 do not fit together entry by entry",
    ),
    (r"shapes (\(.*?\)) and (\(.*?\)) not aligned.*", r"the shapes \1 and \2 do not fit in a product"),
]


@contextlib.contextmanager
def heard():
    """Catch what is printed and warned inside, under NumPy's own error state whatever the session has set.

    Yields
    ------
    printed : io.StringIO
    warned : list of warnings.WarningMessage
    """
    printed = io.StringIO()
    state = np.errstate(divide="warn", over="warn", invalid="warn", under="ignore")
    with warnings.catch_warnings(record=True) as warned, contextlib.redirect_stdout(printed), state:
        warnings.simplefilter("always")
        yield printed, warned


def plain(problem):
    """An exception in a sentence, without the inner texts of NumPy."""
    if isinstance(problem, RecursionError):
        return "RecursionError: a function calls itself again and again"
    if isinstance(problem, (SystemExit, GeneratorExit)):
        return f"{type(problem).__name__}: the function ends Python instead of returning a result"
    try:
        words = " ".join(str(problem).split())
    except Exception:
        words = ""
    for pattern, sentence in _PLAIN:
        if re.fullmatch(pattern, words):
            words = re.sub(pattern, sentence, words)
            break
    words = words if len(words) <= 300 else words[:300] + " ..."
    return f"{type(problem).__name__}: {words}" if words else type(problem).__name__


def own_line(problem, answer):
    """Where the learner's own code raised, as lines of a verdict: the line, and the shapes of the arrays in it."""
    try:
        return _own_line(problem, answer)
    except Exception:  # an object in place of a function may do anything when it is asked
        return ()


def _own_line(problem, answer):
    scope = getattr(inspect.unwrap(answer), "__globals__", None)
    own = [place for place in _places(problem.__traceback__) if place.tb_frame.f_globals is scope]
    if not own:
        return ()
    frame, number = own[-1].tb_frame, own[-1].tb_lineno
    text = linecache.getline(frame.f_code.co_filename, number, frame.f_globals).strip()
    if not text:
        return ()
    names = dict.fromkeys(re.findall(r"[A-Za-z_]\w*", text))
    arrays = {name: frame.f_locals[name] for name in names if isinstance(frame.f_locals.get(name), np.ndarray)}
    shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
    line = ("your line", f"{number}: {text[:120]}")
    return (line, ("shapes", shapes)) if shapes else (line,)


def _places(traceback):
    """The places of a traceback, from the outermost to where it was raised."""
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next
