"""Whatever is handed in wrongly: a ValueError that names the argument and what it was, and nothing half changed."""

import re

import numpy as np
import pytest

import dnnlib as d
from dnnlib import INITIALIZERS, Network, datasets, train
from dnnlib.output_loss import output_loss
from tests.test_network import arrays_of, disturbed

NAN = np.array([[1.0, np.nan, 3.0]])
INF = np.array([[1.0, 2.0, 3.0], [1.0, -np.inf, 3.0]])
RAGGED = [[1.0], [1.0, 2.0]]
LOSSES = (d.mse, d.mse_prime)
LOGARITHMIC = (d.binary_cross_entropy, d.binary_cross_entropy_prime, d.cross_entropy, d.cross_entropy_prime)

# What each kind of argument must not be, and how the message shows it.
NUMBER = [(-0.5, "-0.5"), (np.nan, "nan"), (np.inf, "inf"), ("1", "'1'"), (None, "None"), (True, "True"),
          (np.ones(2), "array([1., 1.])"), (np.ones(1), "array([1.])"), (1j, "1j")]  # fmt: skip
POSITIVE = [*NUMBER, (0, "0")]
SHARE = [*NUMBER, (1.5, "1.5")]
COUNT = [(-3, "-3"), (2.0, "2.0"), (2.5, "2.5"), ("3", "'3'"), (None, "None"), (True, "True"), (np.nan, "nan"),
         (np.True_, "np.True_")]  # fmt: skip
INTEGER = [*COUNT, (0, "0")]
SEED = [(None, "None"), (-1, "-1"), (0.5, "0.5"), ("0", "'0'"), (False, "False"), (np.random, "numpy.random")]
NAME = [("swish", "'swish'"), ("", "''"), (None, "None"), (3, "3"), ("TANH", "'TANH'")]
SHAPE = [(3, "3"), ((3,), "(3,)"), ((1, 2, 3), "(1, 2, 3)"), (None, "None")]
FLAG = [(1, "1"), ("yes", "'yes'"), (None, "None")]

CASES = []


def bad(name, call, *values):
    """Register what ``call(value)`` must say: the argument's name, and the value as it is printed."""
    for value, printed in values:
        CASES.append(pytest.param(name, call, value, printed, id=f"{name}-{len(CASES)}-{printed}"))


def net(sizes=(3, 4, 2), **options):
    return Network(list(sizes), **{"rng": 0, **options})


def training(network=None, **change):
    """Call ``train`` with arguments that are right but for the change."""
    arguments = {"X": np.zeros((4, 3)), "Y": np.zeros((4, 2)), "eta": 1, "epochs": 1, "batch_size": 2, "rng": 0}
    return train(network or net(), **(arguments | change))


def with_trace(method, network, Y):
    """Call ``network.loss`` or ``network.backward`` on a trace of four examples."""
    return getattr(network, method)(network.forward(np.eye(4, 3)), Y)


def normalizing():
    return net(batch_norm=True)


# ----------------------------------------------------------------------------------------------------- networks

bad("sizes", lambda v: Network(v, rng=0), (3, "3"), ([3], "[3]"), ([], "[]"), (None, "None"))
bad("sizes", lambda v: Network([v, 2], rng=0), *INTEGER)
bad("sizes", lambda v: Network([3, v, 2], rng=0), *INTEGER)
bad("activation", lambda v: net(activation=v), *NAME, (["tanh", "relu"], "['tanh', 'relu']"), ([], "[]"))
bad("activation", lambda v: net(activation=[v]), *NAME)
bad("activation", lambda v: net([3, 2], activation=v), ("swish", "'swish'"), (["tanh"], "['tanh']"))
bad("output", lambda v: net(output=v), *NAME)
bad("output", lambda v: output_loss(v, "mse"), *NAME)
bad("loss", lambda v: net(loss=v), *NAME, *[(name, repr(name)) for name in ("cross_entropy", "binary_cross_entropy")])
bad("loss", lambda v: output_loss("softmax", v), *NAME)
bad("init", lambda v: net(init=v), *NAME)
bad("scale", lambda v: net(scale=v), *NUMBER)
bad("batch_norm", lambda v: net(batch_norm=v), *FLAG)
bad("rng", lambda v: net(rng=v), *SEED)
bad("dtype", lambda v: net(dtype=v), (np.float16, "float16"), (int, "int"), (None, "None"), ("double!", "'double!'"))
bad("dtype", lambda v: net(dtype=v), (np.complex128, "complex128"), (np.zeros(2), "array"), ([1], "[1]"))

for use in (
    lambda v: net().forward(v),
    lambda v: d.check_gradients(net(), v, np.zeros((2, 2))),
    lambda v: training(X=v),
):
    bad("X", use, *[(np.zeros(shape), str(shape)) for shape in ((2, 4), (3,), (1, 2, 3), (0, 3), ())])
    bad("X", use, (NAN, "X[0, 1] is nan"), (INF, "X[1, 1] is -inf"), (np.ones((1, 3)) * 1j, "ndarray"))
    bad("X", use, (None, "NoneType None"), ([["a", "b", "c"]], "list [['a', 'b', 'c']]"), (RAGGED, "list [[1.0]"))
bad("X", lambda v: net(dtype=np.float32).forward(v), (np.full((1, 3), 1e300), "1e+300"))
bad("X", lambda v: training(net(dtype=np.float32), X=v), (np.full((4, 3), -1e39), "-1e+39"))
bad("X", lambda v: normalizing().forward(v), (np.zeros((1, 3)), "1 row"))
bad("X", lambda v: d.check_gradients(normalizing(), v, np.zeros((1, 2))), (np.zeros((1, 3)), "1 row"))
bad("l", lambda v: net().phi(v, np.zeros(4)), *INTEGER, (3, "3"))
bad("l", lambda v: net().phi_prime(v, np.zeros(4)), *INTEGER, (2, "2"))
bad("z", lambda v: net().phi(1, v), (None, "None"), ("a", "'a'"), (np.ma.ones(4), "masked"))
bad("training", lambda v: normalizing().forward(np.eye(3), training=v), *FLAG)

for use in (
    lambda v: with_trace("loss", net(), v),
    lambda v: with_trace("backward", net(), v),
    lambda v: d.check_gradients(net(), np.eye(4, 3), v),
    lambda v: training(Y=v),
):
    bad("Y", use, *[(np.zeros(shape), str(shape)) for shape in ((4, 3), (2,), (0, 2), (4,), ())])
    bad("Y", use, (np.zeros((3, 2)), "3 rows"), (np.full((4, 2), np.nan), "Y[0, 0] is nan"))
    bad("Y", use, (None, "NoneType None"), (RAGGED, "list [[1.0]"))
for method in ("loss", "backward"):

    def classify(v, method=method):
        return with_trace(method, net(output="softmax", loss="cross_entropy"), v)

    bad("Y", classify, ([0, 1, 2, 0], "label 2"), ([0, 1, -1, 0], "label -1"), ([0, 1, 0], "(3,)"))
    bad("Y", classify, ([0.0, 1.0, 0.0, 1.0], "float64"), ([True] * 4, "bool"), (RAGGED, "list [[1.0]"))
    bad("Y", classify, (np.full((4, 2), 0.6), "sum to 1"), ([[2, -1]] * 4, "Y holds 2"))
    bad("Y", classify, ([[0, 1]] * 3 + [[0.3, 0.3]], "sum to 1"), ([[0, 1]] * 3 + [[0.5, 0.50015]], "sum to 1"))
    for loss in ("binary_cross_entropy", "cross_entropy"):

        def judge(v, method=method, loss=loss):
            return with_trace(method, net(output="sigmoid", loss=loss), v)

        bad("Y", judge, ([[1, 1.5]] * 4, "Y holds 1.5"), ([[0, -0.25]] * 4, "Y holds -0.25"), ([0, 1, 0, 1], "(4,)"))


def without_training(use):
    network = normalizing()
    return use(network, network.forward(np.eye(4, 3), training=False))


bad("trace", without_training, (lambda network, trace: network.backward(trace, np.zeros((4, 2))), "training=False"))
bad("trace", without_training, (lambda network, trace: network.update_running_statistics(trace), "training=False"))
bad("momentum", lambda v: normalizing().update_running_statistics(normalizing().forward(np.eye(3)), v), *SHARE)

# ----------------------------------------------------------------------------------------------------- training

bad("eta", lambda v: training(eta=v), *NUMBER)
bad("eta", lambda v: training(net(dtype=np.float32), eta=v), (1e39, "1e+39"))
bad("epochs", lambda v: training(epochs=v), *COUNT)
bad("batch_size", lambda v: training(batch_size=v), *INTEGER)
bad("batch_size", lambda v: training(normalizing(), batch_size=v), (1, "1"), (3, "3"))
bad("momentum", lambda v: training(momentum=v), *SHARE)
bad("weight_decay", lambda v: training(weight_decay=v), *NUMBER)
bad("every", lambda v: training(every=v), *NAME)
bad("rng", lambda v: training(rng=v), *SEED)
bad("h", lambda v: d.check_gradients(net(), np.eye(4, 3), np.zeros((4, 2)), h=v), *POSITIVE)

# ------------------------------------------------------------------------------------------------- initializers

for initializer in INITIALIZERS.values():
    bad("shape", lambda v, f=initializer: f(v, 0), *SHAPE)
    bad("shape[0]", lambda v, f=initializer: f((v, 2), 0), *INTEGER)
    bad("shape[1]", lambda v, f=initializer: f((2, v), 0), *INTEGER)
    bad("rng", lambda v, f=initializer: f((2, 3), v), *SEED)
    bad("scale", lambda v, f=initializer: f((2, 3), 0, scale=v), *NUMBER)
bad("shape", d.compute_fans, *SHAPE)
bad("gain", lambda v: d.variance_scaling((2, 3), 0, gain=v, mode="fan_in", distribution="normal"), *NUMBER)
bad("mode", lambda v: d.variance_scaling((2, 3), 0, gain=1, mode=v, distribution="normal"), *NAME)
bad("distribution", lambda v: d.variance_scaling((2, 3), 0, gain=1, mode="fan_in", distribution=v), *NAME)

# ---------------------------------------------------------------------------------------------------- data sets

for points in datasets.PLANE.values():
    bad("m", lambda v, f=points: f(v, rng=0), *INTEGER, (1, "1"))
    bad("rng", lambda v, f=points: f(10, rng=v), *SEED)
    bad("noise", lambda v, f=points: f(10, rng=0, noise=v), *NUMBER)
bad("X", lambda v: datasets.split(v, np.zeros(4), rng=0), (np.zeros((3, 2)), "(3, 2)"), (np.zeros((5, 2)), "(5, 2)"))
bad("X", lambda v: datasets.split(v, np.zeros(4), rng=0), (np.float64(3), "()"), (RAGGED, "[[1.0]"))
bad("X", lambda v: datasets.split(v, v[:, 0], rng=0), (np.zeros((1, 2)), "(1, 2)"), (np.zeros((0, 2)), "(0, 2)"))
bad("labels", lambda v: datasets.split(np.zeros((4, 1)), v, rng=0), (np.zeros(3), "(3,)"), (np.float64(1), "()"))
bad("held_out", lambda v: datasets.split(np.zeros((4, 1)), np.zeros(4), rng=0, held_out=v), *SHARE, (0, "0"), (1, "1"))
bad("rng", lambda v: datasets.split(np.zeros((4, 1)), np.zeros(4), rng=v), *SEED)

# ------------------------------------------------------------------------------------------- softmax, batch norm

for f in (d.softmax, d.log_softmax, d.softmax_jacobian):
    bad("z", f, (NAN, "z[0, 1] is nan"), (INF, "z[1, 1] is -inf"), (np.nan, "z is nan"))
    bad(
        "z",
        f,
        (np.zeros((2, 0)), "(2, 0)"),
        (3.0, "()"),
        (["a"], "list ['a']"),
        (None, "None"),
        (RAGGED, "list [[1.0]"),
    )
bad("temperature", lambda v: d.softmax([1.0, 2.0], v), *POSITIVE)
bad("temperature", lambda v: d.log_softmax([1.0, 2.0], v), *POSITIVE)
bad("z", lambda v: d.batchnorm_forward(v, [1.0], [0.0]), ([[1.0], [np.nan]], "z[1, 0] is nan"), (None, "None"))
for shape in ((1, 1), (0, 1), (3,), (3, 0), (2, 2, 1), ()):
    bad("z", lambda v: d.batchnorm_forward(v, [1.0], [0.0]), (np.zeros(shape), str(shape)))
for value, printed in ((np.ones(3), "(3,)"), (np.ones((3, 2)), "(3, 2)"), ([0], "(1,)"), (1.0, "()"), (None, "None")):
    bad("gamma", lambda v: d.batchnorm_forward(np.zeros((3, 2)), v, [0, 0]), (value, printed))
    bad("beta", lambda v: d.batchnorm_forward(np.zeros((3, 2)), [1, 1], v), (value, printed))
    bad("dout", lambda v: d.batchnorm_backward(v, d.batchnorm_forward(np.eye(2), [1, 1], [0, 0])[1]), (value, printed))
bad("gamma", lambda v: d.batchnorm_forward(np.zeros((3, 2)), v, [0, 0]), ([1, np.inf], "gamma[1] is inf"))
bad("beta", lambda v: d.batchnorm_forward(np.zeros((3, 2)), [1, 1], v), ([np.nan, 0], "beta[0] is nan"))
bad("eps", lambda v: d.batchnorm_forward(np.zeros((3, 2)), [1, 1], [0, 0], eps=v), *NUMBER)

# ------------------------------------------------------------------------------------------------------- losses

for f in (*LOSSES, *LOGARITHMIC):
    for shape in ((3,), (0, 2), (2, 0), (1, 2, 3)):
        bad("a", lambda v, f=f: f(v, np.full(np.shape(v), 0.5)), (np.zeros(shape), str(shape)))
    bad("a", lambda v, f=f: f(v, [[1.0, 0.0]]), ([[np.nan, 0]], "a[0, 0] is nan"), ([[0.5]], "(1, 1)"), (None, "None"))
    bad("y", lambda v, f=f: f([[0.5, 0.5]], v), ([[np.inf, 0]], "y[0, 0] is inf"), ([[0.5]], "(1, 1)"), (None, "None"))
for f in LOGARITHMIC:
    bad("a", lambda v, f=f: f(v, [[1.0, 0.0]]), ([[1, 1.25]], "a holds 1.25"), ([[0, -0.25]], "a holds -0.25"))
    bad("y", lambda v, f=f: f([[0.5, 0.5]], v), ([[1, 1.25]], "y holds 1.25"), ([[0, -0.25]], "y holds -0.25"))
bad("a", lambda v: d.binary_cross_entropy_prime(v, [[1, 1]]), ([[0.5, 0]], "a holds 0"), ([[0.5, 1]], "a holds 1"))
bad("a", lambda v: d.cross_entropy_prime(v, [[1, 1]]), ([[0.5, 0]], "a holds 0"))
for f in (d.cross_entropy, d.cross_entropy_prime, d.accuracy):
    bad(
        "y",
        lambda v, f=f: f([[0.5, 0.5]], v),
        ([2], "label 2"),
        ([-1], "label -1"),
        ([0, 1], "(2,)"),
        ([0.5], "float64"),
    )
for shape in ((2,), (0, 2), (2, 0), (1, 2, 3)):
    bad("a", lambda v: d.accuracy(v, [0, 1]), (np.zeros(shape), str(shape)))
    bad("y", lambda v: d.accuracy(np.zeros((3, 2)), v), (np.zeros(shape), str(shape)))
bad("a", lambda v: d.accuracy(v, [0, 1]), (None, "None"), (RAGGED, "[[1.0]"))
bad("y", lambda v: d.one_hot(v, 3), ([3], "label 3"), ([-1], "label -1"), ([0.5], "float64"), ([[0]], "(1, 1)"))
bad("y", lambda v: d.one_hot(v, 3), (0, "()"), ([True], "bool"), (RAGGED, "[[1.0]"))
bad("classes", lambda v: d.one_hot([0], v), *INTEGER)


@pytest.mark.parametrize(("name", "call", "value", "printed"), CASES)
def test_the_error_names_the_argument_and_its_value(name, call, value, printed):
    with pytest.raises(ValueError) as caught:
        call(value)
    message = str(caught.value)
    assert re.search(rf"(?<![\w'\"]){re.escape(name)}(?![\w])", message), message
    assert printed in message


def test_the_messages_say_what_would_be_right():
    with pytest.raises(ValueError, match="elu, gelu, identity, leaky_relu, prelu, relu, sigmoid, silu, tanh"):
        net(activation="swish")
    with pytest.raises(ValueError, match="output='swish' is unknown; choose one of: identity, sigmoid, softmax"):
        output_loss("swish", "mse")
    with pytest.raises(
        ValueError, match="loss='hinge' is unknown; choose one of: binary_cross_entropy, cross_entropy, mse"
    ):
        output_loss("identity", "hinge")
    with pytest.raises(ValueError, match=r"a single example is X\[None, :\]"):
        net().forward(np.zeros(3))
    with pytest.raises(ValueError, match=r"must be \(m, 3\), one example per row$"):
        net().forward(np.zeros(4))
    with pytest.raises(ValueError, match=r"labels run from 0 to 2"):
        d.one_hot([5], 3)
    with pytest.raises(ValueError, match=r"sizes\[1\]=0 must be an integer of at least 1"):
        Network([3, 0, 2], rng=0)
    with pytest.raises(ValueError, match=r"a finite number in \[0, inf\]"):
        net(scale=-1)
    with pytest.raises(ValueError, match=r"a finite number in \(0, inf\]"):
        d.softmax([1.0], 0)


def test_rounded_probabilities_still_are_a_distribution():
    assert with_trace("loss", net(output="softmax", loss="cross_entropy"), [[0.5, 0.50009], [0.49991, 0.5]] * 2) > 0


@pytest.mark.parametrize("change", [{"eta": -1}, {"epochs": -1}, {"batch_size": 0}, {"batch_size": 3}, {"momentum": 2},
                                    {"every": "week"}, {"X": NAN}, {"Y": np.zeros((4, 5))}], ids=str)  # fmt: skip
def test_a_refused_training_changes_nothing(change):
    network, rng = disturbed([3, 4, 2], batch_norm=True), np.random.default_rng(0)
    before, state = {key: v.copy() for key, v in arrays_of(network).items()}, rng.bit_generator.state
    good = {"X": np.zeros((4, 3)), "Y": np.zeros((4, 2)), "eta": 1, "epochs": 1, "batch_size": 2}
    with pytest.raises(ValueError, match=next(iter(change))):
        train(network, rng=rng, **(good | change))
    assert all(np.array_equal(before[key], v) for key, v in arrays_of(network).items())
    assert rng.bit_generator.state == state


@pytest.mark.parametrize("change", [{"activation": "swish"}, {"init": "magic"}, {"scale": -1}, {"dtype": int},
                                    {"batch_norm": 2}, {"loss": "cross_entropy"}], ids=str)  # fmt: skip
def test_a_refused_network_draws_no_numbers(change):
    rng = np.random.default_rng(0)
    state = rng.bit_generator.state
    with pytest.raises(ValueError, match=next(iter(change))):
        Network([3, 4, 2], rng=rng, **change)
    with pytest.raises(ValueError, match="mode"):
        d.variance_scaling((2, 2), rng, gain=1, mode="fan_out_in", distribution="normal")
    assert rng.bit_generator.state == state


@pytest.mark.parametrize("momentum", [-0.1, 1.1])
def test_a_refused_update_leaves_the_running_statistics(momentum):
    network = disturbed([3, 4, 2], batch_norm=True)
    before = network.running_mean[1].copy()
    with pytest.raises(ValueError, match="momentum"):
        network.update_running_statistics(network.forward(np.eye(3)), momentum)
    np.testing.assert_array_equal(network.running_mean[1], before)
