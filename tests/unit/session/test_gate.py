"""Nothing reaches the cluster but through the gate, and nothing passes it unwritten."""

import asyncio
from datetime import UTC, datetime

import msgspec
import pytest

from ktui.cluster.access import Access
from ktui.domain.actions import Agreement, DeletePod, LabelNode, Right
from ktui.domain.errors import Conflict, Forbidden, Guarded, ReadOnly, Unanswered, Unreachable
from ktui.session.gate import Gate, changes
from ktui.session.guards import Guards
from ktui.session.journal import Journal, Outcome
from ktui.settings import Guard

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DELETE = DeletePod(namespace="kube-system", name="proxy-a", uid="u1")
ACTIONS = [DELETE, LabelNode(node="n1", uid="u2", changes={"pool": "gpu"}, before={"pool": "cpu"})]


class Authorizer:
    """Answers access reviews; counts them."""

    def __init__(self, allowed=True, evaluation_error=""):
        self.status = {"allowed": allowed, "evaluationError": evaluation_error}
        self.asked = 0

    async def request(self, method, path, *, params=None, body=None):
        self.asked += 1
        return msgspec.json.encode({"status": self.status})


class Cluster:
    """Takes actions; raises what it is told to."""

    def __init__(self, error=None, warnings=()):
        self.error, self.warnings, self.done = error, warnings, []

    async def do(self, action):
        self.done.append(action)
        if self.error:
            raise self.error
        return self.warnings


def gate(cluster, *, authorizer=None, read_only=False, rules=()):
    journal = Journal()
    made = Gate(
        Access(authorizer or Authorizer()),
        cluster.do,
        journal,
        context="prod",
        user="ada",
        read_only=read_only,
        clock=NOON.timestamp,
        guards=Guards(rules, "prod"),
    )
    return made, journal


async def test_an_action_that_is_allowed_is_done_once_and_written_down():
    cluster = Cluster(warnings=("old field",))
    passes, journal = gate(cluster)
    assert await passes.perform(DELETE) == ("old field",)
    assert cluster.done == [DELETE]
    (entry,) = journal.entries
    assert (entry.time, entry.context, entry.user) == (NOON, "prod", "ada")
    assert (entry.action, entry.target) == ("Delete pod kube-system/proxy-a", "pod kube-system/proxy-a")
    assert entry.kubectl == "kubectl delete pod proxy-a -n kube-system"
    assert (entry.outcome, entry.message, entry.warnings) == (Outcome.DONE, "", ("old field",))


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: type(action).__name__)
async def test_read_only_mode_stops_every_action_before_anybody_is_asked(action):
    cluster, authorizer = Cluster(), Authorizer()
    passes, journal = gate(cluster, authorizer=authorizer, read_only=True)
    with pytest.raises(ReadOnly):
        await passes.perform(action)
    assert (cluster.done, authorizer.asked) == ([], 0)
    assert [entry.outcome for entry in journal.entries] == [Outcome.REFUSED]


async def test_read_only_mode_says_why_a_key_is_refused_and_lets_reading_pass():
    passes, _ = gate(Cluster(), read_only=True)
    refused = await passes.permitted(Right("delete", "pods"))
    assert refused.allowed is False
    assert "Read-only" in refused.why
    assert (await passes.permitted(Right("get", "pods", subresource="log"))).allowed


@pytest.mark.parametrize("subresource", ["exec", "attach", "portforward", "proxy"])
def test_entering_a_pod_counts_as_a_change_even_with_a_verb_that_reads(subresource):
    assert changes(Right("get", "pods", subresource=subresource))


async def test_without_the_right_nothing_is_sent_and_the_missing_right_is_named():
    cluster = Cluster()
    passes, journal = gate(cluster, authorizer=Authorizer(allowed=False))
    with pytest.raises(Forbidden, match=r'delete pods "proxy-a" in namespace "kube-system"'):
        await passes.perform(DELETE)
    assert cluster.done == []
    assert [entry.outcome for entry in journal.entries] == [Outcome.REFUSED]


async def test_where_the_authorizer_cannot_tell_the_server_decides():
    cluster = Cluster()
    passes, _ = gate(cluster, authorizer=Authorizer(allowed=False, evaluation_error="webhook is down"))
    await passes.perform(DELETE)
    assert cluster.done == [DELETE]


async def test_what_the_server_refuses_is_raised_and_written_down_in_its_words():
    passes, journal = gate(Cluster(error=Conflict("it was replaced", code=409)))
    with pytest.raises(Conflict):
        await passes.perform(DELETE)
    (entry,) = journal.entries
    assert (entry.outcome, entry.message) == (Outcome.FAILED, "it was replaced")


async def test_a_right_that_the_server_contradicts_is_asked_for_anew():
    authorizer = Authorizer()
    passes, _ = gate(Cluster(error=Forbidden("no more", code=403)), authorizer=authorizer)
    for _ in range(2):
        with pytest.raises(Forbidden):
            await passes.perform(DELETE)
    assert authorizer.asked == 2


async def test_what_was_sent_and_not_answered_is_called_not_known_and_it_is_said_where_to_look():
    cluster = Cluster(error=Unanswered("https://10.0.0.1 does not answer"))
    passes, journal = gate(cluster)
    with pytest.raises(Unanswered) as caught:
        await passes.perform(DELETE)
    (entry,) = journal.entries
    assert entry.outcome is Outcome.UNKNOWN
    assert entry.message == str(caught.value)
    assert entry.message == (
        "Not known whether it was done, and it may be done yet: https://10.0.0.1 does not answer. "
        "Look at pod kube-system/proxy-a before you try again."
    )


async def test_what_was_never_sent_has_failed():
    passes, journal = gate(Cluster(error=Unreachable("connection refused")))
    with pytest.raises(Unreachable, match=r"^connection refused$"):
        await passes.perform(DELETE)
    assert [entry.outcome for entry in journal.entries] == [Outcome.FAILED]


async def test_what_is_given_up_before_it_is_sent_is_written_down_as_not_sent():
    class Silent(Authorizer):
        async def request(self, *arguments, **options):
            await asyncio.Event().wait()

    cluster = Cluster()
    passes, journal = gate(cluster, authorizer=Silent())
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(passes.perform(DELETE))
        await asyncio.sleep(0)
        running.cancel()
    (entry,) = journal.entries
    assert (entry.outcome, entry.message) == (Outcome.REFUSED, "Given up before it was sent.")
    assert cluster.done == []


async def test_an_action_that_is_cut_off_is_written_down_as_possibly_done():
    started = asyncio.Event()

    class Slow(Cluster):
        async def do(self, action):
            started.set()
            await asyncio.Event().wait()

    passes, journal = gate(Slow())
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(passes.perform(DELETE))
        await started.wait()
        running.cancel()
    (entry,) = journal.entries
    assert entry.outcome is Outcome.UNKNOWN
    assert "ktui ended before there was an answer. Look at pod kube-system/proxy-a" in entry.message


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: type(action).__name__)
async def test_a_rule_of_the_settings_stops_an_action_and_the_journal_says_so(action):
    cluster = Cluster()
    passes, journal = gate(cluster, rules=[Guard(do="deny", because="Frozen until Monday.")])
    with pytest.raises(Guarded, match="Frozen until Monday"):
        await passes.perform(action, Agreement(typed=True))
    assert cluster.done == []
    (entry,) = journal.entries
    assert entry.outcome is Outcome.REFUSED
    assert "Frozen until Monday" in entry.message


async def test_what_a_rule_wants_typed_passes_once_it_was_typed():
    cluster = Cluster()
    passes, journal = gate(cluster, rules=[Guard(do="type")])
    with pytest.raises(Guarded):
        await passes.perform(DELETE)
    await passes.perform(DELETE, Agreement(typed=True))
    assert cluster.done == [DELETE]
    assert [entry.outcome for entry in journal.entries] == [Outcome.REFUSED, Outcome.DONE]
