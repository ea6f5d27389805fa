"""The slips that people make, as changes of a syntax tree: a sign, a transpose, phi for phi', an index, a bound."""

import ast
import copy
from dataclasses import dataclass

SWAPPED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult, ast.Mod: ast.FloorDiv,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
LONG = 120
GUARDS = {"strict", "copy"}  # keywords that guard or save, and compute nothing
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div)


def both_ways(*pairs):
    return {a: b for pair in pairs for a, b in (pair, pair[::-1])}


NAMES = both_ways(("n_in", "n_out"), ("gamma", "beta"), ("mean", "var"), ("relu", "leaky_relu"), ("dgamma", "dbeta"))
ATTRIBUTES = both_ways(
    ("f", "df"), ("maximum", "minimum"), ("max", "min"), ("log", "log1p"), ("exp", "expm1"), ("ones", "zeros"),
    ("argmax", "argmin"), ("sum", "mean"), ("any", "all"), ("cos", "sin"), ("gamma", "beta"),
    ("running_mean", "running_var"),
) | {"sqrt": "square", "abs": "positive", "sign": "abs", "var": "mean", "std": "var", "cosh": "sinh"}  # fmt: skip
DROPPED_ATTRIBUTES, DROPPED_CALLS = {"T"}, {"copy"}


@dataclass(frozen=True)
class Mutant:
    """A module with one slip in it.

    Attributes
    ----------
    source : str
        The whole module.
    line : int
        Where the slip is in the original file.
    before, after : str
        The line as it was and as it is, in the spelling of `ast.unparse`.
    """

    source: str
    line: int
    before: str
    after: str


def mutants(source, inside=None):
    """Every mutant of a module; with `inside`, a function from the tree to nodes, only those within these nodes."""
    tree = ast.parse(source)
    lines = ast.unparse(tree).splitlines()
    wanted = None if inside is None else {id(n) for top in inside(tree) for n in ast.walk(top)}
    nodes, seen = list(_within(tree)), set()
    for node in nodes:
        if wanted is not None and id(node) not in wanted:
            continue
        for slip in slips(node):
            changed = _with(tree, node, slip)
            if changed in seen:
                continue
            seen.add(changed)
            before, after = _difference(lines, changed.splitlines())
            if before != after:
                yield Mutant(changed, node.lineno, before, after)


def slips(node):
    """The nodes that may stand in a node's place by mistake."""
    return [slip for kind, make in MAKERS.items() if isinstance(node, kind) for slip in make(node)]


def _operation(node):
    if isinstance(node.op, ast.MatMult):
        return [ast.BinOp(node.right, ast.MatMult(), node.left)]
    found = [ast.BinOp(node.left, SWAPPED[type(node.op)](), node.right)] if type(node.op) in SWAPPED else []
    return found + ([node.left] if isinstance(node.op, ARITHMETIC) else [])


def _compare(node):
    kinds = [type(op) for op in node.ops]
    return [
        ast.Compare(node.left, [*node.ops[:i], SWAPPED[kind](), *node.ops[i + 1 :]], node.comparators)
        for i, kind in enumerate(kinds)
        if kind in SWAPPED
    ]


def _constant(node):
    if isinstance(node.value, bool):
        return [ast.Constant(not node.value)]
    if isinstance(node.value, int):
        return [ast.Constant(node.value + 1)] + ([ast.Constant(0)] if node.value == 1 else [])
    return [ast.Constant(2 * node.value or 1.0)] if isinstance(node.value, float) else []


def _attribute(node):
    found = [node.value] if node.attr in DROPPED_ATTRIBUTES else []
    other = ATTRIBUTES.get(node.attr)
    return found + ([ast.Attribute(node.value, other, node.ctx)] if other else [])


def _name(node):
    return [ast.Name(NAMES[node.id], node.ctx)] if node.id in NAMES and isinstance(node.ctx, ast.Load) else []


def _call(node):
    called = getattr(node.func, "attr", "")
    if called == "where" and len(node.args) == 3:
        return [ast.Call(node.func, [node.args[0], node.args[2], node.args[1]], node.keywords)]
    return [node.func.value] if called in DROPPED_CALLS and not node.args else []


def _augmented(node):
    other = SWAPPED.get(type(node.op))
    return [ast.Pass()] + ([ast.AugAssign(node.target, other(), node.value)] if other else [])


MAKERS = {
    ast.BinOp: _operation,
    ast.UnaryOp: lambda node: [node.operand],
    ast.Compare: _compare,
    ast.BoolOp: lambda node: [ast.BoolOp(SWAPPED[type(node.op)](), node.values)],
    ast.Constant: _constant,
    ast.Attribute: _attribute,
    ast.Name: _name,
    ast.Call: _call,
    ast.IfExp: lambda node: [ast.IfExp(node.test, node.orelse, node.body)],
    ast.If: lambda node: [ast.If(ast.Constant(False), node.body, node.orelse)],
    ast.AugAssign: _augmented,
    ast.Expr: lambda node: [ast.Pass()] if not isinstance(node.value, ast.Constant) else [],
}


def _within(node):
    """Every node below, but nothing of annotations, decorators, imports, messages, docstrings and guards."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list") or getattr(node, "arg", "") in GUARDS:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.Raise | ast.JoinedStr | ast.Import | ast.ImportFrom) or not isinstance(
                child, ast.AST
            ):
                continue
            if hasattr(child, "lineno"):
                yield child
            yield from _within(child)


def _with(tree, node, slip):
    """The source of a tree in which the slip stands in a node's place; the tree itself is as before."""
    kind, fields, slip = node.__class__, node.__dict__, copy.deepcopy(slip)
    try:
        node.__class__, node.__dict__ = slip.__class__, slip.__dict__
        return ast.unparse(ast.fix_missing_locations(tree))
    finally:
        node.__class__, node.__dict__ = kind, fields


def _difference(old, new):
    """The first line that differs, before and after; of a long one what stands around the difference."""
    a, b = next(((a.strip(), b.strip()) for a, b in zip(old, new, strict=False) if a != b), ("", ""))
    if max(len(a), len(b)) <= LONG:
        return a, b
    start, end = max(_shared(a, b) - LONG // 2, 0), max(_shared(a[::-1], b[::-1]) - LONG // 2, 0)
    return a[start : len(a) - end], b[start : len(b) - end]


def _shared(a, b):
    """How many characters two lines have in common at their beginnings."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
