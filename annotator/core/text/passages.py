"""How an article falls into passages: spans of the unchanged text that leave no printed character out.

Blank lines part passages. Single line breaks do so only in an article most of whose lines end a sentence,
because prose wrapped by hand breaks anywhere. What is no reporting (promotion, credits, notices) stays, as
a kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from annotator.core.text.graphemes import pieces
from annotator.core.text.passage import Passage, PassageKind
from annotator.core.text.sentences import BREAK, PARAGRAPH_BREAK, sentences
from annotator.core.text.span import Span

__all__ = ["BOILERPLATE", "Passage", "PassageKind", "Pattern", "Split", "is_boilerplate", "split_passages"]


class Split(StrEnum):
    """Where an article is split; AUTO looks at its lines."""

    AUTO = "auto"
    PARAGRAPHS = "paragraphs"
    LINES = "lines"
    SENTENCES = "sentences"
    WHOLE = "whole"


# What is no reporting: patterns anchored at the start of a line, each with the most words a line of it has.
# They err on the side of text: a passage wrongly dimmed hides claims, a promotion left in costs one key.


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of boilerplate line: what it is, how it begins, how long it gets at most."""

    what: str
    starts: re.Pattern[str]
    words: int


def _pattern(what: str, words: int, starts: str) -> Pattern:
    return Pattern(what, re.compile(r"[\W_]*(?:" + starts + ")", re.IGNORECASE), words)


_PLATFORM = (
    r"(?:WhatsApp|Facebook|Twitter|X|Instagram|TikTok|Telegram|YouTube|Threads|Bluesky|LinkedIn|"
    r"Google(?: News)?|Apple News|Snapchat|Signal|Mastodon|Reddit|Flipboard|social media)"
)
_AGENCY = (
    r"(?:AP|AFP|Reuters|Getty(?: Images)?|Shutterstock|Alamy|Associated Press|Press Association|"
    r"PA Media|Xinhua|Anadolu|(?<=/)(?:PA|EPA|REX|DPA|EFE|ANSA|TASS))"
)
_NAME = r"[A-Z][\w.’'-]*"
_PICTURE = r"(?:photo(?:graph)?s?|images?|pictures?|video|illustration|graphic)"
# What follows a platform when the line asks to be followed, as against reports that somebody follows.
_GOES_ON = r"and|or|for|to\s+(?:get|stay|see|read|keep)|here|now|today|page|channel|where"
_ASKS = rf"(?=\W*$|\s*[,&|:!@]|\s+(?:{_GOES_ON})\b)"

BOILERPLATE = (
    _pattern(
        "follow us",
        30,
        rf"(?:follow|like|join|find|add)\s(?!.*\b(?:said|told)\b).{{0,60}}?\b(?:on|in|via)\s+(?:our\s+)?{_PLATFORM}\b{_ASKS}",
    ),
    _pattern("QR code", 40, r"scan\s+(?:the|this|our)\s+QR[ -]?code\b"),
    _pattern(
        "sign up",
        40,
        r"(?:sign\s+up|subscribe|register)\b(?=\W*$|.*\b(?:newsletters?|alerts|briefing|e-?mails?|inbox|podcast|channel|"
        r"notifications|our|here|now|today|digest)\b)",
    ),
    _pattern(
        "newsletter",
        30,
        r"(?:get|receive|want|our|join)\b.{0,80}\b(?:newsletter|in(?:to)? your inbox|your inbox)\b",
    ),
    _pattern(
        "app",
        25,
        r"(?:download|get|install)\s+(?:the|our)\s.{0,40}?\bapp\b(?=\W*$|\s+(?:for|on|from|to|today|now|here|and)\b)",
    ),
    _pattern(
        "read more",
        30,
        r"(?:read\s+(?:more|also|next|on)|also\s+read|see\s+also|related(?:\s+(?:articles?|stories|story|topics|coverage|"
        r"content|links))?|recommended|more\s+on\s+this(?:\s+story)?|watch(?:\s+(?:live|now|more))?|listen(?:\s+now)?|"
        r"most\s+read|up\s+next|trending(?:\s+now)?|don[’']t\s+miss|editor[’']?s[’']?\s+(?:picks?|choice))\s*(?:[:|–—»>]|$)",
    ),
    _pattern(
        "read more about",
        20,
        r"(?:read\s+(?:more|the\s+full\s+(?:story|article))\s+(?:about|on|from|in|at|here)|continue\s+reading|click\s+here)\b",
    ),
    _pattern("credit", 12, rf"{_PICTURE}\s*(?:credits?|source|courtesy(?:\s+of)?|by|caption)?\s*[:©/|]\s*\S"),
    _pattern("caption", 60, rf"{_PICTURE}\s+(?:caption|source|credit)\b\s*[,:]?"),
    _pattern("credit", 12, rf"(?:{_PICTURE}|credit)s?\s*(?:by|courtesy\s+of|:)\s+\S"),
    _pattern("pictured", 40, r"(?:pictured|file\s+(?:photo|picture|image)|caption)\s*[:,]"),
    _pattern(
        "agency",
        12,
        rf"(?-i:(?:{_NAME}[\s/]+){{0,3}}(?:via\s+)?{_AGENCY}(?:[\s/,|-]+(?:via|Photo|Images?|{_AGENCY}|{_NAME}))*\W*$)",
    ),
    _pattern("copyright", 50, r"(?:copyright\s*(?:©|\(c\)|\d{4}|by\b)|\(c\)\s*\d{4})|(?<=©).*\S"),
    _pattern(
        "rights",
        50,
        r".{0,200}\ball\s+rights\s+reserved\b|this\s+material\s+may\s+not\s+be\s+(?:published|reproduced)",
    ),
    _pattern("share", 10, r"share\s+(?:this|on|via|your\s+thoughts)\b"),
    _pattern(
        "button",
        3,
        r"(?:share|print|save|e-?mail|comments?|copy\s+link|skip\s+advert|back\s+to\s+top|menu)\W*$",
    ),
    _pattern(
        "advertisement",
        8,
        r"(?:advertisements?|advertising|ad|sponsored(?:\s+content)?|promoted(?:\s+content)?|paid\s+(?:content|post))\W*$",
    ),
    _pattern(
        "goes on below",
        12,
        r"(?:story|article)\s+continues\s+(?:below|after)|scroll\s+(?:down\s+)?to\s+continue",
    ),
    _pattern(
        "cookies",
        60,
        r"we\s+(?:and\s+our\s+partners\s+)?use\s+cookies|this\s+(?:web)?site\s+uses\s+cookies|cookie\s+(?:notice|policy|"
        r"settings|preferences)\W*$|(?:accept|reject|manage)\s+(?:all\s+)?cookies|by\s+(?:continuing|clicking).{0,120}\bcookies\b",
    ),
    _pattern(
        "about this article",
        60,
        r"this\s+(?:article|story|report|piece|post)\s+(?:was|has\s+been|is|originally|first)\s+(?:\w+\s+){0,2}?(?:published|"
        r"republished|updated|amended|corrected|edited|produced|translated|written|appeared|generated|adapted|part\s+of)\b",
    ),
    _pattern(
        "date line",
        10,
        r"(?:first\s+|last\s+)?(?:published|updated|modified|posted)(?:\s+(?:on|at))?\s*:?\s+(?:\w+day,?\s+)?"
        r"(?:\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.?\s+\d)",
    ),
    _pattern("desk", 40, r"(?:additional\s+|with\s+)?(?:reporting|writing|editing)\s+by\s+(?-i:[A-Z])"),
    _pattern(
        "contact",
        40,
        r"(?:get\s+in\s+touch|contact\s+us|e-?mail\s+us|(?:do\s+you\s+have|got)\s+an?\s+(?:story|tip))\b",
    ),
)

_LONGEST = 600


def is_boilerplate(line: str) -> bool:
    """Tell whether a line reports nothing.

    >>> is_boilerplate("Follow the Daily on WhatsApp")
    True
    >>> is_boilerplate("Followers on WhatsApp had shared the video before police arrived, the mayor said.")
    False
    """
    line = line.strip()
    if len(line) > _LONGEST:
        return False
    words = len(line.split())
    return any(words <= pattern.words and pattern.starts.match(line) for pattern in BOILERPLATE)


_LINE_BREAK = re.compile(f"{BREAK}|[\x0c\u2029]")
_PARAGRAPH_BREAK = re.compile(PARAGRAPH_BREAK)
_ENDED = re.compile(r"[.!?…‽؟۔。！？｡।॥][\"'”’»›)\]}」』）］》〉】*_]*\Z")
_HEADING = re.compile(r"#{1,6}(?:[ \t]|\Z)")


def _all(text: str) -> tuple[Span, ...]:
    return pieces(text, Span(0, len(text)), ()) if text else ()


def _broken(text: str, where: re.Pattern[str]) -> tuple[Span, ...]:
    return pieces(text, Span(0, len(text)), (found.end() for found in where.finditer(text))) if text else ()


def _lines(text: str) -> tuple[Span, ...]:
    return _broken(text, _LINE_BREAK)


def _paragraphs(text: str) -> tuple[Span, ...]:
    return _broken(text, _PARAGRAPH_BREAK)


def _goes_on(text: str, line: Span, following: Span) -> bool:
    """Tell whether a line runs on into the next: no end of a sentence, or a small letter behind it."""
    return not _ENDED.search(text, line.start, line.end) or text[following.start].islower()


def _by_article(text: str) -> tuple[Span, ...]:
    """Return the lines where most that a single break ends also end a sentence, else the paragraphs."""
    lines, starts = _lines(text), {block.start for block in _paragraphs(text)}
    joins = [(line, following) for line, following in pairwise(lines) if following.start not in starts]
    running = [following for line, following in joins if _goes_on(text, line, following)]
    if 2 * len(running) >= len(joins):
        return _paragraphs(text)
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
    lines = (line for line in _LINE_BREAK.split(span.of(text)) if line.strip())
    return PassageKind.BOILERPLATE if all(map(is_boilerplate, lines)) else PassageKind.TEXT


def _with_headings(text: str, span: Span) -> Iterator[Passage]:
    """Part the lines that begin with # from those around them."""
    start = span.start
    for line in pieces(
        text, span, [found.end() for found in _LINE_BREAK.finditer(text, span.start, span.end)]
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
