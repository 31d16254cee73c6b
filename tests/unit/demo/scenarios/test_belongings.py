from ktui.demo.resources import CERTIFICATES, by_kind
from ktui.demo.scenarios.belongings import all_belongings, certificate_status, definition
from ktui.demo.scenarios.services import all_services


def test_every_object_is_of_a_kind_that_is_served_and_stands_once():
    made = all_belongings()
    assert all(by_kind(each["apiVersion"], each["kind"]) for each in made)
    names = [(each["kind"], each["metadata"].get("namespace"), each["metadata"]["name"]) for each in made]
    assert len(set(names)) == len(names)


def test_every_service_leads_to_a_deployment():
    deployments = {(each["metadata"]["namespace"], each["metadata"]["name"]) for each in all_services()}
    services = [each["metadata"] for each in all_belongings() if each["kind"] == "Service"]
    assert {(each["namespace"], each["name"]) for each in services} <= deployments


def test_the_definition_says_of_certificates_what_discovery_says():
    spec = definition()["spec"]
    assert (spec["group"], spec["names"]["plural"]) == (CERTIFICATES.group, CERTIFICATES.plural)
    assert spec["names"]["shortNames"] == ["cert", "certs"]


def test_one_certificate_cannot_be_renewed():
    failing = [
        each["metadata"]["name"]
        for each in all_belongings()
        if each["kind"] == "Certificate"
        and certificate_status(each["metadata"]["name"])["conditions"][0]["status"] == "False"
    ]
    assert failing == ["payments"]
