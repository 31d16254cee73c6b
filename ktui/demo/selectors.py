"""Label selectors, as text in a query (apimachinery pkg/labels/selector.go) and as an object in a spec."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ktui.demo import names
from ktui.demo.status import BadRequest

Labels = Mapping[str, str]
Test = Callable[[Labels], bool]
"""Says whether labels are selected."""

_TOKEN = re.compile(r"\s*(==|!=|[=!<>(),]|[^\s=!<>(),]+)")
_OPERATORS = "in, notin, =, ==, !=, gt, lt"
_SPECIAL = frozenset({"", "==", "!=", "=", "!", "<", ">", "(", ")", ","})


def everything(_labels: Labels) -> bool:
    """Select all."""
    return True


def requirement(key: str, operator: str, values: Iterable[str] = ()) -> Test:
    """One condition, with an operator of `matchExpressions`."""
    wanted = frozenset(values)
    if operator == "In":
        return lambda labels: labels.get(key) in wanted
    if operator == "NotIn":
        return lambda labels: labels.get(key) not in wanted
    if operator == "Exists":
        return lambda labels: key in labels
    if operator == "DoesNotExist":
        return lambda labels: key not in labels
    number = next(iter(wanted), "")
    return lambda labels: key in labels and _compare(labels[key], operator, number)


def _compare(value: str, operator: str, bound: str) -> bool:
    try:
        return int(value) > int(bound) if operator == "Gt" else int(value) < int(bound)
    except ValueError:
        return False


def conjunction(tests: list[Test]) -> Test:
    """All of the conditions; everything if there are none."""
    if not tests:
        return everything
    if len(tests) == 1:
        return tests[0]
    return lambda labels: all(test(labels) for test in tests)


def compiled(selector: Mapping[str, Any] | None) -> Test:
    """A metav1.LabelSelector as a test: None selects nothing, an empty one everything (LabelSelectorAsSelector)."""
    if selector is None:
        return lambda _labels: False
    tests = [requirement(key, "In", [value]) for key, value in (selector.get("matchLabels") or {}).items()]
    tests += [
        requirement(term["key"], term["operator"], term.get("values") or ())
        for term in selector.get("matchExpressions") or ()
    ]
    return conjunction(tests)


def matches(selector: Mapping[str, Any] | None, labels: Labels) -> bool:
    """Whether a metav1.LabelSelector selects labels."""
    return compiled(selector)(labels)


def parsed(text: str) -> Test:
    """Read the `labelSelector` of a query.

    Raises:
        BadRequest: it is not one; the words are the real server's.
    """
    return conjunction(_Parser(text).requirements())


class _Parser:
    """Reads a selector from left to right."""

    def __init__(self, text: str) -> None:
        self._tokens = [match[1] for match in _TOKEN.finditer(text.rstrip())]
        self._position = 0

    def _peek(self) -> str:
        return self._tokens[self._position] if self._position < len(self._tokens) else ""

    def _next(self) -> str:
        word = self._peek()
        self._position += 1
        return word

    def requirements(self) -> list[Test]:
        """All conditions."""
        tests: list[Test] = []
        while word := self._peek():
            if word in _SPECIAL and word != "!":
                raise BadRequest(f"found '{word}', expected: !, identifier, or 'end of string'")
            try:
                tests.append(self._requirement())
            except ValueError as wrong:
                raise BadRequest(f"unable to parse requirement: {wrong}") from None
            word = self._next()
            if word == "," and self._peek() in _SPECIAL - {"!"}:
                raise BadRequest(f"found '{self._peek()}', expected: identifier after ','")
            if word not in ("", ","):
                raise BadRequest(f"found '{word}', expected: ',' or 'end of string'")
        return tests

    def _requirement(self) -> Test:
        absent = self._peek() == "!"
        key = self._next() if not absent else (self._next(), self._next())[1]
        if key in _SPECIAL:
            raise ValueError(f"found '{key}', expected: identifier")
        for fault in names.qualified_name_faults(key):
            raise ValueError(f'<nil>: Invalid value: "{key}": {fault}')
        if absent:
            return requirement(key, "DoesNotExist")
        if self._peek() in ("", ","):
            return requirement(key, "Exists")
        operator = self._next()
        if operator in ("in", "notin"):
            values = self._values()
        elif operator in ("=", "==", "!=", "<", ">"):
            values = [self._exact()]
        else:
            raise ValueError(f"found '{operator}', expected: {_OPERATORS}")
        for index, value in enumerate(sorted(set(values))):
            for fault in names.label_value_faults(value):
                raise ValueError(f'values[{index}][{key}]: Invalid value: "{value}": {fault}')
        if operator in ("<", ">") and not re.fullmatch(r"[+-]?\d+", values[0]):
            fault = "for 'Gt', 'Lt' operators, the value must be an integer"
            raise ValueError(f'values[0]: Invalid value: "{values[0]}": {fault}')
        meaning = {"in": "In", "=": "In", "==": "In", "notin": "NotIn", "!=": "NotIn", ">": "Gt", "<": "Lt"}
        return requirement(key, meaning[operator], values)

    def _values(self) -> list[str]:
        opening = self._next()
        if opening != "(":
            raise ValueError(f"found '{opening}' expected: '('")
        if self._peek() in _SPECIAL - {",", ")"}:
            raise ValueError(f"found '{self._peek()}', expected: ',', ')' or identifier")
        values: list[str] = []
        expected = True
        while True:
            word = self._next()
            if word == ")":
                return values + [""] * expected
            if word == ",":
                values += [""] * expected
                expected = True
            elif word in _SPECIAL or not expected:
                wanted = "',', or identifier" if expected else "',' or ')'"
                raise ValueError(f"found '{word}', expected: {wanted}")
            else:
                values.append(word)
                expected = False

    def _exact(self) -> str:
        if self._peek() in ("", ","):
            return ""
        word = self._next()
        if word in _SPECIAL:
            raise ValueError(f"found '{word}', expected: identifier")
        return word
