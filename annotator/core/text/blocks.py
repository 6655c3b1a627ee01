"""The lines and paragraphs of a whole text, without the white space at their ends.

Nearly every text has no character that a cut could fall into, and is cut by what Python does at once; the others are
cut between characters as a reader sees them.
"""

from __future__ import annotations

import re

from annotator.core.text.graphemes import clusters, pieces
from annotator.core.text.sentences import BREAK, PARAGRAPH_BREAK
from annotator.core.text.span import Span

LINE_BREAK = re.compile(f"{BREAK}|[\x0c\u2029]")
_PARAGRAPH_BREAK = re.compile(PARAGRAPH_BREAK)
_ENDS_PARAGRAPH = ("\x0c", "\u2029")


def blocks(text: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    r"""Return lines and paragraphs; both leave out what shows nothing.

    >>> lines, paragraphs = blocks("One\ntwo\n\nthree")
    >>> [one.of("One\ntwo\n\nthree") for one in paragraphs]
    ['One\ntwo', 'three']
    """
    if not text:
        return (), ()
    whole = Span(0, len(text))
    if next(clusters(text, whole), None) is not None:
        breaks = (LINE_BREAK, _PARAGRAPH_BREAK)
        lines, paragraphs = (
            pieces(text, whole, (found.end() for found in where.finditer(text))) for where in breaks
        )
        return lines, paragraphs
    return _simple(text)


def _simple(text: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return both where every code point is a character of its own."""
    lines: list[Span] = []
    paragraphs: list[Span] = []
    is_new = True
    start = 0
    for line in text.splitlines(keepends=True):
        kept = line.rstrip()
        if kept:
            span = Span(start + len(kept) - len(kept.lstrip()), start + len(kept))
            lines.append(span)
            if is_new:
                paragraphs.append(span)
            else:
                paragraphs[-1] = Span(paragraphs[-1].start, span.end)
            is_new = line.endswith(_ENDS_PARAGRAPH)
        else:
            is_new = True
        start += len(line)
    return tuple(lines), tuple(paragraphs)
