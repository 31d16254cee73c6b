"""What is asked of the server for Jobs and CronJobs, and that nothing unseen is overwritten."""

import json

import msgspec
import pytest

from ktui.cluster.actions import request
from ktui.domain.actions import (
    CreateJob,
    DeleteCronJob,
    DeleteJob,
    ResumeIndexes,
    RunCronJob,
    SetParallelism,
    SetSchedule,
    SuspendJob,
)
from ktui.domain.actions.jobs import Propagation
from ktui.domain.errors import Conflict, Forbidden, Invalid, NotFound, Unanswered, Unreachable

JOBS = "/apis/batch/v1/namespaces/etl/jobs"
CRON_JOBS = "/apis/batch/v1/namespaces/etl/cronjobs"
SUSPEND = SuspendJob("etl", "load", "u1", {"suspend": True}, {"suspend": False})


def merged(held, patch):
    made = dict(held)
    for key, value in patch.items():
        made[key] = merged(made.get(key) or {}, value) if isinstance(value, dict) else value
        if value is None:
            del made[key]
    return made


class Server:
    """Objects by path, judged as the API server judges them."""

    def __init__(self):
        template = {"metadata": {"labels": {"app": "n"}, "annotations": {"note": "x"}}}
        template["spec"] = {"template": {"spec": {"containers": [{"name": "main", "args": ["a"]}, {"name": "side"}]}}}
        self.objects = {
            f"{JOBS}/load": self.made("load", "u1", {"suspend": False, "parallelism": 4, "completions": 8}),
            f"{CRON_JOBS}/nightly": self.made("nightly", "c1", {"schedule": "@daily", "jobTemplate": template}),
        }
        self.requests = []
        self.refused = {}
        """By method and path, the error."""
        self.before_write = []
        """What others do before the next writes."""

    @staticmethod
    def made(name, uid, spec):
        return {"metadata": {"name": name, "uid": uid, "resourceVersion": "1"}, "spec": spec}

    async def get(self, path, params=None, accept=None):
        self.requests.append(("GET", path))
        if path not in self.objects:
            raise NotFound("not found", code=404)
        return msgspec.json.encode(self.objects[path])

    async def request(self, method, path, *, params=None, body=None, content_type="", warnings=None):
        self.requests.append((method, path))
        sent = json.loads(body)
        if (method, path) in self.refused:
            raise self.refused[method, path]
        if self.before_write:
            self.before_write.pop(0)(self)
        warnings.append("as a server says")
        if method == "POST":
            assert params == {"fieldManager": "ktui", "fieldValidation": "Strict"}
            path = f"{path}/{sent['metadata']['name']}"
            if path in self.objects:
                raise Conflict("already exists", reason="AlreadyExists", code=409)
            sent["metadata"] |= {"uid": "new", "resourceVersion": "1"}
            self.objects[path] = sent
            return msgspec.json.encode(sent)
        held = self.objects.get(path.removesuffix("/status"))
        if held is None:
            raise NotFound("not found", code=404)
        if method == "DELETE":
            if sent["preconditions"]["uid"] != held["metadata"]["uid"]:
                raise Conflict("Precondition failed", code=409)
            self.deletion = sent
            del self.objects[path]
            return b"{}"
        assert content_type == "application/merge-patch+json"
        given = sent["metadata"].get("resourceVersion", held["metadata"]["resourceVersion"])
        if (given, sent["metadata"]["uid"]) != (held["metadata"]["resourceVersion"], held["metadata"]["uid"]):
            raise Conflict("the object has been modified", code=409)
        self.objects[path.removesuffix("/status")] = merged(held, sent)
        return b"{}"

    def bump(self):
        metadata = self.objects[f"{JOBS}/load"]["metadata"]
        metadata["resourceVersion"] = str(int(metadata["resourceVersion"]) + 1)


@pytest.fixture
def server():
    return Server()


async def test_a_job_is_suspended_and_nothing_else_of_it_is_touched(server):
    assert await request(server, SUSPEND) == ("as a server says",)
    assert server.objects[f"{JOBS}/load"]["spec"] == {"suspend": True, "parallelism": 4, "completions": 8}


async def test_the_controllers_writing_meanwhile_does_no_harm(server):
    server.before_write = [Server.bump, Server.bump]
    await request(server, SUSPEND)
    assert server.objects[f"{JOBS}/load"]["spec"]["suspend"] is True


async def test_a_job_that_never_rests_ends_in_a_conflict(server):
    server.before_write = [Server.bump] * 100
    with pytest.raises(Conflict):
        await request(server, SUSPEND)
    assert [method for method, _ in server.requests].count("PATCH") == 5


async def test_what_somebody_else_has_changed_meanwhile_is_not_overwritten(server):
    server.objects[f"{JOBS}/load"]["spec"]["parallelism"] = 7
    with pytest.raises(Conflict, match="parallelism is now 7"):
        await request(server, SetParallelism("etl", "load", "u1", {"parallelism": 0}, {"parallelism": 4}))
    assert server.objects[f"{JOBS}/load"]["spec"]["parallelism"] == 7


async def test_parallelism_is_remembered_in_the_same_request(server):
    action = SetParallelism(
        "etl", "load", "u1", {"parallelism": 0}, {"parallelism": 4}, annotations={"ktui.dev/parallelism": "4"}
    )
    await request(server, action)
    assert server.objects[f"{JOBS}/load"]["metadata"]["annotations"] == {"ktui.dev/parallelism": "4"}
    assert '"annotations":{"ktui.dev/parallelism":"4"}' in action.kubectl


async def test_a_job_that_was_replaced_under_the_dialog_is_not_touched(server):
    server.objects[f"{JOBS}/load"]["metadata"]["uid"] = "u9"
    for action in (SUSPEND, DeleteJob("etl", "load", "u1")):
        with pytest.raises(Conflict, match="replaced by another of the same name"):
            await request(server, action)
    assert server.objects[f"{JOBS}/load"]["spec"]["suspend"] is False


async def test_what_is_gone_is_said_to_be(server):
    del server.objects[f"{JOBS}/load"]
    for action in (SUSPEND, DeleteJob("etl", "load", "u1")):
        with pytest.raises(NotFound, match="job etl/load is gone already"):
            await request(server, action)


@pytest.mark.parametrize("propagation", Propagation)
async def test_a_deletion_always_says_what_becomes_of_the_pods(server, propagation):
    await request(server, DeleteJob("etl", "load", "u1", propagation))
    assert server.deletion["propagationPolicy"] == propagation
    assert server.deletion["preconditions"] == {"uid": "u1"}


async def test_a_cron_job_is_deleted_in_the_same_way(server):
    await request(server, DeleteCronJob("etl", "nightly", "c1"))
    assert server.deletion["propagationPolicy"] == "Background"


async def test_a_copy_is_created(server):
    made = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "load-again"}, "spec": {}}
    await request(server, CreateJob("etl", "load-again", "load", made))
    assert f"{JOBS}/load-again" in server.objects


async def test_a_name_that_is_taken_is_said_to_be(server):
    with pytest.raises(Conflict, match="There is a job etl/load already; nothing was created"):
        await request(server, CreateJob("etl", "load", "load", {"metadata": {"name": "load"}, "spec": {}}))


RESUME = ResumeIndexes(
    "etl",
    "load-again",
    "load",
    {"metadata": {"name": "load-again"}, "spec": {"completions": 8}},
    completed="0-2,4-7",
    completed_count=7,
    chosen="3",
)


async def test_indexes_are_resumed_once_the_others_are_entered_as_done(server):
    await request(server, RESUME)
    made = server.objects[f"{JOBS}/load-again"]
    assert made["spec"] == {"completions": 8, "suspend": False}
    assert made["status"] == {"completedIndexes": "0-2,4-7", "succeeded": 7}
    assert [each for each in server.requests if each[0] == "PATCH"] == [
        ("PATCH", f"{JOBS}/load-again/status"),
        ("PATCH", f"{JOBS}/load-again"),
    ]


@pytest.mark.parametrize("where", ["/status", ""])
async def test_a_copy_whose_status_cannot_be_written_is_not_left_to_run_everything(server, where):
    server.refused["PATCH", f"{JOBS}/load-again{where}"] = Forbidden("jobs/status is forbidden", code=403)
    with pytest.raises(Forbidden, match="jobs/status is forbidden"):
        await request(server, RESUME)
    assert f"{JOBS}/load-again" not in server.objects
    assert server.deletion["preconditions"] == {"uid": "new"}


async def test_a_copy_that_cannot_be_deleted_again_is_said_to_be_left(server):
    server.refused["PATCH", f"{JOBS}/load-again/status"] = Unreachable("it does not answer")
    server.refused["DELETE", f"{JOBS}/load-again"] = Unreachable("connection refused")
    left = "it was created, is suspended, and could not be deleted after it does not answer: connection refused"
    with pytest.raises(Unanswered, match=left):
        await request(server, RESUME)
    assert server.objects[f"{JOBS}/load-again"]["spec"]["suspend"] is True


async def test_of_a_copy_that_was_deleted_again_nothing_is_left_open(server):
    server.refused["PATCH", f"{JOBS}/load-again/status"] = Unanswered("it does not answer")
    with pytest.raises(Unreachable, match=r"^it does not answer$") as caught:
        await request(server, RESUME)
    assert not isinstance(caught.value, Unanswered)
    assert f"{JOBS}/load-again" not in server.objects


async def test_a_copy_that_may_have_been_resumed_is_left_to_run(server):
    server.refused["PATCH", f"{JOBS}/load-again"] = Unanswered("it does not answer")
    with pytest.raises(Unanswered, match=r"^it does not answer$"):
        await request(server, RESUME)
    assert f"{JOBS}/load-again" in server.objects


async def test_an_answer_to_a_creation_that_is_no_object_leaves_it_open(server):
    async def portal(*arguments, **options):
        return b"<html>Sign in</html>"

    server.request = portal
    with pytest.raises(Unanswered, match="the answer about job etl/load-again is no object"):
        await request(server, RESUME)


async def test_a_cron_job_that_runs_now_makes_the_job_that_kubectl_makes(server):
    await request(server, RunCronJob("etl", "nightly", "c1", "nightly-manual"))
    made = server.objects[f"{JOBS}/nightly-manual"]
    assert made["metadata"]["annotations"] == {"cronjob.kubernetes.io/instantiate": "manual", "note": "x"}
    assert made["metadata"]["labels"] == {"app": "n"}
    assert made["metadata"]["ownerReferences"] == [
        {"apiVersion": "batch/v1", "kind": "CronJob", "name": "nightly", "uid": "c1", "controller": True}
    ]
    assert made["spec"] == server.objects[f"{CRON_JOBS}/nightly"]["spec"]["jobTemplate"]["spec"]


async def test_arguments_are_changed_for_this_once(server):
    await request(server, RunCronJob("etl", "nightly", "c1", "once", arguments=("--date", "2026-01-05")))
    containers = server.objects[f"{JOBS}/once"]["spec"]["template"]["spec"]["containers"]
    assert containers == [{"name": "main", "args": ["--date", "2026-01-05"]}, {"name": "side"}]


async def test_a_template_without_containers_takes_no_arguments(server):
    server.objects[f"{CRON_JOBS}/nightly"]["spec"]["jobTemplate"]["spec"]["template"]["spec"] = {}
    with pytest.raises(Invalid, match="no container"):
        await request(server, RunCronJob("etl", "nightly", "c1", "once", arguments=()))


async def test_a_cron_job_that_was_replaced_is_not_run(server):
    with pytest.raises(Conflict, match="cronjob etl/nightly was replaced"):
        await request(server, RunCronJob("etl", "nightly", "c0", "once"))
    assert f"{JOBS}/once" not in server.objects


async def test_schedule_and_zone_are_changed_together(server):
    changes = {"schedule": "0 4 * * *", "timeZone": "Europe/Paris"}
    await request(server, SetSchedule("etl", "nightly", "c1", changes, {"schedule": "@daily", "timeZone": None}))
    spec = server.objects[f"{CRON_JOBS}/nightly"]["spec"]
    assert (spec["schedule"], spec["timeZone"]) == ("0 4 * * *", "Europe/Paris")
    await request(server, SetSchedule("etl", "nightly", "c1", {"timeZone": None}, {"timeZone": "Europe/Paris"}))
    assert "timeZone" not in server.objects[f"{CRON_JOBS}/nightly"]["spec"]
