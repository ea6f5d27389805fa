"""What axe-core finds in the outputs of a page, beyond what only the front end itself can mend."""

from axe_playwright_python.sync_playwright import Axe

GRAVE = ("serious", "critical")
# Rule and place. JupyterLab drops the alternative text of a picture that is no widget; the words follow it, folded.
# ipywidgets gives a slider's handle no name; its label is read right before it. `unnamed` holds us to both.
OF_THE_FRONT_END = {"image-alt": ".jp-RenderedImage img", "aria-input-field-name": ".noUi-handle"}


def grave_problems(page):
    """Every serious or critical problem in the outputs of a page, as rule and element."""
    found = Axe().run(page, context={"include": [[".jp-OutputArea-output"]]}).response["violations"]
    nodes = [(rule, node) for rule in found if rule["impact"] in GRAVE for node in rule["nodes"]]
    return [f"{rule['id']}: {node['html'][:200]}" for rule, node in nodes if not _of_the_front_end(page, rule, node)]


def _of_the_front_end(page, rule, node):
    place = OF_THE_FRONT_END.get(rule["id"], ":not(*)")
    return page.locator(node["target"][0]).first.evaluate("(element, place) => element.matches(place)", place)


def unnamed(page):
    """Sliders without a label before their handle, and pictures without words behind them."""
    return page.evaluate(
        """() => [
          ...[...document.querySelectorAll(".widget-slider")].filter((slider) =>
            !(slider.firstElementChild.matches("label") && slider.firstElementChild.innerText.trim())),
          ...[...document.querySelectorAll(".jp-RenderedImage")].filter((picture) =>
            !picture.closest(".jp-OutputArea-child").nextElementSibling?.querySelector("details > summary + p")),
        ].map((element) => element.outerHTML.slice(0, 200))"""
    )
