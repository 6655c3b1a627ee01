"""A whole project in one pass: article by article, with what counts now, through the driver.

Each article's rows are asked for by themselves, in the order of its index, so that memory holds one article however
many there are, and the database sorts nothing. One read transaction lasts as long as the pass: others go on writing,
and SQLite's log grows by what they write until it is over.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, func, select
from sqlalchemy.sql.selectable import TableValuedAlias

from annotator.core.article import Article, ArticleKind
from annotator.core.claim import (
    Annotation,
    Claim,
    Evidence,
    Judgement,
    Label,
    Origin,
    Reaction,
    ReactionStance,
    State,
)
from annotator.core.source import Source
from annotator.core.text.passage import Passage, PassageKind
from annotator.core.text.span import Span
from annotator.store import driver
from annotator.store.reading.judgements import evidence_of
from annotator.store.reading.views import CURRENT
from annotator.store.tables import (
    ANNOTATION_EVIDENCE,
    ARTICLE,
    ARTICLE_DETAIL,
    CLAIM,
    EVIDENCE,
    LABEL,
    PASSAGE,
    REACTION,
    SOURCE,
)

KEPT = 4_000
"""How many labels or sources are kept to be met again; more would be memory that grows with the project."""


class JudgedArticle(NamedTuple):
    """An article with its claims by id, every annotation of them that stands now, in the order of the text, and the
    sources that these name.
    """

    article: Article
    claims: Mapping[str, Claim]
    annotations: list[Annotation]
    sources: set[str]


def judged_articles(connection: Connection) -> Iterator[JudgedArticle]:
    """Yield every article in the order of import; what was withdrawn is left out."""
    labels = _Labels()
    for id_, text, kind in driver.rows(connection, _ARTICLES):
        rows = driver.rows(connection, _CURRENT, article=id_)
        chosen = sorted(rows, key=lambda row: (row[_START], row[_ID]))
        claims = {
            claim: Claim(claim, id_, _ORIGINS[origin], who)
            for claim, origin, who in driver.rows(connection, _CLAIMS, article=id_)
        }
        sources: set[str] = set()
        annotations = _annotations(connection, chosen, labels, sources)
        yield JudgedArticle(_article(connection, id_, text, kind), claims, annotations, sources)


def sources_of(connection: Connection, ids: Iterable[str]) -> Iterator[Source]:
    """Return the sources of these ids."""
    return (Source(*row) for row in driver.rows(connection, _SOURCES, ids=json.dumps(list(ids))))


def _listed() -> TableValuedAlias:
    # However many they are, a list of ids is one parameter.
    return func.json_each(bindparam("ids")).table_valued("value", name="listed")


_ARTICLES = select(ARTICLE.c.id, ARTICLE.c.text, ARTICLE.c.kind).order_by(
    ARTICLE.c.action_id, ARTICLE.c.position
)
_DETAILS = (
    select(ARTICLE_DETAIL.c.field, ARTICLE_DETAIL.c.value)
    .where(ARTICLE_DETAIL.c.article_id == bindparam("article"))
    .order_by(ARTICLE_DETAIL.c.action_id)
)
_PASSAGES = (
    select(PASSAGE.c.start, PASSAGE.c.end, PASSAGE.c.kind)
    .where(PASSAGE.c.article_id == bindparam("article"))
    .order_by(PASSAGE.c.start)
)
_CLAIMS = select(CLAIM.c.id, CLAIM.c.origin, CLAIM.c.annotator_id).where(
    CLAIM.c.article_id == bindparam("article")
)
_ID, _START = 0, 7
_CURRENT = (
    select(
        CURRENT.c.id,
        CURRENT.c.claim_id,
        CURRENT.c.annotator_id,
        CURRENT.c.action_id,
        CURRENT.c.created_at,
        CURRENT.c.parent_id,
        CURRENT.c.seq,
        CURRENT.c.start,
        CURRENT.c.end,
        CURRENT.c.scheme_hash,
        CURRENT.c.restatement,
        CURRENT.c.note,
        CURRENT.c.as_of,
        CURRENT.c.active_ms,
    )
    .join_from(CLAIM, CURRENT, CURRENT.c.claim_id == CLAIM.c.id)
    .where(CLAIM.c.article_id == bindparam("article"), CURRENT.c.state == State.STANDING.value)
)


def _of_annotations(table: Any, *columns: Any) -> Select[Any]:
    listed = _listed()
    return select(table.c.annotation_id, table.c.position, *columns).join_from(
        listed, table, table.c.annotation_id == listed.c.value
    )


_LABELS = _of_annotations(LABEL, LABEL.c.field, LABEL.c.value, LABEL.c.source_id, LABEL.c.suggested)
_REACTIONS = _of_annotations(
    REACTION, REACTION.c.source_id, REACTION.c.stance, REACTION.c.cue_start, REACTION.c.cue_end
)
_EVIDENCE = _of_annotations(ANNOTATION_EVIDENCE, *EVIDENCE.c).join(
    EVIDENCE, EVIDENCE.c.id == ANNOTATION_EVIDENCE.c.evidence_id
)
_COLUMNS = tuple(EVIDENCE.c.keys())
_SOURCE_OF_LABEL, _SOURCE_OF_REACTION = 4, 2
_SOURCE_OF_EVIDENCE = 2 + _COLUMNS.index("origin_source_id")

_listed_sources = _listed()
_SOURCES = select(SOURCE.c.id, SOURCE.c.name, SOURCE.c.type, SOURCE.c.qualifier).join_from(
    _listed_sources, SOURCE, SOURCE.c.id == _listed_sources.c.value
)

# Looked up rather than called, because there is one for every passage and claim.
_KINDS = {kind.value: kind for kind in PassageKind}
_ORIGINS = {origin.value: origin for origin in Origin}


def _article(connection: Connection, id_: str, text: str, kind: str) -> Article:
    passages = tuple(
        Passage(Span(start, end), _KINDS[what])
        for start, end, what in driver.rows(connection, _PASSAGES, article=id_)
    )
    details: dict[str, str] = dict(driver.rows(connection, _DETAILS, article=id_))
    return Article(id_, text, passages, ArticleKind(kind), tuple(details.items()))


class _Labels:
    """Labels met before: most are the same few."""

    def __init__(self) -> None:
        self._known: dict[driver.Values, Label] = {}

    def of(self, row: driver.Values) -> Label:
        """Return the label of (field, value, source id, suggested)."""
        label = self._known.get(row)
        if label is None:
            if len(self._known) >= KEPT:
                self._known.clear()
            field, value, source_id, suggested = row
            label = self._known[row] = Label(field, value or "", source_id or "", bool(suggested))
        return label


def _annotations(
    connection: Connection, rows: list[driver.Values], labels: _Labels, sources: set[str]
) -> list[Annotation]:
    """Return the annotations of rows, and put the sources that they name into `sources`."""
    if not rows:
        return []
    ids = json.dumps([row[_ID] for row in rows])
    given = _grouped(driver.rows(connection, _LABELS, ids=ids), _SOURCE_OF_LABEL, sources)
    reactions = _grouped(driver.rows(connection, _REACTIONS, ids=ids), _SOURCE_OF_REACTION, sources)
    evidence = _grouped(driver.rows(connection, _EVIDENCE, ids=ids), _SOURCE_OF_EVIDENCE, sources)
    found = []
    for (
        id_,
        claim,
        who,
        action,
        at,
        parent,
        seq,
        start,
        end,
        scheme,
        restatement,
        note,
        as_of,
        active,
    ) in rows:
        judgement = Judgement(
            Span(start, end),
            scheme,
            tuple([labels.of(row[2:]) for row in given.get(id_, ())]),
            tuple([_reaction(row) for row in reactions.get(id_, ())]),
            tuple([_piece(row) for row in evidence.get(id_, ())]),
            restatement,
            note,
            as_of,
        )
        found.append(Annotation(id_, claim, who, action, at, judgement, parent, seq, active))
    return found


def _grouped(rows: Iterable[driver.Values], source: int, sources: set[str]) -> dict[str, list[driver.Values]]:
    """Return rows that begin with an annotation's id and their position by that id, in their order.

    The source that a row names in its column `source` goes into `sources`.
    """
    found: dict[str, list[driver.Values]] = defaultdict(list)
    in_order = True
    for row in rows:
        found[row[0]].append(row)
        in_order = in_order and not row[1]
        if row[source]:
            sources.add(row[source])
    if not in_order:
        for group in found.values():
            group.sort(key=lambda row: row[1])
    return found


def _reaction(row: driver.Values) -> Reaction:
    _, _, source_id, stance, cue_start, cue_end = row
    cue = None if cue_start is None else Span(cue_start, cue_end)
    return Reaction(source_id, ReactionStance(stance), cue)


def _piece(row: driver.Values) -> Evidence:
    return evidence_of(SimpleNamespace(**dict(zip(_COLUMNS, row[2:], strict=True))))
