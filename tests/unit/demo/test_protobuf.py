"""Bodies as kubectl 1.36 sent them, and some that nobody should send."""

import base64

import pytest

from ktui.demo import protobuf
from ktui.demo.status import BadRequest


def varint(number):
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value & (1 << 64) - 1)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def body(api_version, kind, raw):
    return b"k8s\x00" + field(1, field(1, api_version) + field(2, kind)) + field(2, raw)


def test_a_job_is_read_with_its_nested_messages():
    container = field(1, "main") + field(2, "image:1") + field(3, "sh") + field(3, "-c") + field(4, "")
    container += field(10, field(1, field(2, field(1, "/") + field(2, field(1, 1) + field(3, "http")))) + field(4, 5))
    volume = field(1, "v") + field(2, field(2, b""))
    pod = field(1, volume) + field(2, container) + field(3, "Never") + field(7, field(1, "pool") + field(2, "gpu"))
    spec = field(1, 0) + field(7, -1) + field(6, field(1, b"") + field(2, pod)) + field(10, 0)
    metadata = field(1, "j") + field(2, "") + field(8, field(1, 0)) + field(11, field(1, "a") + field(2, "b"))
    assert protobuf.decoded(body("batch/v1", "Job", field(1, metadata) + field(2, spec) + field(3, b""))) == {
        "kind": "Job",
        "apiVersion": "batch/v1",
        "metadata": {"name": "j", "creationTimestamp": "1970-01-01T00:00:00Z", "labels": {"a": "b"}},
        "spec": {
            "parallelism": 0,
            "backoffLimit": -1,
            "suspend": False,
            "template": {
                "spec": {
                    "volumes": [{"name": "v", "emptyDir": {}}],
                    "containers": [
                        {
                            "name": "main",
                            "image": "image:1",
                            "command": ["sh", "-c"],
                            "args": [""],
                            "livenessProbe": {"httpGet": {"path": "/", "port": "http"}, "periodSeconds": 5},
                        }
                    ],
                    "restartPolicy": "Never",
                    "nodeSelector": {"pool": "gpu"},
                }
            },
        },
    }


def test_bytes_become_base64_and_quantities_text():
    secret = protobuf.decoded(body("v1", "Secret", field(2, field(1, "a") + field(2, b"\x00\xff"))))
    assert secret["data"] == {"a": base64.b64encode(b"\x00\xff").decode()}
    limits = field(1, field(1, "cpu") + field(2, field(1, "500m")))
    pod = protobuf.decoded(body("v1", "Pod", field(2, field(2, field(1, "a") + field(8, limits)))))
    assert pod["spec"]["containers"][0]["resources"] == {"limits": {"cpu": "500m"}}


def test_a_question_about_ones_rights_is_read():
    attributes = field(1, "default") + field(2, "delete") + field(5, "pods")
    asked = protobuf.decoded(body("authorization.k8s.io/v1", "SelfSubjectAccessReview", field(2, field(1, attributes))))
    assert asked["spec"] == {"resourceAttributes": {"namespace": "default", "verb": "delete", "resource": "pods"}}


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"{}",
        b"k8s\x00",
        b"k8s\x00\xff\xff\xff",
        body("v1", "Nothing", b""),
        body("v1", "Pod", b"\x0a\xff"),
        body("v1", "Pod", b"\x0f"),
        body("v1", "Pod", field(1, 5)),
        body("v1", "Pod", field(1, field(1, b"\xff"))),
    ],
)
def test_what_is_no_object_is_refused(wrong):
    with pytest.raises(BadRequest):
        protobuf.decoded(wrong)


def test_fields_of_a_newer_version_are_passed_over():
    assert protobuf.decoded(body("v1", "ConfigMap", field(1, field(1, "a")) + field(999, "new")))["metadata"] == {
        "name": "a"
    }
