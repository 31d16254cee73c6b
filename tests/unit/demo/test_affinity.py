import pytest

from ktui.demo.affinity import admits, pinned_node

NODE = {"metadata": {"name": "n1", "labels": {"zone": "a", "size": "8", "empty": ""}}}


def term(*expressions: tuple[str, str, list[str]]) -> dict[str, object]:
    return {"matchExpressions": [{"key": k, "operator": o, **({"values": v} if v else {})} for k, o, v in expressions]}


def required(*terms: dict[str, object]) -> dict[str, object]:
    selector = {"nodeSelectorTerms": list(terms)}
    return {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": selector}}}


@pytest.mark.parametrize(
    ("operator", "key", "values", "expected"),
    [
        ("In", "zone", ["a", "b"], True),
        ("In", "zone", ["b"], False),
        ("In", "absent", ["b"], False),
        ("In", "empty", [""], True),
        ("NotIn", "zone", ["b"], True),
        ("NotIn", "zone", ["a"], False),
        ("NotIn", "absent", ["a"], True),
        ("Exists", "zone", [], True),
        ("Exists", "absent", [], False),
        ("DoesNotExist", "absent", [], True),
        ("DoesNotExist", "zone", [], False),
        ("Gt", "size", ["7"], True),
        ("Gt", "size", ["8"], False),
        ("Lt", "size", ["9"], True),
        ("Lt", "size", ["8"], False),
        ("Gt", "zone", ["1"], False),
        ("Gt", "absent", ["1"], False),
        # What cannot be read admits nothing.
        ("In", "zone", [], False),
        ("Exists", "zone", ["a"], False),
        ("Gt", "size", ["7", "6"], False),
        ("Gt", "size", ["seven"], False),
        ("Lt", "size", ["-4"], False),
        ("Gt", "size", ["9223372036854775808"], False),
        ("Like", "zone", ["a"], False),
        ("NotIn", "bad key", ["x"], False),
        ("NotIn", "a/b/c", ["x"], False),
        ("NotIn", "zone", ["v" * 64], False),
    ],
)
def test_an_expression_admits_as_the_scheduler_library_does(operator, key, values, expected) -> None:
    assert admits(required(term((key, operator, values))), NODE) is expected


def test_without_selector_or_affinity_every_node_is_admitted() -> None:
    assert admits({}, NODE)
    assert admits({"affinity": {"nodeAffinity": {}}}, NODE)


def test_a_node_selector_wants_every_label_as_it_is() -> None:
    assert admits({"nodeSelector": {"zone": "a", "size": "8"}}, NODE)
    assert not admits({"nodeSelector": {"zone": "a", "size": "9"}}, NODE)
    assert not admits({"nodeSelector": {"absent": ""}}, NODE)


def test_terms_are_alternatives_and_their_parts_are_not() -> None:
    good, bad = ("zone", "In", ["a"]), ("zone", "In", ["b"])
    assert admits(required(term(bad), term(good)), NODE)
    assert not admits(required(term(good, bad)), NODE)


def test_no_terms_or_only_empty_ones_admit_nothing() -> None:
    assert not admits(required(), NODE)
    assert not admits(required({}, {"matchExpressions": []}), NODE)


def test_an_unreadable_term_does_not_spoil_the_others() -> None:
    assert admits(required(term(("zone", "Like", ["a"])), term(("zone", "In", ["a"]))), NODE)


def test_one_unreadable_requirement_spoils_its_term_wherever_it_stands() -> None:
    assert not admits(required(term(("zone", "In", ["a"]), ("zone", "Like", ["a"]))), NODE)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ({"key": "metadata.name", "operator": "In", "values": ["n1"]}, True),
        ({"key": "metadata.name", "operator": "In", "values": ["n2"]}, False),
        ({"key": "metadata.name", "operator": "NotIn", "values": ["n2"]}, True),
        ({"key": "metadata.name", "operator": "In", "values": ["n1", "n2"]}, False),
        ({"key": "metadata.name", "operator": "Exists"}, False),
        ({"key": "spec.other", "operator": "In", "values": ["n1"]}, False),
        ({"key": "spec.other", "operator": "NotIn", "values": ["n1"]}, True),
    ],
)
def test_a_field_admits_as_the_scheduler_library_does(field, expected) -> None:
    assert admits(required({"matchFields": [field]}), NODE) is expected


def test_expressions_and_fields_of_a_term_both_have_to_hold() -> None:
    other = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n2"]}]}
    assert not admits(required({**term(("zone", "In", ["a"])), **other}), NODE)


def test_a_daemon_pod_names_its_node_by_its_fields() -> None:
    field = {"key": "metadata.name", "operator": "In", "values": ["n7"]}
    assert pinned_node(required({"matchFields": [field]})) == "n7"
    assert pinned_node(required(term(("zone", "In", ["a"])))) == ""
    assert pinned_node({}) == ""
