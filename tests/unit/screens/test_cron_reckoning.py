"""ktui.screens.cron_reckoning: what became of CronJobs, as far as it is known."""

from datetime import timedelta

from stage.batch import with_cron_jobs
from stage.world import NOW

from ktui.domain.cron_history import Outcome
from ktui.screens.cron_reckoning import CronReckoning
from ktui.store.feed import Stale


def becoming(later, feed=None):
    """What became of a CronJob that runs every hour, so much later."""
    state = with_cron_jobs().state
    if feed is not None:
        state.jobs.set_feed(feed)
    cron_job = state.cron_jobs.get(("etl", "hourly"))
    return CronReckoning(state, lambda: NOW + later).of(cron_job).runs


def test_what_came_due_since_the_connection_broke_is_not_called_late():
    later = timedelta(hours=3)
    assert becoming(later)[-1].outcome in {Outcome.DUE, Outcome.MISSED}
    broke = Stale(NOW.timestamp(), "the server does not answer")
    assert becoming(later, broke) == becoming(timedelta())
