"""A container that never stops writing: any number of lines a second, none of which is kept."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from ktui.demo.clock import Clock
from ktui.demo.status import Object
from ktui.demo.stories import PREFIX

RATE = f"{PREFIX}log-rate"
"""A pod with this annotation writes so many lines a second."""
FASTEST = 1_000_000

_PATHS = ("/v1/items", "/v1/cart", "/healthz", "/v2/recommendations", "/v1/orders/search")
_BODIES = tuple(
    f'level={"warn" if not number % 97 else "info"} msg="request done" method=GET path={_PATHS[number % 5]} '
    f"status={200 if number % 41 else 503} duration={number * 7919 % 400}ms\n".encode()
    for number in range(997)
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def rate_of(pod: Object) -> int:
    """How many lines a second a pod writes beside what it is known for; 0: it is no such pod."""
    text = (pod["metadata"].get("annotations") or {}).get(RATE, "")
    return min(int(text), FASTEST) if text.isdigit() else 0


class Chatter:
    """The lines that were written until now, each made when it is read. Lines of the same millisecond look it.

    Args:
        clock: the cluster's time.
        begin: when the first one was written.
        rate: lines a second.
        end: when the last one was written; None: it goes on.
    """

    interval = 0.1
    """Seconds between two looks at it while it is followed."""

    def __init__(self, clock: Clock, begin: datetime, rate: int, end: datetime | None = None) -> None:
        self._clock = clock
        self._first = (begin - _EPOCH) // timedelta(milliseconds=1)
        self._rate = rate
        self._end = end

    def __len__(self) -> int:
        until = min(self._end, self._clock.now()) if self._end is not None else self._clock.now()
        passed = (until - _EPOCH) // timedelta(milliseconds=1) - self._first
        return max(0, passed * self._rate // 1000)

    def after(self, when: datetime) -> int:
        """The number of the first line that was not written before."""
        return bisect_left(range(len(self)), when, key=self._moment)

    def written(self, begin: int, end: int, *, stamps: bool) -> Iterator[bytes]:
        """Lines as they are sent, some thousand at a time."""
        for first in range(begin, end, 5000):
            yield b"".join(self._pieces(first, min(first + 5000, end), stamps=stamps))

    def _pieces(self, begin: int, end: int, *, stamps: bool) -> Iterator[bytes]:
        bodies, count, rate, known, stamp = _BODIES, len(_BODIES), self._rate, -1, b""
        for number in range(begin, end):
            if stamps and (passed := number * 1000 // rate) != known:
                known = passed
                stamp = f"{self._moment(number):%Y-%m-%dT%H:%M:%S.%f}000Z ".encode()
            yield stamp
            yield b"%09d " % number
            yield bodies[number % count]

    def _moment(self, number: int) -> datetime:
        return _EPOCH + timedelta(milliseconds=self._first + number * 1000 // self._rate)
