r"""Mutants that no test can catch because they compute the same: (module, what is changed, why it makes no difference).

What is changed is a regular expression for "before -> after", in the spelling of `ast.unparse`; `\1` and `\2` stand for
what surrounds the change.
"""

EQUIVALENT = [
    ("batchnorm", r"if mean is None else mean -> .*if var is None else mean", "mean and var are given together"),
    ("pairs", r"^(.*)axis=-1(.*) -> \1axis=1\2$", "a batch has two axes: the last is axis 1"),
    ("pairs", r"^(.*)shape\[-1\](.*) -> \1shape\[1\]\2$", "a batch has two axes: the last is axis 1"),
    ("pairs", r"positive = z.real > 0 -> positive = z.real >(= 0| 1)$", "both branches of softplus agree for small z"),
    (
        "pairs",
        r"np.where\(y < 1, log_1_minus_p, 0\).* -> .*np.where\(y < 1, log_1_minus_p, 1\)",
        "it is multiplied by 1 - y = 0",
    ),
    ("losses", r"np.where\(y > 0, a, 1\)\) -> .*np.where\(y > 0, a, 2\)\)", "it is multiplied by y = 0"),
    ("network", r"self._phi = \[None\] \* \(L \+ 1\) -> ", "the entry L is there for symmetry and never read"),
    (
        "network",
        r"^(.*)for l in range\(1, self.L \+ 1\)(.*) -> \1for l in range\(0, self.L \+ 1\)\2$",
        "entry 0 is None and left out",
    ),
    ("network", r"if self.gamma\[l\] is None -> if self.beta\[l\] is None", "gamma and beta are there together"),
    ("network", r"out=delta\[l - 1\]\) -> .*out=delta\[l - 2\]\)", "another free place of the same size, or None"),
]
