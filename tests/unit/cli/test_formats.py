"""What is printed is aligned, parsable and harmless, whatever the cluster says."""

import csv
import io
import json

import click
import msgspec
import pytest

from ktui.cli import formats
from ktui.cli.document import (
    Document,
    DocumentCell,
    DocumentDaemonSet,
    DocumentGap,
    DocumentNode,
    DocumentReason,
)

HOSTILE = "=cmd|' /C calc'!A1\x1b[2J\x07\r\n\u202eevil\u2028\ud800,\"quoted\""


def cell(node="n1", state="failing", reasons=(("container", "CrashLoopBackOff"),), pods=("proxy-a",)):
    told = [DocumentReason(kind, message) for kind, message in reasons]
    return DocumentCell(node, "kube-system", "proxy", True, True, state, told, list(pods))


def document(*cells):
    return Document(
        api_version="ktui/v1",
        kind="Coverage",
        context="prod",
        time="2026-11-21T12:00:00Z",
        complete=True,
        nodes=[DocumentNode("n1", "True", False)],
        daemon_sets=[DocumentDaemonSet("kube-system", "proxy", "OnDelete", 10, 9, 8, 7, 6, 5, None)],
        cells=list(cells),
        not_found=["a/b"],
        gaps=[DocumentGap("Event", "no right: forbidden")],
    )


def test_json_has_the_documented_fields_and_no_others():
    found = json.loads(formats.to_json(document(cell())))
    assert list(found) == [
        "apiVersion", "kind", "context", "time", "complete", "nodes", "daemonSets", "cells", "notFound", "gaps",
    ]  # fmt: skip
    assert found["apiVersion"] == "ktui/v1"
    assert found["nodes"] == [{"name": "n1", "ready": "True", "unschedulable": False}]
    assert found["daemonSets"] == [
        {
            "namespace": "kube-system", "name": "proxy", "updateStrategy": "OnDelete", "desired": 10, "current": 9,
            "ready": 8, "upToDate": 7, "available": 6, "misscheduled": 5, "controllerAgrees": None,
        }
    ]  # fmt: skip
    assert found["cells"] == [
        {
            "node": "n1", "namespace": "kube-system", "daemonSet": "proxy", "desired": True, "mayContinue": True,
            "state": "failing", "reasons": [{"kind": "container", "message": "CrashLoopBackOff"}], "pods": ["proxy-a"],
        }
    ]  # fmt: skip
    assert found["notFound"] == ["a/b"]
    assert found["gaps"] == [{"kind": "Event", "message": "no right: forbidden"}]


def test_json_keeps_every_character_as_an_escape():
    text = formats.to_json(document(cell(reasons=[("container", HOSTILE)])))
    assert text.isascii()
    assert not set(map(chr, range(32))) - {"\n"} & set(text)
    assert json.loads(text)["cells"][0]["reasons"][0]["message"] == HOSTILE


def test_json_is_what_its_struct_says():
    text = formats.to_json(document(cell(), cell(state="ready", reasons=())))
    assert msgspec.json.decode(text, type=Document) == document(cell(), cell(state="ready", reasons=()))


def test_csv_is_a_row_a_cell():
    rows = list(csv.reader(io.StringIO(formats.to_csv(document(cell(pods=("a", "b")), cell("n2", "missing", (), ()))))))
    assert rows == [
        ["node", "namespace", "daemonSet", "desired", "mayContinue", "state", "reasonKinds", "reasons", "pods"],
        ["n1", "kube-system", "proxy", "true", "true", "failing", "container", "CrashLoopBackOff", "a b"],
        ["n2", "kube-system", "proxy", "true", "true", "missing", "", "", ""],
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "\n="])
def test_no_field_of_csv_is_a_formula(start):
    text = formats.to_csv(document(cell(reasons=[("container", f"{start}1+1")])))
    message = list(csv.reader(io.StringIO(text)))[1][7]
    assert message.startswith("'")


@pytest.mark.parametrize(
    "write",
    [
        formats.to_csv,
        lambda each: formats.to_table(each, totals=True),
        lambda each: formats.to_wide_table(each, totals=True),
    ],
)
def test_no_control_character_reaches_a_terminal(write):
    text = click.unstyle(write(document(cell(node=HOSTILE, reasons=[("container", HOSTILE)], pods=[HOSTILE]))))
    assert not any(ord(char) < 32 and char != "\n" for char in text)
    assert not {"\x7f", "\u202e", "\u2028", "\ud800"} & set(text)


def test_the_table_has_a_line_for_each_cell_and_the_daemon_sets_below():
    found = document(cell(), cell("node-12", "missing", [("notCreated", "nobody made it"), ("backoff", "later")], ()))
    assert click.unstyle(formats.to_table(found, totals=True)) == (
        "STATE    NODE     DAEMONSET          REASON\n"
        "failing  n1       kube-system/proxy  CrashLoopBackOff\n"
        "missing  node-12  kube-system/proxy  nobody made it (and 1 more)\n"
        "\n"
        "DAEMONSET          DESIRED  CURRENT  READY  UP-TO-DATE  AVAILABLE  MISSCHEDULED  STRATEGY  CONTROLLER\n"
        "kube-system/proxy       10        9      8           7          6             5  OnDelete  unchecked\n"
    )
    assert "DESIRED" not in formats.to_table(found, totals=False)


def test_the_wide_table_has_every_reason_and_pod():
    found = document(cell(reasons=[("a", "one"), ("b", "two")], pods=("x", "y")), cell("n2", "ready", (), ("z",)))
    assert click.unstyle(formats.to_wide_table(found, totals=False)) == (
        "STATE    NODE  DAEMONSET          DESIRED  MAY-STAY  PODS  REASONS\n"
        "failing  n1    kube-system/proxy  yes      yes       x,y   one; two\n"
        "ready    n2    kube-system/proxy  yes      yes       z     -\n"
    )


def test_where_nothing_is_wrong_the_table_of_problems_is_empty():
    assert formats.to_table(document(), totals=False) == ""
