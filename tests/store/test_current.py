"""The views of what counts now: equal to the fold in Python on any history, and found by the index."""

# ruff: noqa: E501  a statement is easier to read on one line

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from annotator.core.history import History
from annotator.store import reading
from annotator.store.engine import open_engine, writing
from annotator.workflow.project import Project

# (claim, whose, which of the steps before it follows, how ids sort)
GROWTH = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["Ana", "Ben"]), st.integers(0, 9), st.integers(0, 99)),
    max_size=25,
)


def _grow(
    connection: Connection, growth: list[tuple[int, str, int, int]]
) -> dict[tuple[str, str], list[Step]]:
    """Write histories that may fork, as merged ones do, past every check of the program."""
    people = {person.name: person.id for person in reading.annotators(connection)}
    article, scheme = reading.article_ids(connection)[0], reading.project(connection).scheme_hash
    connection.execute(
        text(
            "INSERT INTO action (id, annotator_id, kind, target_id, what, at, program) VALUES ('x', :ana, 'do', NULL, 'w', 'now', 'p')"
        ),
        {"ana": people["Ana"]},
    )
    for number in range(3):
        connection.execute(
            text(
                "INSERT INTO claim (id, article_id, origin, annotator_id) VALUES (:id, :article, 'marked', :ana)"
            ),
            {"id": f"c{number}", "article": article, "ana": people["Ana"]},
        )
    steps: dict[tuple[str, str], list[Step]] = defaultdict(list)
    for number, (claim, name, after, order) in enumerate(growth):
        history = steps[f"c{claim}", people[name]]
        parent = history[after % len(history)] if history else None
        step = Step(f"{order:02}-{number:03}", parent.id if parent else None, parent.seq + 1 if parent else 1)
        history.append(step)
        connection.execute(
            text(
                "INSERT INTO annotation (id, claim_id, annotator_id, parent_id, seq, action_id, state, start,"
                ' "end", scheme_hash, salt, digest, chain, created_at)'
                " VALUES (:id, :claim, :who, :parent, :seq, 'x', 'standing', 0, 1, :scheme,"
                " 's', 'd', 'c', 'now')"
            ),
            {
                "id": step.id,
                "claim": f"c{claim}",
                "who": people[name],
                "parent": step.parent_id,
                "seq": step.seq,
                "scheme": scheme,
            },
        )
        passage = connection.execute(
            text("SELECT id FROM passage ORDER BY id LIMIT 1 OFFSET :n"), {"n": claim}
        ).scalar()
        connection.execute(
            text(
                "INSERT INTO passage_state (id, passage_id, annotator_id, parent_id, seq, state, action_id)"
                " VALUES (:id, :passage, :who, :parent, :seq, 'done', 'x')"
            ),
            {
                "id": step.id,
                "passage": passage,
                "who": people[name],
                "parent": step.parent_id,
                "seq": step.seq,
            },
        )
    return steps


class Step:
    def __init__(self, id_: str, parent_id: str | None, seq: int) -> None:
        self.id, self.parent_id, self.seq = id_, parent_id, seq


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory, small: Path) -> Path:
    path = tmp_path_factory.mktemp("current") / "one.db"
    path.write_bytes(small.read_bytes())
    return path


class UndoneError(Exception):
    """Raised to leave nothing behind."""


def test_what_counts_now_is_what_the_fold_says(one: Path) -> None:
    engine = open_engine(one)

    @settings(max_examples=40)
    @given(GROWTH)
    def law(growth: list[tuple[int, str, int, int]]) -> None:
        with pytest.raises(UndoneError), writing(engine) as connection:
            steps = _grow(connection, growth)
            wanted = sorted(History.of(history).current.id for history in steps.values())
            for name in ("current_annotation", "current_passage_state"):
                found = connection.execute(text(f"SELECT id FROM {name} ORDER BY id")).scalars()
                assert list(found) == wanted
            raise UndoneError

    try:
        law()
    finally:
        engine.dispose()


QUERIES = {
    "current_annotation of an article": (
        "SELECT a.id FROM current_annotation a JOIN claim c ON c.id = a.claim_id WHERE c.article_id = 'x'",
        {"ix_claim_article", "ix_annotation_history"},
    ),
    "current_annotation of an article and a person": (
        (
            "SELECT a.id FROM current_annotation a JOIN claim c ON c.id = a.claim_id"
            " WHERE c.article_id = 'x' AND a.annotator_id = 'y'"
        ),
        {"ix_claim_article", "ix_annotation_history"},
    ),
    "current_annotation of a claim": (
        "SELECT id FROM current_annotation WHERE claim_id = 'x' AND annotator_id = 'y'",
        {"ix_annotation_history"},
    ),
    "current_passage_state of a person": (
        "SELECT id FROM current_passage_state WHERE annotator_id = 'y'",
        {"ix_passage_state_history"},
    ),
    "current_passage_state of a passage": (
        "SELECT id FROM current_passage_state WHERE annotator_id = 'y' AND passage_id = 'z'",
        {"ix_passage_state_history"},
    ),
    "current_passage_state of an article": (
        (
            "SELECT s.id FROM current_passage_state s JOIN passage p ON p.id = s.passage_id"
            " WHERE s.annotator_id = 'y' AND p.article_id = 'x'"
        ),
        {"ix_passage_state_history"},
    ),
    "passages of an article": (
        "SELECT id FROM passage WHERE article_id = 'x' ORDER BY start",
        {"ix_passage_article"},
    ),
    "annotations of an action": ("SELECT id FROM annotation WHERE action_id = 'x'", {"ix_annotation_action"}),
    "states of an action": (
        "SELECT id FROM passage_state WHERE action_id = 'x'",
        {"ix_passage_state_action"},
    ),
    "actions of a person": (
        "SELECT id FROM action WHERE annotator_id = 'y' ORDER BY id",
        {"ix_action_annotator"},
    ),
    "the first article": (
        "SELECT id FROM article ORDER BY action_id, position LIMIT 1",
        {"ix_article_order"},
    ),
}


@pytest.mark.parametrize("what", QUERIES)
def test_no_question_of_the_screen_reads_a_whole_table(project: Project, what: str) -> None:
    query, wanted = QUERIES[what]
    with reading_scope(project) as connection:
        plan = [row[-1] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {query}"))]
    scans = [
        step for step in plan if step.startswith("SCAN") and "USING" not in step and "CONSTANT" not in step
    ]
    assert scans == []
    used = {index for index in wanted if any(f"INDEX {index}" in step for step in plan)}
    assert used == wanted, plan


def reading_scope(project: Project):  # noqa: ANN201
    from annotator.store.engine import reading as scope

    return scope(project.engine)


def test_the_search_for_a_later_step_is_always_by_the_index(project: Project) -> None:
    with reading_scope(project) as connection:
        for name, index in (
            ("current_annotation", "ix_annotation_history"),
            ("current_passage_state", "ix_passage_state_history"),
        ):
            plan = [row[-1] for row in connection.execute(text(f"EXPLAIN QUERY PLAN SELECT id FROM {name}"))]
            inner = [step for step in plan if "later" in step]
            assert inner
            assert all(step.startswith("SEARCH later USING") and index in step for step in inner), plan


def test_sources_keep_the_order_of_their_first_use(project: Project, hand_of: Callable[..., object]) -> None:
    from annotator.core.claim import Label
    from annotator.core.source import Source
    from annotator.store.writing import save

    hand = hand_of(project)
    ana, ben = Source.of("Ana", "witness"), Source.of("Ben", "witness")

    def tags(source: Source) -> dict[str, object]:
        return {"labels": (Label("source", source_id=source.id),)}

    from dataclasses import replace

    first = replace(hand.marks(**tags(ben)), sources=(ben,))
    second = replace(hand.marks(**tags(ana)), sources=(ana,))
    for entry in (first, second, hand.edits(first, note="n"), hand.edits(second, **tags(ben))):
        save(project.engine, entry)
    with reading_scope(project) as connection:
        used = reading.sources_used(connection, hand.article.id, hand.annotator)
        elsewhere = reading.sources_used(connection, reading.article_ids(connection)[1], hand.annotator)
    assert (used, elsewhere) == ([ben.id, ana.id], [])
