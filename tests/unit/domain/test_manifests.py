"""What a user has written, and what the server makes of it."""

from ktui.domain.manifests import differences, manifest_of


def test_an_object_without_a_name_is_called_by_what_its_name_begins_with():
    made = manifest_of({"apiVersion": "v1", "kind": "A", "metadata": {"generateName": "run-"}}, 1)
    assert (made.name, made.words) == ("", "A run-...")
    named = made.named("run-x7")
    assert (named.words, named.body["metadata"]) == ("A run-x7", {"generateName": "run-", "name": "run-x7"})


def test_of_a_secret_no_value_is_told():
    written = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "stringData": {"password": "hunter2"}}
    made = {**written, "data": {"password": "aHVudGVyMg=="}, "type": "Opaque"}
    del made["stringData"]
    told = differences(written, made)
    assert told == (
        "+ data.password: (hidden: 7 bytes)",
        "- stringData.password: (hidden: 7 bytes)",
        "+ type: Opaque",
    )


def test_a_status_is_not_sent():
    made = manifest_of({"apiVersion": "v1", "kind": "A", "metadata": {"name": "b"}, "status": {"x": 1}}, 1)
    assert "status" not in made.body


def test_only_what_the_server_decides_is_told():
    written = {"metadata": {"name": "a"}, "spec": {"suspend": True, "image": "x:1", "gone": 1, "list": [1, {"b": 2}]}}
    made = {
        "metadata": {"name": "a", "uid": "u", "labels": {"app": "a", "owner": "u"}, "managedFields": [{}]},
        "spec": {"suspend": True, "image": "mirror/x:1", "list": [1, {"b": 2, "c": False}], "empty": {}},
        "status": {"active": 1},
    }
    assert differences(written, made) == (
        "+ metadata.labels.app: a",
        "- spec.gone: 1",
        "spec.image: x:1 → mirror/x:1",
        "+ spec.list[1].c: false",
    )
