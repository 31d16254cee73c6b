from ktui.domain import kinds
from ktui.domain.batch import Job
from ktui.domain.events import Event
from ktui.domain.objects import ControllerRevision, Meta, Node, Object, ObjectReference, OwnerReference, Pod, PodSpec
from ktui.store.cluster_state import ClusterState


def meta(name, *owners):
    return Meta(name=name, namespace="default", uid=name, owner_references=list(owners))


CONTROLLER = OwnerReference(kind="DaemonSet", name="agent", uid="d", controller=True)
FRIEND = OwnerReference(kind="Thing", name="friend", uid="f")


def test_a_pod_is_found_by_its_controller_and_by_its_node():
    state = ClusterState()
    state.pods.upsert(Pod(metadata=meta("mine", FRIEND, CONTROLLER), spec=PodSpec(node_name="node-0")))
    state.pods.upsert(Pod(metadata=meta("nobodys", FRIEND)))
    assert [pod.name for pod in state.pods.by("owner", "d")] == ["mine"]
    assert state.pods.by("owner", "f") == []
    assert [pod.name for pod in state.pods.by("node", "node-0")] == ["mine"]
    assert state.pods.by("node", "") == []


def test_a_revision_is_found_by_its_controller():
    state = ClusterState()
    state.controller_revisions.upsert(ControllerRevision(metadata=meta("agent-1", CONTROLLER), revision=1))
    assert [each.revision for each in state.controller_revisions.by("owner", "d")] == [1]


def test_a_warning_is_found_by_what_it_is_about():
    state = ClusterState()
    state.daemon_set_warnings.upsert(Event(metadata=meta("w"), involved_object=ObjectReference(uid="d")))
    state.daemon_set_warnings.upsert(Event(metadata=meta("v")))
    assert [event.name for event in state.daemon_set_warnings.by("involved", "d")] == ["w"]
    assert state.daemon_set_warnings.by("involved", "") == []


def test_every_kind_has_a_table_of_its_own():
    state = ClusterState()
    every = [value for value in vars(kinds).values() if isinstance(value, kinds.Kind)]
    assert len({id(state.table(kind)) for kind in every}) == len(set(every)) == len(every)


def test_a_table_without_a_name_of_its_own_is_made_when_it_is_asked_for():
    state = ClusterState()
    heard = []
    end = state.subscribe(lambda: heard.append(1))
    secret = kinds.Kind("Secret", "secrets", Object)
    state.table(secret).upsert(Object(meta("a")))
    assert [each.name for each in state.table(secret)] == ["a"]
    assert heard == [1]
    end()
    state.nodes.upsert(Node(meta("n")))
    assert heard == [1]


def test_a_job_is_found_by_its_cron_job():
    state = ClusterState()
    state.jobs.upsert(Job(metadata=meta("nightly-1", OwnerReference(kind="CronJob", uid="c", controller=True))))
    state.jobs.upsert(Job(metadata=meta("nobodys")))
    assert [job.name for job in state.jobs.by("owner", "c")] == ["nightly-1"]


def test_an_event_of_a_job_and_of_a_cron_job_is_found_by_what_it_is_about():
    state = ClusterState()
    for table in (state.job_warnings, state.cron_job_events):
        table.upsert(Event(metadata=meta("e"), involved_object=ObjectReference(uid="j")))
        assert [event.name for event in table.by("involved", "j")] == ["e"]
