"""The embedded server against what a real one answered to the same requests (scripts/record_answers.py)."""

import json
import re
from pathlib import Path

import pytest

from ktui.demo import status, validation
from ktui.demo.resources import CONFIG_MAPS, DAEMON_SETS

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


_TERMS = "spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]"
_FIELD, _EXPRESSION = f"{_TERMS}.matchFields[0]", f"{_TERMS}.matchExpressions[0]"


def _selecting(**term):
    required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}
    return {"affinity": {"nodeAffinity": required}}


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (
            _selecting(matchExpressions=[{"key": "cores", "operator": "Gt", "values": ["-4"]}]),
            f'{_EXPRESSION}.values[0]: Invalid value: "-4": a valid label must be an empty string or consist',
        ),
        (_selecting(matchExpressions=[{"key": "cores", "operator": "Gt", "values": ["many"]}]), ""),
        (
            _selecting(matchFields=[{"key": "metadata.name", "operator": "Exists"}]),
            f'{_FIELD}.operator: Invalid value: "Exists": not a valid selector operator',
        ),
        (
            _selecting(matchFields=[{"key": "metadata.name", "operator": "In", "values": ["a", "b"]}]),
            f"{_FIELD}.values: Required value: must be only one value when `operator` is 'In' or 'NotIn'",
        ),
        (
            _selecting(matchFields=[{"key": "metadata.name", "operator": "In", "values": ["Bad Node"]}]),
            f'{_FIELD}.values[0]: Invalid value: "Bad Node": a lowercase RFC 1123 subdomain must consist',
        ),
        (
            _selecting(matchFields=[{"key": "metadata.uid", "operator": "In", "values": ["a"]}]),
            f'{_FIELD}.key: Invalid value: "metadata.uid": not a valid field selector key',
        ),
        (
            {"nodeName": "no such"},
            'spec.template.spec.nodeName: Invalid value: "no such": a lowercase RFC 1123 subdomain must consist',
        ),
        (
            {"tolerations": [{"key": "a", "operator": "Gt", "value": "5"}]},
            'spec.template.spec.tolerations[0].operator: Unsupported value: "Gt": supported values: "Equal", ',
        ),
    ],
)
def test_what_decides_on_nodes_is_checked_as_a_real_server_does(storage, spec, said):
    template = {"metadata": {"labels": {"app": "d"}}, "spec": {"containers": [{"name": "a", "image": "b"}], **spec}}
    whole = {"selector": {"matchLabels": {"app": "d"}}, "template": template}
    daemon_set = {"metadata": {"name": "d", "namespace": "default"}, "spec": whole}
    if not said:
        assert storage.create(DAEMON_SETS, daemon_set)
        return
    with pytest.raises(status.Invalid) as refused:
        storage.create(DAEMON_SETS, daemon_set)
    assert refused.value.message.startswith(f'DaemonSet.apps "d" is invalid: {said}')
