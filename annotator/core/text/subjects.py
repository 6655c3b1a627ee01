"""Who is the subject of a verb: the words before it, those of an earlier verb, or of the whole sentence.

Places are those of tokens, -1 where there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.core.text import cues
from annotator.core.text.clauses import Tokens, token_at
from annotator.core.text.contents import QUOTES
from annotator.core.text.cues import base_form, listed
from annotator.core.text.nouns import COMMON, MODIFIERS
from annotator.core.text.phrases import DETERMINERS, over_auxiliaries, phrase_before
from annotator.core.text.speakers import Sort, Speaker, speaker

CLOSES_SPEECH = frozenset(",?!—–") | QUOTES
_SHARING = listed("after by before in without of while when for")
_PLURAL_BEFORE = listed("i we you would will may might can could to")


@dataclass(frozen=True, slots=True)
class Subject:
    """Who speaks, where the words begin, and the mark before them, if one closes what was said."""

    who: Speaker
    start: int
    mark: int = -1


def main_subject(text: str, tokens: Tokens, before: int) -> Speaker | None:
    """Return who acts in a sentence: the subject of its first finite verb before a place, outside a quotation."""
    first = 1
    if tokens and tokens[0].text in QUOTES:
        closing = (at for at, one in enumerate(tokens) if at and one.text in QUOTES and not one.opens)
        first = next(closing, len(tokens)) + 1
    verbs = (at for at in range(first, min(before, len(tokens))) if cues.is_finite(tokens[at].text))
    verb = next(verbs, 0)
    phrase = phrase_before(tokens, verb) if verb else None
    return speaker(text, tokens, phrase) if phrase else None


def subject_of(text: str, tokens: Tokens, verb: int, earlier: Sequence[Speaker]) -> Subject | None:
    """Return the subject of a reporting verb; `earlier` are those of the sentence's verbs before it."""
    before = token_at(tokens, verb - 1)
    gerund = tokens[verb].low.endswith("ing")
    if before.low == "to":
        return _raised(text, tokens, verb, earlier)
    if gerund and (before.text == "," or before.low in _SHARING):
        return _shared(text, tokens, verb, verb, earlier)
    first = verb - (gerund and before.low in cues.BE) - (tokens[verb].low == "on")
    phrase = phrase_before(tokens, first)
    if phrase is None:
        joined = over_auxiliaries(tokens, first - 1)
        coordinated = token_at(tokens, joined).low in cues.COORDINATING
        return _shared(text, tokens, verb, joined, earlier) if coordinated else None
    start = phrase.start
    if gerund and first == verb and token_at(tokens, start - 1).low != "with":
        return None
    start -= token_at(tokens, start - 1).low == "as"
    mark = token_at(tokens, start - 1)
    closes = start > 0 and not mark.opens and mark.text in CLOSES_SPEECH
    return Subject(speaker(text, tokens, phrase), start, start - 1 if closes else -1)


def _raised(text: str, tokens: Tokens, verb: int, earlier: Sequence[Speaker]) -> Subject | None:
    """Read "appeared to show", "went on to say"."""
    phrase = phrase_before(tokens, verb - 2 - (token_at(tokens, verb - 2).low == "on"))
    if phrase is None:
        return _shared(text, tokens, verb, verb, earlier)
    return Subject(speaker(text, tokens, phrase), phrase.start)


def _shared(text: str, tokens: Tokens, verb: int, start: int, earlier: Sequence[Speaker]) -> Subject | None:
    """Return the subject that a second verb of the sentence has in common with the first."""
    who = earlier[-1] if earlier else main_subject(text, tokens, verb)
    return Subject(who, start) if who else None


def agrees(tokens: Tokens, verb: int, subject: Subject) -> bool:
    """Tell whether a form that may be a noun agrees with its subject as a verb: "US states that" does not."""
    form, before = tokens[verb].low, token_at(tokens, verb - 1).low
    if before.endswith(("'s", "s'")) or not _has_head(tokens, before, subject):
        return False
    group = subject.who.sort is Sort.GROUP
    if form == base_form(form):
        return group or subject.who.back == "they" or before in _PLURAL_BEFORE or before.endswith("s")
    return not (group and form.endswith("s"))


def _has_head(tokens: Tokens, before: str, subject: Subject) -> bool:
    """Tell whether a subject is a phrase and no adjective: not "derogatory" before "comments"."""
    who = subject.who
    if who.back or who.is_named or who.sort is not Sort.PERSON or who.words is None:
        return True
    determined = tokens[subject.start].low in DETERMINERS or before in COMMON | cues.PRONOUNS
    return determined and before not in MODIFIERS
