"""What comes from the terminal, read so that nothing of it ends the app."""

from __future__ import annotations

from textual.drivers.linux_driver import LinuxDriver


class Keyboard(LinuxDriver):
    """A driver that passes over what no terminal should send.

    Textual's thread ends, and the app with a traceback, at a byte that is no UTF-8 (any umlaut of a terminal that is
    set to Latin-1) and at an escape sequence with a number that no character has.
    """

    def run_input_thread(self) -> None:
        """Read until the app ends; what cannot be read is left out, with what came in the same moment."""
        while not self.exit_event.is_set():
            try:
                super().run_input_thread()
            except (ValueError, OverflowError):
                continue
