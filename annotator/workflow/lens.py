"""What of a project a report is about: everything, or what one round asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from annotator.core.claim import Annotation, Claim, Origin
from annotator.core.matching import Mark
from annotator.core.round import Round
from annotator.core.scheme import Field, Scheme
from annotator.errors import NotFound
from annotator.store.engine import Connection
from annotator.store.reading import assigning, round_work
from annotator.store.reading import rounds as asking
from annotator.workflow.project import Project


@dataclass(frozen=True, slots=True)
class Lens:
    """Which articles and claims count; None is all of them. What second hands did is never among it, nor is gold.

    `scheme` is the one in force with the fields that are asked.
    """

    scheme: Scheme
    round: Round | None = None
    articles: frozenset[str] | None = None
    claims: frozenset[str] | None = None
    second_hands: frozenset[str] = frozenset()

    @classmethod
    def of(cls, project: Project, connection: Connection, round_: Round | None = None) -> Lens:
        """Return what a round asks, or everything."""
        hands = frozenset(assigning.again(connection))
        if round_ is None:
            return cls(project.scheme, second_hands=hands)
        given = asking.given_claims(connection, round_.id) if round_.gives else None
        return cls(
            round_.narrowed(project.scheme),
            round_,
            frozenset(asking.round_articles(connection, round_.id)) if round_.lists_articles else None,
            None if given is None else frozenset(each.claim_id for each in given),
            hands,
        )

    def annotations(
        self, article_id: str, annotations: Iterable[Annotation], claims: Mapping[str, Claim]
    ) -> list[Annotation]:
        """Return what counts of an article's annotations."""
        if self.articles is not None and article_id not in self.articles:
            return []
        return [each for each in annotations if self._counts(each, claims[each.claim_id])]

    def passages(self, connection: Connection, done: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Yield what counts of who has done which passage: nobody, where claims are given."""
        return (each for each in self.done(connection, done) if each[0] not in self.second_hands)

    def done(self, connection: Connection, done: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Yield who has done which passage, second hands too: nobody, where claims are given."""
        return iter(()) if self.claims is not None else self._of_the_round(connection, done)

    def _of_the_round(
        self, connection: Connection, done: Iterable[tuple[str, str]]
    ) -> Iterator[tuple[str, str]]:
        here = (
            None
            if self.round is None or self.articles is None
            else round_work.passages(connection, self.round.id)
        )
        return (each for each in done if here is None or each[1] in here)

    def lets_through(self, mark: Mark) -> bool:
        """Tell whether a mark is of what is asked, whoever made it, second hands too."""
        if self.claims is not None:
            return mark.claim in self.claims
        is_here = self.articles is None or mark.article in self.articles
        return is_here and (self.round is None or not mark.given)

    def _counts(self, annotation: Annotation, claim: Claim) -> bool:
        if claim.origin is Origin.GOLD or annotation.annotator_id in self.second_hands:
            return False
        if self.claims is not None:
            return claim.id in self.claims
        return self.round is None or claim.origin is Origin.MARKED

    def fields(self, field_id: str | None) -> list[Field]:
        """Return one field, or all that are called for; `NotFound` lists the known ones."""
        if field_id is None:
            return [field for field in self.scheme.fields if field.required]
        field = self.scheme.field(field_id)
        if field is None:
            asked = f"the scheme {self.scheme.name}" if self.round is None else f"the round {self.round.name}"
            raise NotFound(
                f"{asked} has no field {field_id!r}",
                why=f"known: {', '.join(each.id for each in self.scheme.fields)}",
                do="name one of these",
            )
        return [field]
