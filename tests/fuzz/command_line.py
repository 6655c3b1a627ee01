"""`python -m tests.fuzz.command_line --seconds N`: arguments of commands, in a folder with a project."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
from pathlib import Path

from annotator.cli.main import COMMANDS, main
from annotator.workflow.demo import make_demo
from tests.security.stream import foreign

from .fuzzing import Target, run

HERE = Path(tempfile.mkdtemp(prefix="fuzz-"))


def read(data: bytes) -> None:
    """An argument a line."""
    if not (HERE / "annotator.db").exists():
        make_demo(HERE, lambda _: None).close()
    arguments = [each for each in os.fsdecode(data.replace(b"\0", b"")).split("\n") if each][:6]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(HERE), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        before, sys.stdin = sys.stdin, io.StringIO()
        try:
            code = main(arguments)
        except SystemExit as stop:
            code = int(stop.code or 0)
        finally:
            sys.stdin = before
    assert code in (0, 1, 2), code
    said = err.getvalue()
    assert "an error of its own" not in said, said
    assert foreign(said, allowed="\n") == []
    for made in HERE.iterdir():
        # What a command was asked to write must not change what the next one finds.
        if made.is_file() and not made.name.startswith("annotator.db"):
            made.unlink()


SEEDS = [
    b"status\n--json", b"status\n--as\nAna", b"export\ncsv\n-o\nx.csv", b"agreement\n--field\nstance\n--resamples\n0",
    b"source\nlist\n--json", b"scheme\nshow\nnewsclaim", b"scheme\ncheck\nx.toml",
    b"import\nx.txt\n--published\n2026-01-15",
    b"init\n--db\nx.db\n--name\nx", b"annotate\n--at\n1:2", b"keys\n--json", b"keys\ncheck\nx", b"practice\n--print",
    b"doctor\n--quick", b"history", b"--version", b"--help", b"demo\n--folder\nx/y/z", b"export\njsonl\n--text\nnone",
]  # fmt: skip
WORDS = tuple(
    f"\n{each}\n".encode()
    for each in (*COMMANDS, "--db", "--as", "-o", "--force", "--format", "--", "-", "annotator.db")
)
TARGET = Target("command line", read, SEEDS, WORDS)

if __name__ == "__main__":
    sys.exit(run(TARGET, sys.argv[1:]))
