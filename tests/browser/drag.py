"""Drag a slider with the mouse, as most learners do."""


def first_slider(explorer):
    """The name of the first slider of an explorer that changes its picture, or None."""
    sliders = (
        name
        for name, control in explorer["controls"].items()
        if control["kind"].endswith("Slider") and not (control["disabled"] or control["neutral"])
    )
    return next(sliders, None)


def drag(driver, name):
    """Drag a slider's handle over its track and back, and let go.

    The picture follows during the drag, and is the final one within two more pictures after letting go.
    """
    page, mark = driver.page.page, driver.mark
    control = driver.explorer["controls"][name]
    handle, track = (page.locator(f".{control['mark']} .noUi-{part}").first for part in ("handle", "base"))
    handle.scroll_into_view_if_needed()
    before = driver.settled()
    page.evaluate("mark => dnn.count(mark)", mark)
    grip, way = handle.bounding_box(), track.bounding_box()
    y = grip["y"] + grip["height"] / 2
    page.mouse.move(grip["x"] + grip["width"] / 2, y)
    page.mouse.down()
    for share in (0.1, 0.35, 0.65, 0.9, 0.6, 0.4):
        page.mouse.move(way["x"] + way["width"] * share, y, steps=6)
    driver.settled()  # the hand rests with the button down; the picture has followed
    followed = page.evaluate("dnn.pictures")
    start = (grip["x"] + grip["width"] / 2 - way["x"]) / way["width"]
    page.mouse.move(way["x"] + way["width"] * (0.75 if start < 0.5 else 0.25), y, steps=12)  # not where it began
    page.evaluate("mark => dnn.count(mark)", mark)
    page.mouse.up()
    after = driver.settled(quiet=0.3)
    where = f"{driver.explorer['title']}: {name}, dragged"
    assert followed > 0, f"{where}, left the picture as it was"
    assert after["settings"][name] != before["settings"][name], f"{where}, did not reach the kernel"
    if not driver.explorer["stepwise"]:
        assert page.evaluate("dnn.pictures") <= 2, f"{where}: late pictures"
