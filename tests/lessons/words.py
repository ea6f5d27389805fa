"""Which numbers an explorer's words take from its result: read from the words, and looked up in the result.

Each entry is a pattern, in which `#` stands for a number, and a function from the result to these numbers.
"""

import re
from decimal import Decimal

import numpy as np

NUMBER = r"(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)"
WORDS = {
    "accuracy_and_loss": ("the accuracy is # with slope 0, the loss # with slope #.", lambda r: (
        r.accuracy_here, r.loss_here, r.slope_here)),
    "activation_functions": ("gives # with slope #;", lambda r: (
        r.values[list(r.curves).index(r.activation)], r.slopes_here[list(r.curves).index(r.activation)])),
    "backpropagation": ("costs C = #.", lambda r: (r.cost,)),
    "batch_normalization": ("mean is # and its standard deviation #;", lambda r: (r.mean, r.std)),
    "constant_weights": ("the loss is # (", lambda r: (r.loss[-1],)),
    "dead_units": ("The loss goes from # to #,", lambda r: (r.losses[0], r.losses[-1])),
    "deep_net": ("the loss has gone from # to #.", lambda r: (r.losses[0], r.losses[-1])),
    "forward_pass": ("it gives #; over the range shown its output runs from # to #.", lambda r: (
        r.a[-1][0], r.values.min(), r.values.max())),
    "forward_pass_surface": ("it gives #; over the range shown its output runs from # to #.", lambda r: (
        r.a[-1][0], r.values.min(), r.values.max())),
    "gradient_descent": ("the network's loss goes from # to # in", lambda r: (r.network_loss[0], r.network_loss[-1])),
    "initialization": ("the loss is # (guessing", lambda r: (r.loss[-1],)),
    "learning_rate_sweep": ("the loss is least, #,", lambda r: (np.nanmin(r.loss),)),
    "network_logits": ("spread by #, its loss on the digits is # where", lambda r: (r.spread, r.loss)),
    "playground": ("loss # and #.", lambda r: (r.loss[-1], r.held_out_loss[-1])),
    "predicted_change": ("From a loss of #, one step with eta = # should change the loss by # ", lambda r: (
        r.J, r.eta, -r.eta * r.squared_gradient)),
    "softmax_jacobian": ("the probabilities #, #, #, #.", lambda r: r.p),
    "update_sizes": ("the loss is #, and # % of the training digits", lambda r: (r.loss[-1], 100 * r.accuracy)),
    "variance_decay": ("goes from # in layer 1 to # in layer", lambda r: (r.q[1], r.q[-1])),
}  # fmt: skip


def said_and_true(topic, words, result):
    """Pairs of a number as the words have it, a text, and as the result has it; none if the words are others."""
    pattern, numbers = WORDS[topic]
    found = re.search(NUMBER.join(map(re.escape, pattern.split("#"))), words)
    return list(zip(found.groups(), map(float, np.ravel(numbers(result))), strict=True)) if found else []


def agree(said, true):
    """Whether a rounded number says a true one: within half a unit of its last digit."""
    return abs(float(said) - true) <= 0.501 * 10.0 ** Decimal(said).as_tuple().exponent
