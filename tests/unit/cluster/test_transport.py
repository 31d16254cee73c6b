"""The sockets below the connections: none outlives its session."""

import asyncio
import contextlib
import socket
import ssl
import threading

import pytest
from kubeconfigs import PKI

from ktui.cluster.transport import Sockets, cut_off, new_session


@pytest.fixture
def served():
    """The address of a server that speaks TLS, begins an answer and is silent from then on, whatever it is told."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(PKI / "server.crt", PKI / "server.key")
    over = threading.Event()

    def answer(listening):
        taken, _ = listening.accept()
        with contextlib.suppress(OSError), tls.wrap_socket(taken, server_side=True) as spoken_to:
            spoken_to.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
            over.wait()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=answer, args=(listening,))
        server.start()
        yield listening.getsockname()
        over.set()
        server.join()


async def test_a_connection_that_says_farewell_is_cut_off_at_the_end(served):
    sockets = Sockets()
    made = sockets((socket.AF_INET, socket.SOCK_STREAM, 0, "", served))
    made.setblocking(False)
    await asyncio.get_running_loop().sock_connect(made, served)
    tls = ssl.create_default_context(cafile=PKI / "ca.crt")
    tls.verify_flags &= ~ssl.VERIFY_X509_STRICT  # Python 3.13 asks more of an authority than clusters give
    _, writer = await asyncio.open_connection(sock=made, ssl=tls, server_hostname="127.0.0.1")
    writer.close()
    assert made.fileno() >= 0
    await sockets.end()
    assert made.fileno() < 0


async def test_an_answer_that_is_cut_off_leaves_no_connection_to_a_server_that_has_fallen_silent(served):
    made = []
    sockets = Sockets()

    def noted(address):
        made.append(sockets(address))
        return made[-1]

    trusted = ssl.create_default_context(cafile=PKI / "ca.crt")
    async with new_session(noted, compressed=False) as session:
        response = await session.get(f"https://127.0.0.1:{served[1]}/", ssl=trusted)
        cut_off(response)
        await asyncio.sleep(0)
        assert [each.fileno() for each in made] == [-1]


async def test_a_socket_that_was_never_connected_is_no_fault_at_the_end():
    sockets = Sockets()
    made = sockets((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 1)))
    await sockets.end()
    made.close()
