"""The book: Sphinx with MyST-NB. `site/build.py` lays out its sources, and says by `-D` what else it is to know."""

import re
import tomllib
from pathlib import Path

from docutils import nodes

HERE = Path(__file__).parent
PROJECT = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf8"))["project"]
HOME = PROJECT["urls"]["Repository"]

project = "How deep networks work"
author = PROJECT["authors"][0]["name"]
version = release = PROJECT["version"]
html_title = project
html_theme = "sphinx_book_theme"
html_theme_options = {
    "repository_url": HOME,
    "path_to_docs": "notebooks",
    "use_repository_button": True,
    "use_issues_button": True,
    "home_page_in_toc": True,
    "show_toc_level": 2,
    "launch_buttons": {
        "binderhub_url": "https://mybinder.org",
        "notebook_interface": "jupyterlab",
        "jupyterlite_url": "lite/lab/index.html",
    },
}
html_static_path = [str(HERE / "static")]
html_css_files = ["book.css"]
html_js_files = ["book.js"]
html_copy_source = False

extensions = ["myst_nb"]
myst_enable_extensions = ["dollarmath", "amsmath", "attrs_block"]
myst_heading_anchors = 3
nb_execution_mode = "off"
nb_ipywidgets_js = {}  # the live ones run in frames, with all that they need beside them
exclude_patterns = ["template.ipynb"]
numfig = False

mathjax_path = "mathjax/tex-chtml.js"
mathjax4_config = {
    "loader": {"paths": {"mathjax-newcm": "[mathjax]/newcm"}},
    "output": {"displayOverflow": "scroll", "font": "mathjax-newcm"},
}

TAG = re.compile(r"\\tag\{(\d+\.\d+)\}")
SPOKEN = re.compile(r"\((\d+\.\d+)\)")
NO_TEXT = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.reference, nodes.title)


def mark(app, doctree):
    """Make each numbered formula a target, and fold what is to be folded."""
    page = app.env.docname
    app.env.formulas = getattr(app.env, "formulas", {})
    for formula in doctree.findall(nodes.math_block):
        tags = TAG.findall(formula.astext())
        for tag in tags:
            formula["ids"].append("formula-" + tag.replace(".", "-"))
            app.env.formulas[tag] = page
        if tags:  # else Sphinx puts lines into an environment that allows no tag
            formula["no-wrap"] = True
            formula[:] = [nodes.Text(f"\\[{formula.astext()}\\]")]
    for section in list(doctree.findall(nodes.section)):
        if "fold" in section["classes"] + section[0]["classes"]:
            section.insert(1, nodes.raw("", "<details class='fold'><summary>Open this part</summary>", format="html"))
            section.append(nodes.raw("", "</details>", format="html"))


def link(app, doctree, page):
    """Make links of the numbers of formulas in the text, and in the HTML of hints and outputs."""

    def address(tag):
        there = app.env.formulas[tag]
        return f"{'' if there == page else app.builder.get_relative_uri(page, there)}#formula-{tag.replace('.', '-')}"

    def anchor(found):
        return f'<a href="{address(found[1])}">{found[0]}</a>' if found[1] in app.env.formulas else found[0]

    for raw in doctree.findall(nodes.raw):
        raw[:] = [nodes.Text(SPOKEN.sub(anchor, raw.astext()))]
    for text in list(doctree.findall(nodes.Text)):
        if above(text, NO_TEXT) or not SPOKEN.search(text):
            continue
        new = [nodes.Text(part) for part in SPOKEN.split(text)]
        for place in range(1, len(new), 2):
            tag = new[place].astext()
            new[place] = nodes.Text(f"({tag})")
            if tag in app.env.formulas:
                new[place] = nodes.reference("", f"({tag})", refuri=address(tag), internal=True)
        text.parent.replace(text, new)


def above(node, kinds):
    """Whether one of the nodes above is of one of these kinds."""
    return node.parent is not None and (isinstance(node.parent, kinds) or above(node.parent, kinds))


def setup(app):
    """Tell Sphinx."""
    app.connect("doctree-read", mark)
    app.connect("doctree-resolved", link)
    return {"parallel_read_safe": False, "version": version}
