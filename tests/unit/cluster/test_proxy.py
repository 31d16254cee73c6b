"""Which proxy the environment names, by Go's rules (golang.org/x/net/http/httpproxy)."""

import pytest

from ktui.cluster.proxy import from_environment

PROXY = "http://proxy:3128"


def test_the_servers_scheme_chooses_the_variable():
    environ = {"HTTPS_PROXY": "http://secure:1", "http_proxy": "http://plain:2"}
    assert from_environment("https://h", environ) == "http://secure:1"
    assert from_environment("http://h", environ) == "http://plain:2"
    assert from_environment("https://h", {"HTTP_PROXY": PROXY, "ALL_PROXY": PROXY}) is None


def test_upper_case_wins_unless_it_is_empty():
    assert from_environment("https://h", {"HTTPS_PROXY": "http://a", "https_proxy": "http://b"}) == "http://a"
    assert from_environment("https://h", {"HTTPS_PROXY": "", "https_proxy": "http://b"}) == "http://b"


def test_a_bare_address_is_an_http_proxy():
    assert from_environment("https://h", {"HTTPS_PROXY": "proxy:3128"}) == PROXY


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "[::1]", "LOCALHOST"])
def test_loopback_never_goes_through_a_proxy(host):
    assert from_environment(f"https://{host}:6443", {"HTTPS_PROXY": PROXY}) is None


@pytest.mark.parametrize(
    ("server", "rules", "straight"),
    [
        ("https://a.example.org", "example.org", True),
        ("https://example.org", "example.org", True),
        ("https://badexample.org", "example.org", False),
        ("https://a.example.org", ".example.org", True),
        ("https://example.org", ".example.org", False),
        ("https://a.example.org", "*.example.org", True),
        ("https://example.org", "*.example.org", False),
        ("https://A.Example.ORG", " x , EXAMPLE.org ", True),
        ("https://a.example.org:6443", "example.org:6443", True),
        ("https://a.example.org:6443", "example.org:443", False),
        ("https://a.example.org", "example.org:443", True),
        ("https://10.1.2.3:6443", "10.0.0.0/8", True),
        ("https://10.1.2.3:6443", "10.1.2.9/8", True),
        ("https://11.1.2.3:6443", "10.0.0.0/8", False),
        ("https://10.1.2.3:6443", "10.1.2.3", True),
        ("https://10.1.2.3:6443", "10.1.2.3:6443", True),
        ("https://10.1.2.3:6443", "10.1.2.3:443", False),
        ("https://10.1.2.3", "2.3", False),
        ("https://[fd00::1]:6443", "fd00::/8", True),
        ("https://[fd00::1]:6443", "fd00::1", True),
        ("https://[fd00::1]:6443", "[fd00::1]:6443", True),
        ("https://[fd00::1]:6443", "[fd00::1]:1", False),
        ("https://h", "*", True),
        ("https://h", "", False),
        ("https://h", ",,", False),
        ("https://h", "10.0.0.0/99, :443", False),
    ],
)
def test_what_no_proxy_names_is_asked_without_one_as_in_go(server, rules, straight):
    found = from_environment(server, {"HTTPS_PROXY": PROXY, "NO_PROXY": rules})
    assert found == (None if straight else PROXY)
