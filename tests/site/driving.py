"""What a reader does with an explorer, wherever it is shown: in a notebook or in a frame."""

import time

PATIENCE = 60  # seconds for a picture to come, on a machine that does other things as well


def changes(image, act):
    """Do something, and wait until another picture is shown."""
    before = image.get_attribute("src")
    act()
    end = time.monotonic() + PATIENCE
    while image.get_attribute("src") == before:
        assert time.monotonic() < end, "the picture stayed as it was"
        time.sleep(0.05)


def drive(explorer):
    """Move the first slider by a key; play and pause, where there is a button for it."""
    image = explorer.locator("img").first
    image.wait_for(timeout=PATIENCE * 1000)
    handle = explorer.locator(".noUi-handle").first
    handle.focus()
    changes(image, lambda: handle.press("ArrowUp"))
    play = explorer.get_by_role("button", name="Play")
    if play.count():
        changes(image, play.click)
        changes(image, lambda: None)
        explorer.get_by_role("button", name="Pause").click()
        play.wait_for(timeout=PATIENCE * 1000)
    return play.count()
