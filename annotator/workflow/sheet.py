"""One annotator's work on one article, in memory: the claims that stand, how far each passage is, the sources."""

from __future__ import annotations

from bisect import bisect_left
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from annotator.core.article import Article
from annotator.core.claim import Annotation, Judgement
from annotator.core.gaps import Gap, gaps
from annotator.core.history import Entry, Looked, PassageState
from annotator.core.ranking import Found, Usage
from annotator.core.scheme import Field, FieldType, Scheme
from annotator.core.scheme_maps import Doubt, SchemeMaps
from annotator.core.source import Source
from annotator.core.text.passage import PassageKind
from annotator.core.text.span import Span
from annotator.store.reading.rounds import GivenClaim, Suggested
from annotator.workflow.given import Given
from annotator.workflow.source_book import SourceBook

UNCLEAR = "unclear"
"""The type of a source of which only the name was given."""


class Sheet:
    """What an annotator has said of an article so far; `version` rises with every change."""

    def __init__(
        self,
        *,
        article: Article,
        scheme: Scheme,
        annotator_id: str,
        annotations: Iterable[Annotation] = (),
        states: Iterable[PassageState] = (),
        sources: Iterable[Source] = (),
        aliases: Mapping[str, tuple[str, ...]] | None = None,
        digits: Iterable[str] = (),
        book: SourceBook | None = None,
        schemes: SchemeMaps | None = None,
        given: Iterable[GivenClaim] | None = None,
        suggestions: Iterable[Suggested] = (),
    ) -> None:
        self.article = article
        self.passage_ids = tuple(article.passage_id(index) for index in range(len(article.passages)))
        self.scheme = scheme
        self.schemes = SchemeMaps.only(scheme) if schemes is None else schemes
        self.annotator_id = annotator_id
        self.given = Given(given, annotator_id, self.schemes.scheme)
        self.suggestions = tuple(suggestions)
        asked = {field.id for field in scheme.fields}
        self._not_asked = {field.id for field in self.schemes.scheme.fields} - asked
        self.book = SourceBook() if book is None else book
        self.narrator = Source.narrator(article.id)
        known = {source.id: source for source in (self.narrator, *sources)}
        self.book.add(known.values(), aliases)
        own = {id_: self.book.present(source) for id_, source in known.items()}
        # One's own over what all articles share, which may be thousands and is not copied.
        self.sources: ChainMap[str, Source] = ChainMap(own, cast("dict[str, Source]", self.book.named))
        self.digits = [source_id for source_id in digits if source_id != self.narrator.id]
        self.version = 0
        # An annotation never changes, and after every key all claims are asked what they lack.
        self._gaps: dict[str, tuple[Gap, ...]] = {}
        self._doubts: dict[str, tuple[Doubt, ...]] = {}
        self.load(annotations, states)

    def load(self, annotations: Iterable[Annotation], states: Iterable[PassageState]) -> None:
        """Take the stored state over, keeping the sources' digits."""
        self.version += 1
        self._annotations = {annotation.claim_id: self._as_read(annotation) for annotation in annotations}
        self._annotations |= {each.claim_id: each for each in self.given.unanswered(self._annotations)}
        self._claims = [each for each in self._annotations.values() if each.judgement.stands]
        self._claims.sort(key=_in_text)
        self._order = [_in_text(each) for each in self._claims]
        self._states = {state.passage_id: state for state in states}
        self.recent: dict[str, int] = {}
        for annotation in sorted(self._annotations.values(), key=lambda each: each.id):
            for source_id in _cited(annotation.judgement):
                self._note(source_id)

    def apply(self, entry: Entry) -> None:
        """Take over what one action wrote."""
        self.version += 1
        for source in entry.sources:
            self.know(source)
        for annotation in entry.annotations:
            self._put(self._as_read(annotation))
            for source_id in _cited(annotation.judgement):
                self.keep_at_hand(source_id)
        for state in entry.passages:
            self._states[state.passage_id] = state

    def _as_read(self, annotation: Annotation) -> Annotation:
        """Return an annotation with its labels as the scheme in force has them; what is stored stays as it is."""
        annotation = self.given.taken(annotation)
        read = self.schemes.read(annotation.judgement)
        # What a round doesn't ask needs no other look in it.
        doubts = tuple(each for each in read.doubts if each.field not in self._not_asked)
        if doubts:
            self._doubts[annotation.id] = doubts
        return (
            annotation
            if read.judgement is annotation.judgement
            else replace(annotation, judgement=read.judgement)
        )

    def know(self, source: Source) -> None:
        """Have a source to offer from now on."""
        if source.id not in self.sources:
            self.sources[source.id] = source
            self.book.add((source,))

    def hold(self, source: Source) -> None:
        """Know a source that no claim has yet, and keep it at hand."""
        self.know(source)
        self.keep_at_hand(source.id)
        self.version += 1

    def keep_at_hand(self, source_id: str) -> None:
        """Give a source the next digit, unless it has one, and remember it as the one used last."""
        self._note(source_id)
        if source_id in self.sources:
            self.book.use(self.sources[source_id])

    def _note(self, source_id: str) -> None:
        if source_id == self.narrator.id:
            return
        if source_id not in self.digits:
            self.digits.append(source_id)
        self.recent[source_id] = 1 + max(self.recent.values(), default=0)

    # -- claims

    @property
    def claims(self) -> Sequence[Annotation]:
        """Return the claims that stand, in the order of the text."""
        return self._claims

    def _put(self, annotation: Annotation) -> None:
        """Let an annotation count from now on; whoever was given the claims before keeps them as they were."""
        before = self.claim(annotation.claim_id)
        self._annotations[annotation.claim_id] = annotation
        claims = self._claims.copy()
        if before is not None:
            at = bisect_left(self._order, _in_text(before))
            del claims[at], self._order[at]
        if annotation.judgement.stands:
            at = bisect_left(self._order, _in_text(annotation))
            claims.insert(at, annotation)
            self._order.insert(at, _in_text(annotation))
        self._claims = claims

    def claims_in(self, span: Span) -> Sequence[Annotation]:
        """Return the claims that begin in a span, in the order of the text."""
        first, last = (bisect_left(self._order, (edge, 0, "")) for edge in (span.start, span.end))
        return self._claims[first:last]

    def claim(self, claim_id: str | None) -> Annotation | None:
        """Return a claim if it stands."""
        found = self._annotations.get(claim_id) if claim_id else None
        return found if found is not None and found.judgement.stands else None

    def number(self, claim_id: str) -> int:
        """Return a claim's number in the article, counted from 1 in the order of the text."""
        return bisect_left(self._order, _in_text(self._annotations[claim_id])) + 1

    def gaps(self, annotation: Annotation) -> tuple[Gap, ...]:
        """Return what a claim still lacks."""
        found = self._gaps.get(annotation.id)
        if found is None:
            claimants = self.given.claimants(annotation.claim_id)
            found = gaps(annotation.judgement, self.scheme, self.doubts(annotation), claimants)
            if not found and self.given.is_blank(annotation):
                found = (Gap(self.scheme.fields[0].id, "nothing said yet"),)
            self._gaps[annotation.id] = found
        return found

    def doubts(self, annotation: Annotation) -> tuple[Doubt, ...]:
        """Return what of a claim needs another look, because the scheme has changed since."""
        return self._doubts.get(annotation.id, ())

    # -- passages

    def state_of(self, passage_id: str) -> PassageState | None:
        """Return what was last said of a passage, if anything."""
        return self._states.get(passage_id)

    def looked(self, index: int) -> Looked:
        """Return how far the annotator is with a passage."""
        state = self._states.get(self.passage_ids[index])
        return Looked.OPEN if state is None else state.state

    def is_settled(self, index: int) -> bool:
        """Tell whether a passage needs no more work: it is done or skipped, and its claims lack nothing.

        Where claims are given they alone are asked for, and no more is said of passages.
        """
        if not self.given.is_asked and self.looked(index) not in (Looked.DONE, Looked.SKIPPED):
            return False
        return not any(self.gaps(each) for each in self.claims_in(self.article.passages[index].span))

    def is_boilerplate(self, index: int) -> bool:
        """Tell whether a passage is none of the article's text."""
        return self.article.passages[index].kind is PassageKind.BOILERPLATE

    def is_passed_over(self, index: int) -> bool:
        """Tell whether nothing is asked of a passage: it is boilerplate, or claims are given and none is in it."""
        if self.given.is_asked:
            return not self.claims_in(self.article.passages[index].span)
        return self.is_boilerplate(index)

    def progress(self) -> tuple[int, int]:
        """Return how many passages are done or skipped, and how many there are; boilerplate counts in neither.

        Where claims are given: how many of them lack nothing, and how many there are.
        """
        if self.given.is_asked:
            return sum(1 for each in self._claims if not self.gaps(each)), len(self._claims)
        real = [index for index in range(len(self.article.passages)) if not self.is_boilerplate(index)]
        return sum(1 for each in real if self.looked(each) in (Looked.DONE, Looked.SKIPPED)), len(real)

    # -- sources

    @property
    def aliases(self) -> Mapping[str, tuple[str, ...]]:
        """Return the other names of the sources that have any."""
        return self.book.aliases

    def source_fields(self) -> list[Field]:
        """Return the fields that take a source."""
        return [field for field in self.scheme.fields if field.type is FieldType.SOURCE]

    def source_named(self, source_id: str) -> str:
        """Return a source's name."""
        return self.sources[source_id].name if source_id in self.sources else "?"

    def source_called(self, name: str) -> Source:
        """Return the source of that name or other name, else a new one of unclear type."""
        return self.book.names.called(name, self.article.id) or Source.of(name, UNCLEAR)

    @property
    def last_source(self) -> str | None:
        """Return the source used last here; in an article without any, the named one used last in this sitting."""
        if self.recent:
            return max(self.recent, key=self.recent.__getitem__)
        return next(iter(reversed(self.book.used)), None)

    def find_sources(self, query: str, limit: int) -> list[Found]:
        """Return the sources that letters typed may mean, best first."""
        in_order = (*sorted(self.recent, key=self.recent.__getitem__), *self.book.used)
        recent = {source_id: number for number, source_id in enumerate(in_order, 1)}
        recent = {self.book.offered(each): number for each, number in recent.items()}
        here = frozenset(map(self.book.offered, self.digits))
        usage = Usage(here=here, recent=recent, often=self.book.often)
        return self.book.names.ranked(query, usage, article=self.article.id, limit=limit)

    def sources_like(self, name: str, limit: int) -> list[Found]:
        """Return sources that a new name may be another spelling of, or a part."""
        return self.book.names.near(name, article=self.article.id, limit=limit)

    def claimants(self, annotation: Annotation) -> Iterator[str]:
        """Return the ids of the sources that assert a claim."""
        yield from self.given.claimants(annotation.claim_id)
        for field in self.source_fields():
            yield from annotation.judgement.of(field.id)


def _cited(judgement: Judgement) -> Iterator[str]:
    return (label.source_id for label in judgement.labels if label.source_id)


def _in_text(annotation: Annotation) -> tuple[int, int, str]:
    span = annotation.judgement.span
    return span.start, span.end, annotation.claim_id
