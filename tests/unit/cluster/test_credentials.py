"""Which credentials are sent, when they are renewed, and that only one renewal runs at a time."""

import asyncio
import json
import os
import ssl
import sys

import pytest
from kubeconfigs import PKI, config, exec_user, write

from ktui.cluster.connection import Connection, Identity
from ktui.cluster.credentials import Credentials, Secret, credentials_for
from ktui.cluster.kubeconfig import connect
from ktui.cluster.tls import ClientCertificate
from ktui.domain.errors import ConfigError, Unauthorized


class Clock:
    """A time that stands still until it is moved."""

    def __init__(self):
        self.now = 1_000_000.0

    def __call__(self):
        return self.now


class Source:
    """Gives what it is told to, or raises it; counts how often it was asked."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []
        self.busy = 0

    async def __call__(self, refused):
        self.asked.append(refused)
        assert self.busy == 0, "two renewals at once"
        self.busy += 1
        await asyncio.sleep(0)
        self.busy -= 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


CONNECTION = Connection(context="here", cluster="c", user="u", namespace="default", server="https://h")
FIRST = ClientCertificate((PKI / "client.crt").read_bytes(), (PKI / "client.key").read_bytes())
SECOND = ClientCertificate((PKI / "client-renewed.crt").read_bytes(), (PKI / "client-renewed.key").read_bytes())


@pytest.fixture
def clock():
    return Clock()


def made(clock, *answers, renewable=True):
    source = Source(*answers)
    return Credentials(CONNECTION, source, renewable=renewable, clock=clock), source


def of(identity, clock=None, **fields):
    connection = Connection(
        **{
            "context": "here",
            "cluster": "c",
            "user": "u",
            "namespace": "default",
            "server": "https://h",
            "identity": Identity(**identity),
            **fields,
        }
    )
    return credentials_for(connection, clock=clock or Clock(), environ=dict(os.environ))


def bearer(token, **times):
    return Secret(f"Bearer {token}", **times)


class TestWhatIsSent:
    @pytest.mark.parametrize(
        ("identity", "sent"),
        [
            ({}, []),
            ({"token": "t"}, [("Authorization", "Bearer t")]),
            ({"username": "joe", "password": "pä:ss"}, [("Authorization", "Basic am9lOnDDpDpzcw==")]),
            ({"username": "joe"}, [("Authorization", "Basic am9lOg==")]),
            (
                {
                    "impersonate": "joe",
                    "impersonate_uid": "7",
                    "impersonate_groups": ("a", "b"),
                    "impersonate_extra": {"Example.org/%x y": ("1", "2")},
                },
                [
                    ("Impersonate-User", "joe"),
                    ("Impersonate-Uid", "7"),
                    ("Impersonate-Group", "a"),
                    ("Impersonate-Group", "b"),
                    ("Impersonate-Extra-Example.org%2F%25x%20y", "1"),
                    ("Impersonate-Extra-Example.org%2F%25x%20y", "2"),
                ],
            ),
        ],
    )
    async def test_an_identity_is_sent_in_headers_as_client_go_sends_it(self, identity, sent):
        assert list((await of(identity).headers()).items()) == sent

    async def test_without_tls_nothing_secret_is_sent_and_no_plugin_runs(self):
        credentials = of({"token": "t", "impersonate": "joe"}, server="http://h")
        assert dict(await credentials.headers()) == {"Impersonate-User": "joe"}
        assert await credentials.tls() is True

    @pytest.mark.parametrize("identity", [{"token": "a\nb"}, {"token": "t", "impersonate": "a\r\nX-Evil: 1"}])
    async def test_what_would_break_the_headers_is_refused_without_being_shown(self, identity):
        with pytest.raises(ConfigError, match="holds a line break or control character") as caught:
            await of(identity).headers()
        assert "Evil" not in str(caught.value)

    async def test_a_netrc_at_home_is_not_read(self, tmp_path, monkeypatch):
        (tmp_path / ".netrc").write_text("default login joe password hush\n")
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
        assert dict(await of({}).headers()) == {}


class TestFiles:
    async def test_a_token_file_is_read_again_after_a_minute_and_stripped(self, tmp_path, clock):
        file = tmp_path / "token"
        file.write_text("first\n")
        credentials = of({"token_file": file}, clock)
        assert (await credentials.headers())["Authorization"] == "Bearer first"
        file.write_text(" second \n")
        clock.now += 59
        assert (await credentials.headers())["Authorization"] == "Bearer first"
        clock.now += 1
        assert (await credentials.headers())["Authorization"] == "Bearer second"

    async def test_a_token_file_that_cannot_be_read_for_a_while_leaves_the_last_token(self, tmp_path, clock):
        file = tmp_path / "token"
        file.write_text("first")
        credentials = of({"token_file": file}, clock)
        await credentials.headers()
        file.unlink()
        clock.now += 3600
        assert (await credentials.headers())["Authorization"] == "Bearer first"

    async def test_a_token_file_wins_over_the_token_as_long_as_it_can_be_read(self, tmp_path):
        file = tmp_path / "token"
        assert (await of({"token": "kept", "token_file": file}).headers())["Authorization"] == "Bearer kept"
        file.write_text("read")
        assert (await of({"token": "kept", "token_file": file}).headers())["Authorization"] == "Bearer read"

    @pytest.mark.parametrize("content", [None, "", "\n"])
    async def test_a_missing_or_empty_token_file_is_named(self, tmp_path, content):
        file = tmp_path / "token"
        if content is not None:
            file.write_text(content)
        with pytest.raises(ConfigError, match=rf'context "here": the token file {file} (is empty|cannot be read)'):
            await of({"token_file": file}).headers()

    async def test_a_refused_token_is_read_again_at_once(self, tmp_path, clock):
        file = tmp_path / "token"
        file.write_text("first")
        credentials = of({"token_file": file}, clock)
        seen = await credentials.headers()
        clock.now += 11
        assert not await credentials.refresh(seen)
        clock.now += 11
        file.write_text("second")
        assert await credentials.refresh(seen)
        assert (await credentials.headers())["Authorization"] == "Bearer second"

    async def test_renewed_certificate_files_make_another_context(self, tmp_path, clock):
        def put(certificate):
            (tmp_path / "crt").write_bytes(certificate.certificate)
            (tmp_path / "key").write_bytes(certificate.key)

        put(FIRST)
        credentials = of({"client_certificate": tmp_path / "crt", "client_key": tmp_path / "key"}, clock)
        before = await credentials.tls()
        clock.now += 60
        assert await credentials.tls() is before
        put(SECOND)
        clock.now += 60
        after = await credentials.tls()
        assert isinstance(after, ssl.SSLContext)
        assert after is not before

    async def test_a_missing_certificate_file_is_named(self, tmp_path):
        identity = {"client_certificate": tmp_path / "crt", "client_key_data": b"k"}
        with pytest.raises(ConfigError, match=f"the client certificate {tmp_path}/crt cannot be read: No such file"):
            await of(identity).tls()


class TestRenewal:
    async def test_a_static_token_is_never_renewed(self, clock):
        credentials, source = made(clock, bearer("a"), renewable=False)
        seen = await credentials.headers()
        clock.now += 1e6
        assert not await credentials.refresh(seen)
        assert source.asked == [False]

    async def test_it_is_renewed_when_its_time_has_come(self, clock):
        credentials, source = made(clock, bearer("a", renew_at=clock.now + 60), bearer("b"))
        assert (await credentials.headers())["Authorization"] == "Bearer a"
        clock.now += 59
        assert (await credentials.headers())["Authorization"] == "Bearer a"
        clock.now += 1
        assert (await credentials.headers())["Authorization"] == "Bearer b"
        assert source.asked == [False, False]

    async def test_a_hundred_callers_share_one_renewal(self, clock):
        credentials, source = made(clock, bearer("a"), bearer("b"))
        first = await asyncio.gather(*(credentials.headers() for _ in range(100)))
        assert len(source.asked) == 1
        clock.now += 3600
        assert all(await asyncio.gather(*(credentials.refresh(seen) for seen in first)))
        assert source.asked == [False, True]
        assert (await credentials.headers())["Authorization"] == "Bearer b"

    async def test_what_was_renewed_a_moment_ago_is_not_renewed_again(self, clock):
        credentials, source = made(clock, bearer("a"), bearer("b"), bearer("c"))
        seen = await credentials.headers()
        clock.now += 9
        assert not await credentials.refresh(seen)
        clock.now += 1
        assert await credentials.refresh(seen)
        assert await credentials.refresh(seen)
        assert len(source.asked) == 2

    async def test_a_source_that_gives_the_same_again_does_not_ask_for_another_try(self, clock):
        credentials, _ = made(clock, bearer("a"))
        seen = await credentials.headers()
        clock.now += 3600
        assert not await credentials.refresh(seen)

    async def test_a_hundred_refusals_of_a_certificate_renew_it_once(self, clock):
        credentials, source = made(clock, Secret(certificate=FIRST), Secret(certificate=SECOND))
        seen = await credentials.headers()
        before = await credentials.tls()
        clock.now += 3600
        assert all(await asyncio.gather(*(credentials.refresh(seen) for _ in range(100))))
        assert len(source.asked) == 2
        assert await credentials.tls() is not before

    async def test_a_token_alone_does_not_change_the_context(self, clock):
        credentials, _ = made(clock, bearer("a", certificate=FIRST), bearer("b", certificate=FIRST))
        before = await credentials.tls()
        clock.now += 3600
        assert await credentials.refresh(await credentials.headers())
        assert await credentials.tls() is before

    async def test_who_is_cancelled_while_renewing_leaves_it_to_the_next(self, clock):
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def fetch(_refused):
            begun.set()
            await go_on.wait()
            return bearer("a")

        credentials = Credentials(CONNECTION, fetch, renewable=True, clock=clock)
        async with asyncio.TaskGroup() as tasks:
            first = tasks.create_task(credentials.headers())
            second = tasks.create_task(credentials.headers())
            await begun.wait()
            first.cancel()
            go_on.set()
        assert second.result()["Authorization"] == "Bearer a"


class TestFailures:
    async def test_a_source_that_failed_is_left_alone_for_longer_and_longer(self, clock):
        credentials, source = made(clock, Unauthorized("no"))
        waited = []
        for _ in range(9):
            with pytest.raises(Unauthorized, match="no"):
                await credentials.headers()
            begun, asked = clock.now, len(source.asked)
            while len(source.asked) == asked:
                clock.now += 5
                with pytest.raises(Unauthorized, match="no"):
                    await credentials.headers()
            waited.append(clock.now - begun)
        assert waited[:4] == [5, 10, 20, 40]
        assert waited[-1] == 300

    async def test_all_who_wait_hear_of_one_failure(self, clock):
        credentials, source = made(clock, Unauthorized("no"))
        found = await asyncio.gather(*(credentials.headers() for _ in range(50)), return_exceptions=True)
        assert [str(each) for each in found] == ["no"] * 50
        assert len(source.asked) == 1

    async def test_what_is_still_valid_is_used_when_its_renewal_fails(self, clock):
        first = bearer("a", renew_at=clock.now + 100, expires=clock.now + 160)
        credentials, source = made(clock, first, Unauthorized("no"))
        await credentials.headers()
        clock.now += 100
        assert (await credentials.headers())["Authorization"] == "Bearer a"
        assert (await credentials.headers())["Authorization"] == "Bearer a"
        assert len(source.asked) == 2
        clock.now += 60
        with pytest.raises(Unauthorized):
            await credentials.headers()

    async def test_patience_begins_anew_after_success(self, clock):
        credentials, source = made(
            clock, Unauthorized("no"), Unauthorized("no"), bearer("a", renew_at=clock.now), Unauthorized("no")
        )
        for step in (5, 10):
            with pytest.raises(Unauthorized):
                await credentials.headers()
            clock.now += step
        await credentials.headers()
        clock.now += 1
        await credentials.headers()
        asked = len(source.asked)
        clock.now += 5
        await credentials.headers()
        assert len(source.asked) == asked + 1

    async def test_a_refusal_that_cannot_be_mended_says_why(self, clock):
        credentials, _ = made(clock, bearer("a"), Unauthorized("sign in"))
        seen = await credentials.headers()
        clock.now += 3600
        with pytest.raises(Unauthorized, match="sign in"):
            await credentials.refresh(seen)


@pytest.mark.parametrize(
    ("identity", "words"),
    [
        ({"token": "hush"}, "the server does not accept the token (Unauthorized). Sign in again, or renew it."),
        ({"username": "joe", "password": "hush"}, "the server does not accept the password of joe (Unauthorized)."),
        ({"client_certificate_data": b"x"}, "the server does not accept the client certificate (Unauthorized)."),
        ({}, "the server asks who you are (Unauthorized), and the user has no credentials."),
    ],
)
def test_a_refusal_names_what_was_refused(identity, words):
    said = of(identity).refusal("Unauthorized")
    assert said.startswith(f'context "here": {words}')
    assert "hush" not in said


class TestExecPlugins:
    PLUGIN = """
import json, pathlib, sys, os
runs = pathlib.Path(sys.argv[1])
count = len(runs.read_text()) if runs.exists() else 0
runs.write_text("x" * (count + 1))
answers = json.loads(sys.argv[2])
version = json.loads(os.environ["KUBERNETES_EXEC_INFO"])["apiVersion"]
print(json.dumps({"apiVersion": version, "kind": "ExecCredential", "status": answers[min(count, len(answers) - 1)]}))
"""

    def credentials(self, tmp_path, clock, *answers, user=None):
        (tmp_path / "plugin.py").write_text(self.PLUGIN)
        plugin = exec_user(sys.executable, "-SE", tmp_path / "plugin.py", tmp_path / "runs", json.dumps(answers))
        path = write(tmp_path / "config", config(user={**plugin, **(user or {})}))
        return credentials_for(connect(path, environ={}), clock=clock, environ=dict(os.environ))

    def runs(self, tmp_path):
        path = tmp_path / "runs"
        return len(path.read_text()) if path.exists() else 0

    async def test_it_runs_once_for_all_and_again_a_minute_before_its_token_expires(self, tmp_path):
        clock = Clock()
        clock.now = 1795262400.0  # 2026-11-21T12:00:00Z
        credentials = self.credentials(
            tmp_path, clock, {"token": "a", "expirationTimestamp": "2026-11-21T12:15:00Z"}, {"token": "b"}
        )
        await asyncio.gather(*(credentials.headers() for _ in range(20)))
        clock.now += 14 * 60 - 1
        assert (await credentials.headers())["Authorization"] == "Bearer a"
        assert self.runs(tmp_path) == 1
        clock.now += 1
        assert (await credentials.headers())["Authorization"] == "Bearer b"
        assert self.runs(tmp_path) == 2

    async def test_one_whose_token_has_expired_already_does_not_run_for_every_request(self, tmp_path, clock):
        credentials = self.credentials(tmp_path, clock, {"token": "a", "expirationTimestamp": "1970-01-01T00:00:00Z"})
        for _ in range(10):
            assert (await credentials.headers())["Authorization"] == "Bearer a"
        assert self.runs(tmp_path) == 1
        clock.now += 5
        await credentials.headers()
        assert self.runs(tmp_path) == 2

    async def test_it_runs_again_after_a_401_and_may_bring_another_certificate(self, tmp_path, clock):
        def status(certificate):
            return {
                "clientCertificateData": certificate.certificate.decode(),
                "clientKeyData": certificate.key.decode(),
            }

        credentials = self.credentials(tmp_path, clock, status(FIRST), status(SECOND))
        before = await credentials.tls()
        seen = await credentials.headers()
        assert dict(seen) == {}
        clock.now += 60
        assert await credentials.refresh(seen)
        assert await credentials.tls() is not before
        assert self.runs(tmp_path) == 2

    @pytest.mark.parametrize(
        "user", [{"token": "own"}, {"username": "joe"}, {"client-certificate": "crt", "client-key": "key"}]
    )
    async def test_it_does_not_run_beside_other_credentials_as_in_client_go(self, tmp_path, clock, user):
        (tmp_path / "crt").write_bytes(FIRST.certificate)
        (tmp_path / "key").write_bytes(FIRST.key)
        credentials = self.credentials(tmp_path, clock, {"token": "a"}, user=user)
        assert "Bearer a" not in (await credentials.headers()).values()
        await credentials.tls()
        assert self.runs(tmp_path) == 0
