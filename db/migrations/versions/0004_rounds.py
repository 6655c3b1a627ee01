"""Rounds, assignments, kits, settling: what a team does without a server."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring a database of the revision before to this one."""
    op.create_table(
        "round",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_round_action", "round", ["action_id"])
    op.create_table(
        "round_article",
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"]),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"]),
        sa.PrimaryKeyConstraint("round_id", "article_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_round_article_action", "round_article", ["action_id"])
    op.create_table(
        "round_state",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed', 'frozen')", name="state_known"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_round_state_round", "round_state", ["round_id", "id"])
    op.create_table(
        "given_claim",
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("restatement", sa.Text(), nullable=True),
        sa.Column("gold_id", sa.Text(), nullable=True),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.CheckConstraint('0 <= start AND start < "end"', name="span_runs_forward"),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"]),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"]),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"]),
        sa.PrimaryKeyConstraint("claim_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_given_claim_round", "given_claim", ["round_id", "article_id", "start"])
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.CheckConstraint('0 <= start AND start < "end"', name="span_runs_forward"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"]),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"]),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_suggestion_round", "suggestion", ["round_id", "article_id", "start"])
    op.create_table(
        "assignment",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("annotator_id", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('asked', 'withdrawn')", name="state_known"),
        sa.CheckConstraint("kind IN ('work', 'repeat', 'gold')", name="kind_known"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.ForeignKeyConstraint(["annotator_id"], ["annotator.id"]),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"]),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_assignment_annotator", "assignment", ["annotator_id", "round_id", "position"])
    op.create_index("ix_assignment_round", "assignment", ["round_id", "article_id"])
    op.create_table(
        "again",
        sa.Column("annotator_id", sa.Text(), nullable=False),
        sa.Column("of_annotator_id", sa.Text(), nullable=False),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["annotator_id"], ["annotator.id"]),
        sa.ForeignKeyConstraint(["of_annotator_id"], ["annotator.id"]),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"]),
        sa.PrimaryKeyConstraint("annotator_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_again_of", "again", ["of_annotator_id"])
    op.create_table(
        "exposure",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("annotator_id", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=True),
        sa.Column("round_id", sa.Text(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["annotator_id"], ["annotator.id"]),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"]),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_exposure_annotator", "exposure", ["annotator_id", "article_id"])
    op.create_table(
        "decision",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("annotator_id", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Text(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("gold_id", sa.Text(), nullable=True),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('agreed', 'taken', 'united', 'intersected', 'edited', 'none', 'unsettled', 'guideline', 'reopened')",
            name="kind_known",
        ),
        sa.CheckConstraint("seq >= 1 AND (seq = 1) = (parent_id IS NULL)", name="parent_and_number"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.ForeignKeyConstraint(["annotator_id"], ["annotator.id"]),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"]),
        sa.ForeignKeyConstraint(["parent_id"], ["decision.id"]),
        sa.ForeignKeyConstraint(["gold_id"], ["annotation.id"]),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_decision_history", "decision", ["round_id", "item_id", "seq", "id"])
    op.create_table(
        "decision_basis",
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("annotation_id", sa.Text(), nullable=False),
        sa.Column("annotator_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.CheckConstraint("verdict IN ('taken', 'weighed', 'set_aside')", name="verdict_known"),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"]),
        sa.ForeignKeyConstraint(["annotation_id"], ["annotation.id"]),
        sa.ForeignKeyConstraint(["annotator_id"], ["annotator.id"]),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"]),
        sa.PrimaryKeyConstraint("decision_id", "annotation_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_decision_basis_annotation", "decision_basis", ["annotation_id"])
    op.create_table(
        "shared_source",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"]),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"]),
        sa.PrimaryKeyConstraint("source_id", "action_id"),
        sqlite_strict=True,
    )
    op.create_table(
        "kit",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kit_id", sa.Text(), nullable=False),
        sa.Column("annotator_id", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("head", sa.Text(), nullable=True),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('made', 'merged', 'own')", name="state_known"),
        sa.ForeignKeyConstraint(["annotator_id"], ["annotator.id"]),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_kit_annotator", "kit", ["annotator_id", "id"])
    # Who ever cited which source: asked of every source when a screen is opened in a blind round.
    cited = ["source_id", "annotator_id"]
    op.create_index("ix_label_source", "label", cited, sqlite_where=sa.text("source_id IS NOT NULL"))
    op.create_index("ix_reaction_source", "reaction", cited)
    op.create_index(
        "ix_evidence_origin",
        "evidence",
        ["origin_source_id", "annotator_id"],
        sqlite_where=sa.text("origin_source_id IS NOT NULL"),
    )
