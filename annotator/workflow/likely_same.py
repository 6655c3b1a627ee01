"""Sources that look the same, proposed to be counted as one: by their names, and by who gave what to one claim.

What is shown of them is blind: names, types, words of claims; never who gave them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from annotator.core.article import Article
from annotator.core.matching import Mark, match
from annotator.core.scheme import FieldType, Scheme
from annotator.core.source_likeness import Named, Pair, Proposal, Sign, Use, proposals
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.reading import whole
from annotator.store.reading.assigning import again
from annotator.workflow.items import marks
from annotator.workflow.known_sources import KnownSources
from annotator.workflow.present_labels import PresentLabels
from annotator.workflow.progress import Follow, unfollowed
from annotator.workflow.project import Project

QUOTED = 3
"""How many claims of a source are quoted."""


@dataclass(frozen=True, slots=True)
class Likely:
    """Two sources that may be one, with the words of some claims of each, and of those given both."""

    proposal: Proposal
    into_article: str
    other_article: str
    into_words: tuple[str, ...]
    other_words: tuple[str, ...]
    same_words: tuple[str, ...]
    together: int
    """On how many claims two people gave one each."""

    @property
    def told(self) -> tuple[str, ...]:
        """Return the signs in words."""
        counted = {Sign.TOGETHER: f"two people gave one each to the same claim, {self.together} times"}
        if self.together == 1:
            counted = {Sign.TOGETHER: "two people gave one each to the same claim"}
        return tuple(counted.get(sign, str(sign)) for sign in self.proposal.likeness.signs)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return {
            "score": self.proposal.likeness.score,
            "signs": [str(sign) for sign in self.proposal.likeness.signs],
            "together": self.together,
            "into": _as_dict(self.proposal.into, self.into_article, self.into_words),
            "other": _as_dict(self.proposal.other, self.other_article, self.other_words),
            "same_claims": list(self.same_words),
        }


def _as_dict(source: Named, article: str, words: tuple[str, ...]) -> dict[str, Any]:
    name, *others = source.names
    about = {"id": source.id, "name": name, "type": source.type, "article": article}
    return {**about, "other_names": others, "claims": list(words)}


def likely_same(project: Project, follow: Follow = unfollowed) -> list[Likely]:
    """Return the pairs of sources that may be one, the likeliest first, without those that were told apart."""
    with reading_scope(project.engine) as connection:
        known = KnownSources.read(connection)
        seen = _Seen(project.scheme, known.now.stands_for, again(connection))
        in_all = reading.article_count(connection)
        for number, judged in enumerate(whole.judged_articles(connection), 1):
            labels = PresentLabels(project.schemes, known.now.stands_for)
            seen.take(
                judged.article,
                marks(judged.article, judged.annotations, judged.claims, labels, project.scheme),
            )
            follow("reading articles", number, in_all)
    found = proposals(_named(known, seen.claims), seen.use, known.now.kept_apart())
    return [seen.told(each, known.articles) for each in found]


def still_asked(project: Project, likely: Likely) -> bool:
    """Tell whether a pair is still to be asked about: neither one by now nor told apart, each standing for itself."""
    with reading_scope(project.engine) as connection:
        known = KnownSources.read(connection)
    ids = (likely.proposal.into.id, likely.proposal.other.id)
    pair = frozenset(map(known.now.representative, ids))
    return len(pair) > 1 and pair not in known.now.kept_apart()


def _named(known: KnownSources, claims: Mapping[str, int]) -> Iterator[Named]:
    """Yield each source that stands for itself, under all names of all that it stands for."""
    merged = known.now.members()
    for id_, source in known.sources.items():
        if known.now.representative(id_) == id_:
            every = [source, *(known.sources[each] for each in merged.get(id_, ()))]
            names = dict.fromkeys(name for each in every for name in known.now.names(each))
            yield Named(id_, tuple(names), source.type, source.qualifier, claims.get(id_, 0))


@dataclass
class _Seen:
    """What was gathered of the use of sources, an article at a time; sources that were merged are one."""

    scheme: Scheme
    stands_for: Mapping[str, str]
    second: Mapping[str, str]
    """The first hand of each second one: a person who meets an article again is no second person."""
    claims: Counter[str] = field(default_factory=Counter)
    _together: Counter[Pair] = field(default_factory=Counter)
    _agreed: Counter[str] = field(default_factory=Counter)
    _cited: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _works: dict[tuple[str, str], int] = field(default_factory=dict)
    _words: defaultdict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    _same: defaultdict[Pair, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    @property
    def use(self) -> Use:
        """Return how sources are used."""
        return Use(self._together, self._agreed, self._cited)

    def take(self, article: Article, found: list[Mark]) -> None:
        """Take up the marks of an article."""
        fields = [each.id for each in self.scheme.fields if each.type is FieldType.SOURCE]
        for mark in found:
            work = self._works.setdefault((self._hand(mark), article.id), len(self._works))
            for source_id in {each for name in fields for each in mark.labels.get(name, ())}:
                self.claims[source_id] += 1
                self._cited[source_id].add(work)
                _quote(self._words[source_id], mark.span.of(article.text))
        for item in match(found).matched:
            for one, other in combinations(item.marks, 2):
                if self._hand(one) != self._hand(other):
                    self._compare(fields, one, other, article.text)

    def _hand(self, mark: Mark) -> str:
        return self.second.get(mark.annotator, mark.annotator)

    def _compare(self, fields: list[str], one: Mark, other: Mark, text: str) -> None:
        for name in fields:
            mine, theirs = (each.labels.get(name, ()) for each in (one, other))
            if len(mine) != 1 or len(theirs) != 1:
                continue
            if mine == theirs:
                self._agreed[mine[0]] += 1
            else:
                pair = frozenset((mine[0], theirs[0]))
                self._together[pair] += 1
                _quote(self._same[pair], one.span.of(text))

    def told(self, proposal: Proposal, articles: Mapping[str, str]) -> Likely:
        """Return a proposal with what is quoted."""
        into, other = proposal.into, proposal.other
        pair = frozenset((into.id, other.id))
        return Likely(
            proposal,
            articles.get(into.article, ""),
            articles.get(other.article, ""),
            tuple(self._words.get(into.id, ())),
            tuple(self._words.get(other.id, ())),
            tuple(self._same.get(pair, ())),
            self._together[pair],
        )


def _quote(kept: dict[str, None], words: str) -> None:
    if len(kept) < QUOTED:
        kept[" ".join(words.split())] = None
