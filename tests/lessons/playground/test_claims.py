"""What lesson 10 says in general holds over seeds."""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from dnnlib.lessons.playground.experiment import watched_training
from dnnlib.lessons.playground.experiment_patients import sick
from dnnlib.lessons.playground.experiment_project import GOAL, SEEDS, paired_error, read_rightly, what_mattered

SPIRALS = {"depth": 4, "width": 8, "eta": 0.032}
OVERFITTED = {"data": "two_clouds", "noise": 1.0, "share": 0.2, "depth": 4, "width": 32, "eta": 0.03}


@pytest.fixture(autouse=True)
def one_thread():
    with threadpool_limits(1):
        yield


def accuracies(seeds, epochs=60, **settings):
    return np.array([watched_training(epochs, **SPIRALS | settings, seed=seed).accuracy[-1] for seed in range(seeds)])


def test_three_units_in_a_layer_do_not_follow_the_spirals_at_any_rate_and_eight_do():
    for eta in (0.01, 0.032, 0.1):
        assert accuracies(3, width=3, eta=eta).max() < 0.9
    assert accuracies(3).min() > 0.95


def test_a_rate_of_one_kills_units_and_more_of_them_do_not_help():
    for width in (8, 16, 32):
        for seed in range(3):
            run = watched_training(20, **SPIRALS | {"width": width, "eta": 1.0}, seed=seed)
            assert run.stuck[-1].max() > 0.9
            assert run.accuracy[-1] < 0.7


def test_overfitting_comes_back_with_every_seed_and_the_order_of_the_cures_stays():
    for seed in range(4):
        plain, decayed, more = (
            watched_training(100, **OVERFITTED | change, seed=seed)
            for change in ({}, {"weight_decay": 0.03}, {"share": 1.0})
        )
        assert plain.held_out_loss[-1] > 3 * plain.held_out_loss.min()
        assert plain.accuracy[-1] > more.accuracy[-1] > decayed.accuracy[-1]
        assert decayed.held_out_loss[-1] < more.held_out_loss[-1] < plain.held_out_loss[-1]
        assert min(decayed.held_out_accuracy[-1], more.held_out_accuracy[-1]) > plain.held_out_accuracy[-1]


def test_weight_decay_is_ahead_on_held_out_data_with_each_of_nine_seeds():
    for seed in range(9):
        plain, decayed = (watched_training(100, **OVERFITTED, weight_decay=w, seed=seed) for w in (0.0, 0.03))
        assert decayed.held_out_accuracy[-1] > plain.held_out_accuracy[-1]


def test_four_relus_in_a_layer_get_stuck_and_batch_norm_lets_the_same_four_read_far_more():
    for seed in range(5):
        plain, normalized = (
            watched_training(15, data="digits", depth=4, width=4, eta=0.01, batch_norm=norm, seed=seed)
            for norm in (False, True)
        )
        assert plain.stuck[-1].mean() > 0.3
        assert normalized.held_out_accuracy[-1] > plain.held_out_accuracy[-1] + 0.25


def test_early_stopping_alone_gives_a_better_network():
    for seed in range(4):
        plain = watched_training(100, **OVERFITTED, seed=seed)
        best = plain.held_out_loss.argmin()
        assert 1 < best < 30
        assert plain.held_out_accuracy[best] > plain.held_out_accuracy[-1]


def test_a_wide_network_learns_shuffled_labels_by_heart():
    how = {"data": "digits, labels shuffled", "output_loss": ("softmax", "cross_entropy"), "width": 64}
    for seed in range(2):
        run = watched_training(20, **how, batch_norm=True, batch_size=32, eta=0.03, seed=seed)
        assert run.accuracy[-1] > 3 * run.held_out_accuracy[-1]


def test_pairs_are_mostly_more_exact_than_separate_counts():
    table = what_mattered()
    near = np.abs(table.differences.mean(axis=1)) < 0.05
    smaller = [
        paired_error(row[0], table.right[0, 0]) < np.sqrt((row[0].var() + table.right[0, 0].var()) / 449)
        for row in table.right[near][1:]
    ]
    assert np.mean(smaller) > 0.5
    momentum = table.names.index("no momentum")
    assert (table.differences[momentum] < 0).all()
    for name in ("twice as wide", "batch norm", "squared error", "no hidden layer", "weight decay 0.001"):
        k = table.names.index(name)
        assert abs(table.differences[k].mean()) < 2 * table.paired_errors[k]


def test_the_first_row_does_not_pass_the_project_whatever_its_length():
    for epochs in (15, 50, 200):
        assert np.mean([read_rightly(epochs, seed=seed).mean() for seed in SEEDS]) < GOAL


def test_every_patient_but_b_and_f_starts_near_ln_10():
    starts = {patient: sick(patient).loss[0] / np.log(10) for patient in "ABCDEFGHI"}
    assert starts["B"] > 5
    assert all(0.9 < start < 1.3 for patient, start in starts.items() if patient not in "BF")
