"""Runs the real program in a pseudo-terminal: bytes in, bytes out, nothing of it imported here."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

_ESCAPES = re.compile(rb"\x1b\[[0-9;?<>=$]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\-_=>PX^]")
_WAIT_SECONDS = 60

PROGRAM = (sys.executable, "-m", "annotator")
CONTROLLED = (
    sys.executable,
    "-c",
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])",
    *PROGRAM,
)
"""The program as a shell starts it: its terminal controls it, and ends it with SIGHUP when it is closed."""


class Terminal:
    """The program in a terminal of its own, which is not the one that controls it unless `program` makes it so."""

    def __init__(
        self,
        arguments: list[str],
        *,
        cwd: Path,
        env: dict[str, str],
        size: tuple[int, int] = (80, 24),
        program: Sequence[str] = PROGRAM,
    ) -> None:
        self._master, slave = pty.openpty()
        self.resize(size)
        self.process = subprocess.Popen(
            [*program, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=cwd,
            env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "", "LINES": ""} | env,
            start_new_session=True,
        )
        os.close(slave)
        self._output = b""

    def resize(self, size: tuple[int, int]) -> None:
        """Make the window another size."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def send(self, keys: str) -> None:
        """Type."""
        os.write(self._master, keys.encode())

    @property
    def text(self) -> str:
        """Return all that was ever shown, without the escapes."""
        return _ESCAPES.sub(b"", self._output).decode("utf-8", "replace")

    def until(self, condition: Callable[[], object]) -> None:
        """Read what the program shows until a condition holds."""
        end = time.monotonic() + _WAIT_SECONDS
        while not condition():
            assert time.monotonic() < end, f"it never came; shown were:\n{self.text[-3000:]}"
            self._read(0.05)

    def shows(self, words: str) -> None:
        """Wait until words have been shown, and forget what was shown before them."""
        self.until(lambda: words in self.text)
        self._output = b""

    def rest(self) -> bytes:
        """Read what is left to read and return all that was shown and not forgotten."""
        while select.select([self._master], [], [], 0)[0]:
            try:
                self._output += os.read(self._master, 65536)
            except OSError:
                break
        return self._output

    @property
    def modes(self) -> list[object]:
        """Return how the terminal is set: whether it echoes what is typed, and the like."""
        return list(termios.tcgetattr(self._master))

    def hang_up(self) -> None:
        """Close the window."""
        os.close(self._master)
        self._master = -1

    def ends(self) -> int:
        """Wait for the program to end by itself and return its exit code."""
        self.until(lambda: self.process.poll() is not None)
        return self.process.returncode

    def _read(self, seconds: float) -> None:
        if self._master < 0:
            time.sleep(seconds)
            return
        ready, _, _ = select.select([self._master], [], [], seconds)
        if ready:
            try:
                self._output += os.read(self._master, 65536)
            except OSError:
                # The other end is closed: the program has ended.
                time.sleep(seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self._master >= 0:
            os.close(self._master)
