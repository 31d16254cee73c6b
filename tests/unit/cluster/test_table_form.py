"""Rows that a server makes, from its answers to the table."""

import json

import msgspec
import pytest
from fault_server import FaultServer, events, raw
from tables import followed, pod
from virtual_time import Instant

from ktui.cluster.splitting import ListBody, ListSplitter
from ktui.cluster.table_form import LONGEST_CELL, RowForm, form_of
from ktui.domain import kinds
from ktui.domain.errors import Expired
from ktui.domain.kinds import Kind
from ktui.domain.table_row import PLAIN, TableRow
from ktui.store.feed import Live

ROWS = Kind("Pod", "pods", TableRow)
NOW = 1_000_000.0
COLUMNS = [
    {"name": "Name", "type": "string", "format": "name", "description": 'with "rows":[ in it', "priority": 0},
    {"name": "Ready", "type": "string", "format": "", "description": "", "priority": 1},
]
OTHERS = [*COLUMNS, {"name": "Colour", "type": "string"}]


def row(name, ready="1/1", version="1"):
    return {
        "cells": [name, ready],
        "object": pod(name) | {"metadata": pod(name)["metadata"] | {"resourceVersion": version}},
    }


def table(*rows, columns=COLUMNS, version="7", token=""):
    meta = {"resourceVersion": version} | ({"continue": token} if token else {})
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": meta,
        "columnDefinitions": columns,
        "rows": rows,
    }


def written(body):
    return json.dumps(body, separators=(",", ":")).encode()


def split(body, at, form=None):
    form = form or RowForm(lambda: NOW)
    splitter = ListSplitter(form.item, form.begin)
    return splitter.feed(body[:at]) + splitter.feed(body[at:]) + splitter.end(), splitter.metadata.resource_version


def test_a_table_cut_anywhere_is_the_same_rows():
    odd = row("odd", 'x},{"cells":["') | {"conditions": [{"cells": ["no"]}]}
    body = written(table(row("a"), odd, row("b")))
    for at in range(len(body)):
        rows, version = split(body, at)
        assert [(each.name, each.cells[1]) for each in rows] == [("a", "1/1"), ("odd", 'x},{"cells":["'), ("b", "1/1")]
        assert version == "7"


def test_rows_come_out_while_the_table_arrives_and_share_its_columns():
    form = RowForm(lambda: NOW)
    splitter = ListSplitter(form.item, form.begin)
    body = written(table(row("a"), row("b"), row("c")))
    first = splitter.feed(body[: body.index(b'"c"')])
    assert [each.name for each in first] == ["a", "b"]
    assert [column.name for column in first[0].columns] == ["Name", "Ready"]
    assert first[0].columns is first[1].columns
    assert first[0].columns[1].wide
    assert first[0].read_at == NOW


def test_a_table_that_is_indented_is_the_same_rows():
    rows, _ = split(json.dumps(table(row("a"), row("b")), indent=1).encode(), 300)
    assert [each.name for each in rows] == ["a", "b"]
    assert rows[0].columns[1].name == "Ready"


def test_a_later_page_may_leave_the_columns_out():
    form = RowForm(lambda: NOW)
    split(written(table(row("a"))), 0, form)
    rows, _ = split(written(table(row("b"), columns=[])), 0, form)
    assert [column.name for column in rows[0].columns] == ["Name", "Ready"]


def test_a_server_that_makes_no_tables_gives_names():
    body = written({"kind": "PodList", "metadata": {"resourceVersion": "7"}, "items": [pod("a"), pod("b")]})
    rows, _ = split(body, 40)
    assert [(each.cells, each.columns) for each in rows] == [(("a", None), PLAIN), (("b", None), PLAIN)]


def test_cells_of_every_type_become_what_can_be_shown():
    form = RowForm(lambda: NOW)
    form.begin(ListBody(kind="Table", column_definitions=msgspec.Raw(written(COLUMNS))))
    cells = ["a", None, True, 3, 0.5, ["x", 1], {"k": "v"}, "y" * 5000]
    made = form.item(msgspec.Raw(written({"cells": cells, "object": pod("a")})))
    assert made.cells == ("a", None, True, 3, 0.5, '["x",1]', '{"k":"v"}', "y" * LONGEST_CELL)


def test_an_event_without_columns_is_of_those_before_and_of_others_an_end():
    form = RowForm(lambda: NOW)
    first = form.event(msgspec.Raw(written(table(row("a")))))
    second = form.event(msgspec.Raw(written(table(row("b"), columns=[]))))
    assert second.columns is first.columns
    with pytest.raises(Expired, match="columns"):
        form.event(msgspec.Raw(written(table(row("b"), columns=OTHERS))))


def test_a_bookmark_has_no_row_but_a_version():
    made = RowForm(lambda: NOW).event(msgspec.Raw(written(table(version="9"))))
    assert (made.name, made.metadata.resource_version) == ("", "9")


def test_an_event_that_is_no_table_is_a_plain_row():
    made = RowForm(lambda: NOW).event(msgspec.Raw(written(pod("a"))))
    assert (made.name, made.columns) == ("a", PLAIN)


def test_a_kind_is_read_in_the_form_that_it_is_kept_in():
    assert "as=Table" in form_of(ROWS, lambda: NOW).accept
    assert form_of(kinds.POD, lambda: NOW).accept == "application/json"


# ---- through the reflector


@pytest.fixture
async def server():
    async with FaultServer() as server:
        yield server


async def test_rows_are_listed_in_pages_and_followed(server):
    server.fail("list", raw(written(table(row("a"), token="more"))), raw(written(table(row("b"), columns=[]))))
    bookmark = table(version="12")
    server.fail(
        "watch",
        events(
            ("MODIFIED", table(row("a", "0/1", "8"))),
            ("ADDED", table(row("c", version="9"), columns=None)),
            ("DELETED", table(row("b", version="10"), columns=None)),
            ("BOOKMARK", bookmark),
            then="hang",
        ),
    )
    async with followed(server, Instant(NOW), kind=ROWS) as pods:
        await pods.until(lambda: sorted(each.name for each in pods.table) == ["a", "c"] and pods.table.complete)
        assert pods.table.get(("default", "a")).cells == ("a", "0/1")
    assert [each.params for each in server.asked("list")] == [{"limit": "500"}, {"limit": "2000", "continue": "more"}]
    assert all("as=Table" in each.headers["accept"] for each in (*server.asked("list"), *server.asked("watch")))


async def test_other_columns_in_a_watch_begin_the_list_anew(server):
    server.fail("list", raw(written(table(row("a")))), raw(written(table(row("a"), columns=OTHERS))))
    server.fail("watch", events(("MODIFIED", table(row("a", version="8"), columns=OTHERS)), then="hang"))
    server.fail("watch", events(then="hang"))
    async with followed(server, Instant(NOW), kind=ROWS) as pods:
        await pods.until(lambda: len(server.asked("list")) == 2 and len(server.asked("watch")) == 2)
        await pods.until(lambda: pods.table.complete)
        (only,) = pods.table
    assert [column.name for column in only.columns] == ["Name", "Ready", "Colour"]


async def test_a_server_without_tables_is_listed_and_followed_all_the_same(server):
    server.put("pods", pod("a"))
    async with followed(server, Instant(NOW), kind=ROWS) as pods:
        await pods.converge()
        server.put("pods", pod("b"))
        server.remove("pods", ("default", "a"))
        await pods.converge()
        (only,) = pods.table
    assert (only.name, only.columns) == ("b", PLAIN)


async def test_what_cannot_be_watched_is_listed_again_and_again(server):
    measured = Kind("PodMetrics", "pods", TableRow, watchable=False)
    clock = Instant(NOW)
    bare = {"kind": "Table", "metadata": {}, "columnDefinitions": COLUMNS, "rows": [row("a")]}
    server.fail("list", raw(written(bare)), raw(written(bare | {"rows": [row("b")]})), raw(b"", then="hang"))
    async with followed(server, clock, kind=measured) as pods:
        await pods.until(lambda: [each.name for each in pods.table] == ["b"])
        await pods.until(lambda: len(server.asked("list")) == 3)
    assert Live() in pods.feeds
    assert clock.pauses == [30.0, 30.0]
    assert server.asked("watch") == []
