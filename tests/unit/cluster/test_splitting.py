import itertools
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.cluster.splitting import LineSplitter, ListSplitter, list_metadata
from ktui.domain.errors import Forbidden, ServerError, Unreachable

COMPACT = (",", ":")


class Thing(msgspec.Struct):
    metadata: dict[str, object]
    spec: object = None


def item(name, **more):
    return {"metadata": {"name": name}, **more}


def listed(items, meta=None, **dumps):
    body = {"kind": "ThingList", "apiVersion": "v1", "metadata": meta or {"resourceVersion": "7"}, "items": items}
    return json.dumps(body, **({"separators": COMPACT} | dumps)).encode()


def split(*pieces):
    """What a splitter makes of the pieces: names, and what the list says of itself."""
    splitter = ListSplitter(msgspec.json.Decoder(Thing).decode)
    found = [thing for piece in pieces for thing in splitter.feed(piece)]
    found += splitter.end()
    assert splitter.count == len(found)
    return [thing.metadata["name"] for thing in found], splitter.metadata


NASTY = item("nasty", spec={"note": 'x,{"metadata":{"name":"not me"}}', "volumes": [item("a"), item("b"), item("c")]})
FORMS = {
    "compact": listed([item("a"), NASTY, item("b")]),
    "with a line break at the end": listed([item("a"), item("b"), item("c")]) + b"\n",
    "indented": listed([item("a"), NASTY, item("b")], indent=2, separators=None),
    "spaced": listed([item("a"), item("b")], separators=(", ", ": ")),
    "of typed items": listed([{"kind": "Thing", "apiVersion": "v1", **item(name)} for name in "abc"]),
    "of items that begin otherwise each": listed([{"spec": 1, **item("a")}, item("b"), {"kind": "T", **item("c")}]),
    "items before metadata": json.dumps(
        {"items": [item("a"), item("b")], "kind": "ThingList", "metadata": {"resourceVersion": "7"}}, separators=COMPACT
    ).encode(),
    "with items somewhere else too": json.dumps(
        {"metadata": {"odd": {"items": [1, 2]}, "resourceVersion": "7"}, "items": [item("a")]}, separators=COMPACT
    ).encode(),
    "of one": listed([NASTY]),
    "empty": listed([]),
    "null": b'{"kind":"ThingList","metadata":{"resourceVersion":"7"},"items":null}\n',
    "without items": b'{"kind":"ThingList","metadata":{"resourceVersion":"7"}}',
    "with text beyond ASCII": listed([item("ä", spec="\N{SNOWMAN}"), item("\N{SNOWMAN}")], ensure_ascii=False),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_list_cut_at_any_byte_is_the_same_list(form):
    body = FORMS[form]
    expected = [thing["metadata"]["name"] for thing in json.loads(body).get("items") or []]
    for at in range(len(body) + 1):
        names, metadata = split(body[:at], body[at:])
        assert names == expected
        assert metadata.resource_version == "7"


@pytest.mark.parametrize("form", FORMS)
def test_a_list_that_arrives_byte_by_byte_is_the_same_list(form):
    body = FORMS[form]
    expected = [thing["metadata"]["name"] for thing in json.loads(body).get("items") or []]
    assert split(*(body[at : at + 1] for at in range(len(body))))[0] == expected


texts = st.text('ab,{}[]":\\m', max_size=12) | st.sampled_from([',{"metadata":{', "metadata", '"items":['])
values = st.recursive(
    texts | st.integers() | st.none() | st.builds(lambda text: {"metadata": {"name": text}}, texts),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(
    specs=st.lists(values, max_size=6),
    cuts=st.lists(st.integers(min_value=0, max_value=600), max_size=6),
    indent=st.sampled_from([None, None, 1]),
    token=st.sampled_from(["", "more"]),
)
def test_any_list_cut_anyhow_gives_its_items_in_order(specs, cuts, indent, token):
    meta = {"resourceVersion": "7", **({"continue": token} if token else {})}
    body = listed([item(str(number), spec=spec) for number, spec in enumerate(specs)], meta, indent=indent)
    edges = sorted({0, len(body), *(cut for cut in cuts if cut < len(body))})
    names, metadata = split(*(body[start:end] for start, end in itertools.pairwise(edges)))
    assert names == [str(number) for number in range(len(specs))]
    assert metadata.continue_ == token


@pytest.mark.parametrize("form", FORMS)
def test_a_list_that_ends_early_is_never_taken_for_whole(form):
    body = FORMS[form].rstrip()
    for at in range(len(body)):
        with pytest.raises((Unreachable, ServerError)):
            split(body[:at])


def test_items_come_out_while_the_list_arrives():
    splitter = ListSplitter(msgspec.json.Decoder(Thing).decode)
    body = listed([item("a"), item("b"), item("c")])
    first = splitter.feed(body[: body.index(b'"c"')])
    assert [thing.metadata["name"] for thing in first] == ["a", "b"]


def test_an_answer_that_is_no_list_is_told_in_its_own_words():
    with pytest.raises(ServerError, match="Please sign in"):
        split(b"<html><body><h1>Please sign in</h1></body></html>")


def test_a_status_in_the_place_of_a_list_is_the_error_it_says():
    with pytest.raises(Forbidden, match="not you"):
        split(b'{"kind":"Status","metadata":{"resourceVersion":""},"message":"not you","code":403}')


def test_a_list_without_a_resource_version_is_no_list():
    with pytest.raises(ServerError, match="resourceVersion"):
        split(b'{"kind":"ThingList","metadata":{},"items":[]}')


def test_the_metadata_of_a_whole_list_is_read_without_its_items():
    assert list_metadata(FORMS["items before metadata"]).resource_version == "7"


def test_the_metadata_of_a_text_is_an_error():
    with pytest.raises(ServerError, match="gateway"):
        list_metadata(b"bad gateway")


@given(
    lines=st.lists(st.binary(max_size=20).filter(lambda line: b"\n" not in line), max_size=8),
    size=st.integers(min_value=1, max_value=30),
)
def test_lines_cut_anyhow_come_out_whole_and_what_has_no_end_is_none(lines, size):
    splitter = LineSplitter()
    body = b"".join(line + b"\n" for line in lines) + b"unfinished"
    found = [line for at in range(0, len(body), size) for line in splitter.feed(body[at : at + size])]
    assert found == [line for line in lines if line]


def test_a_line_of_many_pieces_is_one_line():
    splitter = LineSplitter()
    assert [line for _ in range(300) for line in splitter.feed(b"x" * 65536)] == []
    assert [len(line) for line in splitter.feed(b"y\n")] == [300 * 65536 + 1]


def test_a_line_without_end_is_not_kept_for_ever():
    splitter = LineSplitter(longest=10)
    with pytest.raises(ServerError, match="longer"):
        list(splitter.feed(b"x" * 11))
