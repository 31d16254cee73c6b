"""The last runs as a row of signs."""

from datetime import timedelta

from batches import NOW

from ktui.domain.cron_history import Outcome, Run
from ktui.widgets.history_strip import legend, strip


def runs(*told):
    made = [
        (each, None) if isinstance(each, Outcome) else (Outcome.SUCCEEDED, timedelta(minutes=each)) for each in told
    ]
    return [Run(NOW, outcome, took=took) for outcome, took in made]


def test_a_run_is_as_high_as_it_took_long():
    assert strip(runs(1, 5, 10)) == "▂▄▇"
    assert strip(runs(1, 5, 10), ascii_only=True) == "247"


def test_what_else_became_of_a_run_has_a_sign_of_its_own():
    others = [outcome for outcome in Outcome if outcome is not Outcome.SUCCEEDED]
    assert strip(runs(*others)) == "●✖◌○–↯·?"
    assert strip(runs(*others), ascii_only=True) == "oXpM-r.?"


def test_runs_that_took_no_time_are_low():
    assert strip(runs(0, 0)) == "▁▁"


def test_the_legend_names_every_sign():
    for ascii_only in (False, True):
        signs = [sign for sign, _ in legend(ascii_only=ascii_only)]
        assert len(set(signs)) == len(signs) == len(Outcome)
