"""ktui.cluster.version: which version a server is of."""

import json

import pytest

from ktui.cluster.version import Version, read_version


@pytest.mark.parametrize(
    ("body", "expected", "streams"),
    [
        ({"major": "1", "minor": "36", "gitVersion": "v1.36.3"}, Version("v1.36.3", 1, 36), True),
        ({"major": "1", "minor": "33+", "gitVersion": "v1.33.4-eks-1"}, Version("v1.33.4-eks-1", 1, 33), True),
        ({"major": "1", "minor": "32", "gitVersion": "v1.32.0"}, Version("v1.32.0", 1, 32), False),
        ({"major": "", "minor": "", "gitVersion": "v0.0.0-master"}, Version(), False),
        ({"gitVersion": "v1.36.3"}, Version(), False),
        ([], Version(), False),
    ],
)
def test_the_version_tells_how_lists_are_to_be_asked_for(body, expected, streams):
    assert read_version(json.dumps(body).encode()) == expected
    assert expected.streams_lists is streams


@pytest.mark.parametrize("body", [b"", b"<html>", b"null"])
def test_what_is_no_version_says_nothing(body):
    assert read_version(body) == Version()
