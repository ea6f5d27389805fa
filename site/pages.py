"""The pages of the book, made of notebooks by the tags of their cells."""

import ast
import os
import re
from urllib.parse import urlencode

FOLDS = {"deeper", "solution"}  # parts that are folded, heading by heading
WIDGET = "application/vnd.jupyter.widget-view+json"
FRAME = """<details class="live"><summary>Move it, here in the page</summary>
<p>Python starts in this page, which takes a while the first time; then drag a slider.</p>
<iframe loading="lazy" title="{title}" src="lite/repl/index.html?{query}"></iframe></details>"""


def tags(cell):
    """The tags of a cell."""
    return set(cell.metadata.get("tags", ()))


def page(notebook):
    """Change a notebook into a page: nothing of widgets, pictures with their words, explorers that open, folds."""
    folded = False
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            if cell.source.startswith("## "):
                folded = bool(tags(cell) & FOLDS)
            if folded and cell.source.startswith("## "):
                cell.source = "{.fold}\n" + cell.source
            continue
        if "solution" in tags(cell) and not folded:
            cell.metadata.tags = [*cell.metadata.tags, "hide-cell"]
        cell.outputs = [output for output in cell.outputs if WIDGET not in output.get("data", {})]
        for output in cell.outputs:
            if "$" in (text := output.get("data", {}).get("text/html", "")):
                output.data["text/html"] = mathematics(text)
            if words := output.get("metadata", {}).get("image/png", {}).get("alt"):
                cell.metadata.mystnb = {"image": {"alt": words}}
        if "explorer" in tags(cell):
            code = "\n".join([*imports(notebook.cells[:place], cell.source), cell.source])
            query = urlencode(
                {"kernel": "python", "hideCodeInput": 1, "showBanner": 0, "promptCellPosition": "bottom", "code": code}
            )
            html = FRAME.format(title=cell.source.split("(")[0], query=query.replace("&", "&amp;"))
            output = {"output_type": "display_data", "data": {"text/html": html}, "metadata": {}}
            cell.outputs.append(type(cell)(output))
    return notebook


def mathematics(text):
    """HTML whose formulas between dollars MathJax finds: it reads nothing of a page but what is marked."""
    marked = re.sub(r"\$([^$]+)\$", r"\\(\1\\)", text)
    return f'<div class="tex2jax_process">{marked}</div>'


def imports(cells, code):
    """The imports of former cells that some code needs."""
    names = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    for cell in cells:
        for line in ast.parse(cell.source).body if cell.cell_type == "code" else ():
            if isinstance(line, ast.Import | ast.ImportFrom):
                line.names = [name for name in line.names if (name.asname or name.name).split(".")[0] in names]
                if line.names:
                    yield ast.unparse(line)


def lead(text, here, places, home):
    """Have the relative links of a text lead to the page that was made of their target, else to the repository.

    `here` is the text's path in the repository, `places` has the places of pages by the paths of their sources.
    """

    def one(link):
        path, mark, part = link[2].partition("#")
        source = os.path.normpath(os.path.join(os.path.dirname(here), path))
        if source in places:
            return f"{link[1]}{os.path.relpath(places[source], os.path.dirname(places[here]) or '.')}{mark}{part})"
        return f"{link[1]}{home}/blob/main/{source}{mark}{part})"

    return re.sub(r"(\]\()(?!\w+:|#)([^)\s]+)\)", one, text)
