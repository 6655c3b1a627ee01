"""What people did in their kits, or in copies of the project, brought back into the project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from annotator.core.history import Action, Kind
from annotator.core.second_hands import first_name
from annotator.errors import AnnotatorError, BadInput, NotSaved, StoreProblem
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.forks import Fork
from annotator.store.kit_files import Taken, taken
from annotator.store.kit_owner import refuse_in_kit
from annotator.store.merging import Times, Union, merge
from annotator.store.redacting import sweep
from annotator.workflow.progress import Follow, stopping, unfollowed
from annotator.workflow.project import Project
from annotator.workflow.stamps import PROGRAM

COPIED_OPEN = (
    "it was copied while it was open, without the file beside it whose name ends with -wal:"
    " have it closed first, or copied with annotator backup, and merge that"
)
"""What may have become of work that is missing in a kit which is whole."""

APART = timedelta(minutes=2)
"""Clocks that are no further apart are as right as clocks of computers are."""

MERGE = "kit merge"
"""What the action is called by which the project knows that a kit came back."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of one file: how many rows of which table came, what is to be known, or why it was refused.

    `owner` is whose kit it is, and nothing for a copy of the project. `forks` are where somebody has two
    last words now.
    """

    path: Path
    owner: str | None = None
    rows: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    forks: tuple[Fork, ...] = ()
    refused: AnnotatorError | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        problem = self.refused
        return {
            "file": str(self.path),
            "owner": self.owner,
            "merged": problem is None,
            "rows": dict(self.rows),
            "notes": list(self.notes),
            "forks": [each.as_dict() for each in self.forks],
            "refused": None
            if problem is None
            else {"what": problem.what, "why": problem.why, "do": problem.do},
        }


def merge_files(
    project: Project, files: Sequence[Path], *, dry_run: bool = False, follow: Follow = unfollowed
) -> list[Merged]:
    """Merge each file in a transaction of its own; one that is refused keeps no other from being merged.

    A dry run says what each would bring by itself. Raises `NotSaved` when the project can't be written; what was merged
    before stays.
    """
    refuse_in_kit(project.path, "merging")
    found = []
    with stopping("of the file it was at nothing is merged, what came before it is"):
        for number, path in enumerate(files):
            follow("merging", number, len(files))
            found.append(_merged(project, path, dry_run=dry_run))
    with reading_scope(project.engine) as connection:
        project.stamps.follow(reading.latest_action_id(connection))
    return found


def _merged(project: Project, path: Path, *, dry_run: bool) -> Merged:
    try:
        if path.exists() and path.samefile(project.path):
            raise BadInput("this is the project itself", do="name the kits that came back")
        with taken(path) as there:
            _check_project(project, there)
            stamps = project.stamps
            noted = Action(stamps.new_id(), None, Kind.DO, MERGE, stamps.now(), PROGRAM)
            union = merge(project.engine, there, noted, stamps.new_id(), dry_run=dry_run)
            return _said(project, path, there, union, noted.at, dry_run=dry_run)
    except NotSaved:
        raise
    except AnnotatorError as problem:
        problem.where = str(path)
        return Merged(path, refused=problem)


def _check_project(project: Project, there: Taken) -> None:
    if there.project_id != project.id:
        raise BadInput(
            "this file is of another project",
            why=f"it belongs to {there.project_name!r}, project {there.project_id}; this is {project.name!r},"
            f" project {project.id}",
            do="merge it into the project it was made from: name that with --db",
        )


def _said(project: Project, path: Path, there: Taken, union: Union, now: str, *, dry_run: bool) -> Merged:
    with reading_scope(project.engine) as connection:
        names = {each.id: each.name for each in reading.annotators(connection)}
    notes = [*_notes(union, names), *clocks(union.times, now)]
    if union.blanked and not dry_run:
        notes.append(
            f"{union.blanked:,} texts were blanked, because they were redacted in one of the two files"
        )
        # Idle connections of our own would keep the log from being emptied.
        project.engine.dispose()
        try:
            sweep(project.path)
        except StoreProblem as problem:
            notes.append(f"{problem.what}: {problem.why}")
    owner = there.owner.name if there.owner else None
    return Merged(path, owner, union.rows, tuple(notes), tuple(union.forks))


def _notes(union: Union, names: Mapping[str, str]) -> list[str]:
    found = []
    if union.untouched:
        found.append(f"nothing has been done in this kit since it was made; if something has, {COPIED_OPEN}")
    if union.older and not union.ends:
        found.append(
            "this is an older state of a kit than one that was merged before; what is missing in it stays. If it"
            f" should be newer, {COPIED_OPEN}"
        )
    # Under whichever hand somebody worked: which articles they met again is told to nobody.
    found += dict.fromkeys(
        f"the work of {first_name(names.get(who, who))} goes on in {ends} ways from one point: they worked in two"
        " files at once, or two people use one name"
        for who, ends in union.ends.items()
    )
    if union.forks:
        found.append(
            f"{len(union.forks):,} claims or passages have two last words of one annotator now; both are kept, and"
            " the later one counts until they say which one holds"
        )
    found += [f"in this kit {name} worked too, whose kit it isn't" for name in union.people]
    found += [
        f"the round {name!r} was closed meanwhile; this late work is taken all the same"
        for name in union.late
    ]
    found += [f"{there!r} is spelled {here!r} here, which stays" for there, here in union.spelled]
    return found


def clocks(times: Times, now: str) -> list[str]:
    """Say how far the clock under which work was done is from this one, where its times tell.

    >>> clocks(Times("2026-03-02T12:00:00.000Z", "2026-03-02T11:00:00.000Z"), "2026-03-09T12:00:00.000Z")[0][:53]
    'the clock where this was done was at least 60 minutes'
    """
    made, first, last = map(_instant, times)
    here = _instant(now)
    told = []
    if first and made and first < made - APART:
        told.append(f"{_minutes(made - first)} behind")
    if last and here and last > here + APART:
        told.append(f"{_minutes(last - here)} ahead of")
    return [
        f"the clock where this was done was at least {each} this one: if the same person saw others' work in this file,"
        " which of their labels came after that may be told wrongly"
        for each in told
    ]


def _minutes(span: timedelta) -> str:
    return f"{span // timedelta(minutes=1):,} minutes"


def _instant(at: str | None) -> datetime | None:
    """Return the instant that was written down; nothing where it is none, as whoever wrote the file may have it."""
    try:
        found = datetime.fromisoformat(at or "")
    except ValueError:
        return None
    return found if found.tzinfo else None
