"""Ask a real control plane everything in `tests/unit/demo/recorded/answers.json` again, and write its answers there.

    KTUI_TEST_KUBECONFIG=... python scripts/record_answers.py

The unit tests hold the embedded server to these answers. The requests change nothing (dryRun), but for the objects of
`setup`, which are created in a namespace of their own and deleted at the end.
"""

import json
import os
import sys
from pathlib import Path

from kubernetes import client, config

RECORDED = Path(__file__).parent.parent / "tests" / "unit" / "demo" / "recorded" / "answers.json"


def _send(api: client.ApiClient, method: str, path: str, media: str, body: object) -> dict[str, object]:
    text = body if isinstance(body, str) else json.dumps(body)
    headers = {"Accept": "application/json", "Content-Type": media}
    token = api.configuration.get_api_key_with_prefix("BearerToken", "authorization")
    if token:
        headers["Authorization"] = token
    url = api.configuration.host + path
    answer = api.rest_client.pool_manager.request(method, url, body=text if body is not None else None, headers=headers)
    content = answer.data.decode()
    value = json.loads(content) if content else {}
    told = {"code": answer.status, "kind": value.get("kind", ""), "warning": answer.headers.get("Warning", "")}
    if told["kind"] == "Status":
        details = value.get("details") or {}
        causes = sorted({f"{each.get('field', '')} {each['reason']}" for each in details.get("causes", ())})
        told |= {"message": value.get("message", ""), "reason": value.get("reason", ""), "causes": causes}
        told["about"] = [details.get(name, "") for name in ("group", "kind", "name")]
    return told


def _written(content: dict[str, object]) -> str:
    """JSON with a line an entry, so that a change of one answer is a change of one line."""
    parts = []
    for name, value in content.items():
        if isinstance(value, list):
            lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in value)
            parts.append(f"{json.dumps(name)}: [\n{lines}\n]")
        else:
            parts.append(f"{json.dumps(name)}: {json.dumps(value)}")
    return "{" + ",\n".join(parts) + "}\n"


def main() -> None:
    """Replay and rewrite."""
    config.load_kube_config(os.environ["KTUI_TEST_KUBECONFIG"])
    content = json.loads(RECORDED.read_text())
    with client.ApiClient() as api:
        version = client.VersionApi(api).get_code().git_version
        try:
            for whole in content["setup"]:
                made = _send(api, "POST", whole["path"], "application/json", whole["object"])
                if made["code"] != 201:
                    sys.exit(f"cannot make {whole['path']}: {made}")
            for each in content["requests"]:
                each["answer"] = _send(api, each["method"], each["path"], each["type"], each["body"])
        finally:
            for whole in content["setup"]:
                if whole["object"]["kind"] in ("Namespace", "Node"):
                    path = f"{whole['path']}/{whole['object']['metadata']['name']}"
                    _send(api, "DELETE", path, "application/json", {})
    content["version"] = version
    RECORDED.write_text(_written(content))


main()
