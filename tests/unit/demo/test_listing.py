"""Lists: pages, versions and what is refused, in the real server's words."""

import pytest

from ktui.demo.resources import CONFIG_MAPS

PATH = "/api/v1/namespaces/default/configmaps"


def fill(storage, count):
    for number in range(count):
        labels = {"half": "even" if number % 2 == 0 else "odd"}
        metadata = {"name": f"c-{number:04}", "namespace": "default", "labels": labels}
        storage.create(CONFIG_MAPS, {"metadata": metadata})


def names(value):
    return [each["metadata"]["name"] for each in value["items"]]


async def test_items_stand_in_order_without_their_kind(api):
    fill(api.storage, 2)
    value = await api.get(PATH)
    assert (value["kind"], value["apiVersion"]) == ("ConfigMapList", "v1")
    assert value["metadata"] == {"resourceVersion": str(api.storage.version)}
    assert names(value) == ["c-0000", "c-0001"]
    assert "kind" not in value["items"][0]


async def test_an_empty_list_is_a_list(api):
    assert (await api.get("/api/v1/namespaces/nosuch/configmaps"))["items"] == []


async def test_a_long_list_arrives_whole(api):
    fill(api.storage, 1203)
    assert names(await api.get(PATH)) == [f"c-{number:04}" for number in range(1203)]


async def test_pages_show_one_moment_whatever_happens_between_them(api):
    fill(api.storage, 5)
    first = await api.get(f"{PATH}?limit=2")
    assert first["metadata"]["remainingItemCount"] == 3
    api.storage.delete(CONFIG_MAPS, "c-0003", "default")
    fill_more = {"metadata": {"name": "c-0002a", "namespace": "default"}}
    api.storage.create(CONFIG_MAPS, fill_more)
    second = await api.get(f"{PATH}?limit=2&continue={first['metadata']['continue']}")
    third = await api.get(f"{PATH}?limit=2&continue={second['metadata']['continue']}")
    assert names(first) + names(second) + names(third) == [f"c-{number:04}" for number in range(5)]
    versions = {each["metadata"]["resourceVersion"] for each in (first, second, third)}
    assert len(versions) == 1
    assert "continue" not in third["metadata"]


async def test_how_many_remain_is_not_told_of_a_selection(api):
    fill(api.storage, 6)
    first = await api.get(f"{PATH}?limit=2&labelSelector=half%3Deven")
    assert names(first) == ["c-0000", "c-0002"]
    assert "remainingItemCount" not in first["metadata"]
    rest = await api.get(f"{PATH}?labelSelector=half%3Deven&continue={first['metadata']['continue']}")
    assert names(rest) == ["c-0004"]


async def test_a_page_that_comes_too_late_is_expired(api):
    fill(api.storage, 3)
    first = await api.get(f"{PATH}?limit=1")
    fill_more = {"metadata": {"name": "x", "namespace": "default"}}
    api.storage.create(CONFIG_MAPS, fill_more)
    api.storage.compact()
    code, _, value = await api.ask("GET", f"{PATH}?limit=1&continue={first['metadata']['continue']}")
    assert (code, value["reason"]) == (410, "Expired")
    assert value["message"].startswith(
        "The provided continue parameter is too old to display a consistent list result."
    )


async def test_an_exact_version_is_shown_as_it_was(api):
    fill(api.storage, 1)
    version = api.storage.version
    api.storage.delete(CONFIG_MAPS, "c-0000", "default")
    assert names(await api.get(f"{PATH}?resourceVersion={version}&resourceVersionMatch=Exact")) == ["c-0000"]
    assert names(await api.get(f"{PATH}?resourceVersion={version}")) == []
    api.storage.compact()
    code, _, value = await api.ask("GET", f"{PATH}?resourceVersion={version}&resourceVersionMatch=Exact")
    assert (code, value["reason"]) == (410, "Expired")


@pytest.mark.parametrize(
    ("query", "code", "words"),
    [
        (
            "labelSelector=a%20b%20c",
            400,
            "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
        ),
        ("fieldSelector=foo", 400, "invalid selector: 'foo'; can't understand 'foo'"),
        ("limit=x", 400, 'strconv.ParseInt: parsing "x": invalid syntax'),
        ("continue=xx", 400, "invalid continue token: continue key is not valid: "),
        ("continue=!!", 400, "invalid continue token: continue key is not valid: illegal base64 data at input byte 0"),
        ("sendInitialEvents=true", 422, "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list"),
        (
            "resourceVersion=x",
            400,
            (
                'invalid resource version: resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": '
                "invalid syntax"
            ),
        ),
        ("resourceVersion=9999999", 504, "Timeout: Too large resource version: 9999999, current: "),
        (
            "resourceVersionMatch=Exact",
            422,
            (
                'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is '
                "forbidden unless resourceVersion is provided"
            ),
        ),
        (
            "resourceVersion=5&resourceVersionMatch=Foo",
            422,
            'Unsupported value: "Foo": supported values: "Exact", "NotOlderThan", ""',
        ),
        ("resourceVersion=0&resourceVersionMatch=Exact", 422, "is forbidden for resourceVersion"),
    ],
)
async def test_what_makes_no_sense_is_refused(api, query, code, words):
    answered, headers, value = await api.ask("GET", f"{PATH}?{query}")
    assert answered == code
    assert words in value["message"]
    assert headers.get("Retry-After") == ("1" if code == 504 else None)


async def test_a_negative_limit_is_none(api):
    fill(api.storage, 2)
    assert len(names(await api.get(f"{PATH}?limit=-1"))) == 2
