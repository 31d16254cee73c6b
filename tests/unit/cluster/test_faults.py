import ssl

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey

from ktui.cluster.faults import fallen, unreachable
from ktui.domain.errors import Unanswered

KEY = ConnectionKey("api.example", 6443, True, True, None, None, None)
SERVER = "https://api.example:6443"


REFUSED = ConnectionRefusedError(111, "Connect call failed ('10.0.0.1', 6443)")
UNTRUSTED = ssl.SSLCertVerificationError(1, "x")
UNTRUSTED.verify_message = "unable to get local issuer certificate"
UNTRUSTED.verify_code = 20


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (aiohttp.ClientConnectorError(KEY, REFUSED), f"cannot connect to {SERVER}: connection refused"),
        (
            aiohttp.ClientConnectorError(KEY, OSError(113, "No route to host")),
            f"cannot connect to {SERVER}: no route to host",
        ),
        (
            aiohttp.ClientConnectorDNSError(KEY, OSError(-2, "Name or service not known")),
            f"the name api.example is not known ({SERVER})",
        ),
        (
            aiohttp.ClientConnectorCertificateError(KEY, UNTRUSTED),
            (
                f"the certificate of {SERVER} is not trusted: unable to get local issuer certificate. "
                "The cluster's certificate-authority in the kubeconfig must be the one that signed it"
            ),
        ),
        (aiohttp.ConnectionTimeoutError("x"), f"{SERVER} does not answer"),
        (TimeoutError(), f"{SERVER} does not answer"),
        (aiohttp.ServerDisconnectedError(), f"{SERVER} closed the connection without an answer"),
        (aiohttp.ClientPayloadError("x"), f"{SERVER} cut its answer off"),
        (
            aiohttp.ClientOSError(104, "Connection reset by peer"),
            f"the connection to {SERVER} broke: connection reset by peer",
        ),
        (aiohttp.InvalidURL("x"), f"{SERVER} is no URL that can be spoken to"),
        (aiohttp.ClientError("odd"), f"{SERVER} does not speak HTTP as expected: odd"),
    ],
)
def test_a_fault_of_the_transport_is_told_in_words(error, expected):
    assert unreachable(error, SERVER).message == expected


@pytest.mark.parametrize(
    ("error", "left_open"),
    [
        (aiohttp.ClientConnectorError(KEY, REFUSED), False),
        (aiohttp.ClientConnectorDNSError(KEY, OSError(-2, "Name or service not known")), False),
        (aiohttp.ClientConnectorCertificateError(KEY, UNTRUSTED), False),
        (aiohttp.ClientConnectorSSLError(KEY, OSError(1, "x")), False),
        (aiohttp.ClientProxyConnectionError(KEY, REFUSED), False),
        (aiohttp.ConnectionTimeoutError("x"), False),
        (aiohttp.InvalidURL("x"), False),
        (aiohttp.SocketTimeoutError("x"), True),
        (TimeoutError(), True),
        (aiohttp.ServerDisconnectedError(), True),
        (aiohttp.ClientOSError(104, "Connection reset by peer"), True),
        (aiohttp.ClientPayloadError("x"), True),
    ],
)
def test_a_change_that_the_server_may_have_got_is_unanswered_and_one_that_was_never_sent_is_not(error, left_open):
    assert isinstance(unreachable(error, SERVER, changing=True), Unanswered) is left_open
    assert not isinstance(unreachable(error, SERVER), Unanswered)


def test_a_proxy_that_cannot_be_reached_is_named_without_its_password():
    error = aiohttp.ClientProxyConnectionError(KEY, REFUSED)
    message = unreachable(error, SERVER, "http://me:secret@proxy:3128").message
    assert message == "the proxy http://…@proxy:3128 cannot be reached: connection refused"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (aiohttp.ClientConnectorError(KEY, REFUSED), True),
        (aiohttp.ClientConnectorError(KEY, ConnectionResetError(104, "reset")), True),
        (aiohttp.ServerDisconnectedError(), True),
        (aiohttp.ClientConnectorError(KEY, OSError(113, "No route to host")), False),
        (aiohttp.ClientProxyConnectionError(KEY, REFUSED), False),
        (aiohttp.ConnectionTimeoutError("x"), False),
    ],
)
def test_a_server_that_is_down_is_told_from_a_way_that_is_blocked(error, expected):
    assert fallen(error) is expected
