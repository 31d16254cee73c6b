import pytest

from ktui.demo import patches, status


@pytest.mark.parametrize(
    ("original", "patch", "result"),
    [
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"a": 1}, {"a": None}, {}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": None}}, {"a": {"c": 2}}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({"a": 1}, {"a": {"b": None, "c": 3}}, {"a": {"c": 3}}),
    ],
)
def test_a_merge_patch_is_that_of_rfc_7386(original, patch, result):
    assert patches.merge(original, patch) == result


def test_a_json_patch_changes_a_copy():
    original = {"a": {"b": [1, 2]}}
    steps = [
        {"op": "test", "path": "/a/b/0", "value": 1},
        {"op": "add", "path": "/a/b/-", "value": 3},
        {"op": "remove", "path": "/a/b/0"},
        {"op": "replace", "path": "/a/new", "value": "as real servers let it"},
    ]
    result = patches.applied(original, steps, patches.JSON, "ConfigMap")
    assert result == {"a": {"b": [2, 3], "new": "as real servers let it"}}
    assert original == {"a": {"b": [1, 2]}}


@pytest.mark.parametrize(
    "step",
    [
        {"op": "test", "path": "/a", "value": 2},
        {"op": "remove", "path": "/x"},
        {"op": "replace", "path": "/x/y", "value": 1},
        {"op": "foo", "path": "/a"},
        {"path": "/a"},
        {"op": "add"},
        "text",
        {"op": "add", "path": "a", "value": 1},
        {"op": "add", "path": 1, "value": 1},
        {"op": "replace", "path": "", "value": 1},
    ],
)
def test_a_json_patch_that_does_not_fit_is_refused(step):
    with pytest.raises(status.Invalid, match="the server rejected our request due to an error in our request"):
        patches.applied({"a": 1}, [step], patches.JSON, "ConfigMap")


def test_a_patch_of_an_unknown_kind_is_refused():
    with pytest.raises(status.UnsupportedMediaType):
        patches.read(b"{}", "text/plain")


@pytest.mark.parametrize(("media", "body"), [(patches.JSON, b"{}"), (patches.MERGE, b"[]"), (patches.APPLY, b"[")])
def test_a_patch_of_the_wrong_shape_is_refused(media, body):
    with pytest.raises(status.BadRequest, match="error decoding patch"):
        patches.read(body, media)


@pytest.mark.parametrize(
    ("media", "body", "words"),
    [
        (patches.STRATEGIC, b"[]", "json: cannot unmarshal array into Go value of type map[string]interface {}"),
        (patches.STRATEGIC, b'"x"', "json: cannot unmarshal string into Go value of type map[string]interface {}"),
        (patches.MERGE, b"5", "error decoding patch: json: cannot unmarshal number into Go value of type map["),
        (patches.MERGE, b"null", "Invalid JSON Patch"),
        (patches.JSON, b'"x"', "error decoding patch: json: cannot unmarshal string into Go value of type []handlers."),
    ],
)
def test_what_is_wrong_with_a_patch_is_said_in_the_servers_words(media, body, words):
    with pytest.raises(status.BadRequest) as refused:
        patches.read(body, media)
    assert refused.value.message.startswith(words)


def test_a_patch_that_is_null_changes_nothing():
    assert (patches.read(b"null", patches.STRATEGIC), patches.read(b"null", patches.JSON)) == ({}, [])
