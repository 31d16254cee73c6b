"""What may stand at a place of the settings file. A check gives the value as ktui keeps it, or tells what is wrong."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping
from dataclasses import Field, dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True)
class Place:
    """A place in the file, and where faults are gathered."""

    faults: list[tuple[str, str]] = field(default_factory=list)
    """Where, as names joined by dots, and what is wrong there."""
    path: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The names that lead there, joined by dots."""
        return ".".join(self.path)

    def inside(self, name: str | int) -> Place:
        """A place inside this one."""
        return Place(self.faults, (*self.path, str(name)))

    def wrong(self, words: str) -> None:
        """Tell what is wrong here."""
        self.faults.append((self.name, words))


Check: TypeAlias = "Callable[[object, Place], Any]"


def setting(check: Check, default: Any, what: str) -> Any:  # noqa: ANN401 (as dataclasses.field)
    """A field of the settings: what may stand there, what holds without it, and what it is for, in words."""
    metadata = {"check": check, "help": what}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


def near(name: str, known: Collection[str], what: str) -> str:
    """What was probably meant by a name that is not known; else what there is."""
    meant = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {meant[0]!r}?" if meant else f"the {what} are {', '.join(known)}"


def flag(value: object, place: Place) -> bool:
    """Yes or no."""
    if not isinstance(value, bool):
        place.wrong(f"{place.name} must be true or false, not {value!r}")
    return value is True


def text(value: object, place: Place) -> str:
    """A text."""
    if not isinstance(value, str):
        place.wrong(f'{place.name} must be text in quotes, as in {_key(place)} = "...", not {value!r}')
        return ""
    return value


def number(value: object, place: Place) -> int:
    """A whole number of at least one."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        place.wrong(f"{place.name} must be a whole number of at least 1, not {value!r}")
        return 1
    return value


def one_of(*choices: str) -> Check:
    """One of some words."""

    def check(value: object, place: Place) -> str:
        if value not in choices:
            place.wrong(f"{place.name} must be one of {', '.join(map(repr, choices))}, not {value!r}")
        return str(value)

    return check


def texts(value: object, place: Place) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        place.wrong(f'{place.name} must be a list of texts, as in {_key(place)} = ["..."], not {value!r}')
        return ()
    return tuple(value)


def at_most(most: int, what: str) -> Check:
    """A list of not too many texts."""

    def check(value: object, place: Place) -> tuple[str, ...]:
        found = texts(value, place)
        if len(found) > most:
            place.wrong(f"{place.name} has {len(found)} items; {what}")
        return found

    return check


def text_or_texts(value: object, place: Place) -> tuple[str, ...]:
    """One text, or a list of them."""
    return (value,) if isinstance(value, str) else texts(value, place)


def patterns(value: object, place: Place) -> tuple[str, ...]:
    """Glob patterns; true: any name, false: none."""
    if isinstance(value, bool):
        return ("*",) if value else ()
    return text_or_texts(value, place)


def table(check: Check, *, deep: bool = False) -> Check:
    """A table of names that are not known beforehand, each with a value of one sort.

    Args:
        check: what may stand behind a name.
        deep: whether a name may hold dots, which TOML reads as tables in tables.
    """

    def checked(value: object, place: Place) -> dict[str, Any]:
        if not isinstance(value, dict):
            place.wrong(
                f"{place.name} must be a table in the file: a line [{place.name}], and lines name = ... below it"
            )
            return {}
        found: dict[str, Any] = {}
        for name, each in value.items():
            if deep and isinstance(each, dict):
                inner = checked(each, place.inside(name))
                found |= {f"{name}.{rest}": held for rest, held in inner.items()}
            else:
                found[name] = check(each, place.inside(name))
        return found

    return checked


def tables(check: Check) -> Check:
    """An array of tables."""

    def checked(value: object, place: Place) -> tuple[Any, ...]:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            place.wrong(f"{place.name} must be tables in the file, each under a line [[{place.name}]]")
            return ()
        return tuple(check(item, place.inside(at)) for at, item in enumerate(value))

    return checked


def record(kind: type[DataclassInstance]) -> Check:
    """A table whose names are the fields of a class, each of them made with `setting`."""

    def check(value: object, place: Place) -> Any:  # noqa: ANN401 (an instance of `kind`)
        return kind(**checked_fields(kind, value, place))

    return check


def checked_fields(kind: type[DataclassInstance], value: object, place: Place) -> Mapping[str, Any]:
    """By name, what a table gives for the fields of a class; unknown names and wrong values are told."""
    if not isinstance(value, dict):
        place.wrong(f"{place.name} must be a table in the file: a line [{place.name}], and lines name = ... below it")
        return {}
    known: dict[str, Field[Any]] = {each.name: each for each in fields(kind)}
    found: dict[str, Any] = {}
    for name, each in value.items():
        if name in known:
            found[name] = known[name].metadata["check"](each, place.inside(name))
        else:
            place.inside(name).wrong(f"{name!r} is no setting{_of(place)}; {near(name, known, 'settings')}")
    return found


def _of(place: Place) -> str:
    return f" of {place.name}" if place.path else ""


def _key(place: Place) -> str:
    return place.path[-1]
