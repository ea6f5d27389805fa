"""Lesson 7: predictions and exercises."""

import numpy as np

from dnnlib.lessons.vanishing_gradients.experiment import vanishing_gradients
from dnnlib.lessons.vanishing_gradients.experiment_jacobian import jacobian_spectrum
from dnnlib.lessons.vanishing_gradients.experiment_map import gradient_map
from dnnlib.live.exercise import Exercise, Prediction, drawing
from dnnlib.live.tries import Try

__all__ = [
    "PREDICTION_1",
    "PREDICTION_2",
    "PREDICTION_3",
    "TRIES",
    "clip_gradient",
    "critical_scale",
    "factor_of_slopes",
    "layers_until",
]  # fmt: skip

PREDICTION_1 = Prediction(
    "The sigmoid's slope is at most 1/4. So take the network of the first picture, and make all its weights four times "
    "as large. By what factor does each layer now multiply the gradient?",
    ["about 1, four times a quarter", "about 0.23, as before", "about 0.6", "about 4"],
    answer=2,
    because=[
        "That would be so if every slope stayed at 1/4. But larger weights make larger $z$, and there the slope is "
        "smaller.",
        "The weights stand in the product, too: four times larger ones do change it.",
        "The weights bring a factor of 4. But they also make $z$ larger, the slopes fall from nearly 1/4 to a typical "
        "0.16, and 4 times 0.16 is about 0.6.",
        "The weights alone would bring 4, but each layer multiplies by its slopes as well, and they are below 1/4.",
    ],
)
PREDICTION_2 = Prediction(
    "Now an activation whose slope is 1 everywhere, the identity, and weights that are a fifth larger: init scale 1.2, "
    "depth 50. A gradient of size 1 enters at layer 50. How large is it at layer 1?",
    ["several thousand", "it vanishes", "1, because every slope is 1", "about 60, fifty times 1.2"],
    answer=0,
    because=[
        "The slopes drop out, the weights remain: 1.2 to the 49th is about 7,600.",
        "A factor above 1 in each layer cannot make it smaller.",
        "The slopes are only one half of each factor. The weights are the other half, and here it is 1.2.",
        "The layers do not add, they multiply: not 49 times 1.2, but 1.2 to the 49th.",
    ],
)
PREDICTION_3 = Prediction(
    "With batch norm, each ReLU layer multiplies the gradient by about 1.2, at every init scale. What makes this "
    "factor larger than 1?",
    [
        "weights that are too large",
        "slopes larger than 1",
        "the number of units in a layer",
        "the mean of ReLU's outputs, which batch norm takes away before it divides",
    ],
    answer=3,
    because=[
        "Batch norm divides by the size that the weights bring, and the init scale cancels.",
        "ReLU's slopes are 0 and 1, and half of them are 0.",
        "The factor is the same in wide and in narrow layers; the width decides only how much it scatters.",
        "ReLU's outputs have a mean, so their standard deviation is smaller than their root mean square. Batch norm "
        "divides by the standard deviation, and the gradient is divided by the same number on its way back.",
    ],
)


_numbers = drawing(seed=7)
factor_of_slopes = Exercise(
    "the factor per layer",
    lambda slopes, init_scale: init_scale * np.sqrt(np.mean(slopes**2)),
    cases=[
        (np.array([1.0, 1.0]), 1.0),
        (np.array([0.0, 1.0]), 2.0),
        (np.array([0.25, 0.1, 0.2]), 1.5),
        (_numbers(40, 30), 0.7),
    ],
)
critical_scale = Exercise(
    "the init scale at which the factor is 1",
    lambda alpha: np.sqrt(2 / (1 + alpha**2)),
    cases=[(1.0,), (0.0,), (0.01,), (0.25,)],
)


def _layers_until(factor, size):
    layers, gradient = 0, 1.0
    while gradient >= size:
        layers, gradient = layers + 1, gradient * factor
    return layers


layers_until = Exercise(
    "the number of layers",
    _layers_until,
    cases=[(0.5, 0.1), (0.24, 1e-6), (0.9, 0.5), (0.999, 0.01), (0.5, 0.25)],
)


def _clip_gradient(dW, db, most):
    norm = np.sqrt(np.sum(dW**2) + np.sum(db**2))
    shrink = min(1.0, most / norm)
    return dW * shrink, db * shrink


clip_gradient = Exercise(
    "the clipped gradient",
    _clip_gradient,
    cases=[
        (np.array([[3.0]]), np.array([4.0]), 1.0),
        (np.array([[0.3]]), np.array([0.4]), 1.0),
        (10 * _numbers(4, 3), 10 * _numbers(4), 2.5),
        (_numbers(2, 2) / 100, _numbers(2) / 100, 5.0),
    ],
    results=("dW", "db"),
)


def _has_one_factor_at_every_depth(result):
    """Whether the depth changes only how often a sigmoid network multiplies by 0.23, and 50 layers leave the axis."""
    shallow = vanishing_gradients(10, result.width, "sigmoid", 1.0)
    same = all(abs(one.gain - 0.235) < 0.01 for one in (result, shallow))
    return same and result.delta[1] < 1e-20 and 1e-6 < shallow.delta[1] < 1e-5


def _flat_at_the_end(result):
    """Whether only the largest weights let a sigmoid network's gradient through, and saturate half of its units."""
    scales = [0.1, 1.0, 10**0.5, 5.0]
    others = [vanishing_gradients(result.depth, result.width, "sigmoid", scale).gain for scale in scales]
    return result.gain > 0.9 > max(others) and np.median(result.idle[1:-1]) > 0.4


def _explodes_unseen(result):
    spread = result.a[1:-1]
    return spread.max() < 1.1 * spread.min() and result.delta[1] > 1e6


def _is_critical_between(result):
    """Whether two steps of the slider make a flat line of ReLU steep, up or down."""
    sizes = [vanishing_gradients(result.depth, result.width, "relu", 10**k).delta[1] for k in (0.05, 0.15, 0.25)]
    return result.delta[1] > 1e4 and sizes[0] < 1e-4 and 0.1 < sizes[1] < 10 and sizes[2] > 1e4


def _scatters_where_narrow(result):
    """Whether the gradient at layer 1 hangs on the seed at width 10, and hardly at width 300."""
    sizes = {
        width: [vanishing_gradients(result.depth, width, "relu", result.init_scale, seed=s).delta[1] for s in range(5)]
        for width in (10, 300)
    }
    narrow, wide = np.log10(sizes[10]), np.log10(sizes[300])
    off = abs(np.log10(result.delta[1] / result.theory.delta[1]))
    return off > 0.3 and np.ptp(narrow) > 0.7 and np.ptp(wide) < 0.3 and np.mean(narrow) < np.mean(wide)


def _has_one_factor(result):
    """Whether the factor between normalized layers is that of (7.10) at every init scale."""
    scales = [0.1, 1.0, 10.0]
    others = [vanishing_gradients(result.depth, result.width, "relu", scale, True).gain for scale in scales]
    return all(abs(gain - 1.21) < 0.03 for gain in (result.gain, *others))


def _valley(result):
    """At how many init scales a gradient survives 50 layers within six powers of ten."""
    return int(np.sum(np.abs(np.log10(result.map[-1])) < 6))


def _is_narrower(result):
    tanh = gradient_map(width=result.width, activation="tanh")
    return result.activation == "relu" and 1.5 * _valley(result) < _valley(tanh)


def _has_no_valley(result):
    """Whether nothing vanishes under batch norm, and the gradient grows with the depth at every init scale."""
    growth = (result.map[-1] / result.map[9]) ** (1 / 40)
    return result.map.min() > 0.01 and growth.min() > 1.1 and growth.max() < 1.3


def _median(result):
    return np.median(result.values[-1])


def _keeps_the_median(result):
    normal = jacobian_spectrum(result.depth, result.width, result.activation, result.init_scale)
    return 0.5 < result.rms[-1] / normal.rms[-1] < 2 and _median(result) > 100 * _median(normal)


def _still_keeps_the_median(result):
    normal = jacobian_spectrum(result.depth, result.width, result.activation, result.init_scale)
    return result.init == "orthogonal" and _median(normal) < 1e-7 and _median(result) > 0.3 * result.rms[-1]


def _stands_still(result):
    return result.eta == 1 and result.accuracy < 0.15 and result.first[1] < 1e-3 * result.first[-1]


def _moves_everywhere(result):
    return result.accuracy > 0.85 and result.first[1:].min() > 1e-3


TRIES = {
    "vanishing_gradients": (
        Try(
            "With the sigmoid, drag *depth* to 10, then to 50. What stays the same about the line of the gradient, and "
            "what changes?",
            {"activation": "sigmoid", "depth": 50},
            "Its slope stays: every layer multiplies the gradient by the same 0.23. Only the number of factors "
            "changes. At depth 10 a few millionths arrive. At depth 50 it is less than $10^{-20}$, beyond the axis.",
            _has_one_factor_at_every_depth,
            held={"activation": "sigmoid"},
            general=True,
        ),
        Try(
            "With the sigmoid, drag *init scale* from one end to the other. Where does the line of the gradient "
            "become flat, and what do the histograms look like there?",
            {"activation": "sigmoid", "init_scale": 10.0},
            "Only at the right end. With weights ten times as large the factor comes close to 1. But there about half "
            "of all units are saturated: their activations lie at 0 and at 1. The others have the steep slopes that "
            "let the gradient through.",
            _flat_at_the_end,
            held={"activation": "sigmoid", "init_scale": 1.0},
            general=True,
        ),
        Try(
            "Choose tanh, *init scale* 3.2 and *depth* 50. The spread of the activations hardly changes from layer to "
            "layer. And the gradient?",
            {"activation": "tanh", "init_scale": 10**0.5, "depth": 50},
            "It explodes, by about 1.4 per layer and by some millions in all. tanh cannot give more than 1, so the "
            "activations stay; nothing holds the gradient. It is not enough to look at the activations.",
            _explodes_unseen,
            general=True,
        ),
        Try(
            "Choose ReLU and *depth* 50, and find the *init scale* at which the line is flat. Press *Freeze*. Then go "
            "two steps up, and two steps down.",
            {"activation": "relu", "depth": 50, "init_scale": 10**0.25},
            "It is flat at 1.4, the root of 2. Two steps are a factor of 1.26; all 49 layers multiply by it, so the "
            "gradient at layer 1 changes by a factor of about 80,000. ReLU's slopes do not become smaller when the "
            "weights grow, so nothing balances a wrong scale.",
            _is_critical_between,
            held={"activation": "relu", "depth": 50, "init_scale": 10**0.15},
        ),
        Try(
            "Choose ReLU and *init scale* 1.4. Under *more*, set *width* to 10 and try a few seeds. Then set it to "
            "300. When does the measurement leave the theory?",
            {"activation": "relu", "init_scale": 10**0.15, "width": 10},
            "At width 10 each seed gives a different line, and most end below the theory. At width 300 all lie on it: "
            "theory is about a mean over many units, and ten are not many.",
            _scatters_where_narrow,
        ),
        Try(
            "Choose ReLU and switch *batch norm* on. Drag *init scale*: what does it change?",
            {"activation": "relu", "batch_norm": True, "init_scale": 0.1},
            "Nothing between normalized layers: each multiplies the gradient by about 1.2, so it explodes slowly. Only "
            "the step from the last layer, which is not normalized, depends on the scale.",
            _has_one_factor,
            held={"activation": "relu", "batch_norm": True, "init_scale": 10.0},
            general=True,
        ),
    ),
    "gradient_map": (
        Try(
            "Compare the white valleys of tanh and ReLU. Why is the one of ReLU so much narrower at depth 50?",
            {"activation": "relu", "depth": 50, "init_scale": 10**0.15},
            "A wrong *init scale* multiplies the gradient of ReLU by the same wrong factor in each of 49 layers. "
            "With tanh, larger weights saturate units; their smaller slopes balance a part of it.",
            _is_narrower,
            general=True,
        ),
        Try(
            "Keep ReLU and switch *batch norm* on. What becomes of the valley?",
            {"activation": "relu", "batch_norm": True, "depth": 50},
            "It is gone, and all deep blue with it. The gradient grows slowly with the depth, by about 1.2 per layer, "
            "wherever you are. The init scale has its say only once, in the last layer, which is not normalized.",
            _has_no_valley,
            general=True,
        ),
    ),
    "jacobian_spectrum": (
        Try(
            "Press *Freeze*, then change *weights* from normal to orthogonal (正交: all singular values of each $W^l$ "
            "are equal). The root mean square hardly moves. What happens to the median?",
            {"init": "orthogonal"},
            "It rises from below 0.001 to more than a tenth: nearly all directions come through about equally. With "
            "normal weights a few directions carry the mean, and the others are lost.",
            _keeps_the_median,
            held={"init": "normal"},
            general=True,
        ),
        Try(
            "Now raise *depth* to 50, first with orthogonal and then with normal weights.",
            {"init": "orthogonal", "depth": 50},
            "With orthogonal weights the median stays near the root mean square. With normal weights it falls below "
            "1e-7: half of all directions are lost, although the mean looks harmless.",
            _still_keeps_the_median,
            held={"init": "normal", "depth": 50},
            general=True,
        ),
    ),
    "update_sizes": (
        Try(
            "Raise the *rate η* for the sigmoid as far as you like. Does that help layer 1?",
            {"eta": 1.0},
            "No. All layers move more, and layer 1 still by some ten thousand times less than layer 8; the loss stays "
            "at guessing. One rate cannot suit sizes that lie so far apart.",
            _stands_still,
            held={},
            general=True,
        ),
        Try(
            "Back at 0.032, choose tanh.",
            {"activation": "tanh"},
            "All layers move by about the same share of their size, and the network learns: the slope of "
            "tanh is 1 in the middle, and at init scale 1 the factor per layer stays near 1.",
            _moves_everywhere,
            held={},
            general=True,
        ),
        Try(
            "Now the sigmoid with *batch norm*.",
            {"batch_norm": True},
            "It learns, too. Batch norm keeps each unit's input where the sigmoid is steep and divides by its spread, "
            "which makes up for the small slope: the update is about the same in all layers.",
            _moves_everywhere,
            held={},
            general=True,
        ),
    ),
}
