"""Lesson 6: predictions, exercises, and what to try in its explorers."""

import numpy as np

from dnnlib.activations import elu, elu_prime, prelu_slope_gradient
from dnnlib.lessons.activation_functions import experiment, experiment_dead, experiment_zig_zag
from dnnlib.live.exercise import Exercise, Prediction, drawing
from dnnlib.live.tries import Try

__all__ = [
    "PREDICTION_1",
    "PREDICTION_2",
    "PREDICTION_3",
    "PREDICTION_4",
    "dead",
    "elu_and_slope",
    "killing_eta",
    "slope_gradient",
]  # fmt: skip

PREDICTION_1 = Prediction(
    "tanh is four times as steep as the sigmoid at z = 0. Which of the two is steeper at z = 10?",
    ["tanh", "the sigmoid", "both alike"],
    answer=1,
    because=[
        "It is steeper near 0, but not everywhere: tanh runs through its curve twice as fast, so it is flat sooner.",
        "tanh runs through its curve twice as fast. So it is steeper near 0, and flat sooner. From |z| = 1.66 on its "
        "slope is the smaller one; at 10 it is 8e-9, the sigmoid's 5e-5.",
        "Both go towards 0 there, but not equally fast: tanh runs through its curve twice as fast.",
    ],
)
PREDICTION_2 = Prediction(
    "All inputs of a unit are positive. For one example, how can gradient descent move the unit's weights?",
    ["all rise, or all fall", "in any combination", "only one of them moves", "one half rises, the other half falls"],
    answer=0,
    because=[
        "The derivative with respect to weight k is δ times input k: one δ for all weights, and inputs of one sign. So "
        "all weights move the same way, though not equally far.",
        "The weights do not move freely: they share one δ, and only the inputs differ.",
        "A weight stands still only if its input is 0. Here all inputs are positive, so all weights move.",
        "That needs inputs of both signs. Positive inputs leave the sign to δ, which all weights share.",
    ],
)
PREDICTION_3 = Prediction(
    "A ReLU network of depth 4 learns the digits well with η = 0.1. With η = 1, what happens to its hidden units?",
    ["they learn ten times as fast", "about a tenth of them die", "most of them die within about fifty steps"],
    answer=2,
    because=[
        "That would be so if the gradient were the same everywhere. Steps ten times as long leave the place for which "
        "the gradient was computed.",
        "More than that: with every long step some more units lose their last example with z > 0.",
        "A few large steps push the z of many units below 0 for every example: within 10 to 50 steps half are dead, "
        "after 120 steps about two thirds or more. In layer 1 that is for ever. Higher up some come back while the "
        "layers below still move, but most are dead at any time.",
    ],
)
PREDICTION_4 = Prediction(
    "Nine of ten ReLU units of a layer are dead. The activation is exchanged, and training goes on. With which one do "
    "the units come back most slowly?",
    ["PReLU, whose slope starts at 0.25", "leaky ReLU with slope 0.01", "ELU"],
    answer=1,
    because=[
        "A quarter of the gradient gets through, and the first units are back within a few epochs.",
        "It lets a gradient through, but only a hundredth of it. The units come back, slowly.",
        "Its slope on the left is e^z, which is large just below 0: the first units are back within a few epochs.",
    ],
)


_numbers = drawing(seed=6)
elu_and_slope = Exercise(
    "ELU and its slope",
    lambda z, alpha: (elu(z, alpha), elu_prime(z, alpha)),
    cases=[
        (np.array([-1.0, 0.0, 2.0]), 1.0),
        (_numbers(6), 0.5),
        (np.array([-1000.0, -1e-9, 1000.0]), 1.0),
    ],
    results=("ELU", "its slope"),
)
slope_gradient = Exercise(
    "the gradient of PReLU's slopes",
    lambda Z, dJ_dA: (dJ_dA * prelu_slope_gradient(Z)).sum(axis=0),
    cases=[
        (np.array([[-2.0], [3.0]]), np.array([[0.5], [0.5]])),
        (_numbers(5, 3), _numbers(5, 3)),
        (np.abs(_numbers(4, 2)), _numbers(4, 2)),
    ],
)
dead = Exercise(
    "the share of dead ReLU units",
    lambda Z: float((Z <= 0).all(axis=0).mean()),
    cases=[
        (np.array([[-1.0, 2.0], [-3.0, -4.0]]),),
        (np.array([[0.0, 1.0, -1.0], [-2.0, -1.0, -1.0]]),),
        (_numbers(4, 8),),
        (_numbers(4, 5) + 5,),
    ],
)


def _killing_eta(w, b, a, delta):
    return float((w @ a + b) / (delta * (a @ a + 1)))


killing_eta = Exercise(
    "the learning rate that kills",
    _killing_eta,
    cases=[
        (np.array([1.0]), 0.0, np.array([1.0]), 0.5),
        (np.array([1.0, -0.5]), 0.2, np.array([2.0, 1.0]), 0.25),
        (np.abs(_numbers(5)), 0.1, np.abs(_numbers(5)), 3.0),
    ],
)


def _slopes_at(z):
    return dict(zip(experiment.COMPARED, experiment.activation_functions(z=z).slopes_here, strict=True))


def _flat_ends(result):
    """Whether six slopes have faded at the left end and two at the right, and the others have not."""
    left = dict(zip(experiment.COMPARED, result.slopes_here, strict=True))
    right = _slopes_at(6.0)
    fades_left = {name for name, slope in left.items() if abs(slope) < 0.02}
    fades_right = {name for name, slope in right.items() if abs(slope) < 0.02}
    both = {"sigmoid", "tanh"}
    return result.z == -6 and fades_left == both | {"relu", "elu", "gelu", "silu"} and fades_right == both


def _tanh_is_flat_sooner(result):
    here = dict(zip(experiment.COMPARED, result.slopes_here, strict=True))
    one, three = _slopes_at(1.0), _slopes_at(3.0)
    equal = abs(here["tanh"] - here["sigmoid"]) < 0.003
    return equal and one["tanh"] > one["sigmoid"] and three["tanh"] < 0.3 * three["sigmoid"]


def _all_but_relu_pass(result):
    here = dict(zip(experiment.COMPARED, result.slopes_here, strict=True))
    smooth = [here["gelu"], here["silu"]]
    passes = here.pop("relu") == 0 and min(abs(slope) for slope in here.values()) > 0.03
    return passes and max(smooth) < -0.08 and here["leaky_relu"] == here["prelu"] == result.alpha


def _no_kink_at_one(result):
    before = experiment.activation_functions("elu")
    last = np.flatnonzero(result.grid < 0)[-1]
    straight = all((result.curves[name] == result.curves["identity"]).all() for name in ("leaky_relu", "prelu"))
    return straight and result.slopes["elu"][last] > 0.95 and before.slopes["elu"][last] < 0.25


def _never_towards_the_goal(result):
    return result.tied == 1 and result.detour > 2


def _straighter_but_no_faster(result):
    ones = [experiment_zig_zag.zig_zag(seed=seed) for seed in range(5)]
    zig_zag = all(one.detour > 2 and 0.01 < one.distances[-1] < 0.1 for one in ones)
    return zig_zag and result.detour < 1.2 and 0.025 < result.distances[-1] < 0.045


def _round_valley(result):
    one = experiment_zig_zag.zig_zag()
    return result.distances[30] < 1e-3 and one.distances[30] > 0.7 and result.condition < 1.01 < 12 < one.condition


def _large_steps_kill_most(result):
    small = experiment_dead.dead_units(eta=0.1)
    died = result.dead_over_time[result.steps <= 52].max() > 0.5 and result.dead_over_time[-1] > 0.55
    return died and small.dead_over_time[-1] < 0.15 and small.losses[-1] < 0.3


def _large_weights_kill_deep_networks(result):
    narrow = experiment_dead.dead_units(eta=0.1, depth=6)
    shallow = experiment_dead.dead_units(eta=0.1, init_scale=10**0.45)
    few = narrow.dead_over_time[-1] < 0.1 and shallow.dead_over_time[-1] < 0.15
    return few and result.dead_over_time[-1] > 0.6 and result.losses[0] > 4


def _silent_but_not_dead(result):
    relu = experiment_dead.dead_units(eta=0.1, bias=-3.0)
    both = (result, experiment_dead.dead_units(activation="elu", eta=0.1, bias=-3.0))
    alive = all(r.silent_over_time[-1] > 0.95 and r.dead_over_time[-1] < 0.05 for r in both)
    return alive and relu.dead_over_time[-1] == 1 and all(r.losses[-1] > 2.25 for r in both)


def _neither_learns(result):
    prelu = experiment_dead.dead_units(activation="prelu")
    lost = all(r.losses[-1] > 1e4 for r in (prelu, result))
    return lost and result.dead_over_time[-1] > 0.6 and prelu.dead_over_time[-1] < 0.05


#: What to try in each explorer, by its name.
TRIES = {
    "activation_functions": (
        Try(
            "Drag *cursor z* from one end to the other, and watch the bars. Whose slope fades at the ends?",
            {"z": -6.0},
            "The sigmoid's and tanh's at both ends. On the left ReLU's, which is exactly 0, and those of ELU, GELU and "
            "SiLU; on the right all of these are near 1. Leaky ReLU, PReLU and the identity fade nowhere.",
            _flat_ends,
        ),
        Try(
            "For section 2, after its question: move *cursor z* from 0 to 6. Whose bar falls first, tanh's or the "
            "sigmoid's? Stop where the two are nearly equal.",
            {"z": 1.65},
            "tanh's falls first. Near 1.65 both slopes are about 0.136. Beyond, tanh is the flatter one: at 3 its "
            "slope is 0.01, the sigmoid's 0.045. tanh runs through its curve twice as fast.",
            _tanh_is_flat_sooner,
        ),
        Try(
            "Move *cursor z* to −2. Which functions still let a gradient through?",
            {"z": -2.0},
            "All but ReLU, whose slope is 0. Leaky ReLU and PReLU let α = 0.25 of it through, the sigmoid 0.105, tanh "
            "0.071, ELU 0.034, and the identity all of it. The slopes of GELU and SiLU are about −0.09 here: these "
            "two fall before they rise.",
            _all_but_relu_pass,
        ),
        Try(
            "Choose ELU and press *Freeze*. Move *slope α* (under *more*) to 1: here one slider sets the α of three "
            "functions. What becomes of leaky ReLU, of PReLU, and of ELU's kink?",
            {"activation": "elu", "alpha": 1.0},
            "Leaky ReLU and PReLU become the identity. ELU loses its kink: its slope now comes to 1 from the left, "
            "too. Before, it jumped from 0.25 to 1.",
            _no_kink_at_one,
            held={"activation": "elu"},
        ),
    ),
    "zig_zag": (
        Try(
            "Play the descent (▶), and look at where the steps point. Does any of them point towards the goal?",
            {},
            "None. Both inputs are positive, and both weights share one error, so both rise or both fall. The goal "
            "asks for one to rise and the other to fall: the path gets there only in a zig-zag.",
            _never_towards_the_goal,
            general=True,
        ),
        Try(
            "Press *Freeze*, then raise *batch size* to 4 and to 64. Does the path get straighter? Is the distance "
            "smaller at the end?",
            {"batch_size": 64},
            "With 64 the path is almost straight, but after 100 steps the distance is still about 0.03. With single "
            "examples it is 0.01 to 0.1, as chance has it. The zig-zag is gone, the valley is not: its condition "
            "number is 13, and the goal lies in its flat direction.",
            _straighter_but_no_faster,
            held={},
            general=True,
        ),
        Try(
            "With *batch size* 1 press *Freeze*, then choose tanh. Compare the distances.",
            {"activation": "tanh"},
            "After 30 steps tanh is below 0.001, the sigmoid still above 0.7. The mean of tanh's outputs is 0, so the "
            "valley is round: condition number 1, no flat direction. Its outputs vary more, too, so every step is "
            "longer.",
            _round_valley,
            held={},
            general=True,
        ),
    ),
    "dead_units": (
        Try(
            "Press *Freeze*, then raise *rate η* from 0.1 to 1. How many units die?",
            {"eta": 1.0},
            "Most of them within about fifty steps, and about two thirds or more are dead after 120. At rate 0.1 "
            "about as many are dead at the end as at the start, hardly any, and the loss falls below 0.3.",
            _large_steps_kill_most,
            held={},
            general=True,
        ),
        Try(
            "Back at rate 0.1 set *depth* to 6, under *more*, and press *Freeze*. Raise *init scale* from "
            "1.4 to 2.8. How many units die now, and where is the loss?",
            {"depth": 6, "init_scale": 10**0.45},
            "More than half of them, at 1.4 fewer than one in ten. Each layer doubles the signal once "
            "more, so the first loss lies above the panel and the first steps are far too long. At depth 4 hardly any "
            "unit dies.",
            _large_weights_kill_deep_networks,
            held={"depth": 6},
            general=True,
        ),
        Try(
            "Press *Reset*. Set *first bias*, where all hidden biases start, to −3. Press *Freeze*. Choose leaky "
            "ReLU, then ELU. Are the silent units dead? Does the network learn?",
            {"bias": -3.0, "activation": "leaky_relu"},
            "With ReLU all units are silent and dead. With the other two they are silent, but not dead: their slope "
            "is not 0. Still neither gets visibly below ln 10 in 120 steps, because each layer lets only one to five "
            "hundredths of the gradient through.",
            _silent_but_not_dead,
            held={"bias": -3.0},
            general=True,
        ),
        Try(
            "Press *Reset*. At rate 1 choose PReLU, press *Freeze*, and choose ELU. Do units die? Does the network "
            "learn?",
            {"activation": "elu", "eta": 1.0},
            "PReLU's units stay alive. ELU's die, too: the slope of most of them is below 0.001 for every "
            "example. Neither network learns, the loss explodes: no activation mends a learning rate that is far too "
            "large.",
            _neither_learns,
            held={"activation": "prelu", "eta": 1.0},
            general=True,
        ),
    ),
}
