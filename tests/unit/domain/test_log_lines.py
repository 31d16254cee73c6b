"""Lines are cut out of any pieces, and a broken stream goes on where it broke."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.domain.log_lines import CUT, LONGEST, LineCutter, Seam, moment, stamp_length

BEGIN = datetime(2026, 1, 5, 12, tzinfo=UTC)


def cut(*pieces):
    cutter = LineCutter()
    return [*map(cutter.feed, pieces), cutter.end()]


@pytest.mark.parametrize(
    ("pieces", "whole"),
    [
        ((b"a\nb\n",), [b"a\nb\n", b""]),
        ((b"a\nb",), [b"a\n", b"b\n"]),
        ((b"a", b"b", b"\n\n"), [b"", b"", b"ab\n\n", b""]),
        ((), [b""]),
    ],
)
def test_lines_come_when_they_are_whole(pieces, whole):
    assert cut(*pieces) == whole


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=6))
def test_no_byte_is_lost_however_the_stream_is_cut(stream, places):
    edges = [0, *sorted(min(place, len(stream)) for place in places), len(stream)]
    pieces = [stream[begin:end] for begin, end in pairwise(edges)]
    lacking = b"" if not stream or stream.endswith(b"\n") else b"\n"
    assert b"".join(cut(*pieces)) == stream + lacking


@pytest.mark.parametrize("size", [LONGEST + 100, 3 * LONGEST, 8 << 20])
@pytest.mark.parametrize("step", [100_000, 9 << 20])
def test_a_line_without_end_is_kept_short_and_the_next_one_is_whole(size, step):
    stream = b"before\n" + b"x" * size + b"\nafter\n"
    pieces = [stream[at : at + step] for at in range(0, len(stream), step)]
    lines = b"".join(cut(*pieces)).split(b"\n")
    assert lines == [b"before", b"x" * LONGEST + CUT, b"after", b""]


def test_a_stream_that_never_ends_a_line_is_shown_at_once():
    cutter = LineCutter()
    assert cutter.feed(b"x" * (LONGEST + 1)) == b"x" * LONGEST + CUT + b"\n"
    assert cutter.feed(b"x" * LONGEST) == b""


@pytest.mark.parametrize(
    ("line", "length", "nanoseconds"),
    [
        (b"1970-01-01T00:00:01.000000002Z text", 31, 1_000_000_002),
        (b"1970-01-01T00:00:01Z text", 21, 1_000_000_000),
        (b"1970-01-01T02:00:01.5+02:00 text", 28, 1_500_000_000),
        (b"1969-12-31T22:30:01.5-01:30 ", 28, 1_500_000_000),
        (b"1970-13-01T00:00:01Z text", 21, None),
        (b"no stamp", 0, None),
        (b"", 0, None),
    ],
)
def test_the_stamp_of_a_line(line, length, nanoseconds):
    assert stamp_length(line) == length
    assert moment(line) == nanoseconds


def stamped(nanoseconds, text):
    when = BEGIN + timedelta(seconds=nanoseconds // 10**9)
    return f"{when:%Y-%m-%dT%H:%M:%S}.{nanoseconds % 10**9:09d}Z {text}\n".encode()


@given(
    st.lists(st.sampled_from([0, 0, 1, 300_000_000, 2_000_000_000]), min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 600), st.sampled_from([7, 64, 4096])), max_size=4),
)
def test_a_broken_stream_loses_no_line_and_doubles_none(steps, breaks):
    """The kubelet reads its file from the second that is asked for; the stream breaks after some bytes."""
    file = [stamped(sum(steps[: number + 1]), f"line {number % 3}") for number in range(len(steps))]
    seam, got = Seam(), b""
    for bytes_read, size in [*breaks, (100_000, 4096)]:
        seam.begin()
        second = moment(seam.since.encode()) if seam.since else 0
        stream = b"".join(line for line in file if moment(line) >= second)[:bytes_read]
        cutter = LineCutter()
        for at in range(0, len(stream), size):
            got += seam.join(cutter.feed(stream[at : at + size]))
        assert not seam.torn
    assert got == b"".join(file)


def test_what_was_rotated_away_is_told():
    seam = Seam()
    seam.begin()
    seam.join(stamped(1, "seen"))
    seam.begin()
    assert seam.join(stamped(5, "later")) == stamped(5, "later")
    assert seam.torn


def test_lines_without_stamps_pass():
    seam = Seam()
    seam.begin()
    assert seam.join(b"failed to watch\n") == b"failed to watch\n"
    assert seam.since == ""
    seam.begin()
    assert seam.join(b"failed to watch\n") == b"failed to watch\n"
