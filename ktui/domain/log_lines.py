"""Lines of a log as bytes: cut out of a stream, with the time stamp that the kubelet puts before each.

They stay bytes until one is drawn: a pod may write 50,000 a second, and a screen shows forty.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

LONGEST = 64 << 10
"""So many bytes of a line are kept."""
CUT = b" [cut: longer than 64 KiB]"
"""What stands after a line of which more is not kept."""

_STAMP = re.compile(rb"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d)) ?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


class LineCutter:
    """Cuts a stream of bytes into whole lines; what is too long is cut short, and says so."""

    def __init__(self) -> None:
        self._rest = b""
        self._skipping = False

    def feed(self, piece: bytes) -> bytes:
        """The lines that are whole now, each with its line break; all at once, because cutting each costs time."""
        if self._skipping:
            end = piece.find(b"\n")
            if end < 0:
                return b""
            self._skipping = False
            piece = piece[end + 1 :]
        whole, newline, rest = (self._rest + piece).rpartition(b"\n")
        if len(rest) > LONGEST:
            whole, newline, rest, self._skipping = whole + newline + rest[:LONGEST] + CUT, b"\n", b"", True
        self._rest = rest
        return _shortened(whole + newline)

    def end(self) -> bytes:
        """The stream has ended: the last line, if it had no end."""
        rest, self._rest, self._skipping = self._rest, b"", False
        return rest + b"\n" if rest else b""


def _shortened(lines: bytes) -> bytes:
    """Whole lines, those that are too long cut short. Looks at a few places only, as long as none is."""
    kept: list[bytes] = []
    begin = at = 0
    while len(lines) - at > LONGEST + len(CUT) + 1:
        end = lines.rfind(b"\n", at, at + LONGEST + len(CUT) + 1)
        if end >= 0:
            at = end + 1
            continue
        kept += (lines[begin : at + LONGEST], CUT, b"\n")
        begin = at = lines.find(b"\n", at + LONGEST) + 1
    return b"".join([*kept, lines[begin:]]) if kept else lines


def stamp_length(line: bytes) -> int:
    """How many bytes at the beginning of a line are its time stamp and the space after it; 0 if it has none."""
    found = _STAMP.match(line)
    return found.end() if found is not None else 0


def moment(line: bytes) -> int | None:
    """When a line was written: nanoseconds since the epoch; None if it has no time stamp, or an impossible one."""
    found = _STAMP.match(line)
    if found is None:
        return None
    *parts, fraction, sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes)) if sign else timedelta()
    try:
        year, month, day, hour, minute, second = map(int, parts)
        zone = timezone(-offset if sign == b"-" else offset)
        when = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
    return (when - _EPOCH) // _SECOND * 1_000_000_000 + int((fraction or b"0").ljust(9, b"0"))


class Seam:
    """Joins what a stream says after a break to what it said before it: no line lost, and none twice.

    A log is asked for again from the second of its last line (``sinceTime`` reaches the kubelet in whole seconds:
    kubernetes pkg/registry/core/pod/strategy.go, LogLocation), so that the lines of that second come again. They are
    in the order of the file, so those before the last moment, and as many of that moment as were seen, are the ones
    that are known.
    """

    def __init__(self) -> None:
        self._stamp = b""
        self._count = 0
        self._again: int | None = None
        self.torn = False
        """Whether lines may be missing at the last join: what was seen last was not there any more."""

    @property
    def since(self) -> str:
        """The ``sinceTime`` to ask for; ``""`` if no line had a stamp yet."""
        when = moment(self._stamp)
        if when is None:
            return ""
        return (_EPOCH + timedelta(seconds=when // 1_000_000_000)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def begin(self) -> None:
        """The stream begins, or begins anew from `since`."""
        self.torn = False
        self._again = self._count if self._stamp else None

    def join(self, lines: bytes) -> bytes:
        """Of some whole lines those that are new."""
        if self._again is not None:
            lines = self._new(lines)
        if lines:
            self._remember(lines)
        return lines

    def _new(self, lines: bytes) -> bytes:
        last = moment(self._stamp)
        at = 0
        kept: list[bytes] = []
        while at < len(lines):
            end = lines.index(b"\n", at) + 1
            line = lines[at:end]
            when = moment(line)
            if when is None or last is None:
                kept.append(line)
            elif when > last:
                # The last line was known to come again, and did not: the log was rotated meanwhile.
                self.torn, self._again = bool(self._again), None
                return b"".join(kept) + lines[at:]
            elif when == last and self._again is not None:
                self._again -= 1
                if not self._again:
                    self._again = None
                    return b"".join(kept) + lines[end:]
            at = end
        return b"".join(kept)

    def _remember(self, lines: bytes) -> None:
        """Count the lines of the last moment, without looking at any other."""
        line = lines[lines.rfind(b"\n", 0, len(lines) - 1) + 1 :]
        stamp = line[: stamp_length(line)]
        if not stamp:
            return
        count = lines.count(b"\n" + stamp) + lines.startswith(stamp)
        self._count = count + self._count if stamp == self._stamp else count
        self._stamp = stamp
