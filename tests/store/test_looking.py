"""Where an annotator has work left: as a plain search over everything says, and without reading everything."""

# ruff: noqa: E501  a statement is easier to read on one line

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, event, text

from annotator.core.history import Kind, Looked
from annotator.store import reading
from annotator.store.engine import open_engine
from annotator.store.engine import reading as reading_scope
from annotator.store.engine import writing as writing_scope
from annotator.store.reading import exposures, histories, sourcing
from annotator.store.reading import settling as settled_reading
from annotator.store.reading.histories import Place
from annotator.workflow.project import Project, add_annotator, create_project, open_project
from annotator.workflow.schemes import find_scheme
from annotator.workflow.undoing import turn_back

ANA, BEN = "Ana", "Ben"


def _empty(path: Path) -> dict[str, str]:
    project = create_project(path, "Pilot", find_scheme("newsclaim"))
    people = {name: add_annotator(project, name).id for name in (ANA, BEN)}
    project.close()
    return people


def add_passages(connection: Connection, articles: list[tuple[int, list[str]]]) -> list[str]:
    """Write articles, each as the number of its import and the kinds of its passages; return their ids."""
    for number in sorted({imported for imported, _ in articles}):
        connection.execute(
            text(
                "INSERT INTO action (id, annotator_id, kind, target_id, what, at, program) VALUES (:id, NULL, 'do', NULL, 'import', 'now', 't')"
            ),
            {"id": f"import{number}"},
        )
    for at, (imported, kinds) in enumerate(articles):
        # Ids sort otherwise than the project's order does.
        article = f"article{(at * 7) % 100:03}-{at}"
        connection.execute(
            text("INSERT INTO article VALUES (:id, 'x', 's', 'article', :action, :position)"),
            {"id": article, "action": f"import{imported}", "position": at},
        )
        for number, kind in enumerate(kinds):
            connection.execute(
                text("INSERT INTO passage VALUES (:id, :article, :start, :end, :kind)"),
                # And so do the ids of passages.
                {
                    "id": f"p{99 - number:02}-{at}",
                    "article": article,
                    "start": number * 10,
                    "end": number * 10 + 9,
                    "kind": kind,
                },
            )
    return reading.article_ids(connection)


def look(connection: Connection, number: int, passage: str, who: str, state: str) -> None:
    """Write the next state of a passage."""
    before = connection.execute(
        text(
            "SELECT id, seq FROM passage_state WHERE passage_id = :passage AND annotator_id = :who"
            " ORDER BY seq DESC LIMIT 1"
        ),
        {"passage": passage, "who": who},
    ).first()
    connection.execute(
        text(
            "INSERT INTO passage_state (id, passage_id, annotator_id, parent_id, seq, state, action_id)"
            " VALUES (:id, :passage, :who, :parent, :seq, :state, 'import0')"
        ),
        {
            "id": f"{number:05}",
            "passage": passage,
            "who": who,
            "parent": before.id if before else None,
            "seq": before.seq + 1 if before else 1,
            "state": state,
        },
    )


def claim(connection: Connection, article: str, who: str) -> None:
    """Write a claim with two labels and a reaction."""
    id_ = f"{article} {who}"
    for statement in (
        "INSERT OR IGNORE INTO source (id, name, type, qualifier) VALUES ('named', 'Somebody', 'police', '')",
        "INSERT OR IGNORE INTO source (id, name, type, qualifier) VALUES ('of ' || :article, 'Officials', 'unclear', :article)",
        "INSERT OR IGNORE INTO shared_source VALUES ('named', 'import0')",
        "INSERT INTO claim (id, article_id, origin, annotator_id) VALUES (:id, :article, 'marked', :who)",
        (
            'INSERT INTO annotation (id, claim_id, annotator_id, seq, action_id, state, start, "end",'
            " scheme_hash, salt, digest, chain, created_at)"
            " SELECT :id, :id, :who, 1, 'import0', 'standing', 0, 1, scheme_hash, 's', 'd', 'c', 'now' FROM project"
        ),
        "INSERT INTO label VALUES (:id, 'form', 0, :who, 'direct', NULL, NULL)",
        "INSERT INTO label VALUES (:id, 'source', 0, :who, NULL, 'of ' || :article, 1)",
        "INSERT INTO reaction VALUES (:id, 0, :who, 'named', 'denies', NULL, NULL)",
    ):
        connection.execute(text(statement), {"id": id_, "article": article, "who": who})


KINDS = st.lists(st.sampled_from(["text", "text", "heading", "boilerplate"]), max_size=4)
ARTICLES = st.lists(st.tuples(st.integers(0, 2), KINDS), min_size=1, max_size=6)
LOOKS = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from([ANA, ANA, BEN]), st.sampled_from(list(Looked))),
    max_size=25,
)


class DroppedError(Exception):
    """Raised to leave nothing behind."""


def test_the_next_work_is_what_a_plain_search_finds(tmp_path: Path) -> None:
    people = _empty(tmp_path / "p.db")
    engine = open_engine(tmp_path / "p.db")

    @settings(max_examples=100)
    @given(ARTICLES, LOOKS)
    def law(articles: list[tuple[int, list[str]]], looks: list[tuple[int, str, Looked]]) -> None:
        with pytest.raises(DroppedError), writing_scope(engine) as connection:
            order = add_passages(connection, [(0, []), *articles])
            passages = connection.execute(
                text("SELECT id, article_id, kind FROM passage ORDER BY article_id, start")
            ).all()
            state: dict[tuple[str, str], Looked] = {}
            for number, (at, name, looked) in enumerate(looks if passages else []):
                passage = passages[at % len(passages)].id
                look(connection, number, passage, people[name], looked)
                state[passage, name] = looked
            settled = (Looked.DONE, Looked.SKIPPED)
            for name, who in people.items():
                for at, here in enumerate(order):
                    circle = [*order[at + 1 :], *order[: at + 1]]
                    unsettled = (
                        row.article_id
                        for article in circle
                        for row in passages
                        if row.article_id == article
                        and row.kind != "boilerplate"
                        and state.get((row.id, name)) not in settled
                    )
                    flagged = (
                        (article, row.id)
                        for article in circle
                        for row in passages
                        if row.article_id == article and state.get((row.id, name)) is Looked.FLAGGED
                    )
                    assert reading.next_unsettled_article(connection, who, here) == next(unsettled, None)
                    assert reading.next_flagged(connection, who, here) == next(flagged, None)
                    states = reading.current_passage_states(connection, who, here)
                    assert {each.passage_id: each.state for each in states} == {
                        row.id: state[row.id, name]
                        for row in passages
                        if row.article_id == here and (row.id, name) in state
                    }
            for here in order:
                everybodys = reading.current_passage_states(connection, article_id=here)
                names = {id_: name for name, id_ in people.items()}
                assert {(each.passage_id, names[each.annotator_id]): each.state for each in everybodys} == {
                    (row.id, name): state[row.id, name]
                    for row in passages
                    for name in people
                    if row.article_id == here and (row.id, name) in state
                }
            raise DroppedError

    try:
        law()
    finally:
        engine.dispose()


# -- how much is read

SMALL, LARGE = 10, 400
"""Articles of ten passages each."""


def _grown(path: Path, articles: int) -> str:
    """Make a project in which Ana has settled a third of the articles from the second on, and Ben all.

    In each of them they marked a claim, and named an unnamed source.
    """
    people = _empty(path)
    engine = open_engine(path)
    with writing_scope(engine) as connection:
        order = add_passages(connection, [(0, ["text"] * 9 + ["boilerplate"])] * articles)
        number = 0
        for name, settled in ((ANA, order[1 : 1 + articles // 3]), (BEN, order)):
            connection.execute(
                text(
                    "INSERT INTO action (id, annotator_id, kind, target_id, what, at, program) VALUES (:id, :who, 'do', NULL, 'look', 'now', 't')"
                ),
                {"id": f"look {name}", "who": people[name]},
            )
            for article in settled:
                for passage in connection.execute(
                    text("SELECT id FROM passage WHERE article_id = :id"), {"id": article}
                ).scalars():
                    look(connection, number, passage, people[name], "done")
                    number += 1
                claim(connection, article, people[name])
        flagged = connection.execute(
            text("SELECT max(id) FROM passage WHERE article_id = :id"), {"id": order[-2]}
        ).scalar_one()
        look(connection, number, flagged, people[ANA], "flagged")
        people_done = connection.execute(text("SELECT count(*) FROM passage_state")).scalar_one()
        assert people_done > articles * 10
    engine.dispose()
    return people[ANA]


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[Path, str]]:
    folder = tmp_path_factory.mktemp("grown")
    return {size: (folder / f"{size}.db", _grown(folder / f"{size}.db", size)) for size in (SMALL, LARGE)}


@contextmanager
def counting(engine: Engine) -> Iterator[list[int]]:
    """Count the steps of SQLite's machine, which are the same however busy this one is."""
    steps = [0]

    def step() -> int:
        steps[0] += 1
        return 0

    def watch(connection: Any, *_: Any) -> None:
        connection.set_progress_handler(step, 1)

    event.listen(engine, "connect", watch)
    try:
        yield steps
    finally:
        event.remove(engine, "connect", watch)


def _last_but_one(connection: Connection, who: str) -> str:
    query = "SELECT id FROM annotation WHERE annotator_id = :who ORDER BY id DESC LIMIT 1 OFFSET 1"
    return str(connection.execute(text(query), {"who": who}).scalar_one())


QUESTIONS: dict[str, Callable[[Connection, str, list[str]], object]] = {
    "the next article, when it is open": lambda connection, who, order: reading.next_unsettled_article(
        connection, who, order[len(order) // 2]
    ),
    "the next article, from the last one": lambda connection, who, order: reading.next_unsettled_article(
        connection, who, order[-1]
    ),
    "the next flagged passage": lambda connection, who, order: reading.next_flagged(
        connection, who, order[0]
    ),
    "how far a passage is": lambda connection, who, order: reading.current_passage_states(
        connection, who, order[1]
    ),
    "how far everybody is": lambda connection, who, order: reading.current_passage_states(
        connection, article_id=order[1]
    ),
    "an article": lambda connection, who, order: reading.article(connection, order[1]),
    "the claims": lambda connection, who, order: reading.current_annotations(connection, order[1], who),
    "the named sources": lambda connection, who, order: reading.named_sources(connection)[0],
    "the sources shared": lambda connection, who, order: sourcing.shared_sources(connection)[0],
    "one's own named sources, what is new": lambda connection, who, order: sourcing.own_named_sources(
        connection, exposures.hands(connection, who), _last_but_one(connection, who)
    )[0],
    "the unnamed sources": lambda connection, who, order: reading.own_unnamed_sources(
        connection, order[1], who
    ),
    "the sources' digits": lambda connection, who, order: reading.sources_used(connection, order[1], who),
    "the other names": lambda connection, who, order: reading.aliases(connection),
    "where somebody left off": lambda connection, who, order: reading.where(connection, who),
    "what was done in an article": lambda connection, who, order: histories.annotations_page(
        connection, who, Place(article_id=order[1]), 50, None
    ),
    "what was done in a passage": lambda connection, who, order: histories.annotations_page(
        connection, who, Place(article_id=order[1], start=0, end=9), 50, None
    ),
    "what was said of a claim": lambda connection, who, order: histories.annotations_page(
        connection, who, Place(claim_id=f"{order[1]} {who}"), 50, None
    ),
    "how far passages were": lambda connection, who, order: histories.states_page(
        connection, who, Place(article_id=order[1]), 50, None
    ),
    "half-typed texts": lambda connection, who, order: reading.drafts(connection, who),
    "what was decided in an article": lambda connection, who, order: tuple(
        settled_reading.heads(connection, "round", order[1])
    ),
    "who has done an article's passages": lambda connection, who, order: settled_reading.done_here(
        connection, order[1]
    ),
    "who is asked for an article": lambda connection, who, order: settled_reading.asked_here(
        connection, "round", order[1]
    ),
    "who has seen others' work on an article": lambda connection, who, order: settled_reading.exposed_here(
        connection, order[1]
    ),
    "what somebody decided last": lambda connection, who, order: next(
        settled_reading.decisions_back(connection, who, "round", "settle"), None
    ),
}


@pytest.mark.parametrize("what", QUESTIONS)
def test_what_the_screen_asks_costs_the_same_however_much_there_is_and_is_done(
    grown: dict[int, tuple[Path, str]], what: str
) -> None:
    steps: dict[int, int] = {}
    answers: dict[int, Any] = {}
    for size, (path, who) in grown.items():
        engine = open_engine(path)
        with reading_scope(engine) as connection:
            order = reading.article_ids(connection)
        engine.dispose()
        with counting(engine) as counted, reading_scope(engine) as connection:
            counted[0] = 0
            answers[size] = QUESTIONS[what](connection, who, order)
            steps[size] = counted[0]
        engine.dispose()
    assert 0 < steps[LARGE] <= steps[SMALL] * 1.05 + 20, steps
    # What costs the same is the same answer, not none.
    if isinstance(answers[SMALL], list):
        assert len(answers[LARGE]) == len(answers[SMALL]) > 0
    else:
        assert (answers[SMALL] is None) == (answers[LARGE] is None)


def test_undo_costs_the_same_however_much_was_done_before(tmp_path: Path, small: Path) -> None:
    steps = {}
    for done in (100, 1500):
        path = tmp_path / f"{done}.db"
        path.write_bytes(small.read_bytes())
        project = open_project(path)
        with reading_scope(project.engine) as connection:
            ana = next(each.id for each in reading.annotators(connection) if each.name == ANA)
        with writing_scope(project.engine) as connection:
            passage = connection.execute(text("SELECT min(id) FROM passage")).scalar_one()
            for _ in range(done):
                connection.execute(
                    text(
                        "INSERT INTO action (id, annotator_id, kind, target_id, what, at, program) VALUES (:id, :who, 'do', NULL, 'look', 'now', 't')"
                    ),
                    {"id": project.stamps.new_id(), "who": ana},
                )
            last = connection.execute(text("SELECT max(id) FROM action")).scalar_one()
            connection.execute(
                text(
                    "INSERT INTO passage_state (id, passage_id, annotator_id, seq, state, action_id)"
                    " VALUES ('s', :passage, :who, 1, 'done', :action)"
                ),
                {"passage": passage, "who": ana, "action": last},
            )
        project.engine.dispose()
        steps[done] = [_steps_of(project, ana, kind) for kind in (Kind.UNDO, Kind.REDO)]
        project.close()
    for few, many in zip(steps[100], steps[1500], strict=True):
        assert 0 < many <= few * 1.05 + 20, steps


def _steps_of(project: Project, who: str, kind: Kind) -> int:
    with counting(project.engine) as counted:
        assert turn_back(project, who, kind) is not None
    project.engine.dispose()
    return counted[0]


def _plan(project: Project, ask: Callable[[Connection], object]) -> list[str]:
    """Return how SQLite looks for an answer, in its own words."""
    asked: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(project.engine, "before_cursor_execute", listen)
    try:
        with reading_scope(project.engine) as connection:
            ask(connection)
            questions = [each for each in asked if each[0].startswith("SELECT")]
            return [
                row[-1]
                for statement, parameters in questions
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            ]
    finally:
        event.remove(project.engine, "before_cursor_execute", listen)


def test_the_next_article_is_found_by_indexes_alone(project: Project) -> None:
    with reading_scope(project.engine) as connection:
        first, *_ = reading.article_ids(connection)
    plan = _plan(project, lambda connection: reading.next_unsettled_article(connection, "x", first))
    assert [step for step in plan if step.startswith("SCAN") or "TEMP B-TREE" in step] == []
    assert any("ix_article_order" in step and "(action_id,position)>" in step for step in plan), plan
    assert any("ix_passage_state_history (annotator_id=? AND passage_id=?)" in step for step in plan), plan


def test_a_flag_is_found_among_the_flagged_alone(project: Project) -> None:
    with reading_scope(project.engine) as connection:
        first, *_ = reading.article_ids(connection)
    plan = _plan(project, lambda connection: reading.next_flagged(connection, "x", first))
    assert [step for step in plan if step.startswith("SCAN")] == []
    assert any("ix_passage_state_flagged (annotator_id=?)" in step for step in plan), plan
