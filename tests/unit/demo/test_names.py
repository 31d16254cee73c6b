"""Names, label keys and label values are judged as apimachinery's validation does."""

import pytest

from ktui.demo.names import label_faults, label_value_faults, qualified_name_faults, subdomain_faults


@pytest.mark.parametrize("name", ["a", "a-b", "a.b", "0", "a" * 253])
def test_a_subdomain_may_have_dots(name) -> None:
    assert subdomain_faults(name) == []


@pytest.mark.parametrize("name", ["", "A", "-a", "a-", "a..b", "a_b", "é", "a\n"])
def test_what_is_no_subdomain_is_told_what_one_is(name) -> None:
    assert [fault[:34] for fault in subdomain_faults(name)] == ["a lowercase RFC 1123 subdomain mus"]


def test_a_label_has_no_dots_and_63_characters_at_most() -> None:
    assert label_faults("a" * 63) == []
    assert label_faults("a" * 64) == ["must be no more than 63 characters"]
    assert label_faults("a.b")[0].startswith("a lowercase RFC 1123 label must")
    assert subdomain_faults("a" * 254) == ["must be no more than 253 characters"]


@pytest.mark.parametrize(
    ("key", "faults"),
    [
        ("app", []),
        ("App_1.x", []),
        ("example.com/App", []),
        ("a" * 63, []),
        ("a" * 64, ["name part must be no more than 63 bytes"]),
        ("", ["name part must be non-empty", "name part must consist"]),
        ("/a", ["prefix part must be non-empty"]),
        ("example.com/", ["name part must be non-empty", "name part must consist"]),
        ("EXAMPLE/a", ["prefix part a lowercase RFC 1123 subdomain"]),
        ("a/b/c", ["a valid label key must consist"]),
        ("-a", ["name part must consist"]),
    ],
)
def test_each_part_of_a_key_is_judged_by_itself(key, faults) -> None:
    found = qualified_name_faults(key)
    assert len(found) == len(faults)
    assert all(fault.startswith(words) for fault, words in zip(found, faults, strict=True))


def test_a_label_value_may_be_empty() -> None:
    assert label_value_faults("") == label_value_faults("A_b.c-1") == []
    assert label_value_faults("a" * 64) == ["must be no more than 63 bytes"]
    assert label_value_faults("a b")[0].startswith("a valid label must be an empty string")
