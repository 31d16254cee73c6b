"""Files with what a screen shows, for a ticket or a colleague."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from platformdirs import user_state_path

_UNFIT = re.compile(r"[^A-Za-z0-9_.-]+")
_LONGEST = 120


def save(name: str, suffix: str, lines: Iterable[str], now: float, directory: Path | None = None) -> Path:
    """Write lines to a new file that only its owner may read. Blocks: to be called in a thread.

    Args:
        name: what it shows; made fit for a file's name.
        suffix: of the file's name.
        lines: without their ends.
        now: the time, in seconds since the epoch.
        directory: where; the user's directory for what programs leave behind if not given.

    Raises:
        OSError: it cannot be written.
    """
    place = directory or user_state_path("ktui") / "saved"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem = f"{_UNFIT.sub('-', name).strip('-.')[:_LONGEST] or 'ktui'}-{datetime.fromtimestamp(now, UTC):%Y%m%dT%H%M%SZ}"
    for number in range(1, 1000):
        path = place / f"{stem}{f'-{number}' if number > 1 else ''}.{suffix}"
        try:
            with path.open("x", encoding="utf-8", errors="replace") as file:
                path.chmod(0o600)
                file.writelines(f"{line}\n" for line in lines)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(17, "there are a thousand files of this second already", str(place))
