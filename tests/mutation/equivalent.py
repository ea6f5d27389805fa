"""Mutants that no test can catch because they compute the same: (module, what is changed, why it makes no difference).

What is changed is a regular expression for "line before -> line after", in the spelling of `ast.unparse`.
"""

EQUIVALENT = []
