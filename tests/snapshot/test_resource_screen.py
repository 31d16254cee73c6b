"""Pictures of the table of any resource."""

import pytest
from stage import quick, rows
from stage.rows import CERTIFICATES, certificates, fill
from stage.session import StagedSession, stage
from stage.world import World

from ktui.screens.coverage import CoverageScreen
from ktui.screens.places import ResourceList
from ktui.store.feed import Refused

NO_RIGHT = Refused(
    'certificates.cert-manager.io is forbidden: User "viewer" cannot list resource "certificates" in API group '
    '"cert-manager.io" at the cluster scope'
)


@pytest.fixture
def picture(snap_compare):
    """Take a picture of a resource's table after some keys, and compare it."""

    def take(world, size, *keys, name="certs", **options):
        session = StagedSession(world)
        session.served = rows.SERVED
        app = stage(session, **options)

        async def before(pilot):
            while not isinstance(app.main_screen, CoverageScreen):
                await quick.calm(pilot)
            app.main_screen.go(ResourceList(name), into=False)
            await quick.calm(pilot)
            for key in ("", *keys):
                if key:
                    await quick.press(pilot, key)
                await quick.finished(pilot, "resource", "rights")
            app._draw()
            await quick.calm(pilot)

        return snap_compare(app, terminal_size=size, run_before=before)

    return take


@pytest.mark.parametrize("size", [pytest.param((80, 24), id="80x24"), pytest.param((120, 40), id="120x40")])
def test_custom_resources_with_the_servers_columns(picture, size):
    assert picture(certificates(World().settle()), size, "down", "space", "down")


def test_more_columns_without_unicode(picture):
    assert picture(certificates(World().settle()), (120, 24), "ctrl+w", ascii_only=True)


def test_no_right_to_list(picture):
    assert picture(fill(World().settle(), CERTIFICATES, feed=NO_RIGHT), (80, 24))


def test_a_name_that_is_none(picture):
    assert picture(World().settle(), (80, 24), name="certifcates")


def test_what_becomes_of_what_it_owns(picture):
    assert picture(certificates(World().settle()), (80, 24), "ctrl+d")
