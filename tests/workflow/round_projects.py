"""Projects with rounds, for tests: two short articles, gold for some of their claims, and rounds opened from it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select

from annotator.core.claim import Annotation, Claim, Judgement, Label, Origin
from annotator.core.history import Entry
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.store import reading
from annotator.store.engine import reading as reading_scope
from annotator.store.engine import writing as writing_scope
from annotator.store.reading.rounds import written_labels
from annotator.store.tables import AGAIN, ASSIGNMENT, ROUND, SUGGESTION
from annotator.store.writing import save, write
from annotator.workflow.closing import close_round
from annotator.workflow.importing import import_paths
from annotator.workflow.opening import Opened, RoundWish, open_round
from annotator.workflow.project import Project, add_annotator, create_project
from annotator.workflow.schemes import find_scheme
from tests.workflow.rounds import action

TEXTS = {
    "first.txt": (
        "The mayor said that the bridge was safe. Engineers found cracks in two pillars.\n\n"
        "Police said the road was closed.\n\n"
        "Follow us on Instagram\n\n"
        "We knew nothing, said Ada Byron."
    ),
    "second.txt": "Repairs cost nine euros.\n\nNobody was hurt.",
    "third.txt": "The ferry runs again.",
}
MAYOR = Source.of("The mayor", "local_government")


def project_of(folder: Path, people: Sequence[str] = ("Ana", "Ben")) -> Project:
    """Make a project of three short articles."""
    project = create_project(folder / "annotator.db", "test", find_scheme("newsclaim"))
    files = []
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
        files.append(folder / name)
    import_paths(project, files, {})
    for person in people:
        add_annotator(project, person)
    return project


def articles(project: Project) -> list[str]:
    """Return the ids of the articles in the order of import."""
    with reading_scope(project.engine) as connection:
        return reading.article_ids(connection)


def add_gold(project: Project, words: str, **labels: str) -> str:
    """Have an adjudicator say what the gold of some words is; return the annotation's id."""
    editor = add_annotator(project, "Editor").id
    done, found = action(project, editor, "settle"), None
    with reading_scope(project.engine) as connection:
        for id_, text in [(each.id, each.text) for each in reading.articles(connection)]:
            at = text.find(words)
            if at >= 0:
                found = id_, Span(at, at + len(words))
    assert found is not None, words
    claim = Claim(project.stamps.new_id(), found[0], Origin.GOLD, editor)
    given = [Label(field, value) for field, value in labels.items()] + [Label("source", source_id=MAYOR.id)]
    gold = Annotation(
        id=project.stamps.new_id(),
        claim_id=claim.id,
        annotator_id=editor,
        action_id=done.id,
        created_at=done.at,
        judgement=Judgement(found[1], project.scheme.hash, tuple(given), restatement="in other words"),
    )
    save(project.engine, Entry(done, (claim,), (MAYOR,), (gold,)))
    return gold.id


def with_gold(project: Project) -> None:
    """Give the first two articles three claims of gold."""
    add_gold(project, "the bridge was safe", stance="neutral", check_worthiness="high", status="verified")
    add_gold(project, "Engineers found cracks", stance="supports", check_worthiness="low")
    add_gold(project, "Nobody was hurt", stance="neutral", check_worthiness="medium")


def verify(project: Project, **more: object) -> Opened:
    """Close the first round and open one that gives its claims and asks for their status."""
    close_round(project, "everything", unfinished=True)
    wish = {"claims_from": "everything", "fields": ("status",), "leave_out": True, "with_gaps": True, **more}
    return open_round(project, RoundWish("verify", **wish))  # type: ignore[arg-type]


def assign(
    project: Project,
    round_id: str,
    who: str,
    article: str,
    position: int,
    *,
    kind: str = "work",
    state: str = "asked",
) -> None:
    """Ask somebody for an article."""
    done = action(project, None, "assign")
    row = {
        "id": project.stamps.new_id(),
        "round_id": round_id,
        "annotator_id": who,
        "article_id": article,
        "position": position,
        "kind": kind,
        "state": state,
        "action_id": done.id,
    }
    with writing_scope(project.engine) as connection:
        write(connection, done, {ASSIGNMENT: [row]})


def second_hand(project: Project, of: str) -> str:
    """Give somebody a second hand and return its id."""
    name = next(each.name for each in _people(project) if each.id == of)
    from annotator.core.ids import annotator_id
    from annotator.store.writing import add_annotator as write_annotator

    hand, done = annotator_id(project.id, f"{name} (again)"), action(project, None, "assign")
    with writing_scope(project.engine) as connection:
        write_annotator(connection, id_=hand, project=project.id, name=f"{name} (again)")
        write(
            connection, done, {AGAIN: [{"annotator_id": hand, "of_annotator_id": of, "action_id": done.id}]}
        )
    return hand


def _people(project: Project) -> list[reading.Annotator]:
    with reading_scope(project.engine) as connection:
        return reading.annotators(connection)


def suggest(
    project: Project,
    round_id: str,
    article: str,
    span: Span,
    labels: Sequence[Label],
    *,
    claim: str | None = None,
) -> None:
    """Show a model's labels to whoever works on an article."""
    done = action(project, None, "suggest")
    row = {
        "id": project.stamps.new_id(),
        "round_id": round_id,
        "article_id": article,
        "claim_id": claim,
        "start": span.start,
        "end": span.end,
        "labels": written_labels(labels),
        "action_id": done.id,
    }
    with writing_scope(project.engine) as connection:
        write(connection, done, {SUGGESTION: [row]})


def rounds_stored(project: Project) -> list[str]:
    """Return the names of the rounds that have a row."""
    with reading_scope(project.engine) as connection:
        return list(connection.execute(select(ROUND.c.name).order_by(ROUND.c.action_id)).scalars())
