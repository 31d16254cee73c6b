"""ktui.settings.toml_lines: where each key of a TOML text stands."""

import string
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.cli.config import toml, toml_key
from ktui.settings.toml_lines import lines

WHOLE = '''\
theme = "x"   # [keys]
"quoted key".'and this' = 1
[keys]
coverage.filter = ["f", "]"]  # }
more = [
  "a", # x = 1
  "=",
]
[[guard]]
do = """
[not]
a = "header" """
[guard.deep]
x = {a = 1, b = {c = [2, 3]}}
[[guard]]
do = \'\'\'it's "here"\'\'\'
when = 2026-11-21 12:00:00Z
[[guard.rules]]
n = -1.5e3
[ contexts . "prod-*" ]
theme = "a\\"b\\\\"
'''


def test_each_key_header_and_item_has_its_line():
    assert lines(WHOLE) == {
        ("theme",): 1,
        ("quoted key",): 2,
        ("quoted key", "and this"): 2,
        ("keys",): 3,
        ("keys", "coverage"): 4,
        ("keys", "coverage", "filter"): 4,
        ("keys", "coverage", "filter", 0): 4,
        ("keys", "coverage", "filter", 1): 4,
        ("keys", "more"): 5,
        ("keys", "more", 0): 6,
        ("keys", "more", 1): 7,
        ("guard",): 9,
        ("guard", 0): 9,
        ("guard", 0, "do"): 10,
        ("guard", 0, "deep"): 13,
        ("guard", 0, "deep", "x"): 14,
        ("guard", 0, "deep", "x", "a"): 14,
        ("guard", 0, "deep", "x", "b"): 14,
        ("guard", 0, "deep", "x", "b", "c"): 14,
        ("guard", 0, "deep", "x", "b", "c", 0): 14,
        ("guard", 0, "deep", "x", "b", "c", 1): 14,
        ("guard", 1): 15,
        ("guard", 1, "do"): 16,
        ("guard", 1, "when"): 17,
        ("guard", 1, "rules"): 18,
        ("guard", 1, "rules", 0): 18,
        ("guard", 1, "rules", 0, "n"): 19,
        ("contexts",): 20,
        ("contexts", "prod-*"): 20,
        ("contexts", "prod-*", "theme"): 21,
    }


@pytest.mark.parametrize("text", ["", "\n# nothing\n", "a=1", "a = 1\r\n\r\nb = 2\r\n", 'a = """x""""', "a=[[],{}]"])
def test_short_and_odd_texts_are_walked_through(text):
    assert {way[0] for way in lines(text)} == set(tomllib.loads(text))


def ways(value, way=()):
    """The way to everything in a parsed text."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inside:
        yield (*way, name)
        yield from ways(each, (*way, name))


names = st.text(string.printable, min_size=1, max_size=4)
texts = st.text(max_size=5)
tables = st.dictionaries(names, texts | st.booleans() | st.lists(texts, max_size=2).map(tuple), max_size=2)


@given(tables, st.dictionaries(names, tables, max_size=2), st.lists(tables, max_size=2))
def test_every_value_that_tomllib_finds_has_a_line_and_nothing_else_has(top, inner, several):
    written = [f"{toml_key(key)} = {toml(value)}" for key, value in top.items() if key not in {*inner, "more"}]
    for header, table in [*((f"[{toml_key(key)}]", inner[key]) for key in inner if key != "more")]:
        written += [header, *(f"{toml_key(key)} = {toml(value)}" for key, value in table.items())]
    for table in several:
        written += ["[[more]]", *(f"{toml_key(key)} = {toml(value)}" for key, value in table.items())]
    text = "\n".join(written)
    found = lines(text)
    assert set(found) == set(ways(tomllib.loads(text)))
    for way, line in found.items():
        if isinstance(way[-1], str):
            assert toml_key(way[-1]) in written[line - 1] or way[-1] in written[line - 1]
