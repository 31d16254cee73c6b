"""Exec plugins: programs that print credentials (``client.authentication.k8s.io``, client-go ``plugin/.../exec``).

A plugin never gets the screen: it has no standard input and no terminal, and what it says on standard error is kept
for the text of the error. Only a plugin that insists (``interactiveMode: Always``) is lent the terminal, if there is
somebody to lend it.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import re
import shutil
import signal
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from ktui.cluster.connection import Connection, ExecPlugin
from ktui.cluster.tls import ClientCertificate, authority
from ktui.domain.errors import ConfigError, KtuiError, Unauthorized
from ktui.domain.text import printable

TIME_OUT = 180.0
"""Seconds until a plugin is given up: somebody may be signing in with a browser meanwhile."""

_LATE_OUTPUT = 1.0
_MAX_OUTPUT = 1024 * 1024
_MAX_WORDS = 600
_COLOUR = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")

Terminal = Callable[[], AbstractContextManager[object]]
"""Lends the terminal while the context is open, for example Textual's ``App.suspend``."""


class _Status(msgspec.Struct, frozen=True, rename="camel"):
    token: str | None = None
    client_certificate_data: str | None = None
    client_key_data: str | None = None
    expiration_timestamp: str | None = None

    def __repr__(self) -> str:
        return "<status>"  # it holds secrets


class _ExecCredential(msgspec.Struct, frozen=True, rename="camel"):
    api_version: str = ""
    kind: str = ""
    status: _Status | None = None


@dataclass(frozen=True)
class ExecCredential:
    """What a plugin printed."""

    token: str = field(repr=False)
    certificate: ClientCertificate | None
    expires: float | None
    """Seconds since the epoch; ``None``: not before the server says so."""


class PluginRunner:
    """Runs the exec plugin of a connection.

    Args:
        connection: whose user has the plugin.
        plugin: what to run.
        environ: the environment it gets, beside what the kubeconfig adds.
        said: gets each line that the plugin prints on standard error, while it runs.
        terminal: lends the terminal to a plugin that insists on one.
        time_out: seconds until it is given up.
    """

    def __init__(
        self,
        connection: Connection,
        plugin: ExecPlugin,
        *,
        environ: Mapping[str, str] = os.environ,
        said: Callable[[str], None] | None = None,
        terminal: Terminal | None = None,
        time_out: float = TIME_OUT,
    ) -> None:
        self._connection = connection
        self._plugin = plugin
        self._environ = environ
        self._said = said or _to_nobody
        self._terminal = terminal
        self._time_out = time_out

    async def run(self) -> ExecCredential:
        """Run the plugin once.

        Raises:
            ConfigError: it is not there, or what it prints is no credential.
            Unauthorized: it failed; may be tried again.
        """
        program = self._program()
        if self._plugin.interactive_mode == "Always":
            if self._terminal is None:
                raise self._insists()
            with self._terminal():
                output = await self._printed(program, interactive=True)
        else:
            output = await self._printed(program, interactive=False)
        return self._credential(output)

    @property
    def _name(self) -> str:
        return f"{self._connection.where}: the exec plugin {printable(self._plugin.command)}"

    @property
    def _sign_in(self) -> str:
        return f"To see it run: {self._connection.kubectl} version"

    def _program(self) -> str:
        command = self._plugin.command
        found = shutil.which(command, path=self._environ.get("PATH", os.defpath))
        if found:
            return found
        if "/" in command:
            why = "cannot be executed" if os.path.exists(command) else "does not exist"  # noqa: PTH110 (any text)
        else:
            why = "is not installed: it is nowhere in PATH"
        hint = f" {_words(self._plugin.install_hint)}" if self._plugin.install_hint else ""
        raise ConfigError(f"{self._name} {why}.{hint or ' Install it, or correct the kubeconfig.'}")

    def _insists(self) -> KtuiError:
        return Unauthorized(
            f"{self._name} asks at the terminal (interactiveMode: Always), and has none here. Let it sign in first, "
            f"if it remembers that: {self._connection.kubectl} version. "
            "Or set interactiveMode: IfAvailable."
        )

    def _info(self, *, interactive: bool) -> str:
        spec: dict[str, object] = {"interactive": interactive}
        if self._plugin.provide_cluster_info:
            connection = self._connection
            cluster = {
                "server": connection.server,
                "tls-server-name": connection.tls_server_name,
                "insecure-skip-tls-verify": connection.insecure,
                "certificate-authority-data": base64.b64encode(authority(connection) or b"").decode(),
                "proxy-url": connection.proxy,
                "disable-compression": connection.disable_compression,
                "config": self._plugin.cluster_config,
            }
            spec["cluster"] = {key: value for key, value in cluster.items() if value}
        info = {"kind": "ExecCredential", "apiVersion": self._plugin.api_version, "spec": spec}
        return json.dumps(info, default=str)

    async def _printed(self, program: str, *, interactive: bool) -> bytes:
        """What a run printed on standard output."""
        environ = {
            **self._environ,
            **dict(self._plugin.env),
            "KUBERNETES_EXEC_INFO": self._info(interactive=interactive),
        }
        output, words = bytearray(), _Words(self._said)
        async with contextlib.AsyncExitStack() as stack:
            stdout, stdout_end = await stack.enter_async_context(_pipe())
            stderr, stderr_end = await stack.enter_async_context(_pipe())
            try:
                process = await asyncio.create_subprocess_exec(
                    program,
                    *self._plugin.args,
                    env=environ,
                    stdin=None if interactive else DEVNULL,
                    stdout=stdout_end.take(),
                    stderr=None if interactive else stderr_end.take(),
                    # A session of its own has no controlling terminal: /dev/tty cannot be opened either.
                    start_new_session=not interactive,
                )
            except OSError as error:
                raise ConfigError(
                    f"{self._name} cannot be started: {error.strerror or error}. Correct or reinstall it."
                ) from error
            finally:
                stdout_end.close()
                stderr_end.close()
            try:
                async with asyncio.timeout(self._time_out):
                    code = await _finished(process, (stdout, output.extend), (stderr, words.feed))
            except TimeoutError as error:
                raise Unauthorized(
                    f"{self._name} did not answer within {self._time_out:g} s{words.quoted}. {self._sign_in}"
                ) from error
            except ExceptionGroup as group:
                raise ConfigError(f"{self._name} prints without end. Correct or replace it.") from group
            finally:
                await _end(process, alone=interactive)
        if code:
            how = f"failed with exit code {code}" if code > 0 else f"was ended by signal {-code}"
            raise Unauthorized(f"{self._name} {how}{words.quoted}. {self._sign_in}")
        return bytes(output)

    def _credential(self, output: bytes) -> ExecCredential:
        version = self._plugin.api_version
        try:
            answer = msgspec.json.decode(output, type=_ExecCredential)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            nothing = "nothing" if not output.strip() else "something else"
            raise self._no_credential(f"printed {nothing} instead of an ExecCredential as JSON") from error
        if answer.kind != "ExecCredential" or answer.api_version != version:
            raise self._no_credential(
                f"answered with {printable(answer.kind) or 'no kind'} {printable(answer.api_version) or 'no version'}, "
                f"but the kubeconfig expects ExecCredential {version}; make both the same"
            )
        status = answer.status
        if status is None or not (status.token or status.client_certificate_data or status.client_key_data):
            raise self._no_credential("gave neither a token nor a client certificate")
        if bool(status.client_certificate_data) != bool(status.client_key_data):
            raise self._no_credential("gave only one of client certificate and key")
        certificate = None
        if status.client_certificate_data and status.client_key_data:
            certificate = ClientCertificate(status.client_certificate_data.encode(), status.client_key_data.encode())
        return ExecCredential((status.token or "").strip(), certificate, self._expiry(status.expiration_timestamp))

    def _expiry(self, text: str | None) -> float | None:
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise self._no_credential(f'gave expirationTimestamp "{printable(text)}", which is no RFC 3339 time')
        return moment.timestamp()

    def _no_credential(self, what: str) -> ConfigError:
        return ConfigError(f"{self._name} {what}. {self._sign_in}")


class _Words:
    """What a plugin says on standard error: told line by line, and its end kept for the error."""

    def __init__(self, said: Callable[[str], None]) -> None:
        self._said = said
        self._line = bytearray()
        self._kept = ""

    def feed(self, data: bytes) -> None:
        for at, piece in enumerate(data.replace(b"\r", b"\n").split(b"\n")):
            if at:
                self._tell()
            self._line += piece[: _MAX_OUTPUT - len(self._line)]

    def _tell(self) -> None:
        line = _words(self._line.decode("utf-8", errors="replace"))
        self._line.clear()
        if line:
            self._kept = f"{self._kept} {line}".strip()[-_MAX_WORDS:]
            self._said(line)

    @property
    def quoted(self) -> str:
        """The end of it, to be put after what happened."""
        self._tell()
        return f': "{self._kept.rstrip(".")}"' if self._kept else ""


def _words(text: str) -> str:
    return printable(_COLOUR.sub("", text)).strip()


def _to_nobody(_line: str) -> None:
    """Nobody listens."""


class _WriteEnd:
    """The end of a pipe that a process gets."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._open = True

    def take(self) -> int:
        return self._descriptor

    def close(self) -> None:
        if self._open:
            self._open = False
            os.close(self._descriptor)


@contextlib.asynccontextmanager
async def _pipe() -> AsyncIterator[tuple[asyncio.StreamReader, _WriteEnd]]:
    """A pipe of our own: asyncio's would wait for whoever inherited it, such as the browser that a plugin opened."""
    read, write = os.pipe()
    end = _WriteEnd(write)
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(read, "rb", 0)
    )
    try:
        yield reader, end
    finally:
        end.close()
        transport.close()


async def _finished(process: Process, *outputs: tuple[asyncio.StreamReader, Callable[[bytes], None]]) -> int:
    """The exit code; what is printed goes where it should, also a little after the end."""
    async with asyncio.TaskGroup() as tasks:
        readers = [tasks.create_task(_drain(reader, write)) for reader, write in outputs]
        code = await process.wait()
        _, late = await asyncio.wait(readers, timeout=_LATE_OUTPUT)
        for reader in late:
            reader.cancel()
    return code


async def _drain(reader: asyncio.StreamReader, write: Callable[[bytes], None]) -> None:
    size = 0
    while data := await reader.read(65536):
        size += len(data)
        if size > 16 * _MAX_OUTPUT:
            raise OverflowError
        write(data)


async def _end(process: Process, *, alone: bool) -> None:
    """End what still runs of a plugin that was given up: all of its processes, or itself alone."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        if alone:
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
