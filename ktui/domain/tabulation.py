"""The rows of a table as a view wants them: sorted and filtered, and kept so while rows come, change and go.

A change of a few rows is fitted in at once. What takes longer (another sort, another filter, a great many changes) is
work to be done in steps; meanwhile the rows stand as they stood before.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Generic, TypeVar

from ktui.domain.objects import Key
from ktui.domain.row_order import Order
from ktui.domain.sieve import Sieve
from ktui.domain.steps import STEP, ordered, pieces
from ktui.domain.tabular import Column, Sheet, View

R = TypeVar("R")

MANY = 300
"""Changes up to this number are fitted in one by one; after more, everything is sorted anew."""


class Tabulation(Generic[R]):
    """The rows of one table.

    Args:
        sheet: what there is to know of the table.
        view: how it is shown.
    """

    def __init__(self, sheet: Sheet[R], view: View | None = None) -> None:
        self.sheet = sheet
        self.view = view or View()
        """How it is shown. After another was set, there may be `work` to be done."""
        self.version = 0
        """Raised when other rows are shown than before, or in another order."""
        self.changes = 0
        """Raised when any row is another than before."""
        self._rows: dict[Key, R] = {}
        self._everything: list[Key] = []
        """All rows that are sorted in, by key; never one that is gone."""
        self._order: Order[R] = Order(None)
        self._order.keys = self._everything
        self._sieve = Sieve(sheet, View())
        self._sifted: list[Key] = []
        """What passes the sieve, in order; empty if everything does."""
        self._late: set[Key] = set()
        """What came or changed while there was work to be done, and is fitted in after it."""
        self._coming: list[Key] = []
        """The rows that are to be looked up."""
        self._look_up: Callable[[Key], R | None] = self._rows.get
        self._announced = 0
        """How many rows there may be once all are looked up."""
        self._unsorted = False
        """Whether too much has come or changed to be fitted in one by one."""
        self._unsifted = False
        """Whether not everything has been through the sieve."""
        self._drops = 0
        """How often rows have gone."""
        self._making: Order[R] | None = None
        """The order that is being made."""
        self._now = datetime.min.replace(tzinfo=UTC)
        self._steps, self._expected = 0, 1
        self.settle()

    # ---- what is shown

    @property
    def shown(self) -> Sequence[Key]:
        """The rows that are shown, in their order."""
        return self._sifted if self._sieve.active else self._order.keys

    @property
    def total(self) -> int:
        """How many rows there are, shown or not."""
        return len(self._rows)

    @property
    def size(self) -> int:
        """How many rows are to be looked at when everything is; while some are to be looked up, with those."""
        return max(len(self._rows), self._announced)

    @property
    def columns(self) -> tuple[Column[R], ...]:
        """The columns that are shown."""
        return self.sheet.shown(self.view)

    @property
    def fault(self) -> str:
        """Why the filter's text cannot be understood, in which case it is not applied."""
        return self._sieve.sought.fault

    def __contains__(self, key: Key) -> bool:
        return key in self._rows

    def row(self, key: Key) -> R | None:
        """A row, shown or not; None if it is gone."""
        return self._rows.get(key)

    def rows(self) -> Collection[R]:
        """All rows, shown or not, in no order."""
        return self._rows.values()

    def __iter__(self) -> Iterator[Key]:
        """The keys of all rows, shown or not, in no order."""
        return iter(self._rows)

    def place(self, key: Key) -> int | None:
        """Where a row stands among those that are shown; None if it does not."""
        return self._order.place(self.shown, key)

    # ---- what changes

    def replace(self, rows: Iterable[R] | Mapping[Key, R], now: datetime) -> None:
        """Take note of all rows that there are now; one that is equal to what was there has not changed."""
        held, name = self._rows, self.sheet.key
        found: Mapping[Key, R] = rows if isinstance(rows, Mapping) else {name(row): row for row in rows}
        changed: dict[Key, R | None] = {
            key: row for key, row in found.items() if (old := held.get(key)) is not row and old != row
        }
        if len(found) - sum(key not in held for key in changed) < len(held):
            changed.update((key, None) for key in held if key not in found)
        self.change(changed, now)

    def change(self, changed: Mapping[Key, R | None], now: datetime) -> None:
        """Take note of rows that came or changed, and of those that are gone (None)."""
        self._now = now
        self.changes += bool(changed)
        busy = self.busy
        self._drop([key for key, row in changed.items() if row is None and self._rows.pop(key, None) is not None])
        come = {key: row for key, row in changed.items() if row is not None}
        self._rows.update(come)
        self._sieve.forget(changed)
        if busy or len(come) > MANY:
            self._late.update(come)
        else:
            for key, row in come.items():
                self._fit(key, row)

    def take_in(self, keys: Iterable[Key], row: Callable[[Key], R | None], now: datetime) -> None:
        """Take note that rows may have come, changed or gone: they are looked up later, as `work` to be done.

        Args:
            keys: theirs.
            row: says what is there by then, if anything.
            now: the time.
        """
        self._now, self._look_up = now, row
        self._coming += keys
        self._announced = len(self._coming)

    def recheck(self, now: datetime) -> None:
        """Look again for faults that come with time, if only faults are shown: work to be done."""
        self._now = now
        self._unsifted |= self.view.faults_only

    def _fit(self, key: Key, row: R) -> None:
        """Put a row that came or changed where it belongs."""
        order, rank = self._order, self._order.rank_of(row, self._now)
        if order.place(order.keys, key) is None or (order.column is not None and order.ranks[key] != rank):
            self._take(key)
            if order.column is not None:
                order.ranks[key] = rank
                order.keys.insert(order.slot(order.keys, key), key)
            self._everything.insert(bisect_left(self._everything, key), key)
            self.version += 1
        if self._sieve.active:
            passes, place = self._sieve.passes(key, row, self._now), self.place(key)
            if passes is (place is None):
                if place is None:
                    self._sifted.insert(order.slot(self._sifted, key), key)
                else:
                    del self._sifted[place]
                self.version += 1

    def _take(self, key: Key) -> None:
        """Take a row out of every list."""
        order = self._order
        for keys in (self._sifted, order.keys):
            place = order.place(keys, key)
            if place is not None:
                del keys[place]
        if order.keys is not self._everything:
            order.ranks.pop(key, None)
            place = bisect_left(self._everything, key)
            if self._everything[place : place + 1] == [key]:
                del self._everything[place]

    def _drop(self, gone: Sequence[Key]) -> None:
        """Take rows out that are gone."""
        if len(gone) <= MANY:
            for key in gone:
                self._take(key)
        else:
            kept = self._rows
            for keys in (self._sifted, self._everything, self._order.keys):
                keys[:] = [key for key in keys if key in kept]
            self._order.ranks = {key: rank for key, rank in self._order.ranks.items() if key in kept}
        self._drops += bool(gone)
        self.version += bool(gone)

    # ---- work in steps

    @property
    def busy(self) -> bool:
        """Whether there is `work` to be done."""
        return bool(self._coming or self._late) or self._sort_due or self._sift_due

    @property
    def progress(self) -> float:
        """How much of the present sorting or filtering is done, from 0 to 1: an estimate."""
        return min(1.0, self._steps / self._expected)

    def work(self) -> Iterator[None]:
        """Sort and filter as far as that is to be done; each step takes about a millisecond.

        Rows and view may change between steps.
        """
        while self.busy:
            self._making = None
            view, self._steps = self.view, 0
            for _ in self._next_job():
                self._steps += 1
                yield
                if self.view is not view and not self._still_wanted:
                    break

    def settle(self) -> None:
        """Do at once what is to be done."""
        for _ in self.work():
            pass

    @property
    def _sort_due(self) -> bool:
        return self._unsorted or not self._wanted(self._order)

    @property
    def _sift_due(self) -> bool:
        return self._unsifted or not self._sieve.serves(self.sheet, self.view)

    def _wanted(self, order: Order[R]) -> bool:
        return order.serves(self.sheet.column(self.view.sort), falling=self.view.falling)

    @property
    def _still_wanted(self) -> bool:
        """Whether the job that is under way still does what the view asks for."""
        if self._making is not None:
            return self._wanted(self._making)
        return self._wanted(self._order) and self._sieve.serves(self.sheet, self.view)

    def _next_job(self) -> Iterator[None]:
        if self._coming:
            return self._look_up_all()
        if len(self._late) > max(MANY, len(self._rows) // 8):
            self._unsorted = self._unsifted = True
            self._late.clear()
        return self._sort() if self._sort_due else self._sift() if self._sift_due else self._catch_up()

    def _look_up_all(self) -> Iterator[None]:
        """Look up what may have come, changed or gone."""
        self._expected = 1 + len(self._coming) // STEP
        while self._coming:
            found = {key: self._look_up(key) for key in self._coming[-STEP:]}
            held = self._rows
            changed = {key: row for key, row in found.items() if (old := held.get(key)) is not row and old != row}
            self.change(changed, self._now)  # while there is more to come it is only noted
            del self._coming[-STEP:]
            yield
        self._announced = 0

    def _sort(self) -> Iterator[None]:
        """Sort everything anew. What has passed the sieve need not pass it again."""
        order = self._making = Order(self.sheet.column(self.view.sort), falling=self.view.falling)
        everything, drops = list(self._everything), self._drops
        anew = len(everything) != len(self._rows)
        self._expected = 1 + (_PARTS + len(self._rows) // STEP) * anew
        self._expected += (_PARTS + 2 * len(self._rows) // STEP) * (order.column is not None)
        if anew:
            everything = yield from ordered(list(self._rows), lambda key: key)
        keys = everything
        if order.column is not None:
            for piece in pieces(everything):
                order.rank(piece, self._rows, self._now)
                yield
            keys = self._kept(everything, drops)
            keys = yield from ordered(keys, order.ranks.__getitem__, falling=order.falling)
        self._everything = self._kept(everything, drops)
        order.keys = self._kept(keys, drops) if order.column is not None else self._everything
        if self._sifted:
            passed = set(self._sifted)
            self._sifted = [key for key in order.keys if key in passed]
        self._order, self._making, self._unsorted = order, None, False
        self.version += 1

    def _sift(self) -> Iterator[None]:
        """Filter everything anew. What passes is shown at once: most filters are typed to see something soon."""
        before, sieve = self._sieve, Sieve(self.sheet, self.view, self._sieve)
        narrower = not self._unsifted and sieve.narrows(before)
        candidates = list(self.shown if narrower else self._order.keys)
        self._sieve, self._sifted, self._unsifted = sieve, [], True
        self._expected = 1 + len(candidates) // _SIFTED
        if sieve.active:
            for piece in pieces(candidates, _SIFTED):
                self._sifted += sieve.through(piece, self._rows, self._now)
                self.version += 1
                yield
        self._unsifted = False
        self.version += 1

    def _catch_up(self) -> Iterator[None]:
        """Fit in what came and changed meanwhile."""
        self._expected = 1 + len(self._late)
        while self._late:
            key = self._late.pop()
            row = self._rows.get(key)
            if row is not None:
                self._fit(key, row)
            yield

    def _kept(self, keys: list[Key], drops: int) -> list[Key]:
        """What is not gone of some rows, which were all there after so many `_drop`."""
        rows = self._rows
        return keys if drops == self._drops else [key for key in keys if key in rows]


_PARTS = 130
"""So many parts a sort has, a step each."""
_SIFTED = STEP // 4
"""So many rows are filtered in a step: all that a row shows is put together for it, unless that was done before."""
