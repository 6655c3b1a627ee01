"""No question that is asked again and again reads a whole table that grows.

A session is worked through as the screen does it, and every statement that reaches the database is collected and
asked for its plan. What a command asks once for the whole project may read whole tables, and is listed with why.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from annotator.core.history import Kind
from annotator.core.round import Round, Suggesting
from annotator.core.source import Source
from annotator.core.text.span import Span
from annotator.formats.options import Options, Which
from annotator.formats.registry import FORMATS
from annotator.store import peek, peek_rounds
from annotator.store.engine import open_engine, reading
from annotator.store.forks import forked
from annotator.store.reading import article_ids
from annotator.workflow import labelling
from annotator.workflow import project as projects
from annotator.workflow.accepting import accept_agreed
from annotator.workflow.adjudicating import Adjudication
from annotator.workflow.assigned import list_assigned
from annotator.workflow.assigning import plan_assignment, write_plan
from annotator.workflow.assignment_people import AssignWish
from annotator.workflow.closing import close_round
from annotator.workflow.deciding import Ruling
from annotator.workflow.deciding import turn_back as turn_back_settling
from annotator.workflow.exporting import export
from annotator.workflow.exposures import after_exposure, look
from annotator.workflow.histories import Place, history, own_history
from annotator.workflow.importing import import_paths
from annotator.workflow.naming_articles import articles_named
from annotator.workflow.opening import RoundWish, open_round
from annotator.workflow.planning import foretell
from annotator.workflow.project import Project, find_annotator, open_project
from annotator.workflow.qualifying import control
from annotator.workflow.reporting import report_agreement
from annotator.workflow.round_status import outstanding
from annotator.workflow.rounds import find_round, list_rounds
from annotator.workflow.self_agreement import self_agreement
from annotator.workflow.showing_rounds import round_lines
from annotator.workflow.sitting import Sitting
from annotator.workflow.sources import list_sources
from annotator.workflow.status import project_status
from annotator.workflow.suggesting import suggest
from annotator.workflow.suggestion_effects import effect
from annotator.workflow.surveying import survey
from tests.workflow.round_projects import assign
from tests.workflow.rounds import add_round

SMALL = {
    "project",
    "scheme",
    "scheme_map",
    "scheme_use",
    "annotator",
    "again",
    "round",
    "round_state",
    "place",
    "draft",
    "listed",
    "json_each",
}
"""Tables that stay small: a scan of these reads no more than a page or two. A list of ids is one as well."""

ONCE: dict[str, str] = {
    "SCAN article USING INDEX ix_article_order": "goes through all articles in their order, which is what is asked",
    "SCAN article USING COVERING INDEX": "counts all articles, to say how far it is",
    "SCAN s": "gathers or counts who is how far with which passage, for everybody",
    "SCAN claim": "gathers who has marked any claim, for a status of everything",
    "SCAN passage": "counts all passages, for a status of everything",
    "SCAN article_detail": "reads what all articles are called, to find those that a file names",
    "SCAN exposure": "reads who has seen others' work, of which there are few rows",
    "SCAN label": "counts the labels of every source, for a list of them",
    "SCAN source": "reads all sources, for a list of them or a report that names them",
    "SCAN source_change": "reads all other names, merges and renames of sources, for a list, a report or a file",
    "SCAN later": "finds which other names of sources were taken back, for a list of them",
    "SELECT EXISTS (SELECT annotation.id": "looks whether there is any annotation at all, which is one step",
    "SCAN kit": "looks whether the file is a kit, among a row for each kit that was made or came back",
    "SCAN shared_source": "reads which sources everybody is offered, for a list of them",
}
"""Scans that a question about the whole project may make, and why."""

EVERY_TIME: dict[str, str] = {
    "SELECT count(*) AS count_1 \nFROM article": "the number of articles is counted once when a sitting begins",
    "SELECT article.id \nFROM article ORDER BY article.action_id, article.position\n LIMIT": (
        "an article is found by its number once, in an index, as far as that number"
    ),
    "SELECT anon_1.source_id": "looks at the latest 20,000 labels and no more, once when a sitting begins",
    "SELECT source_change.source_id": "other names are read once when a sitting begins, and then what is new",
}
"""Statements of a sitting that read from end to end, or from one end on, and why they may."""


class Asked:
    """Every statement that reached a database, as it was given to the driver."""

    def __init__(self) -> None:
        self.statements: dict[str, None] = {}

    def add(self, statement: str) -> None:
        """Take up what the driver says it runs, with its values filled in."""
        if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", statement, re.IGNORECASE):
            self.statements[_shape(statement)] = None

    def plans(self, path: Path) -> Iterator[tuple[str, str]]:
        """Yield every step of every plan with its statement."""
        with closing(sqlite3.connect(path)) as connection:
            for statement in self.statements:
                values = [None] * statement.count("?")
                for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values):
                    yield row[3], statement


def _shape(statement: str) -> str:
    """Return a statement without its values, so that one asked a thousand times is one."""
    numbered = re.sub(r"\?\d+|:[a-z_]+", "?", statement)
    return re.sub(r"'(?:[^']|'')*'(?=[\s,)]|$)|\b\d+\b(?=[\s,)]|$)", _literal, numbered)


def _literal(found: re.Match[str]) -> str:
    # What a partial index goes by stays as it was written.
    return found[0] if found[0] in ("'flagged'", "1", "0", "''") else "?"


@contextmanager
def asked(engine: Engine) -> Iterator[Asked]:
    """Collect what is asked through an engine, by SQLAlchemy or by the driver."""
    collected = Asked()

    def watch(connection: Any, *_: Any) -> None:
        connection.set_trace_callback(collected.add)

    engine.dispose()
    event.listen(engine, "connect", watch)
    try:
        yield collected
    finally:
        event.remove(engine, "connect", watch)
        engine.dispose()


def scans(collected: Asked, path: Path) -> list[tuple[str, str]]:
    """Return the steps that read a table which grows from end to end, with their statements."""
    found = []
    for step, statement in collected.plans(path):
        name = re.match(r"SCAN (\w+)", step)
        if name and name[1] not in SMALL | {"CONSTANT"}:
            found.append((step, statement))
    return found


def _not_allowed(found: list[tuple[str, str]], allowed: dict[str, str]) -> list[tuple[str, str]]:
    return [each for each in found if not any(part.startswith(start) for part in each for start in allowed)]


def worked(sitting: Sitting) -> None:
    """Do all that somebody does with keys in two articles."""
    desk = sitting.resume()
    asserter = Source.of("Police", "police")
    for number in range(3):
        desk.select(Span(number * 5, number * 5 + 4))
        desk.mark()
        desk.tag_source(desk.scheme.fields[0], asserter)
    desk.go(1)
    sitting.keep_place(desk)
    sitting.keep_draft(desk.claims[0].claim_id, "note", "half")
    sitting.outbox.drain()
    sitting.turn_back(Kind.UNDO)
    sitting.turn_back(Kind.REDO)
    sitting.next_unsettled(desk.article.id)
    sitting.next_flagged(desk.article.id)
    sitting.open_after(desk.article.id)
    sitting.open(desk.article.id)
    sitting.outbox.drain()


def test_nothing_that_a_sitting_asks_scans_what_grows(sample: Project) -> None:
    with asked(sample.engine) as collected:
        sitting = Sitting(sample, find_annotator(sample, _first(sample)), lambda _: None)
        worked(sitting)
        sitting.outbox.close()
    assert len(collected.statements) > 25
    assert _not_allowed(scans(collected, sample.path), EVERY_TIME) == []


def test_nothing_that_a_sitting_in_a_round_asks_scans_what_grows(sample: Project) -> None:
    close_round(sample, "everything", unfinished=True)
    person, articles = find_annotator(sample, _first(sample)), articles_named(sample, ["2", "1"])
    for wish in (
        RoundWish("pilot", articles),
        RoundWish("verify", claims_from="everything", fields=("status",), leave_out=True),
    ):
        round_ = open_round(sample, wish).round
        for assigned in (False, True):
            if assigned:
                assign(sample, round_.id, person.id, articles[0], 1)
                assign(sample, round_.id, person.id, articles[1], 2)
            with asked(sample.engine) as collected:
                sitting = Sitting(sample, person, lambda _: None)
                assert sitting.round == round_
                desk = sitting.resume()
                desk.focus_next()
                if round_.gives:
                    desk.tag(desk.scheme.fields[0], desk.scheme.fields[0].labels[0])
                else:
                    worked(sitting)
                sitting.keep_place(desk)
                sitting.outbox.drain()
                sitting.turn_back(Kind.UNDO)
                sitting.next_unsettled(desk.article.id)
                sitting.next_flagged(desk.article.id)
                sitting.open_after(desk.article.id)
                sitting.outbox.close()
            assert len(collected.statements) > 15
            assert _not_allowed(scans(collected, sample.path), EVERY_TIME) == []


def _first(project: Project) -> str:
    return projects.people(project)[0].name


def test_opening_scans_nothing_that_grows(sample: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    collected = Asked()
    real = open_engine

    def traced(*given: Any, **more: Any) -> Engine:
        engine = real(*given, **more)
        event.listen(engine, "connect", lambda connection, _: connection.set_trace_callback(collected.add))
        return engine

    monkeypatch.setattr("annotator.store.schema.open_engine", traced)
    open_project(sample.path).close()
    for query in (
        value
        for module in (peek, peek_rounds)
        for name, value in vars(module).items()
        if name.startswith("_") and isinstance(value, str)
    ):
        if query.lstrip().startswith("SELECT"):
            collected.add(query)
    assert len(collected.statements) > 3
    # Where nobody has left off yet the screen begins with the first article, which is one step of its index.
    found = scans(collected, sample.path)
    assert len(found) == 2
    for step, statement in found:
        assert step == "SCAN article USING INDEX ix_article_order"
        assert statement.count("ORDER BY action_id, position LIMIT 1") == 1


def test_importing_scans_nothing_that_grows(sample: Project, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(
            f"Rain fell.\n\nCrowds left {number} times.", encoding="utf-8"
        )
    with asked(sample.engine) as collected:
        import_paths(sample, sorted(tmp_path.glob("*.txt")), {"outlet": "The Gazette"})
    assert any(each.startswith("INSERT INTO passage") for each in collected.statements)
    assert scans(collected, sample.path) == []


def _labels(project: Project, folder: Path) -> None:
    export(project, FORMATS["jsonl"], folder / "m.jsonl", Options(), force=True)
    labelling.import_labels(project, folder / "m.jsonl", labelling.Asked("gpt", whose="Ana"))


def _suggested(project: Project, folder: Path) -> Round:
    _labels(project, folder)
    round_ = add_round(project, "marks")
    suggest(project, round_, Suggesting(find_annotator(project, "gpt").id, 50, 1))
    return round_


def _looked(project: Project) -> None:
    who = find_annotator(project, "Ana")
    look(project, who, "history", _article(project))
    with reading(project.engine) as connection:
        after_exposure(connection)


def _article(project: Project) -> str:
    with reading(project.engine) as connection:
        return article_ids(connection)[0]


def _assign(project: Project) -> None:
    wish = AssignWish(("Zoe", "Yan"), changed={"gold": 10, "repeats": 50})
    proposal = plan_assignment(project, "everything", wish)
    write_plan(project, proposal)
    foretell(project, proposal.round, list(proposal.sizes), 2)
    list_assigned(project, "everything")
    control(project, "everything")


def _gone_through_rounds(project: Project) -> None:
    """Do with a project what a lead does: give its gold to a round that is answered, looked at and closed."""
    close_round(project, "everything", unfinished=True)
    lea = projects.add_annotator(project, "Lea")
    accept_agreed(project, find_round(project, "everything"), lea, own_too=True)
    wish = RoundWish("verify", claims_from="everything", fields=("status",), leave_out=True, with_gaps=True)
    round_ = open_round(project, wish).round
    round_lines(project)
    outstanding(project, round_)
    close_round(project, "verify", unfinished=True)
    project_status(project)
    survey(project, find_round(project, "verify"))


def _looked_back(project: Project) -> None:
    who = find_annotator(project, _first(project)).id
    for place in (None, Place(article_id=_article(project))):
        history(project, who, place, limit=3)
        own_history(project, who, place, limit=3)


WHOLE: dict[str, Callable[[Project, Path], object]] = {
    "csv": lambda project, folder: export(
        project, FORMATS["csv"], folder / "x.csv", Options(which=Which.BOTH), force=True
    ),
    "jsonl": lambda project, folder: export(
        project, FORMATS["jsonl"], folder / "x.jsonl", Options(which=Which.BOTH), force=True
    ),
    "agreement": lambda project, folder: report_agreement(project, resamples=0),
    "status": lambda project, folder: project_status(project),
    "an assignment": lambda project, folder: _assign(project),
    "how far people agree with themselves": lambda project, folder: self_agreement(
        project, project.scheme.fields, resamples=0
    ),
    "sources": lambda project, folder: list_sources(project),
    "one's own sources": lambda project, folder: list_sources(
        project, seen_by=find_annotator(project, _first(project)).id
    ),
    "labels from a file": _labels,
    "what suggestions changed": lambda project, folder: effect(project, _suggested(project, folder)),
    "rounds from the first to the next": lambda project, folder: _gone_through_rounds(project),
    "what somebody did": lambda project, folder: _looked_back(project),
    "what came after a look": lambda project, folder: _looked(project),
}


@pytest.mark.parametrize("what", WHOLE)
def test_what_is_asked_of_everything_scans_for_a_reason_and_never_for_each_article(
    sample: Project, tmp_path: Path, what: str
) -> None:
    with asked(sample.engine) as collected:
        WHOLE[what](sample, tmp_path)
    assert _not_allowed(scans(collected, sample.path), ONCE) == []
    # A question about one article names it, and finds it.
    for step, statement in scans(collected, sample.path):
        assert "article_id = ?" not in statement, (step, statement)


@pytest.mark.parametrize("name", ["csv", "jsonl"])
def test_an_export_sorts_nothing_but_an_article(sample: Project, tmp_path: Path, name: str) -> None:
    with asked(sample.engine) as collected:
        WHOLE[name](sample, tmp_path)
    sorting = [
        (step, statement)
        for step, statement in collected.plans(sample.path)
        if "TEMP B-TREE" in step and "article_id = ?" not in statement
    ]
    assert [
        each for each in sorting if "FROM annotator" not in each[1] and "FROM scheme" not in each[1]
    ] == []


def test_nothing_that_settling_asks_for_each_item_scans_what_grows(sample: Project) -> None:
    lea = projects.add_annotator(sample, "Lea")
    (round_, *_) = list_rounds(sample)
    accept_agreed(sample, round_, lea)
    found = survey(sample, round_, adjudicator=lea.id)
    work = Adjudication(sample, round_, lea, found, tell=lambda _: None)
    with asked(sample.engine) as collected:
        work.begin()
        for number in range(len(found.left) - 2):
            if work.choosing.proposal.open(work.here.asked):
                work.choosing.take(work.sides[0])
            work.decide(Ruling(work.choosing.proposal.kind, work.choosing.proposal, "T8"))
            work.go(forward=True)
            if not number:
                work.outbox.drain()
                turn_back_settling(sample, round_, lea, Kind.UNDO)
                turn_back_settling(sample, round_, lea, Kind.REDO)
        work.outbox.drain()
    work.outbox.close()
    assert len(collected.statements) > 25
    assert _not_allowed(scans(collected, sample.path), SETTLING) == []


def test_the_forks_of_one_annotator_are_looked_for_among_what_is_theirs(sample: Project) -> None:
    collected = Asked()
    with closing(sqlite3.connect(sample.path)) as connection:
        connection.set_trace_callback(collected.add)
        forked(connection, find_annotator(sample, _first(sample)).id)
    assert len(collected.statements) == 2
    assert scans(collected, sample.path) == []


SETTLING: dict[str, str] = {}
"""Scans that settling may make for each item: none."""
