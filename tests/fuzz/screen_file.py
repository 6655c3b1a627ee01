"""`python -m tests.fuzz.screen_file --seconds N`: a person's own file of keys and looks."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from annotator.tui.key_names import parsed
from annotator.tui.screen_example import example
from annotator.tui.screen_file import read

from .fuzzing import Target, run

PATH = Path(tempfile.mkdtemp(prefix="fuzz-")) / "screen.toml"


def read_one(data: bytes) -> None:
    PATH.write_bytes(data)
    found = read(PATH)
    found.look.complete({})
    for row in found.keymap.rows:
        found.keymap.keys_of(row.command)


WORDS = (
    b"[keys]\n", b"[look]\n", b"[dialogs]\n", b'theme = "paper"\n', b'mark = "F6, Ctrl+X"\n',
    b'"form.save" = ","\n', b'"Ctrl+"',
    b'"Shift+"', b"++", b'mark = ["a", 1]\n', b'mark = ""\n',
)  # fmt: skip
TARGET = Target("screen file", read_one, [example().encode(), b'[keys]\nmark = "F6, Ctrl+X"\n'], WORDS)
assert parsed("Ctrl+S") == "ctrl+s"

if __name__ == "__main__":
    sys.exit(run(TARGET, sys.argv[1:]))
