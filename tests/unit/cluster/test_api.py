import asyncio
import gzip
import json
from pathlib import Path

import pytest
from fault_server import FaultServer, broken, events, ordinary, raw, status, text
from multidict import CIMultiDict, CIMultiDictProxy
from patience import PATIENCE
from tables import connection, pod
from virtual_time import Instant

import ktui
from ktui.cluster.api import Api
from ktui.cluster.version import Version
from ktui.domain import errors


class Token:
    """Credentials that are a number, which can be renewed so often."""

    def __init__(self, renewals=0, number=1):
        self.number = number
        self.renewals = renewals
        self.refused = []
        self.lock = asyncio.Lock()

    async def headers(self):
        return CIMultiDictProxy(CIMultiDict({"Authorization": f"Bearer {self.number}"}))

    async def refresh(self, seen):
        self.refused.append(seen["Authorization"])
        async with self.lock:
            if seen != await self.headers():
                return True
            if not self.renewals:
                return False
            self.renewals -= 1
            self.number += 1
            return True

    async def tls(self):
        return True

    def refusal(self, words):
        return f"number {self.number} is not accepted ({words})"


@pytest.fixture
async def server():
    async with FaultServer() as server:
        server.put("pods", pod("a"))
        yield server


def waiting(seconds):
    """Timings of one who waits so long for the server, in real time."""
    return Instant().timings(answer=seconds, list_silence=seconds, probe=seconds)


@pytest.fixture
async def api(server):
    async with Api(connection(server), timings=waiting(PATIENCE), clock=Instant()) as api:
        yield api


@pytest.fixture
async def hasty(server):
    """For servers that never answer: nothing else is to be asked of them in so little time."""
    async with Api(connection(server), timings=waiting(0.3), clock=Instant()) as api:
        yield api


async def read(api, path="/api/v1/pods", **how):
    async with api.stream(path, {}, read_timeout=how.get("read_timeout", 5)) as pieces:
        return b"".join([piece async for piece in pieces])


# ---- what is asked


async def test_a_request_says_who_asks_and_takes_what_is_compressed(server, api):
    await api.get("/api/v1/pods")
    headers = server.requests[-1].headers
    assert headers["user-agent"] == f"ktui/{ktui.__version__}"
    assert headers["accept-encoding"] == "gzip"
    assert headers["accept"] == "application/json"
    assert "cookie" not in headers


async def test_compression_is_not_asked_for_where_the_kubeconfig_forbids_it(server):
    async with Api(connection(server, disable_compression=True)) as api:
        await api.get("/api/v1/pods")
    assert server.requests[-1].headers["accept-encoding"] == "identity"


async def test_a_body_goes_with_its_type_and_warnings_come_back(server, api):
    async def answer(exchange):
        exchange.answer(200, b"{}", Warning='299 - "spec.x is \\"deprecated\\""')

    server.fail("any", answer)
    warnings: list[str] = []
    await api.request("PATCH", "/x", body=b"[]", content_type="application/json-patch+json", warnings=warnings)
    request = server.requests[-1]
    assert (request.method, request.body) == ("PATCH", b"[]")
    assert request.headers["content-type"] == "application/json-patch+json"
    assert warnings == ['spec.x is "deprecated"']


async def test_a_path_and_a_query_arrive_as_they_are_meant(server, api):
    server.always("any", text(200, "{}"))
    await api.get("/api/v1/namespaces/a b/pods", {"continue": "a+b/c=&d", "limit": "1"})
    assert server.requests[-1].path == "/api/v1/namespaces/a b/pods"
    assert server.requests[-1].params == {"continue": "a+b/c=&d", "limit": "1"}


async def test_a_server_behind_a_prefix_is_spoken_to_behind_it(server):
    server.always("any", text(200, "{}"))
    there = connection(server)
    there = type(there)(**{**vars(there), "server": server.url + "/k8s/clusters/c-1"})
    async with Api(there) as api:
        await api.get("/version")
    assert server.requests[-1].path == "/k8s/clusters/c-1/version"


async def test_neither_netrc_nor_proxies_of_the_environment_are_used(server, api, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("default login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    await api.get("/api/v1/pods")
    assert "authorization" not in server.requests[-1].headers


async def test_a_proxy_of_the_kubeconfig_is_used(server):
    there = connection(server, proxy=server.url)
    there = type(there)(**{**vars(there), "server": "http://api.example:80"})
    async with Api(there) as api:
        server.always("any", text(200, "{}"))
        await api.get("/version")
    assert server.requests[-1].headers["host"] == "api.example"


async def test_all_groups_of_an_impersonation_are_sent(server):
    class Impersonating(Token):
        async def headers(self):
            return CIMultiDictProxy(CIMultiDict([("Impersonate-Group", "a"), ("Impersonate-Group", "b")]))

    seen = []

    async def answer(exchange):
        seen.append(exchange.request.headers)
        exchange.answer(200, b"{}")

    server.always("any", answer)
    async with Api(connection(server), Impersonating()) as api:
        await api.get("/version")
    assert seen[0]["impersonate-group"] == "a, b"


# ---- what is answered


async def test_an_answer_comes_as_its_bytes_compressed_or_not(server, api):
    plain = await api.get("/api/v1/pods")
    server.compress = True
    assert await api.get("/api/v1/pods") == plain
    assert await read(api) == plain
    assert json.loads(plain)["kind"] == "PodList"


async def test_a_stream_that_has_much_to_say_lets_others_have_their_turn(server, api):
    packed = gzip.compress(bytes(30_000_000), 1)

    async def zeros(exchange):
        exchange.answer(200, packed, Content_Encoding="gzip")

    server.fail("list", zeros)
    turns = 0

    async def others():
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(others())
        pieces = 0
        async with api.stream("/api/v1/pods", {}, read_timeout=5) as stream:
            before = turns
            async for _ in stream:
                pieces += 1
        waiting.cancel()
    assert pieces > 100
    assert turns - before >= pieces


async def test_a_compressed_answer_that_stops_early_is_an_error(server, api):
    packed = gzip.compress(b"x" * 100_000)

    async def half(exchange):
        exchange.begin(Content_Encoding="gzip")
        exchange.chunk(packed[:50])
        exchange.end()

    server.always("any", half)
    with pytest.raises(errors.Unreachable, match="cut off"):
        await read(api)


@pytest.mark.parametrize(("encoding", "words"), [("gzip", "compression is broken"), ("br", "encoded as br")])
async def test_an_answer_in_a_form_that_was_not_asked_for_is_an_error(server, api, encoding, words):
    async def answer(exchange):
        exchange.answer(200, b"plain", Content_Encoding=encoding)

    server.always("any", answer)
    with pytest.raises(errors.ServerError, match=words):
        await read(api)


async def test_a_refusal_is_raised_with_the_servers_words_and_its_wait(server, api):
    server.fail("list", status(429, "TooManyRequests", "slow down", Retry_After="7"))
    with pytest.raises(errors.TooManyRequests, match="slow down") as caught:
        await read(api)
    assert caught.value.retry_after == 7


async def test_a_refusal_is_believed_even_if_its_text_is_cut_off(server, api):
    async def answer(exchange):
        exchange.writer.write(b"HTTP/1.1 403 X\r\nContent-Length: 1000\r\n\r\nhalf of it")
        exchange.cut()

    server.fail("list", answer)
    with pytest.raises(errors.Forbidden, match="403"):
        await read(api)


async def test_a_redirect_is_not_followed(server, api):
    server.fail("list", text(302, "", Location=f"{server.url}/login"))
    with pytest.raises(errors.ServerError, match=r"redirects to .*/login"):
        await api.get("/api/v1/pods")
    assert len(server.requests) == 1


async def test_a_connection_that_breaks_is_unreachable(server, api):
    server.fail("list", events(then="cut"))
    with pytest.raises(errors.Unreachable, match="cut its answer off"):
        await read(api)


async def test_a_server_that_is_not_there_is_unreachable_and_known_to_be_down(server, api):
    await server.stop()
    with pytest.raises(errors.Unreachable, match="connection refused"):
        await api.get("/api/v1/pods")
    assert api.pulse.lost
    assert api.pulse.downs == 1


@pytest.mark.parametrize(
    ("answer", "downs"),
    [
        (text(502, "<html>Bad Gateway</html>"), 1),
        (text(503, ""), 1),
        (status(503, "ServiceUnavailable", "the server is overloaded"), 0),
        (text(500, "panic"), 0),
        (text(429, "slow down"), 0),
    ],
)
async def test_a_load_balancer_without_a_server_is_told_from_a_server_with_troubles(server, api, answer, downs):
    server.fail("list", answer)
    with pytest.raises(errors.ClusterError):
        await api.get("/api/v1/pods")
    assert api.pulse.downs == downs


async def test_a_server_that_does_not_answer_is_given_up(server, hasty):
    server.freeze()
    with pytest.raises(errors.Unreachable, match="does not answer"):
        await hasty.get("/api/v1/pods")
    with pytest.raises(errors.Unreachable, match="does not answer"):
        await read(hasty)
    assert hasty.pulse.lost
    assert hasty.pulse.downs == 0


async def test_a_stream_that_falls_silent_is_given_up(server, api):
    server.fail("list", events(then="silent"))
    with pytest.raises(errors.Unreachable, match="does not answer"):
        await read(api, read_timeout=0.05)


async def test_not_too_many_requests_are_made_at_once(server, api):
    under_way, most = 0, 0
    release = asyncio.Event()

    async def slow(exchange):
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        if under_way == 8:
            release.set()
        await release.wait()
        under_way -= 1
        await ordinary(exchange)

    server.always("list", slow)
    async with asyncio.TaskGroup() as tasks:
        for _ in range(30):
            tasks.create_task(api.get("/api/v1/pods"))
    assert most == 8


# ---- changes

PATCH = ("PATCH", "/api/v1/nodes/n1")
DELETE = ("DELETE", "/api/v1/namespaces/default/pods/a")


def changes(server):
    return [each for each in server.requests if each.method != "GET"]


@pytest.mark.parametrize("change", [PATCH, DELETE])
async def test_a_change_whose_connection_breaks_is_unanswered_and_is_not_sent_again(server, api, change):
    await api.get("/version")  # a connection that was open before: aiohttp would send a DELETE again
    server.fail("any", broken, text(200, "{}"))
    with pytest.raises(errors.Unanswered, match=r"closed the connection without an answer|broke"):
        await api.request(*change, body=b"{}")
    assert len(changes(server)) == 1


async def test_a_change_that_a_silent_server_has_got_is_unanswered_and_what_is_read_is_not(server, hasty):
    await hasty.get("/version")
    server.freeze()
    with pytest.raises(errors.Unanswered, match="does not answer"):
        await hasty.request(*PATCH, body=b"{}")
    with pytest.raises(errors.Unreachable) as caught:
        await hasty.get("/version")
    assert not isinstance(caught.value, errors.Unanswered)
    assert len(changes(server)) == 1


async def test_a_change_that_could_not_be_sent_has_certainly_failed(server, api):
    await server.stop()
    with pytest.raises(errors.Unreachable, match="connection refused") as caught:
        await api.request(*PATCH, body=b"{}")
    assert not isinstance(caught.value, errors.Unanswered)


async def test_a_change_whose_answer_is_cut_off_is_unanswered(server, api):
    server.fail("any", raw(b"{", then="cut"))
    with pytest.raises(errors.Unanswered):
        await api.request(*PATCH, body=b"{}")


async def test_so_is_one_whose_answer_cannot_be_read(server, api):
    server.fail("any", text(200, "{}", Content_Encoding="br"))
    with pytest.raises(errors.Unanswered, match="encoded as br"):
        await api.request(*PATCH, body=b"{}")


@pytest.mark.parametrize(
    ("answer", "left_open"),
    [
        (status(504, "Timeout", "request did not complete within requested timeout"), True),
        (text(502, "Bad Gateway"), True),
        (status(503, "ServiceUnavailable", "apiserver is shutting down", Retry_After="1"), False),
        (status(429, "TooManyRequests", "wait", Retry_After="1"), False),
    ],
)
async def test_a_change_is_sent_once_whatever_the_answer_and_open_only_if_that_leaves_it_so(
    server, api, answer, left_open
):
    server.fail("any", answer, text(200, "{}"))
    with pytest.raises(errors.ClusterError) as caught:
        await api.request(*DELETE, body=b"{}")
    assert isinstance(caught.value, errors.Unanswered) is left_open
    assert len(changes(server)) == 1


async def test_a_server_that_was_heard_just_now_is_not_asked_for_a_sign_of_life_before_a_change(server):
    clock = Instant()
    async with Api(connection(server), timings=waiting(PATIENCE), clock=clock) as api:
        await api.get("/version")
        await api.reach()
        assert not server.asked("ready")
        clock.now += 3
        await api.reach()
        assert len(server.asked("ready")) == 1


async def test_a_server_that_gives_no_sign_of_life_is_not_reached_and_one_that_calls_itself_unready_is(server, hasty):
    server.fail("ready", text(500, "[-]etcd failed: reason withheld"))
    hasty.pulse.miss()
    await hasty.reach()
    hasty.pulse.miss()
    server.freeze()
    with pytest.raises(errors.Unreachable, match="does not answer"):
        await hasty.reach()


# ---- interruption


async def interrupted(api, *, opened):
    """Read a stream; interrupt it once it is open, or once it was asked for."""
    async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as tasks:
        tasks.create_task(read(api, read_timeout=600))
        await opened.wait()
        api.interrupt("the server is gone")
        api.interrupt("the server is gone")  # twice does no harm


async def test_an_interruption_ends_the_streams_that_are_open_with_its_words(server):
    server.fail("list", events(("ADDED", {}), then="silent"))
    opened = asyncio.Event()
    async with Api(connection(server)) as api:
        beat, api.pulse.beat = api.pulse.beat, lambda: (beat(), opened.set())
        with pytest.RaisesGroup(pytest.RaisesExc(errors.Unreachable, match="the server is gone")):
            await interrupted(api, opened=opened)


async def test_an_interruption_ends_the_streams_that_are_being_opened(server):
    server.freeze()
    asked = asyncio.Event()
    server.listeners.append(asked.set)
    async with Api(connection(server)) as api:
        with pytest.RaisesGroup(pytest.RaisesExc(errors.Unreachable, match="does not answer")):
            await interrupted(api, opened=asked)


# ---- credentials


def knows(*tokens):
    """A server that takes these tokens only."""

    async def answer(exchange):
        if exchange.request.headers.get("authorization") in {f"Bearer {token}" for token in tokens}:
            await ordinary(exchange)
        else:
            await status(401, "Unauthorized", "Unauthorized")(exchange)

    return answer


async def test_a_401_renews_the_credentials_and_the_request_is_made_again_once(server):
    server.always("any", knows(2))
    token = Token(renewals=1)
    async with Api(connection(server), token) as api:
        assert await read(api)
    assert [each.headers["authorization"] for each in server.requests] == ["Bearer 1", "Bearer 2"]


async def test_a_401_that_nothing_newer_is_to_be_had_for_is_raised(server):
    server.always("any", knows())
    async with Api(connection(server), Token()) as api:
        with pytest.raises(errors.Unauthorized, match=r"number 1 is not accepted \(Unauthorized\)") as caught:
            await api.get("/api/v1/pods")
    assert caught.value.code == 401
    assert len(server.requests) == 1


async def test_a_401_for_new_credentials_too_is_raised(server):
    server.always("any", knows())
    async with Api(connection(server), Token(renewals=9)) as api:
        with pytest.raises(errors.Unauthorized):
            await api.get("/api/v1/pods")
    assert len(server.requests) == 2


async def test_many_requests_that_are_refused_together_renew_what_they_carried(server):
    server.always("any", knows(2))
    token = Token(renewals=1)
    async with Api(connection(server), token) as api, asyncio.TaskGroup() as tasks:
        for _ in range(20):
            tasks.create_task(api.get("/api/v1/pods"))
    assert token.number == 2
    assert set(token.refused) == {"Bearer 1"}


async def test_what_the_credentials_say_reaches_the_user(server):
    class Broken(Token):
        async def headers(self):
            raise errors.ConfigError("the plugin aws is not installed")

    async with Api(connection(server), Broken()) as api:
        with pytest.raises(errors.ConfigError, match="aws"):
            await api.get("/api/v1/pods")
    assert server.requests == []


# ---- the version, and signs of life


async def test_the_version_is_asked_once_for_all_and_again_when_asked_for_anew(server, api):
    assert api.server_version == ""
    async with asyncio.TaskGroup() as tasks:
        for _ in range(5):
            tasks.create_task(api.version())
    assert api.server_version == "v1.36.0"
    assert len(server.requests) == 1
    server.minor = 37
    await api.version(fresh=True)
    assert api.server_version == "v1.37.0"


async def test_a_server_that_does_not_tell_its_version_is_alive_all_the_same(server, api):
    server.fail("version", status(403, "Forbidden", "no"))
    assert await api.version() == Version()
    assert not api.pulse.lost


async def test_a_version_that_cannot_be_asked_for_is_asked_for_again(server, api):
    server.fail("version", broken, broken)  # a GET is made again once by aiohttp itself
    with pytest.raises(errors.Unreachable):
        await api.version()
    assert (await api.version()).minor == 36


UNREADY = (
    "[+]ping ok\n[-]etcd failed: reason withheld\n[-]etcd-readiness failed: reason withheld\nreadyz check failed\n"
)
"""What a server says that has lost its database."""


async def test_a_sign_of_life_does_not_queue_behind_requests_that_hang(server, api):
    server.always("list", raw(then="silent"))
    server.fail("ready", ordinary)
    async with asyncio.TaskGroup() as tasks:
        hanging = [tasks.create_task(api.get("/api/v1/pods")) for _ in range(20)]
        await api.alive()
        for each in hanging:
            each.cancel()


async def test_a_sign_of_life_that_does_not_come_is_told(server, hasty):
    server.freeze()
    with pytest.raises(errors.Unreachable, match="does not answer"):
        await hasty.alive()
    assert hasty.pulse.lost


async def test_a_server_that_calls_itself_unready_is_taken_at_its_word(server, api):
    server.fail("ready", text(500, UNREADY))
    with pytest.raises(errors.Unready, match=r"not ready: etcd, etcd-readiness$"):
        await api.alive()
    await api.alive()


@pytest.mark.parametrize("answer", [status(403, "Forbidden", "no"), status(404, "NotFound", "no"), text(404, "lost")])
async def test_a_server_that_does_not_tell_whether_it_is_ready_is_asked_for_its_version(
    server, api, answer, monkeypatch
):
    server.always("ready", answer)
    await api.alive()
    await api.alive()
    assert [each.sort for each in server.requests] == ["ready", "version", "version"]
    server.freeze()
    monkeypatch.setattr(api, "_timings", waiting(0.3))
    with pytest.raises(errors.Unreachable):
        await api.alive()


@pytest.mark.parametrize("answer", [text(503, "busy"), status(500, "InternalError", "no"), status(429, "", "later")])
async def test_any_other_answer_is_a_sign_of_life(server, api, answer):
    server.fail("ready", answer)
    await api.alive()
    await api.alive()
    assert [each.sort for each in server.requests] == ["ready", "ready"]


async def test_a_server_that_is_back_may_be_of_another_version(server, api):
    await api.version()
    api.pulse.miss()
    server.minor = 37
    await api.alive()
    assert api.server_version == "v1.37.0"


def test_nothing_of_kubernetes_asyncio_is_on_this_way():
    source = Path(ktui.__file__).parent / "cluster"
    for module in ("api", "reflector", "listing", "watching", "splitting", "credentials", "tls", "kubeconfig"):
        assert "kubernetes_asyncio" not in (source / f"{module}.py").read_text()
