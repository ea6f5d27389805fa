"""Lesson 3: predictions and exercises."""

import numpy as np

from dnnlib.lessons.backpropagation.experiment import stepped_pass
from dnnlib.lessons.backpropagation.experiment_check import difference_errors
from dnnlib.live.exercise import Exercise, Prediction, drawing
from dnnlib.live.tries import Try

__all__ = [
    "PREDICTION_1",
    "PREDICTION_2",
    "PREDICTION_3",
    "TRIES",
    "both_layers",
    "chain_gradients",
    "layer_gradients",
    "one_layer_back",
]  # fmt: skip

PREDICTION_1 = Prediction(
    "A network has a million parameters. Going back once gives all slopes. How much work is the way forward and back "
    "together, counted in forward passes?",
    ["just below three", "two: back is as much work as forward", "about one and a half"],
    answer=0,
    because=[
        "On the way back each layer multiplies matrices twice: once for the gradient of its weights, once for the δ of "
        "the layer below. That makes two; the first layer saves its second product.",
        "Each layer needs two products on its way back, not one: the gradient of its weights, and the δ below.",
        "Going back is more work than going forward. Nothing on the way back is half as large.",
    ],
)
PREDICTION_2 = Prediction(
    "The activation function ReLU is max(0, z). For some example a ReLU unit has a negative z, so its activation is "
    "exactly 0. What are the slopes of the weights that lead away from it?",
    ["large: the unit has to be woken up", "that depends on how wrong the output is", "exactly 0"],
    answer=2,
    because=[
        "The slope says what a small change of the weight does to the cost, not what one would wish for.",
        "The error term is one factor of the slope. Look at the other one in (3.5).",
        "The weight multiplies 0, so changing it changes nothing: the slope is delta times a, and a is 0. Choose ReLU "
        "in the explorer and pick such a weight.",
    ],
)
PREDICTION_3 = Prediction(
    "A computer holds 16 digits of every number. With which step h is (J(w + h) - J(w - h)) / 2h nearest to the "
    "derivative?",
    ["about 1e-5", "1e-10", "0.1", "the smaller the better: 1e-15"],
    answer=0,
    because=[
        "Small enough for the curve to be nearly straight, large enough for the two losses to differ.",
        "Already too small: the two losses agree in ten of their 16 digits or more, and few are left.",
        "The loss is not a straight line over such a distance.",
        "In mathematics, yes. In a computer the two losses then agree in nearly all digits, and the difference keeps "
        "only the wrong ones.",
    ],
)


_numbers = drawing(seed=3)


def _chain_gradients(w, b, x, y):
    a = [x]
    for w_l, b_l in zip(w, b, strict=True):
        a.append(np.tanh(w_l * a[-1] + b_l))
    gradients, dC_da = [], a[-1] - y
    for l in range(len(w), 0, -1):
        delta = dC_da * (1 - a[l] ** 2)
        gradients.insert(0, delta * a[l - 1])
        dC_da = delta * w[l - 1]
    return np.array(gradients)


chain_gradients = Exercise(
    "dC/dw of every weight of the chain",
    _chain_gradients,
    cases=[
        ([0.5], [0.1], 1.0, 0.0),
        ([0.5, -2.0], [0.1, 0.3], 1.5, 1.0),
        ([1.0, 1.0, 1.0], [0.0, 0.0, 0.0], 0.5, -1.0),
        ([0.3, -0.7, 1.9, 0.4], [0.1, 0.2, -0.3, 0.0], -2.0, 0.5),
    ],
)
one_layer_back = Exercise(
    "delta one layer further down",
    lambda W, delta, z: (delta @ W) * (1 - np.tanh(z) ** 2),
    cases=[
        (np.array([[2.0]]), np.array([[3.0]]), np.array([[0.0]])),
        (_numbers(2, 4), _numbers(5, 2), _numbers(5, 4)),
        (_numbers(3, 3), _numbers(3, 3), _numbers(3, 3)),
    ],
)
layer_gradients = Exercise(
    "dJ/dW and dJ/db of a layer",
    lambda delta, a: (delta.T @ a, delta.sum(axis=0)),
    cases=[
        (np.array([[2.0]]), np.array([[3.0]])),
        (_numbers(5, 2), _numbers(5, 4)),
        (_numbers(3, 3), _numbers(3, 3)),
    ],
    results=("dJ/dW", "dJ/db"),
)


def _both_layers(X, Y, W1, b1, W2, b2):
    A1 = np.tanh(X @ W1.T + b1)
    delta2 = (A1 @ W2.T + b2 - Y) / len(X)
    delta1 = (delta2 @ W2) * (1 - A1**2)
    return delta1.T @ X, delta1.sum(axis=0), delta2.T @ A1, delta2.sum(axis=0)


both_layers = Exercise(
    "all four gradients of a network with one hidden layer",
    _both_layers,
    cases=[
        (_numbers(1, 2), _numbers(1, 1), _numbers(3, 2), _numbers(3), _numbers(1, 3), _numbers(1)),
        (_numbers(6, 2), _numbers(6, 2), _numbers(3, 2), _numbers(3), _numbers(2, 3), _numbers(2)),
        (_numbers(3, 3), _numbers(3, 3), _numbers(3, 3), _numbers(3), _numbers(3, 3), _numbers(3)),
    ],
    results=("dJ/dW1", "dJ/db1", "dJ/dW2", "dJ/db2"),
)


def _stored_values_are_used(result):
    """Whether every gradient is delta times a, and every delta comes from W, the delta above and phi'(z)."""
    W, a, delta = result.network.W, result.trace.a, result.gradients.delta
    outer = [np.allclose(result.gradients.W[l], delta[l].T @ a[l - 1]) for l in range(1, result.network.L + 1)]
    back = [np.allclose(delta[l], delta[l + 1] @ W[l + 1] * result.slopes[l]) for l in range(1, result.network.L)]
    return all(outer) and all(back) and result.step == 0


def _entry_of_delta(result):
    w, slope = result.network.W[3][:, 0], result.slopes[2][0]
    by_hand = (w[0] * -0.1429 + w[1] * 0.1041) * slope
    return result.moment.layer == 2 and round(by_hand, 4) == round(result.gradients.delta[2][0, 0], 4) == 0.0354


def _good_for_small_nudges(result):
    w = result.picked
    predicted = w.gradient * np.array([-2.0, -0.1, 0.1, 2.0])
    measured = np.interp([-2.0, -0.1, 0.1, 2.0], w.shifts, w.changes)
    off = np.abs(measured / predicted - 1)
    return max(off[1:3]) < 0.1 and max(off[0], off[3]) > 0.2 and abs(w.nudge) == 2


def _no_gradient(result):
    """Whether the picked weight has none for its a is 0, and others have none for their unit is off."""
    w = result.picked
    off = result.trace.a[2][0] == 0
    return w.a == 0 and not w.changes.any() and off.any() and not result.gradients.W[2][off].any()


_DEEP = {"depth": 5, "step": 11, "layer": 1, "from_unit": 1}
_START = {"init_scale": 1.5, "seed": 0, "to_unit": 1, "nudge": 0.5}  # the rest of the explorer's


def _flatter_with_sigmoid(result):
    tanh = stepped_pass(**_START, **_DEEP, activation="tanh").picked
    return 280 < abs(tanh.gradient / result.picked.gradient) < 300 and max(map(np.max, result.slopes[1:])) <= 0.25


def _rise(result, low, high):
    """Decades by which the central difference's error rises per decade of h, between two steps."""
    inside = (result.steps > 0.9 * low) & (result.steps < 1.1 * high)
    return np.polyfit(np.log10(result.steps[inside]), np.log10(result.central[inside]), 1)[0]


def _slopes_of_the_u(result):
    return abs(_rise(result, 1e-13, 1e-7) + 1) < 0.1 and abs(_rise(result, 1e-3, 1e-1) - 2) < 0.1


def _off_the_diagonal(result):
    off = np.linalg.norm(result.difference - result.gradient) / np.linalg.norm(result.gradient)
    return result.h == 1e-15 and off > 0.3 and result.central[-1] > 0.1


def _right_arm_moves(result):
    before = difference_errors(depth=3, activation="tanh", init_scale=1.0, seed=0, h=1e-5)
    rise = np.log10(result.central / before.central)
    left, right = rise[result.steps < 1e-8].mean(), rise[(result.steps > 5e-5) & (result.steps < 2e-2)].mean()
    return abs(left) < 0.1 and 0.7 < right < 0.85 and result.loss < 2 * before.loss


def _jumps_at_a_kink(result):
    steps = np.diff(np.log10(result.central[result.steps > 5e-7]))  # half a decade of h each, so 1 without a kink
    return steps.max() > 2


TRIES = {
    "backpropagation": (
        Try(
            "Set *step* to 0 and press *Play*: forward through the layers, and back. Then drag *step* along the way "
            "back. Which stored values of the way forward are used again?",
            {"step": 0},
            "All of them. Every $\\delta^l$ needs $z^l$ for the slope, every $\\partial C/\\partial W^l$ needs "
            "the $a^{l-1}$ that came in. And the weights, all but $W^1$, are used a second time, transposed.",
            _stored_values_are_used,
            general=True,
        ),
        Try(
            "At *step* 6, check the first entry of $\\delta^2$ with pencil and paper. You need a column of $W^3$.",
            {"step": 6},
            "The first column of $W^3$ is the first row of $(W^3)^T$: $(-0.6947)(-0.1429) + 0.3905 \\cdot 0.1041 = "
            "0.1399$. Times the slope 0.2529 that is 0.0354.",
            _entry_of_delta,
        ),
        Try(
            "Drag *nudge* from end to end. For which nudges is the prediction good, and why not for large ones?",
            {"nudge": 2.0},
            "For small ones: at $\\pm 0.1$ it is off by 2 % here, at $\\pm 2$ by a third to a half of what it says. "
            "The slope $dC/dw$ is that of the tangent at 0, and $C$ bends away from its tangent.",
            _good_for_small_nudges,
            general=True,
        ),
        Try(
            "For section 5, after its question: set *activation* to ReLU, $\\max(0, z)$, *depth* to 5, *init scale* "
            "to 2.5 (all under *more*) and *step* to its end. Move *from unit*: which weight has the slope 0?",
            {"activation": "relu", "depth": 5, "init_scale": 2.5, "step": 11, "layer": 2, "to_unit": 1, "from_unit": 3},
            "For instance $w^2_{13}$: unit 3 of layer 1 is off, its $a$ is 0, and so is $\\delta a$. No nudge changes "
            "$C$ at all. The weights into a unit that is off have none either: the slope $\\varphi'$ of the unit is "
            "0, so its $\\delta$ is 0.",
            _no_gradient,
        ),
        Try(
            "Press *Reset*. Set *depth* to 5, *step* to its end, *layer* to 1, *from unit* to 1, and press *Freeze*. "
            "Then choose sigmoid. What becomes of the slope?",
            _DEEP | {"activation": "sigmoid"},
            "Its size falls from 0.027 to 0.000091, here about 300 times. On its way back $\\delta$ passes through "
            "four hidden layers. Each multiplies it by sigmoid', which is at most 1/4; tanh' is up to 1.",
            _flatter_with_sigmoid,
            held=_DEEP,
        ),
    ),
    "gradient_check": (
        Try(
            "Read the two slopes off the U: by how much does the error of the central difference change when $h$ "
            "becomes ten times as large, on either arm?",
            {},
            "On the left, ten times as large an $h$ makes the error ten times smaller: it is rounding, "
            "$\\epsilon J / h$. On the right it makes it a hundred times larger: it is truncation, $h^2$.",
            _slopes_of_the_u,
            general=True,
        ),
        Try(
            "Drag *step h* to 1e-15, then to 1, and watch the dots of the single parameters leave the diagonal.",
            {"h": 1e-15},
            "At 1e-15 they scatter: of the difference of the two losses hardly one digit is left. At 1 they leave it "
            "in order, mostly for a flatter line: between $p - 1$ and $p + 1$ the loss is bent.",
            _off_the_diagonal,
            general=True,
        ),
        Try(
            "Press *Freeze*, then raise *init scale* to 3. Which arm moves?",
            {"init_scale": 3.0},
            "The right one: here it rises to about six times the error. The loss stays of the same size, and so does "
            "its rounding. Its third derivative grows with the weights. (Try other seeds: how much depends on them.)",
            _right_arm_moves,
            held={},
        ),
        Try(
            "Press *Reset*, then choose ReLU, which has kinks. What do they do to the right arm?",
            {"activation": "relu"},
            "At first nothing: as long as no example has a kink within the step, the error grows like $h^2$. At some "
            "$h$ the step crosses a kink, and the error jumps by a factor of a hundred or more.",
            _jumps_at_a_kink,
            general=True,
        ),
    ),
}
