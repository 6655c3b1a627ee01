"""The attributions of a sentence: each cue with who speaks, and on which side stands what is said.

"X said that …" leads up to it, "…, said X" and "…, according to X" trail behind, "…, X said, …" does both.
Found by rule from the words around a cue; a form that may be a noun counts only where it behaves as a verb.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from annotator.core.text import cues
from annotator.core.text.clauses import Token, Tokens, behind_adverbials, token_at, tokens_of
from annotator.core.text.contents import (
    OPENS_CLAUSE,
    QUOTES,
    WITH_OBJECT,
    content_behind,
    opens_quotation,
    starts_object,
)
from annotator.core.text.cues import base_form, listed
from annotator.core.text.phrases import INTRO, OPENERS, Phrase, over_auxiliaries, phrase_behind
from annotator.core.text.span import Span
from annotator.core.text.speakers import NOBODY, Sort, Speaker, is_somebody, speaker
from annotator.core.text.subjects import CLOSES_SPEECH, Subject, agrees, subject_of


@dataclass(frozen=True, slots=True)
class Frame:
    """One attribution: its cue, all words that belong to it, who speaks, on which sides stands what is said.

    `own` marks words that, inside a quotation, are the quoted one's own: "we demand that".
    """

    cue: Span
    extent: Span
    speaker: Speaker
    before: bool
    after: bool
    own: bool = False


# Passives that attribute to nobody in particular: "is said to".
_PASSIVE = listed(
    "say believe report allege tell understand describe accuse blame claim estimate think expect hope fear"
)
_BY = {
    "according": (("to",),),
    "in": (("the", "words", "of"), ("the", "view", "of"), ("the", "opinion", "of")),
    "as": tuple((verb, "by") for verb in ("reported", "stated", "described", "claimed", "quoted", "told")),
}
_SEEMS = listed("appear appears appeared seem seems seemed on")
_WHEN = listed("when as after last this next")
_TELLS = listed("that which who whom whose")
_PERFORMED = listed("demand demands urge urges ask asks call calls")
_BEFORE_NOUN = (cues.STARTS_SUBJECT | cues.PREPOSITIONS) - cues.PRONOUNS - {"to"}
_LONGEST_INTRO, _LONGEST_TAIL = 40, 60
_TRIGGERS = cues.REPORTING.keys() | cues.DESCRIBING.keys() | _BY.keys() | {"on"}


@lru_cache(maxsize=1024)  # A sentence is asked about again and again while its claims are tagged.
def frames(text: str, sentence: Span) -> tuple[Frame, ...]:
    """Return the attributions of a sentence, in order.

    >>> said = "He fell, police said."
    >>> [(one.speaker.name, one.extent.of(said)) for one in frames(said, Span(0, len(said)))]
    [('Police', 'police said')]
    """
    tokens = tokens_of(text, sentence)
    found: list[Frame] = []
    for at, token in enumerate(tokens):
        cued = token.low in _TRIGGERS or _is_spoken(tokens, at)
        frame = _Reader(text, tokens, at, found).frame() if cued else None
        if frame:
            found.append(frame)
    return tuple(found)


def _is_spoken(tokens: Tokens, at: int) -> bool:
    """Tell whether a verb of any meaning stands where one of saying does: "he fumed: “…”", "“…,” quipped Roe"."""
    if not cues.is_finite(tokens[at].text):
        return False
    before, behind = token_at(tokens, at - 1), token_at(tokens, at + 1)
    leads = behind.text in ",:" and opens_quotation(token_at(tokens, at + 2))
    closed = before.text in QUOTES and not before.opens and token_at(tokens, at - 2).text in ",?!"
    return leads or closed


class _Reader:
    """Reads the words around one cue; places are those of tokens, -1 where there is none."""

    def __init__(self, text: str, tokens: Tokens, at: int, found: Sequence[Frame]) -> None:
        self.text, self.tokens, self.at, self.found = text, tokens, at, found
        self.low = tokens[at].low
        self.base = "continue" if self.low == "on" else base_form(self.low)
        pointed_out = self.base == "point" and token_at(tokens, at + 1).low == "out"
        self.last = at + pointed_out
        self.before, self.behind = token_at(tokens, at - 1), token_at(tokens, self.last + 1)
        self.sure = self.low not in cues.UNSURE or pointed_out

    def frame(self) -> Frame | None:
        """Return the attribution that the cue makes, if it makes one."""
        if self.low in _BY:
            return self.by()
        if self.low == "on" and not (self.before.low in {"go", "goes", "went"} and self.behind.text in ":,"):
            return None
        return self.verb()

    def by(self) -> Frame | None:
        """Read "according to X"."""
        for rest in _BY[self.low]:
            name = self.at + 1 + len(rest)
            if tuple(one.low for one in self.tokens[self.at + 1 : name]) == rest:
                break
        else:
            return None
        phrase = phrase_behind(self.tokens, name)
        stop = phrase.outer_stop if phrase else name
        before = any(one.is_word for one in self.tokens[: self.at]) and self.before.low not in OPENS_CLAUSE
        after = token_at(self.tokens, stop).text in ",—–" or not before
        cue = self.extent(self.at, name)
        return Frame(cue, self.extent(self.at, stop), self.who(phrase), before, after)

    def who(self, phrase: Phrase | None) -> Speaker:
        return speaker(self.text, self.tokens, phrase) if phrase else NOBODY

    def extent(self, start: int, stop: int) -> Span:
        return Span(self.tokens[start].start, self.tokens[max(stop, start + 1) - 1].end)

    @property
    def cue(self) -> Span:
        return self.extent(self.at, self.last + 1)

    def verb(self) -> Frame | None:
        """Read a reporting verb, if it is one here."""
        infinitive = self.before.low == "to" and token_at(self.tokens, self.at - 2).low not in _SEEMS
        if infinitive or self.is_noun():
            return None
        if self.is_passive():
            return self.passive()
        return (self.opening() if self.at == 0 else self.inverted()) or self.told()

    def is_noun(self) -> bool:
        """Tell whether a form that may be a noun is one: "the claims", "the Post"."""
        in_name = self.tokens[self.at].text[0].isupper() and self.at > 0
        return not self.sure and (self.before.low in _BEFORE_NOUN or in_name)

    def told(self) -> Frame | None:
        """Read a verb that follows its subject."""
        earlier = [one.speaker for one in self.found if not one.own]
        subject = subject_of(self.text, self.tokens, self.at, earlier)
        if subject and self.is_named_so(subject):
            return None
        certain = self.sure or self.low == "on"
        if subject is None or not (certain or agrees(self.tokens, self.at, subject)):
            return self.unheard()
        return self.leading(subject) or self.trailing(subject) or self.loose(subject)

    def is_named_so(self, subject: Subject) -> bool:
        """Tell whether "a group called Roe" only gives a name."""
        indefinite = self.tokens[subject.start].low in {"a", "an"}
        return self.low == "called" and indefinite and self.behind.text[0].isupper()

    def is_passive(self) -> bool:
        at = over_auxiliaries(self.tokens, self.at - 1)
        while token_at(self.tokens, at).low in {"been", "being"}:
            at = over_auxiliaries(self.tokens, at - 1)
        been = any(one.low in {"been", "being"} for one in self.tokens[at + 1 : self.at])
        return not self.low.endswith("ing") and (been or token_at(self.tokens, at).low in cues.BE)

    def passive(self) -> Frame | None:
        """Read "is said to", "was described by critics as"."""
        if self.base not in _PASSIVE:
            return None
        who = self.who(phrase_behind(self.tokens, self.at + 2) if self.behind.low == "by" else None)
        return Frame(self.cue, self.cue, who, before=True, after=True, own=who is NOBODY)

    def unheard(self) -> Frame | None:
        """Read "amid reports that": somebody says so, and the sentence does not say who."""
        content = content_behind(self.tokens, self.at, self.last) if self.behind.low == "that" else -1
        return self.led(Subject(NOBODY, self.at), content) if content > 0 else None

    # -- the speaker behind the verb

    def opening(self) -> Frame | None:
        """Read "Said X: “…"."""
        phrase = phrase_behind(self.tokens, 1)
        if phrase is None or self.base != "say" or token_at(self.tokens, phrase.outer_stop).text != ":":
            return None
        return Frame(self.cue, self.extent(0, phrase.outer_stop), self.who(phrase), before=False, after=True)

    def inverted(self) -> Frame | None:
        """Read "…, said X"."""
        if self.before.opens or self.before.text not in CLOSES_SPEECH or self.low.endswith("ing"):
            return None
        direct = self.low in cues.DESCRIBING or self.base == "tell"
        phrase = None if direct or self.is_when() else phrase_behind(self.tokens, self.at + 1)
        if phrase is None or not self.may_invert(phrase):
            return None
        who, stop = self.who(phrase), self.mark(phrase.outer_stop)
        if not (self.base or who.back or is_somebody(who)):
            return None
        return Frame(self.cue, self.extent(self.at, stop), who, before=True, after=self.reaches_on(stop))

    def is_when(self) -> bool:
        low = self.behind.low
        adverb = low.endswith(("ly", "ward", "wards"))
        return low in cues.PREPOSITIONS | cues.ADVERBS | _WHEN or adverb

    def may_invert(self, phrase: Phrase) -> bool:
        """Tell "He fell, said Roe, 40" from "Roe, 40, said rain and wind": by what stands before the comma."""
        if self.before.text != "," or not any(one.is_word for one in self.tokens[phrase.outer_stop :]):
            return True
        segment: list[Token] = []
        for token in reversed(self.tokens[: self.at - 1]):
            if token.text in ",;:":
                break
            segment.append(token)
        verb = any(cues.is_finite(one.text) for one in segment)
        return verb and segment[-1].low not in cues.RELATIVE and not segment[-1].low.endswith("ing")

    def mark(self, at: int) -> int:
        """Return the next mark of punctuation, or the end."""
        tokens, limit = self.tokens, min(len(self.tokens), at + _LONGEST_TAIL)
        while at < limit and (tokens[at].is_word or tokens[at].text in "'’()&"):
            at += 1
        return at

    def reaches_on(self, mark: int) -> bool:
        """Tell whether what is said goes on behind an attribution that ends at a mark."""
        following = token_at(self.tokens, mark + 1)
        return token_at(self.tokens, mark).text in ",—–:;" and following.low not in cues.RELATIVE

    # -- what is said

    def leading(self, subject: Subject) -> Frame | None:
        """Read "X said that"."""
        content = content_behind(self.tokens, self.at, self.last)
        if content < 0 or (subject.mark > 0 and self.resumes(subject.mark, content)):
            return None
        return self.led(subject, content)

    def led(self, subject: Subject, content: int) -> Frame:
        stop = content
        while stop > self.last + 1 and self.tokens[stop - 1].text in ",:":
            stop -= 1
        start = 0 if self.is_intro(subject.start) else subject.start
        between = self.tokens[subject.start : self.at]
        negated = any(one.low == "not" or one.low.endswith("n't") for one in between)
        who = NOBODY if negated else subject.who
        own = who is NOBODY or (self.low in _PERFORMED and not who.back)
        return Frame(self.cue, self.extent(start, stop), who, before=False, after=True, own=own)

    def is_intro(self, stop: int) -> bool:
        """Tell whether what stands before a subject says nothing by itself: "In a statement,"."""
        if stop > _LONGEST_INTRO:
            return False
        intro = self.tokens[:stop]
        plain = all(one.is_word or one.text in ",'’" for one in intro)
        begins = not intro or intro[0].low in INTRO | OPENERS or intro[0].low.endswith(("ing", "ed"))
        clause = any(cues.is_finite(one.text) or one.low in _TELLS for one in intro[1:])
        return plain and begins and not clause

    def resumes(self, mark: int, content: int) -> bool:
        """Tell whether what is said began before the subject and goes on behind: “A,” he said, “B”."""
        closed = self.tokens[mark].text in QUOTES or self.tokens[mark].text in "?!"
        return self.tokens[content - 1].text == "," and (closed or not self.is_intro(mark))

    def trailing(self, subject: Subject) -> Frame | None:
        """Read "…, X said"."""
        ends = not self.behind.is_word and not self.behind.opens
        as_said = self.tokens[subject.start].low == "as"
        closes = (subject.mark >= 0 or as_said) and self.low not in cues.DESCRIBING
        if not closes or not (ends or (self.sure and self.is_bare())):
            return None
        stop = self.mark(self.last + 1)
        extent = self.extent(subject.start, stop)
        return Frame(self.cue, extent, subject.who, before=True, after=self.reaches_on(stop))

    def is_bare(self) -> bool:
        """Tell whether a verb has nothing said behind it: only a time, a place, somebody told."""
        if self.behind.low == "to" and self.base in WITH_OBJECT | {"agree", "hope"}:
            return False
        return not self.behind.opens and (self.is_when() or self.base == "tell")

    def loose(self, subject: Subject) -> Frame | None:
        """Read "X confirmed the closure", "X said rain, wind and hail …": what is said is no plain clause."""
        content = behind_adverbials(self.tokens, self.last + 1)
        shown = self.base == "show" and subject.who.sort is Sort.PAPER
        insists_on = self.base == "insist" and self.behind.low == "on"
        told = self.low in cues.DESCRIBING or self.base in {"", "tell"}
        plain = (self.sure and not insists_on and not told) or shown
        if not plain or content < 0 or not starts_object(token_at(self.tokens, content)):
            return None
        return self.led(subject, content)
