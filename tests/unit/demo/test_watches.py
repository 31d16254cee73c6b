"""What watchers hear, as the API promises it (apiserver pkg/storage/cacher)."""

import asyncio

import pytest
from patience import PATIENCE

from ktui.demo.history import Watch
from ktui.demo.resources import CONFIG_MAPS

PATH = "/api/v1/namespaces/default/configmaps?watch=true"


def put(storage, name, namespace="default", **labels):
    metadata = {"name": name, "namespace": namespace, "labels": labels}
    if storage.find(CONFIG_MAPS, name, namespace):
        storage.edit(CONFIG_MAPS, name, namespace, lambda new: new["metadata"].update(labels=labels))
    else:
        storage.create(CONFIG_MAPS, {"metadata": metadata})


def told(event):
    metadata = event["object"].get("metadata", {})
    return event["type"], metadata.get("name", "")


async def take(events, count):
    async with asyncio.timeout(PATIENCE):
        return [await anext(events) for _ in range(count)]


async def test_without_a_version_it_begins_with_what_there_is(api):
    put(api.storage, "a")
    async with api.watch(PATH) as events:
        first = await take(events, 1)
        put(api.storage, "b")
        assert [told(each) for each in first + await take(events, 1)] == [("ADDED", "a"), ("ADDED", "b")]


async def test_with_a_version_it_goes_on_from_there(api):
    put(api.storage, "a")
    version = api.storage.version
    put(api.storage, "b")
    put(api.storage, "elsewhere", namespace="team-a")
    api.storage.delete(CONFIG_MAPS, "a", "default")
    async with api.watch(f"{PATH}&resourceVersion={version}") as events:
        heard = await take(events, 2)
    assert [told(each) for each in heard] == [("ADDED", "b"), ("DELETED", "a")]
    assert heard[1]["object"]["metadata"]["resourceVersion"] == str(api.storage.version)
    assert heard[0]["object"]["kind"] == "ConfigMap"


async def test_who_starts_or_stops_matching_comes_or_goes(api):
    put(api.storage, "a", app="web")
    version = api.storage.version
    async with api.watch(f"{PATH}&resourceVersion={version}&labelSelector=app%3Dweb") as events:
        put(api.storage, "never", app="db")
        put(api.storage, "a", app="web", more="yes")
        put(api.storage, "a", app="db")
        put(api.storage, "a", app="db", more="no")
        put(api.storage, "a", app="web")
        heard = await take(events, 3)
    assert [told(each) for each in heard] == [("MODIFIED", "a"), ("DELETED", "a"), ("ADDED", "a")]
    gone = heard[1]["object"]["metadata"]
    assert gone["labels"] == {"app": "web", "more": "yes"}, "what goes is told as it was last seen"
    assert int(gone["resourceVersion"]) == version + 3, "with the version of the change"


async def test_a_field_can_be_selected(api):
    async with api.watch(f"{PATH}&fieldSelector=metadata.name%3Db") as events:
        put(api.storage, "a")
        put(api.storage, "b")
        assert [told(each) for each in await take(events, 1)] == [("ADDED", "b")]


async def test_a_forgotten_version_is_told_as_an_error_on_the_stream(api):
    put(api.storage, "a")
    api.storage.compact()
    async with api.watch(f"{PATH}&resourceVersion=1") as events:
        (error,) = await take(events, 1)
        assert error["type"] == "ERROR"
        assert (error["object"]["code"], error["object"]["reason"]) == (410, "Expired")
        assert error["object"]["message"] == f"too old resource version: 1 ({api.storage.version})"
        with pytest.raises(StopAsyncIteration):
            await anext(events)


async def test_who_reads_so_slowly_that_history_moves_on_is_cut_off(api):
    async with api.watch(f"{PATH}&resourceVersion={api.storage.version}") as events:
        put(api.storage, "a")
        await take(events, 1)
        put(api.storage, "b")
        put(api.storage, "c")
        api.storage.compact()
        (error,) = await take(events, 1)
        assert error["object"]["code"] == 410


async def test_bookmarks_tell_how_far_a_quiet_watch_has_come(serve):
    async with serve(bookmark_interval=0.01) as api:
        put(api.storage, "elsewhere", namespace="team-a")
        version = str(api.storage.version)
        async with api.watch(f"{PATH}&allowWatchBookmarks=true&resourceVersion={version}") as events:
            (bookmark,) = await take(events, 1)
    assert bookmark["type"] == "BOOKMARK"
    assert bookmark["object"] == {"kind": "ConfigMap", "apiVersion": "v1", "metadata": {"resourceVersion": version}}


async def test_a_streamed_list_ends_with_a_bookmark_that_says_so(api):
    put(api.storage, "a")
    version = str(api.storage.version)
    query = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
    async with api.watch(f"{PATH}&{query}") as events:
        added, bookmark = await take(events, 2)
        put(api.storage, "b")
        (later,) = await take(events, 1)
    assert told(added) == ("ADDED", "a")
    annotations = {"k8s.io/initial-events-end": "true"}
    assert bookmark["object"]["metadata"] == {"resourceVersion": version, "annotations": annotations}
    assert told(later) == ("ADDED", "b")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("sendInitialEvents=true", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"),
        ("resourceVersionMatch=Exact", "forbidden for watch unless sendInitialEvents is provided"),
    ],
)
async def test_options_that_contradict_each_other_are_refused(api, query, words):
    code, _, value = await api.ask("GET", f"{PATH}&{query}")
    assert (code, value["reason"]) == (422, "Invalid")
    assert words in value["message"]


async def test_it_ends_when_its_time_is_up(api):
    async with asyncio.timeout(PATIENCE):
        code, _, text = await api.ask("GET", f"{PATH}&timeoutSeconds=1")
    assert (code, text) == (200, "")


async def test_a_table_defines_its_columns_once(api):
    accept = "application/json;as=Table;v=v1;g=meta.k8s.io"
    put(api.storage, "a")
    async with api.watch(PATH, accept) as events:
        put(api.storage, "b")
        first, second = await take(events, 2)
    assert [each["name"] for each in first["object"]["columnDefinitions"]] == ["Name", "Data", "Age"]
    assert second["object"]["columnDefinitions"] == []
    assert second["object"]["rows"][0]["cells"] == ["b", 0, "0s"]
    assert second["object"]["rows"][0]["object"]["kind"] == "PartialObjectMetadata"


async def test_nobody_listens_any_more_after_a_client_has_gone(api, monkeypatch):
    closed = asyncio.Event()
    close = Watch.close

    def noticed(watch):
        close(watch)
        closed.set()

    monkeypatch.setattr(Watch, "close", noticed)
    async with api.watch(PATH) as events:
        put(api.storage, "a")
        await take(events, 1)
    async with asyncio.timeout(PATIENCE):
        await closed.wait()
    assert api.storage._logs[CONFIG_MAPS].watches == []


async def test_stopping_the_server_ends_its_watches(serve):
    async with serve() as api, api.watch(f"{PATH}&resourceVersion={api.storage.version}"):
        async with asyncio.timeout(PATIENCE):
            await api.server.stop()
        assert api.storage._logs[CONFIG_MAPS].watches == []
