"""The buffer keeps the newest lines, under their numbers, in bounded memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.domain.log_buffer import NOTE, LogBuffer


def text(buffer):
    return [buffer.line(number) for number in range(buffer.first, buffer.end)]


def test_lines_are_kept_in_the_order_in_which_they_came():
    buffer = LogBuffer()
    buffer.add(0, b"a\nb\n")
    buffer.add(1, b"c\n")
    buffer.add(0, b"d\n")
    buffer.note("two\nwords")
    assert text(buffer) == [(0, b"a"), (0, b"b"), (1, b"c"), (0, b"d"), (NOTE, b"two words")]
    assert (buffer.first, buffer.end, buffer.dropped) == (0, 5, 0)


def test_what_is_oldest_is_let_go_of_and_counted_and_numbers_stay():
    buffer = LogBuffer(limit=200_000)
    for number in range(10_000):
        buffer.add(number % 2, b"line %05d %s\n" % (number, b"x" * 40))
    assert buffer.size <= 200_000
    assert buffer.dropped == buffer.first > 0
    assert buffer.line(buffer.first)[1].startswith(b"line %05d" % buffer.first)
    assert buffer.line(9_999)[1].startswith(b"line 09999")
    with pytest.raises(IndexError):
        buffer.line(buffer.first - 1)
    with pytest.raises(IndexError):
        buffer.line(10_000)


def test_one_batch_that_is_larger_than_the_limit_is_kept():
    buffer = LogBuffer(limit=1000)
    buffer.add(0, b"old\n")
    buffer.add(0, b"y" * 70_000 + b"\n")
    assert text(buffer) == [(0, b"y" * 70_000)]
    assert buffer.dropped == 1


def test_clearing_begins_the_count_anew():
    buffer = LogBuffer()
    buffer.add(0, b"a\nb\n")
    buffer.clear()
    assert (len(buffer), buffer.dropped, buffer.size) == (0, 0, 0)
    buffer.add(0, b"c\n")
    assert text(buffer) == [(0, b"c")]
    assert buffer.first == 2


def test_every_change_can_be_noticed():
    buffer = LogBuffer()
    seen = [buffer.version]
    for change in (lambda: buffer.add(0, b"a\n"), lambda: buffer.add(0, b"b\n"), buffer.clear):
        change()
        seen.append(buffer.version)
    assert len(set(seen)) == 4
    buffer.add(0, b"")
    assert buffer.version == seen[-1]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 200), st.integers(0, 400)), max_size=60))
def test_blocks_and_lines_agree(batches):
    buffer = LogBuffer(limit=100_000)
    for source, count, length in batches:
        buffer.add(source, (b"z" * length + b"\n") * count)
    counted = sum(block.end - max(block.first, buffer.first) for block in buffer.blocks(buffer.first))
    assert counted == len(buffer)
    assert sum(len(line) + 1 for _, line in text(buffer)) == sum(
        len(block.text) for block in buffer.blocks(buffer.first)
    )
