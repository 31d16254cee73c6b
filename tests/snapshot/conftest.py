"""Pictures are taken in the loop whose clock moves by itself: the same bytes on any machine."""

import pytest
from pytest_textual_snapshot import SVGImageExtension
from virtual_loop import virtual_loops


@pytest.fixture
def snap_compare(snap_compare):
    """Take a picture of an app and compare it with the one that is kept."""
    with virtual_loops():
        yield snap_compare


class Album:
    """Pictures of one app, one after the other: each costs no start of its own."""

    def __init__(self, kept):
        self._kept = kept
        self.taken = set()
        """The screens and dialogs that there are pictures of."""
        self.differing = []
        """The pictures that are not as they were kept."""

    def take(self, app, name):
        """Take a picture of what the app shows now, and compare it."""
        self.taken.add(type(app.screen).__name__)
        if app.export_screenshot(title="ktui") != self._kept(name=name):
            self.differing.append(name)


@pytest.fixture
def album(snapshot):
    """An album. At its end a test asks for what differs, so that every picture is compared."""
    return Album(snapshot.use_extension(SVGImageExtension))
