"""The questions about oneself: who am I, may I, what may I (kubernetes pkg/registry/{authentication,authorization})."""

from ktui.demo import status
from ktui.demo.authorization import User
from ktui.demo.resources import SELF_SUBJECT_ACCESS_REVIEWS, SELF_SUBJECT_REVIEWS, Resource
from ktui.demo.status import Cause, Object


def review(resource: Resource, user: User, asked: Object) -> Object:
    """Answer a review.

    Raises:
        BadRequest: a rules review names no namespace.
        Invalid: an access review asks about nothing, or about two things.
    """
    answer: Object = {"kind": resource.kind, "apiVersion": resource.api_version, "metadata": {}}
    if resource is SELF_SUBJECT_REVIEWS:
        return answer | {"status": {"userInfo": user.information()}}
    spec = asked.get("spec") or {}
    if resource is SELF_SUBJECT_ACCESS_REVIEWS:
        return answer | {"spec": spec, "status": _access(user, spec)}
    return answer | {"spec": {}, "status": _rules(user, spec.get("namespace", ""))}


def _access(user: User, spec: Object) -> Object:
    about, path = spec.get("resourceAttributes"), spec.get("nonResourceAttributes")
    if (about is None) == (path is None):
        wrong = "exactly one of nonResourceAttributes or resourceAttributes must be specified"
        cause = Cause("spec.resourceAttributes", f"Invalid value: null: {wrong}")
        raise status.invalid("authorization.k8s.io", "", "", [cause])
    if about is None:
        allowed = path is not None and path.get("verb") == "get" and user.may_read(path.get("path", ""))
        return {"allowed": allowed}
    plural = about.get("resource", "")
    whole = f"{plural}/{about['subresource']}" if about.get("subresource") else plural
    rule = user.rule_for(about.get("verb", ""), about.get("group", ""), whole, about.get("namespace", ""))
    if rule is None:
        return {"allowed": False}
    return {"allowed": True} | ({"reason": rule.source} if rule.source else {})


def _rules(user: User, namespace: str) -> Object:
    if not namespace:
        raise status.BadRequest("no namespace on request")
    return {
        "resourceRules": [rule.json() for rule in user.rules(namespace)],
        "nonResourceRules": [{"verbs": ["*" if "*" in user.paths else "get"], "nonResourceURLs": list(user.paths)}],
        "incomplete": False,
    }
