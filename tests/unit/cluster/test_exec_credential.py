"""Exec plugins: what they are told, what is made of what they print, and that they never touch the terminal."""

import asyncio
import base64
import contextlib
import json
import os
import sys

import pytest
from kubeconfigs import PKI
from patience import PATIENCE

from ktui.cluster.connection import Connection, ExecPlugin
from ktui.cluster.exec_credential import PluginRunner
from ktui.domain.errors import ConfigError, Unauthorized

V1 = "client.authentication.k8s.io/v1"
V1BETA1 = "client.authentication.k8s.io/v1beta1"
CREDENTIAL = {"apiVersion": V1, "kind": "ExecCredential", "status": {"token": "t"}}


def runner(
    tmp_path, script, *args, environ=None, said=None, terminal=None, time_out=PATIENCE, connection=None, **plugin
):
    """A runner of a small Python program."""
    path = tmp_path / "plugin.py"
    path.write_text(script)
    fields = {"command": sys.executable, "args": ("-SE", str(path), *args), **plugin}
    where = Connection(
        context="here", cluster="c", user="u", namespace="default", server="https://h:6443", **(connection or {})
    )
    return PluginRunner(
        where,
        ExecPlugin(**fields),
        environ=environ or dict(os.environ),
        said=said,
        terminal=terminal,
        time_out=time_out,
    )


def printing(value, also=""):
    text = value if isinstance(value, str) else json.dumps(value)
    return f"import sys\nsys.stdout.write({text!r})\n{also}"


def told(tmp_path):
    return json.loads((tmp_path / "told").read_text())


TELLING = f"""
import json, os, sys
json.dump({{"info": json.loads(os.environ["KUBERNETES_EXEC_INFO"]), "args": sys.argv[2:],
    "extra": os.environ.get("EXTRA"), "home": os.environ.get("HOME"), "stdin": sys.stdin.read(),
    "session": os.getsid(0) == os.getpid()}}, open(sys.argv[1], "w"))
print({json.dumps(CREDENTIAL)!r})
"""


class TestWhatAPluginIsTold:
    async def test_it_gets_arguments_environment_and_the_interface(self, tmp_path):
        environ = {**os.environ, "HOME": "/h", "EXTRA": "no"}
        await runner(tmp_path, TELLING, str(tmp_path / "told"), "a b", environ=environ, env=(("EXTRA", "yes"),)).run()
        assert told(tmp_path) == {
            "info": {"kind": "ExecCredential", "apiVersion": V1, "spec": {"interactive": False}},
            "args": ["a b"],
            "extra": "yes",
            "home": "/h",
            "stdin": "",
            "session": True,
        }

    async def test_it_is_told_of_the_cluster_if_it_wants_to(self, tmp_path):
        connection = {
            "ca_file": PKI / "ca.crt",
            "tls_server_name": "k8s",
            "proxy": "http://proxy:1",
            "disable_compression": True,
        }
        wanted = {"provide_cluster_info": True, "cluster_config": {"audience": "me"}, "api_version": V1}
        await runner(tmp_path, TELLING, str(tmp_path / "told"), connection=connection, **wanted).run()
        assert told(tmp_path)["info"]["spec"]["cluster"] == {
            "server": "https://h:6443",
            "tls-server-name": "k8s",
            "certificate-authority-data": base64.b64encode((PKI / "ca.crt").read_bytes()).decode(),
            "proxy-url": "http://proxy:1",
            "disable-compression": True,
            "config": {"audience": "me"},
        }

    async def test_it_cannot_open_the_terminal(self, tmp_path):
        script = printing(
            CREDENTIAL, "import os\ntry: os.open('/dev/tty', os.O_RDWR)\nexcept OSError: sys.exit(0)\nsys.exit(3)"
        )
        await runner(tmp_path, script).run()


class TestWhatItPrints:
    async def test_a_token_with_its_expiry(self, tmp_path):
        status = {"token": " t\n", "expirationTimestamp": "2026-11-21T12:00:00Z", "future": [1]}
        found = await runner(tmp_path, printing({**CREDENTIAL, "status": status})).run()
        assert (found.token, found.certificate, found.expires) == ("t", None, 1795262400.0)

    async def test_a_client_certificate(self, tmp_path):
        status = {"clientCertificateData": "CERT", "clientKeyData": "KEY", "token": None}
        found = await runner(tmp_path, printing({**CREDENTIAL, "status": status})).run()
        assert (found.token, found.expires) == ("", None)
        assert (found.certificate.certificate, found.certificate.key) == (b"CERT", b"KEY")

    async def test_the_older_version_is_spoken_too(self, tmp_path):
        found = await runner(tmp_path, printing({**CREDENTIAL, "apiVersion": V1BETA1}), api_version=V1BETA1).run()
        assert found.token == "t"

    @pytest.mark.parametrize(
        ("printed", "words"),
        [
            ("", "printed nothing instead of an ExecCredential as JSON"),
            ("Please log in\n", "printed something else instead of an ExecCredential as JSON"),
            ("[]", "printed something else instead of an ExecCredential as JSON"),
            ('{"status": {"token": 1}}', "printed something else instead of an ExecCredential as JSON"),
            (
                {"status": {"token": "t"}},
                f"answered with no kind no version, but the kubeconfig expects ExecCredential {V1}",
            ),
            ({**CREDENTIAL, "apiVersion": V1BETA1}, f"answered with ExecCredential {V1BETA1}, but the kubeconfig"),
            ({**CREDENTIAL, "kind": "Pod"}, f"answered with Pod {V1}, but the kubeconfig"),
            ({**CREDENTIAL, "status": None}, "gave neither a token nor a client certificate"),
            ({**CREDENTIAL, "status": {"token": ""}}, "gave neither a token nor a client certificate"),
            (
                {**CREDENTIAL, "status": {"token": "t", "clientKeyData": "k"}},
                "gave only one of client certificate and key",
            ),
            (
                {**CREDENTIAL, "status": {"token": "t", "expirationTimestamp": "tomorrow"}},
                'gave expirationTimestamp "tomorrow", which is no RFC 3339 time',
            ),
            (
                {**CREDENTIAL, "status": {"token": "t", "expirationTimestamp": "2026-01-01T00:00:00"}},
                'gave expirationTimestamp "2026-01-01T00:00:00", which is no RFC 3339 time',
            ),
        ],
    )
    async def test_what_is_no_credential_is_named_but_not_repeated(self, tmp_path, printed, words):
        with pytest.raises(ConfigError) as caught:
            await runner(tmp_path, printing(printed)).run()
        assert str(caught.value).startswith(f'context "here": the exec plugin {sys.executable} {words}')
        assert "To see it run: kubectl --context here version" in str(caught.value)
        assert "log in" not in str(caught.value)


class TestFailures:
    async def test_what_it_says_stands_in_the_error_without_its_colours(self, tmp_path):
        script = (
            "import sys\n"
            "sys.stderr.write('\\x1b[1;31mError:\\x1b[0m session\\x07 expired.\\r\\nRun: sso login.\\n\\n')\n"
            "sys.exit(255)"
        )
        lines = []
        with pytest.raises(Unauthorized) as caught:
            await runner(tmp_path, script, said=lines.append).run()
        assert str(caught.value) == (
            f'context "here": the exec plugin {sys.executable} failed with exit code 255: '
            '"Error: session\ufffd expired. Run: sso login". To see it run: kubectl --context here version'
        )
        assert lines == ["Error: session\ufffd expired.", "Run: sso login."]

    async def test_of_many_words_the_last_are_kept(self, tmp_path):
        script = "import sys\nfor n in range(20000): print('line', n, file=sys.stderr)\nsys.exit(1)"
        with pytest.raises(Unauthorized) as caught:
            await runner(tmp_path, script).run()
        assert str(caught.value).count("line 19999") == 1
        assert len(str(caught.value)) < 1000

    async def test_one_that_is_not_there_says_how_to_get_it(self, tmp_path):
        with pytest.raises(ConfigError) as caught:
            await runner(tmp_path, "", command="ktui-no-such", install_hint="brew install\n\x1b[1mit").run()
        assert str(caught.value) == (
            'context "here": the exec plugin ktui-no-such is not installed: it is nowhere in PATH. brew install it'
        )

    async def test_a_path_that_leads_nowhere_and_a_file_that_is_no_program(self, tmp_path):
        with pytest.raises(ConfigError, match=r"does not exist\. Install it, or correct the kubeconfig"):
            await runner(tmp_path, "", command=str(tmp_path / "nowhere")).run()
        (tmp_path / "text").write_text("x")
        with pytest.raises(ConfigError, match=r"cannot be executed\."):
            await runner(tmp_path, "", command=str(tmp_path / "text")).run()
        (tmp_path / "text").chmod(0o700)
        with pytest.raises(ConfigError, match=r"cannot be started: Exec format error\."):
            await runner(tmp_path, "", command=str(tmp_path / "text")).run()

    async def test_one_that_a_signal_ends(self, tmp_path):
        with pytest.raises(Unauthorized, match="was ended by signal 15"):
            await runner(tmp_path, "import os\nos.kill(os.getpid(), 15)").run()

    async def test_one_that_hangs_is_given_up(self, tmp_path):
        with pytest.raises(Unauthorized, match=r"did not answer within 0\.2 s"):
            await runner(tmp_path, "import time; time.sleep(60)", time_out=0.2).run()

    async def test_one_that_is_given_up_is_ended_with_all_of_its_processes(self, tmp_path):
        alive, gone = asyncio.Event(), asyncio.Event()

        async def watch(reader, writer):
            alive.set()
            await reader.read()
            gone.set()
            writer.close()

        grandchild = (
            "import socket, sys, time; s = socket.create_connection(('127.0.0.1', int(sys.argv[1]))); time.sleep(60)"
        )
        script = f"import subprocess, sys\nsubprocess.run([sys.executable, '-SEc', {grandchild!r}, sys.argv[1]])"
        async with asyncio.timeout(PATIENCE), await asyncio.start_server(watch, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            async with asyncio.TaskGroup() as tasks:
                task = tasks.create_task(runner(tmp_path, script, str(port)).run())
                await alive.wait()
                task.cancel()
            await gone.wait()

    async def test_one_that_prints_without_end_is_ended(self, tmp_path):
        script = "import sys\nwhile True: sys.stdout.write('x' * 65536)"
        with pytest.raises(ConfigError, match="prints without end"):
            await runner(tmp_path, script).run()

    async def test_what_it_leaves_running_is_not_waited_for(self, tmp_path):
        returned, held = asyncio.Event(), asyncio.Event()

        async def hold(reader, writer):
            await returned.wait()
            writer.close()
            held.set()

        left = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1]))).recv(1)"
        script = printing(
            CREDENTIAL,
            f"sys.stdout.flush()\nimport subprocess\nsubprocess.Popen([sys.executable, '-SEc', {left!r}, sys.argv[1]])",
        )
        async with await asyncio.start_server(hold, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            assert (await runner(tmp_path, script, str(port)).run()).token == "t"
            returned.set()  # nothing else ends what was left
            await held.wait()


class TestThoseThatInsist:
    async def test_without_a_terminal_to_lend_the_user_is_told_what_to_run_first(self, tmp_path):
        with pytest.raises(Unauthorized, match=r"asks at the terminal.*kubectl --context here version"):
            await runner(tmp_path, "", interactive_mode="Always").run()

    async def test_the_terminal_is_lent_while_it_runs(self, tmp_path):
        lent = []

        @contextlib.contextmanager
        def terminal():
            lent.append("lent")
            yield
            lent.append("back")

        read, write = os.pipe()
        saved = os.dup(0)
        os.write(write, b"hunter2\n")
        os.close(write)
        os.dup2(read, 0)
        try:
            script = (
                "import json, os, sys\nassert json.loads(os.environ['KUBERNETES_EXEC_INFO'])['spec']['interactive']\n"
                f"answer = {CREDENTIAL!r}\nanswer['status']['token'] = sys.stdin.readline().strip()\n"
                "print(json.dumps(answer))"
            )
            found = await runner(tmp_path, script, interactive_mode="Always", terminal=terminal).run()
        finally:
            os.dup2(saved, 0)
            os.close(saved)
            os.close(read)
        assert found.token == "hunter2"
        assert "hunter2" not in repr(found)
        assert lent == ["lent", "back"]
