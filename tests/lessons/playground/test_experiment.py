"""The playground's training: bit by bit what `train` does, whatever happens on the way."""

from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from dnnlib import Network, accuracy, datasets, train
from dnnlib.lessons.playground import experiment_patients as playground_patients
from dnnlib.lessons.playground import experiment_project as playground_project
from dnnlib.lessons.playground.experiment import (
    DEFAULTS,
    MOST_RECORDS,
    RECENT,
    STRETCH,
    Training,
    as_code,
    watched_training,
)
from dnnlib.lessons.playground.experiment_data import DATA, DEFINED_PAIRS, REACH, examples, own_data, task
from dnnlib.lessons.playground.experiment_patients import (
    CURED,
    FAULTS,
    PATIENTS,
    REMEDIES,
    Diagnosis,
    diagnosis,
    diagnosis_steps,
    treatment,
)
from dnnlib.lessons.playground.experiment_units import TILE
from dnnlib.lessons.playground.experiment_view import (
    SIDE,
    DigitsView,
    changes,
    confusion,
    crossings,
    readout,
    stuck_units,
)

AXIS = np.linspace(-REACH, REACH, SIDE)
DIGITS = {"data": "digits", "output_loss": ("softmax", "cross_entropy"), "batch_size": 64}
KINDS = {
    "plain": {},
    "softmax": {"output_loss": ("softmax", "cross_entropy"), "data": "rings"},
    "mismatched": {"output_loss": ("sigmoid", "cross_entropy"), "data": "xor"},
    "batch norm": {"batch_norm": True, "batch_size": 1, "data": "two_clouds"},
    "prelu": {"activation": "prelu", "momentum": 0.0},
    "digits": DIGITS,
    "digits, one-hot": DIGITS | {"output_loss": ("sigmoid", "mse"), "batch_norm": True},
    "large batches": DIGITS | {"width": 64, "batch_size": 512},
    "shuffled": DIGITS | {"data": "digits, labels shuffled"},
    "noisy": {"noise": 0.3, "share": 0.37, "weight_decay": 0.01},
    "shuffled in part": DIGITS | {"data": "digits, labels shuffled", "share": 0.1, "batch_norm": True},
}
every_kind = pytest.mark.parametrize("settings", KINDS.values(), ids=KINDS)


@pytest.fixture(autouse=True)
def one_thread():
    """As in the explorers: two threads add up in another order."""
    with threadpool_limits(1):
        yield


def parameters(network):
    return [p for _, _, p in network.parameters()]


def same(one, other):
    return all(np.array_equal(p, q, equal_nan=True) for p, q in zip(parameters(one), parameters(other), strict=True))


def run(code):
    names = {}
    with threadpool_limits(2):  # the code sees to one thread itself; this puts back what it changes
        exec(code, names)
    return names["network"]


@every_kind
def test_the_code_of_a_plain_run_repeats_it_bit_by_bit(settings):
    training = Training(**settings)
    for _ in range(3):
        training.advance_epoch()
    code = as_code(training)
    assert "stretches" not in code
    assert max(map(len, code.splitlines())) < 88
    assert same(run(code), training.network)


@every_kind
def test_the_code_of_a_changed_run_repeats_it_bit_by_bit(settings):
    training = Training(**settings)
    training.advance(5)
    training.change(eta=0.001)
    training.advance(7)
    training.change(momentum=0.5, batch_size=32, weight_decay=0.003)
    training.advance_epoch()
    training.advance(1)
    code = as_code(training)
    assert max(map(len, code.splitlines())) < 88
    assert same(run(code), training.network)
    assert [stretch[-1] for stretch in training.stretches][:2] == [5, 7]


def test_the_code_of_a_run_that_has_not_begun_makes_the_network():
    assert same(run(as_code(Training())), Training().network)


def test_the_code_is_that_of_this_run_and_no_other():
    training, other = Training(), Training(eta=0.1000001)
    training.advance_epoch()
    other.advance_epoch()
    assert not same(run(as_code(other)), training.network)


def test_steps_and_epochs_are_those_of_train():
    X, labels, X_held_out, labels_held_out = datasets.split(*datasets.spirals(rng=0), rng=0)
    how = {"activation": "relu", "output": "sigmoid", "loss": "binary_cross_entropy", "init": "he_normal"}
    network = Network([2, 16, 16, 1], **how, rng=0)
    *_, last = train(network, X, labels[:, None], eta=0.1, momentum=0.9, batch_size=16, epochs=4, rng=0)
    snapshot = watched_training(4)
    assert (snapshot.step, snapshot.epoch) == (last.step, 4)
    a = network.forward(X_held_out).output
    assert snapshot.held_out_accuracy[-1] == accuracy(a, labels_held_out)
    assert snapshot.loss[-1] == network.loss(network.forward(X), labels[:, None])
    np.testing.assert_array_equal(snapshot.epochs, np.arange(5))


def test_the_update_is_the_norm_of_a_step_averaged_over_about_ten():
    training, sizes = Training(momentum=0.0), []
    for weights in ([1], [0.9, 0.1], [0.81, 0.09, 0.1]):
        before = [W.copy() for W in training.network.W[1:]]
        training.advance()
        pairs = zip(before, training.network.W[1:], strict=True)
        sizes.append([np.linalg.norm(W - V) / np.linalg.norm(V) for V, W in pairs])
        np.testing.assert_allclose(training.update, np.array(weights) @ sizes, rtol=1e-12)


def test_a_change_takes_effect_at_the_next_step():
    training = Training()
    training.advance(3)
    training.change(eta=0.0, momentum=0.0)
    before = training.network.copy()
    training.advance(4)
    assert same(before, training.network)


def test_a_snapshot_in_a_pass_has_a_point_for_now_and_leaves_no_trace():
    training = Training()
    training.advance(5)
    first, second = training.snapshot(), training.snapshot()
    assert first.epochs.tolist() == second.epochs.tolist() == [0, 5 * 16 / 300]


def test_the_curves_of_a_long_run_stay_short():
    training = Training(depth=1, data="two_clouds", batch_size=512)
    for _ in range(3 * MOST_RECORDS):
        training.advance()
    epochs = training.snapshot().epochs
    assert len(epochs) <= MOST_RECORDS + RECENT + 1
    assert epochs[0] == 0
    assert epochs[-1] == 3 * MOST_RECORDS
    assert set(np.diff(epochs)[: -RECENT - 1]) == {4}  # every fourth
    assert set(np.diff(epochs)[1 - RECENT :]) == {1}  # and the last ones


def test_a_curve_that_grows_too_long_loses_every_second_point():
    training = Training(depth=1, data="two_clouds", batch_size=512)
    training.advance(MOST_RECORDS - 1)
    assert training.snapshot().epochs.tolist() == list(range(MOST_RECORDS))
    training.advance()
    early = MOST_RECORDS - RECENT + 1
    expected = [*range(0, early, 2), *range(early, MOST_RECORDS + 1)]
    assert training.snapshot().epochs.tolist() == expected


def test_a_training_knows_whether_it_is_in_a_pass():
    training = Training()
    assert not training.in_a_pass
    training.advance()
    assert training.in_a_pass
    training.advance_epoch()
    assert not training.in_a_pass


def test_overflow_ends_the_training_and_is_said():
    snapshot = watched_training(50, eta=1e3, output_loss=("identity", "mse"))
    assert not snapshot.finite
    assert snapshot.epoch < 5


def test_unknown_settings_are_named():
    with pytest.raises(ValueError, match=r"settings must be among .*got colour"):
        Training(colour="red")
    with pytest.raises(ValueError, match="data="):
        Training(data="moons")


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("pair", DEFINED_PAIRS, ids=" + ".join)
def test_every_set_trains_with_every_pair(data, pair):
    snapshot = watched_training(1, data=data, output_loss=pair, batch_size=128)
    assert snapshot.finite
    assert isinstance(snapshot.view, DigitsView) == ("digits" in data)


def test_the_data_do_not_depend_on_the_seed_and_cannot_be_written():
    assert Training(seed=1).task.X is Training(seed=2).task.X
    with pytest.raises(ValueError, match="read-only"):
        task("digits", "softmax", "cross_entropy").X[0, 0] = 1


def test_the_boundary_lies_where_the_score_crosses_one_half():
    points = crossings(np.add.outer(AXIS, 2 * AXIS) - 0.3, AXIS, AXIS)  # x_2 + 2 x_1 = 0.3
    assert len(points) > SIDE
    np.testing.assert_allclose(points[:, 1] + 2 * points[:, 0], 0.3, atol=1e-12)


def test_a_zero_on_the_grid_is_one_crossing():
    points = crossings(np.tile(AXIS - AXIS[5], (SIDE, 1)), AXIS, AXIS)
    np.testing.assert_allclose(points, [[AXIS[5], x2] for x2 in AXIS], atol=1e-12)


def test_the_confusion_matrix_counts():
    meant, read = np.random.default_rng(0).integers(0, 10, (2, 300))
    counted = [[sum((meant == i) & (read == j)) for j in range(10)] for i in range(10)]
    np.testing.assert_array_equal(confusion(meant, read), counted)


def test_the_digits_view_agrees_with_the_accuracy():
    snapshot = watched_training(2, **DIGITS)
    view = snapshot.view
    assert np.trace(view.confusion) / view.confusion.sum() == snapshot.held_out_accuracy[-1]
    errors = view.errors(24)
    assert (np.diff(errors[:, 2]) <= 0).all()
    assert all(view.confusion[i, j] == count for i, j, count in errors if count)
    assert len(view.captions) == 6
    assert view.montage.shape == (33, 18)


def test_saturated_units_are_those_that_pass_no_gradient():
    assert (watched_training(0, activation="tanh", init_scale=100.0).readout.saturated > 0.8).all()
    assert (watched_training(0, activation="identity").readout.saturated == 0).all()


@pytest.mark.parametrize(("activation", "free", "saturated"), [("sigmoid", 4.0, 4.5), ("tanh", 2.0, 2.5)])
def test_a_unit_is_saturated_below_a_twentieth_of_the_largest_slope(activation, free, saturated):
    training = Training(activation=activation, depth=2, width=4)
    training.network.W[1][:] = 0
    training.network.b[1][:] = [free, -free, 0, saturated]
    assert training.snapshot().readout.saturated.tolist() == [0.25]


def test_a_learned_slope_of_exactly_a_twentieth_is_not_saturated():
    training = Training(activation="prelu", depth=2, width=4)
    network = training.network
    one = replace(training.task, X=training.task.X[:1], Y=training.task.Y[:1])
    network.W[1][:] = 0
    network.b[1][:] = -1
    network.alpha[1][:] = [0.05, np.nextafter(0.05, 0), 0.25, 1]
    assert readout(network, one).saturated.tolist() == [0.25]


def test_few_misread_digits_leave_the_rest_of_the_montage_empty():
    counts = np.diag(np.full(10, 40))
    counts[3, 5] = 2
    counts[7, 1] = 4
    view = DigitsView(tuple("0123456789"), counts, np.ones((2, 8, 8)), np.array([7, 3]), np.array([1, 5]), None)
    assert view.montage.sum() == 2 * 64
    assert view.captions == ["7 > 1", "3 > 5"] + 4 * [""]
    assert view.errors(3).tolist() == [[7, 1, 4], [3, 5, 2], [0, 0, 0]]


def test_batch_norm_is_looked_at_with_its_running_statistics():
    training = Training(batch_norm=True)
    training.advance_epoch()
    snapshot, network, t = training.snapshot(), training.network, training.task
    trace, held_out = (network.forward(X, training=False) for X in (t.X, t.X_held_out))
    assert (snapshot.loss[-1], snapshot.accuracy[-1]) == (network.loss(trace, t.Y), accuracy(trace.output, t.Y))
    assert snapshot.held_out_loss[-1] == network.loss(held_out, t.Y_held_out)
    assert snapshot.held_out_accuracy[-1] == accuracy(held_out.output, t.Y_held_out)
    point = network.forward([[AXIS[30], AXIS[7]]], training=False).output.item()
    assert snapshot.view.score[7, 30] == pytest.approx(point)


# ------------------------------------------------------------------------------- noise, share, decay; what is brought


def test_noise_is_added_to_every_input_in_units_of_their_spread():
    X, labels, X_held_out, _ = examples("digits")
    noisy = examples("digits", 0.5)
    assert (noisy[1] == labels).all()
    scatter = np.concatenate([noisy[0] - X, noisy[2] - X_held_out])
    spread = np.concatenate([X, X_held_out]).std()
    assert scatter.std() == pytest.approx(0.5 * spread, rel=0.01)


def test_a_share_of_the_training_data_leaves_the_held_out_alone():
    X, _, _, labels_held_out = examples("spirals")
    fewer = examples("spirals", 0.0, 0.1)
    assert len(fewer[0]) == 30
    np.testing.assert_array_equal(fewer[0], X[:30])
    np.testing.assert_array_equal(fewer[3], labels_held_out)
    assert len(examples("spirals", 0.0, 0.001)[0]) == 4


NOISY = {"data": "two_clouds", "noise": 1.0, "share": 0.2, "depth": 4, "width": 32, "eta": 0.03}


@pytest.mark.parametrize("seed", range(4))
def test_overfitting_can_be_seen_and_cured_by_weight_decay_by_stopping_early_and_by_more_data(seed):
    over = watched_training(100, **NOISY, seed=seed)
    assert over.accuracy[-1] > 0.93
    assert over.held_out_accuracy[-1] < 0.85
    assert over.held_out_loss[-1] > 2.5 * over.held_out_loss.min()  # stopping early is better
    assert np.argmin(over.held_out_loss) < 40
    cures = watched_training(100, **NOISY, seed=seed, weight_decay=0.03)
    more = watched_training(100, **NOISY | {"share": 1.0}, seed=seed)
    for cured in (cures, more):
        assert cured.held_out_loss[-1] < 0.5 * over.held_out_loss[-1]
        assert cured.held_out_accuracy[-1] > over.held_out_accuracy[-1]


def test_a_mark_stands_where_a_knob_was_turned():
    training = Training()
    for _ in range(3):
        training.advance_epoch()
    assert training.snapshot().marks.tolist() == []
    training.change(eta=0.02, weight_decay=0.01)
    training.advance_epoch()
    snapshot = training.snapshot()
    assert snapshot.marks.tolist() == [3]
    assert snapshot.turned == "rate η 0.02, weight decay 0.01"
    assert snapshot.since == 0
    for _ in range(STRETCH):
        training.advance_epoch()
    assert training.snapshot().since == 3
    training.change(eta=0.01)
    training.advance_epoch()
    assert training.snapshot().since == 5  # 30 epochs ago


def test_layers_over_time_end_with_what_is_seen_now():
    training = Training(activation="tanh", depth=4, init_scale=5.0)
    for _ in range(2):
        training.advance_epoch()
    snapshot = training.snapshot()
    assert snapshot.updates.shape == (3, 4)
    np.testing.assert_array_equal(snapshot.updates[0], snapshot.updates[1])
    assert np.isnan(watched_training(0).updates).all()
    np.testing.assert_array_equal(snapshot.update, training.update)
    assert snapshot.stuck.shape == (3, 3)
    np.testing.assert_array_equal(snapshot.stuck[-1], snapshot.readout.saturated)
    np.testing.assert_array_equal(snapshot.stuck[-1], stuck_units(training.network, training.task))
    assert watched_training(1, depth=1).stuck.shape == (2, 0)


def blobs(classes, inputs, m=120, seed=0):
    """Points around `classes` centres."""
    rng = np.random.default_rng(seed)
    y = np.arange(m) % classes
    return 4 * rng.standard_normal((classes, inputs))[y] + rng.standard_normal((m, inputs)), y


@pytest.mark.parametrize("pair", DEFINED_PAIRS, ids=" + ".join)
@pytest.mark.parametrize(("classes", "inputs"), [(2, 2), (3, 2), (2, 1), (4, 7), (20, 3)])
def test_what_a_learner_brings_is_trained_like_the_playgrounds_own(classes, inputs, pair):
    X, y = blobs(classes, inputs)
    training = Training(data=(X, 10 * y - 5), output_loss=pair, eta=0.01)
    for _ in range(3):
        training.advance_epoch()
    snapshot = training.snapshot()
    assert snapshot.finite
    assert snapshot.loss[-1] < snapshot.loss[0]
    assert isinstance(snapshot.view, DigitsView) == (inputs != 2)
    names = {"data": (X, 10 * y - 5)}
    with threadpool_limits(2):
        exec(as_code(training), names)
    assert same(names["network"], training.network)


def test_labels_keep_their_names_and_points_their_plane():
    X, y = blobs(3, 2)
    given = X.copy()
    view = watched_training(1, data=(1000 * X, 5 * y + 1)).view
    assert view.task.names == ("1", "6", "11")
    low_1, high_1, low_2, high_2 = view.task.extent
    assert low_1 < 1000 * X[:, 0].min() < 1000 * X[:, 0].max() < high_1
    assert low_2 < 1000 * X[:, 1].min() < 1000 * X[:, 1].max() < high_2
    assert set(np.unique(view.winner)) <= {0, 1, 2}
    np.testing.assert_array_equal(X, given)


def test_a_boundary_of_classes_lies_between_them():
    classes = np.add.outer(np.zeros(SIDE), AXIS > 0.5).astype(int)
    points = changes(classes, AXIS, AXIS)
    first = np.argmax(AXIS > 0.5)
    assert set(points[:, 0]) == {(AXIS[first - 1] + AXIS[first]) / 2}
    assert set(changes(classes.T, AXIS, AXIS)[:, 1]) == {(AXIS[first - 1] + AXIS[first]) / 2}


X, Y = blobs(2, 2)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("moons", "data='moons' is unknown"),
        (5, r"data must be one of .*, or a pair \(X, y\), not 5"),
        ((X, Y, Y), r"or a pair \(X, y\)"),
        ({"X": X}, r"or a pair \(X, y\)"),
        ((X, np.zeros(120)), "y holds one class only, 0: there is nothing to tell apart"),
        ((X, Y + 0.5), "y holds 0.5, but labels are whole numbers"),
        ((X, np.where(Y, np.nan, 0)), "y holds nan, but labels are whole numbers"),
        ((X, np.where(Y, "cat", "dog")), "y must be an array of real numbers"),
        ((X, np.arange(120)), "y holds 120 different labels, but the playground takes at most 20"),
        ((X, Y[:-1]), r"y has shape \(119,\), but must be \(120,\)"),
        ((np.where(X > 1, np.nan, X), Y), r"X must be finite in float64, but X\[\d+, \d\] is nan"),
        ((np.where(X > 1, np.inf, X), Y), "X must be finite"),
        ((X.astype(str), Y), "X must be an array of real numbers"),
        ((X[:, 0], Y), r"X has shape \(120,\).*X\[:, None\]"),
        ((X[:, :0], Y), r"X has shape \(120, 0\)"),
        ((X[:5], Y[:5]), "X has 5 rows, but the playground takes 8 to 20000 examples"),
        ((np.zeros((10**6, 2)), np.zeros(10**6)), r"X has 1000000 rows.*hand in a part, such as X\[:20000\]"),
        ((np.zeros((10, 2000)), np.arange(10) % 2), "X has 2000 columns"),
        ((np.ma.masked_greater(X, 1), Y), "X is a masked array"),
        (([[1, 2], [3]], [0, 1]), "X must be an array of real numbers"),
    ],
)
def test_what_cannot_be_trained_on_is_told_in_a_sentence(data, words):
    with pytest.raises(ValueError, match=words):
        Training(data=data)


def test_labels_of_many_kinds_are_whole_numbers():
    for y in (Y.astype(float), Y.astype(bool), Y[:, None], Y.tolist(), Y.astype(np.uint8)):
        assert own_data((X.tolist(), y)).labels.tolist() == Y.tolist()


# ---------------------------------------------------------------------------------------- what each unit computes


def test_a_unit_is_drawn_as_what_it_computes_over_the_plane():
    training = Training(depth=3, width=5, activation="tanh")
    training.advance_epoch()
    view, network = training.snapshot().view, training.network
    drawn = view.units
    assert drawn.layers == (0, 1, 2, 3)
    assert [picture.shape for picture in drawn.pictures] == [(k, TILE, TILE) for k in (2, 5, 5, 1)]
    points = np.stack(np.meshgrid(AXIS[::2], AXIS[::2]), axis=-1).reshape(-1, 2)
    a = network.forward(points).a
    everywhere = network.forward(np.stack(np.meshgrid(AXIS, AXIS), axis=-1).reshape(-1, 2)).a
    ratio = a[2][:, 3].reshape(TILE, TILE) / drawn.pictures[2][3]
    np.testing.assert_allclose(ratio, ratio[0, 0])
    assert abs(ratio[0, 0]) <= np.abs(everywhere[2][:, 3]).max() + 1e-12
    np.testing.assert_allclose(drawn.pictures[3][0], 2 * a[3].reshape(TILE, TILE) - 1)
    np.testing.assert_allclose(drawn.weights[2], network.W[2] * np.sqrt(5))


@pytest.mark.parametrize("depth", [1, 2, 6, 7, 20])
@pytest.mark.parametrize("data", ["spirals", "digits"])
def test_of_a_large_network_the_first_and_last_layers_are_drawn(depth, data):
    drawn = watched_training(0, depth=depth, width=30, data=data).view.units
    assert len(drawn.sizes) == depth + 1
    assert {0, depth} <= set(drawn.layers)
    assert len(drawn.layers) == min(depth, 6) + 1
    assert all(len(picture) <= 8 for picture in drawn.pictures)
    assert all(np.abs(picture).max(initial=0) <= 1 for picture in drawn.pictures)
    for place, l in enumerate(drawn.layers[1:], 1):
        joined = drawn.layers[place - 1] == l - 1
        assert drawn.weights[place].shape[1] == (len(drawn.pictures[place - 1]) if joined else 0)


def test_digits_are_drawn_by_the_weights_of_layer_1_and_by_class():
    training = Training(**DIGITS, width=8)
    training.advance_epoch()
    drawn, W = training.snapshot().view.units, training.network.W[1]
    np.testing.assert_allclose(
        drawn.pictures[1][2][::3, ::3], W[2].reshape(8, 8)[::-1] / np.abs(W[2]).max(), atol=1e-12
    )
    X, labels = training.task.X[:256], training.task.labels[:256]
    a = training.network.forward(X).a[2][:, :8]
    means = np.array([a[labels == c].mean(axis=0) for c in range(10)])
    stripes = drawn.pictures[2][:, 0] * np.abs(means).max(axis=0)[:, None]
    np.testing.assert_allclose(stripes, means.T[:, np.arange(24) * 10 // 24], atol=1e-12)


# ------------------------------------------------------------------------------------------------ the sick networks


CURES = {
    "A": "a learning rate 1000 times larger",
    "B": "Xavier or He weights",
    "C": "the true labels",
    "D": "a learning rate 20 times smaller",
    "E": "batch norm",
    "F": "cross-entropy as the loss",
    "G": "Xavier or He weights",
    "H": "a learning rate 20 times smaller",
    "I": "Xavier or He weights",
}


def test_every_patient_has_a_fault_of_its_own():
    assert len(PATIENTS) == len(set(FAULTS)) == 9


@pytest.mark.parametrize("patient", PATIENTS)
def test_a_patient_is_sick_and_its_remedy_cures_it(patient):
    assert diagnosis(patient).sick.held_out_accuracy[-1] < 0.5
    treated = diagnosis(patient, PATIENTS[patient][0], CURES[patient])
    assert treated.right is True
    assert treated.cured is True


@pytest.mark.parametrize("remedy", [r for r in REMEDIES if r not in (CURES["D"],)])
def test_a_wrong_remedy_does_not_cure_dead_units(remedy):
    assert diagnosis("D", "weights too small", remedy).cured is False


def test_a_diagnosis_comes_in_steps():
    steps = list(diagnosis_steps("A", None, "batch norm"))
    assert [step.progress for step in steps] == pytest.approx(np.arange(1, 16) / 15)
    assert steps[0].cured is None
    assert steps[-1].cured is False
    assert steps[0].right is None


def test_a_patient_without_a_remedy_is_only_looked_at():
    (only,) = diagnosis_steps("A", "weights too small")
    assert (only.right, only.treated, only.cured, only.progress) == (False, None, None, 1)


def test_a_treatment_that_overflows_is_at_its_end():
    (last,) = diagnosis_steps("B", None, "leaky ReLU")
    assert (last.progress, last.treated.finite, last.cured) == (1, False, False)


@pytest.mark.parametrize("fault", [None, "weights too small"])
def test_an_unknown_patient_is_named(fault):
    with pytest.raises(ValueError, match="patient='Z' is unknown"):
        diagnosis("Z", fault)
    with pytest.raises(ValueError, match="patient='Z' is unknown"):
        list(treatment("Z"))


def test_the_last_point_of_a_curve_says_whether_it_is_finite():
    start = watched_training(0)
    for loss, finite in (([np.inf, 0.5], True), ([0.5, np.nan], False)):
        assert replace(start, loss=np.array(loss)).finite is finite


def test_cured_is_who_has_come_to_read():
    start = watched_training(0)
    for curve, cured in (([0.2, CURED], True), ([0.1, CURED, 0.2], True), ([0.2, CURED - 0.01], False)):
        treated = replace(start, held_out_accuracy=np.array(curve))
        assert Diagnosis("A", None, None, "batch norm", start, treated, 1.0).cured is cured


def test_what_mattered_is_what_single_trainings_give():
    table = playground_project.what_mattered({"as it is": {}, "narrow": {"width": 3}}, seeds=(4, 5), epochs=1)
    assert table.accuracy.shape == (2, 2)
    by_hand = watched_training(1, **playground_project.READER | {"width": 3, "seed": 4})
    assert table.accuracy[1, 0] == by_hand.held_out_accuracy[-1]
    assert table.right.shape == (2, 2, 449)


def test_the_goal_of_the_project_can_be_reached():
    best = {"width": 64, "batch_size": 8, "eta": 0.01}
    assert np.mean([playground_project.held_out_accuracy(25, seed=seed, **best) for seed in range(3)]) >= 0.97


def test_the_well_network_is_well():
    assert watched_training(20, **playground_patients.WELL).held_out_accuracy[-1] > 0.95
    assert playground_patients.WELL.keys() == DEFAULTS.keys()


def test_what_mattered_sums_up():
    right = np.random.default_rng(0).random((3, 2, 64)) < 0.8
    table = playground_project.WhatMattered(["as it is", "wide", "deep"], right, 20)
    p = right[0].mean()
    assert table.mean == pytest.approx(right.reshape(3, -1).mean(axis=1))
    assert table.standard_error == pytest.approx(np.sqrt(p * (1 - p) / 64))
    assert table.differences[0].tolist() == [0, 0]
    d = right[2].mean(axis=0) - right[0].mean(axis=0)
    assert table.paired_errors[0] == 0
    assert table.paired_errors[2] == pytest.approx(np.sqrt(((d - d.mean()) ** 2).sum() / 63 / 64))


def test_cross_entropy_comes_with_the_output_that_is_there():
    for output, loss in (("sigmoid", "binary_cross_entropy"), ("softmax", "cross_entropy")):
        assert REMEDIES["cross-entropy as the loss"]({"output_loss": (output, "mse")}) == {
            "output_loss": (output, loss)
        }


def test_the_weights_that_fit_are_those_of_he_for_relu_and_of_xavier_for_the_rest():
    for activation, init in (("relu", "he_normal"), ("tanh", "xavier_normal"), ("sigmoid", "xavier_normal")):
        assert REMEDIES["Xavier or He weights"]({"activation": activation}) == {"init": init, "init_scale": 1.0}


@pytest.mark.parametrize(("first", "last", "more"), [(1e100, 1e60, True), (1e150, 1e50, False)])
def test_an_infinite_loss_ends_a_training_only_with_infinite_output_weights(first, last, more):
    training = Training(depth=2, activation="identity", output_loss=("identity", "mse"))
    W = training.network.W
    W[1][:] = first
    W[2][:] = last
    assert training.advance() == more
    assert np.isfinite(W[1]).all()
    assert np.isfinite(W[2]).all() == more
    assert not training.snapshot().finite


def test_a_training_goes_on_only_while_all_outputs_have_numbers():
    training = Training(data="digits", depth=1, output_loss=("sigmoid", "mse"))
    assert training.advance()
    training.network.W[1][0, 0] = np.nan
    assert not training.advance()


@pytest.mark.parametrize("batch_norm", [False, True])
def test_the_misread_digits_are_shown_in_three_rows_of_two(batch_norm):
    training = Training(**DIGITS | {"batch_norm": batch_norm})
    training.advance(3)
    view, t = training.snapshot().view, training.task
    read = training.network.forward(t.X_held_out, training=False).output.argmax(axis=1)
    wrong = [i for i in range(len(read)) if read[i] != t.labels_held_out[i]][:6]
    assert len(wrong) == 6
    assert view.read.tolist() == [read[i] for i in wrong]
    assert view.meant.tolist() == [t.labels_held_out[i] for i in wrong]
    for k, i in enumerate(wrong):
        top, side = 11 * (k // 2), 9 * (k % 2)
        np.testing.assert_array_equal(view.montage[top : top + 8, side : side + 8].ravel(), t.X_held_out[i])
    np.testing.assert_array_equal(view.confusion, confusion(t.labels_held_out, read))
    assert view.captions[0] == f"{view.meant[0]} > {view.read[0]}"


@pytest.mark.parametrize(
    "pair", [("sigmoid", "binary_cross_entropy"), ("softmax", "cross_entropy"), ("identity", "mse")]
)
def test_the_plane_is_cut_where_both_classes_are_as_likely(pair):
    training = Training(data="two_clouds", depth=1, output_loss=pair)
    training.advance_epoch()
    view, network = training.snapshot().view, training.network
    low, high = view.task.extent[:2]
    axis = np.linspace(low, high, SIDE)
    assert low < training.task.X.min() < training.task.X.max() < high
    for i, k in ((3, 40), (25, 20), (47, 0)):
        a = network.forward([[axis[k], axis[i]]]).output[0]
        assert view.score[i, k] == pytest.approx(np.clip(a[-1], 0, 1))
    w, b = network.W[1][-1], network.b[1][-1] - (0.5 if pair[0] == "identity" else 0)
    if len(network.W[1]) == 2:
        w, b = w - network.W[1][0], b - network.b[1][0]
    assert len(view.boundary) > 10
    assert np.abs(view.boundary @ w + b).max() < 0.02 * np.linalg.norm(w)


def test_the_readout_by_hand():
    training = Training(data="digits", output_loss=("softmax", "cross_entropy"), activation="sigmoid", depth=3, width=5)
    readout, t = training.snapshot().readout, training.task
    trace = training.network.forward(t.X[:256])
    delta = training.network.backward(trace, t.Y[:256]).delta
    assert readout.activation_spread == pytest.approx([a.std() for a in trace.a[1:]])
    assert readout.gradient_spread == pytest.approx([256 * np.sqrt(np.mean(d**2)) for d in delta[1:]])
    slopes = [np.mean(a * (1 - a), axis=0) for a in trace.a[1:3]]
    assert readout.saturated == pytest.approx([np.mean(s < 0.05 * 0.25) for s in slopes])


@pytest.mark.parametrize(
    ("settings", "taken"),
    [({}, 1), ({"batch_norm": True}, 2), ({"batch_norm": True, "depth": 2}, 2), ({"batch_norm": True, "depth": 1}, 1)],
)
def test_only_batch_norm_of_hidden_layers_asks_for_two_examples(settings, taken):
    assert Training(batch_size=1, **settings).step_settings() == (0.1, 0.9, taken, 0.0)


@pytest.mark.parametrize(("share", "size", "taken"), [(0.11, 16, 17), (0.11, 32, 33), (0.11, 64, 64), (0.02, 1, 2)])
def test_batch_norm_never_meets_a_batch_of_one(share, size, taken):
    training = Training(batch_norm=True, share=share, batch_size=size)
    assert training.step_settings()[2] == taken
    training.advance_epoch()
