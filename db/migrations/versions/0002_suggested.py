"""Labels say that they were suggested; what is flagged, and the sources that are named, are found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring a database of the revision before to this one."""
    # In plain SQL, because Alembic adds a column with a CHECK by rebuilding the table, and no row need be touched.
    op.execute(
        "ALTER TABLE label ADD COLUMN suggested INTEGER CONSTRAINT suggested_is_yes CHECK (suggested = 1)"
    )
    op.create_index(
        "ix_passage_state_flagged",
        "passage_state",
        ["annotator_id", "passage_id"],
        sqlite_where=sa.text("state = 'flagged'"),
    )
    op.create_index("ix_source_named", "source", ["qualifier", "name", "id"])
