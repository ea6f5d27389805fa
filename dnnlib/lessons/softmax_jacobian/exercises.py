"""Lesson 5: predictions and exercises."""

import numpy as np

from dnnlib.live.exercise import Exercise, Prediction, drawing
from dnnlib.losses import one_hot
from dnnlib.softmax import log_softmax, softmax_jacobian
from dnnlib.softmax import softmax as _softmax

__all__ = [
    "PREDICTION_1",
    "PREDICTION_2",
    "PREDICTION_3",
    "PREDICTION_4",
    "delta",
    "jacobian",
    "log_likelihood",
    "stable_softmax",
]  # fmt: skip

PREDICTION_1 = Prediction(
    "Four logits give the probabilities 0.64, 0.24, 0.09, 0.03. Now 3 is added to each logit. What happens?",
    ["all probabilities grow", "the largest grows, the others shrink", "nothing at all"],
    answer=2,
    because="Every numerator and the sum are multiplied by the same e^3. Only differences of logits count.",
)
PREDICTION_2 = Prediction(
    "The four logits are first divided by a number T > 0, the temperature. T goes to 0, then to infinity. Where do the "
    "probabilities go?",
    ["to 1 for the largest logit, then to 1/4 each", "to 1/4 each, then to 1 for the largest logit", "to 0, then to 1"],
    answer=0,
    because="Dividing by a small T pulls the logits apart, so that the largest wins; a large T makes all nearly equal.",
)
PREDICTION_4 = Prediction(
    "An untrained network sees ten kinds of digits. Which loss -ln p of the right class do you expect if all is well?",
    ["about 2.3", "about 0", "about 10", "about 0.1"],
    answer=0,
    because="Without knowledge every class gets about 1/10, and -ln(1/10) = ln 10 = 2.30. Much more at the start "
    "means that the network is sure and wrong: its weights are too large.",
)
PREDICTION_3 = Prediction(
    "A softmax output is almost sure of the wrong class. Which loss gets it out sooner, at the same learning rate?",
    ["squared error: the error is huge, so it pushes hard", "the log-likelihood", "both alike"],
    answer=1,
    because="With the log-likelihood p - y flows back, nearly 1 in size. With squared error p - y is first multiplied "
    "by the Jacobian, which is nearly 0 where softmax is sure, right or wrong.",
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
    "the mean log-likelihood loss",
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
