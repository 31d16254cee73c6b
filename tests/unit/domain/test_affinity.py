"""ktui.domain.affinity: required node affinity."""

import msgspec
import pytest
from daemons import affinity

from ktui.domain.affinity import terms
from ktui.domain.constraints import Affinity
from ktui.domain.decode import decode
from ktui.domain.objects import Object


class Holder(Object, frozen=True):
    affinity: Affinity | None = None


def read(wire):
    return decode(Holder, msgspec.json.encode({"affinity": wire})).affinity


def selects(wire, name="n1", **labels):
    found = terms(read(wire))
    return found is None or any(term.matches(name, labels) for term in found)


@pytest.mark.parametrize("wire", [None, {}, {"nodeAffinity": {}}, {"nodeAffinity": None}, {"podAffinity": {}}])
def test_without_a_requirement_there_is_no_constraint(wire):
    assert terms(read(wire)) is None


def test_preferences_are_no_constraint():
    preferred = {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 1, "preference": {}}]}
    assert terms(read({"nodeAffinity": preferred})) is None


@pytest.mark.parametrize("wire", [affinity(), affinity(((), ())), affinity(((), ()), ((), ()))])
def test_no_term_or_only_empty_terms_select_nothing(wire):
    assert not selects(wire, pool="gpu")


def test_terms_are_alternatives():
    wire = affinity(((("pool", "In", "gpu"),), ()), ((("zone", "In", "a"),), ()))
    assert selects(wire, pool="gpu", zone="b")
    assert selects(wire, pool="cpu", zone="a")
    assert not selects(wire, pool="cpu", zone="b")


def test_an_empty_term_beside_another_is_skipped():
    wire = affinity(((), ()), ((("pool", "In", "gpu"),), ()))
    assert selects(wire, pool="gpu")
    assert not selects(wire, pool="cpu")


def test_inside_a_term_everything_must_hold():
    wire = affinity(((("pool", "In", "gpu"), ("zone", "In", "a")), (("metadata.name", "In", "n1"),)))
    assert selects(wire, pool="gpu", zone="a")
    assert not selects(wire, pool="gpu", zone="b")
    assert not selects(wire, pool="cpu", zone="a")
    assert not selects(wire, name="n2", pool="gpu", zone="a")


BAD = [
    ("pool", "Sometimes", "a"),
    ("pool", "In"),
    ("pool", "Exists", "a"),
    ("pool", "Gt", "x"),
    ("pool", "In", "x" * 64),
    ("a b", "Exists"),
]


@pytest.mark.parametrize("bad", BAD)
def test_a_term_that_cannot_be_parsed_never_matches_even_where_the_rest_of_it_would(bad):
    assert not selects(affinity(((("zone", "Exists"), bad), ())), zone="a", pool="a")
    assert not selects(affinity(((("pool", "NotIn", "z"), bad), ())), zone="a")


@pytest.mark.parametrize("bad", BAD)
def test_a_term_that_cannot_be_parsed_does_not_stop_another(bad):
    assert selects(affinity(((bad,), ()), ((("zone", "Exists"),), ())), zone="a")


@pytest.mark.parametrize(
    ("field", "name", "selected"),
    [
        (("metadata.name", "In", "n1"), "n1", True),
        (("metadata.name", "In", "n1"), "n2", False),
        (("metadata.name", "NotIn", "n1"), "n1", False),
        (("metadata.name", "NotIn", "n1"), "n2", True),
        (("metadata.name", "In"), "n1", False),
        (("metadata.name", "In", "n1", "n2"), "n1", False),
        (("metadata.name", "NotIn", "n3", "n4"), "n1", False),
        (("metadata.name", "Exists"), "n1", False),
        (("metadata.name", "Gt", "1"), "n1", False),
        (("metadata.namespace", "In", "n1"), "n1", False),
        (("metadata.namespace", "NotIn", "n1"), "n1", True),
        (("metadata.namespace", "In", ""), "n1", True),
        (("metadata.namespace", "NotIn", ""), "n1", False),
    ],
)
def test_fields_know_the_name_and_one_value(field, name, selected):
    assert selects(affinity(((), (field,))), name=name) is selected


def test_a_field_takes_any_text_where_a_label_value_would_be_refused():
    long = "n" * 200
    assert selects(affinity(((), (("metadata.name", "In", long),))), name=long)


def test_the_faults_of_a_term_name_what_is_wrong():
    (term,) = terms(read(affinity(((("k", "Exists", "a"),), (("metadata.name", "Gt", "a"),)))))
    assert term.faults == (
        "k: Exists takes no value, not 1",
        "metadata.name: matchFields has no operator Gt",
    )
