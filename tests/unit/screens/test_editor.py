"""ktui.screens.editor: the user's own editor, while everything else goes on."""

import asyncio
import os
from contextlib import contextmanager, nullcontext

import pytest

from ktui.domain.errors import KtuiError
from ktui.screens.editor import edited


@pytest.mark.parametrize(
    ("command", "text"),
    [("sh -c 'echo more >> $0'", "text\nmore\n"), ("false", "text\n"), ("sh -c 'rm -f x'", "text\n")],
)
async def test_the_editor_of_the_user_is_asked(monkeypatch, command, text):
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", command)
    assert await edited("text\n", nullcontext) == text


async def test_an_editor_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setenv("VISUAL", "/nowhere/editor")
    with pytest.raises(OSError, match="No such file"):
        await edited("text", nullcontext)


async def test_without_a_terminal_to_lend_there_is_no_editor(monkeypatch):
    monkeypatch.setenv("VISUAL", "cat")
    with pytest.raises(KtuiError, match="cannot be lent"):
        await edited("text", None)


async def test_everything_else_goes_on_while_the_editor_runs_and_who_ends_meanwhile_ends_the_editor(
    monkeypatch, tmp_path
):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    monkeypatch.setenv("VISUAL", f"sh -c 'echo $$ > {pipe}; exec sleep 600'")
    given = []

    @contextmanager
    def lend():
        given.append("lent")
        try:
            yield
        finally:
            given.append("back")

    async with asyncio.TaskGroup() as tasks:
        editing = tasks.create_task(edited("text", lend))
        number = int(await asyncio.to_thread(pipe.read_text))  # a loop that is held up would never give it to us
        assert given == ["lent"]
        editing.cancel()
    assert given == ["lent", "back"]
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
