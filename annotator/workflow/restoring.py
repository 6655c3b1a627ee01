"""A backup in the place of the project, which is set aside and never overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.errors import NotFound
from annotator.store.backup import Watch
from annotator.store.header import SCHEMA
from annotator.store.restore import check_present, put_in_place, ready
from annotator.store.whole_files import beside
from annotator.workflow.progress import Follow, stopping, unfollowed
from annotator.workflow.stamps import Stamps

MANY = 1000


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, or would be: from where, and the name that what was there before has now."""

    backup: Path
    path: Path
    schema: int
    rows: dict[str, int]
    seals: str
    aside: Path | None = None
    dry_run: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return {
            "backup": str(self.backup),
            "path": str(self.path),
            "schema": self.schema,
            "upgraded_to": SCHEMA if self.schema < SCHEMA else None,
            "rows": self.rows,
            "seals": self.seals,
            "set_aside": str(self.aside) if self.aside else None,
            "dry_run": self.dry_run,
        }


def restore(backup: Path, path: Path, *, dry_run: bool = False, follow: Follow = unfollowed) -> Restored:
    """Check `backup` and put it at `path`; what is there is set aside first. A dry run stops before that.

    Raises `BadInput` for a backup of another project or a kit in the project's place, `StoreProblem` for a damaged one
    or while another program has the project open. Whatever happens, nothing is overwritten.
    """
    if backup.is_symlink() and not backup.exists():
        raise NotFound("no such backup", where=str(backup), why="it is a link to a file that is not there")
    watch = Watch(lambda done, total: follow("checking", done, total))
    with stopping("the project is what it was, or the backup"), ready(backup, path, watch) as made:
        check_present(path, backup, made)
        held = made.held
        aside = None
        if not dry_run:
            stamp = Stamps().now()[:19].replace(":", "") + "Z"
            extras = ("", *(f"-{n}" for n in range(2, MANY)))
            real = path.resolve() if path.is_symlink() else path
            names = [beside(real, f".set-aside-{stamp}{extra}") for extra in extras]
            aside = put_in_place(path, made, names)
    return Restored(backup, path, held.schema, held.rows, held.seals, aside, dry_run)
