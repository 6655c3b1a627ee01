"""The claims that a round gives in an article, and what an annotator has said of each so far, which may be nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotator.core.claim import Annotation, Judgement, Label
from annotator.core.scheme import FieldType, Scheme
from annotator.core.text.span import Span
from annotator.store.reading.rounds import GivenClaim


class Given:
    """Given claims by id; of none at all where claims are marked freely.

    A claim nobody has answered stands on the desk like any other: as an annotation that says nothing, under the
    claim's own id, which is never written. What is said first follows nothing, or what was taken back.
    """

    def __init__(self, claims: Iterable[GivenClaim] | None, annotator_id: str, scheme: Scheme) -> None:
        self.is_asked = claims is not None
        self._claims = {each.claim_id: each for each in claims or ()}
        self._heads: dict[str, Annotation] = {}
        self._sources = {each.id for each in scheme.fields if each.type is FieldType.SOURCE}
        self._blank = {
            each.claim_id: Annotation(
                each.claim_id, each.claim_id, annotator_id, "", "", Judgement(each.span, scheme.hash)
            )
            for each in self._claims.values()
        }

    def __contains__(self, claim_id: object) -> bool:
        """Tell whether a claim is given."""
        return claim_id in self._claims

    def taken(self, annotation: Annotation) -> Annotation:
        """Return an annotation as the desk has it: of a given claim that was taken back, one that says nothing."""
        if annotation.claim_id not in self._claims:
            return annotation
        self._heads[annotation.claim_id] = annotation
        return annotation if annotation.judgement.stands else self._blank[annotation.claim_id]

    def unanswered(self, known: Iterable[str]) -> Iterator[Annotation]:
        """Yield the blank annotation of every given claim that is none of the known ones."""
        known = set(known)
        return (blank for claim_id, blank in self._blank.items() if claim_id not in known)

    def is_blank(self, annotation: Annotation) -> bool:
        """Tell whether an annotation is of a claim that was not answered."""
        return annotation is self._blank.get(annotation.claim_id)

    def follows(self, annotation: Annotation) -> tuple[str | None, int]:
        """Return parent and number of what is said after an annotation."""
        head = self._heads.get(annotation.claim_id) if annotation.claim_id in self._claims else annotation
        return (None, 1) if head is None else (head.id, head.seq + 1)

    def labels(self, claim_id: str) -> tuple[Label, ...]:
        """Return the labels that a claim comes with."""
        return self._claims[claim_id].labels if claim_id in self._claims else ()

    def restatement(self, claim_id: str) -> str:
        """Return the wording that a claim comes with, if it has one."""
        return (self._claims[claim_id].restatement if claim_id in self._claims else None) or ""

    def claimants(self, claim_id: str) -> tuple[str, ...]:
        """Return the sources that a claim comes with."""
        return tuple(each.source_id for each in self.labels(claim_id) if each.field in self._sources)

    def span(self, claim_id: str) -> Span:
        """Return where a claim stands."""
        return self._claims[claim_id].span
