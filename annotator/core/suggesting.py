"""What to offer as the source and form of a claim, read from the text around it; nothing rather than a guess."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from annotator.core.ids import fold
from annotator.core.naming import full_name, matching, named_by_office, same_group, words_around
from annotator.core.source import NARRATOR, Source
from annotator.core.source_types import type_of
from annotator.core.text.attribution import QUOTED, Attribution, attribution, carries, form, latest, own_voice
from annotator.core.text.cues import listed
from annotator.core.text.given_names import pronoun_of
from annotator.core.text.span import Span
from annotator.core.text.speakers import Sort


@dataclass(frozen=True, slots=True)
class Offer:
    """A source and form a claim may have, whether that source is known, and the cue they are read from."""

    source: Source
    is_known: bool
    form: str | None
    why: Span | None


def offer(
    text: str,
    passages: Sequence[Span],
    index: int,
    claim: Span,
    *,
    known: Sequence[Source],
    aliases: Mapping[str, tuple[str, ...]],
    here: Sequence[str],
    article_id: str,
    types: Collection[str],
) -> Offer | None:
    """Return what a text suggests for a claim in passage `index`, or nothing where it isn't plain.

    `here` holds the ids of the sources used in this article. A new source has a type out of `types`, and the
    article's id as its qualifier if it has no name of its own.
    """
    found = attribution(text, passages[index], claim)
    if found is None:
        told = NARRATOR in types and _is_english(text) and own_voice(text, passages[index], claim)
        return (
            Offer(Source.narrator(article_id), is_known=True, form="unattributed", why=None) if told else None
        )
    if not found.name and found.back:
        found = _carried(text, passages, index, found)
    if not found.name:
        return None
    sources = _Sources(known, aliases, here, article_id)
    source, is_known = _Naming(text, claim, found, sources, types).source()
    if source is None:
        return None
    return Offer(source, is_known, form(text, passages[index], claim, attributed=True), found.cue)


_LOOK_BACK, _FARTHEST = 2, 8
_DEFINITE = re.compile(r"(?:the|his|her|its|their|this|that)\b", re.IGNORECASE)
_SOME_NAME = re.compile(r"[A-Z][\w’'-]+\s+[A-Z][\w’'-]+|\b[A-Z]{2,6}\b")
_ENGLISH = re.compile(r"\b(?:the|and|of|was|were|has|have|been|with|from|that|his|their|to)\b", re.IGNORECASE)
_CHARACTERS_A_WORD = 100
_MAY_NAME, _SAMPLE = 400, 4000
# "The defence" of a trial and "the source" are nobody named before.
_PARTIES = listed(
    "defense defence prosecution court jury source witness official spokesman spokeswoman spokesperson"
)


@lru_cache(maxsize=8)  # The same few articles are open at one time.
def _is_english(text: str) -> bool:
    """Tell whether a text reads as English; of others no cue is known, so that silence means nothing."""
    start = text[:_SAMPLE]
    return len(_ENGLISH.findall(start)) * _CHARACTERS_A_WORD >= len(start)


def _carried(text: str, passages: Sequence[Span], index: int, found: Attribution) -> Attribution:
    """Return an attribution with the name that its pronoun stands for in one of the passages before."""
    left = 1 if found.back == QUOTED else _LOOK_BACK
    for passage in reversed(passages[max(index - _FARTHEST, 0) : index]):
        earlier = latest(text, passage, found.back)
        if earlier:
            return replace(earlier, cue=found.cue)
        left -= not carries(text, passage, found.back)
        if not left:
            break
    return found


@dataclass(frozen=True, slots=True)
class _Sources:
    """The sources among which a name is looked up."""

    known: Sequence[Source]
    aliases: Mapping[str, tuple[str, ...]]
    here: Sequence[str]
    article_id: str

    def like(self, name: str, is_named: bool) -> tuple[Source, ...]:
        return matching(
            name,
            is_named=is_named,
            known=self.known,
            aliases=self.aliases,
            here=self.here,
            article_id=self.article_id,
        )

    def unnamed(self) -> list[Source]:
        return [one for one in self.known if one.qualifier == self.article_id and one.id in self.here]


@dataclass(frozen=True, slots=True)
class _Naming:
    """Turns an attribution into a source: a known one by its name, or a new one."""

    text: str
    claim: Span
    found: Attribution
    sources: _Sources
    types: Collection[str]

    def source(self) -> tuple[Source | None, bool]:
        """Return the source and whether it is known; none where two are meant or nobody is sure who is."""
        name, is_named = self.fuller()
        candidates = self.sources.like(self.found.name, self.found.is_named)
        if name != self.found.name:
            # The text's own fuller name decides between "Brian O'Hara" and "Kate O'Hara".
            plain = [
                one for one in candidates if not self.found.is_named or fold(name).endswith(fold(one.name))
            ]
            candidates = self.sources.like(name, is_named) or tuple(plain)
        if candidates:
            clear = len(candidates) == 1 and not self.is_mistaken(candidates[0].name)
            return (candidates[0], True) if clear else (None, False)
        if self.is_doubtful(name, is_named):
            return None, False
        return self.new(name, is_named), False

    def fuller(self) -> tuple[str, bool]:
        """Return the name as the text gives it elsewhere, and whether it is one."""
        name = self.found.name
        if self.found.is_named:
            return (name if " " in name else full_name(self.text, name)), True
        told = self.by_office()
        return told or name, bool(told)

    def by_office(self) -> str:
        """Return the name of whom "the mayor" means; only a definite one is somebody named before."""
        office = self.found.name
        if not self.is_definite() or " " in office or self.found.sort in {Sort.GROUP, Sort.PAPER}:
            return ""
        return named_by_office(self.text[: self.claim.start], office)

    def is_definite(self) -> bool:
        return bool(self.found.words and _DEFINITE.match(self.text, self.found.words.start))

    def is_doubtful(self, name: str, is_named: bool) -> bool:
        """Tell whether a name that no known source has may be two people, or somebody known by another name."""
        if is_named:
            return self.is_mistaken(name) or (" and " in name and self.found.sort is not Sort.BODY)
        if " and " in name or same_group(name, self.sources.unnamed()):
            return True
        refers = self.is_definite() and self.found.sort in {Sort.BODY, Sort.PERSON}
        start = self.found.words.start if self.found.words else 0
        named_before = _SOME_NAME.search(self.text, max(0, start - _MAY_NAME), start)
        return refers and name.casefold() not in _PARTIES and bool(named_before)

    def is_mistaken(self, name: str) -> bool:
        """Tell whether "she" was taken for a man, or "he" for a woman."""
        given = name.partition(" ")[0] if " " in name else ""
        return {pronoun_of("", given), self.found.back} == {"he", "she"}

    def new(self, name: str, is_named: bool) -> Source | None:
        person = is_named and self.found.sort is Sort.PERSON
        words = self.found.words.of(self.text) if self.found.words else ""
        around = words_around(self.text, name) if is_named else ""
        kind = type_of(name, words, self.types, person=person, around=around)
        if kind not in self.types:
            return None
        return Source.of(name, kind, "" if is_named else self.sources.article_id)
