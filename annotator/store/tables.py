"""The tables, as SQLModel sees them. Storage shapes only: meaning is checked in core, the last line is here.

Every column names its type, because SQLite's STRICT tables take no others than these. Made by the migrations in
db/, never by `create_all`; a test holds the two against each other. No `from __future__ import annotations`
here: SQLModel reads the annotations as they stand.
"""

from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Base(SQLModel, registry=registry()):
    """The program's own metadata, apart from any other SQLModel user in the same process."""

    # Tables don't validate, so nothing is built that would.
    model_config = {"defer_build": True}


METADATA = Base.metadata
STRICT = {"sqlite_strict": True}


def _key(reference: str | None = None) -> Any:
    return Field(sa_column=Column(Text, *_to(reference), primary_key=True, nullable=False))


def _text(reference: str | None = None, *, null: bool = False) -> Any:
    return Field(default=None, sa_column=Column(Text, *_to(reference), nullable=null))


def _count(*, null: bool = False, key: bool = False) -> Any:
    return Field(default=None, sa_column=Column(Integer, primary_key=key, nullable=null))


def _yes(column: str) -> Any:
    # 1 or nothing: a seal has no nulls, so a row from before there was such a column keeps its seal.
    yes = CheckConstraint(f"{column} = 1", name=f"{column}_is_yes")
    return Field(default=None, sa_column=Column(Integer, yes, nullable=True))


def _salt_of_reason() -> Any:
    # Rows from before schema 3 have a reason and no hash of it.
    salted = CheckConstraint(
        "salt IS NOT NULL OR reason IS NULL OR texts_digest IS NULL", name="reason_salted"
    )
    return Field(default=None, sa_column=Column(Text, salted, nullable=True))


def _to(reference: str | None) -> tuple[ForeignKey, ...]:
    return () if reference is None else (ForeignKey(reference),)


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def _span(null: bool = False) -> CheckConstraint:
    unless = 'start IS NULL AND "end" IS NULL OR ' if null else ""
    return CheckConstraint(f'{unless}0 <= start AND start < "end"', name="span_runs_forward")


class SchemeRow(Base, table=True):
    """A label scheme, whole, under the hash of its meaning."""

    __tablename__ = "scheme"
    __table_args__ = (STRICT,)
    hash: str = _key()
    parent_hash: str | None = _text("scheme.hash", null=True)
    name: str = _text()
    version: str = _text()
    body: str = _text()
    digest: str | None = _text(null=True)


class SchemeMapRow(Base, table=True):
    """What became of a label from one scheme to the next; retired when it became nothing."""

    __tablename__ = "scheme_map"
    __table_args__ = (Index("ix_scheme_map_from", "from_hash", "id"), STRICT)
    id: str = _key()
    from_hash: str = _text("scheme.hash")
    to_hash: str = _text("scheme.hash")
    field: str = _text()
    old: str = _text()
    new: str | None = _text(null=True)
    action_id: str = _text("action.id")


class SchemeUseRow(Base, table=True):
    """The scheme in force since an action; the greatest action id counts, the project's own scheme is the first.

    `body` is its TOML where that differs from what the hash was first stored with: keys and names carry no meaning.
    """

    __tablename__ = "scheme_use"
    __table_args__ = (STRICT,)
    action_id: str = _key("action.id")
    scheme_hash: str = _text("scheme.hash")
    body: str | None = _text(null=True)


class ProjectRow(Base, table=True):
    """The one project this database is."""

    __tablename__ = "project"
    __table_args__ = (STRICT,)
    id: str = _key()
    name: str = _text()
    scheme_hash: str = _text("scheme.hash")
    created_at: str = _text()
    digest: str | None = _text(null=True)


class AnnotatorRow(Base, table=True):
    """A person or a model that annotates; a person who was redacted has a name made from the id, and no seal."""

    __tablename__ = "annotator"
    __table_args__ = (_one_of("kind", "person", "model"), STRICT)
    id: str = _key()
    project_id: str = _text("project.id")
    name: str = _text()
    kind: str = _text()
    digest: str | None = _text(null=True)


class ActionRow(Base, table=True):
    """What somebody did: the audit log, the unit of undo, and the seal over the rows it wrote.

    `parent_id` is the same annotator's action before it in this file. Without a digest it is from before schema 3.
    """

    __tablename__ = "action"
    __table_args__ = (
        _one_of("kind", "do", "undo", "redo"),
        CheckConstraint("(kind = 'do') = (target_id IS NULL)", name="target_of_undo"),
        Index("ix_action_annotator", "annotator_id", "id"),
        Index("ix_action_parent", "parent_id"),
        STRICT,
    )
    id: str = _key()
    annotator_id: str | None = _text("annotator.id", null=True)
    kind: str = _text()
    target_id: str | None = _text("action.id", null=True)
    what: str = _text()
    at: str = _text()
    program: str = _text()
    reason: str | None = _text(null=True)
    parent_id: str | None = _text("action.id", null=True)
    digest: str | None = _text(null=True)
    chain: str | None = _text(null=True)


class ArticleRow(Base, table=True):
    """An article's exact text, in the order of import (action, position)."""

    __tablename__ = "article"
    __table_args__ = (
        _one_of("kind", "article", "statement"),
        Index("ix_article_order", "action_id", "position"),
        Index("ix_article_sha256", "sha256"),
        STRICT,
    )
    id: str = _key()
    text: str = _text()
    sha256: str = _text()
    kind: str = _text()
    action_id: str = _text("action.id")
    position: int = _count()


class ArticleDetailRow(Base, table=True):
    """What is known of an article; the latest row of a field counts."""

    __tablename__ = "article_detail"
    __table_args__ = (Index("ix_article_detail_field", "article_id", "field", "id"), STRICT)
    id: str = _key()
    article_id: str = _text("article.id")
    field: str = _text()
    value: str = _text()
    action_id: str = _text("action.id")


class PassageRow(Base, table=True):
    """A half-open range of code points of an article."""

    __tablename__ = "passage"
    __table_args__ = (
        _span(),
        _one_of("kind", "text", "heading", "boilerplate"),
        Index("ix_passage_article", "article_id", "start"),
        STRICT,
    )
    id: str = _key()
    article_id: str = _text("article.id")
    start: int = _count()
    end: int = _count()
    kind: str = _text()


class SourceRow(Base, table=True):
    """A named asserter; its id is fixed at birth."""

    __tablename__ = "source"
    __table_args__ = (Index("ix_source_named", "qualifier", "name", "id"), STRICT)
    id: str = _key()
    name: str = _text()
    type: str = _text()
    qualifier: str = _text()
    digest: str | None = _text(null=True)


class SourceChangeRow(Base, table=True):
    """A revocable record about a source; nothing that refers to the source is rewritten."""

    __tablename__ = "source_change"
    __table_args__ = (
        _one_of("kind", "alias", "rename", "merge", "revoke"),
        Index("ix_source_change_source", "source_id", "id"),
        STRICT,
    )
    id: str = _key()
    source_id: str = _text("source.id")
    kind: str = _text()
    value: str = _text()
    action_id: str = _text("action.id")


class ClaimRow(Base, table=True):
    """A claim's identity; it has no action when it is from before schema 3."""

    __tablename__ = "claim"
    __table_args__ = (
        _one_of("origin", "marked", "given", "gold"),
        CheckConstraint("(origin = 'given') = (annotator_id IS NULL)", name="given_is_nobodys"),
        Index("ix_claim_article", "article_id", "id"),
        STRICT,
    )
    id: str = _key()
    article_id: str = _text("article.id")
    origin: str = _text()
    annotator_id: str | None = _text("annotator.id", null=True)
    action_id: str | None = _text("action.id", null=True)


class AnnotationRow(Base, table=True):
    """One annotator's judgement on one claim at one moment; redacted when its texts have a hash and no salt."""

    __tablename__ = "annotation"
    __table_args__ = (
        _span(),
        _one_of("state", "standing", "withdrawn"),
        CheckConstraint("seq >= 1 AND (seq = 1) = (parent_id IS NULL)", name="parent_and_number"),
        CheckConstraint("salt IS NOT NULL OR (restatement IS NULL AND note IS NULL)", name="texts_salted"),
        Index("ix_annotation_history", "claim_id", "annotator_id", "seq", "id"),
        Index("ix_annotation_annotator", "annotator_id", "id"),
        Index("ix_annotation_action", "action_id"),
        STRICT,
    )
    id: str = _key()
    claim_id: str = _text("claim.id")
    annotator_id: str = _text("annotator.id")
    parent_id: str | None = _text("annotation.id", null=True)
    seq: int = _count()
    action_id: str = _text("action.id")
    state: str = _text()
    start: int = _count()
    end: int = _count()
    scheme_hash: str = _text("scheme.hash")
    as_of: str | None = _text(null=True)
    restatement: str | None = _text(null=True)
    note: str | None = _text(null=True)
    salt: str | None = _text(null=True)
    texts_digest: str | None = _text(null=True)
    digest: str = _text()
    chain: str = _text()
    created_at: str = _text()
    active_ms: int | None = _count(null=True)


class LabelRow(Base, table=True):
    """One value of one field of one annotation."""

    __tablename__ = "label"
    __table_args__ = (
        CheckConstraint("(value IS NULL) <> (source_id IS NULL)", name="one_of_two"),
        CheckConstraint("value IS NULL OR value <> ''", name="value_says_something"),
        Index("ix_label_source", "source_id", "annotator_id", sqlite_where=text("source_id IS NOT NULL")),
        STRICT,
    )
    annotation_id: str = _key("annotation.id")
    field: str = _key()
    position: int = _count(key=True)
    annotator_id: str = _text("annotator.id")
    value: str | None = _text(null=True)
    source_id: str | None = _text("source.id", null=True)
    suggested: int | None = _yes("suggested")


class ReactionRow(Base, table=True):
    """Another source quoted for or against the claim."""

    __tablename__ = "reaction"
    __table_args__ = (
        _one_of("stance", "supports", "denies", "questions"),
        CheckConstraint(
            "(cue_start IS NULL AND cue_end IS NULL)"
            " OR (cue_start IS NOT NULL AND cue_end IS NOT NULL AND 0 <= cue_start AND cue_start < cue_end)",
            name="cue_runs_forward",
        ),
        Index("ix_reaction_source", "source_id", "annotator_id"),
        STRICT,
    )
    annotation_id: str = _key("annotation.id")
    position: int = _count(key=True)
    annotator_id: str = _text("annotator.id")
    source_id: str = _text("source.id")
    stance: str = _text()
    cue_start: int | None = _count(null=True)
    cue_end: int | None = _count(null=True)


class EvidenceRow(Base, table=True):
    """What was found, or that nothing was; redacted when it has no salt."""

    __tablename__ = "evidence"
    __table_args__ = (
        _one_of("polarity", "supports", "refutes", "context", "nothing_found"),
        CheckConstraint(
            '(article_id IS NULL AND start IS NULL AND "end" IS NULL)'
            ' OR (article_id IS NOT NULL AND start IS NOT NULL AND "end" IS NOT NULL AND 0 <= start AND start < "end")',
            name="place_whole",
        ),
        CheckConstraint(
            "salt IS NOT NULL OR (url IS NULL AND archived_url IS NULL AND quote IS NULL AND note IS NULL)",
            name="texts_salted",
        ),
        Index(
            "ix_evidence_origin",
            "origin_source_id",
            "annotator_id",
            sqlite_where=text("origin_source_id IS NOT NULL"),
        ),
        STRICT,
    )
    id: str = _key()
    annotator_id: str = _text("annotator.id")
    polarity: str = _text()
    origin_source_id: str | None = _text("source.id", null=True)
    url: str | None = _text(null=True)
    archived_url: str | None = _text(null=True)
    quote: str | None = _text(null=True)
    published: str | None = _text(null=True)
    accessed: str | None = _text(null=True)
    note: str | None = _text(null=True)
    article_id: str | None = _text("article.id", null=True)
    start: int | None = _count(null=True)
    end: int | None = _count(null=True)
    salt: str | None = _text(null=True)
    texts_digest: str | None = _text(null=True)
    digest: str = _text()


class AnnotationEvidenceRow(Base, table=True):
    """Which evidence an annotation rests on, in its order."""

    __tablename__ = "annotation_evidence"
    __table_args__ = (STRICT,)
    annotation_id: str = _key("annotation.id")
    position: int = _count(key=True)
    annotator_id: str = _text("annotator.id")
    evidence_id: str = _text("evidence.id")


class PassageStateRow(Base, table=True):
    """How far one annotator is with one passage, in its history; redacted when it has no salt and had a reason."""

    __tablename__ = "passage_state"
    __table_args__ = (
        _one_of("state", "open", "done", "skipped", "flagged"),
        CheckConstraint("seq >= 1 AND (seq = 1) = (parent_id IS NULL)", name="parent_and_number"),
        Index("ix_passage_state_history", "annotator_id", "passage_id", "seq", "id"),
        Index("ix_passage_state_action", "action_id"),
        Index(
            "ix_passage_state_flagged", "annotator_id", "passage_id", sqlite_where=text("state = 'flagged'")
        ),
        STRICT,
    )
    id: str = _key()
    passage_id: str = _text("passage.id")
    annotator_id: str = _text("annotator.id")
    parent_id: str | None = _text("passage_state.id", null=True)
    seq: int = _count()
    state: str = _text()
    reason: str | None = _text(null=True)
    action_id: str = _text("action.id")
    texts_digest: str | None = _text(null=True)
    salt: str | None = _salt_of_reason()


class RedactionRow(Base, table=True):
    """Which row had its free text blanked, by which action; without such a row nothing can be blanked."""

    __tablename__ = "redaction"
    __table_args__ = (
        _one_of("kind", "annotation", "evidence", "passage_state", "annotator"),
        Index("ix_redaction_action", "action_id"),
        STRICT,
    )
    kind: str = _key()
    row_id: str = _key()
    action_id: str = _text("action.id")


class RoundRow(Base, table=True):
    """What is asked of whom: `body` is the canonical JSON of a `core.round.Round`, without its id and name."""

    __tablename__ = "round"
    __table_args__ = (Index("ix_round_action", "action_id"), STRICT)
    id: str = _key()
    name: str = _text()
    body: str = _text()
    action_id: str = _text("action.id")


class RoundArticleRow(Base, table=True):
    """An article that a round asks for; a round that lists none asks for all."""

    __tablename__ = "round_article"
    __table_args__ = (Index("ix_round_article_action", "action_id"), STRICT)
    round_id: str = _key("round.id")
    article_id: str = _key("article.id")
    position: int = _count()
    action_id: str = _text("action.id")


class RoundStateRow(Base, table=True):
    """Whether a round is open, closed or frozen; the greatest id counts."""

    __tablename__ = "round_state"
    __table_args__ = (
        _one_of("state", "open", "closed", "frozen"),
        Index("ix_round_state_round", "round_id", "id"),
        STRICT,
    )
    id: str = _key()
    round_id: str = _text("round.id")
    state: str = _text()
    action_id: str = _text("action.id")


class GivenClaimRow(Base, table=True):
    """A claim that a round gives to everybody: where it stands, and in JSON the labels it comes with.

    `gold_id` names the gold annotation it was frozen from, which a kit doesn't hold.
    """

    __tablename__ = "given_claim"
    __table_args__ = (_span(), Index("ix_given_claim_round", "round_id", "article_id", "start"), STRICT)
    claim_id: str = _key("claim.id")
    round_id: str = _text("round.id")
    article_id: str = _text("article.id")
    start: int = _count()
    end: int = _count()
    labels: str = _text()
    restatement: str | None = _text(null=True)
    gold_id: str | None = _text(null=True)
    action_id: str = _text("action.id")


class SuggestionRow(Base, table=True):
    """What a model said of a passage or a given claim, shown to whoever works on it in a round."""

    __tablename__ = "suggestion"
    __table_args__ = (_span(), Index("ix_suggestion_round", "round_id", "article_id", "start"), STRICT)
    id: str = _key()
    round_id: str = _text("round.id")
    article_id: str = _text("article.id")
    claim_id: str | None = _text("claim.id", null=True)
    start: int = _count()
    end: int = _count()
    labels: str = _text()
    action_id: str = _text("action.id")


class AssignmentRow(Base, table=True):
    """An article that an annotator is asked for in a round; of the same three, the greatest id counts."""

    __tablename__ = "assignment"
    __table_args__ = (
        _one_of("kind", "work", "repeat", "gold"),
        _one_of("state", "asked", "withdrawn"),
        Index("ix_assignment_annotator", "annotator_id", "round_id", "position"),
        Index("ix_assignment_round", "round_id", "article_id"),
        STRICT,
    )
    id: str = _key()
    round_id: str = _text("round.id")
    annotator_id: str = _text("annotator.id")
    article_id: str = _text("article.id")
    position: int = _count()
    kind: str = _text()
    state: str = _text()
    action_id: str = _text("action.id")


class AgainRow(Base, table=True):
    """The second hand of an annotator: what they do when they meet an article again is kept apart under it."""

    __tablename__ = "again"
    __table_args__ = (Index("ix_again_of", "of_annotator_id"), STRICT)
    annotator_id: str = _key("annotator.id")
    of_annotator_id: str = _text("annotator.id")
    action_id: str = _text("action.id")


class ExposureRow(Base, table=True):
    """Somebody saw others' work: of an article, or of all where none is named; later labels know it."""

    __tablename__ = "exposure"
    __table_args__ = (Index("ix_exposure_annotator", "annotator_id", "article_id"), STRICT)
    id: str = _key()
    annotator_id: str = _text("annotator.id")
    article_id: str | None = _text("article.id", null=True)
    round_id: str | None = _text("round.id", null=True)
    what: str = _text()
    action_id: str = _text("action.id")


class DecisionRow(Base, table=True):
    """What an adjudicator decided about an item, in its history; `gold_id` is the annotation that came of it."""

    __tablename__ = "decision"
    __table_args__ = (
        _one_of(
            "kind",
            "agreed",
            "taken",
            "united",
            "intersected",
            "edited",
            "none",
            "unsettled",
            "guideline",
            "reopened",
        ),
        CheckConstraint("seq >= 1 AND (seq = 1) = (parent_id IS NULL)", name="parent_and_number"),
        Index("ix_decision_history", "round_id", "item_id", "seq", "id"),
        STRICT,
    )
    id: str = _key()
    round_id: str = _text("round.id")
    annotator_id: str = _text("annotator.id")
    article_id: str = _text("article.id")
    item_id: str = _text()
    parent_id: str | None = _text("decision.id", null=True)
    seq: int = _count()
    kind: str = _text()
    rule: str | None = _text(null=True)
    reason: str | None = _text(null=True)
    gold_id: str | None = _text("annotation.id", null=True)
    action_id: str = _text("action.id")


class DecisionBasisRow(Base, table=True):
    """An annotation that a decision weighed, and what became of it."""

    __tablename__ = "decision_basis"
    __table_args__ = (
        _one_of("verdict", "taken", "weighed", "set_aside"),
        Index("ix_decision_basis_annotation", "annotation_id"),
        STRICT,
    )
    decision_id: str = _key("decision.id")
    annotation_id: str = _key("annotation.id")
    annotator_id: str = _text("annotator.id")
    verdict: str = _text()
    action_id: str = _text("action.id")


class SharedSourceRow(Base, table=True):
    """A source that everybody is offered, whoever used it first."""

    __tablename__ = "shared_source"
    __table_args__ = (STRICT,)
    source_id: str = _key("source.id")
    action_id: str = _key("action.id")


class KitRow(Base, table=True):
    """A work file made for an annotator, or merged back; in the kit itself, whose it is."""

    __tablename__ = "kit"
    __table_args__ = (
        _one_of("state", "made", "merged", "own"),
        Index("ix_kit_annotator", "annotator_id", "id"),
        STRICT,
    )
    id: str = _key()
    kit_id: str = _text()
    annotator_id: str = _text("annotator.id")
    round_id: str | None = _text("round.id", null=True)
    state: str = _text()
    head: str | None = _text(null=True)
    action_id: str = _text("action.id")


class DraftRow(Base, table=True):
    """Half-typed text, overwritten as it grows; never exported, merged or hashed."""

    __tablename__ = "draft"
    __table_args__ = (STRICT,)
    annotator_id: str = _key("annotator.id")
    claim_id: str = _key("claim.id")
    what: str = _key()
    body: str = _text()
    at: str = _text()


class PlaceRow(Base, table=True):
    """Where an annotator left off; overwritten, never exported, merged or hashed."""

    __tablename__ = "place"
    __table_args__ = (STRICT,)
    annotator_id: str = _key("annotator.id")
    article_id: str = _text("article.id")
    passage_id: str = _text("passage.id")
    caret: int = _count()
    claim_id: str | None = _text("claim.id", null=True)
    at: str = _text()


OVERWRITTEN = ("draft", "place")
"""The only tables whose rows may change."""


def table(row: type[Base]) -> Table:
    """Return the Core table of a row class."""
    return METADATA.tables[str(row.__tablename__)]


ACTION = table(ActionRow)
AGAIN = table(AgainRow)
ANNOTATION = table(AnnotationRow)
ANNOTATION_EVIDENCE = table(AnnotationEvidenceRow)
ANNOTATOR = table(AnnotatorRow)
ARTICLE = table(ArticleRow)
ARTICLE_DETAIL = table(ArticleDetailRow)
ASSIGNMENT = table(AssignmentRow)
CLAIM = table(ClaimRow)
DECISION = table(DecisionRow)
DECISION_BASIS = table(DecisionBasisRow)
DRAFT = table(DraftRow)
EVIDENCE = table(EvidenceRow)
EXPOSURE = table(ExposureRow)
GIVEN_CLAIM = table(GivenClaimRow)
KIT = table(KitRow)
LABEL = table(LabelRow)
PASSAGE = table(PassageRow)
PASSAGE_STATE = table(PassageStateRow)
PLACE = table(PlaceRow)
PROJECT = table(ProjectRow)
REACTION = table(ReactionRow)
REDACTION = table(RedactionRow)
ROUND = table(RoundRow)
ROUND_ARTICLE = table(RoundArticleRow)
ROUND_STATE = table(RoundStateRow)
SCHEME = table(SchemeRow)
SCHEME_MAP = table(SchemeMapRow)
SCHEME_USE = table(SchemeUseRow)
SHARED_SOURCE = table(SharedSourceRow)
SOURCE = table(SourceRow)
SOURCE_CHANGE = table(SourceChangeRow)
SUGGESTION = table(SuggestionRow)
