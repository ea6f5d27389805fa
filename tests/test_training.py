"""Training: the same numbers as a loop written by hand, reported when asked, and nothing before that."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnnlib import Network, datasets, train
from tests.test_network import arrays_of, disturbed, frozen

both = pytest.mark.parametrize("batch_norm", [False, True])
M = 12


def data(m=M, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(m, 3)), rng.dirichlet(np.ones(2), size=m)


def network_for(batch_norm=False, **options):
    return disturbed([3, 5, 4, 2], activation=["tanh", "prelu"], output="softmax", loss="cross_entropy",
                     batch_norm=batch_norm, **options)  # fmt: skip


def by_hand(network, X, Y, eta, epochs, batch_size, rng, momentum, decay=0.0):
    """Yield, after each update, (mean loss before it, size of the batch, gradients)."""
    velocity = {(k, l): 0 for k, l, _ in network.parameters()}
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for i in range(0, len(X), batch_size):
            rows = order[i : i + batch_size]
            trace = network.forward(X[rows])
            loss = network.loss(trace, Y[rows])
            gradients = network.backward(trace, Y[rows])
            network.update_running_statistics(trace)
            for k, l, _ in network.parameters():
                gradient = getattr(gradients, k)[l] + (decay * network.W[l] if k == "W" else 0)
                velocity[k, l] = momentum * velocity[k, l] + eta * gradient
                getattr(network, k)[l] = getattr(network, k)[l] - velocity[k, l]
            yield loss, len(rows), gradients


def assert_same(one, two, rtol=1e-10):
    one, two = arrays_of(one), arrays_of(two)
    assert one.keys() == two.keys()
    for key in one:
        np.testing.assert_allclose(one[key], two[key], rtol=rtol, atol=1e-13, err_msg=str(key))


@both
@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("batch_size", [2, 3, 5, M, 100])
def test_it_is_the_loop_written_by_hand(batch_norm, momentum, batch_size):
    X, Y = data()
    ours, theirs = network_for(batch_norm), network_for(batch_norm)
    reports = list(train(ours, X, Y, eta=0.3, epochs=3, batch_size=batch_size, rng=7, momentum=momentum))
    steps = list(by_hand(theirs, X, Y, 0.3, 3, batch_size, np.random.default_rng(7), momentum))
    assert_same(ours, theirs)
    per_epoch = len(steps) // 3
    assert [(r.epoch, r.step) for r in reports] == [(e, e * per_epoch) for e in (1, 2, 3)]
    for e, report in enumerate(reports):
        losses, sizes, gradients = zip(*steps[e * per_epoch : (e + 1) * per_epoch], strict=True)
        assert report.loss == pytest.approx(np.average(losses, weights=sizes), rel=1e-12)
        np.testing.assert_allclose(report.gradients.W[1], gradients[-1].W[1], rtol=1e-9, atol=1e-14)


@both
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_weights_decay_and_no_other_parameter(batch_norm, momentum):
    X, Y = data()
    ours, theirs = network_for(batch_norm), network_for(batch_norm)
    settings = {"eta": 0.3, "epochs": 3, "batch_size": 5, "momentum": momentum}
    list(train(ours, X, Y, **settings, rng=7, weight_decay=0.2))
    list(by_hand(theirs, X, Y, **settings, rng=np.random.default_rng(7), decay=0.2))
    assert_same(ours, theirs)


def test_weight_decay_descends_the_loss_plus_half_the_squared_norm_of_the_weights():
    network, (X, Y) = network_for(), data()
    before, decay, eta = network.copy(), 0.3, 1e-6
    list(train(network, X, Y, eta=eta, epochs=1, batch_size=M, rng=0, weight_decay=decay))

    def J(W, l):
        other = before.copy()
        other.W[l] = W
        return other.loss(other.forward(X), Y) + decay / 2 * sum(np.sum(w**2) for w in other.W[1:])

    for l, i in ((1, (2, 1)), (3, (0, 3))):
        step = np.zeros_like(before.W[l])
        step[i] = 1e-5
        slope = (J(before.W[l] + step, l) - J(before.W[l] - step, l)) / 2e-5
        assert (before.W[l] - network.W[l])[i] / eta == pytest.approx(slope, rel=1e-4)


@both
def test_every_step_is_reported_when_asked(batch_norm):
    X, Y = data()
    ours, theirs = network_for(batch_norm), network_for(batch_norm)
    reports = train(ours, X, Y, eta=0.3, epochs=2, batch_size=5, rng=7, every="step")
    steps = by_hand(theirs, X, Y, 0.3, 2, 5, np.random.default_rng(7), 0)
    seen = []
    for report, (loss, size, gradients) in zip(reports, steps, strict=True):
        assert report.loss == pytest.approx(loss, rel=1e-12)
        assert len(report.gradients.delta[-1]) == size
        np.testing.assert_allclose(report.gradients.b[3], gradients.b[3], rtol=1e-9)
        assert_same(ours, theirs)
        seen.append((report.epoch, report.step))
    assert seen == [(0, 1), (0, 2), (1, 3), (1, 4), (1, 5), (2, 6)]


def test_nothing_happens_before_the_first_next():
    network, rng = network_for(True), np.random.default_rng(3)
    before, state = {key: v.copy() for key, v in arrays_of(network).items()}, rng.bit_generator.state
    steps = train(network, *data(), eta=0.3, epochs=2, batch_size=4, rng=rng)
    assert all(np.array_equal(before[key], v) for key, v in arrays_of(network).items())
    assert rng.bit_generator.state == state
    assert iter(steps) is steps
    next(steps)
    assert not any(np.array_equal(before[key], v) for key, v in arrays_of(network).items())


def test_whoever_stops_leaves_the_network_where_it_is():
    one, two = network_for(), network_for()
    steps = train(one, *data(), eta=0.3, epochs=5, batch_size=4, rng=1)
    next(steps), next(steps)
    steps.close()
    list(train(two, *data(), eta=0.3, epochs=2, batch_size=4, rng=1))
    assert_same(one, two, rtol=0)


def test_no_epochs_no_change():
    network = network_for()
    before = {key: v.copy() for key, v in arrays_of(network).items()}
    assert list(train(network, *data(), eta=0.3, epochs=0, batch_size=4, rng=1)) == []
    assert all(np.array_equal(before[key], v) for key, v in arrays_of(network).items())


@both
def test_the_arrays_are_changed_in_place_and_the_data_not_at_all(batch_norm):
    network, (X, Y) = network_for(batch_norm), data()
    frozen([X, Y])
    before = arrays_of(network)
    list(train(network, X, Y, eta=0.1, epochs=2, batch_size=4, rng=1, momentum=0.5))
    after = arrays_of(network)
    assert all(before[key] is after[key] for key in before)


@given(seed=st.integers(0, 2**32))
def test_the_same_seed_gives_the_same_numbers(seed):
    networks = [network_for() for _ in range(2)]
    losses = [
        [p.loss for p in train(network, *data(), eta=0.3, epochs=2, batch_size=4, rng=rng)]
        for network, rng in zip(networks, (seed, np.random.default_rng(seed)), strict=True)
    ]
    assert losses[0] == losses[1]
    assert_same(*networks, rtol=0)


def test_another_seed_shuffles_otherwise_and_each_epoch_anew():
    X, Y = data()

    def orders(seed):  # with eta = 0 the report of a step of size 1 tells which example it saw
        network = network_for()
        costs = [network.loss(network.forward(X[i : i + 1]), Y[i : i + 1]) for i in range(M)]
        steps = train(network, X, Y, eta=0, epochs=2, batch_size=1, rng=seed, every="step")
        seen = [int(np.argmin(np.abs(np.array(costs) - step.loss))) for step in steps]
        return seen[:M], seen[M:]

    one, two = orders(1), orders(2)
    assert [sorted(order) for order in (*one, *two)] == [list(range(M))] * 4
    assert len({tuple(order) for order in (*one, *two)}) == 4


def test_integer_labels_and_lists_are_taken():
    X, _ = data()
    labels = np.arange(M) % 2
    one, two = network_for(), network_for()
    list(train(one, X.tolist(), labels, eta=0.3, epochs=1, batch_size=4, rng=1))
    list(train(two, X, np.eye(2)[labels], eta=0.3, epochs=1, batch_size=4, rng=1))
    assert_same(one, two, rtol=0)


@both
def test_float32_stays_float32(batch_norm):
    network = network_for(batch_norm, dtype=np.float32)
    (report,) = train(network, *data(), eta=0.3, epochs=1, batch_size=4, rng=1, momentum=0.9)
    assert {v.dtype for v in arrays_of(network).values()} == {np.dtype(np.float32)}
    assert report.gradients.W[1].dtype == np.float32
    assert isinstance(report.loss, float)


@both
def test_a_loss_that_explodes_is_reported_and_warns_nobody(batch_norm):
    network = Network([3, 4, 2], activation="identity", batch_norm=batch_norm, rng=0)
    reports = list(train(network, *data(), eta=1e200, epochs=4, batch_size=4, rng=1))
    assert len(reports) == 4
    assert not np.isfinite(reports[-1].loss)


def test_batch_norm_without_a_hidden_layer_needs_no_second_example():
    network = Network([3, 2], batch_norm=True, rng=0)
    assert len(list(train(network, *data(), eta=0.1, epochs=1, batch_size=1, rng=0))) == 1


def test_an_epoch_keeps_no_pass_in_memory():
    network, m = Network([4, *[256] * 4, 2], rng=0), 128
    X, Y = np.zeros((8 * m, 4)), np.zeros((8 * m, 2))
    one_pass = m * 8 * (4 * 256 + 2) * 3
    tracemalloc.start()
    list(train(network, X, Y, eta=0.1, epochs=1, batch_size=m, rng=0))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * one_pass


def test_the_digits_are_learned():
    X, labels = datasets.digits()
    network = Network([64, 30, 10], output="softmax", loss="cross_entropy", rng=0)
    reports = list(train(network, X, labels, eta=0.5, epochs=10, batch_size=32, rng=0))
    assert reports[0].loss > 0.5
    assert reports[-1].loss < 0.1
    assert np.mean(network.forward(X).output.argmax(axis=1) == labels) > 0.97


def test_arrays_that_are_put_in_between_two_reports_are_trained():
    X, Y = np.ones((4, 2)), np.zeros((4, 1))
    network = Network([2, 3, 1], rng=0)
    steps = train(network, X, Y, eta=0.1, epochs=3, batch_size=4, rng=0)
    next(steps)
    network.W[1] = network.W[1].copy()
    before = network.W[1].copy()
    next(steps)
    assert (network.W[1] != before).all()


def test_data_that_are_changed_later_are_not_trained_on():
    X, Y = np.ones((4, 2)), np.zeros((4, 1))
    steps = train(Network([2, 3, 1], rng=0), X, Y, eta=0.1, epochs=3, batch_size=4, rng=0)
    X[:], Y[:] = np.nan, np.nan
    assert np.isfinite(next(steps).loss)
