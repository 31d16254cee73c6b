"""What is left of a fault in ktui itself: a report in a file, and one line that says where."""

from __future__ import annotations

import os
import platform
import re
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from ktui import __version__
from ktui.domain.errors import first_of
from ktui.domain.text import printable

_SECRETS = (
    (re.compile(r"(?s)-----BEGIN [A-Z ]*KEY-----.*?(-----END [A-Z ]*KEY-----|\Z)"), "(a key)"),
    (re.compile(r"\beyJ[\w-]{8,}(\.[\w-]+){0,2}"), "(a token)"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), r"\1 (a credential)"),
    (re.compile(r"//[^/@\s]+@"), "//(a user)@"),
    (
        re.compile(r"(?i)([\"']?\b[\w-]*(?:token|password|secret|key-data)[\"']?\s*[:=]\s*)[\"']?[^\s\"',}]+"),
        r"\1(a secret)",
    ),
)
"""What looks like a credential, and what is written instead."""


def report(error: BaseException, directory: Path | None = None) -> str:
    """Write a report of ``error`` and say in a line or two what happened and where the report is.

    The report holds the traceback without the values of variables, and what looks like a credential in the words of an
    error is left out, so that no secret gets into it.

    Args:
        error: what was not caught.
        directory: where to write; by default the user's state directory, or the temporary one where that fails.
    """
    first = first_of(error)
    kind = type(first).__name__
    said = _without_secrets(printable(f"{kind}: {first}" if str(first) else kind))
    text = "\n".join(
        [
            f"ktui {__version__}, Python {platform.python_version()}, {platform.platform()}",
            f"TERM={os.environ.get('TERM')} LANG={os.environ.get('LANG')}",
            datetime.now(UTC).isoformat(timespec="seconds"),
            "",
            _without_secrets("".join(traceback.format_exception(error))),
        ]
    )
    places = [directory] if directory else [platformdirs.user_state_path("ktui"), Path(tempfile.gettempdir())]
    for place in places:
        path = _write(place, text)
        if path is not None:
            return (
                f"ktui met a fault of its own and had to end: {said}\n"
                f"The report is in {path}; please send it with what you did to the project's issues."
            )
    return f"ktui met a fault of its own and had to end, and could not write a report: {said}"


def _without_secrets(text: str) -> str:
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def _write(directory: Path, text: str) -> Path | None:
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix="ktui-crash-", suffix=".txt", dir=directory)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
    except OSError:
        return None
    return Path(name)
