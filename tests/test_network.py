"""Networks: the forward pass, the parameters, running statistics, copies, and what must not change."""

import numpy as np
import pytest

from dnnlib import ACTIVATIONS, Activation, Gradients, Network, Trace, prelu_prime, sigmoid, tanh_prime
from dnnlib.mean_field import gaussian_mean, gradient_map_theory, mean_field
from dnnlib.signals import bin_edges, layer_spreads
from tests import reference

every_activation = pytest.mark.parametrize("activation", ACTIVATIONS)
both = pytest.mark.parametrize("batch_norm", [False, True])
LARGE = [20, 260, 260, 260, 8]  # 8 * 260 numbers of a batch of 200 do not fit the small case


def arrays_of(network):
    """Every array of a network by name and layer, running statistics included."""
    names = ("W", "b", "gamma", "beta", "alpha", "running_mean", "running_var")
    return {(k, l): v for k in names for l, v in enumerate(getattr(network, k)) if v is not None}


def disturbed(*args, seed=0, **options):
    """A network none of whose parameters and statistics is 0 or 1."""
    network, rng = Network(*args, rng=seed, **options), np.random.default_rng(seed + 1)
    for (name, _), p in arrays_of(network).items():
        p += (0.2 if name != "running_var" else 0.02) * rng.uniform(-1, 1, p.shape).astype(p.dtype)
    return network


def frozen(value):
    """The arrays in nested tuples and lists made read-only, so that whoever writes to one fails."""
    for item in value if isinstance(value, (tuple, list)) else [value]:
        if isinstance(item, np.ndarray):
            item.flags.writeable = False
        elif isinstance(item, (tuple, list)):
            frozen(item)
    return value


def test_parameters_have_the_shapes_of_the_formulas_and_none_at_index_0():
    network = Network([3, 5, 4, 2], activation=["tanh", "prelu"], rng=0)
    assert (network.sizes, network.L, network.activation) == ((3, 5, 4, 2), 3, ("tanh", "prelu"))
    assert [w if w is None else w.shape for w in network.W] == [None, (5, 3), (4, 5), (2, 4)]
    assert [b if b is None else b.shape for b in network.b] == [None, (5,), (4,), (2,)]
    assert not any(b.any() for b in network.b[1:])
    assert network.gamma == network.beta == network.running_mean == network.running_var == [None] * 4
    assert network.alpha[:2] == [None, None]
    np.testing.assert_array_equal(network.alpha[2], np.full(4, 0.25))
    assert network.alpha[3] is None


def test_every_list_has_an_entry_for_each_layer_and_layer_0():
    network = Network([3, 5, 4, 2], batch_norm=True, rng=0)
    assert {len(getattr(network, k)) for k in ("W", "b", "gamma", "beta", "alpha", "running_mean", "running_var")} == {
        4
    }
    trace = network.forward(np.eye(3))
    gradients = network.backward(trace, np.ones((3, 2)))
    assert {len(v) for v in (trace.a, trace.z, trace.batch_norm, *gradients)} == {4}


def test_batch_norm_without_a_hidden_layer_takes_a_batch_of_one():
    assert Network([3, 2], batch_norm=True, rng=0).forward(np.ones((1, 3))).output.shape == (1, 2)


def test_with_batch_norm_hidden_layers_have_gamma_and_beta_instead_of_b():
    network = Network([3, 5, 4, 2], batch_norm=True, rng=0)
    assert [b is None for b in network.b] == [True, True, True, False]
    for k, start in (("gamma", 1), ("beta", 0), ("running_mean", 0), ("running_var", 1)):
        values = getattr(network, k)
        assert values[0] is values[3] is None
        np.testing.assert_array_equal(values[1], np.full(5, start))
        np.testing.assert_array_equal(values[2], np.full(4, start))


def test_parameters_are_listed_layer_by_layer_and_are_the_network_s_own():
    network = Network([3, 5, 2], activation="prelu", batch_norm=True, rng=0)
    listed = [(k, l) for k, l, _ in network.parameters()]
    assert listed == [("W", 1), ("gamma", 1), ("beta", 1), ("alpha", 1), ("W", 2), ("b", 2)]
    assert all(p is getattr(network, k)[l] for k, l, p in network.parameters())
    assert repr(network) == "Network(3-5-2, 42 parameters, identity + mse)"


def test_the_defaults():
    network = Network([3, 5, 2], rng=0)
    assert (network.activation, network.output, network.loss_name) == (("tanh",), "identity", "mse")
    assert (network.batch_norm, network.dtype) == (False, np.float64)
    other = Network([3, 5, 2], activation="tanh", output="identity", loss="mse", init="xavier_normal", scale=1, rng=0)
    np.testing.assert_array_equal(network.W[1], other.W[1])


@pytest.mark.parametrize("dtype", [np.float32, "float32", np.dtype("float32")])
def test_a_precision_by_any_of_its_names(dtype):
    assert Network([1, 1], rng=0, dtype=dtype).dtype == np.float32
    assert Network([1, 1], rng=0, dtype=float).dtype == np.float64


@every_activation
@both
@pytest.mark.parametrize("output", ["identity", "sigmoid", "softmax"])
@pytest.mark.parametrize(("sizes", "m"), [([4, 6, 5, 3], 7), (LARGE, 200), ([2, 1], 3)], ids=str)
def test_the_forward_pass_agrees_with_the_reference(activation, batch_norm, output, sizes, m):
    network = disturbed(sizes, activation=activation, output=output, batch_norm=batch_norm)
    X = np.random.default_rng(2).normal(size=(m, sizes[0]))
    trace = network.forward(X)
    expected = reference.forward(vars(network), X, network.activation, output)
    np.testing.assert_allclose(trace.output, expected, rtol=1e-9, atol=1e-12)
    assert isinstance(trace, Trace)
    np.testing.assert_array_equal(trace.a[0], X)
    assert (trace.z[0], trace.output is trace.a[-1]) == (None, True)
    assert [v.shape for v in trace.a] == [(m, n) for n in sizes]
    assert [v.shape for v in trace.z[1:]] == [(m, n) for n in sizes[1:]]


@every_activation
def test_every_layer_obeys_the_formula(activation):
    network = disturbed([3, 4, 4, 2], activation=activation)
    trace = network.forward(np.random.default_rng(0).normal(size=(5, 3)))
    phi = ACTIVATIONS[activation]
    for l in (1, 2, 3):
        np.testing.assert_allclose(trace.z[l], trace.a[l - 1] @ network.W[l].T + network.b[l], rtol=1e-12, atol=1e-14)
    for l in (1, 2):
        slope = () if network.alpha[l] is None else (network.alpha[l],)
        np.testing.assert_array_equal(trace.a[l], phi.f(trace.z[l], *slope))


def test_batch_norm_hands_its_result_to_the_activation_and_its_cache_to_the_backward_pass():
    network = disturbed([3, 4, 2], batch_norm=True)
    trace = network.forward(np.random.default_rng(0).normal(size=(6, 3)))
    cache = trace.batch_norm[1]
    np.testing.assert_allclose(trace.z[1], network.gamma[1] * cache.z_hat + network.beta[1])
    assert trace.batch_norm[0] is trace.batch_norm[2] is None
    assert trace.training
    assert Trace((), (), ()).training


def test_one_example_alone_gives_what_it_gives_in_a_batch():
    network = disturbed([3, 4, 2], activation="sigmoid")
    X = np.random.default_rng(0).normal(size=(6, 3))
    np.testing.assert_allclose(network.forward(X[2:3]).output[0], network.forward(X).output[2], rtol=1e-14)
    np.testing.assert_allclose(network.forward(X.tolist()).output, network.forward(X).output)


@both
def test_without_training_the_running_statistics_are_used(batch_norm):
    network = disturbed([3, 4, 2], batch_norm=batch_norm)
    X = np.random.default_rng(0).normal(size=(6, 3))
    trace = network.forward(X, training=False)
    linear = X @ network.W[1].T
    if batch_norm:
        z_hat = (linear - network.running_mean[1]) / np.sqrt(network.running_var[1] + 1e-5)
        np.testing.assert_allclose(trace.z[1], network.gamma[1] * z_hat + network.beta[1], rtol=1e-12)
        np.testing.assert_allclose(network.forward(X[:1], training=False).output[0], trace.output[0], rtol=1e-12)
    else:
        np.testing.assert_array_equal(trace.z[1], network.forward(X).z[1])
    assert trace.training is False


@pytest.mark.parametrize("momentum", [0, 0.1, 0.25, 1])
def test_running_statistics_move_by_momentum_towards_the_unbiased_ones(momentum):
    network = disturbed([3, 4, 5, 2], batch_norm=True)
    before = {key: v.copy() for key, v in arrays_of(network).items()}
    trace = network.forward(np.random.default_rng(0).normal(size=(6, 3)))
    network.update_running_statistics(trace, momentum)
    for l in (1, 2):
        linear = trace.a[l - 1] @ network.W[l].T
        for k, new in (("running_mean", linear.mean(axis=0)), ("running_var", linear.var(axis=0, ddof=1))):
            expected = (1 - momentum) * before[k, l] + momentum * new
            np.testing.assert_allclose(getattr(network, k)[l], expected, rtol=1e-12, atol=1e-15)


def test_the_default_momentum_of_the_running_statistics_is_a_tenth():
    one, two = disturbed([3, 4, 2], batch_norm=True), disturbed([3, 4, 2], batch_norm=True)
    trace = one.forward(np.random.default_rng(0).normal(size=(6, 3)))
    one.update_running_statistics(trace)
    two.update_running_statistics(trace, 0.1)
    np.testing.assert_array_equal(one.running_mean[1], two.running_mean[1])


def test_without_batch_norm_there_are_no_running_statistics_to_update():
    network = disturbed([3, 4, 2])
    network.update_running_statistics(network.forward(np.ones((2, 3)), training=False))
    assert network.running_mean == [None] * 3


@every_activation
@both
@pytest.mark.parametrize(("sizes", "m"), [([3, 4, 4, 2], 5), (LARGE, 200)], ids=str)
def test_no_pass_writes_to_the_network_the_data_or_the_trace(activation, batch_norm, sizes, m):
    rng = np.random.default_rng(0)
    network = disturbed(sizes, activation=activation, output="softmax", loss="cross_entropy", batch_norm=batch_norm)
    X, Y = rng.normal(size=(m, sizes[0])), rng.dirichlet(np.ones(sizes[-1]), size=m)
    before = {key: v.copy() for key, v in arrays_of(network).items()}
    frozen([X, Y, *arrays_of(network).values()])
    trace = network.forward(X)
    frozen([trace.a, trace.z, trace.batch_norm])
    network.forward(X, training=False)
    network.loss(trace, Y)
    gradients = network.backward(trace, Y)
    assert isinstance(gradients, Gradients)
    after = arrays_of(network)
    assert before.keys() == after.keys()
    assert all(np.array_equal(before[key], after[key]) for key in before)
    outside = [v for k in ("W", "b", "delta", "gamma", "beta", "alpha") for v in getattr(gradients, k) if v is not None]
    inside = [*after.values(), X, Y, *trace.a, *trace.z[1:]]
    assert not any(np.shares_memory(g, v) for g in outside for v in inside)


@pytest.mark.parametrize(("sizes", "m"), [([3, 4, 2], 5), (LARGE, 200)], ids=str)
def test_two_traces_do_not_share_memory(sizes, m):
    network = disturbed(sizes)
    X = np.random.default_rng(0).normal(size=(m, sizes[0]))
    one, two = network.forward(X), network.forward(X)
    assert not any(np.shares_memory(v, w) for v in (*one.a[1:], *one.z[1:]) for w in (*two.a[1:], *two.z[1:]))


def test_a_copy_is_equal_and_independent():
    network = disturbed([3, 4, 2], activation="prelu", batch_norm=True)
    other = network.copy()
    one, two = arrays_of(network), arrays_of(other)
    assert one.keys() == two.keys()
    assert all(np.array_equal(one[key], two[key]) and not np.shares_memory(one[key], two[key]) for key in one)
    X = np.ones((2, 3))
    np.testing.assert_array_equal(network.forward(X).output, other.forward(X).output)
    other.W[1] = None
    assert network.W[1] is not None


def test_overflow_shows_in_the_numbers_and_warns_nobody():
    network = Network([2, 3, 3, 2], activation="identity", init="constant", scale=1e200, rng=0)
    trace = network.forward(np.ones((2, 2)))
    assert np.isinf(trace.output).all()
    assert not np.isfinite(network.loss(trace, np.ones((2, 2))))
    assert not np.isfinite(network.backward(trace, np.ones((2, 2))).W[1]).any()


OTHERS = {
    "wider output": lambda X: Network([2, 3, 3], rng=0).forward(X),
    "deeper": lambda X: Network([2, 5, 4, 1], rng=0).forward(X),
    "shallower": lambda X: Network([2, 1], rng=0).forward(X),
    "with batch norm": lambda X: Network([2, 3, 1], rng=0, batch_norm=True).forward(X),
    "no trace": lambda X: None,
}


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("method", ["loss", "backward", "update_running_statistics"])
def test_a_trace_of_another_network_is_refused(method, other):
    X = np.random.default_rng(0).standard_normal((4, 2))
    arguments = () if method == "update_running_statistics" else (np.zeros((4, 1)),)
    with pytest.raises(ValueError, match=r"trace must come from forward\(\) of this network, Network\(2-3-1"):
        getattr(Network([2, 3, 1], rng=0), method)(OTHERS[other](X), *arguments)


def test_a_refused_trace_changes_no_statistics():
    X = np.random.default_rng(0).standard_normal((4, 2))
    network = Network([2, 3, 4, 1], rng=0, batch_norm=True)
    with pytest.raises(ValueError, match="trace must come"):
        network.update_running_statistics(Network([2, 3, 5, 1], rng=0, batch_norm=True).forward(X))
    assert not network.running_mean[1].any()


def test_a_trace_keeps_the_running_statistics_that_it_used():
    X = np.random.default_rng(0).standard_normal((4, 2))
    network = Network([2, 3, 1], rng=0, batch_norm=True)
    trace = network.forward(X, training=False)
    network.update_running_statistics(network.forward(X))
    assert not trace.batch_norm[1].mean.any()
    assert (trace.batch_norm[1].var == 1).all()


def test_the_mode_is_checked_without_batch_norm_too():
    with pytest.raises(ValueError, match="training='no' must be True or False"):
        Network([2, 3, 1], rng=0).forward(np.ones((1, 2)), training="no")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("settings", "words"),
    [({"scale": 1e39, "dtype": np.float32}, "scale=1e\\+39 makes weights that overflow in float32"),
     ({"scale": 1.7e308, "init": "normal"}, "scale=1.7e\\+308 makes weights that overflow in float64")],
)  # fmt: skip
def test_weights_that_cannot_be_represented_are_refused(settings, words):
    with pytest.raises(ValueError, match=words):
        Network([3, 30, 2], rng=0, **settings)
    assert np.isfinite(Network([3, 30, 2], rng=0, **settings | {"scale": 1e37}).W[1]).all()


SOFTPLUS = Activation("softplus", lambda z: np.logaddexp(z, 0), sigmoid)


def test_an_activation_of_one_s_own_is_taken_wherever_a_name_is():
    network = Network([3, 4, 4, 2], activation=[SOFTPLUS, "tanh"], rng=0)
    trace = network.forward(np.eye(3))
    assert network.activation == ("softplus", "tanh")
    np.testing.assert_allclose(trace.a[1], np.log1p(np.exp(trace.z[1])), rtol=1e-14)
    assert (SOFTPLUS.label, SOFTPLUS.range, SOFTPLUS.max_slope) == ("softplus", (-np.inf, np.inf), 1)
    theory = mean_field(SOFTPLUS, 1.5, 3)
    assert theory.q[2] == pytest.approx(1.5**2 * gaussian_mean(lambda x: np.logaddexp(1.5 * x, 0) ** 2))
    assert gradient_map_theory(SOFTPLUS)[2, 20] == pytest.approx(mean_field(SOFTPLUS, 1.0, 3).delta[1])
    measured = layer_spreads(network.W[1:], np.eye(3), np.ones((3, 2)), activation=SOFTPLUS)
    assert measured.a[1] == pytest.approx(np.logaddexp(network.W[1], 0).std())
    assert bin_edges(SOFTPLUS)[[0, -1]].tolist() == [-3, 3]


def test_an_activation_of_one_s_own_keeps_the_network_s_precision():
    own = Activation("own", lambda z: np.float64(1) * np.tanh(z.astype(float)), lambda z: np.ones(z.shape, int))
    network = Network([3, 4, 2], activation=own, dtype=np.float32, rng=0)
    trace = network.forward(np.eye(3))
    assert trace.a[1].dtype == network.backward(trace, np.eye(3, 2)).W[1].dtype == np.float32


@pytest.mark.parametrize("use", [lambda phi: Network([2, 2, 1], activation=phi, rng=0), mean_field, gradient_map_theory,
                                 bin_edges])  # fmt: skip
def test_an_activation_of_one_s_own_needs_a_name_of_its_own(use):
    with pytest.raises(ValueError, match="activation has the name 'tanh' of a known activation; choose another name"):
        use(Activation("tanh", np.sin, np.cos))
    with pytest.raises(ValueError, match="activation='swish' is unknown"):
        use("swish")
    with pytest.raises(ValueError, match="name='' must be a word"):
        Activation("", np.sin, np.cos)


def test_a_layer_s_phi_and_its_slope_stand_alone():
    network = disturbed([3, 4, 4, 2], activation=["prelu", "tanh"], output="sigmoid")
    trace = network.forward(np.random.default_rng(0).normal(size=(5, 3)))
    for l in (1, 2, 3):
        np.testing.assert_array_equal(network.phi(l, trace.z[l]), trace.a[l])
        np.testing.assert_array_equal(network.phi(l, trace.z[l].tolist()), trace.a[l])
    np.testing.assert_array_equal(network.phi_prime(1, trace.z[1]), prelu_prime(trace.z[1], network.alpha[1]))
    np.testing.assert_allclose(network.phi_prime(2, trace.z[2]), tanh_prime(trace.z[2]), rtol=1e-12)
    np.testing.assert_array_equal(network.phi_prime(2, trace.z[2], trace.a[2]), 1 - trace.a[2] * trace.a[2])


def ones(shape, rng, *, scale=1.0):
    return np.full(shape, scale)


def test_an_initializer_of_one_s_own_is_taken():
    network = Network([3, 4, 2], init=ones, scale=0.5, rng=0, dtype=np.float32)
    assert [np.unique(W).tolist() for W in network.W[1:]] == [[0.5], [0.5]]
    assert network.W[1].dtype == np.float32
    by_hand = Network([3, 4, 2], init=lambda shape, rng, scale: scale * rng.standard_normal(shape), rng=3)
    np.testing.assert_array_equal(by_hand.W[2], Network([3, 4, 2], init="normal", rng=3).W[2])


BAD_INITIALIZERS = {
    r"init=transposed returns an array of shape \(3, 4\), but must return one of shape \(4, 3\)": (
        lambda shape, rng, *, scale: np.ones(shape[::-1])
    ),
    "init=undefined .*are NaN": lambda shape, rng, *, scale: np.full(shape, np.nan),
    "init=infinite .*overflow": lambda shape, rng, *, scale: np.full(shape, np.inf),
    "init=text returns what must be an array of real numbers": lambda shape, rng, *, scale: np.full(shape, "a"),
    "init=nothing returns what must be an array of real numbers": lambda shape, rng, *, scale: None,
    r"init=.*positional.* must be a function f\(shape, rng, \*, scale\)": lambda positional: np.ones(positional),
}


@pytest.mark.parametrize("words", BAD_INITIALIZERS)
def test_an_initializer_that_makes_no_weights_is_named(words):
    init = BAD_INITIALIZERS[words]
    init.__name__ = init.__qualname__ = words.removeprefix("init=").removeprefix(".*").split()[0].split(".")[0]
    with pytest.raises(ValueError, match=words):
        Network([3, 4, 2], init=init, rng=0)


def test_a_session_in_which_numpy_raises_gets_the_same_numbers():
    def passes():
        network = Network([3, 4, 4, 2], activation="sigmoid", output="softmax", loss="cross_entropy", rng=0, scale=300)
        X, y = 50 * np.random.default_rng(0).normal(size=(5, 3)), np.array([0, 1, 0, 1, 1])
        trace = network.forward(X)
        return network.loss(trace, y), *network.backward(trace, y).W[1:]

    with np.errstate(all="raise"):
        strict = passes()
    assert all(map(np.array_equal, strict, passes()))
