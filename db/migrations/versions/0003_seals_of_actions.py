"""Every action seals what it wrote, free text can be blanked on the record, and schemes follow one another."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# In plain SQL, because Alembic adds a column that refers to another table, or with a CHECK, by rebuilding its own
# table, and no row need be touched: what was written before has no seal of this kind.
COLUMNS = (
    "scheme ADD COLUMN digest TEXT",
    "project ADD COLUMN digest TEXT",
    "annotator ADD COLUMN digest TEXT",
    "source ADD COLUMN digest TEXT",
    "action ADD COLUMN reason TEXT",
    "action ADD COLUMN parent_id TEXT REFERENCES action (id)",
    "action ADD COLUMN digest TEXT",
    "action ADD COLUMN chain TEXT",
    "claim ADD COLUMN action_id TEXT REFERENCES action (id)",
    (
        "passage_state ADD COLUMN salt TEXT"
        " CONSTRAINT reason_salted CHECK (salt IS NOT NULL OR reason IS NULL OR texts_digest IS NULL)"
    ),
)


def upgrade() -> None:
    """Bring a database of the revision before to this one."""
    # Before the column whose CHECK speaks of it.
    op.execute("ALTER TABLE passage_state ADD COLUMN texts_digest TEXT")
    for column in COLUMNS:
        op.execute(f"ALTER TABLE {column}")
    op.create_index("ix_action_parent", "action", ["parent_id"])
    op.create_table(
        "scheme_map",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("from_hash", sa.Text(), nullable=False),
        sa.Column("to_hash", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("new", sa.Text(), nullable=True),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["from_hash"], ["scheme.hash"]),
        sa.ForeignKeyConstraint(["to_hash"], ["scheme.hash"]),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ix_scheme_map_from", "scheme_map", ["from_hash", "id"])
    op.create_table(
        "scheme_use",
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.Column("scheme_hash", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"]),
        sa.ForeignKeyConstraint(["scheme_hash"], ["scheme.hash"]),
        sa.PrimaryKeyConstraint("action_id"),
        sqlite_strict=True,
    )
    op.create_table(
        "redaction",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Text(), nullable=False),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('annotation', 'evidence', 'passage_state', 'annotator')", name="kind_known"
        ),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"]),
        sa.PrimaryKeyConstraint("kind", "row_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_redaction_action", "redaction", ["action_id"])
