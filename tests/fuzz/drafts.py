"""`python -m tests.fuzz.drafts --seconds N`: half-typed text as it is stored, and texts of the core's own notations."""

from __future__ import annotations

import sys

from annotator.core.display import has_right_to_left, visible, visible_lines
from annotator.core.searching import Finder
from annotator.core.text.passages import Split, split_passages
from annotator.core.text.span import Span
from annotator.core.text.steps import Unit, steps
from annotator.tui.screens.form import _unpacked

from .fuzzing import Target, run


def read(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    assert all(isinstance(each, str) for pair in _unpacked(text).items() for each in pair)
    assert len(visible(text)) == len(text)
    assert visible_lines(text).count("\n") == text.count("\n")
    has_right_to_left(text)
    words = text[: len(text) // 8][:40]
    list(Finder(words).spans(text))
    for split in Split:
        for passage in split_passages(text, split)[:3]:
            for unit in Unit:
                found = steps(text, passage.span, unit)
                assert all(each.start < each.end for each in found)
    assert Span(0, 1)


SEEDS = [
    b'{"url": "https://example.org", "note": "x"}',
    "The mayor said that “nobody was hurt”, and 他说不。 قال الرئيس: لا. Mr. Smith (62), U.S.A., insists …".encode(),
    b"a. b. c. d. e. f.\n\n- one\n- two\n\n1) x\n2) y\n",
]
TARGET = Target(
    "drafts",
    read,
    SEEDS,
    (b"said that ", b". ", b'"', b"(", b"\xe2\x80\x9c", b"\xe2\x80\x9d", b"according to "),
)

if __name__ == "__main__":
    sys.exit(run(TARGET, sys.argv[1:]))
