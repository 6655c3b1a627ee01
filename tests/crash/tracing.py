"""What a program asks of the system as strace saw it: keys read, the log written and synced, the terminal."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STRACE = (
    "strace",
    "-f",
    "--seccomp-bpf",
    "-y",
    "-s",
    "65536",
    "-e",
    "trace=read,write,pwrite64,fdatasync,fsync",
)

_CALL = re.compile(r"^(?P<task>\d+) +(?P<name>\w+)\((?P<fd>\d+)<(?P<path>[^>]*)>(?P<rest>.*)$")
_RESUMED = re.compile(r"^(?P<task>\d+) +<\.\.\. (?P<name>\w+) resumed>(?P<rest>.*)$")
_OCTAL = re.compile(rb"\\([0-7]{1,3})|\\(.)")
_SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v", b"f": b"\f"}

UNSAFE = (
    sys.executable,
    "-c",
    (
        "from annotator.store.engine import SETTINGS; SETTINGS['synchronous'] = ('NORMAL', 1);"
        "from annotator.cli.main import run; run()"
    ),
)
"""The program as it would be if somebody wished it were faster."""


@cache
def can_trace() -> bool:
    """Tell whether strace is there and may look on."""
    line = [*STRACE, "-o", "/dev/null", sys.executable, "-c", ""]
    return shutil.which("strace") is not None and not subprocess.run(line, check=False).returncode


def traced(program: Sequence[str], trace: Path) -> tuple[str, ...]:
    """Return a program's line so that what it asks for is written to a file."""
    return (*STRACE, "-o", str(trace), *program)


@dataclass(frozen=True)
class Call:
    """A call that was begun or, as `done`, has returned."""

    name: str
    path: str
    data: bytes
    done: bool


def calls(trace: Path) -> Iterator[Call]:
    """Return each call twice, when it begins and when it has returned, in the order of both."""
    begun: dict[str, Call] = {}
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        if found := _CALL.match(line):
            call = Call(found["name"], found["path"], _data(found["rest"]), done=False)
            yield call
            begun[found["task"]] = call
            if not found["rest"].endswith("<unfinished ...>"):
                yield Call(call.name, call.path, call.data, done=True)
        elif (found := _RESUMED.match(line)) and (before := begun.get(found["task"])):
            yield Call(before.name, before.path, before.data or _data(found["rest"]), done=True)


def _data(rest: str) -> bytes:
    found = re.search(r'"((?:[^"\\]|\\.)*)"', rest)
    if found is None:
        return b""
    return _OCTAL.sub(lambda sign: _plain(sign[1], sign[2]), found[1].encode("utf-8", "replace"))


def _plain(octal: bytes | None, letter: bytes | None) -> bytes:
    return bytes([int(octal, 8)]) if octal else _SIGNS.get(letter or b"", letter or b"")


def said_too_early(trace: Path, key: bytes, words: bytes) -> str:
    """Tell what was wrong between a key that was read and the words on the terminal; nothing if it is as it must be.

    The log must have been written and then synced before the first of the words goes out.
    """
    state = "the key was never read"
    for call in calls(trace):
        log = call.path.endswith("-wal")
        if state == "the key was never read":
            if call.name == "read" and call.done and call.data == key and "/pts/" in call.path:
                state = "nothing was written to the log"
        elif log and call.name == "pwrite64" and call.done and state != "synced":
            state = "the log was written and not synced"
        elif log and call.name in {"fdatasync", "fsync"} and call.done and state.startswith("the log"):
            state = "synced"
        elif call.name == "write" and not call.done and "/pts/" in call.path and words in call.data:
            return "" if state == "synced" else state
    return f"the words never came; {state}"
