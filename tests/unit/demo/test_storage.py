import pytest

from ktui.demo import status
from ktui.demo.clock import ManualClock
from ktui.demo.deletion import DeleteOptions
from ktui.demo.history import ADDED, DELETED, MODIFIED
from ktui.demo.resources import CONFIG_MAPS, DAEMON_SETS, DEPLOYMENTS, JOBS, NAMESPACES, NODES, PODS, PRIORITY_CLASSES
from ktui.demo.storage import Storage


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def storage(clock):
    storage = Storage(clock)
    storage.create(NAMESPACES, {"metadata": {"name": "default"}})
    return storage


def pod(name, node="", **spec):
    spec = {**({"nodeName": node} if node else {}), "containers": [{"name": "main", "image": "a:1"}], **spec}
    return {"metadata": {"name": name, "namespace": "default"}, "spec": spec}


def config(name, **data):
    return {"metadata": {"name": name, "namespace": "default"}, "data": data or {"some": "thing"}}


def workload(name="d", **spec):
    template = {"metadata": {"labels": {"app": "d"}}, "spec": {"containers": [{"name": "main", "image": "a:1"}]}}
    spec = {"selector": {"matchLabels": {"app": "d"}}, "template": template, **spec}
    return {"metadata": {"name": name, "namespace": "default"}, "spec": spec}


def job(name="j"):
    pod = {"restartPolicy": "Never", "containers": [{"name": "main", "image": "a:1"}]}
    return {"metadata": {"name": name, "namespace": "default"}, "spec": {"template": {"spec": pod}}}


def heard(storage, resource, since=None):
    events = []
    storage.watch(resource, lambda event: events.append((event.type, event.object["metadata"]["name"])), since)
    return events


def test_a_new_object_gets_what_only_the_server_can_give(storage):
    made = storage.create(PODS, pod("a") | {"status": {"phase": "Running"}})
    metadata = made["metadata"]
    assert made["kind"] == "Pod"
    assert made["apiVersion"] == "v1"
    assert metadata["resourceVersion"] == str(storage.version)
    assert metadata["creationTimestamp"] == "2026-01-01T00:00:00Z"
    assert len(metadata["uid"]) == 36
    assert metadata["generation"] == 1
    assert made["status"]["phase"] == "Pending"


def test_the_same_seed_makes_the_same_uids_and_names():
    def names():
        storage = Storage(ManualClock(), seed=7)
        made = [storage.create(NODES, {"metadata": {"generateName": "node-"}})["metadata"] for _ in range(3)]
        return [(metadata["name"], metadata["uid"]) for metadata in made]

    assert names() == names()
    assert len(set(names())) == 3


def test_what_is_stored_does_not_change_with_what_the_caller_holds(storage):
    mine = config("a", key="old")
    storage.create(CONFIG_MAPS, mine)
    mine["data"]["key"] = "new"
    assert storage.get(CONFIG_MAPS, "a", "default")["data"] == {"key": "old"}


def test_an_old_snapshot_stays_as_it_was(storage):
    before = storage.create(CONFIG_MAPS, config("a", key="old"))
    storage.edit(CONFIG_MAPS, "a", "default", lambda new: new["data"].update(key="new"))
    assert before["data"] == {"key": "old"}
    assert storage.get(CONFIG_MAPS, "a", "default")["data"] == {"key": "new"}


def test_a_taken_name_is_refused(storage):
    storage.create(CONFIG_MAPS, config("a"))
    with pytest.raises(status.AlreadyExists, match='configmaps "a" already exists'):
        storage.create(CONFIG_MAPS, config("a"))


def test_a_namespace_must_exist_and_must_not_be_ending(storage):
    with pytest.raises(status.NotFound, match='namespaces "nowhere" not found'):
        storage.create(CONFIG_MAPS, {"metadata": {"name": "a", "namespace": "nowhere"}})
    storage.delete(NAMESPACES, "default")
    with pytest.raises(status.Forbidden, match="because it is being terminated") as refused:
        storage.create(CONFIG_MAPS, config("a"))
    assert refused.value.details["causes"][0]["reason"] == "NamespaceTerminating"


def test_a_namespace_goes_when_its_finalizers_do(storage):
    marked = storage.delete(NAMESPACES, "default")
    assert marked["status"]["phase"] == "Terminating"
    events = heard(storage, NAMESPACES)
    storage.finalize_namespace("default", [])
    assert events == [(DELETED, "default")]


def test_the_word_for_what_is_missing_names_group_and_plural(storage):
    with pytest.raises(status.NotFound, match=r'daemonsets\.apps "x" not found') as missing:
        storage.get(DAEMON_SETS, "x", "default")
    assert missing.value.details == {"name": "x", "group": "apps", "kind": "daemonsets"}


def test_an_update_that_changes_nothing_makes_no_version_and_no_event(storage):
    storage.create(CONFIG_MAPS, config("a", key="value"))
    version, events = storage.version, heard(storage, CONFIG_MAPS)
    storage.edit(CONFIG_MAPS, "a", "default", lambda new: new["data"].update(key="value"))
    assert storage.version == version
    assert events == []


def test_a_stale_resource_version_is_a_conflict(storage):
    stale = storage.create(CONFIG_MAPS, config("a"))
    storage.edit(CONFIG_MAPS, "a", "default", lambda new: new.update(data={"key": "1"}))
    with pytest.raises(status.Conflict, match='Operation cannot be fulfilled on configmaps "a": the object has been'):
        storage.update(CONFIG_MAPS, stale)


def test_a_foreign_uid_is_a_conflict(storage):
    storage.create(CONFIG_MAPS, config("a"))
    with pytest.raises(status.Conflict, match="Precondition failed: UID in precondition: other"):
        storage.update(CONFIG_MAPS, {"metadata": {"name": "a", "namespace": "default", "uid": "other"}})


def test_an_update_keeps_the_status_and_a_status_update_keeps_the_spec(storage):
    storage.create(PODS, pod("a", "node-1"))
    storage.edit_status(PODS, "a", "default", lambda new: (new["status"].update(phase="Running"), new["spec"].clear()))
    assert storage.get(PODS, "a", "default")["spec"]["nodeName"] == "node-1"
    storage.edit(PODS, "a", "default", lambda new: new["status"].clear())
    assert storage.get(PODS, "a", "default")["status"]["phase"] == "Running"


def test_generation_counts_changes_of_the_spec_alone(storage):
    storage.create(DAEMON_SETS, workload())
    storage.edit(DAEMON_SETS, "d", "default", lambda new: new["metadata"].update(labels={"a": "b"}))
    assert storage.get(DAEMON_SETS, "d", "default")["metadata"]["generation"] == 1
    storage.edit(DAEMON_SETS, "d", "default", lambda new: new["spec"].update(minReadySeconds=5))
    storage.edit(DAEMON_SETS, "d", "default", lambda new: new["spec"]["template"]["spec"].update(hostNetwork=True))
    metadata = storage.get(DAEMON_SETS, "d", "default")["metadata"]
    assert metadata["generation"] == 3
    assert metadata["annotations"] == {"deprecated.daemonset.template.generation": "2"}


def test_a_deployments_annotations_count_as_well(storage):
    storage.create(DEPLOYMENTS, workload())
    storage.edit(DEPLOYMENTS, "d", "default", lambda new: new["metadata"].update(annotations={"a": "b"}))
    assert storage.get(DEPLOYMENTS, "d", "default")["metadata"]["generation"] == 2


def test_a_dry_run_answers_and_stores_nothing(storage):
    version = storage.version
    made = storage.create(CONFIG_MAPS, config("a", key="value"), dry_run=True)
    assert made["data"] == {"key": "value"}
    assert "resourceVersion" not in made["metadata"]
    assert storage.find(CONFIG_MAPS, "a", "default") is None
    storage.create(CONFIG_MAPS, config("b"))
    storage.delete(CONFIG_MAPS, "b", "default", dry_run=True)
    assert storage.find(CONFIG_MAPS, "b", "default")
    assert storage.version == version + 1


class TestDeletion:
    def test_a_running_pod_gets_its_grace(self, storage):
        storage.create(PODS, pod("a", "node-1", terminationGracePeriodSeconds=40))
        marked = storage.delete(PODS, "a", "default")["metadata"]
        assert marked["deletionTimestamp"] == "2026-01-01T00:00:40Z"
        assert marked["deletionGracePeriodSeconds"] == 40
        assert marked["generation"] == 2

    def test_grace_can_only_become_shorter(self, storage):
        storage.create(PODS, pod("a", "node-1"))
        storage.delete(PODS, "a", "default", DeleteOptions(grace=10))
        version = storage.version
        storage.delete(PODS, "a", "default", DeleteOptions(grace=20))
        assert storage.version == version
        marked = storage.delete(PODS, "a", "default", DeleteOptions(grace=5))["metadata"]
        assert marked["deletionTimestamp"] == "2026-01-01T00:00:05Z"
        storage.delete(PODS, "a", "default", DeleteOptions(grace=0))
        assert storage.find(PODS, "a", "default") is None

    @pytest.mark.parametrize("phase", ["Succeeded", "Failed"])
    def test_a_finished_pod_goes_at_once(self, storage, phase):
        storage.create(PODS, pod("a", "node-1"))
        storage.edit_status(PODS, "a", "default", lambda new: new["status"].update(phase=phase))
        storage.delete(PODS, "a", "default")
        assert storage.find(PODS, "a", "default") is None

    def test_an_unscheduled_pod_goes_at_once(self, storage):
        storage.create(PODS, pod("a"))
        events = heard(storage, PODS)
        gone = storage.delete(PODS, "a", "default")
        assert events == [(DELETED, "a")]
        assert gone["metadata"]["resourceVersion"] == str(storage.version)

    def test_finalizers_hold_an_end_up_until_the_last_is_gone(self, storage):
        storage.create(CONFIG_MAPS, config("a") | {"metadata": config("a")["metadata"] | {"finalizers": ["x/y"]}})
        assert "deletionTimestamp" in storage.delete(CONFIG_MAPS, "a", "default")["metadata"]
        storage.edit(CONFIG_MAPS, "a", "default", lambda new: new["metadata"].pop("finalizers"))
        assert storage.find(CONFIG_MAPS, "a", "default") is None

    @pytest.mark.parametrize(
        ("policy", "finalizers"), [("Foreground", ["foregroundDeletion"]), ("Orphan", ["orphan"]), (None, ["orphan"])]
    )
    def test_a_job_waits_for_the_garbage_collector_unless_told_otherwise(self, storage, policy, finalizers):
        storage.create(JOBS, job())
        marked = storage.delete(JOBS, "j", "default", DeleteOptions(propagation=policy))
        assert marked["metadata"]["finalizers"] == finalizers
        storage.delete(JOBS, "j", "default", DeleteOptions(propagation="Background"))
        assert storage.find(JOBS, "j", "default") is None

    def test_preconditions_protect_another_object_of_the_name(self, storage):
        made = storage.create(PODS, pod("a"))
        with pytest.raises(status.Conflict, match="the UID in the precondition"):
            storage.delete(PODS, "a", "default", DeleteOptions(uid="other"))
        with pytest.raises(status.Conflict, match="the ResourceVersion in the precondition"):
            storage.delete(PODS, "a", "default", DeleteOptions(version="1"))
        storage.delete(PODS, "a", "default", DeleteOptions(uid=made["metadata"]["uid"]))


class TestWatch:
    def test_it_hears_of_everything_after_it_began(self, storage):
        storage.create(CONFIG_MAPS, config("before"))
        events = heard(storage, CONFIG_MAPS)
        storage.create(CONFIG_MAPS, config("a"))
        storage.create(PODS, pod("another-kind"))
        storage.edit(CONFIG_MAPS, "a", "default", lambda new: new["data"].update(key="1"))
        storage.delete(CONFIG_MAPS, "a", "default")
        assert events == [(ADDED, "a"), (MODIFIED, "a"), (DELETED, "a")]

    def test_it_resumes_without_loss_or_repetition(self, storage):
        versions = [int(storage.create(CONFIG_MAPS, config(f"c{n}"))["metadata"]["resourceVersion"]) for n in range(4)]
        events = heard(storage, CONFIG_MAPS, since=versions[1])
        storage.create(CONFIG_MAPS, config("c4"))
        assert events == [(ADDED, "c2"), (ADDED, "c3"), (ADDED, "c4")]

    def test_all_hear_in_one_order_though_one_of_them_writes(self, storage):
        def meddle(event):
            if event.type == ADDED:
                storage.edit(CONFIG_MAPS, "a", "default", lambda new: new["data"].update(key="1"))

        storage.watch(CONFIG_MAPS, meddle)
        events = heard(storage, CONFIG_MAPS)
        storage.create(CONFIG_MAPS, config("a"))
        assert events == [(ADDED, "a"), (MODIFIED, "a")]

    def test_a_closed_one_hears_no_more(self, storage):
        events = []
        watch = storage.watch(CONFIG_MAPS, events.append)
        watch.close()
        watch.close()
        storage.create(CONFIG_MAPS, config("a"))
        assert events == []

    def test_a_version_before_the_history_is_expired(self, storage):
        start = storage.version
        storage.create(CONFIG_MAPS, config("a"))
        storage.compact()
        with pytest.raises(status.Expired, match=rf"too old resource version: {start} \({storage.version}\)"):
            storage.watch(CONFIG_MAPS, print, since=start)
        storage.watch(CONFIG_MAPS, print, since=storage.version)

    def test_the_history_forgets_the_oldest_first(self, clock):
        storage = Storage(clock, history=2)
        versions = [
            int(storage.create(NODES, {"metadata": {"name": f"n{n}"}})["metadata"]["resourceVersion"]) for n in range(4)
        ]
        assert heard(storage, NODES, since=versions[1]) == [(ADDED, "n2"), (ADDED, "n3")]
        with pytest.raises(status.Expired):
            storage.watch(NODES, print, since=versions[0])


def test_a_list_can_be_read_as_it_was(storage):
    storage.create(CONFIG_MAPS, config("a", key="old"))
    storage.create(CONFIG_MAPS, config("b"))
    version = storage.version
    storage.edit(CONFIG_MAPS, "a", "default", lambda new: new["data"].update(key="new"))
    storage.delete(CONFIG_MAPS, "b", "default")
    storage.create(CONFIG_MAPS, config("c"))
    then = storage.snapshots(CONFIG_MAPS, version=version)
    assert [(each.object["metadata"]["name"], each.object["data"]) for each in then] == [
        ("a", {"key": "old"}),
        ("b", {"some": "thing"}),
    ]
    storage.compact()
    with pytest.raises(status.Expired):
        storage.snapshots(CONFIG_MAPS, version=version)


def test_dependents_are_found_by_their_owners_uid(storage):
    owner = {"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "d", "uid": "u-1", "controller": True}
    made = pod("a")
    made["metadata"]["ownerReferences"] = [owner]
    storage.create(PODS, made)
    storage.create(PODS, pod("b"))
    assert [(resource, each["metadata"]["name"]) for resource, each in storage.dependents("u-1")] == [(PODS, "a")]
    storage.edit(PODS, "a", "default", lambda new: new["metadata"].pop("ownerReferences"))
    assert storage.dependents("u-1") == []


def test_json_of_an_item_leaves_out_the_kind_as_real_servers_do(storage):
    storage.create(CONFIG_MAPS, config("a"))
    snapshot = storage.snapshot(CONFIG_MAPS, "a", "default")
    assert snapshot.item.startswith(b'{"metadata":')
    assert snapshot.encoded.startswith(b'{"kind":"ConfigMap","apiVersion":"v1","metadata":')
    assert snapshot.item is snapshot.item


def test_an_object_that_breaks_a_rule_is_not_stored(storage):
    with pytest.raises(status.Invalid, match=r'DaemonSet\.apps "d" is invalid: spec\.template\.metadata\.labels'):
        storage.create(DAEMON_SETS, workload(selector={"matchLabels": {"app": "other"}}))
    storage.create(DAEMON_SETS, workload())
    with pytest.raises(status.Invalid, match="field is immutable"):
        storage.edit(DAEMON_SETS, "d", "default", lambda new: new["spec"].update(selector={"matchLabels": {}}))
    assert storage.get(DAEMON_SETS, "d", "default")["spec"]["selector"] == {"matchLabels": {"app": "d"}}


@pytest.mark.parametrize(
    ("priority_class", "priority"), [("system-node-critical", 2_000_001_000), ("mine", 7), (None, 0)]
)
def test_a_pod_gets_the_priority_of_its_class(storage, priority_class, priority):
    storage.create(PRIORITY_CLASSES, {"metadata": {"name": "mine"}, "value": 7})
    chosen = {"priorityClassName": priority_class} if priority_class else {}
    assert storage.create(PODS, pod("a", **chosen))["spec"]["priority"] == priority


def test_a_priority_class_that_does_not_exist_is_refused(storage):
    with pytest.raises(status.Forbidden, match='pods "a" is forbidden: no PriorityClass with name none was found'):
        storage.create(PODS, pod("a", priorityClassName="none"))


def test_a_job_can_find_its_own_pods(storage):
    made = storage.create(JOBS, job())
    uid = made["metadata"]["uid"]
    own = {"job-name": "j", "controller-uid": uid}
    labels = own | {f"batch.kubernetes.io/{key}": value for key, value in own.items()}
    assert made["spec"]["selector"] == {"matchLabels": {"batch.kubernetes.io/controller-uid": uid}}
    assert made["spec"]["template"]["metadata"]["labels"] == labels
    assert made["metadata"]["labels"] == labels
