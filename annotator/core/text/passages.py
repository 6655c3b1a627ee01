"""How an article falls into passages: spans of the unchanged text that leave no printed character out.

Blank lines part passages. Single line breaks do so only in an article most of whose lines end a sentence,
because prose wrapped by hand breaks anywhere. What is no reporting (promotion, credits, notices) stays, as
a kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from itertools import pairwise

from annotator.core.text.blocks import LINE_BREAK, blocks
from annotator.core.text.boilerplate import is_boilerplate
from annotator.core.text.graphemes import pieces
from annotator.core.text.passage import Passage, PassageKind
from annotator.core.text.sentences import sentences
from annotator.core.text.span import Span

__all__ = ["Passage", "PassageKind", "Split", "is_boilerplate", "split_passages"]


class Split(StrEnum):
    """Where an article is split; AUTO looks at its lines."""

    AUTO = "auto"
    PARAGRAPHS = "paragraphs"
    LINES = "lines"
    SENTENCES = "sentences"
    WHOLE = "whole"


_ENDS = tuple(".!?…‽؟۔。！？｡।॥")
_CLOSES = "\"'”’»›)]}」』）］》〉】*_"
_HEADING = re.compile(r"#{1,6}(?:[ \t]|\Z)")


def _all(text: str) -> tuple[Span, ...]:
    return pieces(text, Span(0, len(text)), ()) if text else ()


def _lines(text: str) -> tuple[Span, ...]:
    return blocks(text)[0]


def _paragraphs(text: str) -> tuple[Span, ...]:
    return blocks(text)[1]


def _goes_on(text: str, line: Span, following: Span) -> bool:
    """Tell whether a line runs on into the next: no end of a sentence, or a small letter behind it."""
    return not line.of(text).rstrip(_CLOSES).endswith(_ENDS) or text[following.start].islower()


def _by_article(text: str) -> tuple[Span, ...]:
    """Return the lines where most that a single break ends also end a sentence, else the paragraphs."""
    lines, paragraphs = blocks(text)
    starts = {block.start for block in paragraphs}
    joins = [(line, following) for line, following in pairwise(lines) if following.start not in starts]
    running = [following for line, following in joins if _goes_on(text, line, following)]
    if 2 * len(running) >= len(joins):
        return paragraphs
    small = {following.start for following in running if text[following.start].islower()}
    return _joined(lines, small)


def _joined(lines: Iterable[Span], small: set[int]) -> tuple[Span, ...]:
    """Join a line that starts at one of `small` to the one before."""
    found: list[Span] = []
    for line in lines:
        if line.start in small:
            found[-1] = Span(found[-1].start, line.end)
        else:
            found.append(line)
    return tuple(found)


def _by_sentence(text: str) -> tuple[Span, ...]:
    return tuple(one for passage in _by_article(text) for one in sentences(text, passage))


_SPLITTERS: dict[Split, Callable[[str], tuple[Span, ...]]] = {
    Split.AUTO: _by_article,
    Split.PARAGRAPHS: _paragraphs,
    Split.LINES: _lines,
    Split.SENTENCES: _by_sentence,
    Split.WHOLE: _all,
}


def _kind(text: str, span: Span) -> PassageKind:
    # Every break of a line that the program knows is one that Python knows, and none else is.
    for line in text[span.start : span.end].splitlines():
        if line and not line.isspace() and not is_boilerplate(line):
            return PassageKind.TEXT
    return PassageKind.BOILERPLATE


def _with_headings(text: str, span: Span) -> Iterator[Passage]:
    """Part the lines that begin with # from those around them."""
    start = span.start
    for line in pieces(
        text, span, [found.end() for found in LINE_BREAK.finditer(text, span.start, span.end)]
    ):
        if _HEADING.match(text, line.start, line.end):
            yield from _plain(text, start, line.start)
            yield Passage(line, PassageKind.HEADING)
            start = line.end
    yield from _plain(text, start, span.end)


def _plain(text: str, start: int, end: int) -> Iterator[Passage]:
    if start < end:
        yield from (Passage(part, _kind(text, part)) for part in pieces(text, Span(start, end), ()))


def split_passages(text: str, how: Split = Split.AUTO, *, markdown: bool = False) -> tuple[Passage, ...]:
    r"""Return the passages of an article, in order; their offsets are into the text as given.

    >>> [passage.span for passage in split_passages("Rain fell.\n\nCrowds left.\n")]
    [Span(start=0, end=10), Span(start=12, end=24)]
    >>> split_passages("# Rain\nIt fell.", markdown=True)[0].kind
    <PassageKind.HEADING: 'heading'>
    """
    how = Split.PARAGRAPHS if markdown and how is Split.AUTO else how
    spans = _SPLITTERS[how](text)
    if markdown and how is not Split.WHOLE:
        return tuple(passage for span in spans for passage in _with_headings(text, span))
    return tuple(Passage(span, _kind(text, span)) for span in spans)
