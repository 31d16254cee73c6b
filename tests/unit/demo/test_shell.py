"""The shell that is none says what a shell would."""

import pytest

from ktui.demo.shell import NO_SHELL, NotFoundInImageError, Shell

POD = {
    "metadata": {"name": "web-1"},
    "spec": {"containers": [{"name": "main", "env": [{"name": "MODE", "value": "fast"}]}]},
}


def shell(*command, tty=False):
    return Shell(POD, "main", command or ("sh",), tty)


@pytest.mark.parametrize(
    ("command", "said", "code"),
    [
        (("hostname",), "web-1\n", 0),
        (("/bin/ls", "/tmp"), "", 0),
        (("ls", "nosuch"), "ls: /nosuch: No such file or directory\n", 1),
        (("sh", "-c", "echo $MODE; exit 7; echo no"), "fast\n", 7),
        (("sh", "-c", "nosuch"), "sh: nosuch: not found\n", 127),
        (("sh", "-c", "false; echo $?"), "1\n", 0),
        (("stty", "size"), "stty: standard input: Inappropriate ioctl for device\n", 1),
    ],
)
def test_a_command_is_run_to_its_end(command, said, code):
    run = shell(*command)
    assert (run.begin(), run.ended) == (said, code)


def test_what_the_image_lacks_cannot_be_run():
    with pytest.raises(NotFoundInImageError, match="vi"):
        shell("vi")
    bare = {**POD, "metadata": {"name": "web-1", "annotations": {NO_SHELL: "true"}}}
    with pytest.raises(NotFoundInImageError, match="sh"):
        Shell(bare, "main", ("sh",), tty=True)


def test_a_terminal_shows_what_is_typed_and_lets_it_be_edited():
    run = shell(tty=True)
    assert run.begin() == "/ # "
    assert run.feed(b"echp\x7fo hi\x1b[D\r") == "echp\b \bo hi\r\nhi\r\n/ # "
    assert run.feed(b"oops\x03") == "oops^C\r\n/ # "
    run.size = (100, 40)
    assert run.feed(b"stty size\r").endswith("\r\n40 100\r\n/ # ")
    assert run.feed(b"cat\rback\r") == "cat\r\nback\r\nback\r\n"
    assert run.feed(b"\x04") == "/ # "
    assert run.feed(b"exit 3\r") == "exit 3\r\n"
    assert run.ended == 3


def test_the_end_of_input_ends_it():
    run = shell(tty=True)
    run.begin()
    assert run.feed(b"\x04") == "\r\n"
    assert run.ended == 0
    piped = shell()
    assert piped.begin() == ""
    assert piped.feed(b"echo a\nech") == "a\n"
    assert piped.feed(b"o b") == ""
    assert piped.close() == "b\n"
    assert piped.ended == 0
