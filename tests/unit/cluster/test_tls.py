"""Whom TLS trusts, what it shows, and that no key stays behind in a file."""

import asyncio
import ssl
import tempfile

import pytest
from kubeconfigs import PKI

from ktui.cluster.connection import Connection
from ktui.cluster.tls import ClientCertificate, authority, context_for, trusting
from ktui.domain.errors import ConfigError


def pki(name):
    return (PKI / name).read_bytes()


def connection(**fields):
    return Connection(context="here", cluster="c", user="u", namespace="default", server="https://127.0.0.1", **fields)


CLIENT = ClientCertificate(pki("client.crt"), pki("client.key"))


async def shaken(client, *, certificate="server", host="127.0.0.1"):
    """The name in the client's certificate, as a server that asks for one sees it, after a handshake."""
    seen = []
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(PKI / f"{certificate}.crt", PKI / f"{certificate}.key")
    server.verify_mode = ssl.CERT_OPTIONAL
    server.load_verify_locations(PKI / "ca.crt")

    async def answer(reader, writer):
        peer = writer.get_extra_info("peercert")
        seen.append(dict(part[0] for part in peer["subject"])["commonName"] if peer else None)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0, ssl=server) as listening:
        port = listening.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client, server_hostname=host)
        await reader.read()
        writer.close()
    return seen[0]


class TestTrust:
    async def test_the_authority_of_the_kubeconfig_is_trusted_from_data_or_file(self):
        assert await shaken(context_for(connection(ca_data=pki("ca.crt")))) is None
        assert await shaken(context_for(connection(ca_file=PKI / "ca.crt"))) is None

    async def test_data_wins_over_the_file(self):
        assert authority(connection(ca_data=b"data", ca_file=PKI / "ca.crt")) == b"data"

    @pytest.mark.parametrize("bundle", ["client.crt", "lax-ca.crt"])
    async def test_another_authority_is_not(self, bundle):
        with pytest.raises(ssl.SSLCertVerificationError):
            await shaken(context_for(connection(ca_data=pki(bundle))))

    async def test_without_an_authority_the_systems_are_trusted_and_no_others(self):
        with pytest.raises(ssl.SSLCertVerificationError):
            await shaken(context_for(connection()))

    async def test_a_certificate_must_be_for_the_name(self):
        context = context_for(connection(ca_data=pki("ca.crt")))
        await shaken(context, host="kubernetes.default.svc")
        with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
            await shaken(context, host="example.org")

    async def test_insecure_trusts_anybody(self):
        await shaken(context_for(connection(insecure=True)), host="example.org")

    async def test_an_old_clusters_authority_without_key_identifiers_is_trusted_as_in_go(self):
        context = context_for(connection(ca_data=pki("lax-ca.crt")))
        assert not context.verify_flags & ssl.VERIFY_X509_STRICT
        await shaken(context, certificate="lax")

    async def test_a_pinned_certificate_that_is_no_authority_is_trusted_as_in_go(self):
        await shaken(context_for(connection(ca_data=pki("server.crt"))))

    async def test_words_around_the_certificates_do_no_harm(self):
        bundle = "# Authority of Zürich\n".encode() + pki("lax-ca.crt") + b"\nmore\n" + pki("ca.crt")
        await shaken(context_for(connection(ca_data=bundle)))

    @pytest.mark.parametrize("bundle", [b"", b"nothing", pki("client.key")])
    def test_a_bundle_without_a_certificate_is_named(self, bundle):
        with pytest.raises(ConfigError, match="the bundle holds no PEM certificate"):
            trusting(bundle, "the bundle")

    def test_a_damaged_bundle_is_named(self):
        with pytest.raises(ConfigError, match="the bundle is damaged"):
            trusting(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "the bundle")

    def test_a_missing_file_is_named_with_its_context(self, tmp_path):
        with pytest.raises(ConfigError) as caught:
            context_for(connection(ca_file=tmp_path / "ca.crt"))
        assert str(caught.value).startswith(
            f'context "here": the certificate authority {tmp_path}/ca.crt cannot be read: No such file or directory.'
        )


class TestClientCertificates:
    async def test_a_certificate_is_shown(self):
        assert await shaken(context_for(connection(ca_data=pki("ca.crt")), CLIENT)) == "first"

    def test_no_file_with_the_key_stays_behind(self, tmp_path, monkeypatch):
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        context_for(connection(), CLIENT)
        with pytest.raises(ConfigError):
            context_for(connection(), ClientCertificate(pki("client.crt"), b"nonsense"))
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("certificate", "words"),
        [
            (ClientCertificate(pki("client.crt"), pki("server.key")), "cannot be used (key values mismatch)"),
            (ClientCertificate(b"nonsense", pki("client.key")), "cannot be used ("),
            (ClientCertificate(pki("client.crt"), b"nonsense"), "cannot be used ("),
            (
                ClientCertificate(pki("client.crt"), pki("client-encrypted.key")),
                "cannot be used (the key is encrypted; decrypt it: openssl pkey",
            ),
        ],
    )
    def test_one_that_cannot_be_used_is_named_and_nobody_is_asked_for_a_password(self, certificate, words):
        with pytest.raises(ConfigError) as caught:
            context_for(connection(), certificate)
        assert words in str(caught.value)
        assert str(caught.value).startswith('context "here": ')

    def test_a_key_is_not_in_its_text(self):
        assert "PRIVATE" not in repr(CLIENT)
