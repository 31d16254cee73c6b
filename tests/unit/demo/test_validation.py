"""The embedded server against what a real one answered to the same requests (scripts/record_answers.py)."""

import json
import re
from pathlib import Path

import pytest

from ktui.demo import status, validation
from ktui.demo.resources import CONFIG_MAPS

RECORDED = json.loads((Path(__file__).parent / "recorded" / "answers.json").read_text())
UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def comparable(message):
    """A message without what differs from cluster to cluster: uids, random names, whole objects, Go's own dumps."""
    message = UID.sub("UID", message).partition("\n@@")[0]
    message = re.sub(r"Bad_\w{5}", "Bad_name", message)
    message = re.sub(r'(patch: Invalid value: )".*": (json|strict)', r"\1OBJECT: \2", message, flags=re.DOTALL)
    return re.sub(r"(spec\.template(\.spec)?: Invalid value: )\{.*\}: field", r"\1TEMPLATE: field", message)


def comparable_names(about):
    return [re.sub(r"Bad_\w{5}", "Bad_name", name) for name in about]


def differences(recorded, code, headers, value):
    kind = value.get("kind", "") if isinstance(value, dict) else ""
    told = {"code": code, "kind": kind, "warning": headers.get("Warning", "")}
    if kind == "Status":
        details = value.get("details") or {}
        causes = sorted({f"{each.get('field', '')} {each['reason']}" for each in details.get("causes", ())})
        about = [details.get(name, "") for name in ("group", "kind", "name")]
        told |= {"message": value.get("message", ""), "reason": value.get("reason", ""), "causes": causes}
        told["about"] = comparable_names(about)
        told["message"] = comparable(told["message"])
        recorded = recorded | {
            "message": comparable(recorded["message"]),
            "about": comparable_names(recorded["about"]),
        }
    return {name: (recorded.get(name), told.get(name)) for name in recorded if recorded.get(name) != told.get(name)}


async def test_every_request_is_answered_as_the_real_server_answered_it(api):
    for whole in RECORDED["setup"]:
        code, _, answer = await api.ask("POST", whole["path"], whole["object"])
        assert code == 201, answer
    wrong = {}
    for each in RECORDED["requests"]:
        code, headers, value = await api.ask(each["method"], each["path"], each["body"], media=each["type"])
        different = differences(each["answer"], code, headers, value)
        if different:
            wrong[each["name"]] = different
    assert wrong == {}


def test_annotations_have_a_largest_size():
    whole = {"metadata": {"name": "a", "namespace": "default", "annotations": {"a": "b" * (256 * 1024)}}}
    with pytest.raises(status.Invalid, match=r"metadata\.annotations: Too long: may not be more than 262144 bytes"):
        validation.check(CONFIG_MAPS, whole)


def test_a_label_can_be_wrong_in_both_halves():
    whole = {"metadata": {"name": "a", "labels": {"k" * 64: "v" * 64}}}
    with pytest.raises(status.Invalid) as refused:
        validation.check(CONFIG_MAPS, whole)
    assert [cause["message"].rpartition(": ")[2] for cause in refused.value.details["causes"]] == [
        "name part must be no more than 63 bytes",
        "must be no more than 63 bytes",
    ]
