"""Where sentences end: rules for news text, over the standard library alone.

A mark of the end is a candidate; what stands before it (an abbreviation, an initial, an ellipsis) and
behind it (a small letter, a cue such as "she asked") decides. Measured against eight segmenters on the table
in the tests: see CONTRIBUTING. Everything looks a bounded way back and ahead, so time grows with the length
of the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from annotator.core.text.cues import SPEECH, listed
from annotator.core.text.graphemes import pieces
from annotator.core.text.span import Span

# Line breaks of every kind; a form feed and U+2029 end a paragraph, as a blank line does.
BREAK = "(?:\r\n|[\n\x0b\x1c-\x1e\x85\u2028]|\r(?!\n))"
_BLANK = r"[^\S\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]*"
PARAGRAPH_BREAK = f"{BREAK}{_BLANK}(?=[\n\r\x0b\x1c-\x1e\x85\u2028])|[\x0c\u2029]"

_FORCED = re.compile(rf"{PARAGRAPH_BREAK}|{BREAK}{_BLANK}(?=(?:[-*•‣◦▪●·]|\d{{1,2}}[.)]|[a-z]\))\s)")
# An ending mark with what closes behind it; footnote numbers and a spaced French » belong to it.
_END = re.compile(
    r"(?P<mark>[.!?…‽؟۔。！？｡।॥]+)"
    r"(?P<close>(?:[\"'”’»›)\]}」』）］》〉】*_]|[“‘](?!\w)|[ \u00a0\u202f]»|\[\w{1,4}\])*)"
)
_NEXT = re.compile(r"[\s\"'“‘«‹„‚(\[{¿¡「『—–*_-]*(?P<word>\S?[\w’'.-]{0,30})")
_LAST_WORD = re.compile(r"[\w.&]+\Z")
_MARKS = frozenset(".!?…‽؟۔।॥,;:)]}»%")
_NO_SPACE = frozenset("。！？｡।॥")
_ELLIPSIS = re.compile(r"(?:\.{2,}|…+)\Z")
_QUOTES = frozenset("\"'”’»›“‘」』")

# Words that, with a capital, begin a sentence far more often than they follow an abbreviation.
_STARTERS = listed(
    """The This That These Those A An It Its He His She Her They Their We Our You Your My There Here But And
    Or So Nor In On At By For From With Without As After Before When While Where Why What Who Which How If
    Since Until During Under Some Many Most Several Both Each Every All Another Others No None Nobody
    Nothing Not Now Then Later Earlier Meanwhile However Still Yet Also Although Though Because Despite Such
    Once Today Officials Authorities Neither Only Even Just Between Among According Last Next Two Three Four
    Five"""
)
_NEVER_LAST = """mr mrs ms mx dr prof rev hon sen sens rep reps gov govs gen col maj capt cmdr lt sgt cpl
    pvt adm pres supt insp det atty msgr messrs mme mlle fr sr.a dra vs e.g i.e cf viz ret"""
_BEFORE_FIGURE = """no nos jan feb mar apr jun jul aug sep sept oct nov dec art sec fig figs vol vols ch p
    pp par para approx est ca c eq ed eds nr"""
_SELDOM_LAST = """st ft mt jr sr inc corp co cos ltd llc bros dept univ assn ave blvd rd hwy etc al ph.d
    u.s.a gmbh n.v s.a bldg min max tel gov.t bd intl natl mass calif conn ariz colo fla ill ind kan minn
    miss mont neb nev okla ore pa tenn tex va wash wis wyo"""
_DAYS_AND_ZONES = listed(
    """Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July
    August September October November December Jan Feb Mar Apr Jun Jul Aug Sept Oct Nov Dec Eastern Central
    Mountain Pacific EST EDT ET CST CDT CT MST MDT MT PST PDT PT GMT UTC BST CET CEST IST JST AEST"""
)

Rule = Callable[[str], bool]


def _never(_word: str) -> bool:
    return False


def _unless_figure(word: str) -> bool:
    return not word[:1].isnumeric()


def _if_starter(word: str) -> bool:
    return word in _STARTERS


def _unless_day(word: str) -> bool:
    return word.rstrip(".") not in _DAYS_AND_ZONES


# abbreviation → whether a sentence ends after it, given the word that follows
_ABBREVIATIONS: dict[str, Rule] = {
    **dict.fromkeys(_SELDOM_LAST.split(), _if_starter),
    **dict.fromkeys(_BEFORE_FIGURE.split(), _unless_figure),
    **dict.fromkeys(_NEVER_LAST.split(), _never),
    **dict.fromkeys(("a.m", "p.m"), _unless_day),
}
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z|[A-Z]\Z")
_ENUMERATOR = re.compile(r"(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})\Z")

# “Where are they?” Walsh asked. The names before the verb, and what may follow it.
_CUE_AFTER = re.compile(
    r"\s*(?:[A-Z][\w’'.-]{0,30}\s+){1,4}(?:"
    + "|".join(sorted(SPEECH))
    + r")(?=\s*(?:[.,;:]|\Z)|\s+(?:in|on|at|as|of)\b)"
)
_CJK_CUE_AFTER = re.compile(r"[\u3041-\u309f]|[^，。、]{0,8}(?:说|說|表示|称|稱|道|问|問|指出)[。，：,:]")


def _abbreviation(word: str) -> Rule | None:
    known = _ABBREVIATIONS.get(word.lower())
    return known or (_if_starter if _DOTTED.match(word) else None)


def _ends_after_stop(before: str, following: str) -> bool:
    """Tell whether a full stop ends the sentence, `before` it the last word and `following` the next."""
    rule = _abbreviation(before)
    return rule(following) if rule else True


def _ends_after_ellipsis(spaced: bool, following: str) -> bool:
    """Tell whether an ellipsis ends the sentence; between spaces it mostly marks words left out."""
    return not spaced or following in _STARTERS


def _is_spoken_question(text: str, end: re.Match[str], limit: int) -> bool:
    """Tell whether a quoted question or cry goes on into who asked it."""
    quoted = not _QUOTES.isdisjoint(end["close"]) and "." not in end["mark"]
    return quoted and bool(_CUE_AFTER.match(text, end.end(), min(limit, end.end() + 160)))


def _ends(text: str, start: int, end: re.Match[str], limit: int) -> bool:
    """Tell whether the sentence that began at `start` ends with this mark."""
    if not _NO_SPACE.isdisjoint(end["mark"]):
        return not (end["close"] and _CJK_CUE_AFTER.match(text, end.end(), min(limit, end.end() + 12)))
    if end.end() < limit and not text[end.end()].isspace():
        return False
    following = _following(text, end.end(), limit)
    if not following or following[0] in _MARKS or (following[0].islower() and following[:2].islower()):
        return False
    back = _LAST_WORD.search(text, max(start, end.start() - 24), end.start())
    before = back[0] if back else ""
    spaced = text[max(start, end.start() - 1) : end.start()].isspace()
    if _ELLIPSIS.search(end["mark"]):
        return _ends_after_ellipsis(spaced, following)
    if end["mark"] == ".":
        enumerates = back is not None and back.start() == start and _ENUMERATOR.match(before)
        return not enumerates and not spaced and _ends_after_stop(before, following)
    return not _is_spoken_question(text, end, limit)


def _following(text: str, at: int, limit: int) -> str:
    """Return the next word behind white space and opening marks."""
    found = _NEXT.match(text, at, limit)
    return found["word"] if found else ""


def _cuts(text: str, within: Span) -> Iterator[int]:
    forced = [found.end() for found in _FORCED.finditer(text, within.start, within.end)]
    start, upcoming = within.start, 0
    for end in _END.finditer(text, within.start, within.end):
        while upcoming < len(forced) and forced[upcoming] <= end.start():
            start = forced[upcoming]
            upcoming += 1
            yield start
        if _ends(text, start, end, within.end):
            yield end.end()
            start = _skip_space(text, end.end(), within.end)
    yield from forced[upcoming:]


def _skip_space(text: str, at: int, limit: int) -> int:
    while at < limit and text[at].isspace():
        at += 1
    return at


def sentences(text: str, within: Span) -> tuple[Span, ...]:
    """Return the sentences of a passage, in order, white space around them left out.

    >>> said = "The U.S. agency said 'Stay calm.' Mr. Roe left."
    >>> [sentence.of(said) for sentence in sentences(said, Span(0, len(said)))]
    ["The U.S. agency said 'Stay calm.'", 'Mr. Roe left.']
    """
    return pieces(text, within, _cuts(text, within))
