"""`python -m tests.fuzz.addresses --seconds N`: addresses of evidence, of databases, and what is pasted into fields."""

from __future__ import annotations

import sys
from contextlib import suppress

from annotator.core.addresses import check_address, is_web, link_target, same_address
from annotator.errors import AnnotatorError
from annotator.settings import database_path, without_passwords
from annotator.tui.screens.fields import address_in, as_line, pasted

from .fuzzing import Target, run


def read(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    target = link_target(text)
    assert target is None or (target.isascii() and target.isprintable() and " " not in target)
    assert is_web(text) == (target is not None)
    same_address(text, text[::-1])
    with suppress(AnnotatorError):
        check_address("address", text)
    assert not any(ord(char) < 32 and char not in "\n\t" for char in pasted(text))
    assert as_line(as_line(text)) == as_line(text)
    assert not any(ord(char) < 32 or char in "\x7f\x9b\u202e" for char in as_line(text))
    address_in(text)
    without_passwords(text)
    with suppress(AnnotatorError):
        database_path(text or "x", {})


SEEDS = [
    b"https://example.org/a?b=c#d", b"http://[::1]:80/", b"javascript:alert(1)", b"www.example.org", b"ftp://x",
    b"postgresql://ana:SECRET@host/db", b"https://a-long-long-name.example.org/that\n/goes-on", b"\x1b]8;;https://x\x07y",
]  # fmt: skip
TARGET = Target("addresses", read, SEEDS, (b"://", b"@", b":", b"[", b"%00", b"\x1b]52;c;", b"\xe2\x80\x8b"))

if __name__ == "__main__":
    sys.exit(run(TARGET, sys.argv[1:]))
