"""ktui.widgets.notice_line, driven in an app of its own."""

from textual.app import App

from ktui.widgets.notice_line import Notice, NoticeLine

LONG = 'pods "fluentbit-x7k2p" is forbidden: User "viewer" cannot delete resource "pods" in API group "" in logging'


class NoticeApp(App):
    def compose(self):
        yield NoticeLine()

    def lines(self):
        line = self.query_one(NoticeLine)
        return [line.render_line(y).text.rstrip() for y in range(line.size.height)]


async def told(pilot, notice):
    pilot.app.query_one(NoticeLine).notice = notice
    await pilot.pause()
    return pilot.app.lines()


async def test_without_a_notice_it_takes_no_room():
    async with NoticeApp().run_test(size=(60, 10)) as pilot:
        assert await told(pilot, None) == []
        assert await told(pilot, Notice("saved")) == [" saved                                           esc closes"]
        assert await told(pilot, None) == []


async def test_a_failure_is_marked_and_names_the_key_of_the_journal():
    async with NoticeApp().run_test(size=(60, 10)) as pilot:
        assert await told(pilot, Notice("refused", failed=True, more=2)) == [
            " ✖ refused                    2 more, J journal, esc closes"
        ]


async def test_the_servers_words_are_broken_into_lines_and_cut_after_the_third():
    async with NoticeApp().run_test(size=(60, 10)) as pilot:
        assert await told(pilot, Notice(LONG, failed=True)) == [
            ' ✖ pods "fluentbit-x7k2p" is forbidden: User "viewer"',
            '   cannot delete resource "pods" in API group "" in logging',
            "                                      J journal, esc closes",
        ]
        lines = await told(pilot, Notice(LONG * 3, failed=True))
        assert len(lines) == 3
        assert "…" in lines[2]
        assert lines[2].endswith("J journal, esc closes")


async def test_control_characters_are_never_drawn():
    async with NoticeApp().run_test(size=(60, 10)) as pilot:
        assert "\x1b" not in "".join(await told(pilot, Notice("\x1b[2J\u202egone")))


async def test_the_keys_are_those_that_the_user_has_given_them():
    async with NoticeApp().run_test(size=(60, 10)) as pilot:
        line = pilot.app.query_one(NoticeLine)
        for keys, told_keys in (
            (("f8", "f9"), "f8 journal, f9 closes"),
            ((":journal", ""), ":journal"),
            (("", "x"), "x closes"),
        ):
            line.keys = keys
            assert (await told(pilot, Notice("refused", failed=True)))[0].endswith(f"  {told_keys}")
