"""ktui.domain.secrets: what of a Secret is shown."""

from ktui.domain.secrets import LAST_APPLIED, decoded, is_secret, masked
from ktui.domain.steps import run
from ktui.domain.text_lines import plain
from ktui.domain.yaml_text import write

SECRET = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "s", "annotations": {LAST_APPLIED: '{"data":{"password":"aHVudGVyMg=="}}', "a": "b"}},
    "data": {"password": "aHVudGVyMg==", "key": "AAH/", "odd": "%%%", "note": "b25lCnR3bwo=", "one": "eA=="},
}


def written(obj):
    return "\n".join(plain(run(write(obj))))


def test_no_value_is_shown_nor_the_manifest_that_was_applied():
    shown = written(masked(SECRET))
    assert "aHVudGVyMg" not in shown
    assert "hunter2" not in shown
    assert "password: (hidden: 7 bytes)" in shown
    assert "one: (hidden: 1 byte)" in shown
    assert "a: b" in shown
    assert SECRET["data"]["password"] == "aHVudGVyMg=="


def test_once_asked_for_text_is_shown_as_text_and_what_is_none_as_it_is():
    assert decoded(SECRET)["data"] == {
        "password": "hunter2",
        "key": "AAH/",
        "odd": "%%%",
        "note": "one\ntwo\n",
        "one": "x",
    }


def test_a_secret_without_data_is_left_alone():
    bare = {"apiVersion": "v1", "kind": "Secret", "metadata": None, "data": None}
    assert masked(bare) == decoded(bare) == bare


def test_a_secret_is_one_of_the_core_group():
    assert is_secret(SECRET)
    assert not is_secret({"kind": "Secret", "apiVersion": "example.com/v1"})
    assert not is_secret({"kind": "ConfigMap", "apiVersion": "v1"})
