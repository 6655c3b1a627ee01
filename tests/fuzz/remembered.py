"""`python -m tests.fuzz.remembered --seconds N`: what the program remembers among a person's settings, in JSON."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from annotator.settings import offer_practice, remember_name, remembered_name, remembered_theme

from .fuzzing import Target, run

HOME = Path(tempfile.mkdtemp(prefix="fuzz-"))
ENVIRON = {"XDG_CONFIG_HOME": str(HOME)}


def read(data: bytes) -> None:
    (HOME / "annotator").mkdir(exist_ok=True)
    for name in ("names.json", "look.json", "practice.json"):
        (HOME / "annotator" / name).write_bytes(data)
    for answer in (remembered_name("p", ENVIRON), remembered_theme(ENVIRON)):
        assert answer is None or isinstance(answer, str)
    assert isinstance(offer_practice(ENVIRON), bool)
    remember_name("p", "Ana", ENVIRON)
    assert remembered_name("p", ENVIRON) == "Ana"


SEEDS = [b'{"p": "Ana", "theme": "paper", "starts": "2", "opened": "yes"}', b"{}", b"[1, 2]", b'"x"', b"null"]
TARGET = Target("remembered", read, SEEDS, (b'"starts": "', b'"\\ud800"', b": null", b": {}", b'"p": [], '))

if __name__ == "__main__":
    sys.exit(run(TARGET, sys.argv[1:]))
