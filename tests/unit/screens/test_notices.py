"""ktui.screens.notices: what was told waits until it is read."""

from ktui.screens.notices import MOST_KEPT, Notices
from ktui.widgets.notice_line import Notice


def test_what_may_be_forgotten_gives_way_and_what_failed_waits():
    notices = Notices()
    for notice in (Notice("a"), Notice("b", failed=True), Notice("c"), Notice("d")):
        notices.tell(notice)
    assert notices.shown == Notice("d", more=1)
    assert notices.close()
    assert notices.shown == Notice("b", failed=True)
    assert notices.close()
    assert notices.shown is None
    assert not notices.close()


def test_what_was_cut_off_is_said_at_the_end_unless_it_was_read():
    notices = Notices()
    notices.tell(Notice("another failure", failed=True))
    notices.cut_off("Delete pod a: cut off")
    notices.cut_off("Delete pod b: cut off")
    assert notices.farewell == ["Delete pod a: cut off", "Delete pod b: cut off"]
    notices.close()
    assert notices.farewell == ["Delete pod a: cut off"]


def test_what_does_not_hold_any_more_is_taken_back_wherever_it_waits():
    shown = []
    notices = Notices(lambda: shown.append(notices.shown))
    for notice in (Notice("a", failed=True), Notice("b", failed=True)):
        notices.tell(notice)
    assert notices.withdraw("a")
    assert shown[-1] == Notice("b", failed=True, more=0)
    assert not notices.withdraw("a")


def test_the_same_failure_twice_is_one_notice():
    notices = Notices()
    for _ in range(3):
        notices.tell(Notice("no right", failed=True))
    assert notices.shown == Notice("no right", failed=True, more=0)


def test_what_a_program_says_in_short_lines_is_one_notice_and_stays():
    notices = Notices()
    notices.quote("kubelogin", "Sign in at")
    notices.quote("kubelogin", "https://sso")
    notices.quote("other", "hello")
    notices.tell(Notice("passing"))
    notices.forget()
    assert notices.shown == Notice("other says: hello", stays=True, more=1)
    notices.close()
    assert notices.shown.text == "kubelogin says: Sign in at https://sso"


def test_of_notices_without_end_the_oldest_are_forgotten():
    notices = Notices()
    for number in range(2 * MOST_KEPT):
        notices.tell(Notice(str(number), failed=True))
    assert notices.shown.more == MOST_KEPT - 1


def test_every_change_is_told():
    told = []
    notices = Notices(lambda: told.append(1))
    notices.tell(Notice("a"))
    notices.close()
    notices.forget()
    assert len(told) >= 2
