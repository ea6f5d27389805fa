"""Lesson 5: predictions, exercises, and what to try in its explorers."""

import numpy as np

from dnnlib.lessons.softmax_jacobian import experiment
from dnnlib.live.exercise import Exercise, Prediction, drawing
from dnnlib.live.tries import Try
from dnnlib.losses import one_hot
from dnnlib.softmax import log_softmax, softmax_jacobian
from dnnlib.softmax import softmax as _softmax

__all__ = [
    "PREDICTION_1",
    "PREDICTION_2",
    "PREDICTION_3",
    "delta",
    "jacobian",
    "log_likelihood",
    "stable_softmax",
]  # fmt: skip

PREDICTION_1 = Prediction(
    "Four logits give the probabilities 0.64, 0.24, 0.09, 0.03. Now 3 is added to each logit. What happens?",
    ["all probabilities grow", "the largest grows, the others shrink", "nothing at all"],
    answer=2,
    because=[
        "They cannot all grow: they always add up to 1.",
        "A lead counts, and no lead has changed: each logit is still as far from the others as before.",
        "Every numerator and the sum are multiplied by the same e^3. Only differences of logits count.",
    ],
)
PREDICTION_2 = Prediction(
    "A softmax output is almost sure of the wrong class. Which loss corrects it in fewer steps, at the same learning "
    "rate?",
    ["squared error: the error is huge, so it pushes hard", "cross-entropy", "both alike"],
    answer=1,
    because=[
        "The error p - y is huge. But on its way to the logits it is multiplied by the Jacobian, and that is nearly 0 "
        "where softmax is sure, right or wrong.",
        "p - y arrives at the logits, nearly 1 in size. Section 8 derives it; the deeper part measures both losses, "
        "also with a learning rate of its own for each.",
        "Both see the same error. What they send back is different: see section 8.",
    ],
)
PREDICTION_3 = Prediction(
    "An untrained network sees ten kinds of digits. Which loss -ln p of the right class do you expect if all is well?",
    ["about 0", "about 2.3", "about 10", "about 0.1"],
    answer=1,
    because=[
        "That would be a network that is sure and right, before it has learned anything.",
        "Without knowledge every class gets about 1/10, and -ln(1/10) = ln 10 = 2.30.",
        "A loss of 10 means that the right class gets e^(-10): sure and wrong. Weights or inputs are too large.",
        "That is the loss of a network that gives the right class 90 %. It has learned nothing yet.",
    ],
)


_numbers = drawing(seed=5)


def _z(*shape):
    return _numbers(*shape, scale=2.0)


stable_softmax = Exercise(
    "softmax",
    _softmax,
    cases=[
        (np.array([0.0, 0.0]),),
        (_z(4),),
        (np.array([0.0, -1.0, 1000.0, 998.0, -1000.0]),),
        (np.array([-1000.0, -1001.0, -999.0]),),
    ],
)
jacobian = Exercise("the Jacobian of softmax", softmax_jacobian, cases=[(np.zeros(2),), (_z(3),), (_z(5),)])
log_likelihood = Exercise(
    "the mean cross-entropy",
    lambda Z, labels: float(-log_softmax(Z)[np.arange(len(Z)), labels].mean()),
    cases=[
        (np.zeros((1, 10)), np.array([3])),
        (_z(4, 3), np.array([0, 2, 1, 1])),
        (np.array([[1000.0, 0.0], [0.0, -1.0]]), np.array([1, 0])),
    ],
)
delta = Exercise(
    "delta of the output layer",
    lambda Z, labels: (_softmax(Z) - one_hot(labels, Z.shape[1])) / len(Z),
    cases=[(_z(1, 3), np.array([2])), (_z(4, 3), np.array([0, 2, 1, 1])), (_z(6, 10), np.array([0, 9, 8, 5, 5, 1]))],
)


def _shares_in_proportion(result):
    before = experiment.softmax_jacobian().p
    others = result.p[1:] / before[1:]
    return result.p[0] > before[0] and np.allclose(others, others[0]) and others[0] < 0.5


def _largest_near_one_half(result):
    ends = [experiment.softmax_jacobian(z1=z1).S for z1 in (-8.0, 8.0)]
    return abs(result.p[0] - 0.5) < 0.005 and result.S[0, 0] > 0.249 and all(abs(S[0]).max() < 0.005 for S in ends)


def _no_jacobian_when_cold(result):
    hot = experiment.softmax_jacobian(temperature=100.0).S
    return abs(result.S).max() < 0.005 and np.allclose(hot, np.eye(4) / 4 - 1 / 16, atol=0.005)


def _large_delta_small_jacobian(result):
    return abs(result.delta[:2]).min() > 0.985 and abs(result.S).max() < 0.015


def _sure_for_no_reason(result):
    narrow = result.losses[result.scales <= 0.5]
    return np.allclose(narrow, np.log(10), atol=0.1) and result.loss > 4 and (result.p.max(axis=1) > 0.5).mean() > 0.6


def _grows_with_depth_under_relu(result):
    few = experiment.initial_loss(3, "relu").losses[-1]
    tanh = [experiment.initial_loss(depth, "tanh").losses[-1] for depth in (3, 10)]
    return few < 1000 and result.losses[-1] > 1e8 and all(10 < loss < 30 for loss in tanh)


def _chance_draws_once(result):
    ratio = result.loss / np.exp(np.interp(np.log(result.init_scale), np.log(result.scales), np.log(result.theory)))
    most_common = np.bincount(result.p.argmax(axis=1)).max() / len(result.p)
    losses = [experiment.initial_loss(10, "relu", 10**0.7, seed).loss for seed in range(5)]
    return result.loss > 1e5 and abs(ratio - 1) < 0.5 and most_common > 0.5 and max(losses) > 1.5 * min(losses)


#: What to try in each explorer, by its name.
TRIES = {
    "softmax_jacobian": (
        Try(
            "Move *logit z₁* up to 4. What happens to the other three probabilities, and to $p - y$?",
            {"z1": 4.0},
            "Class 1 takes a larger share, and the others shrink, all by the same factor: the sum has to stay 1. Class "
            "1 is the right one here, so all of $p - y$ shrinks, too: there is less to correct.",
            _shares_in_proportion,
        ),
        Try(
            "Move *logit z₁* from −8 to 8. Where are row 1 and column 1 of the Jacobian largest, and where do they "
            "vanish?",
            {"z1": 1.4},
            "They are largest where $p_1$ is near 0.5: entry (1, 1) is $p_1 (1 - p_1) = 0.25$ (section 6 derives it), "
            "the most that an entry can be. At both ends $p_1$ is near 0 or 1, and row and column are almost 0: there "
            "a small change of $z_1$ changes nothing.",
            _largest_near_one_half,
        ),
        Try(
            "Move *temp. T* to 0.01, then to 100. What is left of the Jacobian at each end?",
            {"temperature": 0.01},
            "At 0.01 nothing: the largest logit has all the probability, and no small change of a logit changes that. "
            "At 100 all four probabilities are near 1/4, so the diagonal is near 3/16 = 0.19, and all else near "
            "−0.06. (The table shows S; with a temperature the probabilities react by S/T.)",
            _no_jacobian_when_cold,
        ),
        Try(
            "Press *Reset*. Make softmax sure of a wrong class: set *right class* (under *more*) to 2 and *logit z₁* "
            "to 6. Compare the size of $p - y$ with the size of the Jacobian.",
            {"z1": 6.0, "label": 2},
            "$p - y$ has the entries 0.99 and −0.99, the Jacobian none above 0.01. Every gradient passes the "
            "Jacobian. What comes out of it depends on what the loss sends in: section 8.",
            _large_delta_small_jacobian,
        ),
    ),
    "network_logits": (
        Try(
            "Move *init scale* to 0.1 and press *Freeze*. Then raise it until the loss leaves 2.30. How does the "
            "histogram change?",
            {"init_scale": 10**0.5},
            "Up to about 0.5 the loss stays near 2.30, and each class gets about 1/10. By 2 it has risen to 3 or "
            "4. At 3.2 the largest probability of most digits is above 0.5: the network is sure without a "
            "reason.",
            _sure_for_no_reason,
            held={"init_scale": 0.1},
            general=True,
        ),
        Try(
            "Choose ReLU at depth 3 and press *Freeze*. Raise *depth* to 10: how far does the right end of the curve "
            "rise? Do the same with tanh.",
            {"activation": "relu", "depth": 10},
            "With ReLU the loss at scale 10 rises from some hundreds to some hundred millions, for each layer "
            "multiplies the spread of the signal. With tanh it stays near 20: no layer can send on more than 1.",
            _grows_with_depth_under_relu,
            held={"activation": "relu", "depth": 3},
            general=True,
        ),
        Try(
            "Choose ReLU, *depth* 10 and *init scale* 5. Change the *seed* a few times. Compare "
            "the two numbers in the picture: the loss here, and that of normal logits.",
            {"activation": "relu", "depth": 10, "init_scale": 10**0.7},
            "The loss changes much from seed to seed. Mostly it is within 30 % of the prediction, now and then 1.5 "
            "times the prediction. Such a network gives most digits the same answer, so all 100 digits share one "
            "random draw.",
            _chance_draws_once,
            general=True,
        ),
    ),
}
