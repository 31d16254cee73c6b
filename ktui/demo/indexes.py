"""The index lists of an Indexed Job's status, as its controller writes and reads them.

Source: kubernetes ``pkg/controller/job/indexed_job_utils.go`` (``orderedIntervals``, ``parseIndexesFromString``).
"""

from collections.abc import Iterable


def write_indexes(indexes: Iterable[int]) -> str:
    """Ordered and shortened: three or more in a row become ``first-last``, two stay ``a,b``."""
    parts: list[str] = []
    first = last = None
    for index in [*sorted(set(indexes)), None]:
        if first is not None and last is not None:
            if index is not None and index == last + 1:
                last = index
                continue
            if last == first:
                parts.append(f"{first}")
            else:
                parts.append(f"{first},{last}" if last == first + 1 else f"{first}-{last}")
        first = last = index
    return ",".join(parts)


def read_indexes(text: str, completions: int) -> set[int]:
    """The indexes that a list names; a part that cannot be read is skipped, what is out of range is cut."""
    indexes: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.partition("-")
        try:
            low = int(first)
            high = int(last) if dash else low
        except ValueError:
            continue
        if low >= completions:
            break
        indexes.update(range(low, min(high, completions - 1) + 1))
    return indexes
