"""Ids a client can make alone, so that writing twice is harmless and merging is a set union.

What everybody has in common (articles, passages, sources) is named by a hash of its content; what a person did
is named by a time-ordered UUID.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable

from annotator.errors import Invalid

_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ`´＇"), "'")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_FOLDS = _APOSTROPHES | _DASHES


def fold(name: str) -> str:
    """Return the form under which two spellings of a name are the same name.

    >>> fold("Brian  O’Hara") == fold("brian o'hara")
    True
    """
    # NFKC turns some of the apostrophes into a space and an accent, and casefolding may undo NFKC.
    folded = unicodedata.normalize("NFKC", name.translate(_FOLDS)).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).casefold().translate(_FOLDS).split())


def content_id(*parts: str) -> str:
    """Hash `parts` to 32 hexadecimal digits; no two different lists of parts read the same."""
    hasher = hashlib.sha256()
    for part in parts:
        try:
            data = part.encode()
        except UnicodeEncodeError as problem:
            why = "it holds half of a surrogate pair, which no file can"
            raise Invalid(f"{part[:40]!r} is no text", why=why) from problem
        hasher.update(f"{len(data)}:".encode())
        hasher.update(data)
    return hasher.hexdigest()[:32]


def article_id(text: str, outlet: str) -> str:
    """Name an article by its exact text and the outlet under which it was first imported."""
    return content_id("article", text, outlet)


def passage_id(article: str, start: int, end: int) -> str:
    """Name a passage by its place in its article."""
    return content_id("passage", article, str(start), str(end))


def passage_ids(article: str, ends: Iterable[tuple[int, int]]) -> list[str]:
    """Name many passages of one article, given their starts and ends; the same names as one by one.

    >>> passage_ids("a", [(0, 4)]) == [passage_id("a", 0, 4)]
    True
    """
    beginning = hashlib.sha256(
        "".join(f"{len(part.encode())}:{part}" for part in ("passage", article)).encode()
    )
    found = []
    for start, end in ends:
        hasher = beginning.copy()
        first, last = str(start), str(end)
        hasher.update(f"{len(first)}:{first}{len(last)}:{last}".encode())
        found.append(hasher.hexdigest()[:32])
    return found


def source_id(name: str, kind: str, qualifier: str = "") -> str:
    """Name a source by its folded name, its type, and the article that an unnamed source belongs to."""
    return content_id("source", fold(name), kind, qualifier)


def annotator_id(project: str, name: str) -> str:
    """Name an annotator within a project."""
    return content_id("annotator", project, fold(name))


def pseudonym(annotator: str) -> str:
    """Return the name that stands in the place of a person's who was redacted, made from their id.

    >>> pseudonym("d00fd52b3fe6ebcd3ad2f1d24aac34db")
    'redacted d00fd52b'
    """
    return f"redacted {annotator[:8]}"


def text_sha256(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, as others would compute it."""
    return hashlib.sha256(text.encode()).hexdigest()


def uuid7(milliseconds: int, sequence: int, chance: int) -> str:
    """Lay out a version 7 UUID (RFC 9562): 48 bits of time, 12 of sequence, 62 of chance.

    >>> uuid7(0x0123456789AB, 1, 0)
    '0123456789ab70018000000000000000'
    """
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | (sequence & 0xFFF) << 64
    value |= 0b10 << 62 | (chance & (1 << 62) - 1)
    return f"{value:032x}"


_LAST_MS = 253_402_300_799_999
"""The end of the year 9999. After the last of all ids none could follow, so nobody may claim to have made it."""


def moment(id_: str) -> tuple[int, int]:
    """Return the milliseconds that a version 7 UUID was made at, since 1970, and its number within them.

    Raises `Invalid` for an id that is none, or from after the year 9999.

    >>> moment("0123456789ab70018000000000000000") == (0x0123456789AB, 1)
    True
    """
    time, number = id_[:12], id_[13:16]
    if not (len(id_) == _DIGITS and set(id_) <= _HEX and int(time, 16) <= _LAST_MS):
        raise Invalid(
            f"an action has an id that annotator doesn't make: {id_[:40]!r}",
            why="such ids say when something was done, and new ones have to follow them",
            do="see what else is wrong with the file: annotator doctor; annotator restore brings back a backup",
        )
    return int(time, 16), int(number, 16)


_DIGITS = 32
_HEX = frozenset("0123456789abcdef")
