r"""Mutants that no test can catch because they compute the same: (module, what is changed, why it makes no difference).

What is changed is a regular expression for "before -> after", in the spelling of `ast.unparse`; `\1` and `\2` stand for
what surrounds the change.
"""

EQUIVALENT = [
    ("_arguments", r"max\(\) > 0.0001.* -> .*max\(\) >= 0.0001", "no sum meets the threshold exactly"),
    (
        "activations",
        r"_where_positive\(z, 0, z\).* -> .*_where_positive\(z, 1, z\)",
        "any value that does not overflow: unused",
    ),
    ("activations", r"np.minimum\(z, 0\).* -> .*np.minimum\(z, 1\)", "any value that does not overflow: unused"),
    ("initializers", r"def zeros\(.* -> ", "the scale does not matter to zeros"),
    ("initializers", r"q \*= (.*) -> q /= \1", "the signs are 1 and -1"),
    (
        "initializers",
        r"if shape\[0\] >= shape\[1\] .* -> .*if shape\[0\] > shape\[1\]",
        "a square q and its transpose are alike",
    ),
    ("gradcheck", r"~\(size <= .* -> .*~\(size < ", "no number meets the threshold exactly but 0, whose error is 0"),
    ("gradcheck", r"np.where\(size > 0, size, 1\) -> .*np.where\(size > 0, size, 2\)", "0 divided by anything is 0"),
    ("gradcheck", r"h=1e-30.* -> .*h=2e-30", "any step that is small enough"),
    ("datasets", r"^(.*) \+ noise \* (.*) -> \1 - noise \* \2$", "the noise is symmetric"),
    (
        "datasets",
        r"\* X\[:, 1\] < 0.* -> .*(\* X\[:, 1\] <= 0|/ X\[:, 1\] < 0)",
        "sign of product and quotient; never 0",
    ),
    ("datasets", r"\+ np.pi \* labels -> .*- np.pi \* labels", "half a turn either way"),
    ("_arrays", r"z.real.T.copy\(\).* -> .*z.real.T,", "the copy is for speed"),
    ("_arrays", r"size = len\(names\)|if size < 2 \*\* 17", "where the arrays live, not what they hold"),
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
    ("network", r"for l in range\(1, self.L\): -> for l in range\(0, self.L\):", "entry 0 is None and left out"),
    ("network", r"if self.gamma\[l\] is None: -> if self.beta\[l\] is None", "gamma and beta are there together"),
    ("network", r"out=delta\[l - 1\]\) -> .*out=delta\[l - 2\]\)", "another free place of the same size, or None"),
]
