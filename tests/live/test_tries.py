"""Tries: one at a time in the explorer, all of them on a page."""

import pytest

from dnnlib.live.tries import Try, TryBox, listed


def tries():
    first = Try("Drag *eta* past $2/\\lambda$.", {"eta": 1.1}, "It *explodes*: $a < b$.", lambda r: r > 1)
    second = Try("Set depth to 5.", {"depth": 5}, "Nothing.", lambda r: True, held={"depth": 1}, general=True)
    return first, second


def test_one_try_is_shown_at_a_time():
    box = TryBox(tries(), show=lambda one: None)
    assert "Try 1 of 2" in box.head.value
    assert "Drag <i>eta</i> past $2/\\lambda$." in box.words.value
    assert "depth" not in box.words.value
    box.forth.click()
    assert "Try 2 of 2" in box.head.value
    assert "Set depth to 5." in box.words.value


def test_the_ends_are_ends():
    box = TryBox(tries(), show=lambda one: None)
    assert (box.back.disabled, box.forth.disabled) == (True, False)
    box.turn(5)
    assert (box.place, box.back.disabled, box.forth.disabled) == (1, False, True)
    box.turn(-5)
    assert box.place == 0


def test_show_me_hands_on_the_present_try():
    shown = []
    box = TryBox(tries(), show=shown.append)
    box.show_me.click()
    box.turn(1)
    box.show_me.click()
    assert shown == list(box.tries)


def test_the_answer_is_folded():
    box = TryBox(tries(), show=lambda one: None)
    before, after = box.words.value.split("<details>")
    assert "explodes" not in before
    assert "<summary>What you should see</summary>It <i>explodes</i>: $a &lt; b$." in after


def test_a_page_lists_all_of_them():
    page = listed(tries())
    assert page.count("<li>") == page.count("<details>") == 2


def test_mathematics_keeps_its_asterisks():
    assert "$a * b * c$" in listed([Try("$a * b * c$", {}, "", bool)])


@pytest.mark.parametrize("flag", ["held", "general"])
def test_what_is_rare_is_named(flag):
    with pytest.raises(TypeError):
        Try("", {}, "", bool, *([None] if flag == "held" else [None, True]))
