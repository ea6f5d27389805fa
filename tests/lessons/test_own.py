"""What learners bring: an activation and an initializer of their own in every explorer that takes one."""

import numpy as np
import pytest

from dnnlib import Activation, explorers
from dnnlib.mean_field import mean_field
from dnnlib.signals import idle_kind
from tests.lessons.every import finish, topics


def softsign(z):
    return z / (1 + np.abs(z))


def softsign_prime(z):
    return 1 / (1 + np.abs(z)) ** 2


OWN = Activation("softsign", softsign, softsign_prime)
WRONG = Activation("half", softsign, lambda z: 0.5 / (1 + np.abs(z)) ** 2)


def signs(shape, rng, *, scale):
    """Weights that are all equally large, and of either sign."""
    return scale * rng.choice([-1.0, 1.0], shape) / np.sqrt(shape[1])


def with_control(name):
    """The explorers that have a control of this name."""
    found = []
    for topic in topics():
        explorer = getattr(explorers, topic)()
        if name in explorer.controls:
            found.append(topic)
        explorer.close()
    return found


WITH_ACTIVATION = with_control("activation")
WITH_INIT = with_control("init")


def shown(topic, **settings):
    explorer = getattr(explorers, topic)(**settings)
    finish(explorer)
    assert explorer.error.value == ""
    return explorer


def test_most_explorers_take_an_activation_and_some_an_initializer():
    assert len(WITH_ACTIVATION) > 14
    assert set(WITH_INIT) == {"initialization", "jacobian_spectrum", "playground"}


@pytest.mark.parametrize("topic", WITH_ACTIVATION)
def test_an_activation_of_ones_own_stands_in_the_menu_and_is_shown(topic):
    explorer = shown(topic, activation=OWN)
    assert explorer.remark.value == ""
    menu = explorer.controls["activation"]
    assert menu.value is OWN
    assert menu.options[0] == ("softsign", OWN)
    named = explorer.alt_text
    others = [value for _, value in menu.options if isinstance(value, str)]
    explorer.move(activation=others[1])
    finish(explorer)
    assert explorer.error.value == ""
    assert explorer.alt_text != named or topic == "backpropagation"
    explorer.freeze()
    explorer.move(activation=OWN)
    finish(explorer)
    assert explorer.error.value == ""
    explorer.close()


@pytest.mark.parametrize("topic", WITH_ACTIVATION)
def test_a_wrong_derivative_is_told_in_the_explorer(topic):
    explorer = shown(topic, activation=WRONG)
    assert "half: df is wrong. At z = " in explorer.remark.value
    explorer.close()


@pytest.mark.parametrize("topic", WITH_ACTIVATION)
@pytest.mark.parametrize("given", [np.tanh, "softsine", 3, None])
def test_what_is_no_activation_is_named(topic, given):
    with pytest.raises(ValueError, match="activation must be one of"):
        getattr(explorers, topic)(activation=given)


def test_the_name_of_a_known_activation_is_not_taken_twice():
    with pytest.raises(ValueError, match="the name 'tanh' of a known activation; choose another name"):
        explorers.vanishing_gradients(activation=Activation("tanh", softsign, softsign_prime))


def test_theory_is_computed_for_it():
    explorer = shown("vanishing_gradients", activation=OWN, depth=12)
    theory = mean_field(OWN, explorer.settings["init_scale"], 12)
    assert explorer.result.gain_theory == pytest.approx(theory.delta[1] ** (1 / 11), rel=0.3)
    spread = explorer.result.a[1:-1] / theory.a[1:-1]
    assert np.abs(np.log(spread)).max() < 0.2
    explorer.close()


@pytest.mark.parametrize(
    ("f", "df", "words"),
    [
        (lambda z: np.where(z > 20, np.nan, z), np.ones_like, "f(z) must be finite, but is nan at z = 2"),
        (lambda z: z, lambda z: np.where(np.abs(z) > 30, np.inf, 1.0), "df(z) must be finite, but is inf at z = -"),
        (lambda z: np.where(np.abs(z) > 5, np.nan, z), np.ones_like, "f(z) must be finite, but is nan at z = "),
        (lambda z: z**2, lambda z: z, "df is wrong"),
    ],
)
def test_an_activation_that_fails_far_out_is_told(f, df, words):
    explorer = explorers.playground(activation=Activation("mine", f, df))
    assert words.split(" at z")[0] in explorer.remark.value
    explorer.one_epoch()
    explorer.move(activation="tanh")
    explorer.one_epoch()
    assert explorer.error.value == ""
    explorer.close()


@pytest.mark.parametrize(
    ("f", "words"),
    [(lambda z: z.sum(), "shape"), (lambda z: np.full_like(z, np.nan), "finite"), (lambda z: "a", "numbers")],
)
def test_an_activation_that_cannot_work_is_named_at_once(f, words):
    with pytest.raises(ValueError, match=words):
        Activation("mine", f, f)


@pytest.mark.parametrize("topic", WITH_INIT)
def test_an_initializer_of_ones_own_stands_in_the_menu_and_is_used(topic):
    explorer = shown(topic, init=signs, depth=3)
    assert explorer.controls["init"].options[0] == ("signs", signs)
    assert topic == "playground" or "signs" in explorer.alt_text
    network = explorer.training.network if topic == "playground" else None
    if network is not None:
        explorer.start_over()
        assert len(np.unique(np.abs(explorer.training.network.W[2]))) == 1
    explorer.close()


def test_the_theory_of_singular_values_takes_the_deviation_that_is_drawn():
    explorer = shown("jacobian_spectrum", init=lambda shape, rng, *, scale: 2 * signs(shape, rng, scale=scale))
    double = shown("jacobian_spectrum", init_scale=2.0)
    np.testing.assert_allclose(explorer.result.theory, double.result.theory, rtol=0.02)


@pytest.mark.parametrize("topic", WITH_INIT)
@pytest.mark.parametrize(
    ("init", "words"),
    [
        (lambda shape, rng, *, scale: np.ones(3), r"returns an array of shape \(3,\)"),
        (lambda shape, rng, *, scale: np.full(shape, np.nan), "overflow in float.. or are NaN"),
        (lambda shape, rng, *, scale: None, "must be an array of real numbers"),
        (lambda shape: np.ones(shape), r"must be a function f\(shape, rng, \*, scale\)"),
    ],
)
def test_an_initializer_that_cannot_work_is_named(topic, init, words):
    with pytest.raises(ValueError, match=words):
        getattr(explorers, topic)(init=init)


def test_a_playground_with_a_faulty_choice_stays_usable():
    calls = []

    def moody(shape, rng, *, scale):
        calls.append(shape)
        return np.ones(shape if len(calls) < 5 else 3)

    explorer = explorers.playground(init=moody)
    explorer.move(depth=5)
    assert "init=moody returns an array of shape (3,)" in explorer.error.value
    explorer.one_step()
    explorer.move(init="he_normal")
    explorer.one_epoch()
    assert explorer.error.value == ""
    assert explorer.result.epoch == 1
    explorer.close()


def test_how_units_of_ones_own_activation_stop_is_found_out():
    assert idle_kind(OWN) == "saturated"
    assert idle_kind(Activation("steep", lambda z: 2 * z, lambda z: np.full_like(z, 2.0))) is None
    assert idle_kind("tanh") == "saturated"
    assert idle_kind("relu") == "dead"
