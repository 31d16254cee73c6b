"""The sockets below the connections: none outlives its session."""

import asyncio
import socket
import ssl
import threading

import pytest
from kubeconfigs import PKI

from ktui.cluster.transport import Sockets


@pytest.fixture
def served():
    """The address of a server that speaks TLS and is silent from then on, whatever it is told."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(PKI / "server.crt", PKI / "server.key")
    over = threading.Event()

    def answer(listening):
        taken, _ = listening.accept()
        with tls.wrap_socket(taken, server_side=True):
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


async def test_a_socket_that_was_never_connected_is_no_fault_at_the_end():
    sockets = Sockets()
    made = sockets((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 1)))
    await sockets.end()
    made.close()
