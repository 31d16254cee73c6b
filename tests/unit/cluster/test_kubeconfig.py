"""What one context says, and what is said of one that cannot be used."""

import base64
from pathlib import Path

import pytest
from kubeconfigs import SERVER, config, exec_user, write

from ktui.cluster.connection import Identity
from ktui.cluster.kubeconfig import connect, contexts
from ktui.domain.errors import ConfigError


def joined(tmp_path, data=None, *, environ=None, **options):
    path = write(tmp_path / "config", data or config())
    return connect(path, environ=environ or {}, **options)


def fault(tmp_path, data=None, *, environ=None, **options):
    with pytest.raises(ConfigError) as caught:
        joined(tmp_path, data, environ=environ, **options)
    words = str(caught.value)
    assert words.isprintable()
    return words.replace(str(tmp_path), "")


def encoded(text):
    return base64.b64encode(text.encode()).decode()


class TestWhatAContextSays:
    def test_the_current_context_is_taken_with_kubectls_defaults(self, tmp_path):
        found = joined(tmp_path)
        assert (found.context, found.cluster, found.user, found.namespace) == ("here", "c", "u", "default")
        assert (found.server, found.proxy, found.insecure, found.in_cluster) == (SERVER, None, False, False)
        assert found.files == (tmp_path / "config",)
        assert not found.namespace_given
        assert found.identity == Identity()

    def test_a_named_context_and_namespace_win(self, tmp_path):
        data = config(context={"namespace": "shop"})
        data["contexts"].append({"name": "there", "context": {"cluster": "c", "user": "u", "namespace": "yard"}})
        assert joined(tmp_path, data).namespace == "shop"
        assert joined(tmp_path, data, context="there").namespace == "yard"
        assert joined(tmp_path, data, context="there", namespace="barn").namespace == "barn"
        assert joined(tmp_path, data, namespace="barn").namespace_given

    def test_paths_are_meant_from_the_file_that_they_stand_in(self, tmp_path):
        user = {"client-certificate": "pki/../c.crt", "client-key": "/abs/c.key", "tokenFile": "./token"}
        write(tmp_path / "users" / "config", {"users": [{"name": "u", "user": user}]})
        write(tmp_path / "top", config(cluster={"certificate-authority": "ca.crt"}, users=[]))
        found = connect(environ={"KUBECONFIG": f"{tmp_path / 'top'}:{tmp_path / 'users' / 'config'}"})
        assert found.ca_file == tmp_path / "ca.crt"
        assert found.identity.client_certificate == tmp_path / "users" / "c.crt"
        assert found.identity.client_key == Path("/abs/c.key")
        assert found.identity.token_file == tmp_path / "users" / "token"
        assert found.user_file == tmp_path / "users" / "config"

    def test_paths_of_a_relative_kubeconfig_are_made_absolute(self, tmp_path, monkeypatch):
        write(tmp_path / "sub" / "config", config(cluster={"certificate-authority": "ca.crt"}))
        monkeypatch.chdir(tmp_path)
        assert connect("sub/config", environ={}).ca_file == tmp_path / "sub" / "ca.crt"

    def test_data_is_decoded_line_breaks_and_all(self, tmp_path):
        folded = "\n".join(encoded("a certificate")[at : at + 4] for at in range(0, 20, 4)) + "\n"
        found = joined(
            tmp_path,
            config(
                cluster={"certificate-authority-data": folded},
                user={"client-certificate-data": encoded("cert"), "client-key-data": encoded("key")},
            ),
        )
        assert found.ca_data == b"a certificate"
        assert (found.identity.client_certificate_data, found.identity.client_key_data) == (b"cert", b"key")

    def test_every_setting_of_a_cluster_arrives(self, tmp_path):
        found = joined(
            tmp_path,
            config(
                cluster={
                    "insecure-skip-tls-verify": True,
                    "tls-server-name": "k8s",
                    "disable-compression": True,
                    "proxy-url": "http://proxy:3128",
                }
            ),
        )
        assert (found.insecure, found.tls_server_name, found.disable_compression) == (True, "k8s", True)
        assert found.proxy == "http://proxy:3128"

    def test_whom_to_impersonate_arrives(self, tmp_path):
        user = {"as": "joe", "as-uid": "7", "as-groups": ["a", "b"], "as-user-extra": {"scopes": ["x", "y"]}}
        identity = joined(tmp_path, config(user=user)).identity
        assert (identity.impersonate, identity.impersonate_uid) == ("joe", "7")
        assert identity.impersonate_groups == ("a", "b")
        assert identity.impersonate_extra == {"scopes": ("x", "y")}

    def test_a_context_without_a_user_is_anonymous(self, tmp_path):
        data = config()
        del data["contexts"][0]["context"]["user"]
        assert joined(tmp_path, data).identity == Identity()

    def test_secrets_are_not_in_its_text(self, tmp_path):
        user = {"username": "joe", "password": "hush", "client-key-data": encoded("hush"), "client-certificate": "c"}
        text = repr(joined(tmp_path, config(user=user)))
        assert "joe" in text
        assert "hush" not in text


class TestServers:
    @pytest.mark.parametrize(
        ("server", "cluster", "meant"),
        [
            ("https://h:6443/", {}, "https://h:6443"),
            ("https://h/k8s/clusters/c-1/", {}, "https://h/k8s/clusters/c-1"),
            ("https://h/a?b=c#d", {}, "https://h/a"),
            ("h:6443", {"insecure-skip-tls-verify": True}, "https://h:6443"),
            ("h:6443", {"certificate-authority": "ca"}, "https://h:6443"),
            ("127.0.0.1:8080", {}, "http://127.0.0.1:8080"),
            ("https://[::1]:6443", {}, "https://[::1]:6443"),
            ("HTTPS://h:6443", {}, "https://h:6443"),
        ],
    )
    def test_a_server_is_read_as_client_go_reads_it(self, tmp_path, server, cluster, meant):
        assert joined(tmp_path, config(cluster={"server": server, **cluster})).server == meant

    @pytest.mark.parametrize(
        "server", ["ftp://h", "https://", "https://h:port", "https://h:99999", "https://h h", "\n"]
    )
    def test_what_is_no_server_is_named(self, tmp_path, server):
        words = fault(tmp_path, config(cluster={"server": server}))
        assert words.startswith('kubeconfig /config, context "here": cluster "c": server "')
        assert words.endswith("is no URL; write it as https://HOST:6443.")

    def test_a_user_in_the_url_is_who_to_be_if_nobody_else_is_named(self, tmp_path):
        data = config(cluster={"server": "https://joe:p%40ss@h:6443"})
        found = joined(tmp_path, data)
        assert found.server == "https://h:6443"
        assert (found.identity.username, found.identity.password) == ("joe", "p@ss")
        data["users"][0]["user"] = {"token": "t"}
        assert joined(tmp_path, data).identity.username == ""


class TestExecPlugins:
    def test_a_plugin_arrives_whole(self, tmp_path):
        user = exec_user(
            "aws",
            "eks",
            env=[{"name": "PROFILE", "value": "x"}],
            installHint="brew install aws",
            provideClusterInfo=True,
        )
        cluster = {"extensions": [{"name": "client.authentication.k8s.io/exec", "extension": {"audience": "me"}}]}
        plugin = joined(tmp_path, config(user=user, cluster=cluster)).identity.exec
        assert (plugin.command, plugin.args, plugin.env) == ("aws", ("eks",), (("PROFILE", "x"),))
        assert plugin.provide_cluster_info
        assert plugin.cluster_config == {"audience": "me"}
        assert plugin.install_hint == "brew install aws"

    @pytest.mark.parametrize(
        ("command", "meant"),
        [("aws", "aws"), ("./aws", "{}/aws"), ("bin/aws", "{}/bin/aws"), ("/opt/aws", "/opt/aws")],
    )
    def test_a_command_with_a_slash_is_meant_from_the_kubeconfig_and_one_without_from_path(
        self, tmp_path, command, meant
    ):
        plugin = joined(tmp_path, config(user=exec_user(command))).identity.exec
        assert plugin.command == meant.format(tmp_path)

    def test_v1beta1_need_not_say_how_interactive_it_is(self, tmp_path):
        user = exec_user("aws", apiVersion="client.authentication.k8s.io/v1beta1", interactiveMode="")
        assert joined(tmp_path, config(user=user)).identity.exec.interactive_mode == "IfAvailable"


class TestProxies:
    def test_the_environment_names_a_proxy_if_the_kubeconfig_does_not(self, tmp_path):
        environ = {"HTTPS_PROXY": "http://env:1"}
        assert joined(tmp_path, environ=environ).proxy == "http://env:1"
        assert joined(tmp_path, config(cluster={"proxy-url": "http://own:2"}), environ=environ).proxy == "http://own:2"
        assert joined(tmp_path, config(cluster={"server": "https://127.0.0.1"}), environ=environ).proxy is None

    def test_socks_is_refused_with_another_way_to_go(self, tmp_path):
        words = fault(tmp_path, config(cluster={"proxy-url": "socks5://joe:hush@bastion:1080"}))
        assert "socks5 proxies are not supported" in words
        assert "ssh -L 16443:api.example.org:6443 BASTION" in words
        assert "tls-server-name: api.example.org" in words
        assert "hush" not in words

    @pytest.mark.parametrize("url", ["ftp://proxy:1", "proxy:3128", "http://", "http://[::1"])
    def test_other_nonsense_is_refused_without_its_password(self, tmp_path, url):
        assert fault(tmp_path, config(cluster={"proxy-url": url})).startswith(
            'kubeconfig /config, context "here": proxy-url: '
        )


AUTHORITY = {"certificate-authority-data": encoded("x")}
CERTIFICATE = {"client-certificate": "c", "client-key": "k"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (config(cluster={"server": ""}), 'cluster "c": has no server; add `server: https://HOST:6443`.'),
        (config(clusters=[]), 'cluster "c": is not defined in /config; there is no cluster at all.'),
        (
            config(clusters=[{"name": "d", "cluster": {}}]),
            'cluster "c": is not defined in /config; there is d.',
        ),
        (config(users=[]), 'user "u": is not defined in /config; there is no user at all.'),
        (config(context={"cluster": ""}), "its cluster: none is named; add `cluster:` to the context."),
        (
            config(cluster={"certificate-authority": "f", **AUTHORITY}),
            'cluster "c": certificate-authority and certificate-authority-data are both set; remove one.',
        ),
        (
            config(cluster={"insecure-skip-tls-verify": True, **AUTHORITY}),
            (
                'cluster "c": insecure-skip-tls-verify is set beside a certificate authority; '
                "remove insecure-skip-tls-verify."
            ),
        ),
        (
            config(cluster={"certificate-authority-data": "?!"}),
            "certificate-authority-data: is not base64; write the file's content with `base64 -w0`, or name the file.",
        ),
        (
            config(user={"token": "t", "username": "u"}),
            'user "u": token and username/password are both set; keep one.',
        ),
        (
            config(user={"client-certificate": "c"}),
            'user "u": its client certificate has no key; add client-key or client-key-data.',
        ),
        (
            config(user={**CERTIFICATE, "client-certificate-data": encoded("c")}),
            'user "u": client-certificate and client-certificate-data are both set; remove one.',
        ),
        (
            config(user={**CERTIFICATE, "client-key-data": encoded("c")}),
            'user "u": client-key and client-key-data are both set; remove one.',
        ),
        (
            config(user={"as-groups": ["a"]}),
            'user "u": as-uid, as-groups or as-user-extra need a user to impersonate; add `as: NAME`.',
        ),
        (
            config(user={"auth-provider": {"name": "gcp"}}),
            (
                'user "u": the auth provider gcp was removed from Kubernetes clients. Install gke-gcloud-auth-plugin '
                "and run: gcloud container clusters get-credentials CLUSTER."
            ),
        ),
        (
            config(user={"auth-provider": {"name": "\x1b[2J"}}),
            'user "u": the auth provider "\ufffd[2J" is not known; only oidc is.',
        ),
        (
            config(user={**exec_user("aws"), "auth-provider": {"name": "oidc"}}),
            'user "u": exec and auth-provider are both set; remove auth-provider.',
        ),
        (config(user=exec_user("")), 'user "u": exec has no command; add `command:`.'),
        (
            config(user=exec_user("aws", apiVersion="client.authentication.k8s.io/v1alpha1")),
            (
                'user "u": exec apiVersion "client.authentication.k8s.io/v1alpha1" is not known '
                "(known are v1 and v1beta1 of client.authentication.k8s.io); "
                "let the plugin's own tool write the kubeconfig anew."
            ),
        ),
        (
            config(user=exec_user("aws", interactiveMode="")),
            'user "u": exec has no interactiveMode; add `interactiveMode: IfAvailable`.',
        ),
        (
            config(user=exec_user("aws", interactiveMode="Sometimes")),
            'user "u": exec interactiveMode "Sometimes" is not known; use Never, IfAvailable or Always.',
        ),
        (
            config(user=exec_user("aws", env=[{"value": "x"}])),
            'user "u": an entry of exec.env has no name; name or remove it.',
        ),
    ],
)
def test_what_cannot_be_used_is_named_with_file_context_and_cure(tmp_path, data, words):
    assert fault(tmp_path, data) == f'kubeconfig /config, context "here": {words}'


class TestChoosing:
    def test_without_a_current_context_the_others_are_named(self, tmp_path):
        data = config(**{"current-context": ""})
        data["contexts"].append({"name": "also", "context": {}})
        assert fault(tmp_path, data) == (
            "kubeconfig /config has no current context. Choose one with --context: also, here."
        )

    def test_a_context_that_does_not_exist(self, tmp_path):
        words = fault(tmp_path, context="nowhere")
        assert words == 'kubeconfig /config: context "nowhere" does not exist. Choose one of here.'

    def test_a_current_context_that_does_not_exist(self, tmp_path):
        words = fault(tmp_path, config(**{"current-context": "gone"}))
        assert words == 'kubeconfig /config: the current context "gone" is not defined. Choose one of here.'

    def test_of_many_contexts_only_some_are_named(self, tmp_path):
        data = config(contexts=[{"name": f"c{n:02}"} for n in range(12)])
        assert "c06, c07 and 4 more." in fault(tmp_path, data, context="x")

    def test_without_any_file_the_demo_is_offered(self, tmp_path):
        with pytest.raises(ConfigError) as caught:
            connect(environ={"HOME": str(tmp_path)})
        assert str(caught.value) == (
            f"There is no kubeconfig at {tmp_path}/.kube/config, and this is no pod with a service account. "
            "Name one with --kubeconfig or KUBECONFIG, or look at a made-up cluster: ktui demo"
        )

    def test_a_file_without_contexts(self, tmp_path):
        (tmp_path / "config").write_text("")
        with pytest.raises(ConfigError, match=r"has no contexts\. Name another with --kubeconfig or KUBECONFIG"):
            connect(str(tmp_path / "config"), environ={})

    def test_a_named_context_without_any_file(self, tmp_path):
        with pytest.raises(ConfigError, match=r'no kubeconfig at .*: context "x" does not exist. It has no contexts'):
            connect(context="x", environ={"HOME": str(tmp_path)})


def test_contexts_are_listed_by_name_with_the_current_one_marked(tmp_path):
    first = write(tmp_path / "a", config(name="zoo", context={"namespace": "cage"}))
    second = write(tmp_path / "b", config(name="barn"))
    found = contexts(environ={"KUBECONFIG": f"{first}:{second}"})
    assert [(each.name, each.namespace, each.current, each.file.name) for each in found] == [
        ("barn", "default", False, "b"),
        ("zoo", "cage", True, "a"),
    ]
