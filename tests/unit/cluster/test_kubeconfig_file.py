"""One kubeconfig file: what it means, and what is said of one that cannot be understood."""

import pytest

from ktui.cluster.kubeconfig_file import read
from ktui.domain.errors import ConfigError


def file(tmp_path, text):
    path = tmp_path / "config"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def fault(tmp_path, text):
    with pytest.raises(ConfigError) as caught:
        read(file(tmp_path, text))
    words = str(caught.value)
    assert words.startswith(f"kubeconfig {tmp_path / 'config'}")
    return words.removeprefix(f"kubeconfig {tmp_path / 'config'}")


@pytest.mark.parametrize("text", ["", "\n", "---\n", "# nothing but words\n", "null\n"])
def test_an_empty_file_is_an_empty_kubeconfig(tmp_path, text):
    found = read(file(tmp_path, text))
    assert (found.clusters, found.users, found.contexts, found.current_context) == ([], [], [], "")


def test_unknown_keys_are_ignored_and_nulls_count_as_not_set(tmp_path):
    found = read(
        file(
            tmp_path,
            """
            preferences: {}
            future: [1, 2]
            clusters: null
            users: [{name: u, user: {token: null, exec: null, as-groups: [a]}}, null]
            """,
        )
    )
    assert found.clusters == []
    assert found.users[0].user.token == ""
    assert found.users[0].user.exec is None
    assert found.users[0].user.as_groups == ["a"]


def test_a_date_is_text_as_in_go(tmp_path):
    assert read(file(tmp_path, "current-context: 2024-01-01")).current_context == "2024-01-01"


def test_only_the_first_document_counts(tmp_path):
    assert read(file(tmp_path, "current-context: a\n---\ncurrent-context: b\n")).current_context == "a"


def test_merge_keys_and_aliases_are_understood(tmp_path):
    text = "x: &u {token: t}\nusers: [{name: a, user: *u}, {name: b, user: {<<: *u, as: joe}}]"
    users = read(file(tmp_path, text)).users
    assert [each.user.token for each in users] == ["t", "t"]
    assert users[1].user.as_ == "joe"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path):
    assert read(file(tmp_path, "\ufeffcurrent-context: a\r\nkind: Config\r\n")).current_context == "a"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "users:\n- name: x\n  user:\n    token: 12\n",
            ", line 4: users[0].user.token must be text, not a whole number; put it in quotes.",
        ),
        (
            "clusters:\n- name: x\n  cluster:\n    insecure-skip-tls-verify: 'yes'\n",
            ", line 4: clusters[0].cluster.insecure-skip-tls-verify must be true or false, not text.",
        ),
        ("users: {}\n", ", line 1: users must be a list, not a mapping."),
        ("- a\n- b\n", ", line 1: the file must be a mapping, not a list."),
        ("kind: Pod\n", " is a Pod v1, not a Config v1. Name a kubeconfig instead."),
        ("apiVersion: v2\n", " is a Config v2, not a Config v1. Name a kubeconfig instead."),
        ("just words\n", ", line 1: the file must be a mapping, not text."),
        (
            "users:\n- {name: a}\n- {name: b}\n- {name: a}\n",
            ': two users are named "a". Rename or remove one of them.',
        ),
        ("a: &a [*a]\n", ": line 1: an alias contains itself. Correct the file."),
        (
            "a: !!python/object/apply:os.system [id]\n",
            (
                ", line 1, column 4: could not determine a constructor for the tag "
                "'tag:yaml.org,2002:python/object/apply:os.system'. Correct the YAML."
            ),
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_the_cure(tmp_path, text, words):
    assert fault(tmp_path, text) == words


@pytest.mark.parametrize("text", ["clusters: [\n", "a: 1\n\tb: 2\n", "a: 1\n b: 2: 3\n", "users: 'unended\n"])
def test_broken_yaml_is_named_with_line_and_column(tmp_path, text):
    words = fault(tmp_path, text)
    assert words.startswith(", line 2, column ")
    assert words.endswith(". Correct the YAML.")


@pytest.mark.parametrize("text", [b"\x00\x01\x02", b"\xff\xfe\xfa", b"\x89PNG\r\n\x1a\n" + bytes(range(256))])
def test_a_file_that_is_no_text_at_all_is_refused_in_printable_words(tmp_path, text):
    words = fault(tmp_path, text)
    assert "not YAML" in words
    assert words.isprintable()


@pytest.mark.parametrize(
    "text",
    [
        "- " * 5000,
        "[" * 100_000,
        "a: " + "{b: " * 200 + "1" + "}" * 200,
        "a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9]\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)),
    ],
    ids=["nested sequences", "open brackets", "nested mappings", "a billion laughs"],
)
def test_what_would_nest_or_grow_without_end_is_refused_before_it_is_built(tmp_path, text):
    assert "beyond any kubeconfig" in fault(tmp_path, text)


def test_a_number_too_long_for_python_is_a_fault_like_another(tmp_path):
    assert "Correct the file" in fault(tmp_path, f"current-context: {'9' * 6000}")


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path):
    path = tmp_path / "config"
    with path.open("wb") as stream:
        stream.truncate(17 * 1024 * 1024)
    with pytest.raises(ConfigError, match="larger than 16 MiB"):
        read(path)


def test_a_folder_says_so(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        read(tmp_path)


def test_a_missing_file_is_left_to_who_asked_for_it(tmp_path):
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "nowhere")


def test_what_was_read_never_shows_a_secret_by_itself(tmp_path):
    exec_ = "{command: login, env: [{name: PASSWORD, value: hush}]}"
    user = f"{{token: hush, password: hush, auth-provider: {{name: oidc, config: {{id-token: hush}}}}, exec: {exec_}}}"
    found = read(file(tmp_path, f"users: [{{name: u, user: {user}}}]"))
    (named,) = found.users
    values = (found, named, named.user, named.user.auth_provider, named.user.exec, *named.user.exec.env)
    assert named.user.token == named.user.exec.env[0].value == "hush"
    assert [repr(value) for value in values if "hush" in repr(value)] == []
