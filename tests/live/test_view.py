"""What an explorer's errors look like in the themes that pages have."""

import pathlib
import re

import pytest
from jupyterlab.commands import get_app_dir

from dnnlib.live.view import problem_line

READABLE = 4.5  # to 1: the contrast that WCAG 2.1 asks for (1.4.3)


def theme(name):
    """The variables of a theme of JupyterLab, and those of its palette."""
    sheets = (pathlib.Path(get_app_dir()) / "themes/@jupyterlab" / f"theme-{name}-extension").rglob("*.css")
    return dict(re.findall(r"(--[\w-]+):\s*([^;}]+)", "".join(sheet.read_text() for sheet in sheets)))


def colour(value, variables):
    """Red, green and blue in [0, 1] of a CSS colour: a hexadecimal number, white, or a variable with a fallback."""
    if found := re.fullmatch(r"var\((--[\w-]+)(?:,\s*(.+))?\)", value):
        name, fallback = found.groups()
        return colour(variables.get(name, fallback), variables)
    digits = {"white": "ffffff"}.get(value, value.removeprefix("#"))
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    return [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]


def contrast(one, other):
    """WCAG 2.1's ratio of two colours, from 1 to 21."""

    def luminance(rgb):
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def error_colour():
    return re.search(r"color: (var\(.+\)|#\w+);", problem_line_of_an_error()).group(1)


def problem_line_of_an_error():
    try:
        raise ValueError("too <large>")
    except ValueError as problem:
        return problem_line(problem)


def test_contrast_is_measured_as_wcag_says():
    assert contrast([0, 0, 0], [1, 1, 1]) == pytest.approx(21)
    assert contrast(colour("#767676", {}), colour("white", {})) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_an_error_is_readable_in_every_theme_of_jupyterlab(name):
    variables = theme(name)
    background = colour(variables["--jp-layout-color0"], variables)
    assert contrast(colour(error_colour(), variables), background) >= READABLE


def test_an_error_is_readable_on_a_white_page_without_a_theme():
    assert contrast(colour(error_colour(), {}), colour("white", {})) >= READABLE
    editor = {"--vscode-errorForeground": "#F48771"}  # VS Code's dark theme
    assert contrast(colour(error_colour(), editor), colour("#1E1E1E", {})) >= READABLE


def test_an_error_says_what_and_where():
    line = problem_line_of_an_error()
    assert "ValueError: too &lt;large&gt; (problem_line_of_an_error, test_view.py:" in line
    assert 'role="alert"' in line
