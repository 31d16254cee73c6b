"""ktui.domain.names: label keys and values as the API server validates them."""

import pytest

from ktui.domain.names import label_key_fault, label_value_fault


@pytest.mark.parametrize(
    "key",
    [
        "pool",
        "a",
        "A-b_c.d",
        "node-role.kubernetes.io/worker",
        "x" * 63,
        "a.b/" + "x" * 63,
        ("a" * 63 + ".") * 3 + "b" * 61 + "/n",
        "1/2",
    ],
)
def test_a_key_that_the_server_accepts_has_no_fault(key):
    assert label_key_fault(key) == ""


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("", "a key is needed"),
        ("a/b/c", "at most one '/'"),
        ("/name", "before '/' is empty"),
        ("prefix/", "after '/' is empty"),
        ("x" * 64, "64 characters"),
        ("a" * 254 + "/n", "254 characters"),
        ("Upper/n", "DNS name"),
        ("a_b/n", "DNS name"),
        ("a..b/n", "DNS name"),
        ("-a", "beginning and ending"),
        ("a-", "beginning and ending"),
        ("a b", "consists of"),
        ("ключ", "consists of"),
        ("a\n", "consists of"),
    ],
)
def test_a_key_that_the_server_refuses_says_why(key, words):
    assert words in label_key_fault(key)


@pytest.mark.parametrize("value", ["", "a", "gpu", "v1.2.3_rc-1", "0", "x" * 63])
def test_a_value_that_the_server_accepts_has_no_fault(value):
    assert label_value_fault(value) == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [("x" * 64, "64 characters"), ("-a", "beginning"), ("a.", "ending"), ("a/b", "consists of"), ("a\n", "consists")],
)
def test_a_value_that_the_server_refuses_says_why(value, words):
    assert words in label_value_fault(value)
