"""Who says a claim, in what form, and where the words end that say so.

All of it is guessed by rule from words and marks, to be offered and never set; what no rule is sure of is left
open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from annotator.core.text import cues
from annotator.core.text.clauses import token_at, tokens_of
from annotator.core.text.frames import Frame, frames
from annotator.core.text.nouns import PAPERS, WORDS_OF
from annotator.core.text.quotations import quotation_at, quoted_words
from annotator.core.text.span import Span
from annotator.core.text.speakers import NOBODY, Sort, Speaker, can_mean, is_somebody
from annotator.core.text.steps import Unit, steps
from annotator.core.text.subjects import main_subject
from annotator.core.text.trim import trim

QUOTED = "“"
"""What `Attribution.back` says of a quotation without a cue, which goes on with somebody cited before."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says a claim: the cue, the words in its sentence that name who says so, the name.

    `carried` if the name stands before, or nowhere: then `name` is empty and `back` is the word that points
    back. `words` are those that name, wherever they stand.
    """

    cue: Span | None
    subject: Span | None
    name: str
    is_named: bool
    carried: bool
    words: Span | None = None
    sort: Sort = Sort.PERSON
    back: str = ""


_JOINERS = cues.COORDINATING | cues.SUBORDINATING | {"that"}
_TURNS = re.compile(r";|,\s+(?:but|though|although|whereas|yet)\b(?!\s+that\b)", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:['’‑-]\w+)*")
_LOOK_BACK = 6


def attribution(text: str, passage: Span, claim: Span) -> Attribution | None:
    """Return who says a claim, or nothing where nobody is cited.

    >>> said = "Police said he fell. They added that it was dark."
    >>> found = attribution(said, Span(0, len(said)), Span(36, 47))
    >>> found.name, found.carried
    ('Police', True)
    """
    return _Passage(text, passage).attribution(claim)


def latest(text: str, passage: Span, back: str) -> Attribution | None:
    """Return whom a word that points back from a later passage means in this one."""
    found = _Passage(text, passage)
    who = found.meant(len(found.sentences) - 1, passage.end, back)
    return (
        Attribution(None, None, who.name, who.is_named, carried=True, words=who.words, sort=who.sort)
        if who
        else None
    )


def carries(text: str, passage: Span, back: str) -> bool:
    """Tell whether a passage only goes on with somebody's account: it has the same word that points back."""
    found = _Passage(text, passage)
    return any(
        one.speaker.back == back for number in range(len(found.sentences)) for one in found.usable(number)
    )


def own_voice(text: str, passage: Span, claim: Span) -> bool:
    """Tell whether an article plainly says a claim itself: no cue, no quotation, nothing that carries over."""
    return _Passage(text, passage).own_voice(claim)


def form(text: str, passage: Span, claim: Span, attributed: bool) -> str:
    """Return "direct", "mixed", "indirect" or "unattributed", by how many of a claim's words are quoted."""
    inside = [one for one in _Passage(text, passage).frames_at(claim.start) if one.before]
    apart = tuple(one.extent for one in inside if claim.covers(one.extent))
    quoted, total = quoted_words(text, passage, claim, apart=apart)
    if quoted:
        return "direct" if quoted == total else "mixed"
    return "indirect" if attributed else "unattributed"


def without_attribution(text: str, passage: Span, span: Span) -> Span:
    """Return a span without the attribution that leads up to it or trails behind, its edges trimmed.

    The span itself if there is none; never empty, and the same if asked again.

    >>> said = "The mayor said that he fell."
    >>> without_attribution(said, Span(0, len(said)), Span(0, len(said))).of(said)
    'he fell'
    """
    found = _Passage(text, passage)
    while (smaller := found.dropped(span)) != span:
        span = smaller
    return span


class _Passage:
    """The attributions of a passage, sentence by sentence."""

    def __init__(self, text: str, span: Span) -> None:
        self.text, self.span = text, span
        self.sentences = steps(text, span, Unit.SENTENCE)

    def number(self, offset: int) -> int:
        """Return which sentence holds an offset, or the nearest."""
        ahead = (number for number, one in enumerate(self.sentences) if offset < one.end)
        return next(ahead, len(self.sentences) - 1)

    def frames_at(self, offset: int) -> tuple[Frame, ...]:
        return frames(self.text, self.sentences[self.number(offset)]) if self.sentences else ()

    def usable(self, number: int) -> list[Frame]:
        """Return the attributions of a sentence but those that who is quoted makes for himself."""
        found = frames(self.text, self.sentences[number])
        return [one for one in found if not self.is_own(one)]

    def quotation(self, offset: int) -> Span | None:
        return quotation_at(self.text, self.span, offset)

    def has_word(self, start: int, end: int) -> bool:
        return start < end and bool(_WORD.search(self.text, start, end))

    def attribution(self, claim: Span) -> Attribution | None:
        if not self.sentences:
            return None
        core = without_attribution(self.text, self.span, claim)
        for span in dict.fromkeys((claim, core)):
            found = self.of_span(span)
            if found:
                return found
        return None

    def of_span(self, claim: Span) -> Attribution | None:
        """Return who says the words of a span, by the attributions outside of it or in its middle."""
        for number in dict.fromkeys((self.number(claim.start), self.number(claim.end - 1))):
            found = self.covering(number, claim)
            if found:
                return self.resolved(number, found, carried=False)
        word = _WORD.search(self.text, claim.start, claim.end)
        quotation = self.quotation(word.start() if word else claim.start)
        return self.of_quotation(quotation) if quotation else None

    def covering(self, number: int, claim: Span) -> Frame | None:
        """Return the attribution in a sentence that a span stands under."""
        usable = self.usable(number)
        quoted = self.quotation(claim.start)
        inside = [one for one in usable if one.before and claim.covers(one.extent)]
        if quoted:
            inside = [one for one in inside if not quoted.covers(one.extent)]
        named = [one for one in inside if one.speaker is not NOBODY]
        if named:
            return named[0]
        left = [one for one in usable if one.after and one.extent.end <= claim.start]
        right = [one for one in usable if one.before and one.extent.start >= claim.end]
        if left and not quoted and self.turns(number, left[-1], claim.start):
            left = []
        if left and right:
            adjoins = not self.has_word(left[-1].extent.end, claim.start)
            return left[-1] if adjoins or self.has_word(claim.end, right[0].extent.start) else right[0]
        return next(iter((*left[-1:], *right, *inside)), None)

    def turns(self, number: int, frame: Frame, start: int) -> bool:
        """Tell whether what somebody said ends before a place: at "but", or where the main clause begins."""
        end = frame.extent.end
        if _TURNS.search(self.text, end, start):
            return True
        sentence = self.sentences[number]
        first = _WORD.search(self.text, sentence.start, sentence.end)
        fronted = first and first[0].lower() in cues.SUBORDINATING and frame.extent.start > first.start()
        return bool(fronted) and "," in self.text[end:start]

    def of_quotation(self, quotation: Span) -> Attribution | None:
        """Return who says a quotation that the claim's own sentence ascribes to nobody."""
        first, last = self.number(quotation.start), self.number(quotation.end - 1)
        for one in self.usable(last):
            if (
                one.before
                and one.extent.start >= quotation.end
                and not self.has_word(quotation.end, one.extent.start)
            ):
                return self.resolved(last, one, carried=False)
        leading = [one for one in self.usable(first) if one.after and one.extent.end <= quotation.start]
        if leading:
            return self.resolved(first, leading[-1], carried=False)
        if not (self.is_quoted(first) and self.is_quoted(last)):
            return None
        for number in range(first - 1, max(first - 1 - _LOOK_BACK, -1), -1):
            usable = self.usable(number)
            if usable:
                return self.resolved(number, usable[-1], carried=True)
            if not self.is_quoted(number):
                return None
        return Attribution(None, None, "", is_named=False, carried=True, back=QUOTED)

    def is_quoted(self, number: int) -> bool:
        """Tell whether all words of a sentence are quoted."""
        quoted, total = quoted_words(self.text, self.span, self.sentences[number])
        return quoted == total

    def resolved(self, number: int, frame: Frame, *, carried: bool) -> Attribution:
        """Return an attribution with the name that its pronoun stands for."""
        who = frame.speaker
        if not who.back:
            subject = None if carried else who.words
            return Attribution(frame.cue, subject, who.name, who.is_named, carried, who.words, who.sort)
        found = self.meant(number, frame.extent.start, who.back)
        if found is None:
            return Attribution(frame.cue, None, "", is_named=False, carried=True, back=who.back)
        return Attribution(
            frame.cue, None, found.name, found.is_named, True, found.words, found.sort, who.back
        )

    def meant(self, number: int, before: int, back: str) -> Speaker | None:
        """Return whom a word that points back means: who last spoke or acted before it and whom it can mean."""
        for at in range(number, max(number - _LOOK_BACK, -1), -1):
            for one in self.spoke(at) if back == QUOTED else self.mentioned(at):
                if one.words and one.words.end <= before and can_mean(back, one):
                    return one
        return None

    def spoke(self, number: int) -> Iterator[Speaker]:
        """Yield who speaks in a sentence, the last first."""
        return (one.speaker for one in reversed(self.usable(number)))

    def mentioned(self, number: int) -> Iterator[Speaker]:
        """Yield who speaks in a sentence, the last first, then who acts in it."""
        yield from self.spoke(number)
        tokens = tokens_of(self.text, self.sentences[number])
        who = main_subject(self.text, tokens, len(tokens))
        if (
            who
            and who.words
            and is_somebody(who)
            and self.is_name(who)
            and not self.quotation(who.words.start)
        ):
            yield who

    def is_name(self, who: Speaker) -> bool:
        """Tell whether a single word is a name and no noun that begins its sentence: by its capital elsewhere."""
        if who.sort is not Sort.NAME or not who.name.endswith(("s", "ing")):
            return True
        return bool(re.search(rf"[a-z,]\s+{re.escape(who.name)}(?!\w)", self.text))

    def own_voice(self, claim: Span) -> bool:
        quoted, total = quoted_words(self.text, self.span, claim)
        if not self.sentences or quoted or not total:
            return False
        number = self.number(claim.start)
        here = frames(self.text, self.sentences[number])
        before = range(max(number - _LOOK_BACK, 0), number)
        cited = any(frames(self.text, self.sentences[one]) for one in before)
        cited = cited or any(one.before or one.extent.start < claim.end for one in here)
        return not cited and self.is_clause(number, claim)

    def is_clause(self, number: int, claim: Span) -> bool:
        """Tell whether a claim has a verb and begins where a clause may: not as an object, not behind "that"."""
        tokens = tokens_of(self.text, self.sentences[number])
        before = [one for one in tokens if one.end <= claim.start]
        if any(one.low in PAPERS | WORDS_OF for one in before):
            return False
        last = token_at(before, len(before) - 1)
        inside = [one for one in tokens if one.start < claim.end][len(before) :]
        has_verb = any(cues.is_finite(one.text) or one.low.endswith("ed") for one in inside)
        whole = len(before) + len(inside) + 1 >= len(tokens) and not any(one.is_word for one in before)
        return whole or (has_verb and (not last.is_word or last.low in _JOINERS - {"that"} | cues.RELATIVE))

    def dropped(self, span: Span) -> Span:
        """Return a span without an attribution at its start and one at its end."""
        start, end = span.start, span.end
        for one in self.frames_at(start):
            leads = one.after and one.extent.end < end and self.leads(one, start)
            if leads and (self.is_own(one) or not self.is_led(start)):
                start = one.extent.end
        for one in self.frames_at(end - 1):
            if one.before and start < one.extent.start < end and not self.has_word(one.extent.end, end):
                end = end if self.is_trailed(end) else one.extent.start
                break
        if (start, end) == (span.start, span.end):
            return span
        return trim(self.text, Span(start, end)) or span

    def is_own(self, frame: Frame) -> bool:
        return frame.own and self.quotation(frame.cue.start) is not None

    def leads(self, frame: Frame, start: int) -> bool:
        """Tell whether an attribution begins a span, but for a joining word, or is cut by its start."""
        if frame.extent.start <= start:
            return start < frame.extent.end
        between = _WORD.finditer(self.text, start, frame.extent.start)
        return all(word[0].lower() in _JOINERS for word in between)

    def is_led(self, start: int) -> bool:
        """Tell whether what begins at a place is what somebody says: "Roe said | the crew thought that …"."""
        outer = (one.extent.end for one in self.frames_at(start) if one.after and one.extent.end <= start)
        return any(not self.has_word(end, start) for end in outer)

    def is_trailed(self, end: int) -> bool:
        """Tell whether what ends at a place is what somebody says: "…, police said |, Roe reported."."""
        outer = (
            one.extent.start for one in self.frames_at(end - 1) if one.before and one.extent.start >= end
        )
        return any(not self.has_word(end, start) for start in outer)
