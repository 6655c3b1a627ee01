"""What may be wrong with a piece of evidence: said while it is written, never in anybody's way.

Whether a judgement is complete is not asked here but by `core.gaps`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from annotator.core.addresses import is_web, same_address
from annotator.core.gaps import is_later
from annotator.core.ids import fold


@dataclass(frozen=True, slots=True)
class Doubt:
    """The field of the evidence that it is about, and the words."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence as far as it is written; `passage` is the text of the article that it is a passage of."""

    url: str = ""
    archived_url: str = ""
    quote: str = ""
    published: str | None = None
    origin_id: str | None = None
    passage: str | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """What a piece is held against: who asserts the claim, the day its status holds as of, addresses given already."""

    claimants: Collection[str] = ()
    as_of: str | None = None
    urls: Collection[str] = ()


def doubts(piece: Piece, beside: Beside) -> tuple[Doubt, ...]:
    """Return what may be wrong with a piece of evidence, at most one doubt a field."""
    found: dict[str, Doubt] = {}
    for doubt in (*_of_addresses(piece, beside), *_of_the_rest(piece, beside)):
        found.setdefault(doubt.field, doubt)
    return tuple(found.values())


def _of_addresses(piece: Piece, beside: Beside) -> Iterator[Doubt]:
    for field, address in (("url", piece.url), ("archived_url", piece.archived_url)):
        if address and not is_web(address):
            yield Doubt(field, "this is no whole address of the web: https://… or http://…")
    if piece.url and any(same_address(piece.url, other) for other in beside.urls):
        yield Doubt("url", "another piece of evidence for this claim has the same address")
    if piece.url and not piece.archived_url:
        yield Doubt("archived_url", "no archived copy: the page may change")
    if piece.archived_url and same_address(piece.url, piece.archived_url):
        yield Doubt("archived_url", "this is the address itself, not a copy of it")


def _of_the_rest(piece: Piece, beside: Beside) -> Iterator[Doubt]:
    if piece.quote and piece.passage is not None and not quotes(piece.passage, piece.quote):
        yield Doubt("quote", "these words are not in the article that the passage is from")
    if piece.origin_id and piece.origin_id in beside.claimants:
        yield Doubt("origin", "the claimant: nobody verifies what they claim")
    if is_later(piece.published, beside.as_of):
        yield Doubt("published", f"later than {beside.as_of}, as of which the status holds")


_LEFT_OUT = re.compile(r"\[\s*(?:…|\.{3})\s*\]|\(\s*(?:…|\.{3})\s*\)|…|\.{3}")
_QUOTES = str.maketrans("", "", "\"“”„«»'")


def quotes(text: str, quotation: str) -> bool:
    """Tell whether words are quoted from a text; what was left out may be marked by … or [...].

    Quotation marks, spaces, case and the kind of apostrophe make no difference.

    >>> quotes("“We saw nothing,” said the mayor. It rained.", "we saw … it rained")
    True
    """
    whole, at = _plain(text), 0
    for part in filter(None, map(_plain, _LEFT_OUT.split(quotation))):
        found = whole.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _plain(text: str) -> str:
    return " ".join(fold(text).translate(_QUOTES).split())
