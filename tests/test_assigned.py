"""What learners assign or hand in: it works exactly, or is refused by name, whatever the batch's size."""

import copy
import pickle
import subprocess
import sys

import numpy as np
import pytest

import dnnlib as d
from dnnlib import Network, datasets, train
from dnnlib.output_loss import OUTPUT_LOSSES
from tests.test_network import arrays_of, disturbed

M = [3, 50_000]
WHOLE = np.array([[1, -1], [2, 0], [3, 5]])


def net(**options):
    return Network([2, 3, 1], **{"rng": 0, "activation": "relu"} | options)


def data(m=4):
    rng = np.random.default_rng(0)
    return rng.normal(size=(m, 2)), rng.normal(size=(m, 1))


class Frame:
    """An object of another library that knows how to become an array."""

    def __init__(self, values):
        self.values = values

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype)


class Tensor:
    """A tensor that requires its gradient, as PyTorch refuses it."""

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")


# ---------------------------------------------------------------------------------------------------- parameters

EQUAL = {
    "whole numbers": WHOLE,
    "small whole numbers": WHOLE.astype(np.int8),
    "a list": WHOLE.tolist(),
    "float32": WHOLE.astype(np.float32),
    "float16": WHOLE.astype(np.float16),
    "the other byte order": WHOLE.astype(">f8"),
    "another library's": Frame(WHOLE),
    "transposed": WHOLE.astype(float).T.copy().T,
}


@pytest.mark.parametrize("kind", EQUAL)
@pytest.mark.parametrize("m", M)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_weights_of_any_kind_count_as_the_numbers_that_they_are(kind, m, dtype):
    one, two = net(dtype=dtype), net(dtype=dtype)
    assigned = copy.deepcopy(EQUAL[kind])
    one.W[1], two.W[1] = assigned, WHOLE.astype(dtype)
    X, Y = data(m)
    traces = [network.forward(X) for network in (one, two)]
    gradients = [network.backward(trace, Y) for network, trace in zip((one, two), traces, strict=True)]
    same = {
        "rtol": 1e-13 if dtype is np.float64 else 1e-5,
        "atol": 1e-6 * (dtype is np.float32),
    }  # BLAS may add otherwise
    np.testing.assert_allclose(traces[0].output, traces[1].output, **same)
    np.testing.assert_allclose(gradients[0].W[1], gradients[1].W[1], **same)
    assert one.W[1] is assigned
    for network in (one, two):
        list(train(network, X, Y, eta=0.1, epochs=2, batch_size=m, rng=0, momentum=0.5))
    np.testing.assert_allclose(one.W[1], two.W[1], **same)
    assert one.W[1].dtype == dtype


@pytest.mark.parametrize("kind", EQUAL)
def test_gradients_are_checked_at_weights_of_any_kind(kind):
    network = net(activation="tanh")
    network.W[1] = EQUAL[kind]
    assert d.check_gradients(network, *data()).passed()
    assert network.W[1] is EQUAL[kind]


WRONG = {
    "W[1]": [np.ones((2, 3)), np.ones(3), 1.0, None, "a", [[1], [2, 3]], WHOLE * 1j, np.ma.ones((3, 2)), Tensor(),
             WHOLE.astype(object), np.array([["a"] * 2] * 3), [np.ma.ones(2)] * 3],
    "b[1]": [np.zeros((3, 1)), np.zeros((1, 3)), 0.5, np.zeros(4), None, np.ma.zeros(3)],
    "b[2]": [np.zeros((1, 1)), 0.0, np.zeros(3)],
    "gamma[1]": [np.ones(3), 1.0],
    "W[0]": [np.ones((2, 2))],
    "alpha[2]": [np.ones(1)],
}  # fmt: skip
USES = {
    "forward": lambda network, X, Y: network.forward(X),
    "backward": lambda network, X, Y: network.backward(net().forward(X), Y),
    "train": lambda network, X, Y: train(network, X, Y, eta=0.1, epochs=1, batch_size=2, rng=0),
    "check_gradients": d.check_gradients,
    "statistics": lambda network, X, Y: network.update_running_statistics(net().forward(X)),
}


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize(("name", "value"), [(name, v) for name, values in WRONG.items() for v in values],
                         ids=lambda v: v if isinstance(v, str) else type(v).__name__)  # fmt: skip
def test_a_wrong_parameter_is_named(use, name, value):
    network = net()
    l = int(name[-2])
    getattr(network, name[:-3])[l] = value
    with pytest.raises(ValueError) as caught:
        USES[use](network, *data())
    assert str(caught.value).startswith(name)
    assert getattr(network, name[:-3])[l] is value


def test_the_message_says_what_shape_would_be_right():
    network = net()
    network.b[1] = np.zeros((3, 1))
    with pytest.raises(ValueError, match=r"b\[1\] has shape \(3, 1\), but must have shape \(3,\)"):
        network.forward(data()[0])


@pytest.mark.parametrize("value", [[np.ones((3, 2)), np.ones((1, 3))], None, 3, {1: 2}])
def test_a_list_without_an_entry_for_layer_0_is_refused(value):
    network = net()
    network.W = value
    with pytest.raises(ValueError, match=r"W.* must be a list of 3 entries, one for each layer from 0, None where"):
        network.forward(data()[0])


def test_a_tuple_of_parameters_is_trained_too():
    network, expected = net(), net()
    network.W = tuple(w if w is None else w.tolist() for w in network.W)
    for one in (network, expected):
        list(train(one, *data(), eta=0.1, epochs=1, batch_size=2, rng=0))
    np.testing.assert_array_equal(network.W[1], expected.W[1])


def test_weights_that_overflow_in_the_network_s_precision_are_named():
    network = net(dtype=np.float32)
    network.W[2] = np.full((1, 3), 1e39)
    with pytest.raises(ValueError, match=r"W\[2\] holds numbers that overflow in float32"):
        network.forward(data()[0])
    network.W[2] = np.full((1, 3), np.inf)  # what training has made is shown
    assert not np.isfinite(network.forward(data()[0]).output).all()


def test_read_only_parameters_pass_forward_and_are_refused_by_what_changes_them():
    network = net(batch_norm=True)
    for p in arrays_of(network).values():
        p.flags.writeable = False
    trace = network.forward(data()[0])
    assert d.check_gradients(network, *data()).passed()
    with pytest.raises(ValueError, match=r"W\[1\] is read-only"):
        train(network, *data(), eta=0.1, epochs=1, batch_size=2, rng=0)
    with pytest.raises(ValueError, match=r"W\[1\] is read-only"):
        network.update_running_statistics(trace)


def test_a_wrong_parameter_between_two_reports_is_named_before_any_is_changed():
    network = net()
    steps = train(network, *data(), eta=0.1, epochs=3, batch_size=4, rng=0)
    next(steps)
    network.b[2], before = np.zeros((1, 1)), network.W[1].copy()
    with pytest.raises(ValueError, match=r"b\[2\] has shape"):
        next(steps)
    np.testing.assert_array_equal(network.W[1], before)


def test_running_statistics_of_whole_numbers_move():
    network, expected = net(batch_norm=True), net(batch_norm=True)
    network.running_mean[1] = [0, 0, 0]
    network.running_var[1] = np.ones(3, int)
    for one in (network, expected):
        one.update_running_statistics(one.forward(data()[0]))
    np.testing.assert_array_equal(network.running_mean[1], expected.running_mean[1])
    np.testing.assert_array_equal(network.running_var[1], expected.running_var[1])


# ---------------------------------------------------------------------------------------------------------- data

MASKED = np.ma.masked_array([[0.5, 0.25], [0.5, 0.75]], [[0, 1], [0, 0]])
PLAIN = np.array([[0.5, 0.25], [0.5, 0.75]])
TAKERS = {
    "mse a": lambda v: d.mse(v, PLAIN),
    "mse y": lambda v: d.mse(PLAIN, v),
    "mse' a": lambda v: d.mse_prime(v, PLAIN),
    "bce a": lambda v: d.binary_cross_entropy(v, PLAIN),
    "bce y": lambda v: d.binary_cross_entropy(PLAIN, v),
    "bce' a": lambda v: d.binary_cross_entropy_prime(v, PLAIN),
    "ce a": lambda v: d.cross_entropy(v, PLAIN),
    "ce y": lambda v: d.cross_entropy(PLAIN, v),
    "ce' y": lambda v: d.cross_entropy_prime(PLAIN, v),
    "accuracy a": lambda v: d.accuracy(v, PLAIN),
    "accuracy y": lambda v: d.accuracy(PLAIN, v),
    "softmax z": d.softmax,
    "log softmax z": d.log_softmax,
    "Jacobian z": d.softmax_jacobian,
    "batch norm z": lambda v: d.batchnorm_forward(v, [1, 1], [0, 0]),
    "batch norm dout": lambda v: d.batchnorm_backward(v, d.batchnorm_forward(PLAIN, [1, 1], [0, 0])[1]),
    "split X": lambda v: datasets.split(v, [0, 1], rng=0),
    "split labels": lambda v: datasets.split(PLAIN, v, rng=0),
    "forward X": lambda v: net().forward(v),
    "train X": lambda v: train(net(), v, PLAIN[:, :1], eta=1, epochs=1, batch_size=1, rng=0),
    "train Y": lambda v: train(Network([2, 2], rng=0), PLAIN, v, eta=1, epochs=1, batch_size=1, rng=0),
    "check X": lambda v: d.check_gradients(net(), v, PLAIN[:, :1]),
    "check Y": lambda v: d.check_gradients(Network([2, 2], rng=0), PLAIN, v),
    **{f"{f.__name__} z": f for phi in d.ACTIVATIONS.values() for f in (phi.f, phi.df)},
    "prelu_slope_gradient z": d.prelu_slope_gradient,
}  # fmt: skip


ENTRY_TAKERS = {
    "batch norm gamma": lambda v: d.batchnorm_forward(PLAIN, v[0], [0, 0]),
    "batch norm beta": lambda v: d.batchnorm_forward(PLAIN, [1, 1], v[0]),
    "one_hot y": lambda v: d.one_hot((v[:, 0] * 2).astype(int), 3),
    "eta": lambda v: train(net(), PLAIN, PLAIN[:, :1], eta=v[0, 1], epochs=1, batch_size=1, rng=0),
    "scale": lambda v: net(scale=np.ma.masked_array(1.0, True)),
    "sizes": lambda v: Network(np.ma.masked_array([2, 3, 1], [0, 1, 0]), rng=0),
}  # fmt: skip


@pytest.mark.parametrize(
    ("taker", "value"),
    [(taker, value) for taker in TAKERS for value in (MASKED, list(MASKED))]
    + [(taker, MASKED) for taker in ENTRY_TAKERS],
    ids=lambda v: v if isinstance(v, str) else type(v).__name__,
)
def test_a_masked_array_is_refused_by_name(taker, value):
    with pytest.raises(ValueError, match=rf"{taker.split()[-1]}.*(masked|must be)"):
        (TAKERS | ENTRY_TAKERS)[taker](value)


@pytest.mark.parametrize("m", M)
def test_float16_is_computed_in_double_precision(m):
    half = np.linspace(-300, 300, 2 * m).reshape(m, 2).astype(np.float16)
    double = half.astype(float)
    for f in (d.softmax, d.log_softmax, *(phi.f for phi in d.ACTIVATIONS.values())):
        np.testing.assert_array_equal(f(half), f(double))
    assert d.mse(half, half[::-1]) == d.mse(double, double[::-1])
    np.testing.assert_array_equal(net().forward(half).output, net().forward(double).output)


@pytest.mark.parametrize("X", [Frame(PLAIN), PLAIN.tolist(), PLAIN.astype(np.longdouble)], ids=type)
def test_data_of_other_libraries_are_taken(X):
    np.testing.assert_array_equal(net().forward(X).output, net().forward(PLAIN).output)
    assert d.mse(X, X) == 0


def test_what_another_library_will_not_give_is_refused_by_name():
    with pytest.raises(ValueError, match="X must be an array of real numbers, not Tensor"):
        net().forward(Tensor())


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_trace_does_not_change_with_the_data(dtype):
    X, Y = data()
    X = X.astype(dtype)
    network = net(dtype=dtype)
    trace = network.forward(X)
    before = network.backward(trace, Y).W[1]
    X[:] = 7
    np.testing.assert_array_equal(network.backward(trace, Y).W[1], before)


def test_a_cache_of_batch_norm_does_not_change_with_gamma():
    gamma = np.ones(2)
    _, cache = d.batchnorm_forward(PLAIN, gamma, [0, 0])
    gamma[:] = 7
    assert (cache.gamma == 1).all()
    with pytest.raises(ValueError, match="cache must come from batchnorm_forward, not tuple"):
        d.batchnorm_backward(PLAIN, (1, 2, 3))


@pytest.mark.parametrize("excess", [1 + 2.3e-16, 1 + 1e-15])
def test_a_probability_beyond_1_by_rounding_is_1(excess):
    assert d.cross_entropy([[excess]], [[1.0]]) == d.binary_cross_entropy([[excess]], [[1.0]]) == 0
    assert d.binary_cross_entropy([[1.0]], [[excess]]) == d.binary_cross_entropy([[-1e-16]], [[0.0]]) == 0
    network = Network([1, 1], output="sigmoid", loss="binary_cross_entropy", rng=0)
    trace = network.forward([[1.0]])
    assert network.loss(trace, [[excess]]) == network.loss(trace, [[1.0]])


def test_a_probability_further_beyond_1_is_shown_with_all_its_digits():
    with pytest.raises(ValueError, match=r"a holds 1\.00000000000001, but a logarithmic loss needs a in \[0, 1\]"):
        d.cross_entropy([[1.00000000000001]], [[1.0]])


# ------------------------------------------------------------------------------------------------------- copies


@pytest.mark.parametrize("activation", d.ACTIVATIONS)
@pytest.mark.parametrize(("output", "loss"), OUTPUT_LOSSES, ids=str)
@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("copied", [lambda x: pickle.loads(pickle.dumps(x)), copy.deepcopy], ids=["pickle", "copy"])
def test_networks_and_what_they_return_can_be_copied(activation, output, loss, batch_norm, copied):
    network = disturbed([2, 3, 2], activation=activation, output=output, loss=loss, batch_norm=batch_norm)
    X, Y = data()[0], np.eye(2)[[0, 1, 1, 0]]
    twin = copied(network)
    trace = copied(twin.forward(X))
    np.testing.assert_array_equal(trace.output, network.forward(X).output)
    gradients = copied(twin.backward(trace, Y))
    np.testing.assert_array_equal(gradients.W[1], network.backward(network.forward(X), Y).W[1])
    assert copied(d.ACTIVATIONS[activation]) == d.ACTIVATIONS[activation]
    assert not any(np.shares_memory(p, q) for p in arrays_of(network).values() for q in arrays_of(twin).values())


def test_a_network_can_be_sent_to_another_process():
    network, (X, _) = net(activation="gelu"), data()
    code = "import pickle, sys; network, X = pickle.load(sys.stdin.buffer); print(network.forward(X).output.tolist())"
    sent = pickle.dumps((network, X))
    run = subprocess.run([sys.executable, "-c", code], input=sent, capture_output=True, check=True)
    assert run.stdout.decode().strip() == str(network.forward(X).output.tolist())


def test_reports_and_checks_can_be_copied():
    (report,) = train(net(), *data(), eta=0.1, epochs=1, batch_size=4, rng=0)
    assert pickle.loads(pickle.dumps(report)).loss == report.loss
    check = d.check_gradients(net(), *data())
    assert pickle.loads(pickle.dumps(check)).names == check.names
