"""A shell that is none: as much of `sh` as it takes to try a terminal on. Nothing is run and no file is touched."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ktui.demo.status import Object

PREFIX = "ktui.test/"
NO_SHELL = f"{PREFIX}no-shell"
"""A pod with this annotation has images without a shell, as distroless ones are."""

_FILES = ("bin", "dev", "etc", "home", "proc", "root", "sys", "tmp", "usr", "var")
_PROGRAMS = frozenset({"cat", "echo", "env", "false", "hostname", "id", "ls", "ps", "pwd", "sh", "stty", "true"})
_ERASE = ("\x7f", "\x08")


class NotFoundInImageError(Exception):
    """There is no such program in the image."""


@dataclass
class Shell:
    """A program in a container.

    Args:
        pod: the pod.
        container: the container's name.
        command: what was asked to be run.
        tty: whether it has a terminal: what is typed is then shown, and can be edited.

    Raises:
        NotFoundInImageError: the image does not have it.
    """

    pod: Object
    container: str
    command: Sequence[str]
    tty: bool
    size: tuple[int, int] = (80, 24)
    """Columns and rows of the terminal."""
    ended: int | None = None
    """The exit code, once it has ended."""
    _line: str = ""
    _last: int = 0
    _escape: bool = False
    _reading: Callable[[str], str] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        shellless = NO_SHELL in (self.pod["metadata"].get("annotations") or {})
        program = self.command[0].rpartition("/")[2] if self.command else ""
        if program not in _PROGRAMS or shellless:
            raise NotFoundInImageError(program)

    def begin(self) -> str:
        """What it says before anything is typed."""
        if self.command[0].rpartition("/")[2] != "sh":
            return self._run([*self.command], whole=True)
        if "-c" in self.command[:-1] and "exec sh" not in self.command[-1]:
            self._reading = self._run_line
            said = "".join(map(self._answer, self.command[-1].split(";")))
            return said + self.close()
        self._reading = self._run_line
        return self._prompt

    def feed(self, typed: bytes) -> str:
        """What it says to some input."""
        if self._reading is None or self.ended is not None:
            return ""
        text = typed.decode("utf-8", "replace")
        said = "".join(self._key(key) for key in text) if self.tty else self._plain(text)
        return said.replace("\n", "\r\n").replace("\r\r\n", "\r\n") if self.tty else said

    def close(self) -> str:
        """There will be no more input."""
        said = self._plain("\n") if self._line and not self.tty else ""
        if self.ended is None:
            self.ended = self._last
        return said

    # ---- typing

    @property
    def _prompt(self) -> str:
        return "/ # " if self.tty and self.ended is None and self._reading == self._run_line else ""

    def _plain(self, text: str) -> str:
        *lines, self._line = (self._line + text).split("\n")
        return "".join(self._answer(line) for line in lines)

    def _answer(self, line: str) -> str:
        return self._reading(line) if self._reading is not None and self.ended is None else ""

    def _key(self, key: str) -> str:
        if self.ended is not None:
            return ""
        if self._escape:
            self._escape = key in "[O;0123456789"
            return ""
        if key in "\r\n":
            line, self._line = self._line, ""
            said = self._answer(line)
            return f"\n{said}{self._prompt}"
        if key in _ERASE:
            gone, self._line = self._line[-1:], self._line[:-1]
            return "\b \b" if gone else ""
        if key == "\x1b":
            self._escape = True
        elif key == "\x03":
            self._line, self._reading = "", self._run_line
            return f"^C\n{self._prompt}"
        elif key == "\x04" and not self._line:
            if self._reading != self._run_line:
                self._reading = self._run_line
                return self._prompt
            self.ended = self._last
            return "\n"
        elif key == "\x0c":
            return f"\x1b[H\x1b[2J{self._prompt}{self._line}"
        elif key >= " ":
            self._line += key
            return key
        return ""

    # ---- running

    def _run_line(self, line: str) -> str:
        try:
            words = shlex.split(line, comments=True)
        except ValueError as error:
            self._last = 2
            return f"sh: syntax error: {str(error).lower()}\n"
        words = [self._known(word) for word in words]
        return self._run(words, whole=False) if words else ""

    def _known(self, word: str) -> str:
        if word == "$?":
            return str(self._last)
        return self._variables.get(word[1:], "") if word.startswith("$") and len(word) > 1 else word

    def _run(self, words: list[str], *, whole: bool) -> str:
        """Run one program; ``whole``: it is all that was asked for."""
        name, *arguments = words
        name = name.rpartition("/")[2]
        if name == "exit":
            self.ended = int(arguments[0]) & 255 if arguments and arguments[0].isdigit() else self._last
            return ""
        if name == "cat" and not arguments:
            self._reading = lambda line: f"{line}\n"
            return ""
        said, self._last = self._say(name, arguments)
        if whole:
            self.ended = self._last
        return said

    def _say(self, name: str, arguments: list[str]) -> tuple[str, int]:
        match name:
            case "echo":
                return " ".join(arguments) + "\n", 0
            case "ls":
                return self._list(arguments)
            case "env":
                return "".join(f"{key}={value}\n" for key, value in self._variables.items()), 0
            case "hostname":
                return f"{self.pod['metadata']['name']}\n", 0
            case "pwd":
                return "/\n", 0
            case "id":
                return "uid=0(root) gid=0(root) groups=0(root)\n", 0
            case "ps":
                return f"PID   USER     COMMAND\n    1 root     {self.container}\n   42 root     sh\n", 0
            case "stty" if arguments == ["size"] and self.tty:
                return f"{self.size[1]} {self.size[0]}\n", 0
            case "stty":
                return "stty: standard input: Inappropriate ioctl for device\n", 1
            case "cat" if arguments == ["/etc/hostname"]:
                return f"{self.pod['metadata']['name']}\n", 0
            case "cat":
                return f"cat: can't open '{arguments[0]}': No such file or directory\n", 1
            case "true" | "false":
                return "", int(name == "false")
        return f"sh: {name}: not found\n", 127

    def _list(self, arguments: list[str]) -> tuple[str, int]:
        path = next((each for each in arguments if not each.startswith("-")), "/").strip("/")
        if not path:
            return "\n".join(_FILES) + "\n", 0
        if path in _FILES:
            return "", 0
        return f"ls: /{path}: No such file or directory\n", 1

    @property
    def _variables(self) -> dict[str, str]:
        known = {"HOSTNAME": self.pod["metadata"]["name"], "HOME": "/root", "PATH": "/usr/bin:/bin"}
        known |= {"TERM": "xterm"} if self.tty else {}
        containers: list[Object] = self.pod["spec"].get("containers", [])
        mine: Object = next((each for each in containers if each["name"] == self.container), {})
        return known | {each["name"]: str(each.get("value", "")) for each in mine.get("env") or ()}
