"""Taking free text and names out of a project for good, on the record, with every chain still whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from annotator.core.history import Action, Kind
from annotator.errors import BadInput, NotFound
from annotator.store import backups, redacting
from annotator.store.engine import Connection, reading, writing
from annotator.store.reading import assigning
from annotator.store.tables import ANNOTATION, CLAIM, EVIDENCE, PASSAGE_STATE
from annotator.workflow.project import Project, find_annotator
from annotator.workflow.stamps import PROGRAM

WHAT = "redact"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be blanked: ids of rows by table, whose or which claim's half-typed texts go, what else to know."""

    rows: Mapping[str, tuple[str, ...]]
    draft_annotator: str | None = None
    draft_claim: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows of each table would be blanked."""
        return {kind: len(ids) for kind, ids in self.rows.items() if ids}


@dataclass(frozen=True, slots=True)
class Redacted:
    """What was blanked, and which copies of the project made before still hold it."""

    counts: Mapping[str, int]
    copies: tuple[Path, ...]
    notes: tuple[str, ...] = ()
    action_id: str | None = field(default=None)


def plan_annotation(connection: Connection, project: Project, annotation: str) -> Plan:
    """Plan to blank note and restatement of one annotation."""
    _known(redacting.is_there(connection, ANNOTATION, annotation), "annotation", annotation, project)
    others = redacting.same_words_elsewhere(connection, annotation)
    said = (
        f"{others} other annotations of the same claim hold the same words: --note-of CLAIM blanks them all"
    )
    notes = (said,) if others else ()
    return Plan({"annotation": redacting.with_text(connection, ANNOTATION, "id", annotation)}, notes=notes)


def plan_evidence(connection: Connection, project: Project, evidence: str) -> Plan:
    """Plan to blank addresses, quotation and note of one piece of evidence."""
    _known(redacting.is_there(connection, EVIDENCE, evidence), "evidence", evidence, project)
    return Plan({"evidence": redacting.with_text(connection, EVIDENCE, "id", evidence)})


def plan_claim(connection: Connection, project: Project, claim: str) -> Plan:
    """Plan to blank every note and restatement there ever was of a claim."""
    _known(redacting.is_there(connection, CLAIM, claim), "claim", claim, project)
    rows = {"annotation": redacting.with_text(connection, ANNOTATION, "claim_id", claim)}
    return Plan(rows, draft_claim=claim)


def plan_person(connection: Connection, project: Project, name: str) -> Plan:
    """Plan to blank all that a person typed, and to put a name made from their id in the place of theirs.

    Their labels, spans and times stay: they are the data. So does the id, from which somebody who guesses the name
    can tell that the guess is right.
    """
    who = find_annotator(project, name).id
    # What they did when they met an article again stands under a name made of theirs.
    hands = (who, *(hand for hand, of in assigning.again(connection).items() if of == who))
    tables = {"annotation": ANNOTATION, "evidence": EVIDENCE, "passage_state": PASSAGE_STATE}
    rows = {
        kind: tuple(
            id_ for hand in hands for id_ in redacting.with_text(connection, table, "annotator_id", hand)
        )
        for kind, table in tables.items()
    }
    notes = (
        "the person's id is made from the project and the name: whoever guesses the name can confirm the guess",
    )
    return Plan({**rows, "annotator": hands}, draft_annotator=who, notes=notes)


Planner = Callable[[Connection, Project, str], Plan]

PLANNERS: dict[str, Planner] = {
    "annotation": plan_annotation,
    "evidence": plan_evidence,
    "note_of": plan_claim,
    "person": plan_person,
}
"""What can be asked for, and what plans it."""


def redact(project: Project, what: str, which: str, reason: str, *, dry_run: bool = False) -> Redacted:
    """Blank what was asked for, with a reason that goes on record, and rid the file of its traces.

    `what` is a key of `PLANNERS`. A dry run changes nothing. Asked for again, it blanks nothing more, and rids the
    file of traces that another program kept it from before.
    """
    if not reason.strip():
        raise BadInput("a redaction needs a reason", do='say it with --reason "…"; it is kept for good')
    with reading(project.engine) as connection:
        plan = PLANNERS[what](connection, project, which)
    copies = tuple(each.path for each in backups.listed(project.path))
    if dry_run:
        return Redacted(plan.counts, copies, plan.notes)
    counts, action = plan.counts, None
    if counts or plan.draft_annotator or plan.draft_claim:
        action = Action(
            project.stamps.new_id(),
            None,
            Kind.DO,
            WHAT,
            project.stamps.now(),
            PROGRAM,
            reason=" ".join(reason.split()),
        )
        with writing(project.engine) as connection:
            if counts:
                redacting.redact(connection, action, plan.rows)
            hands = plan.rows["annotator"] if plan.draft_annotator else (None,)
            drafts = sum(
                redacting.forget_drafts(connection, annotator=hand, claim=plan.draft_claim) for hand in hands
            )
        counts = {**counts, **({"draft": drafts} if drafts else {})}
    # Idle connections of our own would keep the log from being emptied.
    project.engine.dispose()
    redacting.sweep(project.path)
    return Redacted(counts, copies, plan.notes, action.id if action and plan.counts else None)


def _known(there: bool, what: str, id_: str, project: Project) -> None:
    if not there:
        raise NotFound(
            f"no {what} {id_!r} in this project",
            where=str(project.path),
            do="take the whole id, as annotator history --json and the exports show it",
        )
