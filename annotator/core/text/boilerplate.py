"""What in an article is no reporting: promotion, credits, notices, each known by how its line begins.

The patterns err on the side of text: a passage wrongly dimmed hides claims, a promotion left in costs one key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of boilerplate line: what it is, how it begins, how long it gets at most.

    Its first letters are among `begins` (any where these are none), and in small letters it `holds` these: that much
    is seen at once of nearly every line, and no pattern is tried.
    """

    what: str
    begins: tuple[str, ...]
    starts: re.Pattern[str]
    words: int
    holds: str


def _pattern(what: str, begins: str, words: int, starts: str, *, holds: str = "") -> Pattern:
    return Pattern(
        what, tuple(begins.split()), re.compile(r"[\W_]*(?:" + starts + ")", re.IGNORECASE), words, holds
    )


_PLATFORM = (
    r"(?:WhatsApp|Facebook|Twitter|X|Instagram|TikTok|Telegram|YouTube|Threads|Bluesky|LinkedIn|"
    r"Google(?: News)?|Apple News|Snapchat|Signal|Mastodon|Reddit|Flipboard|social media)"
)
_AGENCY = (
    r"(?:AP|AFP|Reuters|Getty(?: Images)?|Shutterstock|Alamy|Associated Press|Press Association|"
    r"PA Media|Xinhua|Anadolu|(?<=/)(?:PA|EPA|REX|DPA|EFE|ANSA|TASS))"
)
# Taken whole: a hyphen may part two names as well, and trying each hyphen both ways would take for ever.
_NAME = r"[A-Z][\w.’'-]*+"
_PICTURE = r"(?:photo(?:graph)?s?|images?|pictures?|video|illustration|graphic)"
# What follows a platform when the line asks to be followed, as against reports that somebody follows.
_GOES_ON = r"and|or|for|to\s+(?:get|stay|see|read|keep)|here|now|today|page|channel|where"
_ASKS = rf"(?=\W*$|\s*[,&|:!@]|\s+(?:{_GOES_ON})\b)"

BOILERPLATE = (
    _pattern(
        "follow us",
        "fo li jo fi ad",
        30,
        rf"(?:follow|like|join|find|add)\s(?!.*\b(?:said|told)\b).{{0,60}}?\b(?:on|in|via)\s+(?:our\s+)?{_PLATFORM}\b{_ASKS}",
    ),
    _pattern("QR code", "sc", 40, r"scan\s+(?:the|this|our)\s+QR[ -]?code\b"),
    _pattern(
        "sign up",
        "si su re",
        40,
        r"(?:sign\s+up|subscribe|register)\b(?=\W*$|.*\b(?:newsletters?|alerts|briefing|e-?mails?|inbox|podcast|channel|"
        r"notifications|our|here|now|today|digest)\b)",
    ),
    _pattern(
        "newsletter",
        "ge re wa ou jo",
        30,
        r"(?:get|receive|want|our|join)\b.{0,80}\b(?:newsletter|in(?:to)? your inbox|your inbox)\b",
    ),
    _pattern(
        "app",
        "do ge in",
        25,
        r"(?:download|get|install)\s+(?:the|our)\s.{0,40}?\bapp\b(?=\W*$|\s+(?:for|on|from|to|today|now|here|and)\b)",
    ),
    _pattern(
        "read more",
        "re al se mo wa li up do ed tr",
        30,
        r"(?:read\s+(?:more|also|next|on)|also\s+read|see\s+also|related(?:\s+(?:articles?|stories|story|topics|coverage|"
        r"content|links))?|recommended|more\s+on\s+this(?:\s+story)?|watch(?:\s+(?:live|now|more))?|listen(?:\s+now)?|"
        r"most\s+read|up\s+next|trending(?:\s+now)?|don[’']t\s+miss|editor[’']?s[’']?\s+(?:picks?|choice))\s*(?:[:|–—»>]|$)",
    ),
    _pattern(
        "read more about",
        "re co cl",
        20,
        r"(?:read\s+(?:more|the\s+full\s+(?:story|article))\s+(?:about|on|from|in|at|here)|continue\s+reading|click\s+here)\b",
    ),
    _pattern(
        "credit",
        "ph im pi vi il gr",
        12,
        rf"{_PICTURE}\s*(?:credits?|source|courtesy(?:\s+of)?|by|caption)?\s*[:©/|]\s*\S",
    ),
    _pattern("caption", "ph im pi vi il gr", 60, rf"{_PICTURE}\s+(?:caption|source|credit)\b\s*[,:]?"),
    _pattern("credit", "ph im pi vi il gr cr", 12, rf"(?:{_PICTURE}|credit)s?\s*(?:by|courtesy\s+of|:)\s+\S"),
    _pattern("pictured", "pi fi ca", 40, r"(?:pictured|file\s+(?:photo|picture|image)|caption)\s*[:,]"),
    _pattern(
        "agency",
        "",
        12,
        rf"(?-i:(?:{_NAME}[\s/]+){{0,3}}(?:via\s+)?{_AGENCY}(?:[\s/,|-]+(?:via|{_NAME}))*\W*$)",
    ),
    _pattern("copyright", "co c", 50, r"copyright\s*(?:©|\(c\)|\d{4}|by\b)|\(c\)\s*\d{4}"),
    _pattern("copyright", "", 50, r"(?<=©).*\S", holds="©"),
    _pattern("rights", "", 50, r".{0,200}\ball\s+rights\s+reserved\b", holds="gh"),
    _pattern("rights", "th", 50, r"this\s+material\s+may\s+not\s+be\s+(?:published|reproduced)"),
    _pattern("share", "sh", 10, r"share\s+(?:this|on|via|your\s+thoughts)\b"),
    _pattern(
        "button",
        "sh pr sa em co sk ba me",
        3,
        r"(?:share|print|save|e-?mail|comments?|copy\s+link|skip\s+advert|back\s+to\s+top|menu)\W*$",
    ),
    _pattern(
        "advertisement",
        "ad sp pr pa",
        8,
        r"(?:advertisements?|advertising|ad|sponsored(?:\s+content)?|promoted(?:\s+content)?|paid\s+(?:content|post))\W*$",
    ),
    _pattern(
        "goes on below",
        "st ar sc",
        12,
        r"(?:story|article)\s+continues\s+(?:below|after)|scroll\s+(?:down\s+)?to\s+continue",
    ),
    _pattern(
        "cookies",
        "we th co ac re ma by",
        60,
        r"we\s+(?:and\s+our\s+partners\s+)?use\s+cookies|this\s+(?:web)?site\s+uses\s+cookies|cookie\s+(?:notice|policy|"
        r"settings|preferences)\W*$|(?:accept|reject|manage)\s+(?:all\s+)?cookies|by\s+(?:continuing|clicking).{0,120}\bcookies\b",
    ),
    _pattern(
        "about this article",
        "th",
        60,
        r"this\s+(?:article|story|report|piece|post)\s+(?:was|has\s+been|is|originally|first)\s+(?:\w+\s+){0,2}?(?:published|"
        r"republished|updated|amended|corrected|edited|produced|translated|written|appeared|generated|adapted|part\s+of)\b",
    ),
    _pattern(
        "date line",
        "fi la pu up mo po",
        10,
        r"(?:first\s+|last\s+)?(?:published|updated|modified|posted)(?:\s+(?:on|at))?\s*:?\s+(?:\w+day,?\s+)?"
        r"(?:\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.?\s+\d)",
    ),
    _pattern(
        "desk",
        "ad wi re wr ed",
        40,
        r"(?:additional\s+|with\s+)?(?:reporting|writing|editing)\s+by\s+(?-i:[A-Z])",
    ),
    _pattern(
        "contact",
        "ge co em do go",
        40,
        r"(?:get\s+in\s+touch|contact\s+us|e-?mail\s+us|(?:do\s+you\s+have|got)\s+an?\s+(?:story|tip))\b",
    ),
)

_LONGEST = 600
_FIRST = re.compile(r"[\W_]*(.?)", re.DOTALL)


def _table(letters: int) -> dict[str, tuple[Pattern, ...]]:
    """Return the patterns that a line may match, by its first letters; under nothing, those it always may."""
    beginnings = {begin[:letters] for each in BOILERPLATE for begin in each.begins}
    return {
        beginning: tuple(
            each
            for each in BOILERPLATE
            if not each.begins or beginning in {begin[:letters] for begin in each.begins}
        )
        for beginning in ("", *beginnings)
    }


_BY_LETTER, _BY_TWO = _table(1), _table(2)


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
    for pattern in _possible(line):
        # A loop, because every line of every import comes by here; and what costs least is asked first.
        if pattern.holds and pattern.holds not in line.lower():
            continue
        if pattern.starts.match(line) and len(line.split()) <= pattern.words:
            return True
    return False


def _possible(line: str) -> tuple[Pattern, ...]:
    two = line[:2].lower()
    if two.isascii() and two.isalpha():
        return _BY_TWO.get(two) or _BY_TWO[""]
    found = _FIRST.match(line.lower())
    first = found[1] if found else ""
    if first.isascii():
        return _BY_LETTER.get(first) or _BY_LETTER[""]
    # A long s and the like match a letter of the pattern without being it.
    return BOILERPLATE
